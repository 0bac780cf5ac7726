#pragma once

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/common/digest.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// Positions, images, velocities, species in order of id, box edges, in this order: the first part of every
/// final_digest.
Digest digest_of_state(const State& state);

/// Forces x, y, z of each particle in order of id, potential energy, virial, heat current, mass current of species 1:
/// the digest of `soret forces`.
/// result   of all sums of this state, rows in its order
Digest digest_of_forces(const State& state, const PairForcesResult& result);

}  // namespace soret
