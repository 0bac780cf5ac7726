#include "soret/validation/check/compare_forces.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/files/configuration_builder.hpp"
#include "soret/validation/check/limits.hpp"

namespace soret {

namespace {

constexpr std::array<std::string_view, 6> tensor_names{"xx", "yy", "zz", "xy", "xz", "yz"};

const PrintedColumn* column_named(const std::vector<PrintedColumn>& columns, std::string_view name) {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const PrintedColumn& column) { return column.name == name; });
    return found == columns.end() ? nullptr : &*found;
}

/// A total of ours with what bounds its error.
struct OurTotal {
    double value = 0.0;
    double by_inputs = 0.0;
    double terms = 0.0;  ///< number of those summed
    double magnitude = 0.0;
    double square = 0.0;

    OurTotal scaled(double factor) const {
        return {value * factor, by_inputs * factor, terms, magnitude * factor, square * factor * factor};
    }
    // With the sum of the bounds.
    OurTotal operator+(const OurTotal& other) const {
        return {value + other.value, by_inputs + other.by_inputs, terms + other.terms, magnitude + other.magnitude,
                square + other.square};
    }
};

class Comparer {
public:
    Comparer(const OurNumbers& ours, const ChosenFrame& chosen, InputErrors errors, std::optional<double> given,
             std::vector<std::string>& notes)
        : state_(ours.state),
          mixture_(ours.mixture),
          step_of_configuration_(ours.step),
          result_(ours.result),
          chosen_(chosen),
          frame_(chosen.frame),
          errors_(std::move(errors)),
          given_(given),
          notes_(notes) {
        find_single_precision();
        widen_errors();
        sensitivity_ = sensitivity(state_, mixture_, result_, errors_);
    }

    ForcesComparison compare() {
        ForcesComparison comparison{state_, {}, mixture_, {}};
        out_ = &comparison;
        compare_positions();
        compare_forces_of_particles();
        compare_particle_energies();
        choose_row();
        compare_energies();
        compare_tensors();
        compare_currents();
        for (std::size_t i = 0; i < state_.size(); ++i) {
            for (std::size_t a = 0; a < 3; ++a) comparison.position_limit.push_back(errors_.position[a][i]);
        }
        return comparison;
    }

private:
    // Numbers of floats in what was computed mean that all was computed in single precision.
    void find_single_precision() {
        for (const PrintedColumn& column : frame_.particles) {
            const bool is_computed = column.name.starts_with('f') || column.name == "particle_energies";
            if (is_computed && column.is_single_precision()) single_ = true;
        }
        for (const PrintedColumn& column : frame_.totals) {
            if (column.name != "step" && column.is_single_precision()) single_ = true;
        }
        if (single_) notes_.push_back("the numbers are those of floats: limits are of single precision");
    }

    // What their code had may differ from the configuration by the printing of both.
    void widen_errors() {
        const Vector3& e = state_.box.edges();
        const std::array<double, 3> edges{e.x, e.y, e.z};
        const std::array<double, 3> origin{state_.origin.x, state_.origin.y, state_.origin.z};
        for (std::size_t a = 0; a < 3; ++a) {
            errors_.edge[a] = chosen_.frame.box ? std::fabs(chosen_.frame.box->edge[a] - edges[a]) : 0.0;
            for (std::size_t i = 0; i < state_.size(); ++i) {
                const double reach = std::fabs(state_.position[a][i] + origin[a]) + edges[a];
                double& error = errors_.position[a][i];
                if (chosen_.positions && chosen_.positions->agrees) error += chosen_.positions->error[a][i];
                printed_positions_ = std::max(printed_positions_, error);
                error += 0x1p-51 * reach;
                if (!single_) continue;
                error += 0x1p-24 * reach;
                single_positions_ = std::max(single_positions_, 0x1p-24 * reach);
            }
            if (!state_.has_velocities()) continue;
            const PrintedColumn* velocity = column_named(frame_.particles, std::string("v") + "xyz"[a]);
            for (std::size_t row = 0; row < state_.size(); ++row) {
                const std::size_t i = chosen_.particle_of_row.empty() ? row : chosen_.particle_of_row[row];
                double& error = errors_.velocity[a][i];
                if (velocity != nullptr) error += velocity->half_unit(velocity->values[row]);
                if (single_) error += 0x1p-24 * std::fabs(state_.velocity[a][i]);
            }
        }
    }

