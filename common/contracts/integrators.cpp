#include "soret/common/contracts/integrators.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr double largest_temperature = 1e4;
constexpr double largest_pressure = 1e4;
constexpr double largest_time = 1e6;
constexpr double largest_spring = 1e6;
constexpr double fewest_timesteps = 10.0;  // of a time constant
constexpr int longest_chain = 16;
// With slabs momenta are summed in quanta of 2^-40, and those of a particle of kinetic energy 2^11 stay below 2^11.
constexpr double smallest_mass = 1e-6;
constexpr double largest_mass = 1e3;

void check_time(const char* name, double time, double timestep) {
    const double least = fewest_timesteps * timestep;
    if (!(time >= least && time <= largest_time)) {
        throw InvalidArgument(
            fmt::format("{} = {}: must be in [{}, {}], at least ten timesteps", name, time, least, largest_time));
    }
}

void check_temperature(const char* name, double temperature) {
    if (temperature > 0.0 && temperature <= largest_temperature) return;
    throw InvalidArgument(fmt::format("{} = {}: must be in (0, {}]", name, temperature, largest_temperature));
}

void check_slabs(const IntegratorParameters& p) {
    check_temperature("hot.temperature", p.hot.temperature);
    check_temperature("cold.temperature", p.cold.temperature);
    for (const auto& [name, width] : {std::pair{"hot", p.hot.width}, std::pair{"cold", p.cold.width}}) {
        if (width > 0.0 && width < largest_edge) continue;
        throw InvalidArgument(fmt::format("{}.width = {}: must be in (0, {})", name, width, largest_edge));
    }
}

std::size_t thermostat_length(const IntegratorParameters& p) {
    const bool under_field = has_field(p.ensemble) && p.field.thermostat == FieldThermostat::nose_hoover;
    return has_thermostat(p.ensemble) || under_field ? static_cast<std::size_t>(std::max(p.chain_length, 1)) : 0;
}

void check_parameters(const IntegratorParameters& p) {
    if (!(p.timestep > 0.0 && p.timestep <= 1.0)) {
        throw InvalidArgument(fmt::format("timestep = {}: must be in (0, 1]", p.timestep));
    }
    const double stiffest = has_slabs(p.ensemble) || has_field(p.ensemble) ? 0.0 : largest_spring;
    if (!(p.spring >= 0.0 && p.spring <= stiffest)) {
        throw InvalidArgument(
            fmt::format("spring = {}: must be in [0, {}] in {}", p.spring, stiffest, name_of(p.ensemble)));
    }
    if (has_slabs(p.ensemble)) check_slabs(p);
    if (!has_thermostat(p.ensemble) && !has_field(p.ensemble)) return;
    check_temperature("temperature", p.temperature);
    if (thermostat_length(p) == 0) return;
    check_time("thermostat_time", p.thermostat_time, p.timestep);
    if (p.chain_length < 1 || p.chain_length > longest_chain) {
        throw InvalidArgument(fmt::format("chain_length = {}: must be in [1, {}]", p.chain_length, longest_chain));
    }
    if (!has_barostat(p.ensemble)) return;
    if (!(std::fabs(p.pressure) <= largest_pressure)) {
        throw InvalidArgument(
            fmt::format("pressure = {}: must be in [{}, {}]", p.pressure, -largest_pressure, largest_pressure));
    }
    check_time("barostat_time", p.barostat_time, p.timestep);
}

void check_chain(const char* name, const NoseHooverChain& chain, std::size_t length) {
    if (chain.eta.size() != length || chain.rate.size() != length) {
        throw InvalidState(fmt::format("the chain of the {} has {} variables and {} rates: must have {}", name,
                                       chain.eta.size(), chain.rate.size(), length));
    }
    for (std::size_t k = 0; k < length; ++k) {
        if (std::isfinite(chain.eta[k]) && std::isfinite(chain.rate[k])) continue;
        throw InvalidState(fmt::format("variable {} of the chain of the {}: must be finite", k + 1, name));
    }
}

void check_energy_given(const EnergyGiven& given, bool has_slabs) {
    for (const double energy : {given.hot, given.cold, given.rest}) {
        if (std::isfinite(energy) && (has_slabs || energy == 0.0)) continue;
        throw InvalidState(
            fmt::format("energy given to a region = {}: must be {}", energy, has_slabs ? "finite" : "0"));
    }
}

void check_field_variables(const FieldVariables& field, bool has_field) {
    for (const double value : {field.work, field.heat, field.drift_kick[0], field.drift_kick[1], field.drift_kick[2]}) {
        if (std::isfinite(value) && (has_field || value == 0.0)) continue;
        throw InvalidState(fmt::format("variable of a field = {}: must be {}", value, has_field ? "finite" : "0"));
    }
}

