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
    /// False if no level with at least 16 blocks meets the criterion: then the error is a lower bound.
    bool converged = false;
};

/// The shortest block length B (in blocks of the first level, of which there are N) with B^3 > 2 N (s_B / s_1)^4: there
/// the bias of the error, which falls as 1/B, and its noise, which grows as sqrt(B), are about equal.
///                                              [Lee et al., Phys. Rev. E 83, 066706 (2011)]
/// levels   of blocking_levels or of jackknife_levels, at least one
BlockLengthChoice choose_block_length(const std::vector<BlockingLevel>& levels);

/// The mean of a quantity with the error of the chosen block length.
struct BlockAverage {
    Estimate mean;  ///< effective_samples: variance of single samples / standard_error^2, at least 1
    std::uint64_t block_length = 0;
    std::size_t block_count = 0;
    double error_of_error = 0.0;
    bool converged = false;  ///< as of BlockLengthChoice
};

/// quantity   index of a quantity (not of a product)
/// throws     InvalidArgument: fewer than four blocks, a quantity that does not exist
/// accuracy   for exponential correlations the error is low by at most n_c/(4 B) of its value with n_c = N/N_eff and
///            B >= n_c (2 N/n_c)^(1/3): 2 % for N = 1000 n_c (derived for AR(1); asserted with its coverage in tests)
BlockAverage block_average(const BlockTable& table, std::size_t quantity = 0);

}  // namespace soret
