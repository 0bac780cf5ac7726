#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace soret {

/// Columns of another program, by the name that soret has for them: {"kinetic_energy", "KinEng"}.
using SeriesColumns = std::map<std::string, std::string>;

/// Samples of a run in time, one a row.
struct SeriesTable {
    std::string file;
    std::map<std::string, std::vector<double>> columns;  ///< by soret's names; all of one length, all finite
    std::vector<std::string> left_alone;                 ///< columns of the file with other names, or not all finite

    std::size_t rows() const { return columns.empty() ? 0 : columns.begin()->second.size(); }
    bool has(const std::string& name) const { return columns.count(name) != 0; }
    /// throws   std::out_of_range: no such column
    const std::vector<double>& at(const std::string& name) const { return columns.at(name); }
};

/// A table with commas, or blanks, between its cells, as timeseries.csv; its first line, which may begin with '#',
/// names the columns: soret's own (temperature, pressure, density, volume, potential_energy, kinetic_energy, conserved,
/// x1, particles, kinetic_energy_x ..., kinetic_energy_1 ..., momentum_x ...), LAMMPS' (Temp, Press, Density, Volume,
/// PotEng, KinEng, TotEng, Econserve, Atoms), or those of `map`. A column with a nan is left alone.
/// skip     rows at the start that are left out
/// throws   InvalidInput: not such a table, fewer than 64 rows, a mapped column that is not there; the message has file
///          and line
SeriesTable read_series(const std::string& path, const SeriesColumns& map, std::size_t skip);

}  // namespace soret
