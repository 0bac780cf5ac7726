// `soret run` with kind = "gcmc".

#include <cmath>
#include <numeric>

#include "csv_table.hpp"
#include "dynamics_runs.hpp"
#include "interrupted_runs.hpp"
#include "soret/common/files/configuration_file.hpp"

namespace soret::testing {
namespace {

/// A hot fluid, into which particles come often.
std::string grand_canonical_run(int equilibration, int production, const std::string& mu) {
    return fmt::format(
        "[system]\nn = 160\nx1 = 0.4\ndensity = 0.5\n"
        "[ensemble]\nkind = \"gcmc\"\ntemperature = 1.8\nmu = {}\n"
        "[length]\nequilibration = {}\nproduction = {}\n[observe]\nthermo_every = 5\n",
        mu, equilibration, production);
}

constexpr const char* fluid = "[-3.6, -3.8]";

TEST(CommandGrandCanonical, SamplesNumbersAndTheirFluctuations) {
    const TemporaryDirectory directory;
    const std::string out = directory.path("out");
    const Outcome outcome = run(directory.file("run.toml", grand_canonical_run(300, 4000, fluid)), out);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    const nlohmann::json summary = json_of(out + "/summary.json");
    EXPECT_EQ(summary.at("kind"), "gcmc");
    EXPECT_EQ(summary.at("verdict"), "sampled") << summary.at("verdict_reason");
    const double n1 = value_of(summary, "particles_1");
    const double n2 = value_of(summary, "particles_2");
    const State end = read_configuration(out + "/final.data").state;
    const double volume = end.box.volume();
    EXPECT_EQ(summary.at("n"), end.size());
    EXPECT_NEAR(volume, 160.0 / 0.5, 1e-9);
    EXPECT_NEAR(value_of(summary, "density"), (n1 + n2) / volume, 1e-3);
    EXPECT_NEAR(value_of(summary, "x1"), n1 / (n1 + n2), 1e-3);
    // Eq. 7 of the paper, from what the summary says; each value has its bias taken off by itself.
    const double x1 = n1 / (n1 + n2);
    const double g = value_of(summary, "kirkwood_buff_11") + value_of(summary, "kirkwood_buff_22") -
                     2.0 * value_of(summary, "kirkwood_buff_12");
    const double gamma = 1.0 / (1.0 + x1 * (1.0 - x1) * (n1 + n2) / volume * g);
    EXPECT_NEAR(value_of(summary, "gamma"), gamma, summary.at("gamma").at("sem").get<double>());
    for (const char* move : {"displacement", "identity", "exchange"}) {
        EXPECT_GT(summary.at("acceptance").at(move).at("value").get<double>(), 0.01) << move;
    }
    EXPECT_GT(summary.at("block_analysis").at("particles_1").at("autocorrelation_time").get<double>(), 0.5);
    EXPECT_GT(summary.at("particles_2").at("n_eff").get<double>(), 20.0);
    EXPECT_NE(outcome.output.find("kirkwood_buff_12"), std::string::npos) << outcome.output;
    EXPECT_GT(summary.at("effective_samples_per_second").at("particles_1").get<double>(), 0.0);
    const test::CsvTable cells = test::csv_table(content_of(out + "/number_histogram.csv"));
    const std::vector<double>& samples = cells.at("samples");
    EXPECT_EQ(std::accumulate(samples.begin(), samples.end(), 0.0), 800.0);
    EXPECT_NEAR(std::inner_product(samples.begin(), samples.end(), cells.at("n_1").begin(), 0.0) / 800.0, n1,
                5.0 * summary.at("particles_1").at("sem").get<double>());

    // The rows know the numbers of their sweep, and so does the summary.
    const test::CsvTable rows = test::csv_table(content_of(out + "/timeseries.csv"));
    const std::vector<double>& density = rows.at("density");
    ASSERT_EQ(density.size(), 800U);
    for (const double rho : density) EXPECT_NEAR(rho * volume, std::round(rho * volume), 1e-6);
    const double mean = std::accumulate(density.begin(), density.end(), 0.0) / 800.0;
    EXPECT_NEAR(value_of(summary, "density"), mean, 5.0 * summary.at("density").at("sem").get<double>());
    EXPECT_NEAR(density.back() * volume, static_cast<double>(end.size()), 1e-6);
}

TEST(CommandGrandCanonical, SaysWhatItsSamplesAreWorthAtOtherChemicalPotentials) {
    const TemporaryDirectory directory;
    const std::string out = directory.path("out");
    const std::string text =
        grand_canonical_run(300, 4000, fluid) + "reweight_to = [[-3.6, -3.8], [-3.55, -3.8], [2, 2]]\n";
    const Outcome outcome = run(directory.file("run.toml", text), out);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    const nlohmann::json summary = json_of(out + "/summary.json");
    const nlohmann::json& reweighted = summary.at("reweighted");
    ASSERT_EQ(reweighted.size(), 3U);
    EXPECT_EQ(reweighted[0].at("share"), 1.0);
    // Of every fifth sweep: what that differs by from the mean of all varies less than it does itself.
    EXPECT_NEAR(value_of(reweighted[0], "particles_1"), value_of(summary, "particles_1"),
                5.0 * reweighted[0].at("particles_1").at("sem").get<double>());
    // d<N_1>/dmu_1 = Var(N_1)/T > 0
    EXPECT_GT(value_of(reweighted[1], "particles_1"), value_of(reweighted[0], "particles_1"));
    EXPECT_GT(value_of(reweighted[1], "gamma"), 0.0);
    EXPECT_TRUE(reweighted[2].at("gamma").is_null());
    EXPECT_NE(reweighted[2].at("reason").get<std::string>().find("of the samples count there"), std::string::npos);
    EXPECT_NE(outcome.output.find("mu = [2.0,2.0]: only"), std::string::npos) << outcome.output;
}

// The velocities of a configuration belong to its particles, of which some have gone.
TEST(CommandGrandCanonical, GoesOnFromAConfigurationWithVelocities) {
    const TemporaryDirectory directory;
    const auto dynamics = directory.file("nvt.toml",
                                         "[system]\nn = 160\nx1 = 0.4\ndensity = 0.3\n"
                                         "[ensemble]\nkind = \"nvt\"\ntemperature = 1.8\ntimestep = 0.002\n"
                                         "[length]\nequilibration = 0\nproduction = 10\n");
    ASSERT_EQ(run(dynamics, directory.path("nvt")).exit_code, 0);
    const std::string text = with(grand_canonical_run(0, 200, fluid), "n = 160\nx1 = 0.4\ndensity = 0.5",
                                  "config = \"" + directory.path("nvt") + "/final.data\"");
    const Outcome outcome = run(directory.file("run.toml", text), directory.path("out"));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    const State end = read_configuration(directory.path("out") + "/final.data").state;
    EXPECT_NE(end.size(), 160U);
    EXPECT_FALSE(end.has_velocities());
}

// What mu says is a gas is one: the density of [system] is that of the start.
TEST(CommandGrandCanonical, MayHaveAnotherDensityThanItsStart) {
    const TemporaryDirectory directory;
    const auto gas = directory.file("gas.toml", grand_canonical_run(100, 400, "[-9.0, -9.0]"));
    const Outcome outcome = run(gas, directory.path("gas"));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_LT(value_of(json_of(directory.path("gas") + "/summary.json"), "density"), 0.1);
}

TEST(CommandGrandCanonical, HasOneFinalDigestOnEveryBackendAndAfterKills) {
    const TemporaryDirectory directory;
    const auto file = directory.file("run.toml", grand_canonical_run(20, 60, fluid));
    expect_one_final_digest(directory, file, "gcmc");
    const auto biased = directory.file(
        "biased.toml", with(grand_canonical_run(5, 20, fluid), "mu = ", "insertion = \"biased\"\nmu = "));
    expect_one_final_digest(directory, biased, "gcmc_biased");
    const auto longer = directory.file("longer.toml", grand_canonical_run(200, 1500, fluid));
    const std::string through = directory.path("through");
    const auto start = std::chrono::steady_clock::now();
    ASSERT_EQ(run(longer, through, "--quiet").exit_code, 0);
    const auto time = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    expect_same_after_kills(longer, directory.path("killed"), through, time);
}

TEST(CommandGrandCanonical, SaysThatARunFarTooShortIsInconclusive) {
    const TemporaryDirectory directory;
    const auto short_run = directory.file("short.toml", grand_canonical_run(0, 12, fluid));
    const Outcome outcome = run(short_run, directory.path("short"));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    const nlohmann::json summary = json_of(directory.path("short") + "/summary.json");
    EXPECT_EQ(summary.at("verdict"), "inconclusive");
    EXPECT_TRUE(summary.at("gamma").is_null());
    EXPECT_TRUE(summary.at("kirkwood_buff_11").is_null());
    EXPECT_EQ(summary.at("gamma_reason").get<std::string>().find("inconclusive: "), 0U);
    EXPECT_NE(outcome.output.find("inconclusive: "), std::string::npos) << outcome.output;
}

TEST(CommandGrandCanonical, NeedsAChemicalPotentialForEachSpeciesAndNothingElse) {
    const TemporaryDirectory directory;
    const std::string good = grand_canonical_run(1, 1, fluid);
    const auto refusal = [&](const std::string& text, const std::vector<std::string>& words) {
        expect_error(run(directory.file("bad.toml", text), directory.path("bad"), "--check"), words);
    };
    refusal(grand_canonical_run(1, 1, "[-4.0]"), {"bad.toml:8: ensemble.mu", "2 numbers"});
    refusal(grand_canonical_run(1, 1, "[-4.0, nan]"), {"bad.toml:8: ensemble.mu"});
    refusal(with(good, "mu = [-3.6, -3.8]\n", ""), {"ensemble.mu is missing"});
    refusal(with(good, "mu = ", "insertion = \"gradual\"\nmu = "), {"bad.toml:8: ensemble.insertion", "biased"});
    refusal(with(with(good, "\"gcmc\"", "\"mc_nvt\""), "mu = [-3.6, -3.8]", "insertion = \"plain\""),
            {"ensemble.insertion", "is not used by kind"});
    refusal(good + "reweight_to = [-3.0, -4.0]\n", {"bad.toml:14: observe.reweight_to", "lists of 2 numbers"});
    refusal(good + "reweight_to = [[-3.0, -4.0], [1.0]]\n", {"bad.toml:14: observe.reweight_to", "lists of 2 numbers"});
    refusal(good + "reweight_to = [[-3.0, inf]]\n", {"bad.toml:14: observe.reweight_to", "element [1][2]"});
    refusal(with(with(good, "\"gcmc\"", "\"mc_nvt\""), "mu = [-3.6, -3.8]\n", "") + "reweight_to = [[1, 2]]\n",
            {"observe.reweight_to", "is not used by kind"});
    refusal(with(good, "temperature", "pressure = 0.4\ntemperature"), {":7: ensemble.pressure", "is not used by kind"});
    refusal(with(good, "temperature", "delta_mu = 0.4\ntemperature"), {":7: ensemble.delta_mu", "is not used by kind"});
}

}  // namespace
}  // namespace soret::testing
