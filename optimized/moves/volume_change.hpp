#pragma once

#include <array>
#include <vector>

#include "soret/optimized/moves/monte_carlo_system.hpp"

namespace soret::optimized {

// Twin of reference/moves/volume_change.hpp: the scaled particles are sorted into a grid of their own, in which every
// pair is counted once.
class VolumeChange {
public:
    MoveTrial propose(MonteCarloSystem& system, Turn& turn);
    void apply(MonteCarloSystem& system, Turn& turn);

private:
    CellGrid trial_;
    Vector3 growing_;  // where the growing particle would be
    std::array<std::vector<double>, 3> position_;
    std::vector<std::int32_t> species_;
};

}  // namespace soret::optimized
