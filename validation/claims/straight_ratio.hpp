#pragma once

#include <map>
#include <optional>
#include <utility>

#include "soret/common/statistics/polynomial_fit.hpp"
#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// S_T(x) = R(x)/(T^2 Gamma(x)) for particles of mass 1 [P eqs. 2-4], with R a straight line through L'_1q/L_11 and
/// Gamma the polynomial of the claims. R takes all compositions together, so S_T is known better than by a cubic
/// through S_T: if R is a straight line. A curvature within its errors may make S_T flat, so no claim is judged by
/// this. Errors are to first order, without what the choice of Gamma's degree is worth; R and Gamma are taken as
/// independent.
class StraightRatio {
public:
    StraightRatio(PolynomialFit ratio, PolynomialFit gamma, double temperature)
        : ratio_(std::move(ratio)), gamma_(std::move(gamma)), temperature_(temperature) {}

    const PolynomialFit& ratio() const { return ratio_; }
    double lowest() const;  ///< composition that both curves reach
    double highest() const;

    double operator()(double x) const;
    Estimate at(double x) const;
    /// R' Gamma - R Gamma', which has the sign of S_T'(x).
    Estimate slope_sign_at(double x) const;
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

/// By curve of S_T, of those that are made with Onsager coefficients and a route to Gamma. Left out are routes with
/// fewer than five compositions or with none near 0.1 or 0.9, with a curve that neither line nor polynomial describes
/// (p < 0.01), with a Gamma not above 0, and mixtures of other masses than 1.
std::map<CurveKey, StraightRatio> straight_ratios(const Findings& findings);

}  // namespace soret
