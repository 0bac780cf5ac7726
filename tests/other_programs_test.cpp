// ASE and MDAnalysis (Debian: python3-ase, python3-mdanalysis) read what soret writes. Skipped where they are not
// installed.
#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "command_line.hpp"

namespace soret::testing {
namespace {

// The interpreter for which Debian installs its packages.
constexpr const char* python = "/usr/bin/python3 -W ignore";

bool has_module(const std::string& name) {
    return std::system(fmt::format("{} -c 'import {}' >/dev/null 2>&1", python, name).c_str()) == 0;
}

const std::string run_file =
    "[system]\nconfig = \"{}\"\n{}\n[ensemble]\nkind = \"nve\"\ntimestep = 0.002\n[length]\nequilibration = 0\n"
    "production = 4\n[observe]\ntrajectory = {{ every = 2, format = \"{}\" }}\n";

/// A run of the control configuration that writes a trajectory in a format, with names or without.
std::string run_directory(const TemporaryDirectory& directory, const std::string& format, bool with_names) {
    const auto out = directory.path(format + (with_names ? "-named" : ""));
    const auto mixture = directory.file("mixture.toml",
                                        "[mixture]\nmass = [1, 1]\nepsilon = [0.6, 1]\nsigma = [1, 1]\ncutoff = 2.5\n"
                                        "names = [\"Ar\", \"Kr\"]\n");
    const auto file = directory.file(
        "run.toml", fmt::format(fmt::runtime(run_file), std::string(SORET_TEST_DATA) + "/cases/d01-control.data",
                                with_names ? "mixture = \"" + mixture + "\"" : "", format));
    const Outcome outcome = run(file, out);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    return out;
}

void expect_python(const TemporaryDirectory& directory, const std::string& script, const std::string& arguments) {
    const auto file = directory.file("check.py", script);
    const auto log = directory.path("log");
    const int status = std::system(fmt::format("{} {} {} >{} 2>&1", python, file, arguments, log).c_str());
    EXPECT_EQ(status, 0) << arguments << "\n" << content_of(log);
}

// Frames, species, the box and the first and last position against the text of the file itself.
constexpr const char* ase_script = R"(
import sys
import ase.io
path, kind, named = sys.argv[1], sys.argv[2], sys.argv[3] == "named"
arguments = {"style": "atomic"} if kind == "lammps-data" else {}
frames = ase.io.read(path, format=kind, **arguments, **({} if kind == "lammps-data" else {"index": ":"}))
frames = [frames] if kind == "lammps-data" else frames
assert len(frames) == (1 if kind == "lammps-data" else 2), len(frames)
atoms = frames[-1]
assert len(atoms) == 24 and abs(atoms.cell.lengths() - [6.0, 5.5, 7.0]).max() < 1e-9, atoms
if kind == "extxyz":
    assert list(atoms.arrays["type"]) == [1] * 14 + [2] * 10, atoms.arrays["type"]
    assert list(atoms.arrays["id"]) == list(range(1, 25))
    assert atoms.get_chemical_symbols() == (["Ar"] * 14 + ["Kr"] * 10 if named else ["X"] * 24)
    first = [float(x) for x in open(path).read().split("\n")[26 + 2].split()[1:4]]
    assert abs(atoms.positions[0] - first).max() < 1e-9
    assert (atoms.positions.min(axis=0) >= [-3.25, -1.0, 10.0]).all() and atoms.positions[:, 2].max() < 17.0
elif kind == "lammps-dump-text" and named:
    assert atoms.get_chemical_symbols() == ["Ar"] * 14 + ["Kr"] * 10
)";

TEST(OtherPrograms, AseReadsTrajectoriesAndFinalConfigurations) {
    if (!has_module("ase")) GTEST_SKIP() << "no module ase for " << python;
    const TemporaryDirectory directory;
    for (const bool with_names : {false, true}) {
        const std::string named = with_names ? " named" : " unnamed";
        const auto xyz = run_directory(directory, "extxyz", with_names);
        expect_python(directory, ase_script, xyz + "/trajectory.extxyz extxyz" + named);
        expect_python(directory, ase_script, xyz + "/final.data lammps-data" + named);
        const auto dump = run_directory(directory, "lammpstrj", with_names);
        expect_python(directory, ase_script, dump + "/trajectory.lammpstrj lammps-dump-text" + named);
    }
}

constexpr const char* mdanalysis_script = R"(
import sys
import MDAnalysis
path, kind, named = sys.argv[1], sys.argv[2], sys.argv[3] == "named"
arguments = {"atom_style": "id type x y z"} if kind == "DATA" else {}
universe = MDAnalysis.Universe(path, format=kind, topology_format=kind, **arguments)
assert len(universe.atoms) == 24
assert len(universe.trajectory) == (1 if kind == "DATA" else 2), len(universe.trajectory)
if kind == "XYZ":
    assert list(universe.atoms.names) == (["Ar"] * 14 + ["Kr"] * 10 if named else ["X"] * 24)
    assert (universe.atoms.positions.min(axis=0) >= [-3.25, -1.0, 10.0]).all()
else:
    assert list(universe.atoms.types) == ["1"] * 14 + ["2"] * 10
    assert abs(universe.dimensions[:3] - [6.0, 5.5, 7.0]).max() < 1e-5
)";

TEST(OtherPrograms, MdAnalysisReadsTrajectoriesAndFinalConfigurations) {
    if (!has_module("MDAnalysis")) GTEST_SKIP() << "no module MDAnalysis for " << python;
    const TemporaryDirectory directory;
    for (const bool with_names : {false, true}) {
        const std::string named = with_names ? " named" : " unnamed";
        const auto xyz = run_directory(directory, "extxyz", with_names);
        expect_python(directory, mdanalysis_script, xyz + "/trajectory.extxyz XYZ" + named);
        expect_python(directory, mdanalysis_script, xyz + "/final.data DATA" + named);
        const auto dump = run_directory(directory, "lammpstrj", with_names);
        expect_python(directory, mdanalysis_script, dump + "/trajectory.lammpstrj LAMMPSDUMP" + named);
    }
}

}  // namespace
}  // namespace soret::testing
