#include "soret/validation/claims/along_curve.hpp"

#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "soret/common/statistics/correlated_estimates.hpp"
#include "soret/common/statistics/linear_combination.hpp"

namespace soret {

namespace {

inline constexpr double least_p_value_of_scatter = 0.01;  // as of fits that claims are judged by

int severity(Verdict verdict) {
    switch (verdict) {
        case Verdict::fail: return 2;
        case Verdict::inconclusive: return 1;
        case Verdict::pass: return 0;
    }
    return 2;
}

/// Of the errors of the points that have one, row by row; empty if the curve knows none.
std::vector<double> covariance_of_measured(const Curve& curve) {
    std::vector<double> covariance;
    if (curve.covariance.empty()) return covariance;
    const auto has_error = [&](std::size_t i) { return curve.points[i].estimate.standard_error > 0.0; };
    for (std::size_t i = 0; i < curve.points.size(); ++i) {
        for (std::size_t j = 0; j < curve.points.size(); ++j) {
            if (has_error(i) && has_error(j)) covariance.push_back(covariance_of_points(curve, i, j));
        }
    }
    return covariance;
}

double degrees_of_freedom(const Estimate& estimate) {
    return rules_for(estimate).degrees_of_freedom;
}

// A polynomial through the points of both, of a degree that they determine well.
PolynomialFit smooth_curve(const Curve& a, const Curve& b) {
    std::vector<FitPoint> points;
    std::vector<double> x;
    for (const Curve* curve : {&a, &b}) {
        for (const CurvePoint& point : curve->points) {
            if (!(point.estimate.standard_error > 0.0)) continue;
            points.push_back({point.x, point.estimate});
            if (std::none_of(x.begin(), x.end(), [&](double known) { return std::fabs(known - point.x) < 0.05; })) {
                x.push_back(point.x);
            }
        }
    }
    return {std::move(points), std::clamp(static_cast<int>(x.size()) - 2, 0, 3)};
}

// The normal number that is as improbable as the value in units of its error.
double as_normal(const Estimate& estimate) {
    const double z = std::fabs(estimate.value) / estimate.standard_error;
    const double freedom = degrees_of_freedom(estimate);
    if (std::isinf(freedom)) return z;
    const double tail = boost::math::cdf(boost::math::complement(boost::math::students_t(freedom), z));
    return z_limit_of(std::clamp(2.0 * tail, std::numeric_limits<double>::min(), 1.0));
}

// The factor by which errors from few blocks must be widened for chi^2 about the weighted mean to be as improbable as
// by Welch's analysis of variance.
double widening(const std::vector<Estimate>& series, const PooledEstimate& about) {
    const double k = static_cast<double>(series.size());
    double weights = 0.0;
    for (const Estimate& estimate : series) weights += std::pow(estimate.standard_error, -2);
    double h = 0.0;
    for (const Estimate& estimate : series) {
        const double rest = 1.0 - std::pow(estimate.standard_error, -2) / weights;
        h += rest * rest / degrees_of_freedom(estimate);
    }
    if (!(h > 0.0) || !(about.chi_squared > 0.0)) return 1.0;
    const double f = about.chi_squared / (k - 1.0) / (1.0 + 2.0 * (k - 2.0) / (k * k - 1.0) * h);
    const boost::math::fisher_f welch(k - 1.0, (k * k - 1.0) / (3.0 * h));
    const double p = std::max(boost::math::cdf(boost::math::complement(welch, f)), std::numeric_limits<double>::min());
    if (!(p < 1.0)) return 1.0;
    const double as_known = boost::math::quantile(boost::math::complement(boost::math::chi_squared(k - 1.0), p));
    return std::max(1.0, std::sqrt(about.chi_squared / as_known));
}

}  // namespace

std::function<ClaimResult(const Findings&, Claim, const ClaimInstance&)> judge_curve(
    ClaimResult (*judge)(Claim claim, const Curve& curve)) {
    return [judge](const Findings& findings, Claim claim, const ClaimInstance& instance) {
        return judge(std::move(claim), findings.curves.at(instance.curves.front()));
    };
}

ClaimResult judge_number(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    const auto found = findings.numbers.find(instance.numbers.front());
    if (found == findings.numbers.end()) return not_measured(std::move(claim), name_of(instance.numbers.front()));
    const Estimate& measured = found->second;
    Judgement judgement = judge_band(measured, {claim.published, claim.tolerance, 0.0}, rules_for(measured));
    return {std::move(claim), measured, std::move(judgement)};
}

ClaimResult without_measurement(Claim claim, std::string reason) {
    return {std::move(claim), std::nullopt, {Verdict::inconclusive, std::nullopt, 0.0, std::move(reason)}};
}

ClaimResult not_measured(Claim claim, std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');  // which would begin a subscript in the report
    return without_measurement(std::move(claim), "nothing to compare: there is no " + name);
}

VerdictRules rules_for_all(std::span<const Estimate> series) {
    VerdictRules rules;
    for (const Estimate& estimate : series) {
        rules.degrees_of_freedom = std::min(rules.degrees_of_freedom, degrees_of_freedom(estimate));
    }
    return rules;
}

std::vector<FitPoint> fit_points_of(const Curve& curve) {
    std::vector<FitPoint> points;
    for (const CurvePoint& point : curve.points) {
        if (point.estimate.standard_error > 0.0) points.push_back({point.x, point.estimate});
    }
    return points;
}

Eigen::MatrixXd fit_covariance_of(const Curve& curve) {
    const std::vector<double> known = covariance_of_measured(curve);
    const auto n = static_cast<Eigen::Index>(known.empty() ? 0 : fit_points_of(curve).size());
    return Eigen::Map<const Eigen::MatrixXd>(known.data(), n, n);
}

PolynomialFit fit_of(const Curve& curve, int degree) {
    return {fit_points_of(curve), degree, {}, fit_covariance_of(curve)};
}

void accept_rounded(Claim& claim, double lowest, double highest, double unit) {
    claim.published = 0.5 * (lowest + highest);
    claim.tolerance = 0.5 * (highest - lowest) + 0.5 * unit;
    claim.source += "; published with one digit, which reaches half of its unit to either side";
}

std::vector<Estimate> estimates_of(std::span<const CurvePoint> points) {
    std::vector<Estimate> estimates;
    for (const CurvePoint& point : points) estimates.push_back(point.estimate);
    return estimates;
}

ClaimResult judge_along(const Claim& claim, std::span<const CurvePoint> points) {
    ClaimResult worst = without_measurement(claim, "nothing was measured");
    for (const CurvePoint& point : points) {
        VerdictRules rules = rules_for(point.estimate);
        rules.false_alarm_rate /= static_cast<double>(points.size());
        Judgement judgement = judge_band(point.estimate, {claim.published, claim.tolerance, 0.0}, rules);
        const bool worse = !worst.measured || severity(judgement.verdict) > severity(worst.judgement.verdict) ||
                           (judgement.verdict == worst.judgement.verdict &&
                            judgement.z.value_or(0.0) > worst.judgement.z.value_or(0.0));
        if (!worse) continue;
        judgement.reason = fmt::format("decided at x1 = {:.3f}: {}", point.x, judgement.reason);
        worst = {claim, point.estimate, std::move(judgement)};
    }
    return worst;
}

namespace {

/// What a deviation has beyond the largest that does not matter.
double beyond(double deviation, double tolerance) {
    return std::copysign(std::max(0.0, std::fabs(deviation) - tolerance), deviation);
}

}  // namespace

ClaimResult judge_sameness(const Claim& claim, const Curve& curve) {
    std::vector<Estimate> series = estimates_of(curve.points);
    std::erase_if(series, [](const Estimate& estimate) { return !(estimate.standard_error > 0.0); });
    if (series.size() < 2) return without_measurement(claim, "fewer than two values were measured");
    std::vector<double> covariance = covariance_of_measured(curve);
    const PooledEstimate about = pooled(series, covariance);
    const double mean = about.mean.value;
    const double factor = widening(series, about);
    for (Estimate& estimate : series) estimate.standard_error *= factor;
    for (double& shared : covariance) shared *= factor * factor;
    const auto farthest = std::max_element(series.begin(), series.end(), [mean](const Estimate& a, const Estimate& b) {
        return std::fabs(a.value - mean) / a.standard_error < std::fabs(b.value - mean) / b.standard_error;
    });
    const double scale = std::fabs(mean);
    if (!(scale > 0.0)) return without_measurement(claim, "the weighted mean is 0");
    const Estimate deviation{(farthest->value - mean) / scale, farthest->standard_error / scale,
                             farthest->effective_samples};
    Judgement judgement = judge_constant(series, claim.tolerance * scale, {}, covariance);
    if (judgement.verdict == Verdict::fail) {
        for (Estimate& estimate : series) {
            estimate.value = mean + beyond(estimate.value - mean, claim.tolerance * scale);
        }
        if (judge_constant(series, claim.tolerance * scale, {}, covariance).verdict != Verdict::fail) {
            judgement.verdict = Verdict::inconclusive;
            judgement.reason = "not constant, but no further off than what matters: " + judgement.reason;
        }
    }
    judgement.reason = fmt::format("about the weighted mean {:.4g}: {}", mean, judgement.reason);
    return {claim, deviation, std::move(judgement)};
}

ClaimResult judge_direction(Claim claim, const Curve& curve, Direction direction) {
    const std::vector<Estimate> series = estimates_of(curve.points);
    if (series.size() < 2) return without_measurement(std::move(claim), "fewer than two compositions were measured");
    const VerdictRules rules = rules_for_all(series);
    const Estimate& first = series.front();
    const Estimate& last = series.back();
    const Estimate change{last.value - first.value, error_of_difference(series, curve.covariance, 0, series.size() - 1),
                          std::min(first.effective_samples, last.effective_samples)};
    Judgement judgement = judge_monotonic(series, direction, rules, curve.covariance);
    return needs_compositions({std::move(claim), change, std::move(judgement)}, series.size());
}

ClaimResult judge_pair(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    for (const CurveKey& key : instance.curves) {
        if (find_curve(findings.curves, key) == nullptr) return not_measured(std::move(claim), name_of(key));
    }
    const Curve differences = relative_differences(*find_curve(findings.curves, instance.curves[1]),
                                                   *find_curve(findings.curves, instance.curves[0]));
    return needs_compositions(judge_agreement(std::move(claim), differences.points, differences.covariance),
                              differences.points.size(), fewest_in_a_comparison);
}

ClaimResult needs_compositions(ClaimResult result, std::size_t measured, std::size_t fewest) {
    if (result.judgement.verdict == Verdict::pass && measured < fewest) {
        result.judgement.verdict = Verdict::inconclusive;
        result.judgement.reason = fmt::format(
            "not contradicted, but by {} compositions: {} are too few for a claim about all", measured, measured);
    }
    return result;
}

bool is_same_composition(double a_x1, double b_x1) {
    constexpr double apart = 0.02;
    return std::fabs(a_x1 - b_x1) <= apart;
}

Curve relative_differences(const Curve& a, const Curve& b) {
    struct Compared {
        std::size_t a, b;  // which points
        double scale;
    };
    std::vector<Compared> compared;
    Curve differences;
    std::optional<PolynomialFit> smooth;
    for (const CurvePoint& point : a.points) {
        const CurvePoint* partner = nullptr;
        for (const CurvePoint& other : b.points) {
            if (!(point.estimate.standard_error > 0.0) || !(other.estimate.standard_error > 0.0)) continue;
            const double distance = std::fabs(other.x - point.x);
            if (!is_same_composition(other.x, point.x)) continue;
            if (partner == nullptr || distance < std::fabs(partner->x - point.x)) partner = &other;
        }
        if (partner == nullptr) continue;
        if (!smooth) smooth = smooth_curve(a, b);
        const double scale = std::fabs((*smooth)(point.x));
        if (!(scale > 0.0)) continue;
        const double moved = smooth->polynomial().derivative()(point.x) * (point.x - partner->x);
        Estimate difference =
            linear_combination(std::array{1.0 / scale, -1.0 / scale}, std::array{point.estimate, partner->estimate});
        difference.value -= moved / scale;
        differences.points.push_back({point.x, difference});
        compared.push_back({static_cast<std::size_t>(&point - a.points.data()),
                            static_cast<std::size_t>(partner - b.points.data()), scale});
    }
    if (a.covariance.empty() && b.covariance.empty()) return differences;
    for (const Compared& i : compared) {
        for (const Compared& j : compared) {
            const double shared = covariance_of_points(a, i.a, j.a) + covariance_of_points(b, i.b, j.b);
            differences.covariance.push_back(shared / (i.scale * j.scale));
        }
    }
    return differences;
}

namespace {

/// The smallest (d - t)^T V^-1 (d - t) of true differences t within the band: coordinate by coordinate, which can only
/// lower what t = the band's middle has.
/// covariance   V, empty: independent errors
double chi_squared_beyond(std::vector<Estimate> series, std::span<const double> covariance, double middle,
                          double tolerance) {
    if (covariance.empty()) {
        double chi_squared = 0.0;
        for (Estimate& difference : series) {
            difference.value = beyond(difference.value - middle, tolerance);
            chi_squared += std::pow(as_normal(difference), 2);
        }
        return chi_squared;
    }
    const auto n = static_cast<Eigen::Index>(series.size());
    Eigen::VectorXd d(n), factor(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        Estimate& difference = series[static_cast<std::size_t>(i)];
        difference.value -= middle;
        d[i] = difference.value;
        const double z = std::fabs(difference.value) / difference.standard_error, normal = as_normal(difference);
        factor[i] = normal > 0.0 ? z / normal : 1.0;
    }
    const Eigen::MatrixXd v =
        factor.asDiagonal() * Eigen::Map<const Eigen::MatrixXd>(covariance.data(), n, n) * factor.asDiagonal();
    const Eigen::MatrixXd inverse = v.inverse();
    Eigen::VectorXd truth = Eigen::VectorXd::Zero(n);
    constexpr int rounds = 1000;
    for (int round = 0; round < rounds; ++round) {
        for (Eigen::Index i = 0; i < n; ++i) {
            const double pull = inverse.row(i).dot(d - truth);
            truth[i] = std::clamp(truth[i] + pull / inverse(i, i), -tolerance, tolerance);
        }
    }
    return (d - truth).dot(inverse * (d - truth));
}

}  // namespace

ClaimResult judge_agreement(Claim claim, std::span<const CurvePoint> differences, std::span<const double> covariance) {
    if (differences.empty()) return without_measurement(std::move(claim), "there is no composition that both measured");
    const std::vector<Estimate> series = estimates_of(differences);
    const double chi_squared = chi_squared_beyond(series, covariance, claim.published, claim.tolerance);
    const double p_value = chi_squared_p_value(chi_squared, static_cast<int>(series.size()));
    const Estimate mean = pooled(series, covariance).mean;
    VerdictRules rules = rules_for_all(series);
    rules.false_alarm_rate *= 0.5;
    Judgement judgement = judge_band(mean, {claim.published, claim.tolerance, 0.0}, rules);
    if (p_value < rules.false_alarm_rate) {
        judgement.verdict = Verdict::fail;
        judgement.z = z_limit_of(std::max(p_value, std::numeric_limits<double>::min()));
        judgement.z_limit = z_limit_of(rules.false_alarm_rate);
        judgement.reason = "the differences are further outside the band than their errors allow";
    }
    judgement.reason =
        fmt::format("{} compositions, p = {:.3g}; mean difference: {}", series.size(), p_value, judgement.reason);
    return {std::move(claim), mean, std::move(judgement)};
}

ClaimResult judge_common_value(Claim claim, std::span<const CurvePoint> values) {
    if (values.empty()) return without_measurement(std::move(claim), "nothing was measured");
    const std::vector<Estimate> series = estimates_of(values);
    const double mean = pooled(series).mean.value;
    double chi_squared = 0.0;
    for (Estimate value : series) {
        value.value -= mean;
        chi_squared += std::pow(as_normal(value), 2);
    }
    const int degrees_of_freedom = static_cast<int>(series.size()) - 1;
    const double p_value = chi_squared_p_value(chi_squared, degrees_of_freedom);
    ClaimResult result = judge_agreement(std::move(claim), values);
    if (result.judgement.verdict == Verdict::pass && p_value < least_p_value_of_scatter) {
        result.judgement.verdict = Verdict::inconclusive;
        result.judgement.reason = "the compositions scatter by more than their errors allow";
    }
    result.judgement.reason += fmt::format("; about their mean chi^2 = {:.1f} for {} degrees of freedom, p = {:.2g}",
                                           chi_squared, degrees_of_freedom, p_value);
    return result;
}

}  // namespace soret