    LimitParts parts_of(double by_inputs, double accuracy, double single, double digits) const {
        LimitParts parts;
        parts.accuracy = accuracy;
        parts.digits = digits;
        if (single_) parts.single = single;
        // What contributes most to the errors of positions says what the limit comes from.
        if (single_ && single_positions_ > printed_positions_) {
            parts.single += by_inputs;
        } else if (printed_positions_ > smallest_printing) {
            parts.positions = by_inputs;
        } else {
            parts.accuracy += by_inputs;
        }
        return parts;
    }

    void compare_positions() {
        if (!chosen_.positions) return;
        QuantityBuilder builder(CheckedQuantity::positions, given_);
        builder.quantity().components = 3;
        builder.quantity().axes = {0, 1, 2};
        builder.quantity().reading = chosen_.positions->reading;
        const Vector3& e = state_.box.edges();
        const std::array<double, 3> edges{e.x, e.y, e.z};
        const std::array<double, 3> origin{state_.origin.x, state_.origin.y, state_.origin.z};
        for (std::size_t i = 0; i < state_.size(); ++i) {
            for (std::size_t a = 0; a < 3; ++a) {
                const double ours = state_.position[a][i] + origin[a];
                LimitParts parts;
                parts.positions = errors_.position[a][i];
                parts.accuracy = position_limit(ours, edges[a], 0.0, 0.0);
                builder.add(chosen_.positions->theirs[a][i], ours, parts);
            }
        }
        out_->quantities.push_back(builder.finish());
    }

    void compare_forces_of_particles() {
        std::vector<const PrintedColumn*> columns;
        QuantityBuilder builder(CheckedQuantity::forces, given_);
        for (std::size_t a = 0; a < 3; ++a) {
            const PrintedColumn* column = column_named(frame_.particles, std::string("f") + "xyz"[a]);
            if (column == nullptr) continue;
            columns.push_back(column);
            builder.quantity().axes.push_back(a);
        }
        if (columns.empty()) return;
        builder.quantity().components = columns.size();
        const std::vector<std::size_t> axes = builder.quantity().axes;
        for (const std::size_t row : rows_by_particle()) {
            const std::size_t i = chosen_.particle_of_row[row];
            const double n = sensitivity_.neighbours[i];
            for (std::size_t k = 0; k < columns.size(); ++k) {
                const double theirs = columns[k]->values[row];
                const double magnitude = sensitivity_.magnitudes.force[axes[k]][i];
                builder.add(theirs, result_.force[axes[k]][i],
                            parts_of(sensitivity_.by_inputs.force[axes[k]][i], accuracy_of_sum(n, magnitude),
                                     single_of_sum(n, magnitude), columns[k]->half_unit(theirs)));
            }
        }
        out_->quantities.push_back(builder.finish());
    }

    void compare_particle_energies() {
        const PrintedColumn* column = column_named(frame_.particles, "particle_energies");
        if (column == nullptr) return;
        QuantityBuilder builder(CheckedQuantity::particle_energies, given_);
        builder.quantity().axes = {0};
        for (const std::size_t row : rows_by_particle()) {
            const std::size_t i = chosen_.particle_of_row[row];
            const double n = sensitivity_.neighbours[i];
            const double magnitude = sensitivity_.magnitudes.particle_energy[i];
            builder.add(column->values[row], result_.particle_energy[i],
                        parts_of(sensitivity_.by_inputs.particle_energy[i], accuracy_of_sum(n, magnitude),
                                 single_of_sum(n, magnitude), column->half_unit(column->values[row])));
        }
        out_->quantities.push_back(builder.finish());
    }

    // Rows of the results in the order of the state.
    std::vector<std::size_t> rows_by_particle() const {
        std::vector<std::size_t> rows(chosen_.particle_of_row.size());
        for (std::size_t row = 0; row < rows.size(); ++row) rows[chosen_.particle_of_row[row]] = row;
        return rows;
    }

    OurTotal potential_energy() const {
        return {result_.potential_energy, sensitivity_.by_inputs.potential_energy,
                static_cast<double>(sensitivity_.pairs), sensitivity_.magnitudes.potential_energy,
                sensitivity_.squares.potential_energy};
    }

