#pragma once

#include "soret/reference/moves/monte_carlo_system.hpp"

namespace soret::reference {

/// The growing particle is displaced within a cube around it or, once in four times, put anywhere: h = Delta u_k.
class GrowingDisplacement {
public:
    MoveTrial propose(const MonteCarloSystem& system, const MonteCarloTurn& turn);
    void apply(MonteCarloSystem& system) const;

private:
    Vector3 position_;
};

}  // namespace soret::reference