/// Sums of momenta and kinetic terms are of integers: those of one particle must fit.
void check_masses(const Mixture& mixture, const char* where) {
    for (std::size_t s = 0; s < mixture.species_count(); ++s) {
        if (mixture.mass(s) >= smallest_mass && mixture.mass(s) <= largest_mass) continue;
        throw InvalidArgument(fmt::format("mass[{}] = {}: must be in [{}, {}] {}", s + 1, mixture.mass(s),
                                          smallest_mass, largest_mass, where));
    }
}

void check_slabs_in(const Box& box, const Mixture& mixture, const IntegratorParameters& p) {
    if (!(p.hot.width + p.cold.width < box.edges().z)) {
        throw InvalidArgument(
            fmt::format("hot.width + cold.width = {}: must be less than the z edge of the box, which is {}",
                        p.hot.width + p.cold.width, box.edges().z));
    }
    check_masses(mixture, "with slabs");
}

std::size_t barostat_length(const IntegratorParameters& p) {
    return has_barostat(p.ensemble) ? static_cast<std::size_t>(p.chain_length) : 0;
}

/// sum_k Q_k v_k^2/2 + T (n eta_1 + sum_{k > 1} eta_k)
double energy_of(const NoseHooverChain& chain, double temperature, double freedoms, double first_mass,
                 double other_mass) {
    double energy = 0.0;
    for (std::size_t k = 0; k < chain.rate.size(); ++k) {
        const double mass = k == 0 ? first_mass : other_mass;
        const double freedom = k == 0 ? freedoms : 1.0;
        energy += 0.5 * (mass * (chain.rate[k] * chain.rate[k])) + temperature * (freedom * chain.eta[k]);
    }
    return energy;
}

}  // namespace

ExtendedConstants extended_constants(const IntegratorParameters& p, std::size_t particles) {
    const auto n = static_cast<double>(particles);
    const double freedoms = p.spring > 0.0 ? 3.0 * n : 3.0 * n - 3.0;
    const double thermostat = p.thermostat_time * p.thermostat_time;
    const double barostat = p.barostat_time * p.barostat_time;
    const bool one_edge = p.ensemble == IntegratorEnsemble::npzt;
    return {.degrees_of_freedom = freedoms,
            .first_thermostat = (freedoms * p.temperature) * thermostat,
            .other_thermostats = p.temperature * thermostat,
            .barostat = ((one_edge ? n + 1.0 : freedoms + 3.0) * p.temperature) * barostat,
            .barostat_thermostats = p.temperature * barostat,
            .breathing_edges = one_edge ? 1.0 : 3.0};
}

double conserved_quantity(const IntegratorParameters& p, std::size_t particles, const Box& box,
                          const ExtendedVariables& extended, const PairForcesTotals& totals,
                          const RestraintSums& restraints) {
    double energy = totals.potential_energy + totals.kinetic_energy();
    if (p.spring > 0.0) energy += restraint_energy(p.spring, restraints);
    if (has_slabs(p.ensemble)) return energy - extended.energy_given.total();
    if (has_field(p.ensemble)) return energy - (extended.field.work + extended.field.heat);
    if (!has_thermostat(p.ensemble)) return energy;
    const ExtendedConstants c = extended_constants(p, particles);
    energy +=
        energy_of(extended.thermostat, p.temperature, c.degrees_of_freedom, c.first_thermostat, c.other_thermostats);
    if (!has_barostat(p.ensemble)) return energy;
    const double omega = extended.strain_rate;
    energy += 0.5 * (c.barostat * (omega * omega)) + p.pressure * box.volume();
    return energy + energy_of(extended.barostat, p.temperature, 1.0, c.barostat_thermostats, c.barostat_thermostats);
}

SlabBorders slab_borders(const IntegratorParameters& p, const Box& box) {
    const double edge = box.edges().z;
    return {.hot_low = 0.5 * (edge - p.hot.width),
            .hot_high = 0.5 * (edge + p.hot.width),
            .cold_low = 0.5 * p.cold.width,
            .cold_high = edge - 0.5 * p.cold.width};
}

double largest_speed(const Box& box, double timestep) {
    return std::min(512.0, 0.25 * box.shortest_edge() / timestep);
}

std::vector<double> half_kicks(const Mixture& mixture, double timestep) {
    std::vector<double> kicks;
    for (std::size_t s = 0; s < mixture.species_count(); ++s) kicks.push_back((0.5 * timestep) / mixture.mass(s));
    return kicks;
}

