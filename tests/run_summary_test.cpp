#include "soret/validation/program/run_summary.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "autoregressive_series.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/validation/program/grand_canonical_summary.hpp"

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

// ---------------------------------------------------------------------------------------------- kind gcmc

/// A grand-canonical run whose numbers are 100 + 4 a and 60 + 3 b in a volume of 200, a and b of unit variance and a
/// correlation of 1/2, with a memory of so many sweeps.
nlohmann::json summary_of_numbers(std::size_t sweeps, double memory, double accepted_exchanges) {
    RunSettings settings;
    settings.kind = "gcmc";
    settings.run.parameters.ensemble = MonteCarloEnsemble::grand_canonical;
    settings.run.parameters.temperature = 0.62;
    settings.run.parameters.chemical_potential = {-1.0, -1.0};
    const test::AutoregressiveSeries series(std::exp(-1.0 / memory));
    const std::vector<double> a = series.values(sweeps, 1);
    const std::vector<double> c = series.values(sweeps, 2);
    BlockAccumulator samples(4);
    BlockAccumulator acceptance(3);
    BlockAccumulator pressure(3);
    for (std::size_t k = 0; k < sweeps; ++k) {
        const double b = 0.5 * a[k] + std::sqrt(0.75) * c[k];
        const double n1 = accepted_exchanges > 0.0 ? 100.0 + 4.0 * a[k] : 100.0;
        const double n2 = accepted_exchanges > 0.0 ? 60.0 + 3.0 * b : 60.0;
        samples.add(std::vector<double>{n1, -5.0 * (n1 + n2), 200.0, n2});
        acceptance.add(std::vector<double>{0.4, 0.3, accepted_exchanges});
        pressure.add(std::vector<double>{0.46, -4.5 * (n1 + n2), n1 + n2});
    }
    MonteCarloRunResult result{
        samples.blocks(), {moves_of(MonteCarloEnsemble::grand_canonical), acceptance.blocks()}, pressure.blocks(), {}};
    result.chain.state.box = Box({5.0, 5.0, 8.0});
    return summary_of(settings, result, result.chain.state);
}

void expect_within(const nlohmann::json& estimate, double exact) {
    const double error = estimate.at("sem").get<double>();
    EXPECT_NEAR(estimate.at("value").get<double>(), exact, test::z_limit * error);
    EXPECT_GT(error, 0.0);
    EXPECT_LT(error, 0.1 * std::fabs(exact));
}

/// Five errors: the mean of a run with few effective samples has an error that is not known well.
void expect_within_five(const nlohmann::json& estimate, double exact) {
    EXPECT_NEAR(estimate.at("value").get<double>(), exact, 5.0 * estimate.at("sem").get<double>());
}

