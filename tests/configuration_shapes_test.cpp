// The shapes in which programs and people write the same configuration: which are read, and which are refused and why.
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/configuration_mixture.hpp"
#include "soret/common/files/configuration_writers.hpp"
#include "soret/common/files/text_file.hpp"
#include "temporary_directory.hpp"

namespace soret {
namespace {

using testing::message_of;

Mixture named_mixture(std::vector<std::string> names) {
    MixtureParameters parameters = lorentz_berthelot({1.0, 2.5}, {1.0, 1.0}, {1.0, 1.0}, 2.5);
    parameters.names = std::move(names);
    return Mixture(parameters);
}

ConfigurationFile read(const std::string& text, const Mixture& mixture = named_mixture({"Ar", "Kr"})) {
    ConfigurationFile file = parse_configuration(text, "liquid", ReadingOptions{}.of(mixture));
    check_configuration(file, mixture);
    return file;
}

std::string message(const std::string& text, const Mixture& mixture = named_mixture({"Ar", "Kr"})) {
    return message_of<InvalidInput>([&] { read(text, mixture); });
}

void expect_message(const std::string& text, const std::string& part) {
    const std::string all = message(text);
    EXPECT_NE(all.find(part), std::string::npos) << all << "\nhas not: " << part;
    EXPECT_EQ(all.find('\n'), std::string::npos) << all;
}

/// Two atoms, of species 1 at (1, 2, 3) and 2 at (4, 5, 6).
void expect_two_atoms(const ConfigurationFile& file) {
    EXPECT_EQ(file.state.species, (std::vector<std::int32_t>{0, 1}));
    EXPECT_EQ(file.state.position_of(0), (Vector3{1.0, 2.0, 3.0}));
    EXPECT_EQ(file.state.position_of(1), (Vector3{4.0, 5.0, 6.0}));
}

std::string data(const std::string& atoms, const std::string& more = "", const std::string& header = "") {
    return "title\n2 atoms\n2 atom types\n0 8 xlo xhi\n0 8 ylo yhi\n0 8 zlo zhi\n" + header + "\n" + atoms + more;
}

TEST(AtomStyle, IsToldByItsName) {
    const std::vector<std::pair<std::string, std::pair<std::string, std::string>>> styles{
        {"atomic", {"1 1 1 2 3", "2 2 4 5 6"}},
        {"atomic/kk", {"1 1 1 2 3 0 0 0", "2 2 4 5 6 0 0 0"}},
        {"charge", {"1 1 0 1 2 3", "2 2 -0.0 4 5 6"}},
        {"molecular", {"1 7 1 1 2 3", "2 7 2 4 5 6"}},
        {"bond", {"1 7 1 1 2 3", "2 7 2 4 5 6"}},
        {"angle", {"1 0 1 1 2 3", "2 0 2 4 5 6"}},
        {"full", {"1 1 1 0.0 1 2 3 0 0 0", "2 1 2 0.0 4 5 6 0 0 0"}},
        {"full/kk", {"1 1 1 0.0 1 2 3", "2 1 2 0.0 4 5 6"}},
        {"dipole", {"1 1 0 1 2 3 0 0 0", "2 2 0 4 5 6 0 0 0"}},
        {"sphere", {"1 1 0 1.0 1 2 3", "2 2 0 2.5 4 5 6"}},
        {"ellipsoid", {"1 1 0 1.0 1 2 3", "2 2 0 2.5 4 5 6"}},
        {"hybrid atomic", {"1 1 1 2 3", "2 2 4 5 6"}},
        {"hybrid charge molecular", {"1 1 1 2 3 0.0 9", "2 2 4 5 6 0.0 9"}},
        {"hybrid sphere/kk charge", {"1 1 1 2 3 0 1.0 0.0 1 0 0", "2 2 4 5 6 0 2.5 0 0 0 0"}}};
    for (const auto& [style, rows] : styles) {
        SCOPED_TRACE(style);
        expect_two_atoms(read(data("Atoms # " + style + "\n" + rows.first + "\n" + rows.second + "\n")));
    }
}

TEST(AtomStyle, IsToldByTheNumberOfColumnsUnlessThatIsInDoubt) {
    expect_two_atoms(read(data("Atoms\n1 1 1 2 3\n2 2 4 5 6\n")));
    expect_two_atoms(read(data("Atoms\n1 1 1 2 3 0 0 0\n2 2 4 5 6 0 0 0\n")));
    expect_two_atoms(read(data("Atoms\n1 1 0.0 1 2 3\n2 2 0.0 4 5 6\n")));  // 0.0 is no type: charge
    expect_two_atoms(read(data("Atoms\n1 7 1 1 2 3\n2 7 2 4 5 6\n")));      // 7 is no type: molecular
    expect_message(data("Atoms\n1 1 1 1 2 3\n2 1 2 4 5 6\n"), "6 values fit charge and molecular: must be named");
    expect_message(data("Atoms\n1 1 1 0 1 2 3\n2 1 2 0 4 5 6\n"),
                   "7 values fit full and sphere and ellipsoid: must be named, as in \"Atoms # full\"");
    expect_message(data("Atoms\n1 1 1 2\n"), "4 values: fits no atom style");
}

TEST(AtomStyle, WithChargesDipolesOrBondsIsRefused) {
    expect_message(data("Atoms # charge\n1 1 0 1 2 3\n2 2 0.5 4 5 6\n"), "charge of atom 2 = 0.5: must be 0");
    expect_message(data("Atoms # full\n1 1 1 -1 1 2 3\n2 1 2 0 4 5 6\n"), "charge of atom 1 = -1.0: must be 0");
    expect_message(data("Atoms # dipole\n1 1 0 1 2 3 0 0 1\n2 2 0 4 5 6 0 0 0\n"), "muz of atom 1 = 1.0: must be 0");
    expect_message(data("Atoms # ellipsoid\n1 1 1 1 1 2 3\n2 2 0 1 4 5 6\n"), "ellipsoid flag of atom 1 = 1.0");
    expect_message(data("Atoms # atomic\n1 1 1 2 3\n2 2 4 5 6\n", "", "3 angles\n"), "\"3 angles\": must be 0");
    expect_message(data("Atoms # smd\n1 1 1 2 3\n2 2 4 5 6\n"), "atom_style \"smd\": must be atomic, charge");
    const std::string room =
        "0 bonds\n2 bond types\n4 extra bond per atom\n3 extra special per atom\n0 0.0 1e-14 xy xz yz\n";
    const auto file =
        read(data("Bond Coeffs # harmonic\n\n1 1 1\n2 1 1\n\nAtoms # atomic\n1 1 1 2 3\n2 2 4 5 6\n", "", room));
    expect_two_atoms(file);
    EXPECT_EQ(file.ignored, (std::vector<std::string>{"Bond Coeffs"}));
    expect_message(data("Atoms\n1 1 1 2 3\n2 2 4 5 6\n", "", "1e-3 0 0 xy xz yz\n"), "liquid:7: xy = 0.001: must be 0");
}

TEST(AtomStyle, OfSpheresGivesTheirMassAndLeavesTheirDiameterUnused) {
    const std::string density = fmt::format("{:.17g}", 6.0 / M_PI / 8.0);  // of a sphere of diameter 2 and mass 1
    const std::string rows = "Atoms # sphere\n1 1 2 " + density + " 1 2 3\n2 2 0 2.5 4 5 6\n";
    const auto file = read(data(rows, "Velocities\n\n1 1 2 3 0 0 0\n2 4 5 6 0 0 0\n"));
    expect_two_atoms(file);
    EXPECT_NEAR(file.masses.at(1).mass, 1.0, 1e-15);
    EXPECT_EQ(file.ignored, (std::vector<std::string>{"diameter", "angular velocities"}));
    EXPECT_EQ(file.state.velocity_of(1), (Vector3{4.0, 5.0, 6.0}));
    expect_message(data("Atoms # sphere\n1 1 2 1.0 1 2 3\n2 2 0 2.5 4 5 6\n"), "mass of type 1 = 4.18");
}

TEST(TypeNames, OfADataFileAreThoseOfTheMixtureInWhateverOrder) {
    const std::string labels = "Atom Type Labels\n\n1 Kr\n2 Ar\n\nMasses\n\nKr 2.5\n2 1.0\n\n";
    const auto by_label = read(data(labels + "Atoms # charge\n2 Ar 0 1 2 3\n7 Kr 0 4 5 6\n"));
    expect_two_atoms(by_label);
    EXPECT_EQ(by_label.masses.at(2).mass, 2.5);
    EXPECT_EQ(by_label.type_names.at(1), "Kr");
    expect_two_atoms(read(data(labels + "Atoms\n2 2 1 2 3\n7 1 4 5 6\n")));
    expect_two_atoms(read(data(labels + "Atoms\n2 Ar 1 2 3\n7 Kr 4 5 6\n")));
    expect_two_atoms(read(data("Masses\n\n1 2.5 # Kr\n2 1.0 # Ar\n\nAtoms\n2 2 1 2 3\n7 1 4 5 6\n")));
    expect_two_atoms(read(data("Masses\n\n1 1.0 # light\n2 2.5 # heavy\n\nAtoms\n2 1 1 2 3\n7 2 4 5 6\n")));
    expect_message(data("Atom Type Labels\n\n1 Xe\n2 Ar\n\nAtoms\n1 1 1 2 3\n2 2 4 5 6\n"),
                   "type of atom 1 = 1, called \"Xe\": must be one of the names of the mixture, \"Ar\", \"Kr\"");
    expect_message(data("Atoms\n1 Ar 1 2 3\n2 2 4 5 6\n"), "fits no atom style");
}

std::string dump(const std::string& columns, const std::string& first, const std::string& second,
                 const std::string& bounds = "pp pp pp\n0 8\n0 8\n0 8\n") {
    return "ITEM: TIMESTEP\n5\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS " + bounds + "ITEM: ATOMS " + columns + "\n" +
           first + "\n" + second + "\n";
}

TEST(DumpColumns, GiveSpeciesByNumberOrByName) {
    expect_two_atoms(read(dump("id element x y z", "1 Ar 1 2 3", "2 Kr 4 5 6")));
    expect_two_atoms(read(dump("id typelabel x y z", "1 Ar 1 2 3", "2 Kr 4 5 6")));
    expect_two_atoms(read(dump("id type element x y z", "1 2 Ar 1 2 3", "2 1 Kr 4 5 6")));  // a name says more
    expect_two_atoms(read(dump("id type element x y z", "1 1 C 1 2 3", "2 2 C 4 5 6")));    // C is LAMMPS for no name
    const auto with_text = read(dump("id type mol_name c_pe x y z", "1 1 a 0.5 1 2 3", "2 2 b 1.5 4 5 6"));
    expect_two_atoms(with_text);
    EXPECT_EQ(with_text.ignored, (std::vector<std::string>{"mol_name", "c_pe"}));
    EXPECT_EQ(with_text.extra.size(), 1U);
    expect_message(dump("id type element x y z", "1 1 Ar 1 2 3", "2 2 C 4 5 6"),
                   "species of atom 2: goes by its number");
    expect_message(dump("id element x y z", "1 Ar 1 2 3", "2 Xe 4 5 6"), "species of atom 2 = \"Xe\": must be one of");
    expect_message(dump("id q x y z", "1 0 1 2 3", "2 0 4 5 6"), "no column of the species");
    expect_message(dump("id type c_pe x y z", "1 1 0.5 1 2 3", "2 2 nan 4 5 6"), "c_pe of atom 2 is not a number");
}

TEST(DumpColumns, OfVelocitiesAreWholeOrAnError) {
    EXPECT_EQ(read(dump("id type x y z vx vy vz", "1 1 1 2 3 1 2 3", "2 2 4 5 6 4 5 6")).state.velocity[1][1], 5.0);
    for (const char* column : {"vx", "vz", "velocity", "momentum_x", "VX"}) {
        expect_message(dump(fmt::format("id type x y z {}", column), "1 1 1 2 3 1", "2 2 4 5 6 1"), "like a velocity");
    }
}

TEST(DumpFrames, HaveATiltThatIsRoundingAndUnitsThatAreSaidOnce) {
    const std::string tilted = "xy xz yz pp pp pp\n0 8 1e-13\n0 8 0\n0 8 -1e-13\n";
    expect_two_atoms(read(dump("id type x y z", "1 1 1 2 3", "2 2 4 5 6", tilted)));
    expect_message(dump("id type x y z", "1 1 1 2 3", "2 2 4 5 6", "xy xz yz pp pp pp\n0 8 0.5\n0 8 0\n0 8 0\n"),
                   "liquid:6: xy = 0.5: must be 0");
    const std::string frame = dump("id type x y z", "1 1 1 2 3", "2 2 4 5 6");
    expect_two_atoms(read("ITEM: UNITS\nlj\n" + frame + frame));
    expect_message("ITEM: UNITS\nmetal\n" + frame + frame, "liquid:2: units = metal: must be lj");
    const auto as_is = parse_configuration("ITEM: UNITS\nmetal\n" + frame, "liquid", {.units_as_is = true});
    EXPECT_EQ(as_is.units, "metal");
    EXPECT_EQ(to_json(as_is).at("units"), "as-is");
    // Only the last frame is damaged.
    expect_message(frame + frame + frame.substr(0, frame.size() - 5), "the last whole frame is 1 (step 5): --frame 1");
}

std::string xyz(const std::string& keys, const std::string& first, const std::string& second) {
    return "2\n" + keys + "\n" + first + "\n" + second + "\n";
}
const std::string lattice = "Lattice=\"8 0 0 0 8 0 0 0 8\" ";

TEST(ExtendedXyzKeys, AreReadInEveryWayTheyAreWritten) {
    for (const std::string keys :
         {"lattice=\"8 0 0 0 8 0 0 0 8\" PROPERTIES=species:S:1:pos:R:3", "Lattice = '8 0 0 0 8 0 0 0 8' pbc = T",
          "LATTICE=[[8, 0, 0], [0, 8.0, 0], [0, 1e-14, 8]] pbc=[true, True, 1]",
          "Lattice={8 0 0 0 8 0 0 0 8} pbc={t T TRUE}",
          "Lattice=[8,0,0,0,8,0,0,0,8] pbc=\"T, T, T\" comment=\"a = b [\" energy = -3.5 flag",
          "\"Lattice\"=\"8 0 0 0 8 0 0 0 8\" units=lj",
          "Lattice =\"8 0 0 0 8 0 0 0 8\" Properties= Species:s:1:Pos:r:3"}) {
        SCOPED_TRACE(keys);
        expect_two_atoms(read(xyz(keys, "1 1 2 3", "2 4 5 6")));
        expect_two_atoms(read(xyz(keys, "Ar 1 2 3", "Kr 4 5 6")));
    }
    expect_message(xyz(lattice + "pbc=[T, F, T]", "1 1 2 3", "2 4 5 6"), "must be \"T T T\"");
    expect_message(xyz(lattice + "units=metal", "1 1 2 3", "2 4 5 6"), "units = metal: must be lj");
    expect_message(xyz("Lattice=[[8,0,0],[0,8,0],[0.5,0,8]]", "1 1 2 3", "2 4 5 6"), "element 7 = 0.5: must be 0");
    expect_message(xyz("Lattice=[[8,0,0],[0,8,0]", "1 1 2 3", "2 4 5 6"), "must have a closing ]");
}

TEST(ExtendedXyzColumns, GiveVelocitiesUnderAllTheirNames) {
    for (const char* name : {"vel", "velo", "velocity", "velocities", "Velocity", "v"}) {
        const auto file =
            read(xyz(lattice + "Properties=species:S:1:pos:R:3:" + name + ":R:3", "1 1 2 3 1 2 3", "2 4 5 6 4 5 6"));
        EXPECT_EQ(file.state.velocity_of(1), (Vector3{4.0, 5.0, 6.0})) << name;
    }
    for (const char* name : {"momenta", "momentum", "Momenta"}) {
        const auto file =
            read(xyz(lattice + "Properties=species:S:1:pos:R:3:" + name + ":R:3", "1 1 2 3 1 2 3", "2 4 5 6 5 10 -5"));
        EXPECT_EQ(file.state.velocity_of(0), (Vector3{1.0, 2.0, 3.0})) << name;
        EXPECT_EQ(file.state.velocity_of(1), (Vector3{2.0, 4.0, -2.0})) << name;  // the mass of the mixture is 2.5
    }
    const std::string momenta = "Properties=species:S:1:pos:R:3:momenta:R:3";
    const std::string with_mass = xyz(lattice + momenta + ":masses:R:1", "1 1 2 3 1 2 3 1", "2 4 5 6 5 10 -5 2.5");
    EXPECT_EQ(parse_configuration(with_mass, "liquid").state.velocity_of(1), (Vector3{2.0, 4.0, -2.0}));
    EXPECT_EQ(message_of<InvalidInput>(
                  [&] { parse_configuration(xyz(lattice + momenta, "1 1 2 3 1 2 3", "2 4 5 6 5 10 -5"), "liquid"); }),
              "liquid:3: momentum of atom 1: must come with a mass, of its own or in the mixture");
    expect_message(xyz(lattice + momenta + ":vel:R:3", "1 1 2 3 1 2 3 1 2 3", "2 4 5 6 1 2 3 1 2 3"),
                   "like a velocity");
    expect_message(xyz(lattice + "Properties=species:S:1:pos:R:3:vx:R:1:vy:R:1", "1 1 2 3 1 2", "2 4 5 6 1 2"),
                   "column \"vx\": is not read");
    expect_message(xyz(lattice + "Properties=species:S:1:pos:R:3:vel:R:2", "1 1 2 3 1 2", "2 4 5 6 1 2"),
                   "must have 3 columns");
}

TEST(ExtendedXyzColumns, GiveSpeciesByNameAtomicNumberOrType) {
    expect_two_atoms(read(xyz(lattice + "Properties=numbers:I:1:pos:R:3", "18 1 2 3", "36 4 5 6")));
    expect_two_atoms(read(xyz(lattice + "Properties=Z:I:1:pos:R:3", "18 1 2 3", "36 4 5 6")));
    expect_two_atoms(read(xyz(lattice + "Properties=species:S:1:numbers:I:1:pos:R:3", "Ar 0 1 2 3", "Kr 0 4 5 6")));
    expect_two_atoms(read(xyz(lattice + "Properties=species:S:1:pos:R:3:type:I:1", "X 1 2 3 1", "X 4 5 6 2")));
    expect_two_atoms(read(xyz(lattice + "Properties=species:S:1:tag:S:2:pos:R:3", "Ar a b 1 2 3", "Kr c d 4 5 6")));
    expect_message(xyz(lattice + "Properties=numbers:I:1:pos:R:3", "18 1 2 3", "54 4 5 6"),
                   "species of atom 2 = \"Xe\"");
    expect_message(xyz(lattice + "Properties=numbers:I:1:pos:R:3", "18 1 2 3", "119 4 5 6"), "must be in [1, 118]");
    const std::string unnamed = message(xyz(lattice, "Kr 1 2 3", "Ar 4 5 6"), named_mixture({}));
    EXPECT_EQ(
        unnamed,
        "liquid:3: the species are called \"Kr\", \"Ar\", but the mixture has no names: must have names = [\"Kr\", "
        "\"Ar\"] in its file, in the order of its species");
}

TEST(PairCoefficients, AgreeWithTheMixtureOrAreRefused) {
    const std::string atoms = "\nAtoms # atomic\n1 1 1 2 3\n2 2 4 5 6\n";
    expect_two_atoms(read(data("Pair Coeffs # lj/cut\n\n1 1.000001 1\n2 1 1 2.5\n" + atoms)));
    expect_two_atoms(read(data("PairIJ Coeffs # lj/cut/kk\n\n1 1 1 1\n1 2 1 1 2.5\n2 2 1 1\n" + atoms)));
    expect_two_atoms(read(data("Pair Coeffs\n\n1 lj/cut 1 1\n2 lj/cut 1 1\n" + atoms)));
    expect_message(data("PairIJ Coeffs\n\n1 2 1 1.5\n" + atoms),
                   "liquid:10: sigma of types 1 and 2 = 1.5: must be 1.0");
    expect_message(data("Pair Coeffs\n\n1 1 1 3.0\n2 1 1\n" + atoms), "cutoff of types 1 and 1 = 3.0: must be 2.5");
    expect_message(data("Pair Coeffs # morse\n\n1 1 1 3.0\n" + atoms), "coefficients of \"morse\": must be of lj/cut");
    expect_message(data("Pair Coeffs\n\n1 1 1 3.0 4.0\n" + atoms), "a row of coefficients has 5 values");
    expect_message(data("Pair Coeffs\n\n1 -1 1\n" + atoms), "epsilon must be >= 0");
}

TEST(PairCoefficients, AreAMixtureOfTheirOwn) {
    const std::string text = data(
        "Atom Type Labels\n\n1 Ne\n2 Xe\n\nMasses\n\n1 1.0\n2 6.5\n\nPairIJ Coeffs # lj/cut\n\n"
        "1 1 0.5 1.0\n1 2 0.9 1.2 3.0\n2 2 2.0 1.5\n\nAtoms # atomic\n1 Ne 1 2 3\n2 Xe 4 5 6\n");
    const Mixture mixture = mixture_of(parse_configuration(text, "liquid", {.names_from_file = true}));
    EXPECT_EQ(mixture.mass(1), 6.5);
    EXPECT_EQ(mixture.names(), (std::vector<std::string>{"Ne", "Xe"}));
    EXPECT_EQ(mixture.parameters().epsilon(1, 0), 0.9);
    EXPECT_EQ(mixture.parameters().sigma(0, 1), 1.2);
    EXPECT_EQ(mixture.parameters().cutoff(0, 1), 3.0);
    EXPECT_EQ(mixture.parameters().cutoff(1, 1), cutoff_of_files);
    const auto fails = [](const std::string& coefficients) {
        return message_of<InvalidInput>([&] { mixture_of(parse_configuration(data(coefficients), "liquid")); });
    };
    EXPECT_EQ(fails("Pair Coeffs\n\n1 1 1\n2 1 1\n\nAtoms\n1 1 1 2 3\n2 2 4 5 6\n"),
              "liquid: type 1 has no mass: must have one for --mixture from-file");
    EXPECT_EQ(fails("Masses\n\n1 1\n2 1\n\nPair Coeffs\n\n1 1 1\n\nAtoms\n1 1 1 2 3\n2 2 4 5 6\n"),
              "liquid: type 2 has no coefficients: must have them for --mixture from-file");
}

TEST(DataTitle, IsTheFirstLineWhateverItHolds) {
    const std::string rest = "2 atom types\n0 8 xlo xhi\n0 8 ylo yhi\n0 8 zlo zhi\n\nAtoms\n1 1 1 2 3\n2 2 4 5 6\n";
    expect_message("2 atoms\n" + rest, "liquid:1: \"2 atoms\" is the title");
    expect_message("2 atoms # LAMMPS\n" + rest, "is the title");
    expect_message("0 8 xlo xhi\n2 atoms\n2 atom types\n0 8 ylo yhi\n0 8 zlo zhi\n\nAtoms\n1 1 1 2 3\n2 2 4 5 6\n",
                   "\"0 8 xlo xhi\" is the title");
    expect_two_atoms(read("\n2 atoms\n" + rest));
    expect_two_atoms(read("2 atoms\n2 atoms\n" + rest));
    for (const char* title : {"units = lj", "LJ units", "a unit cell of metal", "in reduced units", "units"}) {
        expect_two_atoms(read(std::string(title) + "\n2 atoms\n" + rest));
    }
    EXPECT_EQ(read("LAMMPS data file via write_data, timestep = 3000, units = lj\n2 atoms\n" + rest).step, 3000);
    for (const char* title : {"x, units = real", "Units: real", "UNITS real", "written in real units", "units=real"}) {
        expect_message(std::string(title) + "\n2 atoms\n" + rest, "liquid:1: units = real: must be lj");
    }
}

TEST(NistSample, MayHaveItsNumberOfAtomsFirst) {
    const Mixture one(lorentz_berthelot({1.0}, {1.0}, {1.0}, 2.5));
    const auto file = read("2\n8 8 8\n1 1 2 3\n2 -1 0 1\n", one);
    EXPECT_EQ(file.format, "NIST sample");
    EXPECT_EQ(file.state.position_of(0), (Vector3{5.0, 6.0, 7.0}));
    EXPECT_EQ(file.notes.size(), 1U);
}

TEST(Numbers, MayHaveTheExponentOfFortran) {
    EXPECT_EQ(parse_double("1.5D+00").value, 1.5);
    EXPECT_EQ(parse_double("-2.5d-01").value, -0.25);
    EXPECT_EQ(parse_double("+3D2").value, 300.0);
    for (const char* word : {"D", "1D", "D5", "1D+", "1DD2", "1D2.5", "0x1D+2", "1e5D2"}) {
        EXPECT_FALSE(parse_double(word).defect.empty()) << word;
    }
}

TEST(WrittenFiles, KeepNamesOriginAndIdsWithGaps) {
    const Mixture mixture = named_mixture({"Ar", "Kr"});
    State state;
    state.box = Box({8.0, 8.0, 700.25 + position_quantum});
    state.origin = {-3.25, -1.0, 0.0};
    state.add(7, 0, {1.0, 2.0, 3.0});
    state.add(19, 1, {4.0, 5.0, 600.0 + position_quantum});
    for (const std::vector<std::string>& names : {std::vector<std::string>{}, mixture.names()}) {
        for (const std::string& text : {lammps_data_text(state, {1.0, 2.5}, names), lammps_dump_text(state, 3, names),
                                        extended_xyz_text(state, 3, names)}) {
            const State read_back = read(text).state;
            EXPECT_EQ(read_back.id, state.id) << text;
            EXPECT_EQ(read_back.species, state.species) << text;
            EXPECT_EQ(read_back.box, state.box) << text;
            EXPECT_EQ(read_back.origin, state.origin) << text;
            EXPECT_EQ(read_back.position, state.position) << text;
            EXPECT_NE(text.find("-2.25 1 3"), std::string::npos) << text;
            EXPECT_EQ(text.find("Kr") != std::string::npos, !names.empty()) << text;
        }
    }
}

}  // namespace
}  // namespace soret
