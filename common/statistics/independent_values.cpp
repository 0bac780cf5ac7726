#include "soret/common/statistics/independent_values.hpp"

#include <cmath>

#include "soret/common/errors.hpp"

namespace soret {

Estimate mean_of_independent(std::span<const double> values) {
    if (values.size() < 2) throw InvalidArgument("an error from the scatter of values needs at least two of them");
    const auto n = static_cast<double>(values.size());
    double mean = 0.0;
    for (const double value : values) mean += value / n;
    double squares = 0.0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return {mean, std::sqrt(squares / (n * (n - 1.0))), n};
}

}  // namespace soret
