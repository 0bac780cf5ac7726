// `soret run` with kind = "hnemd".

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "dynamics_runs.hpp"
#include "interrupted_runs.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/validation/program/summary_quantities.hpp"
#include "soret/validation/simulation/checkpoint_file.hpp"

namespace soret::testing {
namespace {

const std::string heat = "field = { heat = 0.3, enthalpy_difference = 2.0 }\n";

std::string field_run(const std::string& field, int equilibration, int production, const std::string& more) {
    return fmt::format(
        "[system]\nn = 160\nx1 = 0.4\ndensity = 0.8\n"
        "[ensemble]\nkind = \"hnemd\"\ntemperature = 0.62\ntimestep = 0.004\n{}"
        "[length]\nequilibration = {}\nproduction = {}\n{}",
        field, equilibration, production, more);
}

nlohmann::json summary_after(const TemporaryDirectory& directory, const std::string& name, const std::string& text,
                             const std::string& more = "--quiet") {
    const Outcome outcome = run(directory.file(name + ".toml", text), directory.path(name), more);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    return json_of(directory.path(name) + "/summary.json");
}

TEST(CommandField, LeavesASummaryOfTheResponsesToAHeatField) {
    const TemporaryDirectory directory;
    const std::string text = field_run(heat, 500, 25250, "[observe]\nthermo_every = 250\n");
    const auto summary = summary_after(directory, "out", text);
    EXPECT_EQ(summary.at("kind"), "hnemd");
    for (const char* key : {"mass_current_1", "heat_current_primed", "onsager_1q_primed", "onsager_qq_primed",
                            "onsager_11_by_noise", "thermal_conductivity", "field_power", "heat_taken"}) {
        EXPECT_TRUE(std::isfinite(value_of(summary, key))) << key;
        EXPECT_GT(summary.at(key).at("sem").get<double>(), 0.0) << key;
    }
    for (const char* key : {"onsager_11", "onsager_q1", "onsager_q1_primed", "heat_current", "onsager_1q"}) {
        EXPECT_FALSE(summary.contains(key)) << key;
    }
    EXPECT_TRUE(summary.at("field_too_large").is_null());
    EXPECT_NEAR(value_of(summary, "onsager_1q_primed"), 0.62 * value_of(summary, "mass_current_1") / 0.3, 1e-12);
    EXPECT_NEAR(value_of(summary, "onsager_qq_primed"), 0.62 * value_of(summary, "heat_current_primed") / 0.3, 1e-9);
    EXPECT_NEAR(value_of(summary, "thermal_conductivity"), 5.5, 2.5);
    // The Gaussian thermostat: by g = 474 degrees of freedom the mean over directions is T (g - 1)/g at every sample.
    double sum = 0.0;
    for (const auto& one : summary.at("temperature_by_direction")) sum += one.at("value").get<double>();
    EXPECT_NEAR(sum / 3.0, 0.62 * 473.0 / 474.0, 1e-9);
    // All the work of the field is taken as heat, but for what is left in the liquid at the end.
    const double power = value_of(summary, "field_power");
    EXPECT_GT(power, 0.0);
    EXPECT_NEAR(value_of(summary, "heat_taken"), power, 0.1 * power);
    for (const double p : summary.at("total_momentum")) EXPECT_LT(std::fabs(p), 160.0 * 0x1.8p-41);
    // W and E_T are in the conserved quantity.
    const auto field = read_checkpoint(directory.path("out"))->content.at("run").at("extended").at("field");
    const auto rows = rows_of(directory.path("out") + "/timeseries.csv");
    EXPECT_NEAR(rows.back()[7],
                rows.back()[5] + rows.back()[6] - field.at("work").get<double>() - field.at("heat").get<double>(),
                1e-9);
    EXPECT_GT(field.at("work").get<double>(), 1.0);
}

TEST(CommandField, TellsTheResponsesToAMassFieldAndWithoutEnthalpies) {
    const TemporaryDirectory directory;
    const std::string mass = "field = { mass = 1.0, axis = \"z\", enthalpy = [1.0, -1.0] }\n";
    const auto primed =
        summary_after(directory, "primed", field_run(mass, 500, 12500, "[observe]\nthermo_every = 250\n"));
    for (const char* key : {"onsager_11", "onsager_q1_primed", "onsager_11_by_noise", "heat_current_primed"}) {
        EXPECT_TRUE(std::isfinite(value_of(primed, key))) << key;
    }
    EXPECT_GT(value_of(primed, "mass_current_1"), 0.0);
    EXPECT_FALSE(primed.contains("onsager_1q_primed"));
    EXPECT_FALSE(primed.contains("thermal_conductivity"));
    const auto plain = summary_after(directory, "plain", field_run("field = { heat = 0.2 }\n", 100, 100, ""));
    EXPECT_TRUE(plain.contains("onsager_1q"));
    // A sample every 0.04: the fluctuations of J_1 between two samples tell nothing of L_11.
    for (const char* key : {"onsager_11_by_noise", "thermal_conductivity"}) {
        EXPECT_TRUE(plain.at(key).is_null());
        EXPECT_NE(plain.at(std::string(key) + "_reason").get<std::string>().find("samples are 0.04 apart"),
                  std::string::npos);
    }
    EXPECT_FALSE(plain.contains("onsager_1q_primed"));
    // In a longer run blocks of them do: as samples do that lie far apart, in the same run. Errors of the two are
    // correlated, so that their sum bounds the difference but in one of 1e6 runs.
    const auto near = summary_after(directory, "near", field_run("field = { heat = 0.2 }\n", 500, 30000, ""));
    const auto far = summary_after(
        directory, "far", field_run("field = { heat = 0.2 }\n", 500, 30000, "[observe]\nthermo_every = 500\n"));
    const auto error_of = [](const nlohmann::json& of) { return of.at("onsager_11_by_noise").at("sem").get<double>(); };
    EXPECT_LT(std::fabs(value_of(near, "onsager_11_by_noise") - value_of(far, "onsager_11_by_noise")),
              4.9 * (error_of(near) + error_of(far)));
    EXPECT_NEAR(value_of(near, "thermal_conductivity"), value_of(far, "thermal_conductivity"), 0.1);
    // Of one species: nothing moves against it, and the conductivity is all there is.
    const auto pure = summary_after(directory, "pure",
                                    with(field_run("field = { heat = 0.2 }\n", 100, 1000, ""), "x1 = 0.4", "x1 = 0.0"));
    EXPECT_NEAR(value_of(pure, "thermal_conductivity"), value_of(pure, "onsager_qq") / (0.62 * 0.62), 1e-9);
    EXPECT_TRUE(pure.at("onsager_11_by_noise").is_null());
    // Both at once: two unknowns of one current.
    const auto both = summary_after(directory, "both", field_run("field = { heat = 0.2, mass = 0.5 }\n", 10, 500, ""));
    EXPECT_TRUE(both.contains("heat_current"));
    for (const char* key : {"onsager_1q", "onsager_11", "onsager_q1", "thermal_conductivity"}) {
        EXPECT_FALSE(both.contains(key)) << key;
    }
}

TEST(CommandField, HasOneFinalDigestOnEveryBackendInstructionSetAndNumberOfThreads) {
    const TemporaryDirectory directory;
    const std::string chain = "field = { heat = 0.3, mass = -0.5, axis = \"y\", thermostat = \"nose-hoover\" }\n";
    for (const auto& [name, field] :
         {std::pair{std::string("gaussian_"), heat}, std::pair{std::string("chain_"), chain}}) {
        const auto file = directory.file("run.toml", field_run(field, 10, 30, "[observe]\nthermo_every = 5\n"));
        expect_one_final_digest(directory, file, name);
        EXPECT_EQ(comparable(directory.path(name + "reference")), comparable(directory.path(name + "sse2")));
    }
    const auto field =
        read_checkpoint(directory.path("chain_sse2"))->content.at("run").at("extended").at("field").at("work");
    EXPECT_NE(field.get<double>(), 0.0);
}

const std::string observe = "[observe]\nthermo_every = 10\ntrajectory = { every = 300 }\n";

TEST(CommandField, GivesTheSameResultsAfterKillsAndAfterATermination) {
    const TemporaryDirectory directory;
    const std::string often =
        directory.file("run.toml", field_run(heat, 500, 4000, observe + "[numerics]\ncheckpoint_every = 0.03\n"));
    const std::string through = directory.path("through");
    const auto start = std::chrono::steady_clock::now();
    ASSERT_EQ(soret_program(resume_command(often, through)).exit_code, 0);
    const auto run_time =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    expect_same_after_kills(often, directory.path("killed"), through, run_time);
    const std::string rare = directory.file("rare.toml", field_run(heat, 500, 4000, observe));
    expect_same_after_termination(rare, directory.path("terminated"), through, run_time);
    const auto other = directory.file("other.toml", with(content_of(often), "heat = 0.3", "heat = 0.4"));
    expect_error(soret_program(resume_command(other, through)), {"checkpoint", "field", "0.3", "0.4"});
}

/// What heats the motion along it by more than a tenth, or makes a wave, has no responses: each says why.
TEST(CommandField, GivesNoResponsesToAFieldThatIsTooLarge) {
    const TemporaryDirectory directory;
    const auto summary = summary_after(directory, "out",
                                       field_run("field = { heat = 0.8, enthalpy_difference = 2.0 }\n", 500, 3000, ""));
    const auto& reason = summary.at("field_too_large");
    ASSERT_TRUE(reason.is_string()) << reason;
    EXPECT_EQ(reason.get<std::string>().find("the field is too large"), 0U);
    for (const char* key : {"onsager_1q_primed", "onsager_qq_primed", "thermal_conductivity", "onsager_11_by_noise"}) {
        EXPECT_TRUE(summary.at(key).is_null()) << key;
        EXPECT_EQ(summary.at(std::string(key) + "_reason"), reason) << key;
    }
    EXPECT_FALSE(summary.at("mass_current_1").at("value").is_null());  // it was what it was
}

TEST(CommandField, RefusesWhatIsWrongBeforeAnythingRuns) {
    const TemporaryDirectory directory;
    const std::string step = "timestep = 0.004\n";
    const std::string thermostat = "thermostat = \"gaussian\"";
    const std::string good = field_run("field = { heat = 0.3, enthalpy_difference = 2.0, thermostat = \"gaussian\" }\n",
                                       50, 200, "[observe]\nthermo_every = 10\n[numerics]\nprecision = \"exact\"\n");
    const std::string whole = "field = { heat = 0.3, enthalpy_difference = 2.0, thermostat = \"gaussian\" }\n";
    const std::vector<BadRunFile> cases{
        {"temperature = 0.62\n", "", {"ensemble.temperature is missing"}},
        {whole, "", {"ensemble.field is missing"}},
        {"heat = 0.3", "heat = 10.5", {":9: ensemble.field.heat = 10.5: must be in [-10, 10]"}},
        {"heat = 0.3", "heat = nan", {":9: ensemble.field.heat = nan: must be in [-10, 10]"}},
        {"heat = 0.3", "mass = 2000.0", {":9: ensemble.field.mass = 2000", "must be in [-1000, 1000]"}},
        {"heat = 0.3", "heat = 0.3, axis = \"w\"", {":9: ensemble.field.axis"}},
        {"heat = 0.3", "heat = 0.3, strength = 1", {":9: ensemble.field.strength"}},
        {"enthalpy_difference = 2.0", "enthalpy = [1.0]", {":9: ensemble.field.enthalpy"}},
        {"enthalpy_difference = 2.0", "enthalpy_difference = 2.0, enthalpy = [1.0, 0.0]", {"ensemble.field.enthalpy"}},
        {"enthalpy_difference = 2.0", "enthalpy_difference = 1e7", {":9: ensemble.field.enthalpy_difference"}},
        {thermostat, "thermostat = \"langevin\"", {":9: ensemble.field.thermostat", "nose-hoover"}},
        {step, step + "chain_length = 1\n", {":9: ensemble.chain_length", "field.thermostat = \"nose-hoover\""}},
        {step, step + "thermostat_time = 1.0\n", {":9: ensemble.thermostat_time", "nose-hoover"}},
        {step, step + "pressure = 0.46\n", {":9: ensemble.pressure", "is not used by kind = \"hnemd\""}},
        {step, step + "hot = { temperature = 0.8, width = 1.2 }\n", {":9: ensemble.hot", "is not used by kind"}},
        {step, step + "restraint = { spring = 10.0 }\n", {":9: ensemble.restraint", "is not used by kind"}},
        {"thermo_every = 10\n", "fluxes = { every = 1 }\n", {":14: observe.fluxes.every", "\"nve\" and \"nvt\""}},
        {"density = 0.8\n", "density = 0.8\nmomentum = \"keep\"\n", {":5: system.momentum", "kind = \"hnemd\""}},
        {"precision = \"exact\"",
         "precision = \"mixed\"",
         {":16: numerics.precision = \"mixed\": must be exact (mixed was removed"}},
        {"\"hnemd\"", "\"nve\"", {":9: ensemble.field", "is not used by kind = \"nve\""}},
        {"\"hnemd\"", "\"mc_nvt\"", {"is not used by kind = \"mc_nvt\""}},
    };
    expect_refused(directory, good, cases);
    EXPECT_EQ(run(directory.file("good.toml", good), directory.path("out"), "--check").exit_code, 0);
}

}  // namespace
}  // namespace soret::testing
