#pragma once

#include <map>
#include <string>
#include <string_view>

#include "soret/common/files/text_file.hpp"

namespace soret {

/// Pairs key=value of the second line of an extended XYZ file, keys in small letters. A value may be in quotes or
/// brackets, in which commas are blanks and inner brackets vanish; blanks may stand around the equals sign; a bare word
/// is a key without value.
/// throws   InvalidInput: a quote or bracket without its end, a key twice
std::map<std::string, std::string, std::less<>> extended_xyz_keys(const LineCursor& lines, std::string_view text);

/// Whether the line gives a Lattice or Properties.
bool has_extended_xyz_keys(std::string_view line);

}  // namespace soret
