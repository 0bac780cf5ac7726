#pragma once

#include <map>
#include <optional>
#include <utility>

#include "soret/common/statistics/polynomial_fit.hpp"
#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// S_T(x) = R(x)/(T^2 Gamma(x)), R a polynomial of low degree and Gamma that of the claims. What has the shape of a
/// minimum is Gamma, which is known far better than S_T: so S_T is known better than by a cubic through S_T, whose four
/// coefficients every error goes into. Errors are to first order, without what the choice of Gamma's degree is worth; R
/// and Gamma are taken as independent.
class RatioOverGamma {
public:
    RatioOverGamma(PolynomialFit ratio, PolynomialFit gamma, double temperature)
        : ratio_(std::move(ratio)), gamma_(std::move(gamma)), temperature_(temperature) {}

    const PolynomialFit& ratio() const { return ratio_; }
    double lowest() const;  ///< composition that both curves reach
    double highest() const;

    double operator()(double x) const;
    Estimate at(double x) const;
    /// R' Gamma - R Gamma', which has the sign of S_T'(x).
    Estimate slope_sign_at(double x) const;
    /// a S_T(x) + b S_T(y), whose error is normal however uncertain either is.
    Estimate combination(double a, double x, double b, double y) const;
    /// S_T(x)/S_T(y) - 1; S_T(y) is to be many errors from 0.
    Estimate enhancement(double x, double y) const;
    /// x_1 where S_T is lowest between lowest() and highest().
    /// returns   nothing if that is at an end, or too flat for an error
    std::optional<Estimate> minimum() const;

private:
    PolynomialFit ratio_;
    PolynomialFit gamma_;
    double temperature_;
};

/// R is a parabola through S_T T^2 Gamma at the points of the curve, with the covariance of their errors. That a ratio
/// of Onsager coefficients, with the box term where there is one, bends no more than a parabola is what chi^2 is asked.
/// returns   nothing with fewer than five compositions or none near 0.1 or 0.9, where the parabola (p < 0.01) or no
///           polynomial describes the points of R or Gamma, or with a Gamma not above 0
std::optional<RatioOverGamma> smooth_soret(const Curve& soret, const Curve& gamma, double temperature);

/// With R a straight line through L'_1q/L_11, for particles of mass 1 [P eqs. 2-4], by curve of S_T, of those that are
/// made with Onsager coefficients and a route to Gamma. A curvature within its errors may make S_T flat, so no claim is
/// judged by this. Left out as smooth_soret() says, and mixtures of other masses than 1.
std::map<CurveKey, RatioOverGamma> straight_ratios(const Findings& findings);

}  // namespace soret
