#pragma once

#include "soret/common/files/configuration_file.hpp"

namespace soret {

/// What a data file of LAMMPS does not say of a mixture: LAMMPS has it in its input script.
inline constexpr double cutoff_of_files = 2.5;

/// The mixture that a configuration file itself describes: Masses, and Pair Coeffs or PairIJ Coeffs, with the names of
/// its types. Pairs of unlike types that the file does not give are combined as LAMMPS does by default: epsilon and
/// sigma are geometric means. Cutoffs that the file does not give are cutoff_of_files; the truncation is "shifted".
/// throws   InvalidInput: a type without mass or coefficients
Mixture mixture_of(const ConfigurationFile& file);

}  // namespace soret
