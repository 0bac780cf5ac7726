#pragma once

#include "soret/optimized/moves/monte_carlo_system.hpp"

namespace soret::optimized {

// Twin of reference/moves/particle_exchange.hpp: one scan of the cells around the place where a particle comes or goes.
// It overwrites the distances that a displacement left in the turn, so it is the last move of a turn.
class ParticleExchange {
public:
    MoveTrial propose(MonteCarloSystem& system, Turn& turn);
    void apply(MonteCarloSystem& system, Turn& turn) const;

private:
    MoveTrial insertion(MonteCarloSystem& system, const MonteCarloTurn& numbers);
    MoveTrial deletion(MonteCarloSystem& system, const MonteCarloTurn& numbers);

    bool comes_ = false;
    std::int32_t species_ = 0;
    Vector3 position_;      // of the particle that comes
    std::size_t goes_ = 0;  // the number of the particle that goes
};

}  // namespace soret::optimized
