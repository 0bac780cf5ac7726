// The insertion and deletion of particles, in both backends: detailed balance with the density of the grand-canonical
// ensemble, no favourites among places and particles, what is rejected.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
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
class MonteCarloExchange : public ::testing::Test {};
using Backends = ::testing::Types<ReferenceMoves, OptimizedMoves>;
TYPED_TEST_SUITE(MonteCarloExchange, Backends);

// An insertion has the density 1/V of its place, a deletion the probability 1/N_s; each is the way back of the other.
TYPED_TEST(MonteCarloExchange, AnExchangeIsInDetailedBalance) {
    for (const Mixture& mixture : {unlike_triple(), unlike_triple_cut()}) {
        const MonteCarloParameters parameters = warm(MonteCarloEnsemble::grand_canonical);
        const State start = test::grid_state_of_density(60, 0.2, 3);
        typename TypeParam::System system(mixture, start_of_chain(start, parameters), parameters, Execution{});
        typename TypeParam::ParticleExchange exchange;
        int came = 0;
        int went = 0;
        for (std::uint64_t index = 0; index < 400; ++index) {
            SCOPED_TRACE(index);
            auto turn = TypeParam::turn({parameters.seed, RandomStream::monte_carlo_particle, index}, system);
            const State before = TypeParam::state(system);
            const MoveTrial trial = exchange.propose(system, turn);
            if (trial.overlap) continue;
            TypeParam::apply(exchange, system, turn);
            system.energy += trial.energy_change;
            const State after = TypeParam::state(system);
            ASSERT_NO_THROW(check_state(after, mixture));
            ASSERT_TRUE(system.energy == reference::ParticleEnergies(mixture, after).total().quanta);
            ASSERT_EQ(system.species_counts, after.species_counts(3));

            double proposals = 0.0;  // way back over way there
            if (after.size() > before.size()) {
                ++came;
                ASSERT_EQ(after.size(), before.size() + 1);
                EXPECT_EQ(after.id.back(), start.id.back() + 1 + static_cast<std::int64_t>(index));
                const double of_species =
                    static_cast<double>(after.species_counts(3)[static_cast<std::size_t>(after.species.back())]);
                proposals = before.box.volume() / of_species;
                State back = after;
                back.remove(before.size());
                EXPECT_EQ(back.id, before.id);
            } else {
                ++went;
                ASSERT_EQ(after.size(), before.size() - 1);
                std::size_t row = 0;
                while (row < after.size() && after.id[row] == before.id[row]) ++row;
                const double of_species =
                    static_cast<double>(before.species_counts(3)[static_cast<std::size_t>(before.species[row])]);
                proposals = of_species / before.box.volume();
                State expected = before;
                expected.remove(row);
                EXPECT_EQ(after.id, expected.id);
                EXPECT_EQ(after.position, expected.position);
            }
            const Potential from = potential_of(before, mixture, parameters);
            const Potential to = potential_of(after, mixture, parameters);
            const double expected = to.value - from.value - parameters.temperature * std::log(proposals);
            const double roundings = 4.0 + static_cast<double>(before.size());
            EXPECT_NEAR(trial.h, expected,
                        roundings * std::numeric_limits<double>::epsilon() * (from.magnitude + to.magnitude + 10.0));
        }
        EXPECT_GT(came, 80);
        EXPECT_GT(went, 150);
    }
}

// Ideal particles in a box: states are their numbers, 0 to 3 of each of two species; all flows, in both directions.
TYPED_TEST(MonteCarloExchange, FlowsBetweenAllNumbersOfIdealParticlesAreEqualBothWays) {
    const Mixture mixture = test::ideal_mixture(2);
    MonteCarloParameters parameters = warm(MonteCarloEnsemble::grand_canonical);
    // z V = 1.5 and 0.7: insertions and deletions are accepted always at some numbers, at others not.
    parameters.chemical_potential = {-8.4, -9.7};
    const Box box({5.0, 6.0, 7.0});
    using Numbers = std::pair<int, int>;
    const auto density = [&](const Numbers& n) {  // (z V)^N / N! of each species
        const auto factor = [&](int count, double mu) {
            return std::pow(std::exp(mu / parameters.temperature) * box.volume(), count) / std::tgamma(count + 1.0);
        };
        return factor(n.first, parameters.chemical_potential[0]) * factor(n.second, parameters.chemical_potential[1]);
    };
    std::map<std::pair<Numbers, Numbers>, double> flow;
    for (Numbers from{0, 0}; from.first <= 3; from.second == 3 ? (++from.first, from.second = 0) : ++from.second) {
        State state;
        state.box = box;
        for (int k = 0; k < from.first + from.second; ++k)
            state.add(k + 1, k < from.first ? 0 : 1, {1.0 * k, 1.0, 1.0});
        MonteCarloChain chain = start_of_chain(state, parameters);
        chain.turns_per_sweep = 1;
        chain.turn = 1;  // so that there may be no particle
        std::map<Numbers, int> seen;
        constexpr std::uint64_t turns = 400;
        for (std::uint64_t index = 0; index < turns; ++index) {
            typename TypeParam::System system(mixture, chain, parameters, Execution{});
            auto turn = TypeParam::turn({parameters.seed, RandomStream::monte_carlo_particle, index}, system);
            typename TypeParam::ParticleExchange exchange;
            const MoveTrial trial = exchange.propose(system, turn);
            if (trial.overlap) continue;  // no particle of the species
            TypeParam::apply(exchange, system, turn);
            const Numbers to{static_cast<int>(system.species_counts[0]), static_cast<int>(system.species_counts[1])};
            ++seen[to];
            flow[{from, to}] = density(from) * 0.25 * std::min(1.0, std::exp(-trial.h / parameters.temperature));
        }
        ASSERT_EQ(seen.size(), 2U + (from.first > 0 ? 1U : 0U) + (from.second > 0 ? 1U : 0U));
        // Every proposal has the probability 1/4: 100 of 400 turns, with a standard deviation of 8.7; five of them.
        for (const auto& [to, count] : seen) EXPECT_NEAR(count, 100, 5.0 * 8.7);
    }
    for (const auto& [way, there] : flow) {
        if (way.second.first > 3 || way.second.second > 3) continue;  // beyond the states that are enumerated
        EXPECT_NEAR(there, flow.at({way.second, way.first}), 1e-13 * there);
    }
    EXPECT_EQ(flow.size(), 16U * 2U + 2U * 12U);
}

