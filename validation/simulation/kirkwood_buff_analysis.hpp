#pragma once

#include <optional>

#include "soret/common/statistics/windowed_fits.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {

/// Distances of pairs in blocks of one or several runs in the same closed box.
struct KirkwoodBuffBlocks {
    RadialBins bins;
    double volume = 0.0;
    std::vector<double> particles;
    BlockMeans pairs;  ///< by block: PairDistances::pairs, means over equally many samples
};

/// In the order of KirkwoodBuffRelations: n_11, n_12, n_21, n_22, f_11, f_12, f_22, Gamma^(1), Gamma.
inline constexpr std::array<double KirkwoodBuffRelations::*, 9> kirkwood_buff_relations{
    &KirkwoodBuffRelations::n11,  &KirkwoodBuffRelations::n12,
    &KirkwoodBuffRelations::n21,  &KirkwoodBuffRelations::n22,
    &KirkwoodBuffRelations::f11,  &KirkwoodBuffRelations::f12,
    &KirkwoodBuffRelations::f22,  &KirkwoodBuffRelations::gamma_first_order,
    &KirkwoodBuffRelations::gamma};

/// The relations of two species with the covariance of their errors, in the order of kirkwood_buff_relations.
struct KirkwoodBuffEstimates {
    std::optional<KirkwoodBuffRelations> relations;
    Eigen::MatrixXd covariance_of_relations;
    std::size_t block_count = 0;  ///< of the errors: effective_samples of every estimate

    /// throws   InvalidState: not of two species
    Estimate estimate(double KirkwoodBuffRelations::*relation) const;
    Estimate gamma() const { return estimate(&KirkwoodBuffRelations::gamma); }
    /// (f_11 + f_22)/f_12, whose three parts have correlated errors.
    /// throws   InvalidState: not of two species
    Estimate ratio_of_f() const;
};

/// Integrals of infinite size by pair of species (species_pair()), and the relations that they give.
struct KirkwoodBuffLimit : KirkwoodBuffEstimates {
    AveragedIntercepts G;
};

struct KirkwoodBuffAnalysis : KirkwoodBuffLimit {
    /// For comparison, as published: straight lines in 1/R, without the term in 1/R^3.
    KirkwoodBuffLimit by_lines;
    /// For comparison: by weight and pair of species, the integral of the largest sphere, L = r_max.
    std::array<std::vector<Estimate>, kirkwood_buff_weight_count> largest_sphere;
};

/// Kirkwood-Buff integrals of infinite size with errors and their correlations, by the jackknife over blocks, from the
/// finite-volume integrals of the weight 1 - 3x/2 + x^3/2, x = r/L. Beyond the range of g - 1 these are exactly
///   G(L) = G - (3/2) M_1/L + (1/2) M_3/L^3,   M_p = int r^p (g - 1) d^3r, R = L/2,
/// a series without a term in 1/L^2. The published line in 1/R leaves the last term out, which in a liquid is no
/// smaller than what is wanted.
/// Window of the fits: the outer three quarters of the spheres are cut into twelve parts; windows are runs of at least
/// four parts, and the result is their average as in windowed_fits.hpp. What the choice adds is in the errors.
/// Errors of the relations are to first order in those of G.
/// throws   InvalidArgument: fewer than 32 bins, no more blocks than pairs of species
///          InvalidState: as KirkwoodBuffBackend, WindowedFits
KirkwoodBuffAnalysis analyse_kirkwood_buff(const KirkwoodBuffBlocks& blocks, ClosedBoxCorrection correction,
                                           Backend backend);

}  // namespace soret
