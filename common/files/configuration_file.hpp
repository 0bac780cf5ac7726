#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

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

/// What a configuration file holds. Particles are in the order of the file.
struct ConfigurationFile {
    std::string path;
    std::string format;  ///< "LAMMPS data", "LAMMPS text dump", "extended XYZ" or "NIST sample"
    State state;         ///< coordinates relative to origin, wrapped; images count the edges taken off
    Vector3 origin;      ///< lower corner of the box                                   [sigma]
    std::map<std::int64_t, MassOfType> masses;  ///< by type number 1, 2, ...; empty if the file has none
    std::vector<ExtraColumn> extra;
    std::optional<std::int64_t> step;        ///< time step of a dump
    std::array<std::size_t, 3> edge_line{};  ///< line of each edge, from 1
    std::vector<std::size_t> particle_line;  ///< line of each particle, from 1

    /// The extra column of this name, or nothing.
    const std::vector<double>* column(std::string_view name) const;
};

/// Reads one configuration; the format is told by content, not by name:
///   LAMMPS data        atom_style atomic, with or without image flags, Masses, Velocities
///   LAMMPS text dump   id, type, one of x y z | xs ys zs | xu yu zu | xsu ysu zsu, in any order; optional vx vy vz,
///                      ix iy iz, mass; other numeric columns become extra columns
///   extended XYZ       Lattice, Properties with species (a type number) and pos; optional vel or velo or velocities,
///                      id, image, mass or masses; forces become fx fy fz, other numeric columns extra columns
///   NIST sample        edges, N, rows of id x y z; the box is centred at 0 and there is one type
/// Boxes are orthogonal and periodic, with any origin. The ids of N particles are 1 to N: a gap means that particles
/// are missing. Without an id column (extended XYZ) they are numbered in the order of the file. The last line
/// read must have its newline: without it, a file cut within its very last number cannot be told from a complete one.
/// frame      of a dump or an extended XYZ file, from 0; the last one by default
/// throws     InvalidInput: one line `FILE:LINE: item, value, allowed range`
/// accuracy   positions are rounded to the position grid as wrap() in box.hpp says; all else to the
///            bit
ConfigurationFile read_configuration(const std::string& path, std::optional<std::int64_t> frame = std::nullopt);

/// The same from text; `name` stands for the file in messages.
ConfigurationFile parse_configuration(const std::string& text, const std::string& name,
                                      std::optional<std::int64_t> frame = std::nullopt);

/// Masses of a file and of a mixture agree within this relative difference: LAMMPS writes 6 digits.
inline constexpr double mass_agreement = 1e-5;

/// Whether a mixture can be used for a configuration.
/// mixture_name   file of the mixture for the message about the cutoff; empty for the default mixture
/// throws   InvalidInput: a type that the mixture does not have, a mass that contradicts it, an edge below 2 r_c,
///          two particles of an interacting pair at one point
void check_configuration(const ConfigurationFile& file, const Mixture& mixture, const std::string& mixture_name = {});

}  // namespace soret
