#pragma once

#include "soret/optimized/moves/monte_carlo_system.hpp"

namespace soret::optimized {

// Twin of reference/moves/identity_swap.hpp, after a displacement in the same turn, whose distances give the energy of
// its particle before; three scans of 27 cells give the other one before and both after.
class IdentitySwap {
public:
    MoveTrial propose(MonteCarloSystem& system, Turn& turn);
    void apply(MonteCarloSystem& system, Turn& turn) const;

private:
    void swap(CellGrid& grid) const;

    std::size_t i_ = 0;
    std::size_t j_ = 0;
};

}  // namespace soret::optimized
