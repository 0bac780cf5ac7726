#include "soret/validation/check/limit_model.hpp"

#include <algorithm>
#include <cmath>

#include "soret/validation/check/printed_configuration.hpp"

namespace soret {

namespace {

// Positions printed with sixteen digits are no rounding to speak of.
constexpr double smallest_printing = 1e-11;

}  // namespace

const PrintedColumn* column_named(const std::vector<PrintedColumn>& columns, std::string_view name) {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const PrintedColumn& column) { return column.name == name; });
    return found == columns.end() ? nullptr : &*found;
}

LimitModel::LimitModel(const OurNumbers& ours, const ChosenFrame& chosen, const InputErrors& errors)
    : ours_(ours), chosen_(chosen), errors_(errors) {
    find_single_precision();
    widen_errors();
    static constexpr std::array<std::string_view, 4> of_tensors{"virial", "stress", "pressure", "heat_current"};
    const bool tensors = std::any_of(frame().totals.begin(), frame().totals.end(), [](const PrintedColumn& column) {
        return std::any_of(of_tensors.begin(), of_tensors.end(),
                           [&](std::string_view beginning) { return column.name.starts_with(beginning); });
    });
    printed_ = sensitivity(state(), ours.mixture, result(), errors_, tensors);
    if (any_single_) in_floats_ = sensitivity(state(), ours.mixture, result(), errors_of_floats(), tensors).by_inputs;
}

void LimitModel::find_single_precision() {
    std::vector<const PrintedColumn*> forces;
    for (const PrintedColumn& column : frame().particles) {
        const bool is_force = column.name.starts_with('f');
        const bool is_energy = column.name == "particle_energies";
        if (is_force) forces.push_back(&column);
        if (is_energy && are_single_precision({&column})) all_single_ = true;
        if (is_force || is_energy) any_single_ = any_single_ || column.chance_of_floats();
    }
    all_single_ = all_single_ || are_single_precision(forces);
    for (const PrintedColumn& column : frame().totals) any_single_ = any_single_ || column.chance_of_floats();
}

// What their code had may differ from the configuration by printing, and by a rounding in handling it.
void LimitModel::widen_errors() {
    for (std::size_t a = 0; a < 3; ++a) {
        errors_.edge[a] = frame().box ? std::fabs(frame().box->edge[a] - edge(a)) : 0.0;
        for (std::size_t i = 0; i < state().size(); ++i) {
            largest_printing_ = std::max(largest_printing_, errors_.position[a][i]);
            errors_.position[a][i] += 0x1p-51 * reach(a, i);
        }
        const PrintedColumn* velocity = column_named(frame().particles, std::string("v") + "xyz"[a]);
        if (velocity == nullptr || !state().has_velocities()) continue;
        for (std::size_t row = 0; row < state().size(); ++row) {
            errors_.velocity[a][chosen_.particle_of_row[row]] += velocity->half_unit(velocity->values[row]);
        }
    }
}

InputErrors LimitModel::errors_of_floats() const {
    InputErrors errors = errors_;
    for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t i = 0; i < state().size(); ++i) {
            errors.position[a][i] += 0x1p-24 * reach(a, i);
            if (state().has_velocities()) errors.velocity[a][i] += 0x1p-24 * std::fabs(state().velocity[a][i]);
        }
    }
    return errors;
}

double LimitModel::edge(std::size_t axis) const {
    const Vector3& e = state().box.edges();
    return std::array<double, 3>{e.x, e.y, e.z}[axis];
}

double LimitModel::coordinate(std::size_t axis, std::size_t i) const {
    const Vector3& o = state().origin;
    return state().position[axis][i] + std::array<double, 3>{o.x, o.y, o.z}[axis];
}

// Largest number that a code has in handling a coordinate.
double LimitModel::reach(std::size_t axis, std::size_t i) const {
    return std::fabs(coordinate(axis, i)) + edge(axis);
}

LimitParts LimitModel::parts_of(double by_inputs, double by_inputs_in_floats, bool is_single) const {
    LimitParts parts;
    (largest_printing_ > smallest_printing ? parts.positions : parts.accuracy) = by_inputs;
    if (is_single) parts.single = by_inputs_in_floats - by_inputs;
    return parts;
}

