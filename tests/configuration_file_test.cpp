#include <bit>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <rapidcheck.h>

#include "fixed_random_seed.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/configuration_writers.hpp"
#include "temporary_directory.hpp"

namespace soret {
namespace {

using testing::content_of;

const std::string test_data = SORET_TEST_DATA;

ConfigurationFile oracle(const std::string& name) {
    return read_configuration(test_data + "/" + name);
}

Mixture oracle_mixture(const std::string& name) {
    const auto values = nlohmann::json::parse(content_of(test_data + "/lammps/" + name + ".json"));
    MixtureParameters parameters;
    parameters.mass = values["mass"].get<std::vector<double>>();
    for (auto* matrix : {&parameters.epsilon, &parameters.sigma, &parameters.cutoff}) *matrix = SpeciesMatrix(2, 0.0);
    for (std::size_t a = 0; a < 2; ++a) {
        for (std::size_t b = 0; b < 2; ++b) {
            parameters.epsilon(a, b) = values["epsilon"][a][b].get<double>();
            parameters.sigma(a, b) = values["sigma"][a][b].get<double>();
            parameters.cutoff(a, b) = values["cutoff"].get<double>();
        }
    }
    return Mixture(parameters);
}

// The number in the file, less the edges taken off, on the grid.
void expect_coordinate(const State& state, std::size_t axis, std::size_t i, double in_file) {
    const Vector3& e = state.box.edges();
    const double edge = axis == 0 ? e.x : (axis == 1 ? e.y : e.z);
    EXPECT_NEAR(state.position[axis][i] + state.image[axis][i] * edge, in_file, position_quantum);
}

// Written by LAMMPS (29 Sep 2021 Update 2, write_data): first and last rows of the file, as they stand there.
TEST(ConfigurationFile, ReadsLammpsData) {
    const ConfigurationFile file = oracle("lammps/asymmetric_n840.data");
    EXPECT_EQ(file.format, "LAMMPS data");
    ASSERT_EQ(file.state.size(), 840u);
    EXPECT_NEAR(file.state.box.edges().z, 12.514649491351946, 0.5 * position_quantum);
    EXPECT_EQ(file.state.id[0], 221);
    EXPECT_EQ(file.state.species[0], 1);
    EXPECT_NEAR(file.state.position[0][0], 1.5663991164260505, position_quantum);
    EXPECT_EQ(file.state.image[1][0], 1);
    EXPECT_EQ(file.state.velocity[2][0], 1.3483465023336505);
    EXPECT_EQ(file.masses.at(1).mass, 1.0);
    EXPECT_EQ(file.masses.at(2).mass, 2.5);
    EXPECT_EQ(file.masses.at(2).line, 13u);
    EXPECT_EQ(file.particle_line[0], 17u);
    EXPECT_EQ(file.edge_line[2], 8u);
    EXPECT_NO_THROW(check_configuration(file, oracle_mixture("asymmetric_n840")));
}

TEST(ConfigurationFile, ReadsLammpsDump) {
    const ConfigurationFile file = oracle("lammps/asymmetric_n840.dump");
    EXPECT_EQ(file.format, "LAMMPS text dump");
    ASSERT_EQ(file.state.size(), 840u);
    EXPECT_EQ(file.step, 0);
    EXPECT_EQ(file.state.id[0], 1);
    EXPECT_EQ(file.state.id[839], 840);
    expect_coordinate(file.state, 0, 0, 9.4828046168192124);
    EXPECT_EQ(file.state.velocity[0][0], 0.19350204603059762);
    ASSERT_EQ(file.extra.size(), 4u);
    ASSERT_NE(file.column("c_pe"), nullptr);
    EXPECT_EQ((*file.column("c_pe"))[0], -5.5716828268155396);
    EXPECT_EQ((*file.column("fx"))[1], 17.20378754272436);
    EXPECT_EQ(file.column("fw"), nullptr);
    EXPECT_NO_THROW(check_configuration(file, oracle_mixture("asymmetric_n840")));
}

TEST(ConfigurationFile, GivesTheSameStateFromTheDataAndTheDumpOfLammps) {
    for (const std::string name : {"lammps/asymmetric_n840", "lammps/paper_n500"}) {
        const State data = oracle(name + ".data").state.sorted_by_id();
        const State dump = oracle(name + ".dump").state.sorted_by_id();
        ASSERT_EQ(data.size(), dump.size());
        EXPECT_EQ(data.species, dump.species);
        EXPECT_EQ(data.id, dump.id);
        EXPECT_EQ(data.box, dump.box);
        for (std::size_t i = 0; i < data.size(); ++i) {
            const Vector3 r = data.box.minimum_image(data.position_of(i), dump.position_of(i));
            EXPECT_LE(std::sqrt(dot(r, r)), 2.0 * position_quantum) << i;
            // One file has 16, the other 17 significant digits.
            for (const auto& v : {std::pair(data.velocity_of(i), dump.velocity_of(i))}) {
                EXPECT_NEAR(v.first.x, v.second.x, 4e-15);
                EXPECT_NEAR(v.first.y, v.second.y, 4e-15);
                EXPECT_NEAR(v.first.z, v.second.z, 4e-15);
            }
        }
    }
}

TEST(ConfigurationFile, ReadsTheNistSampleFormat) {
    const std::vector<std::pair<std::string, std::size_t>> samples{{"1", 800}, {"2", 200}, {"4", 30}};
    for (const auto& [number, count] : samples) {
        const ConfigurationFile file = oracle("nist/lj_sample_config_periodic" + number + ".txt");
        EXPECT_EQ(file.format, "NIST sample");
        EXPECT_EQ(file.state.size(), count);
        EXPECT_FALSE(file.state.has_velocities());
        EXPECT_EQ(file.state.origin.x, -0.5 * file.state.box.edges().x);
        for (const auto& image : file.state.image) EXPECT_EQ(image, std::vector<std::int32_t>(count, 0));
    }
    const ConfigurationFile first = oracle("nist/lj_sample_config_periodic1.txt");
    EXPECT_NEAR(first.state.position[0][0] + first.state.origin.x, -1.126362593256E-01, position_quantum);
    EXPECT_EQ(first.state.box.edges(), (Vector3{10.0, 10.0, 10.0}));
}

const std::string box_lines = "ITEM: BOX BOUNDS pp pp pp\n-1 9\n0 10\n0 20\n";

TEST(ConfigurationFile, TakesTheColumnsOfADumpInAnyOrderAndAnyKindOfCoordinate) {
    const auto read = [](const std::string& columns, const std::string& row) {
        return parse_configuration("ITEM: TIMESTEP\n7\nITEM: NUMBER OF ATOMS\n1\n" + box_lines + "ITEM: ATOMS " +
                                       columns + "\n" + row + "\n",
                                   "a.dump")
            .state;
    };
    const State wrapped = read("z type x iz ix iy y id", "19 1 8.5 2 0 -1 3 1");
    EXPECT_EQ(wrapped.position_of(0), (Vector3{9.5, 3.0, 19.0}));
    EXPECT_EQ(wrapped.image[1][0], -1);
    EXPECT_EQ(wrapped.image[2][0], 2);
    const State scaled = read("id type xs ys zs", "1 1 0.95 0.25 1.5");
    EXPECT_EQ(scaled.position_of(0), (Vector3{9.5, 2.5, 10.0}));
    EXPECT_EQ(scaled.image[2][0], 1);
    const State unwrapped = read("id type xu yu zu ix iy iz", "1 1 18.5 -7 59 1 -1 2");
    EXPECT_EQ(unwrapped.position_of(0), (Vector3{9.5, 3.0, 19.0}));
    EXPECT_EQ(unwrapped.image[0][0], 1);
    EXPECT_EQ(unwrapped.image[1][0], -1);
    EXPECT_EQ(unwrapped.image[2][0], 2);
    const State scaled_unwrapped = read("id type xsu ysu zsu element", "1 1 1.5 -0.25 0 Ar");
    EXPECT_EQ(scaled_unwrapped.position_of(0), (Vector3{5.0, 7.5, 0.0}));
    EXPECT_EQ(scaled_unwrapped.image[1][0], -1);
}

TEST(ConfigurationFile, ReadsTheLastFrameOrTheOneAskedFor) {
    State state;
    state.box = Box({10.0, 10.0, 10.0});
    state.add(1, 0, {1.0, 2.0, 3.0});
    std::string dump;
    std::string xyz;
    for (int step = 0; step < 3; ++step) {
        state.position[0][0] = step;
        // LAMMPS writes these two lines before the time step if asked for.
        dump += "ITEM: UNITS\nlj\nITEM: TIME\n0.5\n" + lammps_dump_text(state, 10 * step);
        xyz += extended_xyz_text(state, 10 * step) + "\n";
    }
    EXPECT_EQ(parse_configuration(dump, "d").state.position[0][0], 2.0);
    EXPECT_EQ(parse_configuration(dump, "d", {.frame = 1}).state.position[0][0], 1.0);
    EXPECT_EQ(parse_configuration(dump, "d", {.frame = 0}).step, 0);
    EXPECT_EQ(parse_configuration(xyz, "x").state.position[0][0], 2.0);
    EXPECT_EQ(parse_configuration(xyz, "x", {.frame = 1}).state.position[0][0], 1.0);
}

TEST(ConfigurationFile, ReadsExtendedXyzOfOthers) {
    const ConfigurationFile file = parse_configuration(
        "2\npbc=\"T T T\" Lattice=\"8.0 0.0 0.0 0.0 9.0 0.0 0.0 0.0 10.0\" Origin=\"-4 0 0\" "
        "Properties=id:I:1:pos:R:3:species:S:1:forces:R:3:velo:R:3:masses:R:1:tag:S:1:charge:R:1 energy=-3.5 virial={1 "
        "2}\n"
        "2 -3 1 2 2 0.5 0 0 1 2 3 2.5 a 0.1\n1 3 1 2 1 -0.5 0 0 -1 -2 -3 1.0 b 0.2\n",
        "a.xyz");
    EXPECT_EQ(file.format, "extended XYZ");
    EXPECT_EQ(file.state.id, (std::vector<std::int64_t>{2, 1}));
    EXPECT_EQ(file.state.species, (std::vector<std::int32_t>{1, 0}));
    EXPECT_EQ(file.state.position_of(0), (Vector3{1.0, 1.0, 2.0}));
    EXPECT_EQ(file.state.velocity_of(1), (Vector3{-1.0, -2.0, -3.0}));
    EXPECT_EQ(file.masses.at(2).mass, 2.5);
    EXPECT_EQ(*file.column("fx"), (std::vector<double>{0.5, -0.5}));
    EXPECT_EQ(*file.column("charge"), (std::vector<double>{0.1, 0.2}));
    EXPECT_EQ(file.column("tag"), nullptr);
    const ConfigurationFile plain = parse_configuration("1\nLattice=\"8 0 0 0 9 0 0 0 10\"\n1 1 2 3\n", "b.xyz");
    EXPECT_EQ(plain.state.id[0], 1);
}

// What a Windows editor, a person and LAMMPS with its coefficients add to a data file.
TEST(ConfigurationFile, AcceptsCarriageReturnsCommentsAndBlankLines) {
    const ConfigurationFile file = parse_configuration(
        "\xef\xbb\xbf# title\r\n\r\n\r\n2 atoms # two\r\n0 bonds\r\n 1 atom types\r\n\r\n0 8 xlo xhi\r\n0\t8 ylo "
        "yhi\r\n"
        "+0 8.0e0 zlo zhi\r\n0 0 0 xy xz yz\r\n\r\nPair Coeffs # lj/cut\r\n\r\n1 1 1\r\n\r\nAtoms\r\n\r\n"
        "# ids, then\r\n1 1 1 2 3 # first\r\n\r\n2 1 4 5 6\r\n\r\n  \r\n"
        "Masses\r\n\r\n1 1.0\r\n",
        "a.data");
    EXPECT_EQ(file.state.size(), 2u);
    EXPECT_EQ(file.state.position_of(1), (Vector3{4.0, 5.0, 6.0}));
    EXPECT_EQ(file.particle_line[1], 22u);
}

TEST(ConfigurationFile, WritesWhatLammpsReadsFromAnyOrder) {
    State state;
    state.box = Box({8.0, 8.5, 9.0});
    state.add(2, 1, {-1.0, 2.0, 3.0});
    state.add(1, 0, {0.5, 0.25, 0.125});
    EXPECT_EQ(lammps_data_text(state, {1.0, 2.5}),
              "LAMMPS data file in the units of the mixture\n\n2 atoms\n2 atom types\n\n0 8 xlo xhi\n0 8.5 ylo yhi\n0 "
              "9 zlo zhi\n\n"
              "Masses\n\n1 1\n2 2.5\n\nAtoms # atomic\n\n1 1 0.5 0.25 0.125 0 0 0\n2 2 7 2 3 -1 0 0\n");
}

std::uint64_t bits(double value) {
    return std::bit_cast<std::uint64_t>(value);
}

rc::Gen<double> finite_double() {
    return rc::gen::suchThat(rc::gen::map(rc::gen::arbitrary<std::uint64_t>(),
                                          [](std::uint64_t word) { return std::bit_cast<double>(word); }),
                             [](double value) { return std::isfinite(value); });
}

State drawn_state() {
    const auto count = static_cast<std::size_t>(*rc::gen::inRange(1, 20));
    const auto edge = [] { return std::ldexp(*rc::gen::inRange(1 << 20, 1 << 30), -21) + position_quantum; };
    State state;
    state.box = Box({edge(), edge(), edge()});
    const auto low = [] { return std::ldexp(*rc::gen::inRange(-(1 << 30), 1 << 30), -22) / 3.0; };
    state.origin = {low(), low(), low()};
    const bool moving = *rc::gen::arbitrary<bool>();
    for (std::size_t i = count; i > 0; --i) {
        const auto image = [] { return static_cast<double>(*rc::gen::inRange(-50000, 50000)); };
        const auto fraction = [] { return std::ldexp(static_cast<double>(*rc::gen::inRange(0, 1 << 30)), -30); };
        const Vector3& e = state.box.edges();
        state.add(static_cast<std::int64_t>(i), *rc::gen::inRange(0, 3),
                  {(image() + fraction()) * e.x, (image() + fraction()) * e.y, fraction() * e.z});
        if (!moving) continue;
        for (auto& velocity : state.velocity) velocity.push_back(*finite_double());
    }
    return state;
}

void expect_same(const State& read, const State& written) {
    const State expected = written.sorted_by_id();
    RC_ASSERT(read.box == expected.box);
    RC_ASSERT(read.origin == expected.origin);
    RC_ASSERT(read.id == expected.id);
    RC_ASSERT(read.species == expected.species);
    RC_ASSERT(read.image == expected.image);
    RC_ASSERT(read.has_velocities() == expected.has_velocities());
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (std::size_t i = 0; i < read.size(); ++i) {
            RC_ASSERT(bits(read.position[axis][i]) == bits(expected.position[axis][i]));
            if (read.has_velocities()) RC_ASSERT(bits(read.velocity[axis][i]) == bits(expected.velocity[axis][i]));
        }
    }
}

TEST(ConfigurationFile, ReadsBackToTheBitInEveryFormat) {
    const std::vector<double> masses{1.0, 2.5, std::nextafter(0.1, 1.0)};
    const bool held = rc::check("reading what was written gives the same state", [&] {
        const State state = drawn_state();
        const ConfigurationFile data = parse_configuration(lammps_data_text(state, masses), "data");
        expect_same(data.state, state);
        for (std::size_t s = 0; s < 3; ++s)
            RC_ASSERT(data.masses.at(static_cast<std::int64_t>(s) + 1).mass == masses[s]);
        expect_same(parse_configuration(lammps_dump_text(state, 5), "dump").state, state);
        expect_same(parse_configuration(extended_xyz_text(state, 5), "xyz").state, state);
    });
    ASSERT_TRUE(held);
}

}  // namespace
}  // namespace soret
