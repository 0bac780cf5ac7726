#pragma once

#include <optional>
#include <vector>

#include "soret/common/statistics/fit_extremum.hpp"
#include "soret/common/statistics/ratio_accumulator.hpp"
#include "soret/common/statistics/windowed_fits.hpp"

namespace soret {

/// Wave vectors of one length that fit into a cube.
struct StructureFactorShell {
    int square = 0;           ///< n.n
    std::size_t vectors = 0;  ///< half of those that there are
    friend bool operator==(const StructureFactorShell&, const StructureFactorShell&) = default;
};

/// The shells of wave_vectors_up_to(largest_square), in its order.
std::vector<StructureFactorShell> structure_factor_shells(int largest_square);

/// Partial structure factors in blocks of one or several runs in the same closed cube.
struct StructureFactorBlocks {
    double edge = 0.0;              ///< [sigma]
    std::vector<double> particles;  ///< N_i by species
    int largest_square = 0;         ///< the shells are those of structure_factor_shells()
    BlockMeans
        S;  ///< by block: rows of shells by pair of species (species_pair()), S_ab of contracts/density_modes.hpp
};

/// A property of infinite size as the limit of q -> 0.
struct ZeroWaveVector {
    std::optional<Estimate> value;  ///< none if no polynomial in q^2 describes the shells
    int degree = 0;                 ///< in q^2, of the fit chosen
    double p_value = 0.0;
};

/// Kirkwood-Buff integrals and Gamma of a binary liquid without any window, from the smallest wave vectors:
///   S_cc = x_2^2 S_11 + x_1^2 S_22 - 2 x_1 x_2 S_12,   Gamma = x_1 x_2/S_cc(0)
///   G_ab = (S_ab(0)/x_a - delta_ab)/(x_b rho)                          [Bhatia and Thornton, PR B 2, 3004 (1970)]
/// each limit by polynomials in q^2 through all shells with q <= largest_q, of degree 2 or 3 chosen by
/// choose_degree() and averaged over, what the choice is worth in the error. At q > 0 modes of a closed box fluctuate
/// as those of an open one do.
struct StructureFactorLimits {
    std::array<ZeroWaveVector, 3> G;  ///< 11, 12, 22                                                        [sigma^3]
    ZeroWaveVector gamma;
    std::size_t shells = 0;  ///< with q <= largest_q
};
/// largest_q   beyond it lies the rise to the first peak, which no short series in q^2 follows               [1/sigma]
/// throws      InvalidArgument: not two species, fewer than 8 blocks, fewer than 5 shells
StructureFactorLimits structure_factor_limits(const StructureFactorBlocks& blocks, double largest_q = 1.7);

}  // namespace soret
