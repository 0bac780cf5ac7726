// `soret run` of mixtures of three and more species.

#include <cmath>

#include <fmt/format.h>

#include "csv_table.hpp"
#include "dynamics_runs.hpp"
#include "sanitized.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/configuration_writers.hpp"

namespace soret::testing {
namespace {

const std::string cases = std::string(SORET_TEST_DATA) + "/cases/";

std::string three_species_run(const std::string& composition, const std::string& more = "") {
    return fmt::format(
        "[system]\nn = 150\n{}\ndensity = 0.7\nmixture = \"{}three.toml\"\n"
        "[ensemble]\nkind = \"nve\"\ntemperature = 1.0\ntimestep = 0.002\n"
        "[length]\nequilibration = 10\nproduction = 50\n{}",
        composition, cases, more);
}

TEST(CommandSpecies, OfThreeNeedAllMoleFractions) {
    const TemporaryDirectory directory;
    expect_error(run(shell_word(cases + "r23b-three-n.toml"), directory.path("out")),
                 {"r23b-three-n.toml:3: system.x1 = 0.5", "x = [0.2, 0.3, 0.5]"});
    const std::string good = three_species_run("x = [0.2, 0.3, 0.5]");
    const std::string x = "x = [0.2, 0.3, 0.5]";
    expect_refused(directory, good,
                   {{x, "x1 = 0.2", {":3: system.x1 = 0.2", "x = [0.2, 0.3, 0.5]"}},
                    {x, "", {"system.x is missing", "x = [0.2, 0.3, 0.5]"}},
                    {x, "x = [0.2, 0.8]", {":3: system.x", "3 numbers"}},
                    {x, "x = [0.2, 0.3, 0.4]", {":3: system.x", "add up to 0.9", "must add up to 1"}},
                    {x, "x = [0.7, 0.7, -0.4]", {":3: system.x", "element 3", "must be in [0, 1]"}},
                    {x, x + "\nx1 = 0.2", {":4: system.x1 = 0.2", "together with x"}}});
    ASSERT_EQ(run(directory.file("run.toml", good), directory.path("run"), "--quiet").exit_code, 0);
    const auto summary = json_of(directory.path("run") + "/summary.json");
    EXPECT_EQ(summary.at("x").at(0).at("value"), 0.2);
    EXPECT_EQ(summary.at("x").at(1).at("value"), 0.3);
    EXPECT_EQ(summary.at("x").at(2).at("value"), 0.5);
    EXPECT_EQ(summary.at("x1").at("value"), 0.2);
    expect_error(
        run(directory.file("other.toml", with(good, x, "x = [0.3, 0.2, 0.5]")), directory.path("run"), "--resume"),
        {"system/x"});
}

TEST(CommandSpecies, OfTwoAreTheSameByX1AndByX) {
    const TemporaryDirectory directory;
    const std::string by_x1 =
        "[system]\nn = 150\nx1 = 0.3\ndensity = 0.7\n[ensemble]\nkind = \"mc_nvt\"\ntemperature = 1.0\n"
        "[length]\nequilibration = 5\nproduction = 5\n";
    EXPECT_EQ(final_digest_of(directory, directory.file("x1.toml", by_x1), "x1", ""),
              final_digest_of(directory, directory.file("x.toml", with(by_x1, "x1 = 0.3", "x = [0.3, 0.7]")), "x", ""));
}

/// Three species of which the last two are the same substance are a binary liquid: the trajectory has the same bits,
/// and so have the coefficients of species 1 and heat; the currents of the two add up to that of the second species.
TEST(CommandSpecies, ThatAreTheSameSubstanceAddUpToABinaryLiquid) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const TemporaryDirectory directory;
    const std::string two = directory.file(
        "two.toml", "[mixture]\nmass = [1.0, 2.0]\nepsilon = [0.6, 1.0]\nsigma = [1.0, 1.0]\ncutoff = 2.5\n");
    const std::string three = directory.file(
        "three.toml",
        "[mixture]\nmass = [1.0, 2.0, 2.0]\nepsilon = [0.6, 1.0, 1.0]\nsigma = [1.0, 1.0, 1.0]\ncutoff = 2.5\n");
    const std::string settle = fmt::format(
        "[system]\nn = 160\nx1 = 0.4\ndensity = 0.7\nmixture = \"{}\"\n"
        "[ensemble]\nkind = \"nve\"\ntemperature = 1.0\ntimestep = 0.004\n"
        "[length]\nequilibration = 500\nproduction = 10\n",
        two);
    ASSERT_EQ(run(directory.file("settle.toml", settle), directory.path("settled"), "--quiet").exit_code, 0);
    State state = read_configuration(directory.path("settled") + "/final.data").state;
    for (std::size_t i = 0; i < state.size(); ++i) {
        if (state.species[i] == 1 && state.id[i] % 3 == 0) state.species[i] = 2;
    }
    const std::string relabelled = directory.file("three.data", lammps_data_text(state, {1.0, 2.0, 2.0}));
    const auto fluxes_of = [&](const std::string& name, const std::string& mixture, const std::string& configuration) {
        const std::string file = directory.file(
            name + "-run.toml",
            fmt::format("[system]\nconfig = \"{}\"\nmixture = \"{}\"\n[ensemble]\nkind = \"nve\"\ntimestep = 0.004\n"
                        "[length]\nequilibration = 0\nproduction = 20480\n"
                        "[observe]\nfluxes = {{ every = 5, correlation_time = 2.0 }}\nmsd = {{ every = 500 }}\n",
                        configuration, mixture));
        const std::string out = directory.path(name + "-out");
        const Outcome outcome = run(file, out, "--quiet");
        EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
        return out;
    };
    const std::string binary = fluxes_of("binary", two, directory.path("settled") + "/final.data");
    const std::string ternary = fluxes_of("ternary", three, relabelled);

