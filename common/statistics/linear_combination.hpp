#pragma once

#include <span>

#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// Sum of weights times independent estimates. effective_samples: 1 and the degrees of freedom of its error by Welch
/// (1947) and Satterthwaite (1946), each estimate having effective_samples - 1 of them and at least 1, or an error
/// known exactly if effective_samples is 0; 0 if all errors are.
/// weights  as many as estimates
/// throws   InvalidArgument: another number of weights
Estimate linear_combination(std::span<const double> weights, std::span<const Estimate> estimates);

}  // namespace soret
