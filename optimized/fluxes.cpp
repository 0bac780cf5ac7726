#include "soret/optimized/fluxes.hpp"

namespace soret::optimized {

Fluxes FluxSums::compute(const State& state) {
    check_fluxes_state(state);
    pair_forces_.compute(state, {.energies = true, .virial = true, .currents = true}, result_);
    return fluxes_of(result_, state.box.volume());
}

}  // namespace soret::optimized