    OurTotal virial(std::size_t k) const {
        return {result_.virial[k], sensitivity_.by_inputs.virial[k], static_cast<double>(sensitivity_.pairs),
                sensitivity_.magnitudes.virial[k], sensitivity_.squares.virial[k]};
    }

    OurTotal kinetic(std::size_t k) const {
        return {result_.kinetic[k], sensitivity_.by_inputs.kinetic[k], static_cast<double>(state_.size()),
                sensitivity_.magnitudes.kinetic[k], sensitivity_.squares.kinetic[k]};
    }

    OurTotal pressure(std::size_t k) const {
        const double volume = state_.box.volume();
        OurTotal total = (kinetic(k) + virial(k)).scaled(1.0 / volume);
        const Vector3& e = state_.box.edges();
        total.by_inputs +=
            std::fabs(total.value) * (errors_.edge[0] / e.x + errors_.edge[1] / e.y + errors_.edge[2] / e.z);
        return total;
    }

    // theirs = factor * printed
    void add_total(QuantityBuilder& builder, const PrintedColumn& column, double factor, const OurTotal& ours) const {
        const double printed = column.values[row_];
        builder.add(factor * printed, ours.value,
                    parts_of(ours.by_inputs, accuracy_of_sum(ours.terms, ours.magnitude),
                             single_of_total(ours.terms, ours.magnitude, ours.square),
                             std::fabs(factor) * column.half_unit(printed)));
    }

    // Energies per particle or of the box: whichever is nearer to ours.
    double energy_factor(const PrintedColumn& column, double ours) const {
        if (!frame_.is_thermo) return 1.0;
        const double n = static_cast<double>(state_.size());
        const double printed = column.values[row_];
        if (!std::isfinite(printed)) return 1.0;
        return std::fabs(n * printed - ours) < std::fabs(printed - ours) ? n : 1.0;
    }

    // Of a table of several steps that of the configuration, else the first; of both the one whose energy is nearer to
    // ours, since a step counts from the start of a run.
    void choose_row() {
        if (frame_.totals.empty()) return;
        const std::size_t rows = frame_.totals.front().values.size();
        const PrintedColumn* steps = column_named(frame_.totals, "step");
        if (rows == 1) return;
        std::size_t of_step = 0;
        if (steps != nullptr && step_of_configuration_) {
            const auto found =
                std::find(steps->values.begin(), steps->values.end(), static_cast<double>(*step_of_configuration_));
            if (found != steps->values.end()) of_step = static_cast<std::size_t>(found - steps->values.begin());
        }
        row_ = of_step;
        if (const PrintedColumn* energy = column_named(frame_.totals, "potential_energy"); energy != nullptr) {
            const auto distance = [&](std::size_t row) {
                const double printed = energy->values[row];
                const double per_particle = result_.potential_energy / static_cast<double>(state_.size());
                return std::min(std::fabs(printed - result_.potential_energy),
                                std::fabs(printed - per_particle) * static_cast<double>(state_.size()));
            };
            if (distance(0) < distance(of_step)) row_ = 0;
        }
        notes_.push_back(fmt::format("row {} of {}{} is compared", row_ + 1, rows,
                                     steps != nullptr ? fmt::format(", step {},", steps->values[row_]) : ""));
    }

    void compare_energies() {
        if (const PrintedColumn* column = column_named(frame_.totals, "potential_energy"); column != nullptr) {
            add_energy(CheckedQuantity::potential_energy, *column, potential_energy());
        }
        const PrintedColumn* column = column_named(frame_.totals, "kinetic_energy");
        if (column == nullptr) return;
        if (!state_.has_velocities()) {
            notes_.push_back("the kinetic energy is left alone: the configuration has no velocities");
            return;
        }
        add_energy(CheckedQuantity::kinetic_energy, *column, (kinetic(0) + kinetic(1) + kinetic(2)).scaled(0.5));
    }

    void add_energy(CheckedQuantity quantity, const PrintedColumn& column, const OurTotal& ours) {
        QuantityBuilder builder(quantity, given_);
        const double factor = energy_factor(column, ours.value);
        builder.quantity().axes = {0};
        if (frame_.is_thermo) builder.quantity().reading = factor == 1.0 ? "of the box" : "per particle";
        add_total(builder, column, factor, ours);
        out_->quantities.push_back(builder.finish());
    }