LimitParts LimitModel::of_particle(std::size_t i, double magnitude, double by_inputs, double by_inputs_in_floats,
                                   bool is_single, double digits) const {
    LimitParts parts = parts_of(by_inputs, by_inputs_in_floats, is_single);
    const double n = printed_.neighbours[i];
    parts.accuracy += accuracy_of_sum(n, magnitude);
    if (is_single) parts.single += single_of_sum(n, magnitude);
    parts.digits = digits;
    return parts;
}

LimitParts LimitModel::of_force(std::size_t axis, std::size_t i, bool is_single, double digits) const {
    return of_particle(i, printed_.magnitudes.force[axis][i], printed_.by_inputs.force[axis][i],
                       is_single ? in_floats_.force[axis][i] : 0.0, is_single, digits);
}

LimitParts LimitModel::of_particle_energy(std::size_t i, bool is_single, double digits) const {
    return of_particle(i, printed_.magnitudes.particle_energy[i], printed_.by_inputs.particle_energy[i],
                       is_single ? in_floats_.particle_energy[i] : 0.0, is_single, digits);
}

LimitParts LimitModel::of_position(std::size_t axis, std::size_t i) const {
    LimitParts parts;
    const double limit = chosen_.positions->limit[axis][i];
    (limit > smallest_printing ? parts.positions : parts.accuracy) = limit;
    return parts;
}

LimitParts LimitModel::of_total(const OurTotal& total, bool is_single, double digits) const {
    LimitParts parts = parts_of(total.by_inputs, total.by_inputs_in_floats, is_single);
    parts.accuracy += accuracy_of_sum(total.terms, total.magnitude);
    if (is_single) parts.single += single_of_total(total.terms, total.magnitude, total.square);
    parts.digits = digits;
    return parts;
}

// `of` takes the number out of a PerQuantity.
template <class Of>
OurTotal LimitModel::total(double value, double terms, Of&& of) const {
    return {value, of(printed_.by_inputs),  any_single_ ? of(in_floats_) : of(printed_.by_inputs),
            terms, of(printed_.magnitudes), of(printed_.squares)};
}

OurTotal LimitModel::potential_energy() const {
    return total(result().potential_energy, static_cast<double>(printed_.pairs),
                 [](const PerQuantity& q) { return q.potential_energy; });
}

OurTotal LimitModel::virial(std::size_t k) const {
    return total(result().virial[k], static_cast<double>(printed_.pairs),
                 [k](const PerQuantity& q) { return q.virial[k]; });
}

OurTotal LimitModel::kinetic(std::size_t k) const {
    return total(result().kinetic[k], particles(), [k](const PerQuantity& q) { return q.kinetic[k]; });
}

OurTotal LimitModel::pressure(std::size_t k) const {
    OurTotal pressure = (kinetic(k) + virial(k)).scaled(1.0 / state().box.volume());
    double of_volume = 0.0;
    for (std::size_t a = 0; a < 3; ++a) of_volume += std::fabs(pressure.value) * errors_.edge[a] / edge(a);
    pressure.by_inputs += of_volume;
    pressure.by_inputs_in_floats += of_volume;
    return pressure;
}

OurTotal LimitModel::heat_current(std::size_t axis) const {
    return total(result().heat_current[axis], static_cast<double>(printed_.pairs) + particles(),
                 [axis](const PerQuantity& q) { return q.heat_current[axis]; });
}

OurTotal LimitModel::mass_current_1(std::size_t axis) const {
    return total(result().mass_current[0][axis], particles(),
                 [axis](const PerQuantity& q) { return q.mass_current_1[axis]; });
}

ForcesComparison compare_forces(const OurNumbers& ours, const ChosenFrame& chosen, const InputErrors& errors,
                                std::optional<double> given, std::vector<std::string>& notes) {
    const LimitModel model(ours, chosen, errors);
    if (model.all_is_single()) {
        notes.push_back("forces or energies are those of floats: limits are of single precision");
    }
    ForcesComparison comparison{ours.state, {}, ours.mixture, {}};
    for (std::size_t i = 0; i < ours.state.size(); ++i) {
        for (std::size_t a = 0; a < 3; ++a) comparison.position_limit.push_back(model.errors().position[a][i]);
    }
    compare_particles(model, given, comparison, notes);
    compare_totals(model, given, comparison, notes);
    return comparison;
}

}  // namespace soret
