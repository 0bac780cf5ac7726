#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>
#include <vector>

#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/polynomial.hpp"

namespace soret {

/// A measured value y at an exactly known x.
struct FitPoint {
    double x = 0.0;
    Estimate y;          ///< standard_error > 0
    int derivative = 0;  ///< 0: y is p(x), 1: y is p'(x)
};

/// p(x) = y exactly.
struct FitConstraint {
    double x = 0.0;
    double y = 0.0;
};

/// Weighted least-squares polynomial through points, which may be held exactly to given values.
///   minimises chi^2 = sum [(y_i - p(x_i))/s_i]^2, or r^T V^-1 r with the residuals r for errors of covariance V, over
///   the coefficients that meet the constraints: C c = y_c is solved
///   by c = Q_1 R^-T y_c + Q_2 z with C^T = Q R, and z is free                     [Golub and Van Loan, sec. 6.2]
/// The coefficients are linear in the y_i; errors follow from that, without a scaling by chi^2.
/// accuracy   exact polynomials up to degree 8 are reproduced within 2^-40 of the largest |y| at the points, 2^-36 up
/// to
///            a twentieth of their range outside (asserted in tests)
class PolynomialFit {
public:
    /// points        at least degree + 1 - number of constraints different x
    /// degree        0 .. 12, more than the number of constraints - 1
    /// constraints   different x
    /// covariance    V of the points' errors, with their squares on its diagonal; empty: they are independent
    /// throws        InvalidArgument: an argument outside its range, a value that is not finite, a covariance of
    ///               another size or not positive definite
    PolynomialFit(std::vector<FitPoint> points, int degree, std::vector<FitConstraint> constraints = {},
                  const Eigen::MatrixXd& covariance = {});

    int degree() const { return static_cast<int>(polynomial_.coefficients.size()) - 1; }
    const Polynomial& polynomial() const { return polynomial_; }
    double operator()(double x) const { return polynomial_(x); }
    /// Of the coefficients of polynomial(), in its scaled variable.
    const Eigen::MatrixXd& covariance() const { return covariance_; }
    std::span<const FitPoint> points() const { return points_; }

    double chi_squared() const { return chi_squared_; }
    int degrees_of_freedom() const { return degrees_of_freedom_; }
    /// Probability of a chi-squared at least as large if the points scatter normally about such a polynomial.
    double p_value() const;
    /// chi^2 + 2 k, k free coefficients. The errors of the points are known, so no correction for few points belongs
    /// here: that of Hurvich and Tsai is for an error estimated from the residuals.          [Akaike 1974]
    double akaike_criterion() const;

    /// p(x) with its error; effective_samples as of combination().
    Estimate at(double x) const;
    /// p'(x) with its error; effective_samples as of combination().
    Estimate slope_at(double x) const;
    /// Of p(x), and of p'(x), with respect to the coefficients.
    Eigen::VectorXd gradient_at(double x) const;
    Eigen::VectorXd slope_gradient_at(double x) const;
    /// A value that depends on the coefficients with the given gradient (to first order).
    ///   effective_samples by Welch and Satterthwaite, (sum v_i)^2 / sum (v_i^2/n_i), v_i the share of point i in the
    ///   variance (without covariances) and n_i its effective samples; 0 if a point with a share has none, or the
    ///   variance is 0
    Estimate combination(double value, const Eigen::VectorXd& gradient) const;

    /// The fit to other values at the same x with the same errors and constraints.
    /// y   as many as points()
    Polynomial refitted(const Eigen::VectorXd& y) const;
    /// Values at the points with errors made of independent normal numbers: y + C z, V = C C^T.
    /// normal   as many as points()
    Eigen::VectorXd scattered(const Eigen::VectorXd& normal) const;

private:
    std::vector<FitPoint> points_;
    Polynomial polynomial_;
    Eigen::VectorXd fixed_;     // coefficients = fixed + response y
    Eigen::MatrixXd response_;  // coefficients x points
    Eigen::MatrixXd covariance_;
    Eigen::MatrixXd error_root_;  // C of the points' errors; empty if they are independent
    double chi_squared_ = 0.0;
    int degrees_of_freedom_ = 0;
};

/// The fits of all degrees asked for and the one to use.
struct DegreeChoice {
    std::vector<PolynomialFit> candidates;  ///< by degree
    std::vector<double> weights;            ///< of the candidates, see choose_degree(); their sum is 1
    std::size_t chosen = 0;
    /// False if no candidate's p-value reaches the limit: then all are poor and the errors mean little.
    bool acceptable = false;

    const PolynomialFit& fit() const { return candidates.at(chosen); }
};

/// The degree with the smallest Akaike criterion A among the fits with a p-value of at least `smallest_p_value`; among
/// all if there is none. Only degrees that leave two degrees of freedom are tried.
///   weights   exp(-(A - smallest A)/2) over their sum; 0 for fits below the smallest p-value
///             [Burnham and Anderson, Model Selection, sec. 2.9]
/// covariance   of the points' errors, as of PolynomialFit
/// throws   InvalidArgument: no degree can be tried; as PolynomialFit
DegreeChoice choose_degree(const std::vector<FitPoint>& points, int lowest, int highest,
                           const std::vector<FitConstraint>& constraints = {}, double smallest_p_value = 0.01,
                           const Eigen::MatrixXd& covariance = {});

}  // namespace soret
