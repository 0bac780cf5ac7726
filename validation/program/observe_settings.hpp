#pragma once

#include "soret/common/files/toml_reader.hpp"
#include "soret/validation/program/run_settings.hpp"

namespace soret {

/// Reads [observe] of a run file into settings whose kind is known.
/// throws   InvalidInput: as read_run_settings()
void read_observe(TomlTable table, RunSettings& settings);

/// What a checkpoint must agree with.
nlohmann::json observe_parameters(const RunSettings& settings);

}  // namespace soret
