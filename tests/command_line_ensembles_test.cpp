// `soret run` with kind = "nvt", "npt" and "npzt".

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "dynamics_runs.hpp"
#include "interrupted_runs.hpp"
#include "soret/common/execution.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/configuration_writers.hpp"
#include "soret/validation/program/summary_quantities.hpp"
#include "soret/validation/simulation/checkpoint_file.hpp"

namespace soret::testing {
namespace {

const std::vector<std::string> kinds{"nvt", "npt", "npzt"};

std::string ensemble_run(const std::string& kind, int equilibration, int production, const std::string& more) {
    return fmt::format(
        "[system]\nn = 160\nx1 = 0.4\ndensity = 0.8\n"
        "[ensemble]\nkind = \"{}\"\ntemperature = 0.62\ntimestep = 0.002\nthermostat_time = 0.5\n{}"
        "[length]\nequilibration = {}\nproduction = {}\n{}",
        kind, kind == "nvt" ? "" : "pressure = 0.46\nbarostat_time = 1.0\n", equilibration, production, more);
}

TEST(CommandEnsembles, LeaveASeriesThatAgreesWithTheSummary) {
    const TemporaryDirectory directory;
    for (const std::string& kind : kinds) {
        SCOPED_TRACE(kind);
        const std::string out = directory.path(kind);
        const auto file = directory.file("run.toml", ensemble_run(kind, 200, 1000, "[observe]\nthermo_every = 5\n"));
        const Outcome outcome = run(file, out);
        ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
        EXPECT_NE(outcome.output.find("conserved_drift_per_particle"), std::string::npos);
        const auto summary = json_of(out + "/summary.json");
        EXPECT_EQ(summary.at("kind"), kind);
        const auto rows = rows_of(out + "/timeseries.csv");
        ASSERT_EQ(rows.size(), 200U);
        std::vector<double> mean(10, 0.0);
        double energy_range = 0.0;
        for (const auto& row : rows) {
            for (std::size_t c = 0; c < 9; ++c) mean[c] += row[c] / 200.0;
            mean[9] += 160.0 / row[4] / 200.0;
            EXPECT_NEAR(row[7], rows[0][7], 160 * 1e-3);  // conserved, though
            energy_range = std::max(energy_range, std::fabs(row[5] + row[6] - rows[0][5] - rows[0][6]));
        }
        EXPECT_GT(energy_range, 160 * 0.02);
        EXPECT_NEAR(value_of(summary, "temperature"), mean[2], 1e-12);
        EXPECT_NEAR(value_of(summary, "pressure"), mean[3], 1e-12);
        EXPECT_NEAR(value_of(summary, "potential_energy_per_particle"), mean[5] / 160.0, 1e-12);
        EXPECT_LT(std::fabs(value_of(summary, "conserved_drift_per_particle")), 1e-3);
        const State end = read_configuration(out + "/final.data").state;
        EXPECT_NEAR(rows.back()[4], 160.0 / end.box.volume(), 1e-12);
        if (kind == "nvt") {
            EXPECT_EQ(summary.at("density").at("sem"), 0.0);
            EXPECT_NEAR(value_of(summary, "density"), 0.8, 1e-10);
        } else {
            EXPECT_GT(summary.at("density").at("sem").get<double>(), 0.0);
            // The jackknife takes the bias of 1/<V> off, of the order of the square of the error.
            EXPECT_NEAR(value_of(summary, "density"), 160.0 / mean[9],
                        2.0 * std::pow(summary.at("density").at("sem").get<double>(), 2) + 1e-9);
            EXPECT_EQ(end.box.edges().x == end.box.edges().z, kind == "npt");
        }
    }
}

TEST(CommandEnsembles, HaveOneFinalDigestOnEveryBackendInstructionSetAndNumberOfThreads) {
    const TemporaryDirectory directory;
    for (const std::string& kind : kinds) {
        SCOPED_TRACE(kind);
        const auto file = directory.file(kind + ".toml", ensemble_run(kind, 10, 30, ""));
        const std::string expected = expect_one_final_digest(directory, file, kind);
        // One thermostat less: in 40 steps no particle feels it, but the chain is another.
        const auto shorter =
            directory.file("short.toml", with(content_of(file), "timestep", "chain_length = 2\ntimestep"));
        EXPECT_NE(final_digest_of(directory, shorter, kind + "shorter", ""), expected);
    }
}

TEST(CommandEnsembles, HaveChainsAndBarostatInTheFinalDigest) {
    const TemporaryDirectory directory;
    const std::string out = directory.path("out");
    ASSERT_EQ(run(directory.file("run.toml", ensemble_run("npt", 10, 30, "")), out, "--quiet").exit_code, 0);
    const nlohmann::json extended = read_checkpoint(out)->content.at("run").at("extended");
    Digest digest = digest_of_state(read_configuration(out + "/final.data").state);
    for (const char* chain : {"thermostat", "barostat"}) {
        for (const char* variable : {"eta", "rate"}) {
            const auto values = extended.at(chain).at(variable).get<std::vector<double>>();
            EXPECT_EQ(values.size(), 3U);
            digest.add(values);
        }
    }
    digest.add(extended.at("strain_rate").get<double>()).add(std::uint64_t{40});
    EXPECT_EQ(json_of(out + "/summary.json").at("final_digest"), digest.hex());
}

// N_f = 3 N - 3 counts a momentum of zero.
TEST(CommandEnsembles, TakeTheMomentumOfAConfigurationOff) {
    const TemporaryDirectory directory;
    State drifting = read_configuration(lammps + "paper_n500.data").state;
    for (double& v : drifting.velocity[1]) v += 0.75;
    const auto start = directory.file("drifting.data", lammps_data_text(drifting, {1.0, 1.0}));
    for (const std::string kind : {"nve", "nvt"}) {
        const auto file = directory.file(
            "run.toml", fmt::format("[system]\nconfig = \"{}\"\n[ensemble]\nkind = \"{}\"\ntemperature = 0.62\n"
                                    "timestep = 0.002\n[length]\nequilibration = 0\nproduction = 10\n",
                                    start, kind));
        const Outcome outcome = run(file, directory.path(kind), "--quiet");
        ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
        const State end = read_configuration(directory.path(kind) + "/final.data").state;
        double momentum = 0.0;
        for (const double v : end.velocity[1]) momentum += v;
        EXPECT_NEAR(momentum, 0.0, 1e-8);
        const auto removed = json_of(directory.path(kind) + "/summary.json").at("momentum_removed");
        EXPECT_NEAR(removed.at(1).get<double>(), 375.0, 1e-8);
    }
}

TEST(CommandEnsembles, RefuseWhatIsWrongBeforeAnythingRuns) {
    const TemporaryDirectory directory;
    const std::string step = "timestep = 0.002\n";
    const std::vector<BadRunFile> cases{
        {"temperature = 0.62\n", "", {"ensemble.temperature is missing"}},
        {"pressure = 0.46\n", "", {"ensemble.pressure is missing"}},
        {"0.46", "2e4", {":10: ensemble.pressure = ", "must be in [-10000, 10000]"}},
        {"thermostat_time = 0.5",
         "thermostat_time = 0.01",
         {":9: ensemble.thermostat_time = 0.01: must be in [0.02, "}},
        {"barostat_time = 1.0", "barostat_time = -1.0", {":11: ensemble.barostat_time = -1.0: must be in [0.02, "}},
        {step + "thermostat_time = 0.5\n",
         "timestep = 0.2\n",
         {"ensemble.thermostat_time is missing: must be a number in [2, 1000000], which its default of 1 is not"}},
        {step, step + "chain_length = 0\n", {":9: ensemble.chain_length = 0: must be in [1, 16]"}},
        {step, step + "delta_mu = 1.96\n", {":9: ensemble.delta_mu", "is not used by kind = \"npt\""}},
        {"\"npt\"", "\"nvt\"", {":10: ensemble.pressure", "is not used by kind = \"nvt\""}},
    };
    const std::string good = ensemble_run("npt", 50, 200, "");
    expect_refused(directory, good, cases);
    EXPECT_EQ(run(directory.file("good.toml", good), directory.path("out"), "--check").exit_code, 0);
    EXPECT_FALSE(std::filesystem::exists(directory.path("out")));
    // The virial of a plain cutoff lacks the impulse there.
    const auto plain = directory.file("plain.toml",
                                      "[mixture]\nmass = [1.0, 1.0]\nepsilon = [0.6, 1.0]\nsigma = [1.0, 1.0]\n"
                                      "cutoff = 2.5\ntruncation = \"plain\"\n");
    expect_error(run(directory.file("good.toml", good), directory.path("out"), "--mixture " + plain),
                 {"plain.toml", "truncation = plain: the virial lacks the impulse"});
}

TEST(CommandEnsembles, EndWithOneLineWhereTheBoxBecomesTooSmall) {
    const TemporaryDirectory directory;
    const auto file = directory.file("run.toml", with(with(ensemble_run("npt", 0, 3000, ""), "density = 0.8",
                                                           "density = 0.8\naspect = [1, 1, 1.48]"),
                                                      "pressure = 0.46", "pressure = 20.0"));
    expect_error(run(file, directory.path("out"), "--quiet"),
                 {"run.toml: step ", "the x edge of the box has become 4.9", "must be in [5, 1024]"});
}

const std::string observe =
    "[observe]\nthermo_every = 10\ntrajectory = { every = 300 }\n"
    "rdf = { every = 20, r_max = 2.5, bins = 50 }\n";

TEST(CommandEnsembles, GiveTheSameResultsAfterKillsAndAfterATermination) {
    for (const std::string kind : {"nvt", "npt"}) {
        SCOPED_TRACE(kind);
        const TemporaryDirectory directory;
        const std::string often = directory.file(
            "run.toml", ensemble_run(kind, 1000, 7000, observe + "[numerics]\ncheckpoint_every = 0.03\n"));
        const std::string through = directory.path("through");
        const auto start = std::chrono::steady_clock::now();
        ASSERT_EQ(soret_program(resume_command(often, through)).exit_code, 0);
        const auto run_time =
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
        expect_same_after_kills(often, directory.path("killed"), through, run_time);
        const std::string rare = directory.file("rare.toml", ensemble_run(kind, 1000, 7000, observe));
        expect_same_after_termination(rare, directory.path("terminated"), through, run_time);
        const auto other =
            directory.file("other.toml", with(content_of(often), "thermostat_time = 0.5", "thermostat_time = 2.0"));
        expect_error(soret_program(resume_command(other, through)), {"checkpoint", "thermostat_time", "0.5", "2"});
    }
}

}  // namespace
}  // namespace soret::testing
