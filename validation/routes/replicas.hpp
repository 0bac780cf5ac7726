#pragma once

#include <vector>

#include "soret/common/statistics/linear_combination.hpp"

namespace soret {

/// The mean of replicas of one length: their errors are too uncertain to weigh them by.
inline Estimate mean_of_replicas(const std::vector<Estimate>& estimates) {
    const auto n = static_cast<double>(estimates.size());
    return linear_combination(std::vector<double>(estimates.size(), 1.0 / n), estimates);
}

}  // namespace soret
