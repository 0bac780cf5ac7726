// One liquid of 24 particles in the shapes that people have reported trouble with (data/cases/README.md).
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "command_line.hpp"

namespace soret::testing {
namespace {

const std::string cases = std::string(SORET_TEST_DATA) + "/cases/";

// LAMMPS with lj/cut 2.5, pair_modify shift yes, and the mixture of the paper.
constexpr double control_potential_energy = -11.7323901123663;
constexpr double control_kinetic_energy = 40.1774196945790;
constexpr double control_pressure = 0.0726782104079562;

// Both programs round sums of terms of order 10 and 100; a file of 8 decimals moves 24 particles by 5e-9 against forces
// of order 10, and their momenta of order 1 by as much.
constexpr double exact = 1e-11;
constexpr double of_eight_decimals = 24 * 5e-9 * 10.0;

const std::string argon_and_krypton =
    "[mixture]\nmass = [1.0, 1.0]\nepsilon = [0.6, 1.0]\nsigma = [1.0, 1.0]\ncutoff = 2.5\nnames = [\"Ar\", \"Kr\"]\n";

nlohmann::json forces_of(const std::string& arguments) {
    const Outcome outcome = soret_program("forces " + arguments + " --json -");
    EXPECT_EQ(outcome.exit_code, 0) << arguments << ": " << outcome.errors;
    return outcome.exit_code == 0 ? nlohmann::json::parse(outcome.output) : nlohmann::json();
}

std::string file_of(const std::string& name) {
    return shell_word(cases + name);
}

void expect_control(const nlohmann::json& json, bool moving, double tolerance = exact) {
    ASSERT_FALSE(json.is_null());
    const auto near = [&](const char* key, double value) {
        EXPECT_NEAR(json.at(key).get<double>(), value, tolerance * std::max(1.0, std::fabs(value))) << key;
    };
    near("potential_energy", control_potential_energy);
    EXPECT_EQ(json.at("kinetic_energy").is_null(), !moving);
    if (!moving) return;
    near("kinetic_energy", control_kinetic_energy);
    near("pressure", control_pressure);
}

TEST(ReportedCases, GiveTheEnergiesOfLammpsInEveryShape) {
    const std::vector<std::pair<std::string, bool>> files{{"d01-control.data", true},
                                                          {"d02-charge.data", true},
                                                          {"d03-full.data", true},
                                                          {"d04-molecular.data", true},
                                                          {"d05-sphere.data", false},
                                                          {"d10-fortranD.data", false},
                                                          {"d16-typelabels-numeric.data", true},
                                                          {"d19-extraperatom.data", false},
                                                          {"d21-idgap.data", false},
                                                          {"d27-stylekk.data", false},
                                                          {"d28-hybrid.data", false},
                                                          {"u01-control.dump", true},
                                                          {"u09-typelabel.dump", false},
                                                          {"u19-idgap.dump", false},
                                                          {"x01-control.xyz", true},
                                                          {"x06-lowercase.xyz", false},
                                                          {"x07-pbc-brackets.xyz", false},
                                                          {"x08-lattice-nested.xyz", false},
                                                          {"x09-spaces-equal.xyz", false},
                                                          {"x20-pbc-lower.xyz", false},
                                                          {"x14-momenta.xyz", true},
                                                          {"x31-velocities-ase.xyz", true}};
    for (const auto& [name, moving] : files) {
        SCOPED_TRACE(name);
        const auto json = forces_of(file_of(name));
        expect_control(json, moving);
        EXPECT_EQ(json.at("input").at("file"), cases + name);
        EXPECT_EQ(json.at("input").at("units"), "lj");
        EXPECT_EQ(json.at("mixture").at("source"), "the paper's mixture");
        EXPECT_EQ(json.at("mixture").at("epsilon"), nlohmann::json({{0.6, std::sqrt(0.6)}, {std::sqrt(0.6), 1.0}}));
    }
}

TEST(ReportedCases, AreReadByTheNamesOfTheMixture) {
    const TemporaryDirectory directory;
    const std::string named = " --mixture " + directory.file("named.toml", argon_and_krypton);
    expect_control(forces_of(file_of("d15-typelabels.data") + named), true);
    expect_control(forces_of(file_of("u07-element-notype.dump") + named), false);
    expect_control(forces_of(file_of("u09-typelabel.dump") + named), false);
    expect_control(forces_of(file_of("x02-ase.extxyz") + named), true, of_eight_decimals);
    expect_control(forces_of(file_of("x03-lammps-extxyz.xyz") + named), true);
    const auto exchanged = directory.file(
        "exchanged.toml",
        "[mixture]\nmass = [1, 1]\nepsilon = [1, 0.6]\nsigma = [1, 1]\ncutoff = 2.5\nnames = [\"Kr\", \"Ar\"]\n");
    expect_control(forces_of(file_of("d16-typelabels-numeric.data") + " --mixture " + exchanged), true);
    expect_control(forces_of(file_of("x03-lammps-extxyz.xyz") + " --mixture " + exchanged), true);
    for (const char* name :
         {"d15-typelabels.data", "u07-element-notype.dump", "x02-ase.extxyz", "x03-lammps-extxyz.xyz"}) {
        expect_error(soret_program("forces " + file_of(name)), {name, "must have names = [", "\"Ar\"", "\"Kr\""});
    }
    const auto others = directory.file("others.toml", with(argon_and_krypton, "\"Ar\"", "\"Ne\""));
    for (const char* name :
         {"d15-typelabels.data", "u07-element-notype.dump", "x02-ase.extxyz", "x03-lammps-extxyz.xyz"}) {
        expect_error(soret_program("forces " + file_of(name) + " --mixture " + others),
                     {name, "\"Ar\"", "must be one of the names of the mixture, \"Ne\", \"Kr\""});
    }
}

TEST(ReportedCases, AreRefusedWithTheReason) {
    const std::vector<std::pair<std::string, std::vector<std::string>>> refused{
        {"d26-bonds.data", {":4: ", "1 bonds", "must be 0"}},
        {"d22-notitle.data", {":1: ", "24 atoms", "is the title"}},
        {"d14-paircoeff-contradicts.data", {":17: ", "epsilon", "0.25", "0.6", "from-file"}},
        {"d31-ljunits-title-metal.data", {":1: ", "units = metal", "must be lj", "--units as-is"}},
        {"u23-units-real.dump", {":2: ", "units = real", "must be lj", "--units as-is"}},
        {"u16-lasttruncated.dump", {"3 values", "the last whole frame is 0 (step 0)", "--frame 0"}},
        {"u25-vxvyonly.dump", {":9: ", "\"vx\"", "vx vy vz, all three"}}};
    for (const auto& [name, words] : refused) {
        SCOPED_TRACE(name);
        expect_error(soret_program("forces " + file_of(name)), words);
    }
}

TEST(ReportedCases, WithOtherUnitsAreComputedIfThatIsSaid) {
    for (const char* name : {"d31-ljunits-title-metal.data", "u23-units-real.dump"}) {
        const auto json = forces_of(file_of(name) + " --units as-is");
        expect_control(json, true);
        EXPECT_EQ(json.at("input").at("units"), "as-is");
        EXPECT_EQ(json.at("input").at("units_stated"), name[0] == 'd' ? "metal" : "real");
    }
}

TEST(ReportedCases, WithTheirOwnMixtureAreComputedWithIt) {
    const TemporaryDirectory directory;
    const auto own = forces_of(file_of("d14-paircoeff-contradicts.data") + " --mixture from-file");
    EXPECT_NE(own.at("mixture").at("source").get<std::string>().find("from-file"), std::string::npos);
    // As LAMMPS mixes by default: geometric means of epsilon and sigma.
    const auto written = directory.file("own.toml",
                                        "[mixture]\nmass = [1, 1]\nepsilon = [0.25, 3.0]\nsigma = [1.2, 0.8]\n"
                                        "mixing = \"geometric\"\ncutoff = 2.5\n");
    const auto given = forces_of(file_of("d14-paircoeff-contradicts.data") + " --mixture " + written);
    EXPECT_EQ(own.at("digest"), given.at("digest"));
    EXPECT_EQ(own.at("mixture").at("sigma"), given.at("mixture").at("sigma"));
    expect_error(soret_program("forces " + file_of("d01-control.data") + " --mixture from-file"),
                 {"has no Pair Coeffs"});
}

TEST(ReportedCases, OfSeveralFramesGiveTheOneThatIsNamed) {
    const std::string two = file_of("u15-twoframes.dump");
    const auto last = forces_of(two);
    EXPECT_EQ(last.at("input").at("frame"), 1);
    EXPECT_EQ(last.at("input").at("frames"), 2);
    EXPECT_EQ(last.at("input").at("step"), 100);
    const auto first = forces_of(two + " --frame first");
    EXPECT_EQ(first.at("input").at("step"), 0);
    EXPECT_EQ(forces_of(two + " --frame 0").at("digest"), first.at("digest"));
    EXPECT_EQ(forces_of(two + " --frame last").at("digest"), last.at("digest"));
    EXPECT_EQ(forces_of(two + " --frame 1").at("digest"), last.at("digest"));
    // The last frame is the first one moved by (0.5, 0, 0).
    EXPECT_NEAR(first.at("potential_energy").get<double>(), last.at("potential_energy").get<double>(), 1e-11);
    expect_error(soret_program("forces " + two + " --frame 2"), {"frame = 2: must be in [0, 1]"});
    expect_error(soret_program("forces " + two + " --frame middle"), {"frame = middle", "first, last"});
    EXPECT_EQ(forces_of(file_of("u16-lasttruncated.dump") + " --frame 0").at("digest"), first.at("digest"));
}

TEST(ReportedCases, MayHaveALongBox) {
    const auto json = forces_of(file_of("d30-longbox.data"));
    EXPECT_EQ(json.at("box")[2], 600.0);
    const double s6 = std::pow(1.1, -6);
    const double cut = std::pow(2.5, -6);
    const double u = 4.0 * std::sqrt(0.6) * (s6 * (s6 - 1.0) - cut * (cut - 1.0));
    EXPECT_NEAR(json.at("potential_energy").get<double>(), u, 1e-11);
}

// Ids with gaps and the origin of the box are those of the input in everything that a run writes.
TEST(ReportedCases, KeepTheirIdsAndTheirOriginInARun) {
    const TemporaryDirectory directory;
    for (const char* name : {"d21-idgap.data", "u19-idgap.dump"}) {
        for (const char* format : {"lammpstrj", "extxyz"}) {
            const auto out = directory.path(fmt::format("{}-{}", name, format));
            const auto file = directory.file(
                "run.toml", fmt::format("[system]\nconfig = \"{}\"\n[ensemble]\nkind = \"nve\"\ntemperature = 1.0\n"
                                        "timestep = 0.002\n[length]\nequilibration = 0\nproduction = 2\n"
                                        "[observe]\ntrajectory = {{ every = 2, format = \"{}\" }}\n",
                                        cases + name, format));
            const Outcome outcome = run(file, out);
            ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
            const auto summary = json_of(out + "/summary.json");
            EXPECT_EQ(summary.at("input").at("file"), cases + name);
            EXPECT_EQ(summary.at("mixture").at("source"), "the paper's mixture");
            EXPECT_NE(outcome.output.find(name), std::string::npos) << outcome.output;
            const auto last_frame = forces_of(shell_word(out + "/trajectory." + format));
            const auto final = forces_of(shell_word(out + "/final.data"));
            EXPECT_EQ(last_frame.at("digest"), final.at("digest"));
            for (const auto& json : {last_frame, final}) {
                EXPECT_EQ(json.at("input").at("origin"), nlohmann::json({-3.25, -1.0, 10.0}));
            }
            const std::string text = content_of(out + "/final.data");
            EXPECT_NE(text.find("\n-3.25 2.75 xlo xhi\n-1 4.5 ylo yhi\n10 17 zlo zhi\n"), std::string::npos) << text;
            EXPECT_NE(text.find("\n34 2 "), std::string::npos) << text;
        }
    }
}

TEST(ReportedCases, NameTheMixtureAndTheFrameInTheTable) {
    const Outcome outcome = soret_program("forces " + file_of("u15-twoframes.dump"));
    for (const char* words : {"frame 1 of 0 to 1, step 100", "the paper's mixture", "[[0.6, ", "shifted", "lj"}) {
        EXPECT_NE(outcome.output.find(words), std::string::npos) << words << outcome.output;
    }
}

TEST(ReportedCases, MayNameTheFrameInTheRunFile) {
    const TemporaryDirectory directory;
    const auto run_file = [&](const std::string& frame) {
        return directory.file("run.toml", fmt::format("[system]\nconfig = \"{}u15-twoframes.dump\"\n{}\n[ensemble]\n"
                                                      "kind = \"mc_nvt\"\ntemperature = 1.0\n[length]\n"
                                                      "equilibration = 0\nproduction = 1\n",
                                                      cases, frame));
    };
    const auto step = [&](const std::string& frame, const std::string& name, const std::string& more = "") {
        const Outcome outcome = run(run_file(frame), directory.path(name), more);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
        return json_of(directory.path(name) + "/summary.json").at("input").at("step").get<int>();
    };
    EXPECT_EQ(step("", "a"), 100);
    EXPECT_EQ(step("frame = 0", "b"), 0);
    EXPECT_EQ(step("frame = \"first\"", "c"), 0);
    EXPECT_EQ(step("frame = \"last\"", "d"), 100);
    EXPECT_EQ(step("frame = 0", "e", "--frame last"), 100);
    expect_error(run(run_file("frame = 7"), directory.path("f")), {"frame = 7", "[0, 1]"});
    expect_error(run(run_file("frame = -1"), directory.path("g")), {"run.toml:3: system.frame = -1"});
    expect_error(run(run_file("units = \"metal\""), directory.path("h")), {"run.toml:3: system.units", "as-is"});
}

TEST(ReportedCases, OfNistNeedAMixture) {
    expect_error(soret_program("forces " + shell_word(nist + "lj_sample_config_periodic4.txt")),
                 {"has no epsilon", "--mixture FILE"});
}

TEST(ReportedCases, MayHaveAGeometricMixture) {
    const TemporaryDirectory directory;
    const auto json = forces_of(file_of("d30-longbox.data") + " --mixture " + file_of("m01-geometric.toml"));
    EXPECT_EQ(json.at("mixture").at("sigma")[0][1], std::sqrt(1.4));
    EXPECT_EQ(json.at("mixture").at("epsilon")[0][1], std::sqrt(0.6));
    const auto weak = directory.file(
        "weak.toml", "[mixture]\nmass = [1, 1]\nepsilon = [0.6, 1]\nk12 = 0.05\nsigma = [1, 1]\ncutoff = 2.5\n");
    const auto note = forces_of(file_of("d30-longbox.data") + " --mixture " + weak).at("mixture").at("note");
    EXPECT_NE(note.get<std::string>().find("k12 = 1 (and not 0)"), std::string::npos) << note;
}

}  // namespace
}  // namespace soret::testing
