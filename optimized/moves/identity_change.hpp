#pragma once

#include "soret/optimized/moves/monte_carlo_system.hpp"

namespace soret::optimized {

// Twin of reference/moves/identity_change.hpp, after a displacement in the same turn: the distances that this one left
// give the energy of either species without a scan.
class IdentityChange {
public:
    MoveTrial propose(MonteCarloSystem& system, Turn& turn);
    void apply(MonteCarloSystem& system, Turn& turn) const;

private:
    std::int32_t trial_ = 0;
};

}  // namespace soret::optimized
