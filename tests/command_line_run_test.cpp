#include <cmath>

#include <fmt/format.h>

#include "command_line.hpp"
#include "soret/common/execution.hpp"
#include "soret/common/files/configuration_file.hpp"

namespace soret::testing {
namespace {

const std::string semi_grand = semi_grand_run(40, 200, "[observe]\nthermo_every = 5\n");

TEST(CommandRun, LeavesSummarySeriesCheckpointAndFinalConfiguration) {
    const TemporaryDirectory directory;
    const auto file = directory.file("run.toml", semi_grand);
    const Outcome outcome = run(file, directory.path("out"));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_EQ(outcome.errors, "");
    const auto summary = json_of(directory.path("out/summary.json"));
    EXPECT_NE(outcome.output.find(summary.at("final_digest").get<std::string>()), std::string::npos);
    EXPECT_EQ(summary.at("temperature"), nlohmann::json({{"value", 0.62}, {"sem", 0.0}, {"n_eff", 0.0}}));
    for (const char* key : {"pressure", "density", "potential_energy_per_particle", "enthalpy_per_particle", "x1",
                            "gamma", "enthalpy_difference"}) {
        EXPECT_GT(summary.at(key).at("sem").get<double>(), 0.0) << key;
        EXPECT_GT(summary.at(key).at("n_eff").get<double>(), 0.0) << key;
    }
    for (const char* move : {"displacement", "identity", "volume"}) {
        const double acceptance = summary.at("acceptance").at(move).at("value");
        EXPECT_GT(acceptance, 0.0) << move;
        EXPECT_LT(acceptance, 1.0) << move;
    }
    EXPECT_GT(summary.at("steps_per_second").get<double>(), 0.0);
    EXPECT_EQ(summary.at("provenance").at("seed"), 1);

    const std::string series = content_of(directory.path("out/timeseries.csv"));
    EXPECT_EQ(
        series.rfind("step,time,temperature,pressure,density,potential_energy,kinetic_energy,conserved,x1\n5,", 0), 0U);
    EXPECT_EQ(std::count(series.begin(), series.end(), '\n'), 1 + 200 / 5);
    const ConfigurationFile final = read_configuration(directory.path("out/final.data"));
    EXPECT_EQ(final.state.size(), 160U);
    EXPECT_TRUE(std::filesystem::exists(directory.path("out/checkpoint")));
}

TEST(CommandRun, HasOneFinalDigestOnEveryBackendInstructionSetAndNumberOfThreads) {
    const TemporaryDirectory directory;
    for (const std::string kind : {"semigrand", "mc_npt", "mc_nvt"}) {
        std::string text = with(semi_grand, "production = 200", "production = 20");
        text = with(text, "equilibration = 40", "equilibration = 10");
        text = with(text, "\"semigrand\"", "\"" + kind + "\"");
        if (kind != "semigrand") text = with(text, "delta_mu = 1.96\n", "");
        if (kind == "mc_nvt") text = with(text, "pressure = 0.46\n", "");
        const auto file = directory.file(kind + ".toml", text);
        const std::string expected = expect_one_final_digest(directory, file, kind);
        EXPECT_NE(final_digest_of(directory, file, kind + "seed", "--seed 2"), expected) << kind;
    }
}

TEST(CommandRun, KeepsVelocitiesOfAConfigurationAndWritesTrajectoriesThatCanBeRead) {
    const TemporaryDirectory directory;
    const std::string start = lammps + "paper_n500.data";
    for (const std::string format : {"lammpstrj", "extxyz"}) {
        const auto file = directory.file(format + ".toml",
                                         fmt::format("[system]\nconfig = \"{}\"\n[ensemble]\nkind = \"mc_nvt\"\n"
                                                     "temperature = 0.62\n[length]\nequilibration = 0\nproduction = 6\n"
                                                     "[observe]\ntrajectory = {{ every = 2, format = \"{}\" }}\n",
                                                     start, format));
        const std::string out = directory.path(format);
        ASSERT_EQ(run(file, out).exit_code, 0);
        const ConfigurationFile last = read_configuration(out + "/trajectory." + format, {.frame = 2});
        const ConfigurationFile final = read_configuration(out + "/final.data");
        EXPECT_EQ(last.state.position, final.state.position);
        EXPECT_EQ(last.state.image, final.state.image);
        EXPECT_NE(read_configuration(out + "/trajectory." + format, {.frame = 0}).state.position, final.state.position);
        EXPECT_EQ(final.state.velocity, read_configuration(start).state.sorted_by_id().velocity);
        EXPECT_TRUE(json_of(out + "/summary.json").at("gamma").is_null());
    }
}

TEST(CommandRun, ChecksWithoutRunning) {
    const TemporaryDirectory directory;
    const auto file = directory.file("run.toml", semi_grand);
    const Outcome outcome = run(file, directory.path("out"), "--check");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_FALSE(std::filesystem::exists(directory.path("out")));
    const auto wrong = directory.file("wrong.toml", with(semi_grand, "0.62", "-0.62"));
    expect_error(run(wrong, directory.path("out"), "--check"), {"wrong.toml:7: ensemble.temperature = -0.62: must be"});
    EXPECT_FALSE(std::filesystem::exists(directory.path("out")));
}

TEST(CommandRun, SaysThatALiquidHasBoiled) {
    const TemporaryDirectory directory;
    std::string text = with(semi_grand, "temperature = 0.62\npressure = 0.46", "temperature = 3.0\npressure = 0.02");
    text = with(text, "equilibration = 40", "equilibration = 400");
    text = with(text, "production = 200", "production = 10");
    const Outcome outcome = run(directory.file("run.toml", text), directory.path("out"));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_NE(outcome.errors.find("run.toml: the liquid boiled"), std::string::npos) << outcome.errors;
    EXPECT_TRUE(json_of(directory.path("out/summary.json")).at("departure_from_liquid").is_string());
}

TEST(CommandRun, RefusesWhatIsWrongBeforeAnythingRuns) {
    const TemporaryDirectory directory;
    const std::string observe = "thermo_every = 5\n";
    const std::vector<BadRunFile> cases{
        {"x1 = 0.4", "x1 = 1.4", {":3: system.x1 = 1.4: must be in [0, 1]"}},
        {"n = 160", "n = 0", {":2: system.n = 0: must be in [1, "}},
        {"n = 160", "n = 16.5", {":2: system.n = 16.5: must be an integer"}},
        {"n = 160\n", "", {"system.n is missing"}},
        {"n = 160",
         "n = 60",
         {":2: system.n = 60: must be at least 100 at density = 0.8", "below 5.0, twice the cutoff"}},
        {"n = 160", "n = 1", {":2: system.n = 1: must be at least 100 at density = 0.8"}},
        {"n = 160", "n = -0", {":2: system.n = 0: must be in [1, "}},
        {"n = 160", "n = 99999999999999999999", {"run.toml:2: n = 99999999999999999999: must be in [-9223372"}},
        {"x1 = 0.4", "x1 = inf", {":3: system.x1 = inf: must be in [0, 1]"}},
        {"density = 0.8", "density = nan", {":4: system.density = nan: must be > 0"}},
        {"density = 0.8", "density = -0.0", {":4: system.density = -0.0: must be > 0"}},
        {"density = 0.8", "density = 1e999", {":4: density = 1e999: must be within the range of a double"}},
        {"density = 0.8", "density = 1e300", {":4: system.density = 1e+300: must be in (0, 4]"}},
        {"density = 0.8", "density = 5.0", {":4: system.density = 5.0: must be in (0, 4]"}},
        {"density = 0.8",
         "density = 1e-300",
         {":4: system.density = 1e-300: must be at least 1.492e-07", "above 1024"}},
        {"density = 0.8", "density = 1e-9", {":4: system.density = 1e-09: must be at least 1.492e-07 for n = 160"}},
        {"density = 0.8", "density = 0.8\naspect = [1, 1, 1e9]", {":5: system.aspect", "must be in [1e-06, 1000000]"}},
        {"density = 0.8", "density = 0.8\naspect = [1, 1, 300]", {":5: system.aspect = [1, 1, 300]: ", "204.8 times"}},
        {"density = 0.8", "density = 0.8\naspect = [1, 1, 2]", {":2: system.n = 160: must be at least 200"}},
        {"density = 0.8", "density = 0.8\naspect = [1.0, 2.0]", {":5: system.aspect", "3 numbers"}},
        {"density = 0.8", "density = 0.8\ncolour = 3", {":5: system.colour = 3: unknown key"}},
        {"density = 0.8", "density = 0.8\nconfig = \"c.data\"", {"system.n = 160", "config"}},
        {"density = 0.8", "density = 0.8\nmixture = \"m.toml\"", {"m.toml"}},
        {"0.62", "-0.62", {":7: ensemble.temperature = -0.62: must be"}},
        {"0.62", "inf", {":7: ensemble.temperature = inf: must be"}},
        {"temperature = 0.62\n", "", {"ensemble.temperature is missing"}},
        {"pressure = 0.46", "pressure = \"high\"", {":8: ensemble.pressure", "number"}},
        {"pressure = 0.46", "pressure = 1e300", {":8: ensemble.pressure = 1e+300: must be in [-1000000, 1000000]"}},
        {"delta_mu = 1.96", "delta_mu = -1e7", {":9: ensemble.delta_mu = -10000000.0: must be in [-1000000, 1000000]"}},
        {"n = 160", "n = 4000000000000", {":2: system.n = 4000000000000: must be in [1, "}},
        {"n = 160", "n = 2147483648", {":2: system.n = 2147483648: needs about 2147.5 GB of memory: must be at most "}},
        {"delta_mu = 1.96\n", "", {"ensemble.delta_mu is missing"}},
        {"\"semigrand\"", "\"mc_npt\"", {":9: ensemble.delta_mu = 1.96: is not used by kind = \"mc_npt\""}},
        {"\"semigrand\"", "\"gcmc\"", {"ensemble.mu is missing"}},
        {"delta_mu = 1.96", "delta_mu = 1.96\nmu = [1.0, 2.0]", {":10: ensemble.mu", "is not used by kind"}},
        {"\"semigrand\"", "\"fast\"", {":6: ensemble.kind = \"fast\": must be"}},
        {"delta_mu = 1.96",
         "delta_mu = 1.96\ntimestep = 0.002",
         {":10: ensemble.timestep = 0.002: is not used by kind"}},
        {"equilibration = 40", "equilibration = -1", {":11: length.equilibration = -1: must be"}},
        {"production = 200\n", "", {"length.production is missing"}},
        {observe, "thermo_every = 0\n", {":14: observe.thermo_every = 0: must be"}},
        {observe,
         "rdf = { every = 10 }\n",
         {"run.toml: rdf: r_max = 4: must be at most half the shortest edge of the box, 2.9"}},
        {observe, "rdf = { every = 10, r_max = 0.0 }\n", {":14: observe.rdf.r_max = 0.0: must be in [0.001, 1024]"}},
        {observe, "rdf = { every = 10, bins = 0 }\n", {":14: observe.rdf.bins = 0: must be in [1, "}},
        {observe, "rdf = { every = -1 }\n", {":14: observe.rdf.every = -1: must be"}},
        {observe, "fluxes = { every = 1 }\n", {"observe.fluxes.every = 1: is not used by kind = \"semigrand\""}},
        {observe, "msd = { every = 1 }\n", {":14: observe.msd.every = 1: is not used by kind = \"semigrand\""}},
        {observe, "profile = { every = 1 }\n", {"observe.profile.every = 1: is not used by kind = \"semigrand\""}},
        {observe, "profile = { every = 0, bin = 0.001 }\n", {"observe.profile.bin = 0.001: must be in [0.01, 1024]"}},
        {observe, "trajectory = { every = 1, format = \"dcd\" }\n", {"observe.trajectory.format = \"dcd\": must be"}},
        {observe,
         "[numerics]\nprecision = \"mixed\"\n",
         {":15: numerics.precision = \"mixed\": must be exact (mixed was removed"}},
        {observe, "[numerics]\nprecision = \"half\"\n", {":15: numerics.precision = \"half\": must be exact"}},
        {observe, "[numerics]\nthreads = 0\n", {"numerics.threads = 0: must be in [1, 4096]"}},
        {observe, "[numerics]\nisa = \"neon\"\n", {"numerics.isa = \"neon\": must be"}},
        {observe, "[numerics]\nbackend = \"gpu\"\n", {"numerics.backend = \"gpu\": must be"}},
        {observe, "[numerics]\nseed = -1\n", {"numerics.seed = -1: must be >= 0"}},
        {observe, "[numerics]\ncheckpoint_every = 0\n", {"numerics.checkpoint_every = 0: must be > 0"}},
        {observe, "[weather]\nrain = true\n", {"weather", "unknown key"}},
        {"[system]", "[system", {"run.toml:1: is not TOML"}},
        {"[length]", "[lenght]", {"run.toml:10: lenght = {...}: unknown key: did you mean length? must be one of"}},
        {"temperature", "temprature", {"temperature is missing", "did you mean it by temprature in line 7?"}},
        {"\"semigrand\"", "\"\u65e5\u672c\"", {":6: ensemble.kind = \"\u65e5\u672c\": must be"}},
    };
    expect_refused(directory, semi_grand, cases);
    const auto good = directory.file("good.toml", semi_grand);
    expect_error(run(good, directory.path("out"), "--precision mixed"), {"precision = mixed: must be exact"});
    EXPECT_FALSE(std::filesystem::exists(directory.path("out")));
    expect_error(run(good, directory.path("good.toml/out")), {"good.toml/out"});
    expect_error(run(good, "/proc/none/such"), {"/proc/none/such"});
    expect_error(soret_program("run " + good), {"--out"});
    expect_error(soret_program("run " + good + " --out ''"), {"out = \"\": must name a directory"});
    expect_error(run(directory.path("none.toml"), directory.path("out")), {"none.toml"});
    expect_error(run(directory.file("empty.toml", ""), directory.path("out")), {"empty.toml: is empty"});
    expect_error(run(directory.file("empty.toml", "\n"), directory.path("out")),
                 {"system is missing: must be a table"});
    std::string windows;
    for (const char c : semi_grand) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
    EXPECT_EQ(run(directory.file("windows.toml", windows), directory.path("out"), "--check").exit_code, 0);
}

// At constant pressure the chain feels the jump of a potential that is only cut, the virial does not.
TEST(CommandRun, RefusesAPlainCutoffWhereThePressureIsSet) {
    const TemporaryDirectory directory;
    const std::string mixture =
        "[mixture]\nmass=[1.0,1.0]\nepsilon=[0.6,1.0]\nsigma=[1.0,1.0]\ncutoff=2.5\ntruncation=\"plain\"\n";
    directory.file("plain.toml", mixture);
    const auto soft = directory.file("soft.toml", with(mixture, "plain", "force-shifted"));
    const std::string semi_grand_plain = with(semi_grand, "density = 0.8", "density = 0.8\nmixture = \"plain.toml\"");
    const std::string npt = with(with(semi_grand_plain, "delta_mu = 1.96\n", ""), "semigrand", "mc_npt");
    const std::string nvt = with(with(npt, "pressure = 0.46\n", ""), "mc_npt", "mc_nvt");
    for (const std::string& text : {semi_grand_plain, npt}) {
        const auto file = directory.file("run.toml", text);
        for (const char* more : {"", "--check"}) {
            expect_error(run(file, directory.path("out"), more),
                         {"plain.toml: truncation = plain: ", "use shifted or force-shifted"});
        }
        EXPECT_FALSE(std::filesystem::exists(directory.path("out")));
        EXPECT_EQ(run(file, directory.path("out"), "--check --mixture " + soft).exit_code, 0);
    }
    EXPECT_EQ(run(directory.file("run.toml", nvt), directory.path("out"), "--check").exit_code, 0);
    expect_error(
        soret_program("validate --plan --mixture " + directory.path("plain.toml") + " --out " + directory.path("out")),
        {"plain.toml: truncation = plain: "});
}

TEST(CommandRun, NamesItsFileWhereTheBoxLeavesWhatCanBeSimulated) {
    const TemporaryDirectory directory;
    const auto file = directory.file("run.toml", with(semi_grand, "pressure = 0.46", "pressure = 1e5"));
    expect_error(run(file, directory.path("out")), {"run.toml: the box has shrunk"});
    // Nothing of worth was left there.
    const auto good = directory.file("good.toml", semi_grand);
    EXPECT_EQ(run(good, directory.path("out")).exit_code, 0);
}

TEST(CommandRun, RefusesAMixtureThatTheConfigurationContradicts) {
    const TemporaryDirectory directory;
    const auto mixture =
        directory.file("heavy.toml", "[mixture]\nmass=[1.0,2.5]\nepsilon=[0.6,1.0]\nsigma=[1.0,1.0]\ncutoff=2.5\n");
    const auto file =
        directory.file("run.toml", fmt::format("[system]\nconfig = \"{}paper_n500.data\"\nmixture = \"heavy.toml\"\n"
                                               "[ensemble]\nkind = \"mc_nvt\"\ntemperature = 0.62\n"
                                               "[length]\nequilibration = 1\nproduction = 1\n",
                                               lammps));
    expect_error(run(file, directory.path("out")), {"paper_n500.data:", "mass", "2.5"});
    EXPECT_EQ(run(file, directory.path("out"),
                  "--quiet --mixture " +
                      directory.file("light.toml",
                                     "[mixture]\nmass=[1.0,1.0]\nepsilon=[0.6,1.0]\nsigma=[1.0,1.0]\ncutoff=2.5\n"))
                  .exit_code,
              0);
}

}  // namespace
}  // namespace soret::testing
