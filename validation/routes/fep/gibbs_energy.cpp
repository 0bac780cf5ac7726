#include "soret/validation/routes/fep/gibbs_energy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

/// 1, t, t^2, ..., and the first and second derivatives with respect to x_1; t = 2 x_1 - 1.
struct Basis {
    Eigen::RowVectorXd values, slopes, curvatures;

    Basis(double x1, Eigen::Index coefficients) : values(coefficients), slopes(coefficients), curvatures(coefficients) {
        constexpr double slope_of_t = 2.0;
        const double t = slope_of_t * x1 - 1.0;
        for (Eigen::Index k = 0; k < coefficients; ++k) {
            const auto n = static_cast<double>(k);
            values[k] = std::pow(t, n);
            slopes[k] = k < 1 ? 0.0 : slope_of_t * n * std::pow(t, n - 1.0);
            curvatures[k] = k < 2 ? 0.0 : slope_of_t * slope_of_t * n * (n - 1.0) * std::pow(t, n - 2.0);
        }
    }

    Eigen::RowVectorXd of(GibbsPoint::Of what, double x1) const {
        switch (what) {
            case GibbsPoint::Of::potential_1: return values + (1.0 - x1) * slopes;
            case GibbsPoint::Of::potential_2: return values - x1 * slopes;
            case GibbsPoint::Of::difference: break;
        }
        return slopes;
    }
};

/// The fit without the constant of G, which is 0 with the error 0.
LinearFit fit_without_level(const Eigen::MatrixXd& design, const Eigen::VectorXd& y, const Eigen::VectorXd& errors) {
    const Eigen::Index free = design.cols() - 1;
    LinearFit fit = linear_fit(design.rightCols(free), y, errors);
    const LinearFit of_slopes = fit;
    fit.coefficients = Eigen::VectorXd::Zero(free + 1);
    fit.coefficients.tail(free) = of_slopes.coefficients;
    fit.covariance = Eigen::MatrixXd::Zero(free + 1, free + 1);
    fit.covariance.bottomRightCorner(free, free) = of_slopes.covariance;
    return fit;
}

}  // namespace

GibbsEnergy::GibbsEnergy(const std::vector<GibbsPoint>& points) {
    if (points.size() < fewest_points) {
        throw InvalidArgument(
            fmt::format("Gibbs energy from {} points: must be at least {}", points.size(), fewest_points));
    }
    const auto n = static_cast<Eigen::Index>(points.size());
    Eigen::VectorXd y(n), errors(n);
    effective_samples_ = std::numeric_limits<double>::infinity();
    const bool has_level = std::any_of(points.begin(), points.end(),
                                       [](const GibbsPoint& point) { return point.of != GibbsPoint::Of::difference; });
    for (Eigen::Index i = 0; i < n; ++i) {
        const Estimate& value = points[static_cast<std::size_t>(i)].value;
        y[i] = value.value;
        errors[i] = value.standard_error;
        effective_samples_ = std::min(effective_samples_, value.effective_samples);
    }
    // Without a good one the fit of the highest degree stays, and acceptable() says that it is none.
    lowest_degree_not_contradicted(static_cast<int>(n) - 3, [&](int degree) {
        Eigen::MatrixXd design(n, degree + 1);
        for (Eigen::Index i = 0; i < n; ++i) {
            const GibbsPoint& point = points[static_cast<std::size_t>(i)];
            design.row(i) = Basis(point.x1, degree + 1).of(point.of, point.x1);
        }
        fit_ = has_level ? linear_fit(design, y, errors) : fit_without_level(design, y, errors);
        return fit_.p_value;
    });
}

CorrelatedValues GibbsEnergy::values(GibbsPoint::Of of, std::span<const double> x1) const {
    Eigen::MatrixXd rows(static_cast<Eigen::Index>(x1.size()), fit_.coefficients.size());
    for (Eigen::Index i = 0; i < rows.rows(); ++i) {
        const double x = x1[static_cast<std::size_t>(i)];
        rows.row(i) = Basis(x, rows.cols()).of(of, x);
    }
    return {rows * fit_.coefficients, rows * fit_.covariance * rows.transpose()};
}

CorrelatedValues GibbsEnergy::gamma(std::span<const double> x1, double temperature) const {
    Eigen::MatrixXd rows(static_cast<Eigen::Index>(x1.size()), fit_.coefficients.size());
    for (Eigen::Index i = 0; i < rows.rows(); ++i) {
        const double x = x1[static_cast<std::size_t>(i)];
        rows.row(i) = x * (1.0 - x) / temperature * Basis(x, rows.cols()).curvatures;
    }
    const Eigen::VectorXd gamma = (rows * fit_.coefficients).array() + 1.0;
    return {gamma, rows * fit_.covariance * rows.transpose()};
}

}  // namespace soret
