#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "command_line.hpp"
#include "soret/common/execution.hpp"

namespace soret::testing {
namespace {

constexpr const char* asymmetric_mixture = R"([mixture]
mass    = [1.0, 2.5]
epsilon = [[0.8, 0.95], [0.95, 1.3]]
sigma   = [[1.0, 0.97], [0.97, 0.9]]
cutoff  = 2.5
)";

nlohmann::json forces(const std::string& arguments) {
    const Outcome outcome = soret_program("forces " + arguments + " --json -");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_EQ(outcome.errors, "");
    return nlohmann::json::parse(outcome.output);
}

// The sums of magnitudes here are at most some 1e5: 1e-11 of them.
constexpr double tolerance = 1e-6;

void expect_near(const nlohmann::json& measured, const nlohmann::json& expected, const char* key) {
    ASSERT_EQ(measured.size(), expected.size()) << key;
    for (std::size_t k = 0; k < expected.size(); ++k) {
        EXPECT_NEAR(measured[k].get<double>(), expected[k].get<double>(), tolerance) << key << " " << k;
    }
}

TEST(CommandForces, AgreesWithLammpsOnTheAsymmetricMixture) {
    const TemporaryDirectory directory;
    const auto mixture = directory.file("mixture.toml", asymmetric_mixture);
    const auto result = forces(shell_word(lammps + "asymmetric_n840.data") + " --mixture " + mixture);
    const auto expected = json_of(lammps + "asymmetric_n840.json").at("initial");
    EXPECT_EQ(result.at("n"), 840);
    for (const char* key : {"potential_energy", "kinetic_energy", "pressure"}) {
        EXPECT_NEAR(result.at(key).get<double>(), expected.at(key).get<double>(), tolerance) << key;
    }
    for (const char* key : {"virial", "pressure_tensor", "heat_current", "mass_current_1"}) {
        expect_near(result.at(key), expected.at(key), key);
    }
    EXPECT_EQ(result.at("tail_energy"), 0.0);
    EXPECT_FALSE(result.contains("forces"));
}

TEST(CommandForces, GivesNullWhereThereAreNoVelocitiesAndTheTailOfAPlainCutoff) {
    const TemporaryDirectory directory;
    const auto mixture = directory.file("mixture.toml",
                                        "[mixture]\nmass = [1.0]\nepsilon = [1.0]\nsigma = [1.0]\ncutoff = 3.0\n"
                                        "truncation = \"plain\"\n");
    const auto result = forces(shell_word(nist + "lj_sample_config_periodic1.txt") + " --mixture " + mixture);
    for (const char* key : {"kinetic_energy", "heat_current", "mass_current_1", "pressure", "pressure_tensor"}) {
        EXPECT_TRUE(result.at(key).is_null()) << key;
    }
    // NIST Standard Reference Simulation Website, Lennard-Jones reference calculations, configuration 1, r_c = 3, five
    // digits each.
    EXPECT_NEAR(result.at("potential_energy").get<double>(), -4.3515e3, 0.05);
    EXPECT_NEAR(result.at("tail_energy").get<double>(), -1.9849e2, 0.005);
    const auto virial = result.at("virial");
    EXPECT_NEAR(virial[0].get<double>() + virial[1].get<double>() + virial[2].get<double>(), -568.67, 0.05);
    const auto tail = result.at("tail_virial");
    ASSERT_EQ(tail.size(), 6U);
    const double c3 = 1.0 / 27.0;
    const double trace = 800.0 * 800.0 / 1000.0 * (8.0 * std::numbers::pi / 3.0) * (4.0 * c3 * c3 * c3 - 6.0 * c3);
    for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(tail[k].get<double>(), trace / 3.0, 1e-9);
    for (std::size_t k = 3; k < 6; ++k) EXPECT_EQ(tail[k], 0.0);
}

TEST(CommandForces, HasOneDigestOnEveryBackendInstructionSetNumberOfThreadsAndOrderOfTheFile) {
    const std::string file = shell_word(lammps + "paper_n500.data");
    const std::string digest = forces(file).at("digest");
    EXPECT_EQ(digest.size(), 16U);
    EXPECT_EQ(forces(file + " --backend reference").at("digest"), digest);
    EXPECT_EQ(forces(file + " --threads 3").at("digest"), digest);
    for (const InstructionSet isa : supported_instruction_sets()) {
        EXPECT_EQ(forces(fmt::format("{} --isa {}", file, name_of(isa))).at("digest"), digest);
    }
}

TEST(CommandForces, AreInExactPrecisionAndNameIt) {
    const std::string file = shell_word(lammps + "paper_n500.data");
    const auto named = forces(file + " --precision exact");
    EXPECT_EQ(named.at("provenance").at("precision"), "exact");
    EXPECT_EQ(named.at("digest"), forces(file).at("digest"));
    // It was the name of single precision.
    const Outcome outcome = soret_program("forces " + file + " --precision mixed");
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.errors,
              "soret: precision = mixed: must be exact (mixed was removed because it was slower with AVX-512)\n");
}

