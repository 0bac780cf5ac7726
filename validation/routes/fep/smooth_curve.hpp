#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "soret/common/statistics/polynomial_fit.hpp"
#include "soret/validation/campaign/curve.hpp"

namespace soret {

// Smooth curves through the compositions of the route fep: of the Gibbs energy, of volumes, energies and enthalpies.

/// Values at several places, with all correlations of their errors.
struct CorrelatedValues {
    Eigen::VectorXd values;
    Eigen::MatrixXd covariance;
};

/// A curve with the covariance of its points.
/// x1, values          as many
/// effective_samples   of each of its points
Curve curve_of(std::span<const double> x1, const CorrelatedValues& values, double effective_samples);

/// Degrees of the polynomials, and the p-value below which the points contradict one.
struct SmoothDegrees {
    static constexpr int lowest = 3;
    static constexpr int highest = 5;
    static constexpr double smallest_p_value = 1e-3;
};

/// The lowest of these degrees that the points do not contradict.
/// most         the highest degree that so many points allow
/// p_value_of   of the fit of a degree; called for one after the other until one is taken
/// returns      nothing if they contradict all, or are too few for the lowest
template <class PValueOf>
std::optional<int> lowest_degree_not_contradicted(int most, const PValueOf& p_value_of) {
    for (int degree = SmoothDegrees::lowest; degree <= std::min(most, SmoothDegrees::highest); ++degree) {
        if (p_value_of(degree) >= SmoothDegrees::smallest_p_value) return degree;
    }
    return std::nullopt;
}

/// The polynomial of that degree through independent points, with one degree of freedom at least.
std::optional<PolynomialFit> smooth_fit(const std::vector<FitPoint>& points);

}  // namespace soret
