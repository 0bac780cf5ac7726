#pragma once

#include "soret/reference/moves/monte_carlo_system.hpp"

namespace soret::reference {

/// A particle of species s becomes one of species s': h = Delta U - (mu_s' - mu_s), with the tail in Delta U where the
/// ensemble has one.
class IdentityChange {
public:
    MoveTrial propose(const MonteCarloSystem& system, const MonteCarloTurn& turn);
    void apply(MonteCarloSystem& system) const;

private:
    std::size_t i_ = 0;
    std::int32_t trial_ = 0;
};

}  // namespace soret::reference
