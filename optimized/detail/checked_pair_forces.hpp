#pragma once

#include "soret/common/state.hpp"
#include "soret/optimized/detail/cell_grid.hpp"
#include "soret/optimized/kernels/pair_forces.hpp"

namespace soret::optimized {

/// What the pair kernels do, one pair at a time and with every term checked: for the rare configuration with a term too
/// large for the fast rounding.
/// throws   InvalidState: as contracts/pair_forces.hpp says
void checked_pair_forces(const CellGrid& grid, const PairForcesInput& input, const State& state, PairForcesSums& sums);

}  // namespace soret::optimized
