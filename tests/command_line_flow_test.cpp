// `soret run` with kind = "nemd".

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "dynamics_runs.hpp"
#include "interrupted_runs.hpp"
#include "soret/common/execution.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/validation/program/summary_quantities.hpp"
#include "soret/validation/simulation/checkpoint_file.hpp"

namespace soret::testing {
namespace {

const std::string slabs =
    "hot = { temperature = 0.8, width = 1.2 }\n"
    "cold = { temperature = 0.5, width = 1.5 }\n";

std::string flow_run(int equilibration, int production, const std::string& more) {
    return fmt::format(
        "[system]\nn = 160\nx1 = 0.4\ndensity = 0.8\naspect = [1, 1, 1.3]\n"
        "[ensemble]\nkind = \"nemd\"\ntemperature = 0.62\ntimestep = 0.002\n{}"
        "[length]\nequilibration = {}\nproduction = {}\n{}",
        slabs, equilibration, production, more);
}

TEST(CommandFlow, LeavesASummaryOfWhatWasGiven) {
    const TemporaryDirectory directory;
    const std::string out = directory.path("out");
    const auto file = directory.file("run.toml", flow_run(500, 4000, "[observe]\nthermo_every = 5\n"));
    const Outcome outcome = run(file, out);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_NE(outcome.output.find("heat_flux_hot"), std::string::npos);
    EXPECT_NE(outcome.output.find("heat_flux_cold"), std::string::npos);
    const auto summary = json_of(out + "/summary.json");
    EXPECT_EQ(summary.at("kind"), "nemd");
    const State end = read_configuration(out + "/final.data").state;
    const double area = end.box.edges().x * end.box.edges().y;
    const auto& given = summary.at("energy_given");
    // 800 samples of 5 steps leave 100 blocks of 8: no sample is left out of the mean.
    EXPECT_NEAR(value_of(summary, "heat_flux_hot"), given.at("hot").get<double>() / (2.0 * area * 8.0), 1e-10);
    EXPECT_NEAR(value_of(summary, "heat_flux_cold"), -given.at("cold").get<double>() / (2.0 * area * 8.0), 1e-10);
    EXPECT_GT(given.at("hot").get<double>(), 0.0);
    EXPECT_LT(given.at("cold").get<double>(), 0.0);
    EXPECT_GT(summary.at("heat_flux_hot").at("sem").get<double>(), 0.0);
    EXPECT_GT(summary.at("heat_flux_hot").at("n_eff").get<double>(), 1.0);
    // contracts/integrators.hpp: |sum m v| < 2^-41 N + 2^-42 sum m
    for (const double p : summary.at("total_momentum")) EXPECT_LT(std::fabs(p), 160.0 * 0x1.8p-41);
    // The sums of energy given are of the whole run in the checkpoint, of the production here.
    const auto all = read_checkpoint(out)->content.at("run").at("extended").at("energy_given");
    EXPECT_GT(std::fabs(all.at(0).get<double>() - given.at("hot").get<double>()), 1e-3);
    const auto rows = rows_of(out + "/timeseries.csv");
    ASSERT_EQ(rows.size(), 800U);
    for (const auto& row : rows) EXPECT_NEAR(row[7], rows[0][7], 160 * 2e-3);  // conserved, though
    double energy_change = 0.0;
    for (const auto& row : rows)
        energy_change = std::max(energy_change, std::fabs(row[5] + row[6] - rows[0][5] - rows[0][6]));
    EXPECT_GT(energy_change, 160 * 0.01);
    EXPECT_NEAR(
        rows.back()[7],
        rows.back()[5] + rows.back()[6] - all.at(0).get<double>() - all.at(1).get<double>() - all.at(2).get<double>(),
        1e-9);
}

TEST(CommandFlow, HasOneFinalDigestOnEveryBackendInstructionSetAndNumberOfThreads) {
    const TemporaryDirectory directory;
    const auto file = directory.file("run.toml", flow_run(10, 30, ""));
    const std::string expected = expect_one_final_digest(directory, file);

    const nlohmann::json extended = read_checkpoint(directory.path("sse2"))->content.at("run").at("extended");
    Digest whole = digest_of_state(read_configuration(directory.path("sse2") + "/final.data").state);
    for (const double energy : extended.at("energy_given")) whole.add(energy);
    EXPECT_EQ(whole.add(std::uint64_t{40}).hex(), expected);
}

const std::string observe = "[observe]\nthermo_every = 10\ntrajectory = { every = 300 }\nprofile = { every = 20 }\n";

TEST(CommandFlow, GivesTheSameResultsAfterKillsAndAfterATermination) {
    const TemporaryDirectory directory;
    const std::string often =
        directory.file("run.toml", flow_run(1000, 6000, observe + "[numerics]\ncheckpoint_every = 0.03\n"));
    const std::string through = directory.path("through");
    const auto start = std::chrono::steady_clock::now();
    ASSERT_EQ(soret_program(resume_command(often, through)).exit_code, 0);
    const auto run_time =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    expect_same_after_kills(often, directory.path("killed"), through, run_time);
    const std::string profile = content_of(through + "/profile.csv");
    EXPECT_NE(profile.find("z,temperature,density,x1,pressure_zz,temperature_sem,"), std::string::npos);
    EXPECT_EQ(content_of(directory.path("killed") + "/profile.csv"), profile);
    const std::string rare = directory.file("rare.toml", flow_run(1000, 6000, observe));
    expect_same_after_termination(rare, directory.path("terminated"), through, run_time);
    const auto other = directory.file("other.toml", with(content_of(often), "width = 1.2", "width = 1.3"));
    expect_error(soret_program(resume_command(other, through)), {"checkpoint", "hot", "1.2", "1.3"});
}

TEST(CommandFlow, RefusesWhatIsWrongBeforeAnythingRuns) {
    const TemporaryDirectory directory;
    const std::string step = "timestep = 0.002\n";
    const std::vector<BadRunFile> cases{
        {"temperature = 0.62\n", "", {"ensemble.temperature is missing"}},
        {"hot = { temperature = 0.8, width = 1.2 }\n", "", {"ensemble.hot is missing"}},
        {"cold = { temperature = 0.5, width = 1.5 }\n", "", {"ensemble.cold is missing"}},
        {"temperature = 0.8, ", "", {":10: ensemble.hot.temperature is missing"}},
        {"temperature = 0.8", "temperature = 0", {":10: ensemble.hot.temperature = 0: must be in (0, 10000]"}},
        {"temperature = 0.5", "temperature = 2e4", {":11: ensemble.cold.temperature = ", "must be in (0, 10000]"}},
        {"width = 1.2", "width = 0.0", {":10: ensemble.hot.width = 0.0: must be in (0, 1024)"}},
        {"width = 1.5", "width = nan", {":11: ensemble.cold.width = nan: must be in (0, 1024)"}},
        {"width = 1.5", "width = 1.5, at = 3", {":11: ensemble.cold.at"}},
        {"hot = { temperature = 0.8, width = 1.2 }", "hot = 0.8", {":10: ensemble.hot = 0.8"}},
        // The z edge is (200 1.3^2)^(1/3) = 6.97.
        {"width = 1.2",
         "width = 5.5",
         {"run.toml: ", "hot.width + cold.width = 7: must be less than the z edge", "6.96"}},
        {step, step + "thermostat_time = 1.0\n", {":10: ensemble.thermostat_time", "is not used by kind = \"nemd\""}},
        {step, step + "pressure = 0.46\n", {":10: ensemble.pressure", "is not used by kind = \"nemd\""}},
        {"\"nemd\"", "\"nvt\"", {":10: ensemble.hot", "is not used by kind = \"nvt\""}},
    };
    const std::string good = flow_run(50, 200, "");
    expect_refused(directory, good, cases);
    EXPECT_EQ(run(directory.file("good.toml", good), directory.path("out"), "--check").exit_code, 0);
}

/// Velocities that a configuration brings along are kept: then no temperature is needed.
TEST(CommandFlow, NeedsNoTemperatureForAConfigurationWithVelocities) {
    const TemporaryDirectory directory;
    const auto file = directory.file(
        "run.toml", fmt::format("[system]\nconfig = \"{}\"\n[ensemble]\nkind = \"nemd\"\ntimestep = 0.002\n{}"
                                "[length]\nequilibration = 0\nproduction = 10\n",
                                lammps + "paper_n500.data", slabs));
    const Outcome outcome = run(file, directory.path("out"), "--quiet");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
}

}  // namespace
}  // namespace soret::testing
