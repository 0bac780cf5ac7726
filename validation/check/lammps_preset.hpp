#pragma once

#include <string>

#include "soret/common/mixture.hpp"
#include "soret/validation/check/other_program.hpp"

namespace soret {

/// Whether the shell finds a program of this name or path, written as a word of the shell.
bool is_program(const std::string& word);

/// A command that asks LAMMPS for forces, energies and virial, with an input made by lammps_input(). Threads are
/// processes of MPI here, where there is `mpirun`: Debian's LAMMPS has no styles for threads.
///   program   "lmp", or the path of another binary
ProgramCommand lammps_command(const std::string& program);

/// The lines of an input that read ${config} and say what acts between its particles.
std::string lammps_potential(const Mixture& mixture);

/// The input of that command: lj/cut with or without shift, lj/smooth/linear where forces are shifted, a cutoff a pair.
std::string lammps_input(const Mixture& mixture);

}  // namespace soret
