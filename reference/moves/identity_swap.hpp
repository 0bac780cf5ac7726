#pragma once

#include "soret/reference/moves/monte_carlo_system.hpp"

namespace soret::reference {

// The particle of the turn and another one, each equally likely, exchange their identities. Of the same species, or one
// and the same, they do not.
class IdentitySwap {
public:
    MoveTrial propose(const MonteCarloSystem& system, const MonteCarloTurn& turn);
    void apply(MonteCarloSystem& system) const;

private:
    std::size_t i_ = 0;
    std::size_t j_ = 0;
};

}  // namespace soret::reference
