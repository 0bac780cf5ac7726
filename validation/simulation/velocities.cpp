#include "soret/validation/simulation/velocities.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/common/statistics/normal_sequence.hpp"

namespace soret {

namespace {

inline constexpr double largest_temperature = 1e4;
inline constexpr double momentum_of_printing = 1e-9;  // of sqrt(M T)

void check(const State& state, double temperature) {
    if (!(temperature > 0.0 && temperature <= largest_temperature)) {
        throw InvalidArgument(fmt::format("temperature = {}: must be in (0, {}]", temperature, largest_temperature));
    }
    if (state.size() < 2) {
        throw InvalidState(
            fmt::format("{} particles: must be at least 2 to have a temperature once the total momentum is taken off",
                        state.size()));
    }
}

double mass_of(const State& state, const Mixture& mixture, std::size_t i) {
    return mixture.mass(static_cast<std::size_t>(state.species[i]));
}

// sum_i w_i, the same for any order of the particles. A sum leaves out what is too large for it.
template <class F>
double total(const State& state, F weight) {
    OrderIndependentTotal sum;
    for (std::size_t i = 0; i < state.size(); ++i) sum.add(weight(i));
    if (!sum.in_range()) {
        throw InvalidState("a mass, momentum or kinetic energy of a particle is not below 2^22");
    }
    return from_quanta(sum.quanta());
}

double twice_kinetic_energy(const State& state, const Mixture& mixture) {
    return total(state, [&](std::size_t i) {
        const Vector3 v = state.velocity_of(i);
        return mass_of(state, mixture, i) * dot(v, v);
    });
}

void check_has_velocities(const State& state) {
    if (!state.has_velocities()) throw InvalidState("the particles have no velocities");
}

double momentum_along(const State& state, const Mixture& mixture, std::size_t axis) {
    return total(state, [&](std::size_t i) { return mass_of(state, mixture, i) * state.velocity[axis][i]; });
}

}  // namespace

double kinetic_temperature(double kinetic_energy, std::size_t particles) {
    return 2.0 * kinetic_energy / (3.0 * static_cast<double>(particles) - 3.0);
}

void scale_velocities(State& state, const Mixture& mixture, double temperature) {
    check(state, temperature);
    const double twice_kinetic = twice_kinetic_energy(state, mixture);
    if (!(twice_kinetic > 0.0)) throw InvalidState("all particles are at rest: their velocities cannot be scaled");
    const double factor = std::sqrt(temperature / kinetic_temperature(0.5 * twice_kinetic, state.size()));
    for (auto& axis : state.velocity) {
        for (double& v : axis) v = on_position_grid(factor * v);
    }
}

void draw_maxwell_velocities(State& state, const Mixture& mixture, double temperature, std::uint64_t seed) {
    check(state, temperature);
    for (auto& axis : state.velocity) axis.resize(state.size());
    for (std::size_t i = 0; i < state.size(); ++i) {
        NormalSequence normal(seed, RandomStream::velocities, static_cast<std::uint64_t>(state.id[i]));
        const double width = std::sqrt(temperature / mass_of(state, mixture, i));
        for (auto& axis : state.velocity) axis[i] = width * normal.next();
    }
    const double n = static_cast<double>(state.size());
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double momentum = momentum_along(state, mixture, axis);
        for (std::size_t i = 0; i < state.size(); ++i) {
            state.velocity[axis][i] -= momentum / n / mass_of(state, mixture, i);
        }
    }
    scale_velocities(state, mixture, temperature);
}

Vector3 total_momentum(const State& state, const Mixture& mixture) {
    return {momentum_along(state, mixture, 0), momentum_along(state, mixture, 1), momentum_along(state, mixture, 2)};
}

double total_mass(const State& state, const Mixture& mixture) {
    return total(state, [&](std::size_t i) { return mass_of(state, mixture, i); });
}

bool has_total_momentum(const State& state, const Mixture& mixture) {
    check_has_velocities(state);
    const Vector3 momentum = total_momentum(state, mixture);
    const double mass = total_mass(state, mixture);
    const double of_centre = 0.5 * dot(momentum, momentum) / mass;
    const double relative = std::max(0.0, 0.5 * twice_kinetic_energy(state, mixture) - of_centre);
    const double temperature = state.size() < 2 ? 0.0 : kinetic_temperature(relative, state.size());
    return std::sqrt(dot(momentum, momentum)) > momentum_of_printing * std::sqrt(mass * temperature);
}

void set_total_energy(State& state, const Mixture& mixture, double potential_energy, double energy) {
    check_has_velocities(state);
    check(state, 1.0);
    const Vector3 momentum = total_momentum(state, mixture);
    const double mass = total_mass(state, mixture);
    const double of_centre = 0.5 * dot(momentum, momentum) / mass;
    const double present = 0.5 * twice_kinetic_energy(state, mixture) - of_centre;
    const double wanted = (energy - potential_energy) - of_centre;
    if (!(present > 0.0)) throw InvalidState("all particles are at rest: their velocities cannot be scaled");
    if (!(wanted > 0.0)) {
        throw InvalidState(fmt::format("energy = {}: must be above the potential energy {}", energy, potential_energy));
    }
    const double factor = std::sqrt(wanted / present);
    const std::array<double, 3> centre{momentum.x / mass, momentum.y / mass, momentum.z / mass};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (double& v : state.velocity[axis]) v = on_position_grid(centre[axis] + factor * (v - centre[axis]));
    }
}

Vector3 remove_total_momentum(State& state, const Mixture& mixture) {
    check_has_velocities(state);
    const Vector3 before = total_momentum(state, mixture);
    const double mass = total_mass(state, mixture);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double centre = on_position_grid(momentum_along(state, mixture, axis) / mass);
        for (double& v : state.velocity[axis]) v -= centre;
    }
    state.round_velocities();
    const Vector3 after = total_momentum(state, mixture);
    return {before.x - after.x, before.y - after.y, before.z - after.z};
}

}  // namespace soret
