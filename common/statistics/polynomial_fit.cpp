#include "soret/common/statistics/polynomial_fit.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr int largest_degree = 12;

// (1, t, t^2, ...) of `size` members.
Eigen::VectorXd powers(double t, Eigen::Index size) {
    Eigen::VectorXd result(size);
    double power = 1.0;
    for (Eigen::Index k = 0; k < size; ++k, power *= t) result[k] = power;
    return result;
}

Eigen::VectorXd slope_of_powers(double t, double half_width, Eigen::Index size) {
    Eigen::VectorXd result = Eigen::VectorXd::Zero(size);
    double power = 1.0;
    for (Eigen::Index k = 1; k < size; ++k, power *= t) result[k] = static_cast<double>(k) * power / half_width;
    return result;
}

void check(const std::vector<FitPoint>& points, int degree, const std::vector<FitConstraint>& constraints) {
    if (degree < 0 || degree > largest_degree) {
        throw InvalidArgument(fmt::format("polynomial fit: degree {}: must be 0 to {}", degree, largest_degree));
    }
    for (std::size_t i = 0; i < points.size(); ++i) {
        const FitPoint& point = points[i];
        if (!std::isfinite(point.x) || !std::isfinite(point.y.value)) {
            throw InvalidArgument(
                fmt::format("polynomial fit: point {} = ({}, {}): must be finite", i, point.x, point.y.value));
        }
        if (point.derivative != 0 && point.derivative != 1) {
            throw InvalidArgument(
                fmt::format("polynomial fit: derivative of point {} = {}: must be 0 or 1", i, point.derivative));
        }
        if (!(point.y.standard_error > 0.0) || !std::isfinite(point.y.standard_error)) {
            throw InvalidArgument(
                fmt::format("polynomial fit: standard error of point {} = {}: must be > 0", i, point.y.standard_error));
        }
    }
    for (std::size_t i = 0; i < constraints.size(); ++i) {
        if (!std::isfinite(constraints[i].x) || !std::isfinite(constraints[i].y)) {
            throw InvalidArgument(fmt::format("polynomial fit: constraint {} = ({}, {}): must be finite", i,
                                              constraints[i].x, constraints[i].y));
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (constraints[i].x == constraints[j].x) {
                throw InvalidArgument(fmt::format("polynomial fit: two constraints at x = {}", constraints[i].x));
            }
        }
    }
    const std::size_t coefficients = static_cast<std::size_t>(degree) + 1;
    if (constraints.size() >= coefficients) {
        throw InvalidArgument(
            fmt::format("polynomial fit: {} constraints: must be fewer than {}", constraints.size(), coefficients));
    }
    if (points.size() < coefficients - constraints.size()) {
        throw InvalidArgument(fmt::format("polynomial fit: {} points: must be at least {}", points.size(),
                                          coefficients - constraints.size()));
    }
}

// C with C C^T = covariance, lower triangular.
Eigen::MatrixXd root_of(const Eigen::MatrixXd& covariance, Eigen::Index size) {
    if (covariance.rows() != size || covariance.cols() != size) {
        throw InvalidArgument(fmt::format("polynomial fit: covariance of {} times {} errors: must be {} times {}",
                                          covariance.rows(), covariance.cols(), size, size));
    }
    const Eigen::LLT<Eigen::MatrixXd> cholesky(covariance);
    if (cholesky.info() != Eigen::Success) {
        throw InvalidArgument("polynomial fit: the covariance of the errors is not positive definite");
    }
    return cholesky.matrixL();
}

}  // namespace

