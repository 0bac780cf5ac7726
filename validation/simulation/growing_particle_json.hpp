#pragma once

#include <nlohmann/json.hpp>

#include "soret/common/growing_particle.hpp"

namespace soret {

/// All of a growing particle; values read back have the same bits.
nlohmann::json growing_to_json(const GrowingParticle& particle);
/// throws   InvalidInput: not what growing_to_json writes. Whether it fits a chain says check_growing()
GrowingParticle growing_from_json(const nlohmann::json& json);

}  // namespace soret
