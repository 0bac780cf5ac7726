// Chains with a growing particle, in both backends: detailed balance of each move, what is refused. A right chain fails
// an assertion on a p-value with the probability 1e-5 (false_alarm_rate). Averages and weights are in
// monte_carlo_growing_truth_test.cpp; that the backends make the same chains, with exact books, shows
// monte_carlo_test.cpp.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "growing_particles.hpp"
#include "monte_carlo_moves.hpp"
#include "sanitized.hpp"
#include "soret/reference/soft_core.hpp"

namespace soret {
namespace {

using test::false_alarm_rate;
using test::OptimizedMoves;
using test::p_value_of_counts;
using test::ReferenceMoves;
using test::unlike_triple;
using test::warm;

template <class Backend>
class GrowingParticles : public ::testing::Test {};
using Backends = ::testing::Types<ReferenceMoves, OptimizedMoves>;
TYPED_TEST_SUITE(GrowingParticles, Backends);

MonteCarloParameters warm_and_growing(std::size_t first_stage) {
    MonteCarloParameters parameters = warm(MonteCarloEnsemble::growing);
    parameters.growing = GrowingParameters{.species = 2,
                                           .stages = {0.0, 0.15, 0.4, 0.7, 1.0},
                                           .weights = {0.0, 0.5, 1.75, 0.25, -0.5},
                                           .first_stage = first_stage};
    return parameters;
}

std::vector<ParticleEnergy> soft_core_energies(const Mixture& mixture, const State& state,
                                               const GrowingParticle& particle, const GrowingParameters& parameters) {
    std::vector<ParticleEnergy> energies;
    reference::SoftCore(mixture, state, parameters.stages).at(particle.position, parameters.species, energies);
    return energies;
}

// ---------------------------------------------------------------------------------------------- single moves

/// -T times the logarithm of the density on a scale of ln V and of coordinates in units of the box:
/// exp(-(U + u_k + P V)/T + eta_k) V^(N+2). Displacements, which keep V, see no difference of the scale.
test::Potential growing_potential(const State& state, const GrowingParticle& particle, const Mixture& mixture,
                                  const MonteCarloParameters& parameters) {
    const double volume = state.box.volume();
    const double powers = static_cast<double>(state.size()) + 2.0;
    test::Potential potential;
    for (const double term : {reference::ParticleEnergies(mixture, state).total().value(),
                              soft_core_energies(mixture, state, particle, *parameters.growing)[particle.stage].value(),
                              parameters.pressure * volume, -powers * parameters.temperature * std::log(volume),
                              -parameters.temperature * particle.weights[particle.stage]}) {
        potential.value += term;
        potential.magnitude += std::fabs(term);
    }
    return potential;
}

/// Proposes a move at many turns, makes all that do not overlap, and compares h with the difference of the potentials
/// and the running energy with the sum over all pairs.
template <class Backend, class Move>
void expect_detailed_balance(RandomStream stream, std::size_t stage) {
    SCOPED_TRACE(stage);
    const Mixture mixture = unlike_triple();
    const MonteCarloParameters parameters = warm_and_growing(stage);
    const State start = test::grid_state_of_density(60, 0.3, 3);
    typename Backend::System system(mixture, start_of_chain(start, parameters), parameters, Execution{});
    Move move;
    int made = 0;
    double largest = 0.0;
    WideQuanta soft_changes = 0;
    for (std::uint64_t index = 0; index < 300; ++index) {
        SCOPED_TRACE(index);
        auto turn = Backend::turn({parameters.seed, stream, index}, system);
        const State before = Backend::state(system);
        const GrowingParticle particle_before = *system.chain.growing;
        const MoveTrial trial = move.propose(system, turn);
        if (trial.overlap) continue;
        Backend::apply(move, system, turn);
        system.energy += trial.energy_change;
        const State after = Backend::state(system);
        const GrowingParticle& particle = *system.chain.growing;
        const WideQuanta soft =
            soft_core_energies(mixture, after, particle, *parameters.growing)[particle.stage].quanta;
        ASSERT_TRUE(system.energy == reference::ParticleEnergies(mixture, after).total().quanta + soft);
        soft_changes += soft;

        if (after.box != before.box) {  // it goes along with the box, to within the grid
            const Vector3 r = particle.position, edge = after.box.edges();
            EXPECT_NEAR(r.x / edge.x, particle_before.position.x / before.box.edges().x, 1e-12);
            EXPECT_NEAR(r.z / edge.z, particle_before.position.z / before.box.edges().z, 1e-12);
        }
        const test::Potential from = growing_potential(before, particle_before, mixture, parameters);
        const test::Potential to = growing_potential(after, particle, mixture, parameters);
        // Each term of both sides is rounded at most four times, and again for each term that is added to it.
        const double roundings = 4.0 + static_cast<double>(start.size());
        EXPECT_NEAR(trial.h, to.value - from.value,
                    roundings * std::numeric_limits<double>::epsilon() * (from.magnitude + to.magnitude));
        largest = std::max(largest, std::fabs(trial.h));
        ++made;
    }
    EXPECT_GT(made, 100);
    EXPECT_EQ(largest > 0.1, stage > 0 || stream != RandomStream::monte_carlo_growing);  // no comparison of zeros
    EXPECT_EQ(soft_changes != 0, stage > 0);
}

TYPED_TEST(GrowingParticles, DisplacementsOfTheOthersAreInDetailedBalance) {
    for (const std::size_t stage : {0U, 2U, 3U}) {
        expect_detailed_balance<TypeParam, typename TypeParam::Displacement>(RandomStream::monte_carlo_particle, stage);
    }
}

TYPED_TEST(GrowingParticles, TheirOwnDisplacementsAreInDetailedBalance) {
    for (const std::size_t stage : {0U, 1U, 2U, 3U}) {
        expect_detailed_balance<TypeParam, typename TypeParam::GrowingDisplacement>(RandomStream::monte_carlo_growing,
                                                                                    stage);
    }
}

TYPED_TEST(GrowingParticles, ChangesOfVolumeAreInDetailedBalance) {
    for (const std::size_t stage : {0U, 2U, 3U}) {
        expect_detailed_balance<TypeParam, typename TypeParam::VolumeChange>(RandomStream::monte_carlo_volume, stage);
    }
}

// A quarter of the displacements goes anywhere, the others fill a cube around the particle, five times as wide where it
// is nothing as where it is whole. Both proposals are as likely the way back.
TYPED_TEST(GrowingParticles, AreDisplacedEvenlyWithinACubeOrAnywhere) {
    const Vector3 edges{8.0, 9.0, 10.0};
    for (const std::size_t stage : {0U, 4U}) {
        MonteCarloParameters parameters = warm_and_growing(stage);
        parameters.largest_displacement = 0.125;
        const double d = stage == 0 ? 5.0 * 0.125 : 0.125;
        typename TypeParam::System system(
            test::ideal_mixture(3), start_of_chain(test::grid_state(1, edges, 1), parameters), parameters, Execution{});
        typename TypeParam::GrowingDisplacement move;
        constexpr std::size_t bins = 20;
        std::vector<double> steps(bins, 0.0), places(bins, 0.0);
        const int turns = 20000;
        for (std::uint64_t index = 0; index < turns; ++index) {
            auto turn = TypeParam::turn({parameters.seed, RandomStream::monte_carlo_growing, index}, system);
            const Vector3 before = system.chain.growing->position;
            const MoveTrial trial = move.propose(system, turn);
            ASSERT_EQ(trial.h, 0.0);
            TypeParam::apply(move, system, turn);
            const Vector3 after = system.chain.growing->position;
            const Vector3 step = Box(edges).minimum_image(after, before);
            const bool jumps = random_words(parameters.seed, RandomStream::monte_carlo_growing, index, 0)[0] < 1U << 30;
            const auto bin = [](double fraction) { return static_cast<std::size_t>(fraction * bins); };
            if (jumps) {
                ++places[bin(after.y / edges.y)];
                continue;
            }
            for (const double along : {step.x, step.y, step.z}) {
                ASSERT_LE(std::fabs(along), d);
                ++steps[std::min(bin((along + d) / (2.0 * d)), bins - 1)];
            }
        }
        const std::vector<double> even(bins, 1.0 / bins);
        EXPECT_GT(p_value_of_counts(steps, even), false_alarm_rate);
        EXPECT_GT(p_value_of_counts(places, even), false_alarm_rate);
        const double jumped = std::accumulate(places.begin(), places.end(), 0.0);
        EXPECT_GT(p_value_of_counts({jumped, turns - jumped}, {0.25, 0.75}), false_alarm_rate);
    }
}

/// Probabilities of the stages of a particle at its place, by the formula.
std::vector<double> bath_of(const std::vector<ParticleEnergy>& u, const std::vector<double>& weights,
                            double temperature) {
    std::vector<double> p;
    for (std::size_t k = 0; k < u.size(); ++k) {
        p.push_back(u[k].overlap ? 0.0 : std::exp(weights[k] - u[k].value() / temperature));
    }
    const double sum = std::accumulate(p.begin(), p.end(), 0.0);
    for (double& value : p) value /= sum;
    return p;
}

// density(k) P(k -> k') = density(k') P(k' -> k) where P(k -> k') is proportional to density(k') and does not
// depend on k.
TYPED_TEST(GrowingParticles, StagesAreDrawnAsAHeatBathWhereverTheyWere) {
    const Mixture mixture = unlike_triple();
    State start = test::grid_state_of_density(60, 0.3, 3);
    std::vector<std::vector<std::size_t>> drawn(5);
    for (std::size_t from = 0; from < 5; ++from) {
        const MonteCarloParameters parameters = warm_and_growing(from);
        MonteCarloChain chain = start_of_chain(start, parameters);
        chain.growing->position = {0.9375, 0.75, 0.5};  // 1.3 from the first particle of the grid
        const std::vector<ParticleEnergy> u = soft_core_energies(mixture, start, *chain.growing, *parameters.growing);
        const std::vector<double> p = bath_of(u, chain.growing->weights, parameters.temperature);
        EXPECT_GT(*std::min_element(p.begin(), p.end()), 0.01);
        typename TypeParam::System system(mixture, chain, parameters, Execution{});
        std::vector<double> counts(5, 0.0);
        constexpr std::uint64_t turns = 2000;
        for (std::uint64_t index = 0; index < turns; ++index) {
            system.chain.growing->stage = from;
            system.stage_probability_sums.clear();
            auto turn = TypeParam::turn({parameters.seed, RandomStream::monte_carlo_growing, index}, system);
            typename TypeParam::GrowingDisplacement displacement;
            typename TypeParam::StageChange change;
            displacement.propose(system, turn);  // proposed only: the particle stays
            const MoveTrial trial = change.propose(system, turn);
            EXPECT_FALSE(trial.overlap);
            EXPECT_EQ(trial.h, 0.0);
            TypeParam::apply(change, system, turn);
            const std::size_t to = system.chain.growing->stage;
            EXPECT_TRUE(trial.energy_change == u[to].quanta - u[from].quanta);
            for (std::size_t k = 0; k < 5; ++k) EXPECT_NEAR(system.stage_probability_sums[k], p[k], 1e-14);
            drawn[from].push_back(to);
            ++counts[to];
        }
        EXPECT_EQ(drawn[from], drawn[0]);
        EXPECT_GT(p_value_of_counts(counts, p), false_alarm_rate);
        EXPECT_EQ(std::vector<double>(system.chain.growing->visits.begin(), system.chain.growing->visits.end()),
                  counts);
        EXPECT_EQ(system.chain.growing->weights, chain.growing->weights);  // not adjusted unless asked for
    }
}

// At zeta = 1 on top of another particle: an overlap, which a heat bath never chooses.
TYPED_TEST(GrowingParticles, NeverGrowIntoAnOverlap) {
    const Mixture mixture = unlike_triple();
    MonteCarloParameters parameters = warm_and_growing(0);
    parameters.growing->weights = {0.0, 0.0, 0.0, 0.0, 1e6};
    MonteCarloChain chain = start_of_chain(test::grid_state(1, {8.0, 8.0, 8.0}, 1), parameters);
    chain.growing->position = {0x1p-6, 0.0, 0.0};
    typename TypeParam::System system(mixture, chain, parameters, Execution{});
    for (std::uint64_t index = 0; index < 20; ++index) {
        auto turn = TypeParam::turn({parameters.seed, RandomStream::monte_carlo_growing, index}, system);
        typename TypeParam::GrowingDisplacement displacement;
        typename TypeParam::StageChange change;
        displacement.propose(system, turn);
        change.propose(system, turn);
        TypeParam::apply(change, system, turn);
        EXPECT_LT(system.chain.growing->stage, 4U);
        EXPECT_EQ(system.stage_probability_sums[4], 0.0);
    }
}

// ---------------------------------------------------------------------------------------------- refusals

template <class Expected, class Action>
std::string message_of(const Action& action) {
    try {
        action();
    } catch (const Expected& error) {
        return error.what();
    }
    ADD_FAILURE() << "nothing of the kind was thrown";
    return "";
}

TYPED_TEST(GrowingParticles, ThatCannotBeAreRefused) {
    const State start = test::grid_state_of_density(60, 0.3, 3);
    const auto refusal = [&](const auto& change) {
        MonteCarloParameters parameters = warm_and_growing(0);
        change(*parameters.growing);
        return message_of<InvalidArgument>(
            [&] { typename TypeParam::MonteCarlo chain(unlike_triple(), start, parameters); });
    };
    EXPECT_EQ(refusal([](auto& g) { g.species = 3; }), "growing.species = 3: must be in [0, 3)");
    EXPECT_EQ(refusal([](auto& g) { g.species = -1; }), "growing.species = -1: must be in [0, 3)");
    EXPECT_EQ(refusal([](auto& g) { g.stages = {1.0}; }), "growing.stages: 1: must be at least 2");
    EXPECT_EQ(refusal([](auto& g) { g.stages[0] = 0.1; }), "growing.stages[0] = 0.1: must be 0");
    EXPECT_EQ(refusal([](auto& g) { g.stages[2] = 0.15; }),
              "growing.stages[2] = 0.15: must be more than the one before");
    EXPECT_EQ(refusal([](auto& g) { g.stages[2] = NAN; }), "growing.stages[2] = nan: must be more than the one before");
    EXPECT_EQ(refusal([](auto& g) { g.stages[4] = 0.9; }), "growing.stages[4] = 0.9: the last must be 1");
    EXPECT_EQ(refusal([](auto& g) { g.weights.pop_back(); }),
              "growing.weights has 4 values: must have none or one for each of 5 stages");
    EXPECT_EQ(refusal([](auto& g) { g.weights[1] = INFINITY; }), "growing.weights = inf: must be finite");
    EXPECT_EQ(refusal([](auto& g) { g.first_stage = 5; }), "growing.first_stage = 5: must be below 5");
    EXPECT_EQ(refusal([](auto& g) { g.turns_per_sweep = 0; }), "growing.turns_per_sweep = 0: must be >= 1");
    MonteCarloParameters none = warm(MonteCarloEnsemble::growing);
    EXPECT_EQ(message_of<InvalidArgument>([&] { typename TypeParam::MonteCarlo chain(unlike_triple(), start, none); }),
              "growing: an ensemble with a growing particle needs it");
}

TYPED_TEST(GrowingParticles, OfAChainThatDoNotFitAreRefused) {
    const State start = test::grid_state_of_density(60, 0.3, 3);
    const auto refusal = [&](const auto& change) {
        MonteCarloParameters parameters = warm_and_growing(0);
        MonteCarloChain chain = start_of_chain(start, parameters);
        change(chain, parameters);
        return message_of<InvalidState>([&] { typename TypeParam::MonteCarlo(unlike_triple(), chain, parameters); });
    };
    EXPECT_EQ(refusal([](auto& chain, auto&) { chain.growing.reset(); }),
              "the chain has no growing particle, which this ensemble needs");
    EXPECT_EQ(refusal([](auto&, auto& parameters) { parameters.ensemble = MonteCarloEnsemble::npt; }),
              "the chain has a growing particle, which this ensemble does not know");
    EXPECT_EQ(refusal([](auto& chain, auto&) { chain.growing->position.y = -1.0; }).substr(0, 73),
              "y of the growing particle = -1: must be a multiple of 2^-42 in [0, 5.8480");
    EXPECT_EQ(refusal([](auto& chain, auto&) { chain.growing->stage = 5; }),
              "stage of the growing particle = 5: must be below 5");
    EXPECT_EQ(refusal([](auto& chain, auto&) { chain.growing->visits.clear(); }),
              "the growing particle has 5 weights and 0 visits: must be one for each of 5 stages");
    EXPECT_EQ(refusal([](auto& chain, auto&) { chain.growing->weights[0] = NAN; }),
              "weight of the growing particle = nan: must be finite");
    EXPECT_EQ(refusal([](auto& chain, auto&) {
                  chain.growing->position = chain.state.position_of(7);
                  chain.growing->stage = 4;
              }),
              "the growing particle starts nearly on top of another: begin at another stage");
}

}  // namespace
}  // namespace soret
