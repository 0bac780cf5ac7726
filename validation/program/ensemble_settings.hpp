#pragma once

#include <initializer_list>

#include <nlohmann/json.hpp>

#include "soret/common/files/toml_reader.hpp"
#include "soret/validation/program/run_settings.hpp"

namespace soret {

/// Reads [ensemble] of a run file, of molecular dynamics or of a Markov chain, into settings whose kind, mixture and
/// start are known.
/// throws   InvalidInput: as read_run_settings()
void read_ensemble(TomlTable table, RunSettings& settings);

/// What a checkpoint must agree with.
nlohmann::json ensemble_parameters(const RunSettings& settings);

/// throws   InvalidInput: one of the keys is there, which the kind does not use
void refuse_keys(TomlTable& table, const RunSettings& settings, std::initializer_list<const char*> keys);

}  // namespace soret
