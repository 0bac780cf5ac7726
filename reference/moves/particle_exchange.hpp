#pragma once

#include "soret/reference/moves/exchanged_particle.hpp"

namespace soret::reference {

/// A particle of a species s comes in anywhere, or one of the N_s goes:
///   insertion   h = Delta U - mu_s - T ln(V/(N_s + 1))
///   deletion    h = Delta U + mu_s + T ln(V/N_s)
/// with the tail correction in Delta U for truncation plain. Each is proposed half of the time.
class ParticleExchange {
public:
    MoveTrial propose(const MonteCarloSystem& system, const MonteCarloTurn& turn);
    void apply(MonteCarloSystem& system) const { particle_.exchange(system); }

private:
    ExchangedParticle particle_;
};

}  // namespace soret::reference
