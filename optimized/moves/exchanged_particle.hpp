#pragma once

#include "soret/optimized/moves/monte_carlo_system.hpp"

namespace soret::optimized {

// Twin of reference/moves/exchanged_particle.hpp: particles are numbers of the grid.
struct ExchangedParticle {
    static ExchangedParticle drawn(const MonteCarloSystem& system, const MonteCarloTurn& numbers);
    /// returns   false if there is none
    bool draw_number(const MonteCarloSystem& system, const MonteCarloTurn& numbers);
    double h(const MonteCarloSystem& system, double u) const;
    void exchange(MonteCarloSystem& system, const Turn& turn) const;

    bool comes = false;
    std::int32_t species = 0;
    std::uint32_t high = 0;  ///< the words that decide
    std::uint32_t low = 0;
    Vector3 position;        ///< of one that comes
    std::size_t number = 0;  ///< of one that goes
};

}  // namespace soret::optimized
