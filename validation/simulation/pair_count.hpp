#pragma once

#include <cstdint>

#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// How many pairs of particles are within the cutoff of their species: the work that a pass of the pair forces has.
std::uint64_t pairs_in_cutoff(const State& state, const Mixture& mixture);

}  // namespace soret
