#include "soret/common/statistics/multiple_tests.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>

namespace soret {

double two_sided_p_value(double t, double degrees_of_freedom) {
    const double size = std::fabs(t);
    if (!(degrees_of_freedom > 0.0)) return 1.0;
    if (std::isinf(size)) return 0.0;
    if (std::isinf(degrees_of_freedom)) {
        return 2.0 * boost::math::cdf(boost::math::complement(boost::math::normal(), size));
    }
    return 2.0 * boost::math::cdf(boost::math::complement(boost::math::students_t(degrees_of_freedom), size));
}

double welch_degrees_of_freedom(double error_a, double degrees_a, double error_b, double degrees_b) {
    const auto share = [](double error, double degrees) {
        if (error == 0.0) return 0.0;
        if (!(degrees > 0.0)) return std::numeric_limits<double>::infinity();
        return std::pow(error, 4) / degrees;
    };
    const double shares = share(error_a, degrees_a) + share(error_b, degrees_b);
    if (shares == 0.0) return std::numeric_limits<double>::infinity();
    return std::pow(error_a * error_a + error_b * error_b, 2) / shares;
}

std::vector<double> holm_adjusted(std::span<const double> p_values) {
    const std::size_t m = p_values.size();
    std::vector<std::size_t> order(m);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
    std::vector<double> adjusted(m);
    double largest = 0.0;
    for (std::size_t k = 0; k < m; ++k) {
        largest = std::max(largest, std::min(1.0, static_cast<double>(m - k) * p_values[order[k]]));
        adjusted[order[k]] = largest;
    }
    return adjusted;
}

}  // namespace soret
