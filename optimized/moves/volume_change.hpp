#pragma once

#include "soret/optimized/moves/monte_carlo_system.hpp"

namespace soret::optimized {

// Twin of reference/moves/volume_change.hpp: the scaled particles have a grid of their own, with the places of the
// present one as long as the number of cells allows it, and every pair is counted once, along rows of cells. At
// N = 1 000 it takes 19 % of 1 000 displacements (bench/README.md); it took 39 % one particle after the other.
class VolumeChange {
public:
    MoveTrial propose(MonteCarloSystem& system, Turn& turn);
    void apply(MonteCarloSystem& system, Turn& turn);

private:
    CellGrid trial_;
    Vector3 growing_;  // where the growing particle would be
};

}  // namespace soret::optimized
