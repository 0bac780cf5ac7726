// `soret check forces`: verdicts on the output of LAMMPS and of our own numbers in every format.
#include "checked_liquid.hpp"

namespace soret::testing {
namespace {

const std::string all_columns = "id type x y z vx vy vz fx fy fz c_pe";

CheckReport of_files(const std::string& configuration, const std::string& results, const std::string& columns = "") {
    const TemporaryDirectory directory;
    return checked(directory, content_of(check_data + configuration), content_of(check_data + results), columns);
}

std::string limit_from(const CheckReport& report, const std::string& id) {
    const CheckLine* line = line_named(report, id);
    return line == nullptr ? "" : line->fields.at("limit_from").get<std::string>();
}

TEST(CheckForces, PassesWhatLammpsWrites) {
    for (const char* results : {"full.dump", "six.dump", "scaled.dump", "bare.dump"}) {
        const CheckReport report = of_files("liquid.data", results);
        EXPECT_TRUE(passes(report)) << results << summary_of(report);
        EXPECT_EQ(line_named(report, "forces")->fields.at("compared"), 324) << results;
    }
}

TEST(CheckForces, SaysWhereTheLimitsComeFrom) {
    EXPECT_EQ(limit_from(of_files("liquid.data", "full.dump"), "forces"), "accuracy");
    EXPECT_EQ(limit_from(of_files("liquid.data", "six.dump"), "forces"), "printed-digits");
    // The positions of the configuration are printed with six digits, what LAMMPS had is not known.
    const CheckReport rounded = of_files("six.dump", "thermo.log");
    EXPECT_TRUE(passes(rounded)) << summary_of(rounded);
    EXPECT_EQ(limit_from(rounded, "potential_energy"), "printed-positions");
}

TEST(CheckForces, TakesTheFrameWithThePositionsOfTheConfiguration) {
    const CheckReport report = of_files("liquid.data", "full.dump");  // its other frame is ten steps later
    EXPECT_EQ(report.more.at("input").at("results").at("frame"), 0);
    const CheckReport other = of_files("full.dump", "full.dump");  // the last frame of CONFIG
    EXPECT_TRUE(passes(other)) << summary_of(other);
    EXPECT_EQ(other.more.at("input").at("results").at("frame"), 1);
    EXPECT_EQ(other.more.at("input").at("results").at("step"), 10);
}

TEST(CheckForces, ReadsEnergiesOfALammpsLogPerParticleOrOfTheBox) {
    const std::string flux = "heat_current_x=c_flux[1],heat_current_y=c_flux[2],heat_current_z=c_flux[3]";
    const CheckReport report = of_files("full.dump", "thermo.log", flux);
    EXPECT_TRUE(passes(report)) << summary_of(report);
    EXPECT_EQ(line_named(report, "potential_energy")->fields.at("reading"), "per particle");
    EXPECT_EQ(line_named(report, "heat_current")->fields.at("compared"), 3);
    EXPECT_EQ(line_named(report, "pressure_tensor")->fields.at("compared"), 6);
    EXPECT_NE(line_named(report, "pressure_tensor/trace"), nullptr);
    // The second run of the log has `norm no`, and the first row of its table is of step 10.
    const std::string log = content_of(check_data + "thermo.log");
    const TemporaryDirectory directory;
    const CheckReport of_box =
        checked(directory, content_of(check_data + "full.dump"), log.substr(log.find("thermo_modify norm no")));
    EXPECT_TRUE(passes(of_box)) << summary_of(of_box);
    EXPECT_EQ(line_named(of_box, "potential_energy")->fields.at("reading"), "of the box");
}

TEST(CheckForces, KeepsTheReadingOfALammpsLogWhereEnergiesAreWrong) {
    const std::string log = content_of(check_data + "thermo.log");
    const TemporaryDirectory directory;
    for (const char* wrong : {"3.6411217", "-7.2822434", "-1.8205609", "-0.0000001"}) {
        const CheckReport report =
            checked(directory, content_of(check_data + "liquid.data"), with(log, "-3.6411217", wrong));
        EXPECT_TRUE(fails(report)) << summary_of(report);
        EXPECT_EQ(line_named(report, "potential_energy")->fields.at("reading"), "per particle") << wrong;
    }
}

/// A file of another code for the liquid, and what is in it.
struct Format {
    std::string name;
    std::string text;
    std::vector<std::string> quantities;
    std::string columns = "";
};

std::vector<Format> formats_of(const CheckedLiquid& liquid, const Printing& number) {
    const State& state = liquid.state;
    const PairForcesResult& r = liquid.result;
    const Vector3& e = state.box.edges();
    const double volume = state.box.volume();
    std::vector<Format> formats;
    const std::vector<std::string> particles{"forces", "particle_energies"};
    const auto f = [&](std::size_t a, std::size_t i) { return number(r.force[a][i]); };
    const auto rows = [&](auto&& row) {
        std::string text;
        for (std::size_t i = state.size(); i-- > 0;) text += row(i);  // not in the order of ids
        return text;
    };
    const auto separated = [&](const std::string& separator) {
        return rows([&](std::size_t i) {
            return fmt::format("{1}{0}{2}{0}{3}{0}{4}{0}{5}\n", separator, state.id[i], f(0, i), f(1, i), f(2, i),
                               number(r.particle_energy[i]));
        });
    };
    formats.push_back({"commas", "# made by hand\nid,fx,fy,fz,energy\n" + separated(","), particles});
    formats.push_back({"semicolons", "\"id\";\"fx\";\"fy\";\"fz\";\"pe\"\n" + separated(";"), particles});
    formats.push_back({"tabs", "id\tfx\tfy\tfz\tparticle_energies\n" + separated("\t"), particles});
    formats.push_back({"blanks", "# id fx fy fz c_pe\n" + separated("  "), particles});
    formats.push_back({"mapped", "N,a,b,c,d\n" + separated(","), particles, "id=N,fx=a,fy=b,fz=c,particle_energies=d"});
    formats.push_back({"without names", separated(" "), particles, "id=1,fx=2,fy=3,fz=4,particle_energies=5"});
    formats.push_back({"JSON",
                       json_text_of(liquid, number),
                       {"forces", "particle_energies", "potential_energy", "kinetic_energy", "virial",
                        "pressure_tensor", "pressure_tensor/trace", "heat_current", "mass_current_1"}});
    formats.push_back({"list of objects",
                       "[" + rows([&](std::size_t i) {
                           return fmt::format("{}{{\"id\": {}, \"element\": \"Ar\", \"force\": [{}, {}, {}]}}",
                                              i + 1 == state.size() ? "" : ",\n", state.id[i], f(0, i), f(1, i),
                                              f(2, i));
                       }) + "]",
                       {"forces"}});
    formats.push_back(
        {"YAML dump",
         fmt::format("---\ncreator: LAMMPS\ntimestep: 0\nunits: lj\nnatoms: {}\nboundary: [ p, p, p, p, p, p, ]\n"
                     "thermo:\n  - keywords: [ Step, PotEng, ]\n  - data: [ 0, {}, ]\nbox:\n  - [ 0, {:.17g} ]\n"
                     "  - [ 0, {:.17g} ]\n  - [ 0, {:.17g} ]\nkeywords: [ id, fx, fy, fz, c_pe, ]\ndata:\n{}...\n",
                     state.size(), number(r.potential_energy / static_cast<double>(state.size())), e.x, e.y, e.z,
                     rows([&](std::size_t i) {
                         return fmt::format("  - [ {} , {} , {} , {} , {} , ]\n", state.id[i], f(0, i), f(1, i),
                                            f(2, i), number(r.particle_energy[i]));
                     })),
         {"forces", "particle_energies", "potential_energy"}});
    formats.push_back({"thermo YAML",
                       fmt::format("---\nkeywords: ['Step', 'PotEng', 'Press', ]\ndata:\n  - [0, {}, {}, ]\n  - [5, 0, "
                                   "0, ]\n...\n",
                                   number(r.potential_energy),
                                   number((liquid.pressure(0) + liquid.pressure(1) + liquid.pressure(2)) / 3.0)),
                       {"potential_energy", "pressure_tensor/trace"}});
    const auto stress = [&](std::size_t k) { return number(-r.virial[k] / volume); };
    const std::string xyz_rows = [&] {
        std::string text;
        for (std::size_t i = 0; i < state.size(); ++i) {
            text += fmt::format("X {} {} {} {} {} {} {}\n", number(state.position[0][i]), number(state.position[1][i]),
                                number(state.position[2][i]), f(0, i), f(1, i), f(2, i), number(r.particle_energy[i]));
        }
        return text;
    }();
    const std::string xyz = fmt::format(
        "{}\nLattice=\"{:.17g} 0 0 0 {:.17g} 0 0 0 {:.17g}\" Properties=species:S:1:pos:"
        "R:3:forces:R:3:energies:R:1 energy={} pbc=\"T T T\" stress=",
        state.size(), e.x, e.y, e.z, number(r.potential_energy));
    formats.push_back({"extended XYZ, nine stresses",
                       fmt::format("{}\"{} {} {} {} {} {} {} {} {}\"\n{}", xyz, stress(0), stress(3), stress(4),
                                   stress(3), stress(1), stress(5), stress(4), stress(5), stress(2), xyz_rows),
                       {"positions", "forces", "particle_energies", "potential_energy", "virial"}});
    formats.push_back({"extended XYZ, six stresses",
                       fmt::format("{}\"{} {} {} {} {} {}\"\n{}", xyz, stress(0), stress(1), stress(2), stress(5),
                                   stress(4), stress(3), xyz_rows),
                       {"positions", "forces", "particle_energies", "potential_energy", "virial"}});
    formats.push_back(
        {"OpenMM",
         fmt::format("#\"Step\",\"Potential Energy (kJ/mole)\",\"Kinetic Energy (kJ/mole)\",\"Temperature "
                     "(K)\"\n0,{},{},75.2\n10,1.0,1.0,75.1\n",
                     number(r.potential_energy), number(r.kinetic_energy())),
         {"potential_energy", "kinetic_energy"}});
    formats.push_back(
        {"GROMACS",
         fmt::format("# This file was created by gmx energy\n@    title \"GROMACS Energies\"\n@    xaxis  "
                     "label \"Time (ps)\"\n@    yaxis  label \"(kJ/mol)\"\n@TYPE xy\n@ s0 legend "
                     "\"Potential\"\n@ s1 legend \"Kinetic En.\"\n    0.000000  {}  {}\n",
                     number(r.potential_energy), number(r.kinetic_energy())),
         {"potential_energy", "kinetic_energy"}});
    return formats;
}

TEST(CheckForces, PassesRightNumbersInEveryFormat) {
    const CheckedLiquid liquid;
    const TemporaryDirectory directory;
    for (const int digits : {17, 10, 6, 4}) {
        for (const Format& format : formats_of(liquid, Printing{digits})) {
            SCOPED_TRACE(format.name + " " + std::to_string(digits));
            const CheckReport report = checked(directory, whole_configuration(liquid), format.text, format.columns);
            EXPECT_TRUE(passes(report)) << summary_of(report);
            for (const std::string& quantity : format.quantities) {
                EXPECT_NE(line_named(report, quantity), nullptr) << quantity;
            }
        }
    }
}

TEST(CheckForces, FailsAWrongNumberInEveryFormat) {
    CheckedLiquid liquid;
    const std::string configuration = whole_configuration(liquid);
    liquid.result.force[1][40] += 1e-3;
    liquid.result.potential_energy += 0.05;
    const TemporaryDirectory directory;
    for (const Format& format : formats_of(liquid, Printing{8})) {
        SCOPED_TRACE(format.name);
        const bool labelled = format.name == "OpenMM" || format.name == "GROMACS";
        const CheckReport report = checked(directory, configuration, format.text, format.columns, labelled);
        ASSERT_TRUE(fails(report)) << summary_of(report);
        if (const CheckLine* forces = line_named(report, "forces"); forces != nullptr) {
            EXPECT_EQ(forces->fields.at("id"), 41);
            EXPECT_EQ(forces->fields.at("axis"), "y");
            EXPECT_EQ(forces->fields.at("beyond_limit"), 1);
            EXPECT_NEAR(forces->fields.at("largest_difference").get<double>(), 1e-3, 1e-5);
        } else {
            EXPECT_EQ(line_named(report, "potential_energy")->verdict, Verdict::fail);
        }
    }
}

TEST(CheckForces, TakesLabelsOfOtherUnitsOnlyIfTheNumbersAgree) {
    CheckedLiquid liquid;
    const std::string configuration = whole_configuration(liquid);
    const TemporaryDirectory directory;
    liquid.result.potential_energy *= 0.996;
    for (const Format& format : formats_of(liquid, Printing{8})) {
        if (format.name != "OpenMM" && format.name != "GROMACS") continue;
        const CheckReport report = checked(directory, configuration, format.text);
        EXPECT_NE(report.cannot_compare.find("units = kj/mol"), std::string::npos) << summary_of(report);
        EXPECT_EQ(report.diagnosis.at(0).at("cause"), "units");
    }
}

TEST(CheckForces, NamesTheParticleOfANumberThatIsNone) {
    const CheckedLiquid liquid;
    const TemporaryDirectory directory;
    for (const char* none : {"nan", "-nan", "inf", "-inf"}) {
        CheckedLiquid wrong = liquid;
        wrong.result.force[2][17] = std::strtod(none, nullptr);
        for (const auto& [text, kind] :
             {std::pair(dump_text(wrong, "id fx fy fz", {}, {}), "dump"), std::pair(json_text_of(wrong, {}), "JSON")}) {
            const CheckReport report = checked(directory, whole_configuration(liquid), text);
            ASSERT_TRUE(fails(report)) << kind << none << summary_of(report);
            EXPECT_EQ(line_named(report, "forces")->fields.at("id"), 18);
            EXPECT_EQ(line_named(report, "forces")->fields.at("axis"), "z");
        }
    }
    std::string python = json_text_of(liquid, {});
    python = with(python, "\"potential_energy\": -", "\"potential_energy\": NaN, \"was\": -");
    const CheckReport report = checked(directory, whole_configuration(liquid), python);
    EXPECT_EQ(line_named(report, "potential_energy")->verdict, Verdict::fail) << summary_of(report);
    EXPECT_EQ(line_named(report, "forces")->verdict, Verdict::pass);
}

TEST(CheckForces, CutAnywhereIsNoRightFile) {
    const CheckedLiquid liquid;
    const TemporaryDirectory directory;
    const std::string configuration = whole_configuration(liquid);
    for (const Format& format : formats_of(liquid, Printing{12})) {
        for (std::size_t k = 1; k < 24; ++k) {
            const std::string cut = format.text.substr(0, format.text.size() * k / 24);
            const CheckReport report = checked(directory, configuration, cut, format.columns);
            // A table of steps without its later rows is whole, and so is the thermo block of a dump in YAML.
            const bool may_be_whole = format.name == "OpenMM" || format.name == "thermo YAML";
            EXPECT_FALSE(report.cannot_compare.empty() && !may_be_whole)
                << format.name << " cut to " << cut.size() << summary_of(report);
        }
    }
    const std::string dump = dump_text(liquid, all_columns, {}, {});
    for (std::size_t off = 1; off < 60; ++off) {
        const CheckReport report = checked(directory, configuration, dump.substr(0, dump.size() - off));
        EXPECT_NE(report.cannot_compare.find("cut off"), std::string::npos) << off << summary_of(report);
    }
}

TEST(CheckForces, SaysWhyResultsCannotBeCompared) {
    struct Case {
        std::string from, to, words, cause;
    };
    const CheckedLiquid liquid;
    const TemporaryDirectory directory;
    const std::string dump = dump_text(liquid, all_columns, {}, {});
    const std::string configuration = whole_configuration(liquid);
    const auto row = [&](std::size_t i) {
        return fmt::format("\n{} {} ", liquid.state.id[i], liquid.state.species[i] + 1);
    };
    const std::string edge = fmt::format("0 {:.17g}\nITEM: ATOMS", liquid.state.box.edges().z);
    for (const Case& bad :
         std::vector<Case>{{row(50), with(row(50), "51", "50"), "id = 50: must be there once", ""},
                           {row(50), with(row(50), "51", "1000"), "id = 1000: must be one of the ids", ""},
                           {"\n108\n", "\n107\n", "108 rows of atoms: must be 107", ""},
                           {edge, "0 5.2\nITEM: ATOMS", "z edge = 5.2", "other-configuration"},
                           {"ITEM: TIMESTEP", "ITEM: UNITS\nmetal\nITEM: TIMESTEP", "units = metal", "units"},
                           {"fx fy fz c_pe", "ax ay az q", "nothing to compare", ""}}) {
        const CheckReport report = checked(directory, configuration, with(dump, bad.from, bad.to));
        EXPECT_NE(report.cannot_compare.find(bad.words), std::string::npos) << bad.words << summary_of(report);
        EXPECT_EQ(report.diagnosis.empty() ? "" : report.diagnosis.at(0).at("cause"), bad.cause) << bad.words;
    }
    CheckedLiquid moved = liquid;
    moved.state.position[0][7] += 1e-9;
    const CheckReport other = checked(directory, configuration, dump_text(moved, all_columns, {}, {}));
    EXPECT_EQ(other.diagnosis.at(0).at("cause"), "other-configuration") << summary_of(other);
    CheckedLiquid fewer = liquid;
    fewer.state.remove(107);
    for (auto& axis : fewer.state.velocity) axis.resize(107);
    const CheckReport less = checked(directory, configuration, dump_text(fewer, all_columns, {}, {}));
    EXPECT_NE(less.cannot_compare.find("107 particles: must be 108"), std::string::npos) << summary_of(less);
    const CheckReport mapped = checked(directory, configuration, dump, "fx=Force_x");
    EXPECT_NE(mapped.cannot_compare.find("\"Force_x\" for fx: must be there"), std::string::npos);
}

// Whatever a file holds, it is compared or gives one line.
TEST(CheckForces, DamagedFilesAreRefused) {
    const CheckedLiquid liquid;
    const TemporaryDirectory directory;
    const std::string configuration = whole_configuration(liquid);
    const std::string header = "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n108\nITEM: BOX BOUNDS pp pp pp\n";
    for (const std::string& text : std::vector<std::string>{
             " ",
             "\n\n",
             "{",
             "[]",
             "{}",
             "[1, 2]",
             "[[1]]",
             "[{}]",
             "{\"forces\": [[1, 2]]}",
             "{\"forces\": 3}",
             "{\"forces\": [{\"x\": [1]}]}",
             "{\"box\": [1, [2], 3], \"potential_energy\": 1}",
             "{\"potential_energy\": [[[1]]]}",
             std::string(100000, '['),
             std::string(5000, '[') + std::string(5000, ']'),
             "[{\"id\": {}}]",
             "{\"id\": [1.5], \"n\": \"x\"}",
             "keywords: [ id, fx, ]\ndata:\n  - [ ]\n",
             "keywords: []\n",
             "keywords:\ndata:\n[\n",
             "thermo:\n  - keywords: [ PotEng, ]\n  - data: [ x, ]\nkeywords: [ id ]\ndata:\n",
             "box:\n  - [ a, b ]\nkeywords: [ id, fx ]\n",
             "ITEM:",
             "ITEM: ATOMS\n",
             header + "0 a\n0 1\n0 1\n",
             header + "0 5\n0 nan\n0 1\nITEM: ATOMS id fx\n",
             "ITEM: NUMBER OF ATOMS\n0\nITEM: ATOMS id fx\n",
             "ITEM: ATOMS id id fx\n1 1 1\n",
             "2\nLattice=\"1 2 3\" Properties=species:S:1:pos:R:3\nX 1 1 1\n",
             "1\nLattice=\"a 0 0 0 b 0 0 0 c\" Properties=pos:R:3\n1 1 1\n",
             "-1\nProperties=pos:R:3\n",
             "Per MPI rank memory allocation\n",
             "Per MPI rank memory allocation\nStep PotEng\nLoop time of 1\n",
             "Loop time of\nStep PotEng\n0\n",
             "Per MPI rank memory\n------ Step 0 -----\nPotEng = x\n",
             "Per MPI rank memory\n------ Step 0 -----\nPotEng = 1 Press = 2\n------ Step 1 -----\nPotEng = 1\n",
             "id,fx\n1\n",
             "id,fx\n1,a\n2,1\n3,b\n",
             "a b c\n1 2\n",
             ",,,,\n",
             "@\n@ legend \"\n@ s0 legend \"x\n1 2 3\n",
             "#\n#\n",
             "id,fx\n1.5,2\n",
             "id,fx\n1e300,2\n",
             "Step,PotEng\n"}) {
        const CheckReport report = checked(directory, configuration, text);
        EXPECT_FALSE(passes(report)) << text.substr(0, 80) << summary_of(report);
        EXPECT_EQ(report.cannot_compare.find('\n'), std::string::npos) << text.substr(0, 80);
    }
}

TEST(CheckForces, TakesPositionsModuloTheBoxWhateverItsOrigin) {
    const CheckedLiquid liquid;
    const TemporaryDirectory directory;
    const Vector3& e = liquid.state.box.edges();
    CheckedLiquid elsewhere = liquid;
    for (std::size_t i = 0; i < elsewhere.state.size(); ++i) {
        elsewhere.state.position[0][i] += e.x * static_cast<double>(i % 3);      // unwrapped
        elsewhere.state.position[1][i] -= 2.5 + e.y * (i % 2 == 0 ? 1.0 : 0.0);  // another origin
    }
    const CheckReport report =
        checked(directory, whole_configuration(liquid), dump_text(elsewhere, all_columns, {}, {}));
    EXPECT_TRUE(passes(report)) << summary_of(report);
}

TEST(CheckForces, FailsPositionsUnderAnotherNumbering) {
    const CheckedLiquid liquid;
    CheckedLiquid permuted = liquid;
    std::swap(permuted.state.id[3], permuted.state.id[70]);
    std::swap(permuted.state.id[4], permuted.state.id[71]);
    const TemporaryDirectory directory;
    for (const int digits : {17, 6}) {
        const CheckReport report =
            checked(directory, whole_configuration(liquid), dump_text(permuted, all_columns, {digits}, {}));
        ASSERT_TRUE(fails(report)) << summary_of(report);
        EXPECT_EQ(report.diagnosis.at(0).at("cause"), "id-order");
    }
}

TEST(CheckForces, IsInconclusiveWhereEveryLimitIsTooWideToTell) {
    const CheckedLiquid liquid;
    const TemporaryDirectory directory;
    const CheckReport report =
        checked(directory, whole_configuration(liquid), dump_text(liquid, "id fx fy fz", {}, Printing{1}));
    EXPECT_EQ(report.verdict(), Verdict::inconclusive) << summary_of(report);
}

TEST(CheckForces, WidensALimitThatIsGivenAndSaysSo) {
    const CheckedLiquid liquid;
    CheckedLiquid wrong = liquid;
    wrong.result.force[0][5] += 1e-4;
    const TemporaryDirectory directory;
    const std::string configuration = whole_configuration(liquid);
    const std::string results = dump_text(wrong, "id fx fy fz", {}, {});
    EXPECT_TRUE(fails(checked(directory, configuration, results, "", false, paper_mixture(), 0.9e-4)));
    const CheckReport report = checked(directory, configuration, results, "", false, paper_mixture(), 1.1e-4);
    EXPECT_TRUE(passes(report)) << summary_of(report);
    EXPECT_EQ(limit_from(report, "forces"), "given");
}

TEST(CheckForces, NamesWhatIsWrongThroughEveryPrinting) {
    const CheckedLiquid liquid;
    MixtureParameters unshifted = paper_mixture().parameters();
    unshifted.truncation = Truncation::plain;
    CheckedLiquid wrong = liquid;
    optimized::PairForces(Mixture(unshifted), Execution{}).compute(wrong.state, PairForcesRequest{}, wrong.result);
    const TemporaryDirectory directory;
    for (const int digits : {17, 8, 6}) {
        const CheckReport report = checked(directory, dump_text(liquid, "id type x y z vx vy vz", {digits}, {}),
                                           json_text_of(wrong, {digits}));
        ASSERT_TRUE(fails(report)) << summary_of(report);
        EXPECT_EQ(report.diagnosis.at(0).at("cause"), "not-shifted") << summary_of(report);
    }
}

// Forces that agree to the bit leave nothing to be explained in them.
TEST(CheckForces, NamesNothingForAWrongTotalBesideForcesThatAgreeToTheBit) {
    const CheckedLiquid liquid;
    CheckedLiquid wrong = liquid;
    wrong.result.potential_energy *= 0.9987;
    const TemporaryDirectory directory;
    const CheckReport report = checked(directory, whole_configuration(liquid), json_text_of(wrong, {}));
    ASSERT_TRUE(fails(report)) << summary_of(report);
    for (const auto& cause : report.diagnosis) EXPECT_NE(cause.at("cause"), "smoothing") << cause;
}

TEST(CheckForces, LooksForNoCauseAmongVeryManyParticles) {
    State gas;
    gas.box = Box({141.0, 141.0, 141.0});
    for (int k = 0; k < 47 * 47 * 47; ++k) {
        gas.add(k + 1, 0, {3.0 * (k % 47), 3.0 * (k / 47 % 47), 3.0 * (k / (47 * 47))});
    }
    CheckedLiquid liquid(gas);
    const std::string configuration = dump_text(liquid, "id type x y z", {}, {});
    liquid.result.force[0][70000] = 1.0;
    const TemporaryDirectory directory;
    const CheckReport report = checked(directory, configuration, dump_text(liquid, "id fx fy fz", {}, {}));
    ASSERT_TRUE(fails(report));
    EXPECT_EQ(line_named(report, "forces")->fields.at("id"), 70001);
    EXPECT_TRUE(report.diagnosis.empty());
    EXPECT_NE(summary_of(report).find("no cause is looked for"), std::string::npos);
}

// A column of zeros has the digits of the other components.
TEST(CheckForces, SeesAnErrorInAColumnOfZeros) {
    State pair;
    pair.box = Box({10.0, 10.0, 10.0});
    pair.add(1, 1, {1.0, 1.0, 1.0});
    pair.add(2, 1, {2.5, 1.0, 1.0});
    CheckedLiquid liquid(pair);
    const std::string configuration = dump_text(liquid, "id type x y z", {6}, {});
    const TemporaryDirectory directory;
    EXPECT_TRUE(passes(checked(directory, configuration, dump_text(liquid, "id fx fy fz", {}, {6}))));
    liquid.result.force[0][0] = liquid.result.force[0][1] = 0.0;
    liquid.result.force[1][0] = 1.15803;
    const CheckReport report = checked(directory, configuration, dump_text(liquid, "id fx fy fz", {}, {6}));
    ASSERT_TRUE(fails(report)) << summary_of(report);
    EXPECT_EQ(line_named(report, "forces")->fields.at("beyond_limit"), 3);
    const CheckReport zeros = checked(directory, configuration, "id,fx,fy,fz\n1,1.15803,0,0\n2,-1.15803,0.01,0\n");
    ASSERT_TRUE(fails(zeros)) << summary_of(zeros);
    EXPECT_EQ(line_named(zeros, "forces")->fields.at("axis"), "y");
}

// Positions written by hand are what they say, however few digits they have.
TEST(CheckForces, TakesPositionsOfALatticeAsExact) {
    State lattice;
    lattice.box = Box({6.4, 6.4, 6.4});
    for (int k = 0; k < 64; ++k) {
        lattice.add(k + 1, k % 2, {1.6 * (k % 4), 1.6 * (k / 4 % 4), 1.6 * (k / 16) + (k % 3 == 0 ? 0.25 : 0.0)});
    }
    const std::string configuration = dump_text(CheckedLiquid(lattice), "id type x y z", {6}, {});
    CheckedLiquid liquid(parse_configuration(configuration, "CONFIG").state);
    const TemporaryDirectory directory;
    EXPECT_TRUE(passes(checked(directory, configuration, dump_text(liquid, "id fx fy fz c_pe", {}, {}))));
    liquid.result.particle_energy[5] += 1e-8;
    EXPECT_TRUE(fails(checked(directory, configuration, dump_text(liquid, "id x y z fx fy fz c_pe", {6}, {}))));
}

// Where the other code may have read the rounded configuration itself, and agrees to all digits, that is what is said.
TEST(CheckForces, TakesARoundedConfigurationAsItIsIfTheNumbersAgree) {
    const CheckedLiquid liquid;
    const std::string rounded = dump_text(liquid, "id type x y z vx vy vz", {4}, {});
    const CheckedLiquid read(parse_configuration(rounded, "CONFIG").state.sorted_by_id());
    const TemporaryDirectory directory;
    const CheckReport report = checked(directory, rounded, json_text_of(read, {}));
    EXPECT_TRUE(passes(report)) << summary_of(report);
    EXPECT_EQ(limit_from(report, "forces"), "accuracy");
    const CheckReport before = checked(directory, rounded, json_text_of(liquid, {}));
    EXPECT_FALSE(fails(before)) << summary_of(before);
    EXPECT_EQ(limit_from(before, "forces"), "printed-positions");
}

TEST(CheckForces, SeesAnotherCutoffThroughSixDigits) {
    const CheckedLiquid liquid;
    CheckedLiquid other = liquid;
    MixtureParameters parameters = paper_mixture().parameters();
    parameters.cutoff = SpeciesMatrix(2, 2.49);
    optimized::PairForces(Mixture(parameters), Execution{}).compute(other.state, PairForcesRequest{}, other.result);
    const TemporaryDirectory directory;
    const CheckReport report = checked(directory, dump_text(liquid, "id type x y z", {6}, {}),
                                       dump_text(other, "id x y z fx fy fz c_pe", {6}, {6}));
    EXPECT_TRUE(fails(report)) << summary_of(report);
}

}  // namespace
}  // namespace soret::testing
