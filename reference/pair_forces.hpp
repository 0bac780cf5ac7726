#pragma once

#include "soret/common/contracts/pair_forces.hpp"

namespace soret::reference {

/// All pairs, nearest image. Contract: contracts/pair_forces.hpp.
class PairForces {
public:
    explicit PairForces(const Mixture& mixture, const Execution& = {}) : mixture_(mixture) {}
    void compute(const State& state, PairForcesRequest request, PairForcesResult& result) const;

private:
    Mixture mixture_;
};

static_assert(PairForcesBackend<PairForces>);

}  // namespace soret::reference
