#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "soret/common/statistics/block_table.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/jackknife.hpp"

namespace soret {

struct BootstrapOptions {
    std::uint64_t seed = 1;        ///< of the stream `bootstrap`; different data of one analysis take different seeds
    std::size_t resamples = 1000;  ///< >= 2
    double confidence = 0.95;      ///< of the interval, in (0, 1)
};

struct BootstrapResult {
    Estimate estimate;   ///< value of all data, standard deviation of the resamples, number of blocks
    double lower = 0.0;  ///< percentile interval
    double upper = 0.0;
};

/// Resamples blocks with replacement, as many as there are, and takes the percentiles of the function's values. All
/// blocks, of one series or of several, count as independent; take them longer than the correlations
/// (jackknife_levels).
/// throws     InvalidArgument: fewer than two blocks, an option outside its range
///            InvalidState: a value that is not finite
/// accuracy   the error of the resampling itself is 1/sqrt(2 resamples) of the standard error
BootstrapResult bootstrap(const BlockTable& table, const FunctionOfMeans& function,
                          const BootstrapOptions& options = {});

/// Quantile of values sorted in ascending order, linear between them (Hyndman and Fan's type 7).
/// throws   InvalidArgument: no values, a probability outside [0, 1]
double quantile_of_sorted(std::span<const double> sorted, double probability);

}  // namespace soret
