#include "soret/validation/routes/fep/smooth_curve.hpp"

#include <cmath>

namespace soret {

Curve curve_of(std::span<const double> x1, const CorrelatedValues& values, double effective_samples) {
    Curve curve;
    for (std::size_t i = 0; i < x1.size(); ++i) {
        const auto k = static_cast<Eigen::Index>(i);
        curve.points.push_back({x1[i], {values.values[k], std::sqrt(values.covariance(k, k)), effective_samples}});
        for (Eigen::Index other = 0; other < values.covariance.cols(); ++other) {
            curve.covariance.push_back(values.covariance(k, other));
        }
    }
    return curve;
}

std::optional<PolynomialFit> smooth_fit(const std::vector<FitPoint>& points) {
    std::optional<PolynomialFit> fit;
    const auto p_value_of = [&](int degree) {
        fit.emplace(points, degree);
        return fit->p_value();
    };
    if (!lowest_degree_not_contradicted(static_cast<int>(points.size()) - 2, p_value_of)) return std::nullopt;
    return fit;
}

}  // namespace soret
