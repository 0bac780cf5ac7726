#pragma once

#include <vector>

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/optimized/detail/cluster_list.hpp"

namespace soret::optimized {

/// What the cluster passes do, one pair at a time and with every term checked: for the rare configuration with a term
/// too large for the fast rounding.
/// table       in natural units
/// sum_width   of the kernels; the second half of each component is left as it is
/// sums        set; forces and energies must have room for all clusters
/// throws      InvalidState: as contracts/pair_forces.hpp says
void checked_pair_forces(const ClusterSystem& system, const std::vector<ClusterPairList>& lists,
                         const std::vector<PairConstants>& table, int species_count, const PairForcesRequest& request,
                         std::size_t sum_width, ClusterPassSums& sums);

}  // namespace soret::optimized
