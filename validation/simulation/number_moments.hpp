#pragma once

#include <span>
#include <vector>

namespace soret {

/// Means over a grand-canonical ensemble of the numbers of particles, of their products and of the energy: for two
/// species six numbers, <N_1>, <N_2>, <N_1 N_1>, <N_1 N_2>, <N_2 N_2> and <U>, from which the rest follows.
struct NumberMoments {
    double volume = 0.0;            ///< [sigma^3]
    std::vector<double> particles;  ///< <N_s>
    std::vector<double> products;   ///< <N_a N_b> by pair of species (species_pair())
    double energy = 0.0;            ///< <U>                                                             [eps]

    double total() const;  ///< <N>
    /// G_ab = V (<N_a N_b> - <N_a><N_b>)/(<N_a><N_b>) - V delta_ab/<N_b>                            [SI eq. 23]
    double kirkwood_buff(std::size_t a, std::size_t b) const;
    /// Of all pairs of species.
    std::vector<double> kirkwood_buff() const;
    /// Of two species, by KirkwoodBuffBackend::relations.
    /// throws   InvalidState: a species that is never there, a factor that is not positive
    double thermodynamic_factor() const;
};

}  // namespace soret
