#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// A column of a configuration file that is no part of the state, for comparisons: fx fy fz c_pe ...
struct ExtraColumn {
    std::string name;
    std::vector<double> values;  ///< in the order of the state; finite
};

/// Mass that a file gives to a type of particle.
struct MassOfType {
    double mass = 0.0;     ///< > 0
    std::size_t line = 0;  ///< where it stands
};

/// Coefficients that a LAMMPS data file gives to a pair of types.
struct PairCoefficients {
    std::int64_t a = 0;  ///< types 1, 2, ...
    std::int64_t b = 0;
    double epsilon = 0.0;
    double sigma = 0.0;
    std::optional<double> cutoff;
    std::size_t line = 0;  ///< where they stand
};

/// What a configuration file holds, and what was assumed in reading it. Particles are in the order of the file.
struct ConfigurationFile {
    std::string path;
    std::string format;  ///< "LAMMPS data", "LAMMPS text dump", "extended XYZ" or "NIST sample"
    State state;         ///< coordinates relative to state.origin, wrapped; images count the edges taken off
    std::map<std::int64_t, MassOfType> masses;  ///< by type number 1, 2, ...; empty if the file has none
    std::vector<PairCoefficients> coefficients;
    std::vector<ExtraColumn> extra;
    std::int64_t frame = 0;            ///< which one this is, from 0
    std::int64_t frames = 1;           ///< how many the file has
    std::optional<std::int64_t> step;  ///< time step of the frame
    std::string units;                 ///< as the file states them: "lj", "metal", ...; empty if it does not
    bool units_as_is = false;          ///< they were taken as those of the mixture, whatever the file states
    std::map<std::int64_t, std::string> type_names;  ///< by type number, where the file names its types
    std::vector<std::string> ignored;                ///< columns and sections that are no part of the state
    std::vector<std::string> notes;                  ///< what else was assumed, a sentence each
    std::array<std::size_t, 3> edge_line{};          ///< line of each edge, from 1
    std::vector<std::size_t> particle_line;          ///< line of each particle, from 1

    /// The extra column of this name, or nothing.
    const std::vector<double>* column(std::string_view name) const;
};

/// What a reader has to know that is not in the file.
struct ReadingOptions {
    std::optional<std::int64_t> frame = std::nullopt;  ///< from 0; the last one if empty
    bool units_as_is = false;                          ///< units that the file states are taken as those of the mixture
    std::vector<std::string> names{};  ///< of the species: a name in the file is the number of its species
    std::vector<double> masses{};      ///< of the species: momenta become velocities
    bool names_from_file = false;      ///< names of types are those of a LAMMPS data file, in the order of its types

    /// With the names and masses of a mixture.
    ReadingOptions of(const Mixture& mixture) const;
};

/// Reads one configuration; the format is told by content, not by name, and a file packed by gzip, bzip2 or xz is
/// unpacked:
///   LAMMPS data        atom styles as in lammps_atom_style.hpp, with or without image flags, Masses,
///                      Velocities, Pair Coeffs, PairIJ Coeffs, Atom Type Labels; no charges and no bonds
///   LAMMPS text dump   id, type or element or typelabel, one of x y z | xs ys zs | xu yu zu | xsu ysu zsu, in any
///                      order; optional vx vy vz, ix iy iz, mass; other numeric columns become extra columns
///   extended XYZ       Lattice, Properties with species (a type number or a name), type or numbers (of elements), and
///                      pos; optional vel, velo, velocity, velocities or momenta, id, image, mass or masses; forces
///                      become fx fy fz, other numeric columns extra columns. Keys in capitals or not
///   NIST sample        edges, N (or N first), rows of id x y z; the box is centred at 0 and there is one type
/// Boxes are orthogonal and periodic, with any origin; a tilt below 1e-12 of an edge is 0. Ids are unique and positive.
/// Without an id column (extended XYZ) particles are numbered in the order of the file. The last line
/// read must have its newline: without it, a file cut within its very last number cannot be told from a complete one.
/// throws     InvalidInput: one line `FILE:LINE: item, value, allowed range`; if the last frame is damaged it names the
///            last whole one
/// accuracy   positions are rounded to the position grid as wrap() in box.hpp says, and by the subtraction of the
///            origin, exact for an origin within 512 of 0 that is on the grid; all else to the bit
ConfigurationFile read_configuration(const std::string& path, const ReadingOptions& options = {});

/// The same from text; `name` stands for the file in messages.
ConfigurationFile parse_configuration(const std::string& text, const std::string& name,
                                      const ReadingOptions& options = {});

/// The keys file, format, frame (from 0), frames, step, units ("lj" or "as-is"), units_stated, origin, velocities,
/// type_names, ignored, notes.
nlohmann::json to_json(const ConfigurationFile& file);

/// The same in lines for a terminal.
std::string described(const ConfigurationFile& file);

/// Masses of a file and of a mixture agree within this relative difference: LAMMPS writes 6 digits.
inline constexpr double mass_agreement = 1e-5;

/// The same of coefficients of pairs, for which LAMMPS writes 6 digits as well.
inline constexpr double coefficient_agreement = 1e-5;

/// Whether a mixture can be used for a configuration.
/// mixture_name   file of the mixture for the message about the cutoff; empty for the default mixture
/// throws   InvalidInput: a type that the mixture does not have, masses or coefficients of pairs that contradict it, an
///          edge below 2 r_c, two particles of an interacting pair at one point
void check_configuration(const ConfigurationFile& file, const Mixture& mixture, const std::string& mixture_name = {});

}  // namespace soret
