#include "soret/reference/fluxes.hpp"

namespace soret::reference {

// The sums over particles and pairs: currents.hpp for J_1 and J_q, pair_forces.cpp for V_i and P_ab.
Fluxes FluxSums::compute(const State& state) const {
    check_fluxes_state(state);
    PairForcesResult sums;
    pair_forces_.compute(state, {.energies = true, .virial = true, .currents = true}, sums);
    return fluxes_of(sums, state.box.volume());
}

}  // namespace soret::reference