void check_scaling(double exponent, std::uint64_t step) {
    if (std::fabs(exponent) <= largest_scaling) return;
    throw InvalidState(
        fmt::format("step {}: the thermostat scales velocities by exp({}) in half a step: "
                    "the exponent must be at most {} in magnitude",
                    step, exponent, largest_scaling));
}

void check_damping(double exponent, std::uint64_t step) {
    if (std::fabs(exponent) <= largest_scaling) return;
    throw InvalidState(
        fmt::format("step {}: a thermostat of the chain damps the one before it by exp({}) in an eighth of a step: "
                    "the exponent must be at most {} in magnitude: start nearer to the temperature, "
                    "or with a longer thermostat_time or barostat_time",
                    step, -exponent, largest_scaling));
}

void check_strain(double strain_rate, double timestep, std::uint64_t step) {
    if (std::fabs(strain_rate) * timestep <= largest_strain) return;
    throw InvalidState(fmt::format("step {}: the box breathes too fast: |d ln L/dt| = {} must be at most {}", step,
                                   std::fabs(strain_rate), largest_strain / timestep));
}

void check_slab_moves(double kinetic_energy_twice, std::string_view slab, std::uint64_t step) {
    if (kinetic_energy_twice > 0.0) return;
    throw InvalidState(fmt::format(
        "step {}: the particles of the {} slab are at rest: no factor brings them to its temperature", step, slab));
}

Box checked_box(const Vector3& edges, const Mixture& mixture, std::uint64_t step) {
    const double needed = 2.0 * mixture.largest_cutoff();
    const std::array<double, 3> edge{edges.x, edges.y, edges.z};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (edge[axis] >= needed && edge[axis] <= largest_edge) continue;
        throw InvalidState(fmt::format("step {}: the {} edge of the box has become {}: must be in [{}, {}]", step,
                                       "xyz"[axis], edge[axis], needed, largest_edge));
    }
    return Box(edges);
}

Trajectory start_of_trajectory(const Mixture& mixture, const State& start, const IntegratorParameters& parameters,
                               const RestraintAnchors& anchors) {
    check_parameters(parameters);
    Trajectory trajectory{start, 0, {}, anchors};
    trajectory.state.round_velocities();
    const auto at_rest = [](std::size_t length) {
        return NoseHooverChain{std::vector<double>(length, 0.0), std::vector<double>(length, 0.0)};
    };
    trajectory.extended.thermostat = at_rest(thermostat_length(parameters));
    trajectory.extended.barostat = at_rest(barostat_length(parameters));
    check_trajectory(mixture, trajectory, parameters);
    return trajectory;
}

void check_trajectory(const Mixture& mixture, const Trajectory& trajectory, const IntegratorParameters& parameters) {
    check_parameters(parameters);
    check_state(trajectory.state, mixture);
    // On the way the limit holds for the velocities that drift, half a step from these.
    check_velocities(trajectory.state, trajectory.step > 0 ? std::numeric_limits<double>::infinity()
                                                           : largest_speed(trajectory.state.box, parameters.timestep));
    const ExtendedVariables& extended = trajectory.extended;
    check_chain("thermostat", extended.thermostat, thermostat_length(parameters));
    check_chain("barostat", extended.barostat, barostat_length(parameters));
    const bool breathes = has_barostat(parameters.ensemble);
    if (!(std::isfinite(extended.strain_rate) && (breathes || extended.strain_rate == 0.0))) {
        throw InvalidState(
            fmt::format("strain rate of the box = {}: must be {}", extended.strain_rate, breathes ? "finite" : "0"));
    }
    check_restraints(trajectory.anchors, parameters.spring, parameters.timestep, trajectory.state, mixture);
    check_energy_given(extended.energy_given, has_slabs(parameters.ensemble));
    if (has_slabs(parameters.ensemble)) check_slabs_in(trajectory.state.box, mixture, parameters);
    check_field_variables(extended.field, has_field(parameters.ensemble));
    if (has_field(parameters.ensemble)) {
        check_field(parameters.field, mixture);
        check_masses(mixture, "with a field");
        check_freedoms(parameters.field, mixture, trajectory.state);
    }
    if (parameters.ensemble != IntegratorEnsemble::nve && trajectory.state.size() < 2) {
        throw InvalidState(
            fmt::format("{} particles: must be at least 2 in {}, where their centre of mass has no share in the heat",
                        trajectory.state.size(), name_of(parameters.ensemble)));
    }
}

}  // namespace soret
