// Damaged and foreign configuration files: each gives one line that names file, place, value and limit, never a wrong
// state.
#include <sys/stat.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/configuration_writers.hpp"
#include "soret/common/random_streams.hpp"
#include "temporary_directory.hpp"

namespace soret {
namespace {

using testing::content_of;
using testing::message_of;
using testing::TemporaryDirectory;

const std::string test_data = SORET_TEST_DATA;

const std::string good_data =
    "title\n"                                            // 1
    "3 atoms\n2 atom types\n"                            // 2
    "0 8 xlo xhi\n-4 4.5 ylo yhi\n0 9 zlo zhi\n"         // 4
    "Masses\n1 1\n2 2.5\n"                               // 7
    "Atoms # atomic\n1 1 1 1 1\n2 2 2 2 2\n3 1 3 3 3\n"  // 10
    "Velocities\n1 0.1 0 0\n2 0 0.2 0\n3 0 0 0.3\n";     // 14

const std::string good_dump =
    "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS pp pp pp\n0 8\n0 8\n0 8\n"
    "ITEM: ATOMS id type x y z\n1 1 1 1 1\n2 2 2 2 2\n";

const std::string good_xyz =
    "2\nLattice=\"8 0 0 0 8 0 0 0 8\" Properties=species:S:1:pos:R:3:id:I:1\n1 1 1 1 1\n2 2 2 2 2\n";

const std::string good_nist = "8 8 8\n2\n1 1.0 1.0 1.0\n2 2.0 2.0 2.0\n";

Mixture two_species() {
    return Mixture(lorentz_berthelot({1.0, 2.5}, {1.0, 1.0}, {1.0, 1.0}, 2.5));
}

std::string message(const std::string& text, const Mixture& mixture = two_species(),
                    const std::string& mixture_name = {}) {
    return message_of<InvalidInput>(
        [&] { check_configuration(parse_configuration(text, "liquid"), mixture, mixture_name); });
}

/// The text with one piece replaced.
std::string with(std::string text, const std::string& old_piece, const std::string& new_piece) {
    const std::size_t at = text.find(old_piece);
    EXPECT_NE(at, std::string::npos) << old_piece;
    return text.replace(at, old_piece.size(), new_piece);
}

TEST(HostileConfiguration, StartsFromFilesThatAreGood) {
    for (const std::string& text : {good_data, good_dump, good_xyz}) EXPECT_EQ(message(text), "no error");
    EXPECT_EQ(message(good_nist), "no error");
}

TEST(HostileConfiguration, NamesACoordinateThatIsNoFiniteNumber) {
    const std::string atom = "\n2 2 2 2 2\n";
    EXPECT_EQ(message(with(good_data, atom, "\n2 2 nan 2 2\n")),
              "liquid:12: x of atom 2 is not a number: \"nan\" must be a finite number");
    EXPECT_EQ(message(with(good_data, atom, "\n2 2 2 -inf 2\n")),
              "liquid:12: y of atom 2 is infinite: \"-inf\" must be a finite number");
    EXPECT_EQ(message(with(good_data, atom, "\n2 2 2 2 2..5\n")),
              "liquid:12: z of atom 2 is not a number: \"2..5\" must be a finite number");
    EXPECT_EQ(message(with(good_data, atom, "\n2 2 2 2 1e999\n")),
              "liquid:12: z of atom 2 is out of the range of a double: \"1e999\" must be a finite number");
    EXPECT_EQ(message(with(good_data, "2 0 0.2 0", "2 0 NaN 0")),
              "liquid:16: vy of atom 2 is not a number: \"NaN\" must be a finite number");
    EXPECT_EQ(message(with(good_dump, "2 2 2 2 2", "2 2 2 2 x")),
              "liquid:11: z of atom 2 is not a number: \"x\" must be a finite number");
    EXPECT_EQ(message(with(good_xyz, "2 2 2 2 2", "2 0x1p3 2 2 2")),
              "liquid:4: x of atom 2 is not a number: \"0x1p3\" must be a finite number");
    EXPECT_EQ(message(with(good_nist, "2 2.0", "2 inf")),
              "liquid:4: x of atom 2 is infinite: \"inf\" must be a finite number");
}

TEST(HostileConfiguration, NamesARowWithAMissingCoordinate) {
    EXPECT_EQ(message(with(good_data, "\n1 1 1 1 1\n", "\n1 1 1 1\n")),
              "liquid:11: atom \"1\" has 4 values: must have 5 or 8 (id type x y z [ix iy iz] of atom_style atomic)");
    EXPECT_EQ(message(with(good_data, "\n2 2 2 2 2\n", "\n2 2 2 2\n")),
              "liquid:12: atom \"2\" has 4 values: must have 5 (id type x y z of atom_style atomic)");
    EXPECT_EQ(message(with(good_data, "2 0 0.2 0", "2 0 0.2")),
              "liquid:16: velocity of atom \"2\" has 3 values: must have 4 (id vx vy vz)");
    EXPECT_EQ(message(with(good_dump, "2 2 2 2 2", "2 2 2 2")),
              "liquid:11: row 2 of the atoms has 4 values: must have 5, one a column");
    EXPECT_EQ(message(with(good_xyz, "2 2 2 2 2", "2 2 2")),
              "liquid:4: row 2 of the atoms has 3 values: must have 5, one a column");
    EXPECT_EQ(message(with(good_nist, "2 2.0 2.0", "2 2.0")),
              "liquid:4: atom \"2\" has 3 values: must have 4 (id x y z)");
}

TEST(HostileConfiguration, NamesAnIdThatIsTwiceMissingOrNone) {
    EXPECT_EQ(message(with(good_data, "3 1 3 3 3", "2 1 3 3 3")),
              "liquid:13: id = 2: must be unique, it is also at line 12");
    EXPECT_EQ(message(with(good_data, "3 1 3 3 3", "4 1 3 3 3")),
              "liquid:17: id = 3: must be that of an atom of the section Atoms");
    EXPECT_EQ(message(with(good_data, "3 1 3 3 3", "0 1 3 3 3")),
              "liquid:13: id = 0: must be in [1, 9007199254740992]");
    EXPECT_EQ(message(with(good_data, "3 1 3 3 3", "3.5 1 3 3 3")), "liquid:13: id = \"3.5\": must be an integer");
    EXPECT_EQ(message(with(good_data, "2 0 0.2 0", "1 0 0.2 0")), "liquid:16: id = 1: must be unique in Velocities");
    EXPECT_EQ(message(with(good_data, "2 0 0.2 0", "9 0 0.2 0")),
              "liquid:16: id = 9: must be that of an atom of the section Atoms");
    EXPECT_EQ(message(with(good_dump, "id type", "mol type")), "liquid:9: there is no column id: must be one");
    EXPECT_EQ(message(with(good_dump, "2 2 2 2 2", "1 2 2 2 2")),
              "liquid:11: id = 1: must be unique, it is also at line 10");
    EXPECT_EQ(message(with(good_xyz, "2 2 2 2 2", "2 2 2 2 1")),
              "liquid:4: id = 1: must be unique, it is also at line 3");
    EXPECT_EQ(message(with(good_nist, "2 2.0", "7 2.0")), "no error");  // a gap
}

TEST(HostileConfiguration, NamesATypeOutsideFileOrMixture) {
    EXPECT_EQ(message(with(good_data, "2 2 2 2 2", "2 3 2 2 2")), "liquid:12: type of atom 2 = 3: must be in [1, 2]");
    EXPECT_EQ(message(with(good_data, "2 2 2 2 2", "2 0 2 2 2")), "liquid:12: type of atom 2 = 0: must be in [1, 2]");
    EXPECT_EQ(message(with(good_dump, "2 2 2 2 2", "2 3 2 2 2")),
              "liquid:11: type of atom 2 = 3: must be in [1, 2], the species of the mixture");
    EXPECT_EQ(
        message(with(good_xyz, "2 2 2 2 2", "Ar 2 2 2 2")),
        "liquid:4: species of atom 2: goes by its name, those of the atoms before it by their numbers: must be all the "
        "same");
    EXPECT_EQ(message(with(good_xyz, "2 2 2 2 2", "99999999999 2 2 2 2")),
              "liquid:4: type of atom 2 = 99999999999: must be in [1, 2147483647]");
}

TEST(HostileConfiguration, NamesAMassThatContradictsTheMixture) {
    EXPECT_EQ(message(with(good_data, "\n2 2.5\n", "\n2 2.6\n")),
              "liquid:9: mass of type 2 = 2.6: must be 2.5, as in the mixture");
    EXPECT_EQ(message(with(good_data, "\n2 2.5\n", "\n2 2.50001\n")), "no error");  // six digits, as LAMMPS writes
    EXPECT_EQ(message(with(good_data, "\n2 2.5\n", "\n2 -2.5\n")), "liquid:9: mass of type 2 = -2.5: must be > 0");
    EXPECT_EQ(message(with(good_data, "\n2 2.5\n", "\n3 2.5\n")), "liquid:9: type = 3: must be in [1, 2]");
    EXPECT_EQ(message(with(good_data, "\n2 2.5\n", "\n1 2.5\n")), "liquid:9: mass of type 1: must be given once");
    const std::string with_mass =
        with(with(with(good_dump, "x y z", "x y z mass"), "1 1 1 1 1", "1 2 1 1 1 2.5"), "2 2 2 2 2", "2 2 2 2 2 2.4");
    EXPECT_EQ(message(with_mass), "liquid:11: mass of type 2 = 2.4: must be 2.5, as at line 10");
}

TEST(HostileConfiguration, NamesAnEdgeThatIsTooShortTooLongOrNone) {
    EXPECT_EQ(message(with(good_data, "-4 4.5", "-4 0.5"), two_species(), "mixture.toml"),
              "mixture.toml: cutoff = 2.5 needs box edges of at least 5.0, but the y edge of liquid:5 is 4.5");
    EXPECT_EQ(message(with(good_data, "0 8 xlo", "0 4.999 xlo")),
              "cutoff = 2.5 needs box edges of at least 5.0, but the x edge of liquid:4 is 4.999000000000024");
    EXPECT_EQ(message(with(good_data, "0 8 xlo", "8 0 xlo")), "liquid:4: x edge = -8.0: must be in (0, 1024]");
    EXPECT_EQ(message(with(good_dump, "0 8\n0 8\n", "0 8\n0 1025\n")),
              "liquid:7: y edge = 1025.0: must be in (0, 1024]");
    EXPECT_EQ(message(with(good_nist, "8 8 8", "8 8 0")), "liquid:1: z edge = 0.0: must be in (0, 1024]");
    EXPECT_EQ(message(with(good_nist, "8 8 8", "8 nan 8")),
              "liquid:1: y edge is not a number: \"nan\" must be a finite number");
}

TEST(HostileConfiguration, NamesTwoParticlesOfAnInteractingPairAtOnePoint) {
    // Atom 3 is atom 1 one edge further along x.
    const std::string on_top = with(good_data, "3 1 3 3 3", "3 1 9 1 1");
    EXPECT_EQ(message(on_top),
              "liquid:13: atom 3 is at the same point as atom 1 (line 11): the distance of a pair that interacts must "
              "be > 0");
    const std::string others = with(good_data, "2 2 2 2 2", "2 2 1 1 1");
    EXPECT_EQ(message(others),
              "liquid:12: atom 2 is at the same point as atom 1 (line 11): the distance of a pair that interacts must "
              "be > 0");
    MixtureParameters parameters = two_species().parameters();
    parameters.epsilon(0, 1) = parameters.epsilon(1, 0) = 0.0;
    EXPECT_EQ(message(others, Mixture(parameters)), "no error");
    EXPECT_NE(message(on_top, Mixture(parameters)), "no error");
}

TEST(HostileConfiguration, NamesACoordinateOrImageThatIsTooFarAway) {
    EXPECT_EQ(message(with(good_data, "3 1 3 3 3", "3 1 1e30 3 3")),
              "liquid:13: x of atom 3 = 1e+30: must be at most 2^20 = 1048576 edges of 8.0 from the box");
    EXPECT_EQ(message(with(good_data, "3 1 3 3 3", "3 1 -8388609 3 3")),
              "liquid:13: x of atom 3 = -8388609.0: must be at most 2^20 = 1048576 edges of 8.0 from the box");
    EXPECT_EQ(message(with(good_data, "3 1 3 3 3", "3 1 -8388607 3 3")), "no error");
    const std::string with_images = with(good_dump, "x y z", "x y z ix iy iz");
    EXPECT_EQ(message(with(with(with_images, "1 1 1 1 1", "1 1 1 1 1 0 0 0"), "2 2 2 2 2", "2 2 2 2 2 0 1048577 0")),
              "liquid:11: iy of atom 2 = 1048577: must be in [-2^20, 2^20]");
    EXPECT_EQ(
        message(with(with(with_images, "1 1 1 1 1", "1 1 1 1 1 0 0 0"), "2 2 2 2 2", "2 2 2 12 2 0 1048576 0")),
        "liquid:11: y of atom 2 = 12.0 and image 1048576: must be at most 2^20 = 1048576 edges of 8.0 from the box");
}

TEST(HostileConfiguration, NamesWhatDoesNotBelongToALiquidOfAtoms) {
    EXPECT_EQ(
        message(with(good_data, "# atomic", "# body")),
        "liquid:10: atom_style \"body\": must be atomic, charge, molecular, bond, angle, full, sphere, ellipsoid, "
        "dipole, or hybrid of them");
    EXPECT_EQ(message(with(good_data, "Velocities", "Bonds")),
              "liquid:14: section \"Bonds\": must not be there: particles without bonds are simulated");
    EXPECT_EQ(message(with(good_data, "2 atom types", "2 atom types\n5 bonds")),
              "liquid:4: \"5 bonds\": must be 0, particles without bonds are simulated");
    EXPECT_EQ(message(with(good_data, "Masses", "0.5 0 0 xy xz yz\nMasses")),
              "liquid:7: xy = 0.5: must be 0, the box must be orthogonal");
    EXPECT_EQ(message(with(good_dump, "pp pp pp", "xy xz yz pp pp pp")),
              "liquid:6: x bounds \"0 8\": must be two values and a tilt");
    EXPECT_EQ(message(with(good_dump, "pp pp pp", "pp pp ff")),
              "liquid:5: box bounds \"pp pp ff\": must be pp pp pp, an orthogonal box periodic in all directions");
    EXPECT_EQ(message(with(good_xyz, "8 0 0 0 8", "8 1 0 0 8")),
              "liquid:2: Lattice=\"8 1 0 0 8 0 0 0 8\": element 2 = 1.0: must be 0, the box must be orthogonal");
    EXPECT_EQ(message(with(good_xyz, "Lattice", "pbc=\"T T F\" Lattice")),
              "liquid:2: pbc=\"T T F\": must be \"T T T\", periodic in all directions");
    EXPECT_EQ(message("2\nwater\n1 1 1 1\n1 2 2 2\n"), "liquid:2: there is no Lattice=\"...\": must give the box");
}

TEST(HostileConfiguration, NamesACountThatDisagreesWithTheRows) {
    EXPECT_EQ(message(with(good_data, "3 atoms", "2 atoms")),
              "liquid:13: \"3 1 3 3 3\": must be the name of a section, 2 rows were to be read before it");
    EXPECT_EQ(message(with(good_data, "3 atoms", "4 atoms")),
              "liquid:14: Atoms has 3 rows: must have 4, as the header says");
    EXPECT_EQ(message(with(good_data, "3 atoms", "0 atoms")), "liquid:2: number of atoms = 0: must be >= 1");
    EXPECT_EQ(
        message(with(good_data, "3 atoms", "9000000000000000000 atoms")),
        "liquid:2: number of atoms = 9000000000000000000: the file of 187 bytes ends before them, it is truncated");
    EXPECT_EQ(message(with(good_dump, "\n2\nITEM", "\n1\nITEM")),
              "liquid:11: more rows than the 1 atoms of the header");
    EXPECT_EQ(message(with(good_dump, "\n2\nITEM", "\n3\nITEM")),
              "liquid:11: the rows end after 2 of 3 atoms: the file is truncated");
    EXPECT_EQ(message(with(good_xyz, "2\nLattice", "1\nLattice")),
              "liquid:4: \"2 2 2 2 2\": must be one value, the number of atoms of a frame; the last whole frame is 0: "
              "--frame 0 takes it");
    EXPECT_EQ(message(with(good_xyz, "2\nLattice", "3\nLattice")),
              "liquid:4: the rows end after 2 of 3 atoms: the file is truncated");
    EXPECT_EQ(message(with(good_nist, "\n2\n", "\n1\n")), "liquid:4: more rows than the 1 atoms of the header");
    EXPECT_EQ(message(with(good_nist, "\n2\n", "\n3\n")),
              "liquid:4: the rows end after 2 of 3 atoms: the file is truncated");
}

// "0.3" cut to "0." is a number too.
TEST(HostileConfiguration, NamesAnEndWithinTheLastNumber) {
    for (const std::string& text : {good_data, good_dump, good_xyz, good_nist}) {
        for (std::size_t lost : {1U, 2U}) {
            const std::string cut = text.substr(0, text.size() - lost);
            if (cut.back() == ' ') continue;
            EXPECT_NE(message(cut).find(": the file ends without a newline: cut off?"), std::string::npos)
                << message(cut);
        }
    }
    const std::string number_cut = good_data.substr(0, good_data.size() - 2);
    EXPECT_EQ(message(number_cut),
              "liquid:17: the file ends without a newline: cut off? must end with one if it is complete");
    // A frame before the one that is cut off, or is still being written, is whole.
    for (const std::string& text : {good_dump, good_xyz}) {
        const std::string two_frames = text + text.substr(0, text.size() - 1);
        EXPECT_EQ(parse_configuration(two_frames, "liquid", {.frame = 0}).state.size(), 2U);
        EXPECT_NE(message(two_frames), "no error");
    }
}

TEST(HostileConfiguration, NamesAFrameThatIsNotThere) {
    const auto frame = [](const std::string& text, std::int64_t k) {
        return message_of<InvalidInput>([&] { parse_configuration(text, "liquid", {.frame = k}); });
    };
    EXPECT_EQ(frame(good_dump, 1), "liquid: frame = 1: must be in [0, 0]: the file has one frame");
    EXPECT_EQ(frame(good_xyz + good_xyz, 2), "liquid: frame = 2: must be in [0, 1]: the file has 2 frames");
    EXPECT_EQ(frame(good_data, 0), "no error");
    EXPECT_EQ(frame(good_data, 1), "liquid: frame = 1: must be in [0, 0]: the file has one frame");
}

TEST(HostileConfiguration, NamesAFileThatIsNoText) {
    const TemporaryDirectory directory;
    const auto read = [&](const std::string& name) {
        return message_of<InvalidInput>([&] { read_configuration(directory.path(name)); }, directory.path());
    };
    directory.file("empty", "");
    directory.file("blank", " \n\n\t\n");
    directory.file("zip.data", std::string("\x1f\x8b\x08\x00\x00", 5));
    directory.file("binary", std::string("title\n\x00\x01\x02", 9));
    directory.file("word.data", "nothing of the kind\n");
    directory.file("unreadable", good_data);
    std::filesystem::create_directory(directory.path("directory"));
    ::chmod(directory.path(".").c_str(), 0755);
    ::chmod(directory.path("unreadable").c_str(), 0);
    EXPECT_EQ(read("missing"), "missing: cannot be read: No such file or directory");
    EXPECT_EQ(read("directory"), "directory: is a directory: must be a file");
    EXPECT_EQ(read("empty"), "empty: is empty");
    EXPECT_EQ(read("blank"), "blank: has no content: must be a configuration");
    EXPECT_EQ(read("zip.data"), "zip.data: is packed by gzip and damaged or cut off");
    EXPECT_EQ(read("binary"), "binary:2: byte 0x00: must be a text file, this one is binary");
    EXPECT_EQ(
        read("word.data"),
        "word.data: unknown format: must be a LAMMPS data file, a LAMMPS text dump, extended XYZ or the NIST sample "
        "format");
    {
        const testing::WithoutRootPrivileges nobody;
        EXPECT_EQ(read("unreadable"), "unreadable: cannot be read: Permission denied");
    }
    EXPECT_EQ(message_of<InvalidInput>([] { read_configuration("/dev/zero"); }),
              "/dev/zero: is a device: must be a file or a pipe");
}

// Either a state that every check accepts, or one InvalidInput of one line. Returns whether it was a state.
bool is_state_or_one_line(const std::string& text, const Mixture& mixture) {
    try {
        const ConfigurationFile file = parse_configuration(text, "liquid");
        check_configuration(file, mixture);
        EXPECT_NO_THROW(check_state(file.state, mixture));
        for (const auto& velocity : file.state.velocity) {
            for (const double v : velocity) EXPECT_TRUE(std::isfinite(v));
        }
        for (const ExtraColumn& column : file.extra) {
            for (const double value : column.values) EXPECT_TRUE(std::isfinite(value));
        }
        return true;
    } catch (const InvalidInput& error) {
        const std::string line = error.what();
        EXPECT_EQ(line.find('\n'), std::string::npos) << line;
        EXPECT_TRUE(line.starts_with("liquid:") || line.starts_with("cutoff = ")) << line;
        return false;
    }
}

std::vector<std::string> fuzz_texts() {
    std::vector<std::string> texts{good_data, good_dump, good_xyz, good_nist,
                                   content_of(test_data + "/nist/lj_sample_config_periodic4.txt")};
    const State state = read_configuration(test_data + "/lammps/paper_n500.data").state;
    texts.push_back(extended_xyz_text(state, 0));
    for (const std::string name : {"paper_n500.data", "paper_n500.dump"})
        texts.push_back(content_of(test_data + "/lammps/" + name));
    return texts;
}

TEST(HostileConfiguration, IsAStateOrOneLineIfTruncatedAnywhere) {
    for (const std::string& text : fuzz_texts()) {
        int states = 0;
        for (std::size_t k = 0; k < 50; ++k)
            states += is_state_or_one_line(text.substr(0, text.size() * k / 50), two_species());
        // A fiftieth of a short text may be no more than its last newline.
        if (text.size() > 1000) {
            EXPECT_EQ(states, 0);
        }
    }
    for (const std::string& text : {good_data, good_dump, good_xyz, good_nist}) {
        for (std::size_t length = 0; length <= text.size(); ++length)
            is_state_or_one_line(text.substr(0, length), two_species());
    }
}

TEST(HostileConfiguration, IsAStateOrOneLineIfBytesAreFlipped) {
    std::uint64_t draw = 0;
    const auto next = [&](std::size_t bound) {
        const RandomWords words = random_words(1, RandomStream::synthetic_series, draw++, 0);
        return static_cast<std::size_t>(index_from(words[0], static_cast<std::uint32_t>(bound)));
    };
    // Half of the bytes are of the kind that keeps the file plausible.
    static constexpr std::string_view plausible = "0123456789.-+eE \t\n\r#:\"=naif";
    for (const std::string& text : fuzz_texts()) {
        for (int k = 0; k < (text.size() < 1000 ? 2000 : 100); ++k) {
            std::string damaged = text;
            for (std::size_t flips = 1 + next(4); flips > 0; --flips) {
                const char byte = next(2) == 0 ? plausible[next(plausible.size())] : static_cast<char>(next(256));
                damaged[next(damaged.size())] = byte;
            }
            is_state_or_one_line(damaged, two_species());
        }
    }
}

TEST(HostileConfiguration, IsAStateOrOneLineIfLinesAreLostDoubledOrSwapped) {
    std::uint64_t draw = 0;
    const auto next = [&](std::size_t bound) {
        const RandomWords words = random_words(2, RandomStream::synthetic_series, draw++, 0);
        return static_cast<std::size_t>(index_from(words[0], static_cast<std::uint32_t>(bound)));
    };
    for (const std::string& text : {good_data, good_dump, good_xyz, good_nist}) {
        std::vector<std::string> lines;
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = text.find('\n', begin) + 1;
            lines.push_back(text.substr(begin, end - begin));
            begin = end;
        }
        for (int k = 0; k < 2000; ++k) {
            std::vector<std::string> changed = lines;
            for (std::size_t changes = 1 + next(3); changes > 0 && !changed.empty(); --changes) {
                const auto at = static_cast<std::ptrdiff_t>(next(changed.size()));
                const std::string other = changed[next(changed.size())];
                const std::size_t kind = next(3);
                if (kind == 0) changed.erase(changed.begin() + at);
                if (kind == 1) changed.insert(changed.begin() + at, other);
                if (kind == 2) changed[static_cast<std::size_t>(at)] = other;
            }
            std::string joined;
            for (const std::string& line : changed) joined += line;
            is_state_or_one_line(joined, two_species());
        }
    }
}

}  // namespace
}  // namespace soret
