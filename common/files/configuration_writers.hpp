#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "soret/common/state.hpp"

namespace soret {

// Texts of configuration files. Particles are in order of increasing id, numbers have 17 significant digits;
// coordinates have the origin of the state. Reading a text gives back images, velocities, species and ids to the bit,
// positions and edges too if no coordinate of the box is beyond 512 in magnitude; further out a coordinate has the
// rounding of its double. Written by write_file_atomically, or a frame at a time after the frames before.
// names    of the species, or none

/// LAMMPS data file of atom_style atomic with image flags, and Velocities if the state has them; names stand in
/// comments.
/// masses   one a species; there are as many atom types
/// throws   InvalidArgument: a species without a mass
std::string lammps_data_text(const State& state, const std::vector<double>& masses,
                             const std::vector<std::string>& names = {});

/// One frame of a LAMMPS text dump: id type (element) x y z ix iy iz, and vx vy vz if the state has velocities.
std::string lammps_dump_text(const State& state, std::int64_t step, const std::vector<std::string>& names = {});

/// One frame of an extended XYZ file: species (the name, or X), pos, type, id, image, and vel if the state has
/// velocities.
std::string extended_xyz_text(const State& state, std::int64_t step, const std::vector<std::string>& names = {});

}  // namespace soret
