#pragma once

#include <vector>

#include "soret/optimized/moves/exchanged_particle.hpp"

namespace soret::optimized {

// Twin of reference/moves/biased_exchange.hpp. One look at the cells around the middle of the lattice leaves the few
// places that no particle takes, and only these are scanned for energies: 64 places cost less than two scans. A
// deletion that its own place alone rules out looks at no other. Like the plain exchange it overwrites the distances
// that a displacement left in the turn.
class BiasedExchange {
public:
    MoveTrial propose(MonteCarloSystem& system, Turn& turn);
    void apply(MonteCarloSystem& system, Turn& turn) const { particle_.exchange(system, turn); }

private:
    struct FreePlace {
        std::uint32_t q;
        Quanta energy;
        double weight;  ///< relative to the largest
    };
    MoveTrial insertion(MonteCarloSystem& system, const MonteCarloTurn& numbers);
    MoveTrial deletion(MonteCarloSystem& system, const MonteCarloTurn& numbers);
    /// Fills free_ with those of the places around an origin that are free, in order, for a particle without particle
    /// `gone`.
    /// returns   the sum of their weights; 0 if there is none
    double find_places(MonteCarloSystem& system, const Vector3& origin, std::size_t gone);
    /// Whether a deletion is rejected whatever is at the other places than its own, which adds to u.
    bool surely_stays(const MonteCarloSystem& system, double u) const;

    ExchangedParticle particle_;
    std::vector<FreePlace> free_;
    double u_ = 0.0;  // -T times the logarithm of the mean Boltzmann factor of all places
};

}  // namespace soret::optimized