TEST(CommandForces, ListsForcesAndParticleEnergiesInOrderOfId) {
    const TemporaryDirectory directory;
    const auto pair = directory.file("pair.xyz",
                                     "2\nLattice=\"10 0 0 0 10 0 0 0 10\" Properties=species:S:1:pos:R:3:id:I:1\n"
                                     "2 1.5 2 3 2\n2 0.5 2 3 1\n");
    const auto result = forces(pair + " --forces");
    // Two particles of species 2 at r = 1: u = -u_LJ(2.5), f = 24, pushing them apart.
    EXPECT_EQ(result.at("forces"), nlohmann::json({{-24.0, 0.0, 0.0}, {24.0, 0.0, 0.0}}));
    const double u = -4.0 * (std::pow(2.5, -12) - std::pow(2.5, -6));
    ASSERT_EQ(result.at("particle_energies").size(), 2U);
    EXPECT_NEAR(result.at("particle_energies")[0].get<double>(), u / 2.0, 1e-12);
    EXPECT_NEAR(result.at("potential_energy").get<double>(), u, 1e-12);
    EXPECT_EQ(result.at("virial")[0], 24.0);
}

TEST(CommandForces, WritesJsonToAFileAndATableToTheTerminal) {
    const TemporaryDirectory directory;
    const auto json = directory.path("forces.json");
    const Outcome outcome = soret_program("forces " + shell_word(lammps + "paper_n500.data") + " --json " + json);
    EXPECT_EQ(outcome.exit_code, 0);
    const std::string digest = json_of(json).at("digest");
    EXPECT_NE(outcome.output.find(digest), std::string::npos);
    EXPECT_NE(outcome.output.find("LAMMPS data, 500 particles"), std::string::npos) << outcome.output;
    EXPECT_EQ(soret_program("forces " + shell_word(lammps + "paper_n500.data") + " --quiet").output, "");
}

TEST(CommandForces, NamesThePlaceOfEveryDamageInAConfiguration) {
    const TemporaryDirectory directory;
    const std::string good =
        "title\n"                                             // 1
        "3 atoms\n2 atom types\n"                             // 2
        "0 8 xlo xhi\n0 8 ylo yhi\n0 8 zlo zhi\n"             // 4
        "Masses\n1 1\n2 1\n"                                  // 7
        "Atoms # atomic\n1 1 1 1 1\n2 2 2 2 2\n3 1 3 3 3\n";  // 10
    EXPECT_EQ(soret_program("forces " + directory.file("good.data", good)).exit_code, 0);
    const std::string atom = "\n2 2 2 2 2\n";
    const std::vector<BadRunFile> cases{
        {atom, "\n2 2 nan 2 2\n", {":12: ", "x of atom 2", "nan", "finite"}},
        {atom, "\n2 2 2 inf 2\n", {":12: ", "y of atom 2", "inf", "finite"}},
        {atom, "\n2 2 2 2\n", {":12: ", "4 values", "must have 5"}},
        {atom, "\n1 2 2 2 2\n", {":12: ", "id", "1", "line 11"}},
        {atom, "\n0 2 2 2 2\n", {":12: ", "id", "0", "[1, "}},
        {atom, "\n2 3 2 2 2\n", {":12: ", "type of atom 2 = 3", "[1, 2]"}},
        {"\n3 1 3 3 3\n", "\n", {":12: ", "after 2 of 3 rows", "truncated"}},
        {"\n3 1 3 3 3\n", "\n3 1 3 3", {":13: ", "4 values", "must have 5"}},
        {"0 8 ylo yhi", "0 4.9 ylo yhi", {"bad.data:5 ", "y edge", "at least 5.0"}},
        {atom, "\n2 2 1 1 1\n", {":12: ", "same point as atom 1", "must be > 0"}},
        {atom, "\n2 2 8388617 2 2\n", {":12: ", "x of atom 2", "8388617"}},
        {"\n2 1\n", "\n2 2.5\n", {":9: ", "mass of type 2 = 2.5", "must be 1.0"}},
        {"title\n", std::string("title\0\1\2\n", 9), {":1: ", "byte 0x00", "must be a text file"}},
    };
    for (const BadRunFile& bad : cases) {
        SCOPED_TRACE(bad.to);
        const Outcome outcome = soret_program("forces " + directory.file("bad.data", with(good, bad.from, bad.to)));
        expect_error(outcome, bad.words);
        EXPECT_NE(outcome.errors.find("bad.data"), std::string::npos) << outcome.errors;
    }
}

