#pragma once

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/optimized/detail/cluster_forces.hpp"

namespace soret::optimized {

/// The sums of contracts/pair_forces.hpp after a pass and add_up_buffers(): those over pairs from the pass, those over
/// particles made here. What was not asked for is zero.
/// throws   InvalidState: a term too large
PairForcesTotals totals_of(const Mixture& mixture, const ClusterForces& forces, const ClusterPassOptions& options);

}  // namespace soret::optimized
