#pragma once

#include <span>

#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// The mean m of estimates y of one quantity whose errors have a covariance V, and how well they agree:
///   m = 1^T V^-1 y/(1^T V^-1 1),  s^2 = 1/(1^T V^-1 1),  chi^2 = (y - m)^T V^-1 (y - m)
///                                                      [Aitken, Proc. R. Soc. Edinburgh 55, 42 (1936)]
/// covariance  n times n, row by row; what stands on the diagonal is not used, the squares of the standard errors are.
///             Empty: the estimates are independent, as for pooled(estimates)
/// throws      InvalidArgument: as pooled(estimates); a covariance of another size, or not positive definite
PooledEstimate pooled(std::span<const Estimate> estimates, std::span<const double> covariance);

/// Of the difference of estimates i and j, with that covariance.
/// throws      InvalidArgument: a covariance of another size
double error_of_difference(std::span<const Estimate> estimates, std::span<const double> covariance, std::size_t i,
                           std::size_t j);

}  // namespace soret
