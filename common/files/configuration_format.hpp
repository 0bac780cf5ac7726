#pragma once

#include <string_view>

#include "soret/common/files/text_file.hpp"

namespace soret {

enum class ConfigurationFormat { lammps_data, lammps_dump, extended_xyz, nist_sample };

std::string_view name_of(ConfigurationFormat format);

/// What the content looks like.
/// throws   InvalidInput: like none of the formats
ConfigurationFormat configuration_format(LineCursor lines);

}  // namespace soret
