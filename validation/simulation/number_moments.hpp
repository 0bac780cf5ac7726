#pragma once

#include <span>
#include <vector>

#include "soret/common/contracts/kirkwood_buff.hpp"
#include "soret/common/statistics/block_table.hpp"

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
    /// Var(N) of the particles of all species together
    double variance_of_total() const;
    /// Of two species, by KirkwoodBuffBackend::relations.
    /// throws   InvalidState: a species that is never there, a factor that is not positive
    KirkwoodBuffRelations relations() const;
    double thermodynamic_factor() const { return relations().gamma; }
};

/// samples   of a run that exchanges particles (MonteCarloRunResult::samples), or of several
/// means     of their columns
NumberMoments number_moments(const BlockTable& samples, std::span<const double> means, std::size_t species);

}  // namespace soret
