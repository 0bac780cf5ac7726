#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "configurations.hpp"
#include "soret/common/contracts/integrators.hpp"

namespace soret::test {

inline IntegratorParameters driven(double heat, double mass, std::size_t axis = 0,
                                   FieldThermostat thermostat = FieldThermostat::gaussian) {
    IntegratorParameters parameters{.timestep = 0.004, .ensemble = IntegratorEnsemble::hnemd, .temperature = 0.8};
    parameters.field = {.heat = heat, .mass = mass, .axis = axis, .enthalpy = {}, .thermostat = thermostat};
    return parameters;
}

/// With the enthalpies of as many species as the mixture has.
inline IntegratorParameters primed(IntegratorParameters parameters, const Mixture& mixture) {
    for (std::size_t s = 0; s < mixture.species_count(); ++s) {
        parameters.field.enthalpy.push_back(1.5 - 1.25 * static_cast<double>(s));
    }
    return parameters;
}

/// At rest as a whole.
inline State without_drift(State state, const Mixture& mixture) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
        double momentum = 0.0;
        double mass = 0.0;
        for (std::size_t i = 0; i < state.size(); ++i) {
            const double m = mixture.mass(static_cast<std::size_t>(state.species[i]));
            momentum += m * state.velocity[axis][i];
            mass += m;
        }
        for (double& v : state.velocity[axis]) v -= momentum / mass;
    }
    return state;
}

using Axes = std::array<double, 3>;

/// sum m v over the particles of a species, or of all without one.
inline Axes momentum_of(const State& state, const Mixture& mixture, std::int32_t species = -1) {
    Axes momentum{};
    for (std::size_t i = 0; i < state.size(); ++i) {
        if (species >= 0 && state.species[i] != species) continue;
        const double m = mixture.mass(static_cast<std::size_t>(state.species[i]));
        for (std::size_t a = 0; a < 3; ++a) momentum[a] += m * state.velocity[a][i];
    }
    return momentum;
}

/// Independent velocities of Maxwell's distribution, and no total momentum.
inline void draw_maxwell(State& state, const Mixture& mixture, double temperature, std::uint64_t seed) {
    Uniform uniform(seed);
    for (std::size_t a = 0; a < 3; ++a) {
        state.velocity[a].resize(state.size());
        for (std::size_t i = 0; i < state.size(); ++i) {
            const double m = mixture.mass(static_cast<std::size_t>(state.species[i]));
            const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform(0.0, 1.0)));
            state.velocity[a][i] =
                std::sqrt(temperature / m) * radius * std::cos(6.283185307179586 * uniform(0.0, 1.0));
        }
    }
    state = without_drift(std::move(state), mixture);
}

}  // namespace soret::test
