#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// The answer to a claim: supported, contradicted, or too little data to say.
enum class Verdict { pass, fail, inconclusive };

std::string_view name_of(Verdict verdict);
/// throws   InvalidInput: not pass, fail or inconclusive
Verdict verdict_from(std::string_view name);
/// fail if any fails, else inconclusive if any is, else pass; pass for none.
Verdict combined(std::span<const Verdict> verdicts);

/// What every test below may get wrong, and how often.
struct VerdictRules {
    /// A true claim fails with at most this probability (the whole claim, not each of its points).
    double false_alarm_rate = 0.0027;
    /// "The error is small enough to tell" means: at most this fraction of the half-width of the accepted band. With
    /// 1/3 a truth twice as far from the centre as the band reaches passes with a probability of at most 0.0013.
    double telling_fraction = 1.0 / 3.0;
    /// Of the measured standard error (blocks - 1); Student's t takes the place of the normal distribution.
    double degrees_of_freedom = std::numeric_limits<double>::infinity();
};

/// A claim's verdict with the number it was read from.
struct Judgement {
    Verdict verdict = Verdict::inconclusive;
    /// How far the measurement contradicts the claim, in standard errors: positive outside, negative inside what is
    /// accepted; fails above z_limit. None where nothing was measured or the error is 0.
    std::optional<double> z;
    double z_limit = 0.0;
    std::string reason;  ///< one sentence for the report
};

/// z with P(|normal| > z) = two_sided_rate, or Student's t for finite degrees of freedom.
/// throws   InvalidArgument: a rate outside (0, 1), degrees of freedom not positive
double z_limit_of(double two_sided_rate, double degrees_of_freedom = std::numeric_limits<double>::infinity());

/// A published value: accepted are truths within centre +- half_width; the centre itself may carry a standard error.
struct PublishedBand {
    double centre = 0.0;
    double half_width = 0.0;      ///< >= 0: published spread and, where stated, our tolerance
    double standard_error = 0.0;  ///< >= 0
};

/// "The quantity lies in the published band." With d = |measured - centre|, half-width w, s the errors of both in
/// quadrature and z = z_limit_of(false_alarm_rate):
///   fail          d - w > z s
///   pass          d + z s <= w, or d <= w and s <= telling_fraction w
///   inconclusive  otherwise
/// For normal errors of known s a truth in the band fails with at most false_alarm_rate (half of it in a band wider
/// than some s). A truth at w + h fails with at least the probability Phi(h/s - z), and passes with at most the larger
/// of Phi(-h/(telling_fraction w)) and Phi(-z (1 + h/w)). Reported z is (d - w)/s.
/// measured   none: inconclusive. With s = 0 the verdict is pass or fail.
/// throws     InvalidArgument: a negative width or error, a value that is not finite, rules outside their range
Judgement judge_band(const std::optional<Estimate>& measured, const PublishedBand& band,
                     const VerdictRules& rules = {});

enum class Side { below, above };

/// "All of the series lie below (above) the bound." With z_i the excess over the bound in standard errors (positive on
/// the wrong side) and n members, z = z_limit_of(2 false_alarm_rate/n) (Bonferroni):
///   fail          some z_i > z
///   pass          all z_i < -z: a wrong series passes with at most false_alarm_rate/n
///   inconclusive  otherwise, also for an empty series
/// Reported z is the largest z_i.
Judgement judge_side(std::span<const Estimate> series, Side side, double bound, const VerdictRules& rules = {});

enum class Direction { rising, falling };

/// "The series is monotonic within its errors." Members in the order of x; every pair i < j is tested,
/// n (n - 1)/2 of them, with z_ij the step against the direction over its error:
/// z = z_limit_of(2 false_alarm_rate/pairs).
///   fail          some z_ij > z
///   pass          otherwise, if the whole change, last minus first, goes in the direction and no pair's error exceeds
///                 telling_fraction of it: a reversal as large as the whole change would have been seen
///   inconclusive  otherwise, also for fewer than two members
/// A monotonic truth fails with at most false_alarm_rate; a step back by h fails with at least Phi(h/s_ij - z). A
/// constant truth passes with at most Phi(-1/telling_fraction). Reported z is the largest z_ij.
/// covariance   of the members' errors, as of pooled() (correlated_estimates.hpp); empty: they are independent
Judgement judge_monotonic(std::span<const Estimate> series, Direction direction, const VerdictRules& rules = {},
                          std::span<const double> covariance = {});

/// "The series is constant", or "independent routes agree". chi^2 about the weighted mean:
///   fail          its p-value is below false_alarm_rate
///   pass          otherwise, if every standard error is at most telling_fraction half_width, half_width being the
///                 smallest deviation that matters
///   inconclusive  otherwise, also for fewer than two members
/// Reported z is the normal number with the p-value as its two-sided probability. The members' errors are, unlike
/// above, taken as exactly known.
/// covariance   of the members' errors, as of pooled() (correlated_estimates.hpp); empty: they are independent
Judgement judge_constant(std::span<const Estimate> series, double half_width, const VerdictRules& rules = {},
                         std::span<const double> covariance = {});

}  // namespace soret
