#include "soret/common/statistics/linear_combination.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

Estimate linear_combination(std::span<const double> weights, std::span<const Estimate> estimates) {
    if (weights.size() != estimates.size()) {
        throw InvalidArgument(fmt::format("{} weights for {} estimates", weights.size(), estimates.size()));
    }
    Estimate sum;
    double variance = 0.0;
    double squares = 0.0;  // of the shares of the variance, over their degrees of freedom
    for (std::size_t k = 0; k < estimates.size(); ++k) {
        const Estimate& of = estimates[k];
        const double share = weights[k] * weights[k] * of.standard_error * of.standard_error;
        sum.value += weights[k] * of.value;
        variance += share;
        if (of.effective_samples > 0.0) squares += share * share / std::max(1.0, of.effective_samples - 1.0);
    }
    sum.standard_error = std::sqrt(variance);
    if (squares > 0.0) sum.effective_samples = 1.0 + variance * variance / squares;
    return sum;
}

}  // namespace soret
