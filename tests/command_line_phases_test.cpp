// Molecular dynamics from n, x1 and density: what it starts from, whether it is still a liquid at its end, and what it
// says on the way.

#include <pty.h>
#include <sys/wait.h>

#include <fmt/format.h>

#include "dynamics_runs.hpp"
#include "soret/common/files/configuration_file.hpp"

namespace soret::testing {
namespace {

struct PreparedRun {
    std::string kind;
    int n;
    double x1, density;
    std::string aspect;
    double temperature;
    std::string pressure;
    int production;
};

std::string text_of(const PreparedRun& run) {
    return fmt::format(
        "[system]\nn = {}\nx1 = {}\ndensity = {}\naspect = {}\n"
        "[ensemble]\nkind = \"{}\"\ntemperature = {}\ntimestep = 0.005\n{}"
        "[length]\nequilibration = 200\nproduction = {}\n",
        run.n, run.x1, run.density, run.aspect, run.kind, run.temperature,
        run.pressure.empty() ? "" : "barostat_time = 0.5\npressure = " + run.pressure + "\n", run.production);
}

TEST(CommandPhases, PreparesLiquidsOfAnyNumberCompositionAndShape) {
    const TemporaryDirectory directory;
    for (const PreparedRun& prepared :
         std::vector<PreparedRun>{{"nvt", 151, 0.0, 0.84, "[1.0, 1.2, 1.1]", 0.62, "", 300},
                                  {"npt", 163, 1.0, 0.72, "[1.0, 1.0, 1.0]", 0.62, "0.46", 300},
                                  {"npzt", 301, 0.05, 0.84, "[1.0, 1.0, 1.5]", 0.62, "0.46", 300},  // metastable
                                  {"nve", 257, 0.2, 0.82, "[1.0, 1.3, 1.6]", 0.62, "", 300}}) {
        SCOPED_TRACE(prepared.n);
        const std::string out = directory.path(fmt::format("{}", prepared.n));
        const Outcome outcome = run(directory.file("run.toml", text_of(prepared)), out);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
        EXPECT_EQ(outcome.errors, "");
        const State end = read_configuration(out + "/final.data").state;
        EXPECT_EQ(end.size(), static_cast<std::size_t>(prepared.n));
        EXPECT_EQ(end.species_counts(2)[0], std::lround(prepared.n * prepared.x1));
        EXPECT_TRUE(json_of(out + "/summary.json").at("departure_from_liquid").is_null());
    }
}

TEST(CommandPhases, EndWithOneLineWhereTheLiquidIsNoneAnyMore) {
    struct Departure {
        PreparedRun run;
        std::string words;
    };
    const TemporaryDirectory directory;
    for (const Departure& departure : std::vector<Departure>{
             {{"nvt", 200, 0.0, 0.93, "[1.0, 1.1, 1.3]", 0.5, "", 30000}, "the liquid froze: the structure factor"},
             {{"npt", 256, 0.1, 0.9, "[1.0, 1.2, 1.6]", 0.42, "0.46", 50000}, "the liquid froze: the structure factor"},
             {{"npt", 160, 0.5, 0.8, "[1.0, 1.0, 1.0]", 2.0, "0.02", 20000}, "the liquid boiled: the density"},
             {{"nvt", 600, 0.5, 0.25, "[1.0, 1.0, 1.0]", 0.5, "", 20000}, "the liquid separated into a dense"}}) {
        SCOPED_TRACE(departure.words);
        const std::string out = directory.path(fmt::format("{}{}", departure.run.kind, departure.run.n));
        const std::string file = directory.file("run.toml", text_of(departure.run));
        const Outcome outcome = run(file, out, "--quiet");
        EXPECT_EQ(outcome.exit_code, 1);
        EXPECT_EQ(outcome.errors.rfind("soret: " + file + ": " + departure.words, 0), 0U) << outcome.errors;
        EXPECT_EQ(std::count(outcome.errors.begin(), outcome.errors.end(), '\n'), 1) << outcome.errors;
        // Not only at its end: it is looked at all along, and goes on as if nobody did.
        EXPECT_NE(outcome.errors.find("; first seen after "), std::string::npos) << outcome.errors;
        EXPECT_NE(outcome.errors.find(fmt::format(" of {}\n", departure.run.production)), std::string::npos);
        EXPECT_TRUE(std::filesystem::exists(out + "/summary.json"));
        EXPECT_EQ(run(file, out, "--quiet --resume").exit_code, 1);  // of a finished run, too
    }
}

TEST(CommandPhases, CheckRunFilesOfEveryKindWithoutRunning) {
    const TemporaryDirectory directory;
    const std::string system = "[system]\nn = 160\nx1 = 0.4\ndensity = 0.8\n";
    const std::string length = "[length]\nequilibration = 10\nproduction = 10\n";
    for (const std::string keys :
         {"kind = \"nve\"\ntimestep = 0.002\n", "kind = \"nvt\"\ntimestep = 0.002\n",
          "kind = \"npt\"\ntimestep = 0.002\npressure = 0.46\n", "kind = \"npzt\"\ntimestep = 0.002\npressure = 0.46\n",
          "kind = \"nemd\"\ntimestep = 0.002\nhot = { temperature = 0.64, width = 1.0 }\n"
          "cold = { temperature = 0.60, width = 1.0 }\n",
          "kind = \"mc_nvt\"\n", "kind = \"mc_npt\"\npressure = 0.46\n",
          "kind = \"semigrand\"\npressure = 0.46\ndelta_mu = 1.96\n"}) {
        SCOPED_TRACE(keys);
        const std::string ensemble = "[ensemble]\ntemperature = 0.62\n" + keys;
        const auto good = directory.file("good.toml", system + ensemble + length);
        const Outcome outcome = run(good, directory.path("out"), "--check");
        EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
        EXPECT_EQ(outcome.output, good + ": can be run\n");
        const auto small = directory.file("small.toml", with(system, "n = 160", "n = 90") + ensemble + length);
        expect_error(run(small, directory.path("out"), "--check"),
                     {"small.toml:2: system.n = 90: must be at least 100 at density = 0.8", "edge"});
        const auto unknown = directory.file("unknown.toml", system + ensemble + "colour = 1\n" + length);
        expect_error(run(unknown, directory.path("out"), "--check"), {"unknown.toml:", "ensemble.colour"});
        EXPECT_FALSE(std::filesystem::exists(directory.path("out")));
    }
}

const std::string no_terminal = "no terminal can be made here: is /dev/pts mounted?";

/// What a run writes to a terminal, or `no_terminal`.
std::string seen_on_a_terminal(const std::string& file, const std::string& out, bool quiet) {
    int terminal = -1;
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child < 0) return no_terminal;
    if (child == 0) {
        ::execl(SORET_PROGRAM, SORET_PROGRAM, "run", file.c_str(), "--out", out.c_str(), "--json",
                (out + ".json").c_str(), quiet ? "--quiet" : nullptr, nullptr);
        std::_Exit(127);
    }
    std::string text;
    char buffer[4096];
    for (ssize_t count = 0; (count = ::read(terminal, buffer, sizeof buffer)) > 0;) {
        text.append(buffer, static_cast<std::size_t>(count));
    }
    ::close(terminal);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0) << text;
    return text;
}

TEST(CommandPhases, SaysOnATerminalHowFarItIs) {
    const TemporaryDirectory directory;
    const auto file =
        directory.file("run.toml", text_of({"npt", 200, 0.5, 0.8, "[1.0, 1.0, 1.0]", 0.62, "0.46", 80000}));
    const std::string text = seen_on_a_terminal(file, directory.path("out"), false);
    if (text == no_terminal) GTEST_SKIP() << text;
    for (const char* word :
         {" %  production ", "/80200", "  T 0.", "  P ", "  density 0.", "  energy -", "  drift ", " left"}) {
        EXPECT_NE(text.find(word), std::string::npos) << word << " is not in " << text;
    }
    EXPECT_EQ(seen_on_a_terminal(file, directory.path("quiet"), true), "");
}

}  // namespace
}  // namespace soret::testing
