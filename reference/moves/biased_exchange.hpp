#pragma once

#include <array>

#include "soret/common/insertion_places.hpp"
#include "soret/reference/moves/exchanged_particle.hpp"

namespace soret::reference {

/// A particle of a species s comes in at one of 64 places, chosen with the probability w_q/W of its Boltzmann factor
/// w_q, or one of the N_s goes from one of 64 such places, which the way back would choose among:
///   insertion   h = u - mu_s - T ln(V/(N_s + 1)),   u = -T ln(W/64)
///   deletion    h = -u + mu_s + T ln(V/N_s)
/// A liquid has room for one particle at few places: among many one is found, and accepted as its share W/64 says.
class BiasedExchange {
public:
    MoveTrial propose(const MonteCarloSystem& system, const MonteCarloTurn& turn);
    void apply(MonteCarloSystem& system) const { particle_.exchange(system); }

private:
    /// Boltzmann factors of one more particle of a species at the places of a lattice.
    struct Places {
        std::array<Quanta, place_count> energy{};
        std::array<double, place_count> weight{};  ///< relative to the largest; 0 where nothing can be
        double sum = 0.0;
        double u = 0.0;  ///< -T times the logarithm of their mean
    };
    /// gone      row of a particle that does not count; the number of particles for none
    Places places_around(const MonteCarloSystem& system, const Vector3& origin, std::size_t gone) const;

    MoveTrial insertion(const MonteCarloSystem& system, const MonteCarloTurn& turn);
    MoveTrial deletion(const MonteCarloSystem& system, const MonteCarloTurn& turn);

    ExchangedParticle particle_;
};

}  // namespace soret::reference
