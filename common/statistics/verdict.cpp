#include "soret/common/statistics/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/correlated_estimates.hpp"

namespace soret {

namespace {

void check(const VerdictRules& rules) {
    if (!(rules.false_alarm_rate > 0.0 && rules.false_alarm_rate <= 0.5)) {
        throw InvalidArgument(fmt::format("verdict: false alarm rate {}: must be in (0, 0.5]", rules.false_alarm_rate));
    }
    if (!(rules.telling_fraction > 0.0 && rules.telling_fraction <= 1.0)) {
        throw InvalidArgument(fmt::format("verdict: telling fraction {}: must be in (0, 1]", rules.telling_fraction));
    }
}

void check(const Estimate& measured) {
    if (!std::isfinite(measured.value) || !std::isfinite(measured.standard_error) || measured.standard_error < 0.0) {
        throw InvalidArgument(fmt::format("verdict: measured {} +- {}: must be finite, the error >= 0", measured.value,
                                          measured.standard_error));
    }
}

// excess/error with the limits that an exactly known number needs.
double in_errors(double excess, double error) {
    if (error > 0.0) return excess / error;
    if (excess == 0.0) return 0.0;
    return std::copysign(std::numeric_limits<double>::infinity(), excess);
}

std::optional<double> if_finite(double z) {
    return std::isfinite(z) ? std::optional<double>(z) : std::nullopt;
}

struct Reasons {
    const char* fail;
    const char* pass;
    const char* inconclusive;
};

// Fails above the limit of z, passes if the claim is shown as well as not contradicted.
void decide(Judgement& result, double z, bool shown, const Reasons& reasons) {
    result.z = if_finite(z);
    result.verdict = z > result.z_limit ? Verdict::fail : shown ? Verdict::pass : Verdict::inconclusive;
    result.reason = z > result.z_limit ? reasons.fail : shown ? reasons.pass : reasons.inconclusive;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass: return "pass";
        case Verdict::fail: return "fail";
        case Verdict::inconclusive: return "inconclusive";
    }
    return "unknown";
}

Verdict verdict_from(std::string_view name) {
    for (const Verdict verdict : {Verdict::pass, Verdict::fail, Verdict::inconclusive}) {
        if (name == name_of(verdict)) return verdict;
    }
    throw InvalidInput(fmt::format("verdict = {}: must be pass, fail or inconclusive", name));
}

Verdict combined(std::span<const Verdict> verdicts) {
    Verdict result = Verdict::pass;
    for (const Verdict verdict : verdicts) {
        if (verdict == Verdict::fail) return Verdict::fail;
        if (verdict == Verdict::inconclusive) result = Verdict::inconclusive;
    }
    return result;
}

double z_limit_of(double two_sided_rate, double degrees_of_freedom) {
    if (!(two_sided_rate > 0.0 && two_sided_rate <= 1.0)) {
        throw InvalidArgument(fmt::format("z limit: rate {}: must be in (0, 1]", two_sided_rate));
    }
    if (!(degrees_of_freedom > 0.0)) {
        throw InvalidArgument(fmt::format("z limit: {} degrees of freedom: must be > 0", degrees_of_freedom));
    }
    const double tail = 0.5 * two_sided_rate;
    if (std::isinf(degrees_of_freedom)) {
        return boost::math::quantile(boost::math::complement(boost::math::normal(), tail));
    }
    return boost::math::quantile(boost::math::complement(boost::math::students_t(degrees_of_freedom), tail));
}

Judgement judge_band(const std::optional<Estimate>& measured, const PublishedBand& band, const VerdictRules& rules) {
    check(rules);
    if (!std::isfinite(band.centre) || !(band.half_width >= 0.0) || !std::isfinite(band.half_width) ||
        !(band.standard_error >= 0.0) || !std::isfinite(band.standard_error)) {
        throw InvalidArgument(fmt::format("verdict: published {} +- {}, standard error {}: must be finite, widths >= 0",
                                          band.centre, band.half_width, band.standard_error));
    }
    Judgement result;
    result.z_limit = z_limit_of(rules.false_alarm_rate, rules.degrees_of_freedom);
    if (!measured) {
        result.reason = "nothing was measured";
        return result;
    }
    check(*measured);
    const double distance = std::fabs(measured->value - band.centre);
    const double error = std::hypot(measured->standard_error, band.standard_error);
    const double z = in_errors(distance - band.half_width, error);
    result.z = if_finite(z);
    if (z > result.z_limit) {
        result.verdict = Verdict::fail;
        result.reason = fmt::format("outside the accepted band by {:.3g}, limit {:.3g} standard errors",
                                    distance - band.half_width, result.z_limit);
    } else if (distance + result.z_limit * error <= band.half_width) {
        result.verdict = Verdict::pass;
        result.reason = "inside the accepted band with its whole interval of error";
    } else if (distance <= band.half_width && error <= rules.telling_fraction * band.half_width) {
        result.verdict = Verdict::pass;
        result.reason = "inside the accepted band, with an error small enough to tell";
    } else if (distance <= band.half_width) {
        result.reason =
            fmt::format("inside the accepted band, but the error {:.3g} is more than {:.3g} of its half-width", error,
                        rules.telling_fraction);
    } else {
        result.reason = "outside the accepted band, but not by more than the error allows";
    }
    return result;
}

Judgement judge_side(std::span<const Estimate> series, Side side, double bound, const VerdictRules& rules) {
    check(rules);
    if (!std::isfinite(bound)) throw InvalidArgument(fmt::format("verdict: bound {}: must be finite", bound));
    Judgement result;
    const double members = std::max(1.0, static_cast<double>(series.size()));
    result.z_limit = z_limit_of(2.0 * rules.false_alarm_rate / members, rules.degrees_of_freedom);
    if (series.empty()) {
        result.reason = "nothing was measured";
        return result;
    }
    double largest = -std::numeric_limits<double>::infinity();
    for (const Estimate& measured : series) {
        check(measured);
        const double excess = side == Side::below ? measured.value - bound : bound - measured.value;
        largest = std::max(largest, in_errors(excess, measured.standard_error));
    }
    decide(result, largest, largest < -result.z_limit,
           {"on the wrong side of the bound", "on the right side of the bound beyond the error",
            "too close to the bound for the error"});
    return result;
}

Judgement judge_monotonic(std::span<const Estimate> series, Direction direction, const VerdictRules& rules,
                          std::span<const double> covariance) {
    check(rules);
    Judgement result;
    if (series.size() < 2) {
        result.z_limit = z_limit_of(2.0 * rules.false_alarm_rate, rules.degrees_of_freedom);
        result.reason = "fewer than two values were measured";
        return result;
    }
    const double members = static_cast<double>(series.size());
    const double pairs = 0.5 * members * (members - 1.0);
    result.z_limit = z_limit_of(2.0 * rules.false_alarm_rate / pairs, rules.degrees_of_freedom);
    const double sign = direction == Direction::rising ? 1.0 : -1.0;
    double largest = -std::numeric_limits<double>::infinity();
    double largest_error = 0.0;
    for (std::size_t j = 0; j < series.size(); ++j) {
        check(series[j]);
        for (std::size_t i = 0; i < j; ++i) {
            const double error = error_of_difference(series, covariance, i, j);
            largest = std::max(largest, in_errors(sign * (series[i].value - series[j].value), error));
            largest_error = std::max(largest_error, error);
        }
    }
    const double change = sign * (series.back().value - series.front().value);
    decide(result, largest, change > 0.0 && largest_error <= rules.telling_fraction * change,
           {"a pair of values contradicts the direction beyond the error",
            "no pair of values contradicts the direction, and the whole change is clear",
            "the whole change is not large enough against the errors"});
    return result;
}

Judgement judge_constant(std::span<const Estimate> series, double half_width, const VerdictRules& rules,
                         std::span<const double> covariance) {
    check(rules);
    if (!(half_width >= 0.0)) throw InvalidArgument(fmt::format("verdict: half-width {}: must be >= 0", half_width));
    Judgement result;
    result.z_limit = z_limit_of(rules.false_alarm_rate);
    if (series.size() < 2) {
        result.reason = "fewer than two values were measured";
        return result;
    }
    double largest_error = 0.0;
    for (const Estimate& measured : series) {
        check(measured);
        largest_error = std::max(largest_error, measured.standard_error);
    }
    const double p_value = pooled(series, covariance).p_value;
    // A p-value that underflows stands for a z beyond 37.
    result.z = z_limit_of(std::max(p_value, std::numeric_limits<double>::min()));
    if (p_value < rules.false_alarm_rate) {
        result.verdict = Verdict::fail;
        result.reason = fmt::format("the values differ by more than their errors allow: p = {:.3g}", p_value);
    } else if (largest_error <= rules.telling_fraction * half_width) {
        result.verdict = Verdict::pass;
        result.reason = fmt::format("the values agree within errors small enough to tell: p = {:.3g}", p_value);
    } else {
        result.reason =
            fmt::format("the values agree, but the largest error {:.3g} is too large to tell", largest_error);
    }
    return result;
}

}  // namespace soret
