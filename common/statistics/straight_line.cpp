#include "soret/common/statistics/straight_line.hpp"

#include <algorithm>
#include <cmath>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/linear_fit.hpp"

namespace soret {

StraightLine::StraightLine(std::span<const LinePoint> points) {
    if (points.size() < 3) throw InvalidArgument("points of a straight line: there must be at least 3");
    const auto n = static_cast<Eigen::Index>(points.size());
    double squares = 0.0, freedom = 0.0;
    for (const LinePoint& point : points) {
        centre_ += point.x / static_cast<double>(points.size());
        squares += point.y.standard_error * point.y.standard_error;
        freedom += std::max(1.0, point.y.effective_samples - 1.0);
    }
    const double error = std::sqrt(squares / static_cast<double>(points.size()));
    Eigen::MatrixXd design(n, 2);
    Eigen::VectorXd y(n);
    for (Eigen::Index k = 0; k < n; ++k) {
        const LinePoint& point = points[static_cast<std::size_t>(k)];
        design.row(k) << 1.0, point.x - centre_;
        y[k] = point.y.value;
    }
    const LinearFit fit = linear_fit(design, y, Eigen::VectorXd::Constant(n, error));
    chi_squared_ = fit.chi_squared;
    degrees_of_freedom_ = fit.degrees_of_freedom;
    p_value_ = fit.p_value;
    const double widening = std::sqrt(std::max(1.0, chi_squared_ / degrees_of_freedom_));
    value_ = fit.coefficients[0];
    value_error_ = widening * std::sqrt(fit.covariance(0, 0));
    slope_ = fit.coefficients[1];
    slope_error_ = widening * std::sqrt(fit.covariance(1, 1));
    effective_samples_ = 1.0 + (widening > 1.0 ? degrees_of_freedom_ : freedom);
}

Estimate StraightLine::at(double x) const {
    return {value_ + slope_ * (x - centre_), std::hypot(value_error_, slope_error_ * (x - centre_)),
            effective_samples_};
}

Estimate StraightLine::slope() const {
    return {slope_, slope_error_, effective_samples_};
}

}  // namespace soret
