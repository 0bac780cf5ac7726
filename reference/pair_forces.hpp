#pragma once

#include "soret/common/contracts/pair_forces.hpp"

namespace soret::reference {

/// All pairs, nearest image. Contract: contracts/pair_forces.hpp.
class PairForces {
public:
    explicit PairForces(const Mixture& mixture, const Execution& = {}, Precision precision = Precision::exact)
        : mixture_(mixture), precision_(precision) {}
    void compute(const State& state, PairForcesRequest request, PairForcesResult& result) const;

private:
    Mixture mixture_;
    Precision precision_;
};

static_assert(PairForcesBackend<PairForces>);

}  // namespace soret::reference
