#pragma once

#include <array>
#include <vector>

#include "soret/common/order_independent_sum.hpp"
#include "soret/reference/pairs.hpp"

namespace soret::reference {

struct Currents {
    std::array<double, 3> heat{};             ///< V J_q
    std::vector<std::array<double, 3>> mass;  ///< V J_s of each species
};

/// The currents of a configuration with velocities. Contract: contracts/pair_forces.hpp, contracts/fluxes.hpp.
/// potential_energy   V_i of each particle
inline Currents currents_of(const Mixture& mixture, const State& state, const std::vector<double>& potential_energy) {
    VectorTotal heat;
    std::vector<VectorTotal> mass(mixture.species_count());
    for (std::size_t i = 0; i < state.size(); ++i) {
        const auto species = static_cast<std::size_t>(state.species[i]);
        const double m = mixture.mass(species);
        const Vector3 v = state.velocity_of(i);
        const double K = 0.5 * (m * dot(v, v));
        add(heat, (potential_energy[i] + K) * v);  // SI eq. 12, first sum
        add(mass[species], m * v);                 // SI eq. 11
    }
    for_each_pair(mixture, state, [&](std::size_t i, std::size_t j, const ExactPair& pair) {
        add(heat, pair.heat_current(state.velocity_of(i), state.velocity_of(j)));  // SI eq. 12, second sum
    });

    Currents currents{checked_values(heat, "heat current"), {}};
    for (const VectorTotal& sum : mass) currents.mass.push_back(checked_values(sum, "mass current"));
    return currents;
}

}  // namespace soret::reference
