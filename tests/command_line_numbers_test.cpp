// What `soret run` says where a number is not known, and where a step or a start cannot be made.

#include <cmath>

#include <fmt/format.h>

#include "csv_table.hpp"
#include "dynamics_runs.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/configuration_writers.hpp"

namespace soret::testing {
namespace {

const std::string cases = std::string(SORET_TEST_DATA) + "/cases/";

/// Every quantity in a JSON value: n_eff is between 1 and the number of samples, or 0 where the value was set; where
/// there is no error there is a reason, and no mark of convergence.
void expect_honest(const nlohmann::json& json, double samples, const std::string& place = "") {
    if (json.is_array() || (json.is_object() && !json.contains("sem"))) {
        for (const auto& [key, value] : json.items()) expect_honest(value, samples, place + "/" + key);
        return;
    }
    if (!json.is_object()) return;
    SCOPED_TRACE(place);
    EXPECT_TRUE(json.at("value").is_number());
    if (json.at("sem").is_null()) {
        EXPECT_TRUE(json.at("n_eff").is_null());
        EXPECT_TRUE(json.contains("reason"));
        EXPECT_FALSE(json.contains("converged"));
        return;
    }
    const double effective = json.at("n_eff").get<double>();
    if (json.at("sem") == 0.0) {
        EXPECT_EQ(effective, 0.0);  // set
    } else {
        EXPECT_GE(effective, 1.0);
        EXPECT_LE(effective, samples);
    }
}

TEST(CommandNumbers, OfASpeciesThatNeverComesAreABoundAndReasons) {
    const TemporaryDirectory directory;
    const std::string out = directory.path("out");
    const Outcome outcome = run(shell_word(cases + "r10-semigrand-extreme.toml"), out);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    const auto summary = json_of(out + "/summary.json");
    expect_honest(summary, 300.0);
    const auto& x1 = summary.at("x1");
    EXPECT_EQ(x1.at("value"), 0.0);
    EXPECT_TRUE(x1.at("sem").is_null());
    EXPECT_EQ(x1.at("reason"), "constant");
    EXPECT_EQ(x1.at("confidence"), 0.95);
    // Rule of three: 3/(n N), n from 1 to the number of samples.
    const double bound = x1.at("upper_bound").get<double>();
    EXPECT_GE(bound, 3.0 / (300.0 * 128.0));
    EXPECT_LE(bound, 3.0 / 128.0);
    EXPECT_NE(x1.at("bound_from").get<std::string>().find("rule of three"), std::string::npos);
    for (const char* name : {"gamma", "enthalpy_difference"}) {
        EXPECT_TRUE(summary.at(name).is_null());
        EXPECT_NE(summary.at(std::string(name) + "_reason").get<std::string>().find("x1 was the same in all samples"),
                  std::string::npos);
    }
    EXPECT_EQ(summary.at("block_analysis").at("x1"), nlohmann::json({{"reason", "constant"}}));
    EXPECT_EQ(summary.at("acceptance").at("identity").at("reason"), "constant");
    EXPECT_NE(outcome.output.find("with a confidence of 95 %"), std::string::npos) << outcome.output;
    EXPECT_EQ(outcome.output.find(" 0 +- 0"), std::string::npos) << outcome.output;
    // The other end.
    const std::string text = with(content_of(cases + "r10-semigrand-extreme.toml"), "-30.0", "30.0");
    ASSERT_EQ(run(directory.file("other.toml", text), directory.path("other"), "--quiet").exit_code, 0);
    const auto other = json_of(directory.path("other") + "/summary.json").at("x1");
    EXPECT_EQ(other.at("value"), 1.0);
    EXPECT_FALSE(other.contains("upper_bound"));
    EXPECT_LE(other.at("lower_bound").get<double>(), 1.0 - 3.0 / (300.0 * 128.0) + 1e-12);
    EXPECT_GE(other.at("lower_bound").get<double>(), 1.0 - 3.0 / 128.0);
}

TEST(CommandNumbers, OfEveryKindAreBetweenOneAndTheSamplesOrHaveAReason) {
    const TemporaryDirectory directory;
    const std::string liquid = "[system]\nn = 150\nx1 = 0.4\ndensity = 0.7\n";
    const std::string length = "[length]\nequilibration = 5\nproduction = 200\n[observe]\nthermo_every = 1\n";
    for (const std::string& kind :
         {std::string("kind = \"nve\"\ntimestep = 0.002\n"),
          std::string("kind = \"npt\"\npressure = 0.3\ntimestep = 0.002\n"), std::string("kind = \"mc_nvt\"\n"),
          std::string("kind = \"mc_npt\"\npressure = 0.3\n"),
          std::string("kind = \"semigrand\"\npressure = 0.3\ndelta_mu = 1.0\n")}) {
        SCOPED_TRACE(kind);
        const auto file = directory.file("run.toml", liquid + "[ensemble]\ntemperature = 0.9\n" + kind + length);
        std::filesystem::remove_all(directory.path("out"));
        ASSERT_EQ(run(file, directory.path("out"), "--quiet").exit_code, 0);
        const auto summary = json_of(directory.path("out") + "/summary.json");
        expect_honest(summary, 200.0);
        for (const auto& [key, value] : summary.items()) {
            const bool is_quantity = key != "departure_from_liquid" && key != "steps_per_second" && key != "input";
            EXPECT_TRUE(!value.is_null() || !is_quantity || summary.contains(key + "_reason")) << key;
        }
    }
    // Three samples are too few for anything.
    const auto file = directory.file(
        "short.toml", liquid +
                          "[ensemble]\ntemperature = 0.9\nkind = \"nve\"\ntimestep = 0.002\n[length]\nequilibration = "
                          "0\nproduction = 3\n[observe]\nthermo_every = 1\n");
    ASSERT_EQ(run(file, directory.path("short"), "--quiet").exit_code, 0);
    const auto summary = json_of(directory.path("short") + "/summary.json");
    for (const char* key : {"temperature", "pressure", "conserved_drift_per_particle"}) {
        EXPECT_TRUE(summary.at(key).is_null()) << key;
        EXPECT_EQ(summary.at(std::string(key) + "_reason"), "fewer than 4 samples") << key;
    }
}

/// Particles that do not interact: nothing ever changes but their places.
TEST(CommandNumbers, OfAnIdealGasHaveNoErrorWhereNothingMoves) {
    const TemporaryDirectory directory;
    const std::string ghosts =
        directory.file("ghosts.toml", "[mixture]\nmass = [1.0]\nepsilon = [0.0]\nsigma = [1.0]\ncutoff = 2.5\n");
    const std::string file =
        directory.file("run.toml", fmt::format("[system]\nn = 120\ndensity = 0.2\nmixture = \"{}\"\n[ensemble]\nkind = "
                                               "\"nve\"\ntemperature = 0.7\ntimestep = 0.002\n"
                                               "[length]\nequilibration = 0\nproduction = 400\n[observe]\nthermo_every "
                                               "= 2\nprofile = {{ every = 2, bin = 100.0 }}\n"
                                               "rdf = {{ every = 2, r_max = 0.002, bins = 2 }}\n",
                                               ghosts));
    const Outcome outcome = run(file, directory.path("out"));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    const auto summary = json_of(directory.path("out") + "/summary.json");
    expect_honest(summary, 200.0);
    for (const char* key : {"temperature", "potential_energy_per_particle", "conserved_drift_per_particle"}) {
        EXPECT_EQ(summary.at(key).at("reason"), "constant") << key;
    }
    EXPECT_EQ(summary.at("block_analysis").at("temperature").at("reason"), "constant");
    EXPECT_NE(outcome.output.find("(constant)"), std::string::npos) << outcome.output;
    const test::CsvTable profile = test::csv_table(content_of(directory.path("out") + "/profile.csv"));
    EXPECT_GT(profile.at("density")[0], 0.19);
    EXPECT_TRUE(std::isnan(profile.at("density_sem")[0]));
    EXPECT_TRUE(std::isnan(profile.at("density_n_eff")[0]));
    for (const char* name : {"/rdf.csv", "/profile.csv", "/timeseries.csv"}) {
        EXPECT_EQ(content_of(directory.path("out") + name).find("-nan"), std::string::npos) << name;
    }
}

TEST(CommandNumbers, OfAbsentSpeciesAreWrittenInOneWay) {
    const TemporaryDirectory directory;
    const std::string file = directory.file(
        "run.toml",
        "[system]\nn = 150\nx1 = 1.0\ndensity = 0.7\n[ensemble]\nkind = \"nve\"\ntemperature = 0.9\ntimestep = 0.002\n"
        "[length]\nequilibration = 0\nproduction = 60\n[observe]\nrdf = { every = 1, r_max = 2.5, bins = 25 }\nmsd = { "
        "every = 5 }\n");
    ASSERT_EQ(run(file, directory.path("out"), "--quiet").exit_code, 0);
    for (const char* name : {"/rdf.csv", "/msd.csv"}) {
        const std::string text = content_of(directory.path("out") + name);
        EXPECT_NE(text.find(",nan"), std::string::npos) << name;
        EXPECT_EQ(text.find("-nan"), std::string::npos) << name;
    }
    const test::CsvTable rdf = test::csv_table(content_of(directory.path("out") + "/rdf.csv"));
    EXPECT_EQ(rdf.at("g_11")[0], 0.0);
    EXPECT_TRUE(std::isnan(rdf.at("g_11_sem")[0]));  // nobody was ever so close
    EXPECT_GT(rdf.at("g_11_sem")[12], 0.0);
}

TEST(CommandNumbers, ATimeStepThatIsTooLongIsNamedAsTheCause) {
    const TemporaryDirectory directory;
    for (const char* backend : {"reference", "optimized"}) {
        const Outcome outcome =
            run(shell_word(cases + "r12-dt.toml"), directory.path("out"), fmt::format("--backend {}", backend));
        expect_error(outcome, {"r12-dt.toml: step ", "the time step 0.05 is 10 times the usual 0.005"});
        EXPECT_EQ(outcome.errors.find("on top of"), std::string::npos) << outcome.errors;
        EXPECT_EQ(outcome.errors.find("2^22"), std::string::npos) << outcome.errors;
    }
    const std::string liquid =
        "[system]\nn = 200\nx1 = 0.5\ndensity = 0.8\n[ensemble]\nkind = \"KIND\"\ntemperature = 1.0\ntimestep = 0.05\n"
        "[length]\nequilibration = 500\nproduction = 500\n";
    const auto liquid_of = [&](const std::string& kind, const std::string& more) {
        return directory.file("run.toml", with(with(liquid, "KIND", kind), "timestep", more + "timestep"));
    };
    for (const auto& [kind, more] :
         {std::pair{"nve", ""}, std::pair{"nvt", ""}, std::pair{"npt", "pressure = 0.5\n"}}) {
        expect_error(run(liquid_of(kind, more), directory.path(kind), "--quiet"),
                     {"run.toml: step ", "the time step 0.05 is 10 times the usual 0.005"});
    }
}

TEST(CommandNumbers, AnOverlapAtTheStartNamesBothParticlesAndTheirDistance) {
    const TemporaryDirectory directory;
    State state = read_configuration(cases + "d01-control.data").state;
    const auto of_id = [&](std::int64_t id) {
        return static_cast<std::size_t>(std::find(state.id.begin(), state.id.end(), id) - state.id.begin());
    };
    for (std::size_t axis = 0; axis < 3; ++axis) state.position[axis][of_id(7)] = state.position[axis][of_id(19)];
    state.position[0][of_id(7)] += 0.125;
    const std::string config = directory.file("close.data", lammps_data_text(state, {1.0, 1.0}));
    const std::vector<std::string> words{"close.data: particles 7 and 19 are 0.125 apart"};
    for (const char* ensemble : {"kind = \"nve\"\ntimestep = 0.002\n", "kind = \"mc_nvt\"\ntemperature = 1.0\n"}) {
        const std::string file = directory.file(
            "run.toml",
            fmt::format(
                "[system]\nconfig = \"close.data\"\n[ensemble]\n{}[length]\nequilibration = 0\nproduction = 5\n",
                ensemble));
        expect_error(run(file, directory.path("out"), "--backend reference"), words);
        expect_error(run(file, directory.path("out")), words);
    }
    expect_error(soret_program("forces " + config), words);
}

/// Close, but not too close to begin: the start is the cause, not the time step.
TEST(CommandNumbers, AStartThatIsTooCloseIsNotBlamedOnTheTimeStep) {
    const TemporaryDirectory directory;
    State state;
    state.box = Box({6.0, 6.0, 6.0});
    for (auto& axis : state.velocity) axis.assign(2, 0.0);
    state.add(1, 0, {1.0, 1.0, 1.0});
    state.add(2, 0, {1.45, 1.0, 1.0});
    directory.file("close.data", lammps_data_text(state, {1.0, 1.0}));
    const std::string file = directory.file("run.toml",
                                            "[system]\nconfig = \"close.data\"\n[ensemble]\nkind = \"nve\"\ntimestep = "
                                            "0.002\n[length]\nequilibration = 0\nproduction = 500\n");
    const Outcome outcome = run(file, directory.path("out"));
    expect_error(outcome, {"run.toml: step "});
    EXPECT_EQ(outcome.errors.find("take a shorter one"), std::string::npos) << outcome.errors;
}

}  // namespace
}  // namespace soret::testing
