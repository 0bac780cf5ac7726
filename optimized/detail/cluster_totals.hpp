#pragma once

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/optimized/detail/cluster_forces.hpp"

namespace soret::optimized {

/// The sums of contracts/pair_forces.hpp after a pass and add_up_threads(): those over pairs from the pass, those over
/// particles made here. What was not asked for is zero.
/// throws   InvalidState: a term too large
PairForcesTotals totals_of(const Mixture& mixture, const ClusterForces& forces, const PairForcesRequest& request);

/// sum_i Q(m (v_a v_a)) of each axis, every term checked.
/// throws   InvalidState: a term too large
std::array<double, 3> checked_kinetic_diagonal(const Mixture& mixture, const ClusterSystem& system);

}  // namespace soret::optimized
