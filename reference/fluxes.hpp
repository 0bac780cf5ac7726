#pragma once

#include "soret/common/contracts/fluxes.hpp"

namespace soret::reference {

/// The sums as they are written, over all pairs. Contract: contracts/fluxes.hpp.
class FluxSums {
public:
    explicit FluxSums(const Mixture& mixture, const Execution& = {}, Precision precision = Precision::exact)
        : mixture_(mixture), precision_(precision) {}

    Fluxes compute(const State& state) const;

private:
    Mixture mixture_;
    Precision precision_;
};

static_assert(FluxesBackend<FluxSums>);

}  // namespace soret::reference
