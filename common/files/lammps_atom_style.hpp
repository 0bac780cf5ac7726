#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "soret/common/files/configuration_builder.hpp"

namespace soret {

/// The columns of the section Atoms of a LAMMPS data file (docs.lammps.org/read_data.html), three image flags aside.
struct AtomStyle {
    std::string name;
    std::vector<std::string_view> columns;  ///< id type molecule charge x y z ...

    /// Place of a column, or nothing.
    std::optional<std::size_t> column(std::string_view wanted) const;
    /// True if Velocities have angular velocities or momenta beside the velocity.
    bool rotates() const;
};

/// The style that the comment behind "Atoms" names: atomic, charge, molecular, full, bond, angle, sphere, dipole,
/// ellipsoid, hybrid of them, with /kk or without.
/// throws   InvalidInput: another style
AtomStyle atom_style_named(const ConfigurationBuilder& builder, std::string_view comment);

/// The style that fits the first row of Atoms: by the number of its columns, and by whether types, molecules and image
/// flags would be integers in their range.
/// throws   InvalidInput: none fits, or several do; the message names them
AtomStyle atom_style_of_row(const ConfigurationBuilder& builder, const std::vector<std::string_view>& row,
                            std::int64_t type_count);

}  // namespace soret
