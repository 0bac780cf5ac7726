#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "soret/common/state.hpp"

namespace soret {

// Texts of configuration files. Particles are in order of increasing id, numbers have 17 significant digits: reading a
// text gives back positions, images, velocities, species and box edges to the bit (ids must be 1 to N for that). The
// origin of the box is 0. Written by write_file_atomically, or a frame at a time after the frames before.

/// LAMMPS data file of atom_style atomic with image flags, and Velocities if the state has them.
/// masses   one a species; there are as many atom types
/// throws   InvalidArgument: a species without a mass
std::string lammps_data_text(const State& state, const std::vector<double>& masses);

/// One frame of a LAMMPS text dump: id type x y z ix iy iz, and vx vy vz if the state has velocities.
std::string lammps_dump_text(const State& state, std::int64_t step);

/// One frame of an extended XYZ file: species (the type number), pos, id, image, and vel if the state has velocities.
std::string extended_xyz_text(const State& state, std::int64_t step);

}  // namespace soret
