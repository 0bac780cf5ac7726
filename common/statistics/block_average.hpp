#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "soret/common/statistics/block_table.hpp"
#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// Standard error of a mean if blocks of one length are taken as independent.
struct BlockingLevel {
    std::uint64_t block_length = 0;  ///< samples
    std::size_t block_count = 0;
    double standard_error = 0.0;
    double error_of_error = 0.0;  ///< standard_error / sqrt(2 (block_count - 1)), for normal block means
};

/// The standard error of a column against the block length, which grows by factors of two while at least four blocks
/// remain: it rises until blocks are longer than the correlations, then stays.
///                                              [Flyvbjerg and Petersen, J. Chem. Phys. 91, 461 (1989)]
/// Several series are taken to have the same mean: their scatter is in the error.
/// throws   InvalidArgument: fewer than four blocks, a column that does not exist
std::vector<BlockingLevel> blocking_levels(const BlockTable& table, std::size_t column);

/// A level of a blocking analysis and whether the data were long enough for it.
struct BlockLengthChoice {
    std::size_t level = 0;
    /// False if no level with at least 16 blocks meets the criterion: then nobody knows how long the correlations are.
    bool converged = false;
    /// What the error of the level is to be multiplied with; 1 if converged.
    double correction = 1.0;
};

/// What a level does not say of itself.
struct BlockingContext {
    std::size_t series_count = 1;
    /// Samples of the series that count as one, as far as blocks of the first level show it; 1 if they are single
    /// samples.
    double first_inefficiency = 1.0;
};

/// The shortest block length B (in samples, of which there are N) with B^3 > 2 N n_c^2, n_c = n_1 (s_B / s_1)^2 and n_1
/// the first level's inefficiency: there the bias of the error, which falls as 1/B, and its noise, which grows as
/// sqrt(B), are about equal.                    [Lee et al., Phys. Rev. E 83, 066706 (2011)]
/// If no level of at least 16 blocks is that long, the coarsest of at least 8 is taken, and its error is corrected
///   - by what its blocks miss of exponential correlations, their time t taken from the ratio of its error to that of
///     blocks a quarter as long; of R series of n samples each the expected square of the error of B blocks is
///     (v(R n/B) - v(n)/R)/(B - 1) and that of the mean v(n)/R, where v(L) = 2 t/L [1 - (1 - exp(-L/t)) t/L];
///     t is taken to be n/2 at most
///   - by sqrt((B - 1)/(B - 3)), so that deviations in units of the error, which scatter as Student's t, have the
///     variance 1
/// accuracy   of series of 5, 10, 20 and 50 autocorrelation times 2 errors hold the true mean in 87, 91, 93 and 94 %
///            (AR(1), asserted in tests)
/// levels     of blocking_levels or of jackknife_levels, at least one
BlockLengthChoice choose_block_length(const std::vector<BlockingLevel>& levels, const BlockingContext& context = {});

/// Squared error of the mean over what equal blocks are expected to give, for exponential correlations: what the
/// covariance of blocks is to be multiplied with. 1 for blocks much longer than the correlations.
/// tau            correlation time, > 0                          [samples]
/// block_length   > 0                                            [samples]
/// block_count    of all series, more than series_count
double missed_by_blocks(double tau, double block_length, std::size_t block_count, std::size_t series_count = 1);

/// Context of the blocking levels of a quantity.
BlockingContext blocking_context(const BlockTable& table, std::size_t quantity);

/// The mean of a quantity with the error of the chosen block length.
struct BlockAverage {
    /// effective_samples: variance of single samples / standard_error^2, in [1, number of samples]
    Estimate mean;
    /// The same without the upper bound, as variances of few blocks have it: above the number of samples by chance.
    double unbounded_effective_samples = 1.0;
    std::uint64_t block_length = 0;
    std::size_t block_count = 0;
    double error_of_error = 0.0;
    bool converged = false;  ///< as of BlockLengthChoice; false for a constant
    /// The quantity had the same value in every sample: it has no error that could be known, and standard_error is 0.
    bool constant = false;
};

/// quantity   index of a quantity (not of a product)
/// throws     InvalidArgument: fewer than four blocks, a quantity that does not exist
/// accuracy   for exponential correlations the error is low by at most n_c/(4 B) of its value with n_c = N/N_eff and
///            B >= n_c (2 N/n_c)^(1/3): 2 % for N = 1000 n_c (derived for AR(1); asserted with its coverage in tests);
///            where it has not converged: as of choose_block_length
BlockAverage block_average(const BlockTable& table, std::size_t quantity = 0);

}  // namespace soret
