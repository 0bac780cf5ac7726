#pragma once

#include "soret/validation/program/common_options.hpp"

namespace soret {

// Each adds one command to `soret check`, as in commands.hpp.

void add_check_forces(CLI::App& check, CommonOptions& common, int& exit_code);

}  // namespace soret