PolynomialFit::PolynomialFit(std::vector<FitPoint> points, int degree, std::vector<FitConstraint> constraints,
                             const Eigen::MatrixXd& covariance)
    : points_(std::move(points)) {
    check(points_, degree, constraints);
    const auto n = static_cast<Eigen::Index>(points_.size());
    const auto m = static_cast<Eigen::Index>(constraints.size());
    const Eigen::Index p = degree + 1;

    double lowest = points_.front().x;
    double highest = lowest;
    for (const FitPoint& point : points_) {
        lowest = std::min(lowest, point.x);
        highest = std::max(highest, point.x);
    }
    polynomial_.centre = lowest + 0.5 * (highest - lowest);
    polynomial_.half_width = highest > lowest ? 0.5 * (highest - lowest) : 1.0;
    const auto scaled = [&](double x) { return (x - polynomial_.centre) / polynomial_.half_width; };

    Eigen::MatrixXd design(n, p);
    Eigen::VectorXd y(n);
    Eigen::VectorXd weight(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        const FitPoint& point = points_[static_cast<std::size_t>(i)];
        design.row(i) = (point.derivative == 0 ? powers(scaled(point.x), p)
                                               : slope_of_powers(scaled(point.x), polynomial_.half_width, p))
                            .transpose();
        y[i] = point.y.value;
        weight[i] = 1.0 / point.y.standard_error;
    }
    // Makes of the points' errors independent ones of size 1.
    Eigen::MatrixXd whitening = weight.asDiagonal();
    if (covariance.size() > 0) {
        error_root_ = root_of(covariance, n);
        whitening = error_root_.triangularView<Eigen::Lower>().solve(Eigen::MatrixXd::Identity(n, n));
    }

    Eigen::VectorXd particular = Eigen::VectorXd::Zero(p);
    Eigen::MatrixXd null_space = Eigen::MatrixXd::Identity(p, p);
    if (m > 0) {
        Eigen::MatrixXd transposed(p, m);
        Eigen::VectorXd target(m);
        for (Eigen::Index k = 0; k < m; ++k) {
            const FitConstraint& constraint = constraints[static_cast<std::size_t>(k)];
            transposed.col(k) = powers(scaled(constraint.x), p);
            target[k] = constraint.y;
        }
        const Eigen::HouseholderQR<Eigen::MatrixXd> qr(transposed);
        const Eigen::MatrixXd q = qr.householderQ();
        const Eigen::MatrixXd r = qr.matrixQR().topRows(m).triangularView<Eigen::Upper>();
        particular = q.leftCols(m) * r.transpose().triangularView<Eigen::Lower>().solve(target);
        null_space = q.rightCols(p - m);
    }

    const Eigen::MatrixXd weighted = whitening * design * null_space;
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(weighted);
    if (qr.rank() < p - m) {
        throw InvalidArgument(
            fmt::format("polynomial fit: the points determine {} of {} free coefficients", qr.rank(), p - m));
    }
    const Eigen::MatrixXd inverse = qr.solve(Eigen::MatrixXd::Identity(n, n));
    response_ = null_space * inverse * whitening;
    fixed_ = particular - response_ * (design * particular);
    // Solved for the residual of the particular solution: no digits are lost between fixed_ and response_ y.
    polynomial_.coefficients = particular + response_ * (y - design * particular);

    Eigen::MatrixXd root = response_ * weight.cwiseInverse().asDiagonal();
    if (error_root_.size() > 0) root = response_ * error_root_;
    covariance_ = root * root.transpose();
    Eigen::VectorXd residual(n);
    const Polynomial slope = polynomial_.derivative();
    for (Eigen::Index i = 0; i < n; ++i) {
        const FitPoint& point = points_[static_cast<std::size_t>(i)];
        residual[i] = y[i] - (point.derivative == 0 ? polynomial_ : slope)(point.x);
    }
    const Eigen::VectorXd z = whitening * residual;
    for (Eigen::Index i = 0; i < n; ++i) chi_squared_ += z[i] * z[i];
    degrees_of_freedom_ = static_cast<int>(n - (p - m));
}

double PolynomialFit::p_value() const {
    return chi_squared_p_value(chi_squared_, degrees_of_freedom_);
}

double PolynomialFit::akaike_criterion() const {
    return chi_squared_ + 2.0 * static_cast<double>(static_cast<int>(points_.size()) - degrees_of_freedom_);
}

