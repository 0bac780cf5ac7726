#pragma once

#include <span>

#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// The mean of independent values, its error from their scatter. effective_samples: their number.
/// throws   InvalidArgument: fewer than two values
Estimate mean_of_independent(std::span<const double> values);

}  // namespace soret
