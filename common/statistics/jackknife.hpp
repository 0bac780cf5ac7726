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

enum class Bias { keep, remove };

/// Values of several functions of the same means, with all correlations of their errors.
struct JackknifeResult {
    Eigen::VectorXd values;
    Eigen::MatrixXd covariance;
    std::uint64_t block_length = 0;
    std::size_t block_count = 0;
    bool converged = false;  ///< as of BlockLengthChoice; true if the blocks were given

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
/// The same for one function.
Estimate jackknife(const BlockTable& table, const FunctionOfMeans& function, Bias bias = Bias::keep);

/// Standard error of one function against the block length, as blocking_levels.
/// throws   InvalidArgument: fewer than four blocks;  InvalidState: a value that is not finite
std::vector<BlockingLevel> jackknife_levels(const BlockTable& table, const FunctionOfMeans& function);

/// Jackknife with the block length chosen for the slowest of the functions (choose_block_length). The values are those
/// of all blocks of the table.
/// throws   InvalidArgument: fewer than four blocks;  InvalidState: a value that is not finite
JackknifeResult jackknife_with_chosen_blocks(const BlockTable& table, const FunctionsOfMeans& functions,
                                             Bias bias = Bias::keep);

}  // namespace soret