// Where a particle comes in, and which one of a species goes: each place and each particle is as likely as any other.
TYPED_TEST(MonteCarloExchange, AnExchangeHasNoFavourites) {
    const Mixture mixture = test::ideal_mixture(2);
    MonteCarloParameters parameters = warm(MonteCarloEnsemble::grand_canonical);
    parameters.chemical_potential = {0.0, 0.0};
    const State start = test::grid_state(10, {7.0, 11.0, 5.0}, 2);
    std::array<std::array<int, 8>, 3> place{};
    std::map<std::int64_t, int> gone;
    int came = 0;
    int went = 0;
    typename TypeParam::System system(mixture, start_of_chain(start, parameters), parameters, Execution{});
    const double edges[3] = {7.0, 11.0, 5.0};
    for (std::uint64_t index = 0; index < 4000; ++index) {
        auto turn = TypeParam::turn({parameters.seed, RandomStream::monte_carlo_particle, index}, system);
        typename TypeParam::ParticleExchange exchange;
        exchange.propose(system, turn);
        typename TypeParam::System changed(mixture, start_of_chain(start, parameters), parameters, Execution{});
        TypeParam::apply(exchange, changed, turn);
        const State after = TypeParam::state(changed);
        if (after.size() > start.size()) {
            ++came;
            for (std::size_t axis = 0; axis < 3; ++axis) {
                ++place[axis][static_cast<std::size_t>(8.0 * after.position[axis].back() / edges[axis])];
            }
        } else {
            ++went;
            for (const std::int64_t id : start.id) {
                if (std::find(after.id.begin(), after.id.end(), id) == after.id.end()) ++gone[id];
            }
        }
    }
    // Binomial counts of some 2000: five standard deviations, sqrt(n p (1 - p)), of each.
    for (const auto& axis : place) {
        for (const int count : axis) EXPECT_NEAR(count, came / 8.0, 5.0 * std::sqrt(came / 8.0 * 7.0 / 8.0));
    }
    EXPECT_EQ(gone.size(), 10U);
    for (const auto& [id, count] : gone) EXPECT_NEAR(count, went / 10.0, 5.0 * std::sqrt(went / 10.0 * 0.9)) << id;
}

// No particle to move or to take out, no other species: rejected.
TYPED_TEST(MonteCarloExchange, WithoutAParticleOrAnotherSpeciesAreRejected) {
    const MonteCarloParameters parameters = warm(MonteCarloEnsemble::grand_canonical);
    MonteCarloChain chain = start_of_chain(test::grid_state(1, {6.0, 6.0, 6.0}, 1), parameters);
    typename TypeParam::System pure(test::ideal_mixture(1), chain,
                                    {.ensemble = MonteCarloEnsemble::grand_canonical, .chemical_potential = {0.0}},
                                    Execution{});
    chain.turn = 1;
    chain.state.remove(0);
    typename TypeParam::System empty(test::ideal_mixture(3), chain, parameters, Execution{});
    typename TypeParam::Displacement displacement;
    typename TypeParam::IdentityChange identity;
    typename TypeParam::ParticleExchange exchange;
    for (std::uint64_t index = 1; index < 40; ++index) {
        auto in_empty = TypeParam::turn({1, RandomStream::monte_carlo_particle, index}, empty);
        EXPECT_TRUE(displacement.propose(empty, in_empty).overlap);
        EXPECT_TRUE(identity.propose(empty, in_empty).overlap);
        EXPECT_EQ(exchange.propose(empty, in_empty).overlap,
                  random_words(1, RandomStream::monte_carlo_particle, index, 3)[0] >> 31 == 0);
        auto in_pure = TypeParam::turn({1, RandomStream::monte_carlo_particle, index}, pure);
        EXPECT_FALSE(displacement.propose(pure, in_pure).overlap);
        EXPECT_TRUE(identity.propose(pure, in_pure).overlap);
    }
}

}  // namespace
}  // namespace soret
