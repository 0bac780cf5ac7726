#pragma once

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/optimized/detail/cluster_forces.hpp"

namespace soret::optimized {

// Twin of reference/pair_forces.hpp: O(N) by a list of pairs of clusters of four particles, 4 x 4 pairs a time in whole
// vectors, each pair once; constants multiplied by 2^40 so that rounding a term is one conversion. On the threads
// given.
class PairForces {
public:
    /// throws   InvalidArgument: fewer than one thread
    explicit PairForces(const Mixture& mixture, const Execution& execution = {});
    void compute(const State& state, PairForcesRequest request, PairForcesResult& result);

private:
    Mixture mixture_;
    ClusterForces forces_;
};

static_assert(PairForcesBackend<PairForces>);

}  // namespace soret::optimized
