#pragma once

#include "soret/reference/moves/monte_carlo_system.hpp"

namespace soret::reference {

/// Box and coordinates are scaled, V to V': h = Delta U + P (V' - V) - (N + 1) T ln(V'/V).
class VolumeChange {
public:
    /// throws   InvalidState: the box has shrunk below an edge of 2 r_c or grown past the largest edge
    MoveTrial propose(const MonteCarloSystem& system, const MonteCarloTurn& turn);
    void apply(MonteCarloSystem& system);

private:
    State trial_;
};

}  // namespace soret::reference