TEST(RunSummary, OfNumbersThatVaryHasTheirFluctuations) {
    const nlohmann::json summary = summary_of_numbers(20000, 2.0, 0.1);
    EXPECT_EQ(summary.at("verdict"), "sampled") << summary.at("verdict_reason");
    expect_within(summary.at("particles_1"), 100.0);
    expect_within(summary.at("particles_2"), 60.0);
    expect_within(summary.at("density"), 160.0 / 200.0);
    expect_within(summary.at("x1"), 100.0 / 160.0);
    EXPECT_NEAR(summary.at("potential_energy_per_particle").at("value").get<double>(), -5.0, 1e-9);
    EXPECT_NEAR(summary.at("enthalpy_per_particle").at("value").get<double>(), -4.5 + 1.5 * 0.62, 1e-9);
    const double g11 = 200.0 * 16.0 / 1e4 - 200.0 / 100.0;
    const double g22 = 200.0 * 9.0 / 3600.0 - 200.0 / 60.0;
    const double g12 = 200.0 * 6.0 / 6000.0;
    expect_within(summary.at("kirkwood_buff_11"), g11);
    expect_within(summary.at("kirkwood_buff_22"), g22);
    expect_within(summary.at("kirkwood_buff_12"), g12);
    expect_within(summary.at("gamma"), 1.0 / (1.0 + 100.0 * 60.0 / (160.0 * 200.0) * (g11 + g22 - 2.0 * g12)));
    EXPECT_GT(summary.at("block_analysis").at("particles_2").at("autocorrelation_time").get<double>(), 1.0);

    // The six moments and the integrals once more, with the correlations of their errors: that of the errors of <N_1>
    // and <N_2> is the correlation of the numbers, 1/2, known here to within 4/sqrt(number of blocks).
    const nlohmann::json& moments = summary.at("fluctuations").at("moments");
    EXPECT_EQ(moments.at("quantities"),
              nlohmann::json({"particles_1", "particles_2", "particles_1 particles_1", "particles_1 particles_2",
                              "particles_2 particles_2", "potential_energy"}));
    const std::vector<double> exact{100.0, 60.0, 1e4 + 16.0, 6e3 + 6.0, 3600.0 + 9.0, -5.0 * 160.0};
    for (std::size_t k = 0; k < exact.size(); ++k) {
        EXPECT_NEAR(moments.at("values")[k].get<double>(), exact[k],
                    test::z_limit * moments.at("sem")[k].get<double>());
        EXPECT_NEAR(moments.at("correlation")[k][k].get<double>(), 1.0, 1e-12);
    }
    const double tolerance = 4.0 / std::sqrt(moments.at("blocks").get<double>());
    EXPECT_NEAR(moments.at("correlation")[0][1].get<double>(), 0.5, tolerance);
    EXPECT_NEAR(moments.at("correlation")[0][2].get<double>(), 1.0, 0.05);  // d<N N> = 2 <N> dN but for 4/100 of it
    const nlohmann::json& integrals = summary.at("fluctuations").at("kirkwood_buff");
    EXPECT_EQ(integrals.at("quantities"),
              nlohmann::json({"kirkwood_buff_11", "kirkwood_buff_12", "kirkwood_buff_22", "gamma"}));
    EXPECT_NEAR(integrals.at("values")[1].get<double>(), summary.at("kirkwood_buff_12").at("value").get<double>(),
                integrals.at("sem")[1].get<double>());
}

TEST(RunSummary, GivesEffectiveSamplesASecondOfEachNumber) {
    RunSettings settings;
    settings.run.production = 1000;
    nlohmann::json summary{{"steps_per_second", 50.0},
                           {"particles_1", {{"value", 3.0}, {"sem", 0.1}, {"n_eff", 400.0}}},
                           {"particles_2", nullptr}};
    add_effective_rates(settings, summary);
    EXPECT_EQ(summary.at("effective_samples_per_second"),
              nlohmann::json({{"particles_1", 20.0}, {"particles_2", nullptr}}));
}

TEST(RunSummary, OfNumbersThatAreStuckOrRememberTooLongIsInconclusive) {
    const auto expect_inconclusive = [](const nlohmann::json& summary, const std::string& reason) {
        EXPECT_EQ(summary.at("verdict"), "inconclusive");
        EXPECT_EQ(summary.at("verdict_reason").get<std::string>().find(reason), 0U) << summary.at("verdict_reason");
        for (const char* key : {"kirkwood_buff_11", "kirkwood_buff_12", "kirkwood_buff_22", "gamma"}) {
            EXPECT_TRUE(summary.at(key).is_null()) << key;
        }
        EXPECT_NE(table_of(summary).find("  inconclusive: " + reason), std::string::npos) << table_of(summary);
    };
    // The numbers of a stuck run are those that it was started with: they are no result.
    const nlohmann::json stuck = summary_of_numbers(1000, 2.0, 0.0);
    expect_inconclusive(stuck, "no insertion or deletion was accepted");
    for (const char* key : {"particles_1", "particles_2", "density", "x1", "pressure", "potential_energy_per_particle",
                            "enthalpy_per_particle", "fluctuations"}) {
        EXPECT_TRUE(stuck.at(key).is_null()) << key;
    }
    const nlohmann::json slow = summary_of_numbers(1000, 150.0, 0.1);
    expect_inconclusive(slow, "the run is too short for the memory");
    expect_within_five(slow.at("particles_1"), 100.0);
}

}  // namespace
}  // namespace soret
