#pragma once

#include "soret/optimized/moves/monte_carlo_system.hpp"

namespace soret::optimized {

// Twin of reference/moves/displacement.hpp. One scan of the cells serves the old and the new position; what it found at
// the one where the particle ends is left in the turn.
class Displacement {
public:
    MoveTrial propose(MonteCarloSystem& system, Turn& turn);
    void apply(MonteCarloSystem& system, Turn& turn) const;

private:
    Vector3 moved_;
    Vector3 wrapped_;
    ParticleEnergy after_;
};

}  // namespace soret::optimized
