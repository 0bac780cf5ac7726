#pragma once

#include <string>

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/common/digest.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// Positions, images, velocities, species in order of id, box edges, in this order: the first part of every
/// final_digest.
Digest digest_of_state(const State& state);

/// Of what `soret forces` prints: forces, potential energy, virial, heat current, mass current of species 1.
/// result   of a state in order of id
std::string digest_of_forces(const PairForcesResult& result);

}  // namespace soret
