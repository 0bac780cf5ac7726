#pragma once

#include <nlohmann/json.hpp>

#include "soret/common/files/toml_reader.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/synthetic_field.hpp"

namespace soret {

/// `field` of [ensemble], kind hnemd: heat, mass, axis "x", "y" or "z", enthalpy_difference (h_1 - h_2, two species)
/// or enthalpy (one a species), thermostat "gaussian", "nose-hoover" or "none".
/// throws   InvalidInput: one line that names file, line, key, value and allowed range
SyntheticField read_field(TomlTable table, const Mixture& mixture);
/// As a checkpoint must agree with it.
nlohmann::json json_of(const SyntheticField& field);

}  // namespace soret
