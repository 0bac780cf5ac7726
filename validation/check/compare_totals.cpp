#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/files/configuration_builder.hpp"
#include "soret/validation/check/limit_model.hpp"

namespace soret {

namespace {

class TotalsComparer {
public:
    TotalsComparer(const LimitModel& model, std::optional<double> given, ForcesComparison& comparison,
                   std::vector<std::string>& notes)
        : model_(model), frame_(model.frame()), given_(given), out_(comparison), notes_(notes) {}

    void compare() {
        choose_row();
        compare_energies();
        compare_tensors();
        compare_currents();
    }

private:
    static constexpr std::array<std::string_view, 6> tensor_names{"xx", "yy", "zz", "xy", "xz", "yz"};

    // theirs = factor * printed
    void add_total(QuantityBuilder& builder, const PrintedColumn& column, double factor, const OurTotal& ours,
                   bool is_single) const {
        const double printed = column.values[row_];
        builder.add(factor * printed, ours.value,
                    model_.of_total(ours, is_single, std::fabs(factor) * column.half_unit(printed)));
    }

    /// Columns of one quantity with ours.
    struct Total {
        const PrintedColumn* column;
        OurTotal ours;
    };

    // What LAMMPS calls extensive its thermo output divides by the number of particles: the reading whose size is
    // nearer to ours, in logarithms.
    double thermo_factor(const std::vector<Total>& totals) const {
        if (!frame_.is_thermo || frame_.is_of_box) return 1.0;
        double theirs = 0.0;
        double ours = 0.0;
        for (const Total& total : totals) {
            theirs += std::pow(total.column->values[row_], 2);
            ours += std::pow(total.ours.value, 2);
        }
        const double ratio = std::sqrt(ours / theirs);
        return ratio > std::sqrt(model_.particles()) ? model_.particles() : 1.0;
    }

    // Of a table of several steps that of the configuration, else the first; of both the one whose energy is nearer to
    // ours, since a step counts from the start of a run.
    void choose_row() {
        if (frame_.totals.empty()) return;
        const std::size_t rows = frame_.totals.front().values.size();
        const PrintedColumn* steps = column_named(frame_.totals, "step");
        if (rows == 1) return;
        std::size_t of_step = 0;
        if (steps != nullptr && model_.step()) {
            const auto found =
                std::find(steps->values.begin(), steps->values.end(), static_cast<double>(*model_.step()));
            if (found != steps->values.end()) of_step = static_cast<std::size_t>(found - steps->values.begin());
        }
        row_ = of_step;
        if (const PrintedColumn* energy = column_named(frame_.totals, "potential_energy"); energy != nullptr) {
            const auto distance = [&](std::size_t row) {
                const double printed = energy->values[row];
                const double per_particle =
                    model_.result().potential_energy / static_cast<double>(model_.state().size());
                return std::min(std::fabs(printed - model_.result().potential_energy),
                                std::fabs(printed - per_particle) * static_cast<double>(model_.state().size()));
            };
            if (distance(0) < distance(of_step)) row_ = 0;
        }
        notes_.push_back(fmt::format("row {} of {}{} is compared", row_ + 1, rows,
                                     steps != nullptr ? fmt::format(", step {},", steps->values[row_]) : ""));
    }

    void compare_energies() {
        if (const PrintedColumn* column = column_named(frame_.totals, "potential_energy"); column != nullptr) {
            add_extensive(CheckedQuantity::potential_energy, {{column, model_.potential_energy()}}, {0});
        }
        const PrintedColumn* column = column_named(frame_.totals, "kinetic_energy");
        if (column == nullptr) return;
        if (!model_.state().has_velocities()) {
            notes_.push_back("the kinetic energy is left alone: the configuration has no velocities");
            return;
        }
        add_extensive(CheckedQuantity::kinetic_energy,
                      {{column, (model_.kinetic(0) + model_.kinetic(1) + model_.kinetic(2)).scaled(0.5)}}, {0});
    }

    void add_extensive(CheckedQuantity quantity, const std::vector<Total>& totals, std::vector<std::size_t> axes) {
        const double factor = thermo_factor(totals);
        std::string reading;
        if (frame_.is_thermo) reading = factor == 1.0 ? "of the box" : "per particle";
        add_totals(quantity, totals, std::move(axes), factor, reading);
    }

