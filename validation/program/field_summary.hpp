#pragma once

#include <nlohmann/json.hpp>

#include "soret/validation/program/run_settings.hpp"

namespace soret {

/// What summary.json says of a run under a synthetic field. molecular_dynamics_summary.hpp
void add_field(const RunSettings& settings, const MolecularDynamicsRunResult& result, nlohmann::json& summary);

}  // namespace soret
