#pragma once

#include "soret/optimized/moves/monte_carlo_system.hpp"

namespace soret::optimized {

// Twin of reference/moves/growing_displacement.hpp. What the scan found at the place where the particle ends is left in
// the turn for the stage.
class GrowingDisplacement {
public:
    MoveTrial propose(MonteCarloSystem& system, Turn& turn);
    void apply(MonteCarloSystem& system, Turn& turn) const;

private:
    Vector3 position_;
};

}  // namespace soret::optimized