    template <class Ours>
    void add_components(CheckedQuantity quantity, std::string_view prefix, std::size_t count, double factor,
                        const std::string& reading, Ours&& ours) {
        QuantityBuilder builder(quantity, given_);
        for (std::size_t k = 0; k < count; ++k) {
            const std::string_view axis = count == 3 ? axis_names[k] : tensor_names[k];
            const PrintedColumn* column = column_named(frame_.totals, fmt::format("{}_{}", prefix, axis));
            if (column == nullptr) continue;
            builder.quantity().axes.push_back(k);
            add_total(builder, *column, factor, ours(k));
        }
        builder.quantity().components = builder.quantity().axes.size();
        builder.quantity().reading = reading;
        if (builder.quantity().components > 0) out_->quantities.push_back(builder.finish());
    }

    // Particles at rest have a pressure too, unless the other code had velocities that the configuration has not.
    bool pressure_is_comparable() {
        if (state_.has_velocities()) return true;
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
        const auto of_virial = [&](std::size_t k) { return virial(k); };
        add_components(CheckedQuantity::virial, "virial", 6, 1.0, "", of_virial);
        if (out_->find(CheckedQuantity::virial) == nullptr) {
            add_components(CheckedQuantity::virial, "stress", 6, -state_.box.volume(),
                           "stress, minus the virial over the volume", of_virial);
        }
        if (!pressure_is_comparable()) return;
        add_components(CheckedQuantity::pressure_tensor, "pressure_tensor", 6, 1.0, "",
                       [&](std::size_t k) { return pressure(k); });
        const PrintedColumn* trace = column_named(frame_.totals, "pressure");
        if (trace == nullptr) return;
        QuantityBuilder builder(CheckedQuantity::pressure_tensor, given_);
        builder.quantity().axes = {0};
        builder.quantity().is_trace = true;
        builder.quantity().reading = "a third of the trace";
        add_total(builder, *trace, 1.0, (pressure(0) + pressure(1) + pressure(2)).scaled(1.0 / 3.0));
        out_->quantities.push_back(builder.finish());
    }

    void compare_currents() {
        const bool has_currents = std::any_of(frame_.totals.begin(), frame_.totals.end(), [](const auto& column) {
            return column.name.starts_with("heat_current") || column.name.starts_with("mass_current");
        });
        if (!has_currents) return;
        if (!state_.has_velocities()) {
            notes_.push_back("currents are left alone: the configuration has no velocities");
            return;
        }
        add_components(CheckedQuantity::heat_current, "heat_current", 3, 1.0, "", [&](std::size_t a) {
            return OurTotal{result_.heat_current[a], sensitivity_.by_inputs.heat_current[a],
                            static_cast<double>(sensitivity_.pairs) + static_cast<double>(state_.size()),
                            sensitivity_.magnitudes.heat_current[a], sensitivity_.squares.heat_current[a]};
        });
        add_components(CheckedQuantity::mass_current_1, "mass_current_1", 3, 1.0, "", [&](std::size_t a) {
            return OurTotal{result_.mass_current[0][a], sensitivity_.by_inputs.mass_current_1[a],
                            static_cast<double>(state_.size()), sensitivity_.magnitudes.mass_current_1[a],
                            sensitivity_.squares.mass_current_1[a]};
        });
    }

    // Positions printed with sixteen digits are no rounding to speak of.
    static constexpr double smallest_printing = 1e-11;

    const State& state_;
    const Mixture& mixture_;
    std::optional<std::int64_t> step_of_configuration_;
    const PairForcesResult& result_;
    const ChosenFrame& chosen_;
    const ResultsFrame& frame_;
    InputErrors errors_;
    std::optional<double> given_;
    std::vector<std::string>& notes_;
    Sensitivity sensitivity_;
    ForcesComparison* out_ = nullptr;
    std::size_t row_ = 0;
    bool single_ = false;
    double printed_positions_ = 0.0;
    double single_positions_ = 0.0;
};

}  // namespace

ForcesComparison compare_forces(const OurNumbers& ours, const ChosenFrame& chosen, InputErrors errors,
                                std::optional<double> given, std::vector<std::string>& notes) {
    return Comparer(ours, chosen, std::move(errors), given, notes).compare();
}

}  // namespace soret