Eigen::VectorXd PolynomialFit::gradient_at(double x) const {
    return powers((x - polynomial_.centre) / polynomial_.half_width, polynomial_.coefficients.size());
}

Eigen::VectorXd PolynomialFit::slope_gradient_at(double x) const {
    const double t = (x - polynomial_.centre) / polynomial_.half_width;
    return slope_of_powers(t, polynomial_.half_width, polynomial_.coefficients.size());
}

Estimate PolynomialFit::at(double x) const {
    return combination(polynomial_(x), gradient_at(x));
}

Estimate PolynomialFit::slope_at(double x) const {
    return combination(polynomial_.derivative()(x), slope_gradient_at(x));
}

Estimate PolynomialFit::combination(double value, const Eigen::VectorXd& gradient) const {
    const Eigen::VectorXd share = response_.transpose() * gradient;
    double variance = 0.0;
    double inverse_samples = 0.0;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        const double error = share[static_cast<Eigen::Index>(i)] * points_[i].y.standard_error;
        if (error == 0.0) continue;
        variance += error * error;
        inverse_samples += error * error * error * error / points_[i].y.effective_samples;  // infinite without samples
    }
    const double samples = inverse_samples > 0.0 ? variance * variance / inverse_samples : 0.0;
    if (error_root_.size() > 0) variance = (error_root_.transpose() * share).squaredNorm();
    return {value, std::sqrt(variance), samples};
}

Polynomial PolynomialFit::refitted(const Eigen::VectorXd& y) const {
    if (y.size() != response_.cols()) {
        throw InvalidArgument(
            fmt::format("polynomial fit: refitted to {} values: must be {}", y.size(), response_.cols()));
    }
    return {fixed_ + response_ * y, polynomial_.centre, polynomial_.half_width};
}

Eigen::VectorXd PolynomialFit::scattered(const Eigen::VectorXd& normal) const {
    Eigen::VectorXd y(normal.size());
    for (std::size_t i = 0; i < points_.size(); ++i) {
        const auto k = static_cast<Eigen::Index>(i);
        y[k] = points_[i].y.value + points_[i].y.standard_error * normal[k];
        if (error_root_.size() > 0) y[k] = points_[i].y.value + error_root_.row(k).dot(normal);
    }
    return y;
}

DegreeChoice choose_degree(const std::vector<FitPoint>& points, int lowest, int highest,
                           const std::vector<FitConstraint>& constraints, double smallest_p_value,
                           const Eigen::MatrixXd& covariance) {
    DegreeChoice choice;
    const int first = std::max(lowest, static_cast<int>(constraints.size()));
    const int last = std::min(highest, static_cast<int>(points.size() + constraints.size()) - 3);
    for (int degree = first; degree <= last; ++degree) {
        choice.candidates.emplace_back(points, degree, constraints, covariance);
    }
    if (choice.candidates.empty()) {
        throw InvalidArgument(
            fmt::format("choose degree: {} points and {} constraints leave no degree of {} to {} "
                        "with two degrees of freedom",
                        points.size(), constraints.size(), lowest, highest));
    }
    for (const PolynomialFit& fit : choice.candidates) {
        choice.acceptable = choice.acceptable || fit.p_value() >= smallest_p_value;
    }
    double best = std::numeric_limits<double>::infinity();
    const auto considered = [&](const PolynomialFit& fit) {
        return !choice.acceptable || fit.p_value() >= smallest_p_value;
    };
    for (std::size_t k = 0; k < choice.candidates.size(); ++k) {
        const PolynomialFit& fit = choice.candidates[k];
        if (considered(fit) && fit.akaike_criterion() < best) {
            best = fit.akaike_criterion();
            choice.chosen = k;
        }
    }
    double sum = 0.0;
    for (const PolynomialFit& fit : choice.candidates) {
        choice.weights.push_back(considered(fit) ? std::exp(-0.5 * (fit.akaike_criterion() - best)) : 0.0);
        sum += choice.weights.back();
    }
    for (double& weight : choice.weights) weight /= sum;
    return choice;
}

}  // namespace soret
