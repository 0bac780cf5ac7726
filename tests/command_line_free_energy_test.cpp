// `soret run` with kind = "fep".

#include <cmath>
#include <numeric>

#include "dynamics_runs.hpp"
#include "interrupted_runs.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/reduced_energies.hpp"

namespace soret::testing {
namespace {

/// A hot fluid, in which a particle grows fast.
std::string growing_run(int equilibration, int production, const std::string& stages = "5") {
    return fmt::format(
        "[system]\nn = 170\nx1 = 0.4\ndensity = 0.5\n"
        "[ensemble]\nkind = \"fep\"\ntemperature = 1.8\npressure = 0.6\nspecies = 1\nstages = {}\nturns = 10\n"
        "[length]\nequilibration = {}\nproduction = {}\n[observe]\nthermo_every = 1\n",
        stages, equilibration, production);
}

TEST(CommandFreeEnergy, GivesTheChemicalPotentialAndTheEnergiesBehindIt) {
    const TemporaryDirectory directory;
    const std::string out = directory.path("out");
    const Outcome outcome = run(directory.file("run.toml", growing_run(500, 8000)), out);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    const nlohmann::json summary = json_of(out + "/summary.json");
    EXPECT_EQ(summary.at("kind"), "fep");
    ASSERT_EQ(summary.at("verdict"), "sampled") << summary.at("verdict_reason");
    const double excess = value_of(summary, "chemical_potential_excess");
    const double ideal = value_of(summary, "chemical_potential_ideal");
    const double error = summary.at("chemical_potential_excess").at("sem").get<double>();
    EXPECT_LT(error, 0.05);
    // Each value has its bias, of order error^2/T, taken off by itself.
    EXPECT_NEAR(value_of(summary, "chemical_potential"), ideal + excess, 0.1 * error);
    // 0.4 of 170 particles are 68: 69/<V>_N, and that volume is within 1 % of N/density, one of 170 to 171 particles.
    const double volume = 170.0 / value_of(summary, "density");
    EXPECT_NEAR(ideal, 1.8 * std::log(69.0 / volume), 1.8 * 0.02);
    // T ln(<V>_4/<V>_0): one particle's volume over V, some T/N.
    const double published = value_of(summary, "chemical_potential_excess_published");
    EXPECT_NEAR(excess - published, 1.8 / 170.0, 4.0 * 1.8 / 170.0);

    const nlohmann::json& free_energy = summary.at("free_energy");
    EXPECT_EQ(free_energy.at("stages"), (std::vector<double>{0.0, 0.25, 0.5, 0.75, 1.0}));
    EXPECT_NEAR(free_energy.at("difference")[4].at("value").get<double>(), excess, 1e-12);
    const auto visits = free_energy.at("visits").get<std::vector<double>>();
    EXPECT_EQ(std::accumulate(visits.begin(), visits.end(), 0.0), 8000.0);
    EXPECT_GE(free_energy.at("round_trips").get<int>(), 10);
    for (const char* other : {"bar", "mbar", "exponential"}) {
        const nlohmann::json& estimate = free_energy.at(other);
        if (estimate.at("value").is_null()) continue;  // with its reason
        const double own_error = estimate.at("sem").get<double>();
        EXPECT_NEAR(estimate.at("value").get<double>(), excess, 5.0 * std::hypot(error, own_error)) << other;
    }
    EXPECT_FALSE(free_energy.at("mbar").at("value").is_null()) << free_energy.at("mbar");
    EXPECT_EQ(free_energy.at("overlap").size(), 5U);
    EXPECT_NE(outcome.output.find("chemical_potential_excess"), std::string::npos) << outcome.output;

    const ReducedEnergies energies = read_reduced_energies(out + "/u_nk.csv");
    Eigen::Index rows = 0;
    for (const FreeEnergyWindow& window : energies.windows) rows += window.samples();
    EXPECT_EQ(rows, 8000);
    EXPECT_EQ(energies.stages.size(), 5U);
    EXPECT_EQ(read_configuration(out + "/final.data").state.size(), 170U);  // the growing particle is none of them
}

TEST(CommandFreeEnergy, HasOneFinalDigestOnEveryBackendAndAfterKills) {
    const TemporaryDirectory directory;
    expect_one_final_digest(directory, directory.file("run.toml", growing_run(20, 60)), "fep");
    const auto longer = directory.file("longer.toml", growing_run(300, 2000));
    const std::string through = directory.path("through");
    const auto start = std::chrono::steady_clock::now();
    ASSERT_EQ(run(longer, through, "--quiet").exit_code, 0);
    const auto time = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    expect_same_after_kills(longer, directory.path("killed"), through, time);
}

TEST(CommandFreeEnergy, SaysThatARunFarTooShortIsInconclusive) {
    const TemporaryDirectory directory;
    const Outcome outcome = run(directory.file("short.toml", growing_run(0, 12)), directory.path("short"));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    const nlohmann::json summary = json_of(directory.path("short") + "/summary.json");
    EXPECT_EQ(summary.at("verdict"), "inconclusive");
    EXPECT_TRUE(summary.at("chemical_potential").is_null());
    EXPECT_EQ(summary.at("chemical_potential_excess_reason").get<std::string>().find("inconclusive: "), 0U);
    EXPECT_TRUE(summary.at("free_energy").at("mbar").is_null());
    EXPECT_NE(outcome.output.find("inconclusive: "), std::string::npos) << outcome.output;
}

TEST(CommandFreeEnergy, RefusesStagesAndSpeciesThatCannotBe) {
    const TemporaryDirectory directory;
    const auto refusal = [&](const std::string& text) {
        const Outcome outcome = run(directory.file("run.toml", text), directory.path("out"));
        EXPECT_EQ(outcome.exit_code, 2) << outcome.errors;
        return outcome.errors;
    };
    const std::string good = growing_run(0, 10);
    EXPECT_NE(refusal(with(good, "species = 1", "species = 3")).find("ensemble.species = 3: must be"),
              std::string::npos);
    EXPECT_NE(refusal(with(good, "species = 1\n", "")).find("ensemble.species is missing"), std::string::npos);
    EXPECT_NE(refusal(with(good, "turns = 10", "turns = 0")).find("ensemble.turns = 0: must be"), std::string::npos);
    EXPECT_NE(refusal(growing_run(0, 10, "1")).find("ensemble.stages = 1: must be"), std::string::npos);
    EXPECT_NE(refusal(growing_run(0, 10, "[0.0, 0.5]")).find("growing.stages[1] = 0.5: the last must be 1"),
              std::string::npos);
    EXPECT_NE(refusal(growing_run(0, 10, "[0.0, 0.5, 0.5, 1.0]")).find("must be more than the one before"),
              std::string::npos);
    EXPECT_NE(refusal(with(good, "kind = \"fep\"", "kind = \"mc_npt\"")).find("is not used by kind = \"mc_npt\""),
              std::string::npos);
}

}  // namespace
}  // namespace soret::testing
