#pragma once

#include "soret/common/contracts/kirkwood_buff.hpp"

namespace soret::optimized {

// Twin of reference/kirkwood_buff.hpp: one pass over the bins for all spheres, by running sums for each power of r. The
// moments of the shells and the powers of L are made once for all pairs of species. O(bins) instead of O(bins^2).
struct KirkwoodBuff {
    static KirkwoodBuffIntegrals integrals(const PairDistances& distances, ClosedBoxCorrection correction);
    static void relations(std::span<const BinaryKirkwoodBuff> states, std::span<KirkwoodBuffRelations> relations);
};

static_assert(KirkwoodBuffBackend<KirkwoodBuff>);

}  // namespace soret::optimized
