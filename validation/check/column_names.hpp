#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "soret/validation/check/results_file.hpp"

namespace soret {

/// Whether a column has one number a particle or one a configuration.
enum class ColumnOf { particles, totals };

/// Names that --columns can give:
///   of particles  id type x y z (xs ys zs, xu yu zu) vx vy vz fx fy fz particle_energies
///   of totals     step potential_energy kinetic_energy pressure, virial_A and pressure_tensor_A with A of xx yy zz xy
///                 xz yz, heat_current_A and mass_current_1_A with A of x y z
bool is_known_name(std::string_view name, ColumnOf of);

/// What a column of this name is known to be: c_pe is particle_energies, PotEng potential_energy, Pxx
/// pressure_tensor_xx. Capitals do not matter, nor do units in brackets behind the name: "Pressure (bar)".
/// returns   a known name, also stress_A (minus the virial over the volume) of totals; nothing for others
std::optional<std::string> meaning_of(std::string_view column, ColumnOf of);

/// The units in brackets behind a name, in small letters: "kj/mole"; empty if there are none.
std::string units_behind(std::string_view column);

/// Columns of a frame get the names of what they are, by the map and then by what is known; others lose theirs.
/// returns   the names in the file of those that are left alone
/// throws    InvalidInput: a mapped column that is not there, or a name that is none
std::vector<std::string> name_columns(ResultsFrame& frame, const ColumnMap& map, const std::string& file);

/// "id=ID,fx=Force_x": throws InvalidArgument: no NAME=COLUMN, or a NAME that is none
ColumnMap column_map_from(const std::string& text);

}  // namespace soret