TEST(CommandForces, SaysInOneLineWhatIsWrong) {
    const TemporaryDirectory directory;
    const std::string data = shell_word(lammps + "paper_n500.data");
    const auto text = content_of(lammps + "paper_n500.data");
    const auto broken = [&](const char* name, const std::string& from, const std::string& to) {
        return directory.file(name, with(text, from, to));
    };
    const auto mixture = directory.file("heavy.toml", asymmetric_mixture);
    const auto wide =
        directory.file("wide.toml", "[mixture]\nmass=[1.0,1.0]\nepsilon=[0.6,1.0]\nsigma=[1.0,1.0]\ncutoff=5.0\n");
    expect_error(soret_program("forces"), {"CONFIG"});
    expect_error(soret_program("forces " + directory.path("missing.data")), {"missing.data"});
    expect_error(soret_program("forces " + directory.path()), {directory.path()});
    expect_error(soret_program("forces " + data + " --backend fast"), {"backend = fast", "reference or optimized"});
    expect_error(soret_program("forces " + data + " --precision half"), {"precision = half: must be exact"});
    expect_error(soret_program("forces " + data + " --threads 0"), {"threads = 0", "[1, 4096]"});
    expect_error(soret_program("forces " + data + " --threads many"), {"threads = many", "[1, 4096]"});
    expect_error(soret_program("forces " + data + " --isa neon"), {"isa = neon", "sse2"});
    expect_error(soret_program("forces " + data + " --speed 3"), {"--speed"});
    expect_error(soret_program("forces " + data + " --mixture " + mixture), {"paper_n500.data", "mass", "2.5"});
    expect_error(soret_program("forces " + data + " --mixture " + wide), {"wide.toml", "cutoff = 5.0", "10.0", "edge"});
    expect_error(soret_program("forces " + data + " --json " + directory.path("no/such.json")), {"no/such.json"});
    expect_error(soret_program("forces " + data + " --json /dev/full"), {"/dev/full", "cannot be written"});
    expect_error(soret_program("forces " + broken("cut.data", "\nVelocities", "\nVelocity")), {"cut.data"});
    expect_error(soret_program("forces " + broken("atoms.data", "500 atoms", "501 atoms")), {"atoms.data", "501"});
    expect_error(soret_program("fly"), {"command fly: must be one of forces, run, models"});
    expect_error(soret_program(""), {"subcommand"});
}

TEST(CommandLine, SaysThatStandardOutputIsFull) {
    for (const char* arguments : {"--json -", ""}) {
        const std::string command =
            fmt::format("{} forces {} --forces {} >/dev/full 2>/dev/null", shell_word(SORET_PROGRAM),
                        shell_word(lammps + "paper_n500.data"), arguments);
        const int status = std::system(command.c_str());
        EXPECT_EQ(WEXITSTATUS(status), 2) << command;
    }
}

TEST(CommandLine, ExplainsItselfWithoutAnError) {
    for (const char* arguments : {"--help", "forces --help", "run --help", "--version"}) {
        const Outcome outcome = soret_program(arguments);
        EXPECT_EQ(outcome.exit_code, 0) << arguments;
        EXPECT_NE(outcome.output, "") << arguments;
        EXPECT_EQ(outcome.errors, "") << arguments;
    }
}

}  // namespace
}  // namespace soret::testing
