#pragma once

#include <nlohmann/json.hpp>

#include "soret/common/state.hpp"

namespace soret {

/// All of a state; values read back have the same bits. Without velocities it has no key `velocity`.
nlohmann::json state_to_json(const State& state);
/// throws   InvalidInput: not what state_to_json writes; InvalidArgument: not a box. Whether its arrays fit together
///          and hold what particles may be says check_state()
State state_from_json(const nlohmann::json& json);

}  // namespace soret
