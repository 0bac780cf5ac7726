#include "soret/validation/program/run_summary.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "autoregressive_series.hpp"
#include "soret/common/statistics/block_accumulator.hpp"

namespace soret {
namespace {

// A run at constant pressure whose volume remembers `memory` sweeps.
MonteCarloRunResult synthetic_run(std::size_t sweeps, double memory, std::uint64_t seed) {
    const std::vector<double> slow = test::AutoregressiveSeries(std::exp(-1.0 / memory)).values(sweeps, seed);
    BlockAccumulator samples(3);
    BlockAccumulator acceptance(2);
    BlockAccumulator pressure(2);
    for (const double x : slow) {
        samples.add(std::vector<double>{100.0, -1000.0 + 5.0 * x, 250.0 + x});
        acceptance.add(std::vector<double>{0.4, 0.3});
        pressure.add(std::vector<double>{0.46 + 0.01 * x, 0.0});
    }
    MonteCarloChain chain;
    chain.state.box = Box({6.3, 6.3, 6.3});
    for (std::int64_t id = 1; id <= 200; ++id) chain.state.add(id, 0, {1.0, 2.0, 3.0});
    return {samples.blocks(), {moves_of(MonteCarloEnsemble::npt), acceptance.blocks()}, pressure.blocks(), chain};
}

nlohmann::json summary_of_run(std::size_t sweeps, double memory, std::uint64_t seed) {
    RunSettings settings;
    settings.kind = "mc_npt";
    settings.run.parameters.ensemble = MonteCarloEnsemble::npt;
    settings.run.parameters.temperature = 0.62;
    settings.run.parameters.pressure = 0.46;
    const MonteCarloRunResult result = synthetic_run(sweeps, memory, seed);
    return summary_of(settings, result, result.chain.state);
}

TEST(RunSummary, OfAShortRunSaysThatItsErrorsAreLowerBounds) {
    const nlohmann::json summary = summary_of_run(1000, 85.0, 1);
    for (const char* key : {"density", "pressure", "potential_energy_per_particle", "enthalpy_per_particle"}) {
        EXPECT_EQ(summary.at(key).value("converged", true), false) << key;
        EXPECT_TRUE(summary.at(key).at("sem").is_number()) << key;
    }
    // What cannot be wrong is not marked.
    for (const char* key : {"temperature", "x1"}) EXPECT_FALSE(summary.at(key).contains("converged")) << key;
    EXPECT_FALSE(summary.at("acceptance").at("displacement").contains("converged"));
    EXPECT_NEAR(summary.at("acceptance").at("displacement").at("value").get<double>(), 0.4, 1e-12);
    EXPECT_NEAR(summary.at("acceptance").at("volume").at("value").get<double>(), 0.3, 1e-12);
    EXPECT_EQ(summary.at("acceptance").size(), 2U);  // no identity at constant composition
    const std::string table = table_of(summary);
    EXPECT_NE(table.find(" * ("), std::string::npos) << table;
    EXPECT_NE(table.find("lower bound"), std::string::npos) << table;
}

TEST(RunSummary, OfALongRunHasNoSuchMark) {
    const nlohmann::json summary = summary_of_run(32000, 20.0, 2);
    for (const char* key : {"density", "pressure", "enthalpy_per_particle"}) {
        EXPECT_FALSE(summary.at(key).contains("converged")) << key;
    }
    EXPECT_EQ(table_of(summary).find('*'), std::string::npos);
}

TEST(RunSummary, ErrorsOfShortRunsAreAboutAsLargeAsTheirScatter) {
    // 12 times the memory: 92 % of means within two errors (choose_block_length); 5 standard deviations of 400 trials.
    int within_density = 0;
    int within_enthalpy = 0;
    constexpr int trials = 400;
    for (std::uint64_t seed = 0; seed < trials; ++seed) {
        const nlohmann::json summary = summary_of_run(1000, 85.0, seed);
        const auto within = [&](const char* key, double truth) {
            const double sem = summary.at(key).at("sem").get<double>();
            return std::fabs(summary.at(key).at("value").get<double>() - truth) <= 2.0 * sem;
        };
        within_density += within("density", 200.0 / 250.0);
        within_enthalpy += within("enthalpy_per_particle", (-1000.0 + 0.46 * 250.0) / 200.0 + 1.5 * 0.62);
    }
    EXPECT_GT(within_density, 0.85 * trials);
    EXPECT_GT(within_enthalpy, 0.85 * trials);
}

}  // namespace
}  // namespace soret
