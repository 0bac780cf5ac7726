#pragma once

#include "soret/optimized/moves/exchanged_particle.hpp"

namespace soret::optimized {

// Twin of reference/moves/particle_exchange.hpp: one scan of the cells around the place where a particle comes or goes.
// It overwrites the distances that a displacement left in the turn, so it is the last move of a turn.
class ParticleExchange {
public:
    MoveTrial propose(MonteCarloSystem& system, Turn& turn);
    void apply(MonteCarloSystem& system, Turn& turn) const { particle_.exchange(system, turn); }

private:
    ExchangedParticle particle_;
};

}  // namespace soret::optimized
