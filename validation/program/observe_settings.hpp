#pragma once

#include "soret/common/files/toml_reader.hpp"
#include "soret/validation/program/run_settings.hpp"

namespace soret {

/// Of pressures, chemical potentials and their differences: far beyond any liquid, and far below what overflows in an
/// acceptance probability.
inline constexpr NumberRange energy_range{.least = -1e6, .most = 1e6};

/// Reads [observe] of a run file into settings whose kind is known.
/// throws   InvalidInput: as read_run_settings()
void read_observe(TomlTable table, RunSettings& settings);

/// What a checkpoint must agree with.
nlohmann::json observe_parameters(const RunSettings& settings);

}  // namespace soret
