// The books of Markov chains of every ensemble, in both backends, are exact: running energy, counts, what stays.

#include <gtest/gtest.h>

#include <vector>

#include "every_ensemble.hpp"
#include "soret/optimized/monte_carlo.hpp"
#include "soret/optimized/particle_energy.hpp"
#include "soret/optimized/soft_core.hpp"
#include "soret/reference/monte_carlo.hpp"
#include "soret/reference/pair_forces.hpp"
#include "soret/reference/particle_energy.hpp"
#include "soret/reference/soft_core.hpp"

namespace soret {
namespace {

using test::after_sweeps;
using test::every_ensemble;
using test::every_mixture;
using test::parameters_for;
using test::start_of;
using test::unlike_pair;
using test::unlike_triple;

template <class Backend>
class MonteCarloBooks : public ::testing::Test {};
using Backends = ::testing::Types<reference::MonteCarlo, optimized::MonteCarlo>;
TYPED_TEST_SUITE(MonteCarloBooks, Backends);

/// Of the growing particle at its stage with all others, from both backends; 0 if there is none.
Quanta growing_energy_of(const Mixture& mixture, const MonteCarloChain& chain, const MonteCarloParameters& parameters) {
    if (!chain.growing) return 0;
    const GrowingParameters& growing = *parameters.growing;
    std::vector<ParticleEnergy> a, b;
    reference::SoftCore(mixture, chain.state, growing.stages).at(chain.growing->position, growing.species, a);
    optimized::SoftCore(mixture, chain.state, growing.stages).at(chain.growing->position, growing.species, b);
    EXPECT_EQ(a, b);
    EXPECT_FALSE(a[chain.growing->stage].overlap);
    return a[chain.growing->stage].quanta;
}

TYPED_TEST(MonteCarloBooks, TheRunningEnergyIsTheFullSumAfterThousandsOfMoves) {
    for (const Mixture& mixture : every_mixture()) {
        for (const MonteCarloEnsemble ensemble : every_ensemble) {
            const MonteCarloParameters parameters = parameters_for(ensemble, mixture);
            TypeParam backend(mixture, start_of(50, mixture), parameters);
            for (int s = 0; s < 60; ++s) backend.sweep();
            const State state = backend.chain().state;
            const WideQuanta of_pairs = reference::ParticleEnergies(mixture, state).total().quanta;
            EXPECT_TRUE(of_pairs == optimized::ParticleEnergies(mixture, state).total().quanta);
            EXPECT_TRUE(backend.energy() == of_pairs + growing_energy_of(mixture, backend.chain(), parameters));
            EXPECT_EQ(backend.volume(), state.box.volume());
            EXPECT_EQ(backend.species_counts(), state.species_counts(mixture.species_count()));
            PairForcesResult forces;
            reference::PairForces(mixture).compute(state, {}, forces);
            EXPECT_EQ(forces.potential_energy, from_quanta(of_pairs));
            EXPECT_NO_THROW(check_state(state, mixture));
        }
    }
}

TYPED_TEST(MonteCarloBooks, EveryAttemptIsCounted) {
    const Mixture mixture = unlike_pair(Truncation::shifted);
    for (const MonteCarloEnsemble ensemble : every_ensemble) {
        TypeParam backend(mixture, start_of(50, mixture), parameters_for(ensemble, mixture));
        for (int s = 0; s < 40; ++s) backend.sweep();
        const MoveCounts& counts = backend.counts();
        EXPECT_EQ(counts[MonteCarloMove::displacement].attempted, 40u * 50u);
        const auto attempted = [&](MonteCarloMove move, std::uint64_t n) { return has_move(ensemble, move) ? n : 0u; };
        EXPECT_EQ(counts[MonteCarloMove::identity].attempted, attempted(MonteCarloMove::identity, 40u * 50u));
        for (const auto move : {MonteCarloMove::exchange, MonteCarloMove::biased_exchange}) {
            EXPECT_EQ(counts[move].attempted, attempted(move, 40u * 50u));
        }
        EXPECT_EQ(counts[MonteCarloMove::volume].attempted, attempted(MonteCarloMove::volume, 40u));
        EXPECT_EQ(counts[MonteCarloMove::swap].attempted, attempted(MonteCarloMove::swap, 40u * 50u));
        for (const auto move : {MonteCarloMove::growing_displacement, MonteCarloMove::stage}) {
            EXPECT_EQ(counts[move].attempted, attempted(move, 40u * 3u));
        }
        for (const MonteCarloMove move : every_monte_carlo_move) {
            const MoveCount& count = counts[move];
            EXPECT_EQ(count.accepted > 0, count.attempted > 0);
            const bool may_be_refused = count.attempted > 0 && move != MonteCarloMove::stage;
            EXPECT_EQ(count.accepted < count.attempted, may_be_refused);
        }
        EXPECT_EQ(backend.chain().counts, counts);
        EXPECT_EQ(backend.chain().sweep, 40u);
        EXPECT_EQ(backend.chain().turn, 40u * 50u);
    }
}

TYPED_TEST(MonteCarloBooks, WhatAnEnsembleHoldsConstantStays) {
    const Mixture mixture = unlike_triple();
    State start = start_of(30, mixture);
    for (auto& axis : start.velocity) axis.assign(start.size(), 1.0);
    for (const MonteCarloEnsemble ensemble : every_ensemble) {
        const State end = after_sweeps(TypeParam(mixture, start, parameters_for(ensemble, mixture)), 30).state;
        EXPECT_EQ(end.box == start.box, !has_move(ensemble, MonteCarloMove::volume));
        const bool changes_identities = has_move(ensemble, MonteCarloMove::identity);
        EXPECT_EQ(end.species == start.species, !changes_identities && !has_move(ensemble, MonteCarloMove::swap));
        EXPECT_EQ(end.species_counts(3) == start.species_counts(3), !changes_identities);
        EXPECT_EQ(end.id == start.id, !exchanges_particles(ensemble));
        EXPECT_FALSE(end.has_velocities());
    }
}

}  // namespace
}  // namespace soret
