#pragma once

#include "soret/reference/moves/monte_carlo_system.hpp"

namespace soret::reference {

/// Box and coordinates are scaled, V to V': h = Delta U + P (V' - V) - (N + 1) T ln(V'/V), with N + 2 for N + 1 and
/// u_k in U if there is a growing particle.
class VolumeChange {
public:
    /// throws   InvalidState: the box has shrunk below an edge of 2 r_c or grown past the largest edge
    MoveTrial propose(const MonteCarloSystem& system, const MonteCarloTurn& turn);
    void apply(MonteCarloSystem& system);

private:
    State trial_;
    Vector3 growing_;  // where the growing particle would be
};

}  // namespace soret::reference
