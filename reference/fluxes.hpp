#pragma once

#include "soret/common/contracts/fluxes.hpp"
#include "soret/reference/pair_forces.hpp"

namespace soret::reference {

/// The sums as they are written, over all particles and all pairs. Contract: contracts/fluxes.hpp.
class FluxSums {
public:
    explicit FluxSums(const Mixture& mixture, const Execution& = {}) : pair_forces_(mixture) {}

    Fluxes compute(const State& state) const;

private:
    PairForces pair_forces_;
};

static_assert(FluxesBackend<FluxSums>);

}  // namespace soret::reference
