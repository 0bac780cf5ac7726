#pragma once

#include <optional>
#include <string>

#include "soret/common/statistics/polynomial_fit.hpp"
#include "soret/validation/claims/claims.hpp"

namespace soret {

/// S_T(x) = R(x)/(T^2 Gamma(x)) for particles of one mass [P eqs. 2-4], with R a straight line through L'_1q/L_11, which within
/// errors does not depend on x_1, and Gamma a polynomial. R knows at all compositions what each measured, so S_T and its
/// minimum are known better than by a cubic through S_T, and the minimum comes from Gamma unless R moves it. All errors are
/// to first order; those of R and Gamma, and of R at different compositions, are taken as independent (they share h_1 - h_2,
/// less than a hundredth of the variance).
class StraightRatio {
public:
    StraightRatio(PolynomialFit ratio, PolynomialFit gamma, double temperature)
        : ratio_(std::move(ratio)), gamma_(std::move(gamma)), temperature_(temperature) {}

    const PolynomialFit& ratio() const { return ratio_; }
    double lowest() const { return ratio_.points().front().x; }
    double highest() const { return ratio_.points().back().x; }

    double operator()(double x) const;
    Estimate at(double x) const;
    /// R' Gamma - R Gamma', which has the sign of S_T'(x) and, Gamma being known well, a normal error.
    Estimate descent_at(double x) const;
    /// S_T(x)/S_T(y) - 1
    Estimate enhancement(double x, double y) const;
    /// x_1 where S_T is lowest between the outermost compositions.
    /// returns   nothing if that is at an end
    std::optional<Estimate> minimum() const;

private:
    PolynomialFit ratio_;
    PolynomialFit gamma_;
    double temperature_;
};

/// Gamma by a polynomial of degree 2 to 6 with no end held, chosen as by choose_degree().
/// returns   nothing with fewer than five compositions, or where no line or no polynomial describes the points (p < 0.01)
std::optional<StraightRatio> fit_straight_ratio(const Curve& ratio, const Curve& gamma, double temperature);

/// "The minimum of that S_T is at x_1 = 0.5 +- 0.1."
///   fail          S_T rises already at 0.4, or falls still at 0.6, each with half of the false-alarm rate
///   pass          as judge_band() says about the position
///   inconclusive  otherwise; where nothing can be fitted
/// Measured is the position; outside the band its error is that of the slope at the edge of the band.
ClaimResult judge_straight_ratio_minimum(const std::string& route, const Curve& ratio, const Curve& gamma,
                                         double temperature);

}  // namespace soret
