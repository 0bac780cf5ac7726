#pragma once

#include <vector>

#include "soret/reference/moves/monte_carlo_system.hpp"

namespace soret::reference {

/// The stage of the growing particle is drawn from what its place makes of all of them: p_k ~ exp(eta_k - u_k/T). A
/// heat bath, h = 0.
class StageChange {
public:
    MoveTrial propose(const MonteCarloSystem& system, const MonteCarloTurn& turn);
    void apply(MonteCarloSystem& system) const;

private:
    std::size_t stage_ = 0;
    std::vector<double> probabilities_;  // of the stages
};

}  // namespace soret::reference
