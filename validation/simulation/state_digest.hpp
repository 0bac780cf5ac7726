#pragma once

#include "soret/common/digest.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// Positions, images, velocities, species in order of id, box edges, in this order: the first part of every
/// final_digest.
Digest digest_of_state(const State& state);

}  // namespace soret
