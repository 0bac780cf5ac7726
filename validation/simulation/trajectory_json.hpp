#pragma once

#include <nlohmann/json.hpp>

#include "soret/common/contracts/integrators.hpp"

namespace soret {

/// state, step and extended variables, without the anchors of restraints. Values read back have the same bits.
nlohmann::json to_json(const Trajectory& trajectory);
/// With the anchors in restraints.anchors, if there are any.
/// throws   InvalidInput: not what to_json() writes
Trajectory trajectory_from_json(const nlohmann::json& saved);

nlohmann::json energies_to_json(const EnergyGiven& given);
/// Of a member of `saved`.
/// throws   InvalidInput, nlohmann::json::exception: not what energies_to_json() writes
EnergyGiven energies_from_json(const nlohmann::json& saved, const char* key);

}  // namespace soret
