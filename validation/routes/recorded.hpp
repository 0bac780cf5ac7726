#pragma once

#include <span>
#include <vector>

#include "soret/common/statistics/block_average.hpp"
#include "soret/common/statistics/linear_combination.hpp"

namespace soret {

/// A mean as the results of tasks have it: effective_samples without an upper bound. What is made of it bounds it where
/// it is shown; here it stays as it was found, so that a task of any campaign gives the same digest again.
inline Estimate recorded(const BlockAverage& average) {
    return {average.mean.value, average.mean.standard_error, average.unbounded_effective_samples};
}

/// The mean of what independent replicas have recorded, at least one.
inline Estimate mean_of_replicas(std::span<const Estimate> estimates) {
    const auto n = static_cast<double>(estimates.size());
    return linear_combination(std::vector<double>(estimates.size(), 1.0 / n), estimates);
}

}  // namespace soret
