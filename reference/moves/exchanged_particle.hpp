#pragma once

#include "soret/reference/moves/monte_carlo_system.hpp"

namespace soret::reference {

/// The particle of a species s that comes in, or one of the N_s that goes: what the exchanges have in common.
struct ExchangedParticle {
    /// Whether it comes or goes, and its species.
    static ExchangedParticle drawn(const MonteCarloSystem& system, const MonteCarloTurn& turn);
    /// Which of the N_s goes, each equally likely: the first of them among rows drawn at random.
    /// returns   false if there is none
    bool draw_row(const MonteCarloSystem& system, const MonteCarloTurn& turn);
    /// h of its coming or going.
    ///   comes   (u - mu_s) - T ln(V/(N_s + 1));   goes   (-u + mu_s) + T ln(V/N_s)
    /// with the change of the tail correction for truncation plain.
    /// u         of the particle with all others
    double h(const MonteCarloSystem& system, double u) const;
    void exchange(MonteCarloSystem& system) const;

    bool comes = false;
    std::int32_t species = 0;
    std::int64_t id = 0;  ///< of one that comes
    Vector3 position;     ///< the same
    std::size_t row = 0;  ///< of one that goes
};

/// Words of a turn that decide about its exchange.
MoveTrial decided_by(const MonteCarloTurn& turn, MoveTrial trial);

}  // namespace soret::reference