    const test::CsvTable of_two = test::csv_table(content_of(binary + "/correlations.csv"));
    const test::CsvTable of_three = test::csv_table(content_of(ternary + "/correlations.csv"));
    for (const auto& [name, column] : of_two) EXPECT_EQ(of_three.at(name), column) << name;
    const auto a = json_of(binary + "/transport.json");
    const auto b = json_of(ternary + "/transport.json");
    for (const char* name : {"L_11", "L_1q", "L_q1", "L_qq", "viscosity", "temperature"})
        EXPECT_EQ(b.at(name), a.at(name));
    const auto value = [&](const std::string& name) { return value_of(b, name.c_str()); };
    // J_1 + J_2 + J_3 is the total momentum: some 4096 steps' roundings of 2^-42 for 160 particles, below 1e-8 of a
    // current.
    const double l_11 = value("L_11");
    EXPECT_NEAR(value("L_22") + value("L_23") + value("L_32") + value("L_33"), l_11, 1e-8 * std::fabs(l_11));
    EXPECT_NEAR(value("L_12") + value("L_13"), -l_11, 1e-8 * std::fabs(l_11));
    EXPECT_NEAR(value("L_21") + value("L_31"), -l_11, 1e-8 * std::fabs(l_11));
    EXPECT_NEAR(value("L_2q") + value("L_3q"), -value("L_1q"), 1e-8 * value("L_qq"));
    EXPECT_NEAR(value("L_q2") + value("L_q3"), -value("L_q1"), 1e-8 * value("L_qq"));
    // The exchange of the two is not coupled to heat: within the error nothing more is taken off the conductivity.
    const double error = std::hypot(a.at("thermal_conductivity").at("sem").get<double>(),
                                    b.at("thermal_conductivity").at("sem").get<double>());
    EXPECT_NEAR(value("thermal_conductivity"), value_of(a, "thermal_conductivity"), 4.9 * error);
    EXPECT_GT(error, 0.0);
    for (const char* name : {"soret_coefficient", "mutual_diffusion_coefficient", "thermal_diffusion_coefficient"}) {
        EXPECT_TRUE(b.at(name).is_null());
        EXPECT_NE(b.at(std::string(name) + "_reason").get<std::string>().find("3 species"), std::string::npos);
        EXPECT_NE(a.at(std::string(name) + "_reason").get<std::string>().find("thermodynamic factor"),
                  std::string::npos);
    }
    EXPECT_EQ(test::csv_table(content_of(ternary + "/msd.csv")).count("msd_3_sem"), 1U);
}

}  // namespace
}  // namespace soret::testing
