#pragma once

#include "soret/reference/moves/monte_carlo_system.hpp"

namespace soret::reference {

/// A particle of a species s comes in anywhere, or one of the N_s goes:
///   insertion   h = Delta U - mu_s - T ln(V/(N_s + 1))
///   deletion    h = Delta U + mu_s + T ln(V/N_s)
/// with the tail correction in Delta U for truncation plain. Each is proposed half of the time.
class ParticleExchange {
public:
    MoveTrial propose(const MonteCarloSystem& system, const MonteCarloTurn& turn);
    void apply(MonteCarloSystem& system) const;

private:
    MoveTrial insertion(const MonteCarloSystem& system, const MonteCarloTurn& turn);
    MoveTrial deletion(const MonteCarloSystem& system, const MonteCarloTurn& turn);

    bool comes_ = false;
    std::int32_t species_ = 0;
    std::int64_t id_ = 0;  // of the particle that comes
    Vector3 position_;     // the same
    std::size_t row_ = 0;  // of the particle that goes
};

}  // namespace soret::reference
