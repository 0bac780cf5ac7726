#pragma once

#include <array>

#include "soret/reference/moves/monte_carlo_system.hpp"

namespace soret::reference {

/// A particle is displaced within a cube around it: h = Delta U, with its energy with a growing particle in U.
class Displacement {
public:
    MoveTrial propose(const MonteCarloSystem& system, const MonteCarloTurn& turn);
    void apply(MonteCarloSystem& system) const;

private:
    std::size_t i_ = 0;
    std::array<double, 3> unwrapped_{};
    std::array<double, 3> wrapped_{};
};

}  // namespace soret::reference
