// Runs with a growing particle: the same results in both backends and after a restart, weights that freeze, what is
// recorded, and which saved runs are refused.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "soret/common/errors.hpp"
#include "soret/validation/simulation/growing_weights.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/preparation.hpp"

namespace soret {
namespace {

MonteCarloRunSettings growing_settings(std::uint64_t equilibration, std::uint64_t production,
                                       MonteCarloEnsemble ensemble = MonteCarloEnsemble::growing) {
    MonteCarloRunSettings settings;
    settings.parameters.ensemble = ensemble;
    settings.parameters.temperature = 0.9;
    settings.parameters.pressure = 0.3;
    settings.parameters.growing =
        GrowingParameters{.species = 1, .stages = {0.0, 0.2, 0.5, 1.0}, .turns_per_sweep = 8, .adjusts = true};
    settings.equilibration = equilibration;
    settings.production = production;
    settings.pressure_every = 4;
    return settings;
}

/// A liquid that has equilibrated without a growing particle.
MonteCarloChain liquid_start() {
    LiquidSettings liquid;
    liquid.n = 170;
    liquid.density = 0.7;
    liquid.temperature = 0.9;
    return prepare_liquid(liquid, paper_mixture(), Backend::optimized, Execution{});
}

TEST(GrowingRun, GivesTheSameResultInBothBackendsAndWhenSavedAfterAnySweep) {
    const Mixture mixture = paper_mixture();
    const MonteCarloChain start = liquid_start();
    for (const auto ensemble : {MonteCarloEnsemble::growing, MonteCarloEnsemble::growing_fixed}) {
        const MonteCarloRunSettings settings = growing_settings(40, 30, ensemble);
        MonteCarloRun through(mixture, start, settings, Backend::optimized, Execution{});
        while (!through.finished()) through.sweep();
        through.check_energy();
        MonteCarloRun twin(mixture, start, settings, Backend::reference, Execution{});
        while (!twin.finished()) twin.sweep();
        EXPECT_EQ(twin.to_json(), through.to_json());
        for (const std::uint64_t saved_after : {1U, 35U, 36U, 40U, 57U}) {
            MonteCarloRun first(mixture, start, settings, Backend::optimized, Execution{});
            while (first.sweeps_done() < saved_after) first.sweep();
            first.check_energy();
            const nlohmann::json saved = nlohmann::json::parse(first.to_json().dump());
            MonteCarloRun second(mixture, saved, settings, Backend::reference, Execution{});
            while (!second.finished()) second.sweep();
            EXPECT_EQ(second.to_json(), through.to_json()) << saved_after;
        }
    }
}

TEST(GrowingRun, AdjustsItsWeightsInTheFirstNineTenthsOfTheEquilibrationOnly) {
    MonteCarloRun run(paper_mixture(), liquid_start(), growing_settings(40, 20), Backend::optimized, Execution{});
    EXPECT_EQ(run.chain().growing->weights, std::vector<double>(4, 0.0));
    while (run.sweeps_done() < 36) run.sweep();
    const std::vector<double> weights = run.chain().growing->weights;
    EXPECT_NE(weights, std::vector<double>(4, 0.0));
    EXPECT_TRUE(run.chain().growing->adjusts);
    while (!run.finished()) run.sweep();
    EXPECT_FALSE(run.chain().growing->adjusts);
    EXPECT_EQ(run.chain().growing->weights, weights);
}

TEST(GrowingRun, WithoutAnEquilibrationNeverAdjustsItsWeights) {
    MonteCarloRun run(paper_mixture(), liquid_start(), growing_settings(0, 4), Backend::optimized, Execution{});
    while (!run.finished()) run.sweep();
    EXPECT_EQ(run.chain().growing->weights, std::vector<double>(4, 0.0));
}

TEST(GrowingRun, RecordsASampleASweepAndItsEnergiesAtAllStages) {
    const MonteCarloRunSettings settings = growing_settings(40, 64);
    MonteCarloRun run(paper_mixture(), liquid_start(), settings, Backend::optimized, Execution{});
    std::vector<std::uint64_t> visits(4, 0);
    double own_energies = 0.0;
    while (!run.finished()) {
        const bool counts = run.in_production();
        run.sweep();
        const MonteCarloChain chain = run.chain();
        if (counts) ++visits[chain.growing->stage];
        if (!counts || run.production_sweep() % 4 != 0) continue;
        const TotalEnergy pairs = reference::ParticleEnergies(paper_mixture(), chain.state).total();
        own_energies += run.sample().potential_energy - pairs.value();
    }
    const MonteCarloRunResult result = run.result();
    ASSERT_TRUE(result.growing.has_value());
    EXPECT_EQ(result.growing->visits(), visits);
    const BlockTable blocks = result.growing->blocks();
    EXPECT_EQ(blocks.sample_count(), 64.0);
    const std::vector<double> means = blocks.mean();
    EXPECT_NEAR(means[0] + means[1] + means[2] + means[3], 1.0, 1e-12);
    EXPECT_NEAR(means[result.growing->volume_column()], result.samples.mean()[box_volume], 1e-9);
    double recorded = 0.0;
    Eigen::Index rows = 0;
    const std::vector<FreeEnergyWindow> windows = result.growing->windows(settings.parameters.temperature);
    for (std::size_t k = 0; k < 4; ++k) {
        rows += windows[k].samples();
        EXPECT_EQ(windows[k].volume.size(), windows[k].samples());
        for (Eigen::Index n = 0; n < windows[k].samples(); ++n) {
            EXPECT_EQ(windows[k].reduced_energy(n, 0), 0.0);
            recorded += 0.9 * windows[k].reduced_energy(n, static_cast<Eigen::Index>(k));
        }
    }
    EXPECT_EQ(rows, 16);
    EXPECT_NEAR(recorded, own_energies, 1e-9);
}

/// What the weights of the last and the first stage differ by, of a liquid near its freezing point: after 600 sweeps of
/// search and 200 more, or after 800 in which they are adjusted from nothing.
double difference_of_weights(bool searches, std::uint64_t seed) {
    MonteCarloRunSettings settings;
    settings.parameters.ensemble = MonteCarloEnsemble::growing;
    settings.parameters.seed = seed;
    settings.parameters.temperature = 0.62;
    settings.parameters.pressure = 0.46;
    settings.parameters.growing =
        GrowingParameters{.species = 0, .stages = {}, .turns_per_sweep = 100, .adjusts = true};
    for (int k = 0; k < 24; ++k) settings.parameters.growing->stages.push_back(k / 23.0);
    settings.equilibration = searches ? 200 : 800;
    LiquidSettings liquid;
    liquid.n = 170;
    liquid.x1 = 0.3;
    liquid.density = 0.81;
    liquid.temperature = 0.62;
    liquid.seed = seed;
    MonteCarloChain start = prepare_liquid(liquid, paper_mixture(), Backend::optimized, Execution{});
    if (searches) {
        start = find_growing_weights(paper_mixture(), start, settings, {}, Backend::optimized, Execution{});
    }
    MonteCarloRun run(paper_mixture(), start, settings, Backend::optimized, Execution{});
    while (!run.finished()) run.sweep();
    const MonteCarloChain chain = run.chain();
    return chain.growing->weights.back() - chain.growing->weights.front();
}

TEST(GrowingWeights, AreFoundFromNothing) {
    // mu_ex/T by the chains of a campaign. A noise of 1 to 2 is that of the cavity in 800 sweeps, and does not matter.
    constexpr double right = -0.8 / 0.62;
    int wrong_from_nothing = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        EXPECT_NEAR(difference_of_weights(true, seed), right, 4.0) << seed;
        wrong_from_nothing += std::fabs(difference_of_weights(false, seed) - right) > 4.0;
    }
    EXPECT_GE(wrong_from_nothing, 1);
}

TEST(GrowingWeights, AreTheSameInBothBackends) {
    const MonteCarloRunSettings settings = growing_settings(40, 10);
    const GrowingWeightsSearch search{.rounds = 2, .sweeps = 5, .sweeps_after = 30};
    const auto found = [&](Backend backend) {
        return find_growing_weights(paper_mixture(), liquid_start(), settings, search, backend, Execution{});
    };
    const MonteCarloChain chain = found(Backend::optimized);
    EXPECT_EQ(chain_to_json(found(Backend::reference)), chain_to_json(chain));
    EXPECT_TRUE(chain.growing->adjusts);
    EXPECT_EQ(chain.growing->settled, 240U);
    EXPECT_EQ(chain.growing->turn, 80U);
    EXPECT_NE(chain.growing->weights, std::vector<double>(4, 0.0));
}

TEST(GrowingSamples, CountRoundTripsFromTheFirstStageToTheLastAndBack) {
    GrowingSamples samples(3);
    const std::vector<double> p(3, 1.0 / 3.0);
    for (const std::size_t stage : {2U, 1U, 0U, 1U, 0U, 2U, 1U, 2U, 0U, 0U, 2U, 1U}) samples.add(p, stage, 100.0);
    EXPECT_EQ(samples.round_trips(),
              1U);  // 0 2 1 2 0, not 2 .. 0 and not 0 2 1
    samples.add(p, 0, 100.0);
    EXPECT_EQ(samples.round_trips(), 2U);
    EXPECT_EQ(samples.visits(), (std::vector<std::uint64_t>{5, 4, 4}));
}

TEST(GrowingRun, RefusesASavedRunWithoutItsParticleOrOfOtherStages) {
    const Mixture mixture = paper_mixture();
    const MonteCarloRunSettings settings = growing_settings(0, 8);
    MonteCarloRun run(mixture, liquid_start(), settings, Backend::optimized, Execution{});
    for (int sweep = 0; sweep < 4; ++sweep) run.sweep();
    const nlohmann::json saved = run.to_json();
    const auto restore = [&](const nlohmann::json& json) {
        return MonteCarloRun(mixture, json, settings, Backend::optimized, Execution{});
    };
    EXPECT_NO_THROW(restore(saved));
    nlohmann::json damaged = saved;
    damaged["chain"].erase("growing");
    EXPECT_THROW(restore(damaged), InvalidInput);
    damaged = saved;
    damaged.erase("growing");
    EXPECT_THROW(restore(damaged), InvalidInput);
    damaged = saved;
    damaged["growing"]["visits"].push_back(0);
    EXPECT_THROW(restore(damaged), InvalidInput);
    damaged = saved;
    damaged["growing"]["stage"].push_back(4);
    EXPECT_THROW(restore(damaged), InvalidInput);
    damaged = saved;
    damaged["chain"]["growing"]["stage"] = 4;
    EXPECT_THROW(restore(damaged), InvalidState);
}

}  // namespace
}  // namespace soret
