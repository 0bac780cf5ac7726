#pragma once

#include <vector>

#include "soret/optimized/moves/monte_carlo_system.hpp"

namespace soret::optimized {

// Twin of reference/moves/stage_change.hpp: the energies of all stages in one pass over the neighbours that the
// displacement of the growing particle in the same turn has found.
class StageChange {
public:
    MoveTrial propose(MonteCarloSystem& system, Turn& turn);
    void apply(MonteCarloSystem& system, Turn& turn) const;

private:
    std::size_t stage_ = 0;
    std::vector<ParticleEnergy> energies_;
    std::vector<double> probabilities_;
};

}  // namespace soret::optimized
