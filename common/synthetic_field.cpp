#include "soret/common/synthetic_field.hpp"

#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

// Of a degree of freedom: far above the rounding of the sums, some 2^-40, and far below any liquid.
constexpr double least_motion = 0x1p-32;

void check_strength(const char* name, double value, double most) {
    if (std::fabs(value) <= most) return;
    throw InvalidArgument(fmt::format("field.{} = {}: must be in [{}, {}]", name, value, -most, most));
}

}  // namespace

void check_field(const SyntheticField& field, const Mixture& mixture) {
    if (mixture.species_count() > most_field_species) {
        throw InvalidArgument(fmt::format("a mixture of {} species under a field: must have at most {}",
                                          mixture.species_count(), most_field_species));
    }
    check_strength("heat", field.heat, largest_heat_field);
    check_strength("mass", field.mass, largest_mass_field);
    if (field.axis > 2) throw InvalidArgument(fmt::format("field.axis = {}: must be 0, 1 or 2", field.axis));
    if (!field.enthalpy.empty() && field.enthalpy.size() != mixture.species_count()) {
        throw InvalidArgument(fmt::format("field.enthalpy has {} values: must have {}, one a species, or none",
                                          field.enthalpy.size(), mixture.species_count()));
    }
    for (const double h : field.enthalpy) {
        if (std::fabs(h) <= largest_enthalpy) continue;
        throw InvalidArgument(
            fmt::format("field.enthalpy = {}: must be in [{}, {}]", h, -largest_enthalpy, largest_enthalpy));
    }
}

FieldConstants field_constants(const SyntheticField& field, double temperature, const Mixture& mixture,
                               const State& state) {
    const std::size_t species_count = mixture.species_count();
    FieldConstants c{std::vector<double>(species_count, 0.0), {}, 0.0, 0.0, {}, 0.0};
    for (const std::int32_t species : state.species) c.number[static_cast<std::size_t>(species)] += 1.0;
    double present = 0.0;
    for (std::size_t s = 0; s < species_count; ++s) {
        c.mass.push_back(c.number[s] * mixture.mass(s));
        c.total_mass += c.mass[s];
        present += c.number[s] > 0.0 ? 1.0 : 0.0;
    }
    c.freedoms = 3.0 * static_cast<double>(state.size()) - 3.0 * present;
    const double w1 = c.mass[0] / c.total_mass;
    for (std::size_t s = 0; s < species_count; ++s) {
        const double h = field.enthalpy.empty() ? 0.0 : field.enthalpy[s];
        const double of_heat = (temperature - mixture.mass(s) * h) * field.heat;
        const double delta = s == 0 ? 1.0 : 0.0;
        c.push.push_back(of_heat + (mixture.mass(s) * (delta - w1)) * field.mass);
        c.pushes += c.number[s] * of_heat;
    }
    return c;
}

void check_freedoms(const SyntheticField& field, const Mixture& mixture, const State& state) {
    if (field.thermostat == FieldThermostat::none) return;
    if (field_constants(field, 1.0, mixture, state).freedoms > 0.0) return;
    throw InvalidState(
        fmt::format("a {} thermostat under a field: some species must have at least 2 particles, since the motion of "
                    "each species as a whole has no share in the heat",
                    name_of(field.thermostat)));
}

void check_field_terms(double largest_term) {
    if (largest_term < largest_field_term) return;
    throw InvalidState(
        fmt::format("a particle is too fast for a synthetic field: m v_a v_a, m v_a and the work on it in half a step "
                    "must be below {}",
                    largest_field_term));
}

void check_relative_motion(double kinetic_energy_twice, double freedoms) {
    if (kinetic_energy_twice > least_motion * freedoms) return;
    throw InvalidState("the particles are at rest relative to their species: no factor brings them to a temperature");
}

}  // namespace soret
