#pragma once

#include "soret/common/contracts/fluxes.hpp"
#include "soret/optimized/pair_forces.hpp"

namespace soret::optimized {

// Twin of reference/fluxes.hpp: all sums come out of the pass of the cluster pairs that makes the forces, in which a
// pair is computed once for forces, energy, virial and heat current. In a run the integrator's own lists serve it.
class FluxSums {
public:
    explicit FluxSums(const Mixture& mixture, const Execution& execution = {}) : pair_forces_(mixture, execution) {}

    Fluxes compute(const State& state);

private:
    PairForces pair_forces_;
    PairForcesResult result_;
};

static_assert(FluxesBackend<FluxSums>);

}  // namespace soret::optimized
