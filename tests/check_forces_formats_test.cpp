// `soret check forces`: the same numbers in every format that other codes write.
#include "checked_liquid.hpp"

namespace soret::testing {
namespace {

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

}  // namespace
}  // namespace soret::testing
