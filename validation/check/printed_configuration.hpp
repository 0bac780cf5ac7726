#pragma once

#include <string_view>

#include "soret/common/files/configuration_file.hpp"
#include "soret/common/mixture.hpp"
#include "soret/validation/check/sensitivity.hpp"

namespace soret {

/// How far the coordinates and velocities that a configuration file prints may be from those that another code had when
/// it wrote or read them: half a unit of the last digit, and of positions the grid on which they are kept here.
/// Edges with fewer than six digits are exact, and so are coordinates that are_exact(). Rows are in the order of ids.
/// text   of the file
InputErrors printed_errors(const ConfigurationFile& file, std::string_view text, const Mixture& mixture);

/// Rows of the file in the order of increasing id.
std::vector<std::size_t> order_by_id(const State& state);

}  // namespace soret
