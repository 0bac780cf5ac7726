// Swaps of identities, in both backends: flows between all arrangements, the canonical mean, how fast they mix.

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <tuple>
#include <vector>

#include "monte_carlo_moves.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/preparation.hpp"

namespace soret {
namespace {

using test::OptimizedMoves;
using test::ReferenceMoves;
using test::unlike_triple;
using test::warm;

template <class Backend>
class IdentitySwaps : public ::testing::Test {};
using Backends = ::testing::Types<ReferenceMoves, OptimizedMoves>;
TYPED_TEST_SUITE(IdentitySwaps, Backends);

// Four particles that do not move, in reach of each other, of species 0, 0, 1, 2: twelve arrangements.
TYPED_TEST(IdentitySwaps, FlowsBetweenAllArrangementsAreEqualBothWays) {
    const Mixture mixture = unlike_triple();
    const MonteCarloParameters parameters = warm(MonteCarloEnsemble::nvt_swap);
    State four = test::grid_state(4, {6.0, 6.0, 6.0}, 3);
    const double places[4][3] = {{1.0, 1.0, 1.0}, {2.25, 1.0, 1.0}, {1.0, 2.5, 1.0}, {1.0, 1.0, 2.125}};
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t axis = 0; axis < 3; ++axis) four.position[axis][i] = places[i][axis];
    }
    using Species = std::vector<std::int32_t>;
    std::map<std::pair<Species, Species>, double> flow;
    Species from{0, 0, 1, 2};
    do {
        four.species = from;
        const double density =
            std::exp(-reference::ParticleEnergies(mixture, four).total().value() / parameters.temperature);
        std::map<Species, int> seen;
        int impossible = 0;
        constexpr std::uint64_t turns = 1600;
        for (std::uint64_t index = 0; index < turns; ++index) {
            typename TypeParam::System system(mixture, start_of_chain(four, parameters), parameters, Execution{});
            auto turn = TypeParam::turn({parameters.seed, RandomStream::monte_carlo_particle, index}, system);
            typename TypeParam::Displacement displacement;
            typename TypeParam::IdentitySwap swap;
            displacement.propose(system, turn);
            const MoveTrial trial = swap.propose(system, turn);
            if (trial.overlap) {
                ++impossible;
                continue;
            }
            TypeParam::apply(swap, system, turn);
            const Species to = TypeParam::state(system).species;
            ++seen[to];
            // A pair of four particles, in either order: 2/16.
            flow[{from, to}] = density * 0.125 * std::min(1.0, std::exp(-trial.h / parameters.temperature));
        }
        // Five of the six pairs are unlike. 2/16 of 1600 turns with a standard deviation of 13; five of them.
        ASSERT_EQ(seen.size(), 5U);
        for (const auto& [to, count] : seen) EXPECT_NEAR(count, 200, 5.0 * 13.2);
        EXPECT_NEAR(impossible, 600, 5.0 * 19.4);  // 6/16: the same particle, or 0 with 0
    } while (std::next_permutation(from.begin(), from.end()));
    EXPECT_EQ(flow.size(), 12U * 5U);
    for (const auto& [way, there] : flow) {
        const double back = flow.at({way.second, way.first});
        EXPECT_NEAR(there, back, 1e-13 * there);
    }
}

// Energy and volume of 40 particles, half of them small: chains with and without swaps, each of 4000 sweeps.
TEST(SwapEnsemble, HasTheMeansOfTheEnsembleWithoutSwaps) {
    const Mixture mixture(lorentz_berthelot({1.0, 1.0}, {1.0, 0.8}, {1.0, 0.8}, 2.2));
    const auto mean_in = [&](MonteCarloEnsemble ensemble, MonteCarloQuantity quantity) {
        MonteCarloRunSettings settings;
        settings.parameters = warm(ensemble);
        settings.parameters.chemical_potential = {};
        settings.parameters.temperature = 1.0;
        settings.equilibration = 500;
        settings.production = 4000;
        MonteCarloRun run(mixture, first_chain(test::grid_state_of_density(40, 0.4, 2)), settings, Backend::optimized,
                          {});
        while (!run.finished()) run.sweep();
        return block_average(run.result().samples, quantity).mean;
    };
    using enum MonteCarloEnsemble;
    for (const auto& [swapped, plain, quantity] : {std::tuple{nvt_swap, nvt, potential_energy},
                                                   {npt_swap, npt, potential_energy},
                                                   {npt_swap, npt, box_volume}}) {
        const Estimate with = mean_in(swapped, quantity);
        const Estimate without = mean_in(plain, quantity);
        // Four standard errors: each a false alarm in 16 000 seeds.
        EXPECT_NEAR(with.value, without.value, 4.0 * std::hypot(with.standard_error, without.standard_error));
        EXPECT_LT(with.standard_error, 0.02 * std::fabs(with.value));
    }
}

/// Difference of the shares of species 1 in the lower and the upper half of the box.
double apart(const State& state) {
    double low = 0.0, low_1 = 0.0, high_1 = 0.0;
    for (std::size_t i = 0; i < state.size(); ++i) {
        const bool below = state.position[2][i] < 0.5 * state.box.edges().z;
        low += below ? 1.0 : 0.0;
        if (state.species[i] == 0) (below ? low_1 : high_1) += 1.0;
    }
    return low_1 / low - high_1 / (static_cast<double>(state.size()) - low);
}

// Species that are alike start in two halves. Displacements alone carry a particle 10 sigma in some thousand sweeps.
TEST(SwapEnsemble, MixesABoxInAFewSweeps) {
    State state = test::grid_state_of_density(400, 0.7, 2);
    for (std::size_t i = 0; i < state.size(); ++i) {
        state.species[i] = state.position[2][i] < 0.5 * state.box.edges().z ? 0 : 1;
    }
    const Mixture mixture = paper_mixture();
    const auto after = [&](MonteCarloEnsemble ensemble) {
        MonteCarloParameters parameters = warm(ensemble);
        parameters.largest_displacement = 0.1;
        optimized::MonteCarlo chain(mixture, state, parameters);
        for (int sweep = 0; sweep < 30; ++sweep) chain.sweep();
        return apart(chain.chain().state);
    };
    EXPECT_GT(after(MonteCarloEnsemble::nvt), 0.5);
    // Mixed, it is 0 with a standard deviation of 1/sqrt(400) = 0.05; four of them and what 30 sweeps leave.
    EXPECT_LT(std::fabs(after(MonteCarloEnsemble::nvt_swap)), 0.25);
}

}  // namespace
}  // namespace soret
