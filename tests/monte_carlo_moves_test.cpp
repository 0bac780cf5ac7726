// The moves of Monte Carlo one by one, in both backends: each asks for detailed balance with the density of its
// ensemble; the table of an ensemble; the counter of turns.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "monte_carlo_moves.hpp"

namespace soret {
namespace {

using test::OptimizedMoves;
using test::Potential;
using test::potential_of;
using test::ReferenceMoves;
using test::unlike_triple;
using test::unlike_triple_cut;
using test::warm;

template <class Backend>
class MonteCarloMoves : public ::testing::Test {};
using Backends = ::testing::Types<ReferenceMoves, OptimizedMoves>;
TYPED_TEST_SUITE(MonteCarloMoves, Backends);

/// Proposes a move at many turns, makes all that do not overlap, and compares h with the difference of the potentials.
template <class Backend, class Move>
void expect_detailed_balance(RandomStream stream, bool after_displacement, const Mixture& mixture = unlike_triple(),
                             const MonteCarloParameters& parameters = warm()) {
    const State start = test::grid_state_of_density(60, 0.3, 3);
    typename Backend::System system(mixture, start_of_chain(start, parameters), parameters, Execution{});
    Move move;
    typename Backend::Displacement displacement;
    int made = 0;
    double largest = 0.0;
    for (std::uint64_t index = 0; index < 300; ++index) {
        SCOPED_TRACE(index);
        auto turn = Backend::turn({parameters.seed, stream, index}, system);
        const State before = Backend::state(system);
        if (after_displacement) displacement.propose(system, turn);  // proposed only: the particle stays
        const MoveTrial trial = move.propose(system, turn);
        if (trial.overlap) continue;
        Backend::apply(move, system, turn);
        system.energy += trial.energy_change;
        const State after = Backend::state(system);
        ASSERT_TRUE(system.energy == reference::ParticleEnergies(mixture, after).total().quanta);
        ASSERT_EQ(system.species_counts, after.species_counts(mixture.species_count()));

        const Potential from = potential_of(before, mixture, parameters);
        const Potential to = potential_of(after, mixture, parameters);
        // Each term of both sides is rounded at most four times, and again for each term that is added to it.
        const double epsilon = std::numeric_limits<double>::epsilon();
        const double roundings = 4.0 + static_cast<double>(start.size());
        EXPECT_NEAR(trial.h, to.value - from.value, roundings * epsilon * (from.magnitude + to.magnitude));
        largest = std::max(largest, std::fabs(trial.h));
        ++made;
    }
    EXPECT_GT(made, 100);
    EXPECT_GT(largest, 0.1);  // the comparison is no comparison of zeros
}

TYPED_TEST(MonteCarloMoves, ADisplacementIsInDetailedBalance) {
    expect_detailed_balance<TypeParam, typename TypeParam::Displacement>(RandomStream::monte_carlo_particle, false);
}

TYPED_TEST(MonteCarloMoves, AChangeOfIdentityIsInDetailedBalance) {
    expect_detailed_balance<TypeParam, typename TypeParam::IdentityChange>(RandomStream::monte_carlo_particle, true);
}

TYPED_TEST(MonteCarloMoves, AChangeOfIdentityIsInDetailedBalanceWithTheTailOfAGrandCanonicalFluid) {
    expect_detailed_balance<TypeParam, typename TypeParam::IdentityChange>(
        RandomStream::monte_carlo_particle, true, unlike_triple_cut(), warm(MonteCarloEnsemble::grand_canonical));
}

// Also of neighbours: at this density 1 of 20 pairs is within the cutoff.
TYPED_TEST(MonteCarloMoves, ASwapOfIdentitiesIsInDetailedBalance) {
    expect_detailed_balance<TypeParam, typename TypeParam::IdentitySwap>(RandomStream::monte_carlo_particle, true);
}

TYPED_TEST(MonteCarloMoves, AChangeOfVolumeIsInDetailedBalance) {
    expect_detailed_balance<TypeParam, typename TypeParam::VolumeChange>(RandomStream::monte_carlo_volume, false);
}

// Two particles that do not move, of three species each: nine states, all flows between them in both directions.
TYPED_TEST(MonteCarloMoves, FlowsBetweenAllIdentitiesOfTwoParticlesAreEqualBothWays) {
    const Mixture mixture = unlike_triple();
    const MonteCarloParameters parameters = warm();
    State pair = test::grid_state(2, {6.0, 6.0, 6.0}, 3);
    pair.position[0][1] = pair.position[0][0] + 1.125;
    constexpr std::size_t proposals = 2 * 2;  // a particle of two, one of the two other species
    using Species = std::pair<std::int32_t, std::int32_t>;
    std::map<std::pair<Species, Species>, double> flow;
    for (Species from{0, 0}; from.first < 3; from.second == 2 ? (++from.first, from.second = 0) : ++from.second) {
        pair.species = {from.first, from.second};
        const double density = std::exp(-potential_of(pair, mixture, parameters).value / parameters.temperature);
        std::map<Species, int> seen;
        constexpr std::uint64_t turns = 400;
        for (std::uint64_t index = 0; index < turns; ++index) {
            typename TypeParam::System system(mixture, start_of_chain(pair, parameters), parameters, Execution{});
            auto turn = TypeParam::turn({parameters.seed, RandomStream::monte_carlo_particle, index}, system);
            typename TypeParam::Displacement displacement;
            typename TypeParam::IdentityChange change;
            displacement.propose(system, turn);
            const MoveTrial trial = change.propose(system, turn);
            TypeParam::apply(change, system, turn);
            const State after = TypeParam::state(system);
            const Species to{after.species[0], after.species[1]};
            ++seen[to];
            flow[{from, to}] =
                density / static_cast<double>(proposals) * std::min(1.0, std::exp(-trial.h / parameters.temperature));
        }
        ASSERT_EQ(seen.size(), proposals);
        // Every proposal has the probability 1/4: 100 of 400 turns, with a standard deviation of 8.7; five of them.
        for (const auto& [to, count] : seen) EXPECT_NEAR(count, 100, 5.0 * 8.7);
    }
    EXPECT_EQ(flow.size(), 9 * proposals);
    for (const auto& [way, there] : flow) {
        const double back = flow.at({way.second, way.first});
        EXPECT_NEAR(there, back, 1e-13 * there);
    }
}

// ---------------------------------------------------------------------------------------------- tables

TEST(MonteCarloTables, EveryMoveHasANameOfItsOwn) {
    std::set<std::string> names;
    for (std::size_t k = 0; k < every_monte_carlo_move.size(); ++k) {
        EXPECT_EQ(static_cast<std::size_t>(every_monte_carlo_move[k]), k);
        names.insert(std::string(name_of(every_monte_carlo_move[k])));
    }
    EXPECT_EQ(names, (std::set<std::string>{"displacement", "identity", "volume", "exchange", "swap",
                                            "growing_displacement", "stage", "biased_exchange"}));
}

TEST(MonteCarloTables, CountsOfAMoveAreThoseOfItsName) {
    MoveCounts counts;
    counts[MonteCarloMove::identity] = {7, 3};
    EXPECT_EQ(counts[MonteCarloMove::identity], (MoveCount{7, 3}));
    EXPECT_EQ(counts[MonteCarloMove::displacement], MoveCount{});
    EXPECT_EQ(counts[MonteCarloMove::volume], MoveCount{});
}

// What the optimised identity change and the random numbers of a turn rely on.
TEST(MonteCarloTables, AnIdentityFollowsADisplacementWithNoExchangeBetweenAndNoTwoTurnsDrawTheSameNumbers) {
    for (const auto ensemble :
         {MonteCarloEnsemble::nvt, MonteCarloEnsemble::npt, MonteCarloEnsemble::semi_grand,
          MonteCarloEnsemble::grand_canonical, MonteCarloEnsemble::nvt_swap, MonteCarloEnsemble::npt_swap,
          MonteCarloEnsemble::growing, MonteCarloEnsemble::growing_fixed, MonteCarloEnsemble::grand_canonical_biased}) {
        MonteCarloParameters parameters = warm();
        parameters.ensemble = ensemble;
        const bool grows = has_move(ensemble, MonteCarloMove::growing_displacement);
        if (grows) parameters.growing = GrowingParameters{.stages = {0.0, 1.0}, .turns_per_sweep = 2};
        MonteCarloChain chain = start_of_chain(test::grid_state_of_density(5, 0.1, 3), parameters);
        std::set<std::pair<RandomStream, std::uint64_t>> drawn;
        std::size_t turns = 0;
        for (int sweep = 0; sweep < 3; ++sweep) {
            make_sweep(chain, parameters, [&](const std::vector<MonteCarloMove>& moves, const MonteCarloTurn& turn) {
                drawn.insert({turn.stream, turn.index});
                ++turns;
                bool displaced = false;
                for (const MonteCarloMove move : moves) {
                    if (exchanges_particles(move)) displaced = false;
                    if (move == MonteCarloMove::displacement) displaced = true;
                    if (move == MonteCarloMove::growing_displacement) displaced = true;
                    const bool needs_neighbours = move == MonteCarloMove::identity || move == MonteCarloMove::swap ||
                                                  move == MonteCarloMove::stage;
                    EXPECT_TRUE(displaced || !needs_neighbours);
                }
            });
        }
        EXPECT_EQ(drawn.size(), turns);
        EXPECT_EQ(turns, (has_move(ensemble, MonteCarloMove::volume) ? 18U : 15U) + (grows ? 6U : 0U));
    }
}

// ---------------------------------------------------------------------------------------------- the counter of turns

// The random numbers of a turn are those at the counter, wherever it stands: not at a multiple of N, and past 2^32.
TYPED_TEST(MonteCarloMoves, DrawTheirNumbersAtTheCounterOfTurns) {
    MonteCarloParameters parameters = warm();
    parameters.ensemble = MonteCarloEnsemble::nvt;
    const State start = test::grid_state(3, {8.0, 8.0, 8.0}, 1);
    MonteCarloChain chain = start_of_chain(start, parameters);
    chain.sweep = 4;
    chain.turn = (std::uint64_t{1} << 40) + 7;
    State expected = chain.state;
    for (std::uint64_t k = 0; k < 3; ++k) {
        const RandomWords a = random_words(parameters.seed, RandomStream::monte_carlo_particle, chain.turn + k, 0);
        const std::size_t i = index_from(a[0], 3);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double x = expected.position[axis][i] +
                             on_position_grid(parameters.largest_displacement * symmetric_uniform_from(a[axis + 1]));
            expected.position[axis][i] = Box::wrap_once(x, 8.0);
        }
    }
    typename TypeParam::MonteCarlo backend(test::ideal_mixture(1), chain, parameters);
    backend.sweep();
    EXPECT_EQ(backend.chain().state.position, expected.position);
    EXPECT_EQ(backend.chain().turn, chain.turn + 3);
    EXPECT_EQ(backend.chain().sweep, 5U);
}

// The length of a sweep is that of the start, not of the state: what a chain whose moves change N will rely on.
TYPED_TEST(MonteCarloMoves, AreAsManyInASweepAsTheChainSays) {
    const MonteCarloParameters parameters = warm();
    MonteCarloChain chain = start_of_chain(test::grid_state_of_density(20, 0.1, 3), parameters);
    EXPECT_EQ(chain.turns_per_sweep, 20U);
    chain.turns_per_sweep = 13;
    typename TypeParam::MonteCarlo backend(unlike_triple(), chain, parameters);
    for (int sweep = 0; sweep < 4; ++sweep) backend.sweep();
    EXPECT_EQ(backend.chain().turn, 4U * 13U);
    EXPECT_EQ(backend.counts()[MonteCarloMove::displacement].attempted, 4U * 13U);
    EXPECT_EQ(backend.counts()[MonteCarloMove::identity].attempted, 4U * 13U);
    EXPECT_EQ(backend.counts()[MonteCarloMove::volume].attempted, 4U);
}

}  // namespace
}  // namespace soret
