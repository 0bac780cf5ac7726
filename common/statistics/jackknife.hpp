#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "soret/common/statistics/block_average.hpp"
#include "soret/common/statistics/block_table.hpp"
#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// Functions of the column means of a BlockTable, for instance x_1 x_2 N / (<N_1 N_1> - <N_1>^2).
using FunctionOfMeans = std::function<double(std::span<const double> means)>;
using FunctionsOfMeans = std::function<Eigen::VectorXd(std::span<const double> means)>;

/// Means of the quantities in each block; blocks have the same weight.
using BlockMeans = std::vector<std::vector<double>>;

enum class Bias { keep, remove };

/// Values of several functions of the same means, with all correlations of their errors.
struct JackknifeResult {
    Eigen::VectorXd values;
    Eigen::MatrixXd covariance;
    std::uint64_t block_length = 0;
    std::size_t block_count = 0;
    bool converged = false;  ///< as of BlockLengthChoice; true if the blocks were given
    /// Row i: values of block i alone, to first order; B f - (B - 1) f_i. Their mean has the bias removed.
    Eigen::MatrixXd pseudo_values;

    /// effective_samples is the number of blocks of the error: a lower bound, since a block may hold more than one
    /// independent sample, and what the relative error of the standard error, 1/sqrt(2 (n - 1)), follows from.
    Estimate estimate(Eigen::Index k) const;
};

/// Delete-one-block jackknife; all blocks, of one series or of several, count as independent.
///   covariance = (B - 1)/B sum_i (f_i - <f_i>)(f_i - <f_i>)^T,  f_i without block i
///   values     = f of all data; with Bias::remove  B f - (B - 1) <f_i>              [Efron, SIAM CBMS 38 (1982)]
/// throws   InvalidArgument: fewer than two blocks
///          InvalidState: a value that is not finite
JackknifeResult jackknife(const BlockTable& table, const FunctionsOfMeans& functions, Bias bias = Bias::keep);
/// The same for quantities of which there are too many for their products to be kept, as the bins of histograms.
/// throws   also InvalidArgument: blocks of different sizes
JackknifeResult jackknife(const BlockMeans& blocks, const FunctionsOfMeans& functions, Bias bias = Bias::keep);
/// Of one function.
Estimate jackknife(const BlockTable& table, const FunctionOfMeans& function, Bias bias = Bias::keep);

/// Standard error of one function against the block length, as blocking_levels.
/// throws   InvalidArgument: fewer than four blocks;  InvalidState: a value that is not finite
std::vector<BlockingLevel> jackknife_levels(const BlockTable& table, const FunctionOfMeans& function);

/// Jackknife with the block length chosen for the slowest of the functions (choose_block_length). The values are those
/// of all blocks of the table; the covariance is corrected where the block length has not converged. Blocks of several
/// samples are taken to be as inefficient for the functions as for the slowest quantity.
/// throws   InvalidArgument: fewer than four blocks;  InvalidState: a value that is not finite
JackknifeResult jackknife_with_chosen_blocks(const BlockTable& table, const FunctionsOfMeans& functions,
                                             Bias bias = Bias::keep);

/// Whether several series have the same mean: analysis of variance of their blocks.
struct SeriesAgreement {
    double chi_squared = 0.0;  ///< of the means of the series; expected are as many as degrees of freedom
    int degrees_of_freedom = 0;
    double p_value = 1.0;  ///< of a scatter at least as large
};

/// values        of blocks, the same number k >= 2 of each series, in order: a column of pseudo-values
/// series        R >= 1; one series agrees with itself
/// correction    the square of the error of a series' mean over that from its blocks (missed_by_blocks)
///   F = k Var(means of the series)/(correction pooled variance of blocks within a series), with d = R (k - 1) degrees
///   of freedom below the line; chi_squared = (R - 1) F (d - 2)/d, so that the noise of the variance does not
///   enlarge it
/// throws        InvalidArgument: numbers that do not fit
SeriesAgreement series_agreement(std::span<const double> values, std::size_t series, double correction = 1.0);

}  // namespace soret
