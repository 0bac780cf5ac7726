#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "soret/common/files/text_file.hpp"

namespace soret {

/// Columns of an extended XYZ file by the names of a LAMMPS dump: forces are fx fy fz.
struct ExtendedXyzColumns {
    std::vector<std::string> names;
    std::vector<bool> are_text;
};

/// properties   value of the key Properties; empty: species and positions, as in an XYZ file of old
/// throws       InvalidInput: not NAME:KIND:COLUMNS, or too many columns
ExtendedXyzColumns extended_xyz_columns(const LineCursor& lines, std::string_view properties);

}  // namespace soret