    void add_totals(CheckedQuantity quantity, const std::vector<Total>& totals, std::vector<std::size_t> axes,
                    double factor, const std::string& reading) {
        if (totals.empty()) return;
        QuantityBuilder builder(quantity, given_);
        std::vector<const PrintedColumn*> columns;
        for (const Total& total : totals) columns.push_back(total.column);
        const bool is_single = model_.is_single(columns);
        for (const Total& total : totals) add_total(builder, *total.column, factor, total.ours, is_single);
        builder.quantity().axes = std::move(axes);
        builder.quantity().components = totals.size();
        builder.quantity().reading = reading;
        out_.quantities.push_back(builder.finish());
    }

    /// The columns PREFIX_AXIS that are there.
    template <class Ours>
    std::vector<Total> components(std::string_view prefix, std::size_t count, std::vector<std::size_t>& axes,
                                  Ours&& ours) const {
        std::vector<Total> found;
        for (std::size_t k = 0; k < count; ++k) {
            const std::string_view axis = count == 3 ? axis_names[k] : tensor_names[k];
            const PrintedColumn* column = column_named(frame_.totals, fmt::format("{}_{}", prefix, axis));
            if (column == nullptr) continue;
            axes.push_back(k);
            found.push_back({column, ours(k)});
        }
        return found;
    }

    // Particles at rest have a pressure too, unless the other code had velocities that the configuration has not.
    bool pressure_is_comparable() {
        if (model_.state().has_velocities()) return true;
        const PrintedColumn* kinetic_energy = column_named(frame_.totals, "kinetic_energy");
        const bool at_rest = kinetic_energy == nullptr || kinetic_energy->values[row_] == 0.0;
        const bool has_pressure = std::any_of(frame_.totals.begin(), frame_.totals.end(),
                                              [](const auto& column) { return column.name.starts_with("pressure"); });
        if (has_pressure) {
            notes_.push_back(at_rest ? "the configuration has no velocities: its pressure is that of particles at rest"
                                     : "the pressure is left alone: the configuration has no velocities");
        }
        return at_rest;
    }

    void compare_tensors() {
        const auto of_virial = [&](std::size_t k) { return model_.virial(k); };
        std::vector<std::size_t> axes;
        if (const auto found = components("virial", 6, axes, of_virial); !found.empty()) {
            add_extensive(CheckedQuantity::virial, found, axes);
        } else if (const auto stress = components("stress", 6, axes, of_virial); !stress.empty()) {
            add_totals(CheckedQuantity::virial, stress, axes, -model_.state().box.volume(),
                       "stress, minus the virial over the volume");
        }
        if (!pressure_is_comparable()) return;
        axes.clear();
        const auto tensor = components("pressure_tensor", 6, axes, [&](std::size_t k) { return model_.pressure(k); });
        add_totals(CheckedQuantity::pressure_tensor, tensor, axes, 1.0, "");
        const PrintedColumn* trace = column_named(frame_.totals, "pressure");
        if (trace == nullptr) return;
        const OurTotal ours = (model_.pressure(0) + model_.pressure(1) + model_.pressure(2)).scaled(1.0 / 3.0);
        add_totals(CheckedQuantity::pressure_tensor, {{trace, ours}}, {0}, 1.0, "a third of the trace");
        out_.quantities.back().is_trace = true;
    }

    void compare_currents() {
        const bool has_currents = std::any_of(frame_.totals.begin(), frame_.totals.end(), [](const auto& column) {
            return column.name.starts_with("heat_current") || column.name.starts_with("mass_current");
        });
        if (!has_currents) return;
        if (!model_.state().has_velocities()) {
            notes_.push_back("currents are left alone: the configuration has no velocities");
            return;
        }
        std::vector<std::size_t> axes;
        const auto heat = components("heat_current", 3, axes, [&](std::size_t a) { return model_.heat_current(a); });
        add_extensive(CheckedQuantity::heat_current, heat, axes);
        axes.clear();
        const auto mass =
            components("mass_current_1", 3, axes, [&](std::size_t a) { return model_.mass_current_1(a); });
        add_extensive(CheckedQuantity::mass_current_1, mass, axes);
    }

    const LimitModel& model_;
    const ResultsFrame& frame_;
    std::optional<double> given_;
    ForcesComparison& out_;
    std::vector<std::string>& notes_;
    std::size_t row_ = 0;
};

}  // namespace

void compare_totals(const LimitModel& model, std::optional<double> given, ForcesComparison& comparison,
                    std::vector<std::string>& notes) {
    TotalsComparer(model, given, comparison, notes).compare();
}

}  // namespace soret
