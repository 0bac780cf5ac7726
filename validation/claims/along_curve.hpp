#pragma once

#include <span>
#include <string>
#include <vector>

#include "soret/common/statistics/polynomial_fit.hpp"
#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// What several claims about curves have in common.

/// The paper whose results are claimed.
inline constexpr const char* paper = "Gittus and Bresme, PCCP 25, 1606 (2023)";

/// Compositions that S_T is claimed for, and how far inside of them the outermost measured ones may be.
inline constexpr double lower_composition = 0.1;
inline constexpr double upper_composition = 0.9;
inline constexpr double reach = 0.02;

/// A judge of the first curve of an instance, which is there.
std::function<ClaimResult(const Findings&, Claim, const ClaimInstance&)> judge_curve(
    ClaimResult (*judge)(Claim claim, const Curve& curve));

/// "The first number of an instance lies in the claim's band."
ClaimResult judge_number(const Findings& findings, Claim claim, const ClaimInstance& instance);

/// Nothing could be measured: inconclusive, for the reason given.
ClaimResult without_measurement(Claim claim, std::string reason);

/// The same for want of a curve or number of that name.
ClaimResult not_measured(Claim claim, std::string name);

/// As rules_for() the member with the fewest effective samples.
VerdictRules rules_for_all(std::span<const Estimate> series);

std::vector<Estimate> estimates_of(std::span<const CurvePoint> points);

/// The points that a polynomial can be fitted to: those with an error.
std::vector<FitPoint> fit_points_of(const Curve& curve);

/// Of their errors, with the squares of these on the diagonal; empty if the curve knows none: they are independent.
Eigen::MatrixXd fit_covariance_of(const Curve& curve);

/// A polynomial through those points, with the covariance of their errors that the curve knows.
/// throws   InvalidArgument: as PolynomialFit
PolynomialFit fit_of(const Curve& curve, int degree);

/// The band of a number or a range that is published with one digit: it reaches half a unit of that digit further to
/// either side. "~ 0.8" is 0.75 to 0.85, "1-3 %" is 0.5 to 3.5 %, "30-40 %" is 25 to 45 %. Sets published and
/// tolerance, and says so in the source.
/// unit   of the last digit: 0.1, 0.01, 0.1
void accept_rounded(Claim& claim, double lowest, double highest, double unit);

/// "Every point lies in the claim's band." Judged point by point, so that a deviation anywhere counts; the false-alarm
/// rate is shared among them. Measured is the point that decides.
ClaimResult judge_along(const Claim& claim, std::span<const CurvePoint> points);

/// "All points are the same", with judge_constant() and the half-width claim.tolerance times the size of their weighted
/// mean. Where the values are not constant, but what they deviate by beyond that half-width is within errors, it is
/// inconclusive. Measured is the relative deviation from that mean of the point with the largest in standard errors.
/// Errors that points share are taken into account. All are widened by one factor >= 1, so that chi^2 is as improbable
/// as Welch's test for errors of few blocks says.                                  [Welch, Biometrika 38, 330 (1951)]
ClaimResult judge_sameness(const Claim& claim, const Curve& curve);

/// "The curve rises (or falls) with x", with judge_monotonic() and the errors that its points share. Measured is the
/// last value less the first.
ClaimResult judge_direction(Claim claim, const Curve& curve, Direction direction);

/// A claim about a whole curve does not pass on a few of its points: inconclusive with fewer than `fewest`.
ClaimResult needs_compositions(ClaimResult result, std::size_t measured, std::size_t fewest = 5);

/// The same for a claim that compares two curves.
inline constexpr std::size_t fewest_in_a_comparison = 3;

/// Whether points of two curves are of one composition: x1 within 0.02, as of few particles that stand for one x1.
bool is_same_composition(double a_x1, double b_x1);

/// (a - b)/|c| where both curves have a point of the same composition, at the x1 of a's point; c is a smooth curve
/// through both, along whose slope b is moved to that x1. The curves have independent errors; those of the points of
/// one have the covariance that it knows.
///   effective_samples   by Welch and Satterthwaite
Curve relative_differences(const Curve& a, const Curve& b);

/// "Two curves agree", from their relative differences at n compositions.
///   fail   what the differences have beyond the claim's band, 0 +- tolerance, is more than their errors allow (the
///          smallest chi^2 of true differences within the band, with n degrees of freedom), or their weighted mean lies
///          outside the band, each test with half of the false-alarm rate
///   pass, inconclusive   otherwise as judge_band() says about the weighted mean
/// A difference in units of its error is replaced by the normal number with the same probability, so errors of few
/// blocks make no false alarms. Measured is the weighted mean.
/// covariance   of the errors of the differences, row by row; empty: they are independent
ClaimResult judge_agreement(Claim claim, std::span<const CurvePoint> differences,
                            std::span<const double> covariance = {});

/// The same of the two curves of an instance, of which the second is compared with the first, with what the errors of
/// their points have in common.
ClaimResult judge_pair(const Findings& findings, Claim claim, const ClaimInstance& instance);

/// "The value published is that of every composition", of n compositions with independent errors: as judge_agreement()
/// of what differs from it, but inconclusive instead of pass where the values scatter about their weighted mean by more
/// than their errors allow (chi^2 with n - 1 degrees of freedom, p < 0.01): then those errors are too small
/// to judge by. Measured is the weighted mean.
ClaimResult judge_common_value(Claim claim, std::span<const CurvePoint> values);

}  // namespace soret
