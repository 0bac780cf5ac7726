// `soret run --resume` of a finished run whose production has become longer.

#include <filesystem>

#include <fmt/format.h>

#include "interrupted_runs.hpp"

namespace soret::testing {
namespace {

/// A run of the text with a production of `shorter`, then of `longer`, ends as one with `longer` from the start.
void expect_same_when_made_longer(const std::string& text, int shorter, int longer) {
    const TemporaryDirectory directory;
    const auto file_of = [&](int production) {
        return directory.file("run.toml", with(text, "PRODUCTION", fmt::format("{}", production)));
    };
    const std::string through = directory.path("through");
    const std::string out = directory.path("out");
    ASSERT_EQ(run(file_of(longer), through, "--quiet").exit_code, 0);
    ASSERT_EQ(run(file_of(shorter), out, "--quiet").exit_code, 0);
    EXPECT_NE(comparable(out).at("final_digest"), comparable(through).at("final_digest"));
    const Outcome outcome = soret_program(resume_command(file_of(longer), out));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    expect_same_results(out, through);
    // Once it is longer it cannot become shorter again.
    expect_error(soret_program(resume_command(file_of(shorter), out)), {"length/production", std::to_string(longer)});
}

const std::string liquid = "[system]\nn = 160\nx1 = 0.4\ndensity = 0.8\naspect = [1, 1, 1.3]\n";
const std::string length = "[length]\nequilibration = 40\nproduction = PRODUCTION\n";

TEST(CommandLonger, OfEveryKindOfDynamicsEndsAsIfItHadBeenSoLong) {
    const std::string all = "[ensemble]\ntemperature = 0.62\ntimestep = 0.002\n";
    const std::string observe =
        "[observe]\nthermo_every = 5\ntrajectory = { every = 70 }\nrdf = { every = 20, r_max = 2.5, bins = 20 }\n";
    const std::string profile = "profile = { every = 15, bin = 1.0 }\n";
    const std::string fluxes = "msd = { every = 7 }\nfluxes = { every = 1, correlation_time = 0.2 }\n";
    const std::string slabs = "hot = { temperature = 0.8, width = 1.2 }\ncold = { temperature = 0.5, width = 1.5 }\n";
    // 317 is no multiple of anything: a block, a sample and a lag are open when the shorter run ends.
    expect_same_when_made_longer(liquid + all + "kind = \"nve\"\n" + length + observe + profile + fluxes, 317, 700);
    expect_same_when_made_longer(liquid + all + "kind = \"nvt\"\n" + length + observe + fluxes, 317, 700);
    expect_same_when_made_longer(liquid + all + "kind = \"npzt\"\npressure = 0.5\n" + length + observe + profile, 317,
                                 700);
    expect_same_when_made_longer(liquid + all + slabs + "kind = \"nemd\"\n" + length + observe + profile, 317, 700);
    for (const char* field :
         {"{ heat = 0.3, enthalpy_difference = 2.0 }", "{ mass = 1.0, thermostat = \"nose-hoover\" }"}) {
        expect_same_when_made_longer(liquid + all + "kind = \"hnemd\"\nfield = " + field + "\n" + length + observe, 317,
                                     700);
    }
    expect_same_when_made_longer(
        liquid + all + "kind = \"nve\"\nrestraint = { spring = 20.0, z = [0.0, 0.5], time = 0.9 }\n" + length + observe,
        317, 700);
}

TEST(CommandLonger, OfEveryKindOfChainEndsAsIfItHadBeenSoLong) {
    const std::string observe = "[observe]\nthermo_every = 3\nrdf = { every = 5, r_max = 2.5, bins = 20 }\n";
    const std::string all = "[ensemble]\ntemperature = 0.62\n";
    expect_same_when_made_longer(liquid + all + "kind = \"mc_nvt\"\n" + length + observe, 101, 180);
    expect_same_when_made_longer(liquid + all + "kind = \"mc_npt\"\npressure = 0.46\n" + length + observe, 101, 180);
    expect_same_when_made_longer(
        liquid + all + "kind = \"semigrand\"\npressure = 0.46\ndelta_mu = 1.96\n" + length + observe, 101, 180);
}

TEST(CommandLonger, OfTheCaseWithManyCheckpointsEndsAsIfItHadBeenSoLong) {
    const std::string text = content_of(std::string(SORET_TEST_DATA) + "/cases/i03-resume.toml");
    expect_same_when_made_longer(with(text, "production = 6000", "production = PRODUCTION"), 6000, 9000);
}

TEST(CommandLonger, MayNotDifferInAnythingElse) {
    const TemporaryDirectory directory;
    const std::string text =
        liquid + "[ensemble]\ntemperature = 0.62\nkind = \"mc_nvt\"\n[length]\nequilibration = 5\nproduction = 20\n";
    const std::string out = directory.path("out");
    ASSERT_EQ(run(directory.file("run.toml", text), out, "--quiet").exit_code, 0);
    const std::string longer = with(text, "production = 20", "production = 30");
    for (const auto& [from, to, place] :
         {std::array{"equilibration = 5", "equilibration = 6", "length/equilibration"},
          std::array{"x1 = 0.4", "x1 = 0.5", "system/x1"}, std::array{"= 0.62", "= 0.63", "ensemble/temperature"}}) {
        expect_error(soret_program(resume_command(directory.file("other.toml", with(longer, from, to)), out)), {place});
    }
    EXPECT_TRUE(std::filesystem::exists(out + "/summary.json"));  // nothing has been touched
    // What does not go on to its end leaves no results that are those of the shorter run.
    const std::string much = directory.file("much.toml", with(text, "production = 20", "production = 20000000"));
    run_and_signal(resume_arguments(much, out), std::chrono::milliseconds(400), SIGTERM);
    EXPECT_FALSE(std::filesystem::exists(out + "/summary.json"));
    EXPECT_FALSE(std::filesystem::exists(out + "/final.data"));
}

}  // namespace
}  // namespace soret::testing
