#pragma once

#include <optional>

#include "soret/common/statistics/verdict.hpp"
#include "soret/validation/check/check_report.hpp"
#include "soret/validation/check/measured_values.hpp"
#include "soret/validation/check/reference_values.hpp"

namespace soret {

/// How measured values are judged.
struct ValueRules {
    /// Of the whole list: values that are all right raise an alarm with at most this probability.
    VerdictRules verdict;
    /// Relative half-width of the deviation that matters, in place of the reference's own.
    std::optional<double> tolerance;
};

/// Measured values against a reference, both with their errors. With d the difference, s the errors of both in
/// quadrature, nu their degrees of freedom by Welch and Satterthwaite (n_eff - 1 of each), z = |d|/s, and the
/// deviation that matters w:
///   fail          rejected by Holm's step-down over the list at the false-alarm rate, p of Student's t at z
///   pass          otherwise, if s t(nu) <= telling_fraction z_limit w: a deviation of 2 w would have been seen
///   inconclusive  otherwise; samples_needed is how many more effective samples would make it pass or fail
/// t(nu) and z_limit are the limits of Student's t and of the normal distribution at the false-alarm rate.
/// w is the tolerance times the size of the reference, but not less than the reference's own errors can tell: a value
/// as exact as the reference is always decided.
/// An error from fewer than two effective samples is not known: nothing is decided by it.
/// An error of 0 of a sampled value (n_eff > 0) cannot be true: such a value fails where it is off by more than w and
/// the reference's error, and is inconclusive otherwise. An error with n_eff = 0 or one that n_eff is not stated of is
/// taken as exactly known.
/// Warnings, in the fields and the notes: an error of 0, n_eff < 2, an error below what the given blocks allow, errors
/// of a quantity below the scatter of its differences along the list; each at a false-alarm rate of 1e-4.
/// throws   InvalidInput: a quantity, state or composition that the reference does not have; the message names the
///          value
CheckReport check_values(const MeasuredValues& measured, const ReferenceValues& reference, const ValueRules& rules);

}  // namespace soret
