// What summary.json says of a growing particle, from samples whose averages are known by hand.

#include <gtest/gtest.h>

#include <cmath>

#include "soret/validation/program/free_energy_summary.hpp"

namespace soret {
namespace {

RunSettings settings_of_two_stages() {
    RunSettings settings;
    settings.kind = "fep";
    settings.run.parameters.ensemble = MonteCarloEnsemble::growing;
    settings.run.parameters.temperature = 0.5;
    settings.run.parameters.growing = GrowingParameters{.species = 1, .stages = {0.0, 1.0}};
    return settings;
}

/// Two samples in turn: p = (0.9, 0.1) in V = 110, p = (0.3, 0.7) in V = 90, at stages 0 and 1. A block of four samples
/// is like all others: no bias, no error.
nlohmann::json summary_of_samples(int samples) {
    GrowingSamples growing(2);
    for (int n = 0; n < samples; ++n) {
        const std::vector<double> p = n % 2 == 0 ? std::vector{0.9, 0.1} : std::vector{0.3, 0.7};
        growing.add(p, static_cast<std::size_t>(n % 2), n % 2 == 0 ? 110.0 : 90.0);
    }
    const BlockTable none(1, 1);
    MonteCarloRunResult result{none, {{}, none}, none, {}, std::nullopt, growing};
    for (std::int64_t id = 1; id <= 7; ++id) result.chain.state.species.push_back(id <= 4 ? 0 : 1);
    result.chain.growing = GrowingParticle{.weights = {0.25, -1.5}};
    nlohmann::json summary;
    add_free_energy(settings_of_two_stages(), result, summary);
    return summary;
}

double value_of(const nlohmann::json& summary, const char* key) {
    return summary.at(key).at("value").get<double>();
}

TEST(FreeEnergySummary, HasTheChemicalPotentialOfItsMeans) {
    const nlohmann::json summary = summary_of_samples(512);
    EXPECT_EQ(summary.at("verdict"), "sampled");
    // <p_0> = 0.6, <p_1> = 0.4
    const double excess = 0.5 * (-1.75 - std::log(0.4 / 0.6));
    EXPECT_NEAR(value_of(summary, "chemical_potential_excess"), excess, 1e-12);
    // Three of species 2 are there: 4/<V>_N, 1/<V>_N = <p_0/V>/<p_0>
    const double ideal = 0.5 * std::log(4.0 * (0.9 / 110.0 + 0.3 / 90.0) / 1.2);
    EXPECT_NEAR(value_of(summary, "chemical_potential_ideal"), ideal, 1e-12);
    EXPECT_NEAR(value_of(summary, "chemical_potential"), ideal + excess, 1e-12);
    // <V>_0 = (0.9 110 + 0.3 90)/1.2 = 105, <V>_1 = (0.1 110 + 0.7 90)/0.8 = 92.5
    EXPECT_NEAR(value_of(summary, "chemical_potential_excess_published"), excess - 0.5 * std::log(92.5 / 105.0), 1e-12);
    const nlohmann::json& json = summary.at("free_energy");
    EXPECT_EQ(json.at("species"), 2);
    EXPECT_EQ(json.at("visits"), (std::vector<int>{256, 256}));
    EXPECT_EQ(json.at("round_trips"), 255);
    EXPECT_NEAR(json.at("difference")[1].at("value").get<double>(), excess, 1e-12);
    EXPECT_TRUE(json.at("mbar").is_null());  // no energies were added
    EXPECT_TRUE(json.contains("windows_reason"));
}

TEST(FreeEnergySummary, IsInconclusiveWithFewerThanTenRoundTrips) {
    EXPECT_EQ(summary_of_samples(21).at("verdict"), "sampled");
    const nlohmann::json summary = summary_of_samples(20);
    EXPECT_EQ(summary.at("verdict"), "inconclusive");
    EXPECT_EQ(summary.at("verdict_reason"),
              "9 round trips from the first stage to the last and back: must be at least 10");
    EXPECT_TRUE(summary.at("chemical_potential").is_null());
    EXPECT_TRUE(summary.at("chemical_potential_excess_published").is_null());
}

TEST(FreeEnergySummary, IsInconclusiveWhereAStageWasHardlyVisited) {
    GrowingSamples growing(3);
    for (int n = 0; n < 900; ++n) growing.add(std::vector{0.5, 0.1, 0.4}, n % 2 == 0 ? 0 : 2, 100.0);
    const auto verdict = [&] {
        const BlockTable none(1, 1);
        MonteCarloRunResult result{none, {{}, none}, none, {}, std::nullopt, growing};
        result.chain.growing = GrowingParticle{.weights = {0.0, 0.0, 0.0}};
        RunSettings settings = settings_of_two_stages();
        settings.run.parameters.growing->stages = {0.0, 0.5, 1.0};
        nlohmann::json summary;
        add_free_energy(settings, result, summary);
        return summary.at("verdict_reason");
    };
    EXPECT_EQ(verdict(), "stage 1 of 3 was visited in 0 of 900 sweeps");
    for (int n = 0; n < 4; ++n) growing.add(std::vector{0.5, 0.1, 0.4}, 1, 100.0);
    EXPECT_TRUE(verdict().is_null());  // 4 of 904: a bit more than 1 % of a third
}

}  // namespace
}  // namespace soret
