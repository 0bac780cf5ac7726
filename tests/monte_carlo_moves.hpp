#pragma once

// What the tests of single moves share.

#include <cmath>
#include <vector>

#include "monte_carlo_chains.hpp"
#include "soret/optimized/monte_carlo.hpp"
#include "soret/reference/monte_carlo.hpp"
#include "soret/reference/particle_energy.hpp"

namespace soret::test {

/// The same words for the moves of both backends.
struct ReferenceMoves {
    using MonteCarlo = reference::MonteCarlo;
    using System = reference::MonteCarloSystem;
    using Displacement = reference::Displacement;
    using IdentityChange = reference::IdentityChange;
    using VolumeChange = reference::VolumeChange;
    using ParticleExchange = reference::ParticleExchange;
    using IdentitySwap = reference::IdentitySwap;
    using GrowingDisplacement = reference::GrowingDisplacement;
    using StageChange = reference::StageChange;
    using BiasedExchange = reference::BiasedExchange;

    static MonteCarloTurn turn(const MonteCarloTurn& numbers, const System&) { return numbers; }
    template <class Move>
    static void apply(Move& move, System& system, MonteCarloTurn&) {
        move.apply(system);
    }
    static State state(const System& system) { return system.chain.state; }
};

struct OptimizedMoves {
    using MonteCarlo = optimized::MonteCarlo;
    using System = optimized::MonteCarloSystem;
    using Displacement = optimized::Displacement;
    using IdentityChange = optimized::IdentityChange;
    using VolumeChange = optimized::VolumeChange;
    using ParticleExchange = optimized::ParticleExchange;
    using IdentitySwap = optimized::IdentitySwap;
    using GrowingDisplacement = optimized::GrowingDisplacement;
    using StageChange = optimized::StageChange;
    using BiasedExchange = optimized::BiasedExchange;

    static optimized::Turn turn(const MonteCarloTurn& numbers, const System& system) { return {numbers, system}; }
    template <class Move>
    static void apply(Move& move, System& system, optimized::Turn& turn) {
        move.apply(system, turn);
    }
    static State state(const System& system) { return system.present_chain().state; }
};

inline Mixture unlike_triple() {
    return Mixture(lorentz_berthelot({1.0, 1.5, 2.0}, {1.0, 0.7, 1.2}, {1.0, 0.9, 0.95}, 2.4));
}

inline Mixture unlike_triple_cut() {
    return Mixture(lorentz_berthelot({1.0, 1.5, 2.0}, {1.0, 0.7, 1.2}, {1.0, 0.9, 0.95}, 2.4, 1.0, Truncation::plain));
}

inline MonteCarloParameters warm(MonteCarloEnsemble ensemble = MonteCarloEnsemble::semi_grand) {
    return {.ensemble = ensemble,
            .temperature = 1.7,
            .pressure = 1.1,
            .chemical_potential = {0.4, -0.3, 0.9},
            .largest_displacement = 0.4,
            .largest_log_volume_step = 0.05,
            .seed = 5};
}

// -T times the logarithm of the density of the semi-grand ensemble on a scale of ln V and of coordinates in units of
// the box: exp(-(U + P V - sum_s mu_s N_s)/T) V^(N+1). Displacements, which keep V, see no difference of the scale. Of
// the grand-canonical ensembles on a scale of coordinates, with the tail correction: exp(-(U - sum_s mu_s N_s)/T).
struct Potential {
    double value = 0.0;
    double magnitude = 0.0;  ///< sum of the magnitudes of its terms
};

inline Potential potential_of(const State& state, const Mixture& mixture, const MonteCarloParameters& parameters) {
    const double n = static_cast<double>(state.size());
    const double volume = state.box.volume();
    std::vector<double> terms{reference::ParticleEnergies(mixture, state).total().value()};
    if (exchanges_particles(parameters.ensemble)) {
        const auto counts = state.species_counts(mixture.species_count());
        terms.push_back(tail_correction(mixture, {counts.begin(), counts.end()}, volume).energy);
    } else {
        terms.insert(terms.end(),
                     {parameters.pressure * volume, -(n + 1.0) * parameters.temperature * std::log(volume)});
    }
    for (const std::int32_t s : state.species) {
        terms.push_back(-parameters.chemical_potential[static_cast<std::size_t>(s)]);
    }
    Potential potential;
    for (const double term : terms) {
        potential.value += term;
        potential.magnitude += std::fabs(term);
    }
    return potential;
}

}  // namespace soret::test
