// `soret check forces`: verdicts on the output of LAMMPS and of our own numbers in every format.
#include "checked_liquid.hpp"

namespace soret::testing {
namespace {

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
