// `soret run` with kind = "nve".

#include <chrono>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "dynamics_runs.hpp"
#include "interrupted_runs.hpp"
#include "soret/common/execution.hpp"
#include "soret/common/files/configuration_file.hpp"

namespace soret::testing {
namespace {

std::string nve_run(int equilibration, int production, const std::string& more) {
    return fmt::format(
        "[system]\nn = 160\nx1 = 0.4\ndensity = 0.8\n"
        "[ensemble]\nkind = \"nve\"\ntemperature = 0.62\ntimestep = 0.002\n"
        "[length]\nequilibration = {}\nproduction = {}\n{}",
        equilibration, production, more);
}

const std::string short_run = nve_run(50, 200, "[observe]\nthermo_every = 5\n");

/// A run from a configuration.
std::string nve_from(const std::string& configuration, const std::string& temperature, int production) {
    return fmt::format(
        "[system]\nconfig = \"{}\"\n[ensemble]\nkind = \"nve\"\n{}timestep = 0.002\n"
        "[length]\nequilibration = 0\nproduction = {}\n",
        configuration, temperature, production);
}

TEST(CommandDynamics, LeavesSummarySeriesCheckpointAndFinalConfiguration) {
    const TemporaryDirectory directory;
    const std::string out = directory.path("out");
    const Outcome outcome = run(directory.file("run.toml", short_run), out);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_EQ(outcome.errors, "");
    const auto summary = json_of(out + "/summary.json");
    EXPECT_NE(outcome.output.find(summary.at("final_digest").get<std::string>()), std::string::npos);
    EXPECT_NE(outcome.output.find("conserved_drift_per_particle"), std::string::npos);
    EXPECT_EQ(outcome.output.find("gamma"), std::string::npos);
    for (const char* key : {"temperature", "pressure", "potential_energy_per_particle", "enthalpy_per_particle",
                            "conserved_drift_per_particle"}) {
        EXPECT_GT(summary.at(key).at("sem").get<double>(), 0.0) << key;
        EXPECT_GT(summary.at(key).at("n_eff").get<double>(), 0.0) << key;
    }
    EXPECT_EQ(summary.at("x1"), nlohmann::json({{"value", 0.4}, {"sem", 0.0}, {"n_eff", 0.0}}));
    EXPECT_NEAR(value_of(summary, "density"), 0.8, 1e-10);
    EXPECT_NEAR(value_of(summary, "temperature"), 0.62, 0.15);
    EXPECT_LT(std::fabs(value_of(summary, "conserved_drift_per_particle")), 1e-3);
    double trace = 0.0;
    ASSERT_EQ(summary.at("pressure_tensor").size(), 6U);
    for (std::size_t a = 0; a < 6; ++a) {
        const auto& component = summary.at("pressure_tensor").at(a);
        EXPECT_GT(component.at("sem").get<double>(), 0.0);
        trace += a < 3 ? component.at("value").get<double>() : 0.0;
    }
    EXPECT_NEAR(trace / 3.0, value_of(summary, "pressure"), 1e-12);
    EXPECT_NEAR(value_of(summary, "kinetic_energy_per_particle"),
                1.5 * 159.0 / 160.0 * value_of(summary, "temperature"), 1e-12);
    EXPECT_NEAR(value_of(summary, "volume"), 200.0, 1e-9);
    EXPECT_EQ(summary.at("box").at(2).at("sem"), 0.0);
    const auto& blocks = summary.at("block_analysis").at("pressure");
    EXPECT_GE(blocks.at("block_length").get<int>() * blocks.at("blocks").get<int>(), 32);  // of 40
    EXPECT_GE(blocks.at("autocorrelation_time").get<double>(), 0.3);
    EXPECT_TRUE(blocks.at("converged").is_boolean());
    EXPECT_TRUE(summary.at("gamma").is_null());
    EXPECT_GT(summary.at("steps_per_second").get<double>(), 0.0);
    EXPECT_EQ(summary.at("provenance").at("seed"), 1);
    EXPECT_TRUE(std::filesystem::exists(out + "/checkpoint"));
    EXPECT_TRUE(read_configuration(out + "/final.data").state.has_velocities());
}

TEST(CommandDynamics, WritesASeriesThatAgreesWithItselfAndWithTheSummary) {
    const TemporaryDirectory directory;
    const std::string out = directory.path("out");
    ASSERT_EQ(run(directory.file("run.toml", short_run), out, "--quiet").exit_code, 0);
    const auto summary = json_of(out + "/summary.json");
    const auto rows = rows_of(out + "/timeseries.csv");
    ASSERT_EQ(rows.size(), 40U);
    std::vector<double> mean(9, 0.0);
    for (std::size_t k = 0; k < rows.size(); ++k) {
        ASSERT_EQ(rows[k].size(), 9U);
        EXPECT_EQ(rows[k][0], 5.0 * static_cast<double>(k + 1));
        EXPECT_DOUBLE_EQ(rows[k][1], 0.002 * rows[k][0]);
        EXPECT_DOUBLE_EQ(rows[k][2], 2.0 * rows[k][6] / (3.0 * 159.0));
        EXPECT_DOUBLE_EQ(rows[k][7], rows[k][5] + rows[k][6]);
        EXPECT_NEAR(rows[k][7], rows[0][7], 160 * 1e-3);
        EXPECT_EQ(rows[k][8], 0.4);
        for (std::size_t c = 0; c < 9; ++c) mean[c] += rows[k][c] / static_cast<double>(rows.size());
    }
    EXPECT_NEAR(value_of(summary, "temperature"), mean[2], 1e-12);
    EXPECT_NEAR(value_of(summary, "pressure"), mean[3], 1e-12);
    EXPECT_NEAR(value_of(summary, "potential_energy_per_particle"), mean[5] / 160.0, 1e-12);
    EXPECT_NEAR(value_of(summary, "enthalpy_per_particle"), mean[7] / 160.0 + mean[3] / 0.8, 1e-10);
}

TEST(CommandDynamics, HasOneFinalDigestOnEveryBackendInstructionSetAndNumberOfThreads) {
    const TemporaryDirectory directory;
    const auto file = directory.file("run.toml", nve_run(10, 30, ""));
    const std::string expected = expect_one_final_digest(directory, file);
    EXPECT_NE(final_digest_of(directory, file, "seed", "--seed 2"), expected);
}

TEST(CommandDynamics, IsInExactPrecisionAndNamesIt) {
    const TemporaryDirectory directory;
    const auto unnamed = directory.file("unnamed.toml", nve_run(10, 30, ""));
    const auto named = directory.file("named.toml", nve_run(10, 30, "[numerics]\nprecision = \"exact\"\n"));
    const std::string expected = final_digest_of(directory, unnamed, "unnamed", "");
    EXPECT_EQ(final_digest_of(directory, named, "named", "--precision exact"), expected);
    EXPECT_EQ(json_of(directory.path("named") + "/summary.json").at("provenance").at("precision"), "exact");
}

TEST(CommandDynamics, KeepsVelocitiesOfAConfigurationAndWritesTrajectoriesThatCanBeRead) {
    const TemporaryDirectory directory;
    const ConfigurationFile start = read_configuration(lammps + "paper_n500.data");
    for (const std::string format : {"lammpstrj", "extxyz"}) {
        const std::string observe =
            fmt::format("[observe]\nthermo_every = 7\ntrajectory = {{ every = 5, format = \"{}\" }}\n", format);
        const auto file = directory.file(format + ".toml", nve_from(lammps + "paper_n500.data", "", 10) + observe);
        const std::string out = directory.path(format);
        const Outcome outcome = run(file, out);
        ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
        const State final = read_configuration(out + "/final.data").state;
        const State last = read_configuration(out + "/trajectory." + format, {.frame = 1}).state;
        EXPECT_EQ(last.position, final.position);
        EXPECT_EQ(last.image, final.image);
        EXPECT_EQ(last.velocity, final.velocity);
        EXPECT_NE(read_configuration(out + "/trajectory." + format, {.frame = 0}).state.position, final.position);
        EXPECT_EQ(rows_of(out + "/timeseries.csv").size(), 1U);
        // Ten steps of 0.002 change a velocity by force times 0.02: far less than a drawn one would differ.
        const State before = start.state.sorted_by_id();
        double change = 0.0;
        for (std::size_t i = 0; i < before.size(); ++i)
            change += std::fabs(final.velocity[0][i] - before.velocity[0][i]);
        EXPECT_LT(change / static_cast<double>(before.size()), 0.3);
        EXPECT_GT(change, 0.0);
    }
}

// LAMMPS has made 200 steps of 0.002 from the same start (tests/data/lammps). Both round coordinates by some 1e-13 a
// step at random: 2e-12 in all. Trajectories of a liquid part as exp(c t) with c below 10 a unit of time: by less than
// 60.
TEST(CommandDynamics, GoesWhereLammpsGoes) {
    const TemporaryDirectory directory;
    const auto file = directory.file("run.toml", nve_from(lammps + "paper_n500.data", "", 200));
    ASSERT_EQ(run(file, directory.path("out"), "--quiet").exit_code, 0);
    const State found = read_configuration(directory.path("out/final.data")).state.sorted_by_id();
    const State expected = read_configuration(lammps + "paper_n500.after_nve.dump").state.sorted_by_id();
    double position = 0.0;
    double velocity = 0.0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const Vector3 r = expected.box.minimum_image(found.position_of(i), expected.position_of(i));
        const Vector3 v = found.velocity_of(i) - expected.velocity_of(i);
        position = std::max(position, std::sqrt(dot(r, r)));
        velocity = std::max(velocity, std::sqrt(dot(v, v)));
    }
    EXPECT_LT(position, 1.2e-10);
    EXPECT_LT(velocity, 1.2e-9);  // changes within some 0.1 of the unit of time
}

TEST(CommandDynamics, DrawsVelocitiesWhereAConfigurationHasNone) {
    const TemporaryDirectory directory;
    const std::string moving = content_of(lammps + "paper_n500.data");
    const std::string still = directory.file("still.data", moving.substr(0, moving.find("\nVelocities")) + "\n");
    const auto without = directory.file("without.toml", nve_from(still, "", 10));
    expect_error(run(without, directory.path("out")),
                 {"without.toml: ensemble.temperature is missing", "still.data has no velocities"});
    const auto file = directory.file("run.toml", nve_from(still, "temperature = 0.9\n", 10));
    ASSERT_EQ(run(file, directory.path("out"), "--quiet").exit_code, 0);
    const auto rows = rows_of(directory.path("out/timeseries.csv"));
    EXPECT_NEAR(rows.at(0).at(2), 0.9, 0.05);  // after ten steps
}

TEST(CommandDynamics, RefusesWhatIsWrongBeforeAnythingRuns) {
    const TemporaryDirectory directory;
    const std::string step = "timestep = 0.002\n";
    std::vector<BadRunFile> cases{
        {step, "", {"ensemble.timestep is missing"}},
        {step, "timestep = 0.0\n", {":8: ensemble.timestep = 0.0: must be in (0, 1]"}},
        {step, "timestep = 1.5\n", {":8: ensemble.timestep = 1.5: must be in (0, 1]"}},
        {"temperature = 0.62\n", "", {"ensemble.temperature is missing"}},
        {"0.62", "0", {":7: ensemble.temperature = 0: must be in (0, 10000]"}},
        {"n = 160", "n = 1", {"run.toml:2: system.n = 1: must be at least 100 at density = 0.8"}},
        {"production = 200", "production = 2.5", {":11: length.production = 2.5: must be an integer"}},
    };
    for (const std::string key : {"pressure = 0.46", "delta_mu = 1.96", "thermostat_time = 1.0", "barostat_time = 4.0",
                                  "chain_length = 3", "mu = [-1.0, -2.0]", "hot = { temperature = 0.64, width = 3.0 }",
                                  "cold = { temperature = 0.60, width = 3.0 }"}) {
        const std::string name = key.substr(0, key.find(' '));
        cases.push_back({step, step + key + "\n", {":9: ensemble." + name, "is not used by kind = \"nve\""}});
    }
    expect_refused(directory, short_run, cases);
    const auto good = directory.file("good.toml", short_run);
    EXPECT_EQ(run(good, directory.path("out"), "--check").exit_code, 0);
    EXPECT_FALSE(std::filesystem::exists(directory.path("out")));
}

TEST(CommandDynamics, EndsWithOneLineWhereAParticleBecomesTooFast) {
    const TemporaryDirectory directory;
    const auto file = directory.file("run.toml", with(with(short_run, "timestep = 0.002", "timestep = 0.1"),
                                                      "equilibration = 50", "equilibration = 0"));
    expect_error(run(file, directory.path("out"), "--quiet"), {"run.toml: step ", "too fast"});
}

const std::string observe =
    "[observe]\nthermo_every = 10\ntrajectory = { every = 300 }\n"
    "rdf = { every = 20, r_max = 2.5, bins = 50 }\nmsd = { every = 10 }\n";

TEST(CommandDynamics, GivesTheSameResultsAfterKillsAndAfterATermination) {
    const TemporaryDirectory directory;
    const std::string often =
        directory.file("run.toml", nve_run(1000, 9000, observe + "[numerics]\ncheckpoint_every = 0.03\n"));
    const std::string through = directory.path("through");
    const auto start = std::chrono::steady_clock::now();
    ASSERT_EQ(soret_program(resume_command(often, through)).exit_code, 0);
    const auto run_time =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    expect_same_after_kills(often, directory.path("killed"), through, run_time);
    const std::string rare = directory.file("rare.toml", nve_run(1000, 9000, observe));
    expect_same_after_termination(rare, directory.path("terminated"), through, run_time);
    const Outcome again = soret_program(fmt::format("run {} --out {} --resume --json -", often, through));
    EXPECT_EQ(nlohmann::json::parse(again.output), json_of(through + "/summary.json"));
    const auto other = directory.file("other.toml", with(content_of(often), "0.002", "0.003"));
    expect_error(soret_program(resume_command(other, through)), {"checkpoint", "timestep", "0.002", "0.003"});
}

}  // namespace
}  // namespace soret::testing
