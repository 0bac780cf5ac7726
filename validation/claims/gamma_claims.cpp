#include "soret/validation/claims/gamma_claims.hpp"

#include <fmt/format.h>

#include <cmath>

#include "soret/common/statistics/fit_extremum.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"

namespace soret {

namespace {

inline constexpr double smallest_p_value_of_fit = 0.01;
inline constexpr double published_depth = 0.2;  // 1 - Gamma(0.21), the least that the paper says about the depth
inline constexpr double liquidus = 0.21;
// The error of the position, made from a fitted curvature, is itself uncertain by some 20 %. Asking for a quarter of
// the band makes sure that errors ten times those of a quick campaign, about 0.02, never pass.
inline constexpr double telling_fraction = 0.25;

Claim gamma_minimum_claim() {
    Claim claim{
        .id = "g-min",
        .statement = "The thermodynamic factor has its minimum near the equimolar mixture",
        .formula =
            "x1 where polynomial fits of Gamma(x1) with Gamma(0) = Gamma(1) = 1 are lowest, averaged over their degree",
        .unit = "1",
        .source = std::string(paper) + ", figs. 1 and 2",
        .as_published = "~ 0.5"};
    accept_rounded(claim, 0.5, 0.5, 0.1);
    return claim;
}

Claim liquidus_claim() {
    Claim claim{.id = "g-021",
                .statement = "The thermodynamic factor at the liquidus, x1 = 0.21, is about 0.8",
                .formula = "the same fits of Gamma at x1 = 0.21",
                .unit = "1",
                .source = std::string(paper) + ", figs. 1 and 2",
                .as_published = "~ 0.8"};
    accept_rounded(claim, 0.8, 0.8, 0.1);
    return claim;
}

}  // namespace

std::optional<DegreeChoice> fit_gamma(const Curve& gamma, PinnedEnds ends) {
    const std::vector<FitPoint> points = fit_points_of(gamma);
    std::vector<FitConstraint> pins;
    if (ends != PinnedEnds::x1_is_1) pins.push_back({0.0, 1.0});
    if (ends != PinnedEnds::x1_is_0) pins.push_back({1.0, 1.0});
    constexpr int lowest = 3;
    constexpr int highest = 5;
    const auto free_coefficients = static_cast<std::size_t>(lowest) + 1 - pins.size();
    if (points.size() < free_coefficients + 2) return std::nullopt;
    return choose_degree(points, lowest, highest, pins, smallest_p_value_of_fit, fit_covariance_of(gamma));
}

ClaimResult judge_gamma_minimum(Claim claim, const Curve& gamma) {
    const auto choice = fit_gamma(gamma, PinnedEnds::both);
    if (!choice) return without_measurement(std::move(claim), "too few compositions for a fit");
    if (!choice->acceptable) {
        return without_measurement(std::move(claim),
                                   "no polynomial up to degree 5 describes the points within their errors");
    }
    const auto minimum = find_extremum(*choice, Extremum::minimum, 0.0, 1.0);
    const Estimate lowest = minimum ? minimum->value : averaged_at(*choice, 0.5);
    const double depth = 1.0 - lowest.value;
    const VerdictRules rules = rules_for(lowest);
    const double z_limit = z_limit_of(rules.false_alarm_rate, rules.degrees_of_freedom);
    const bool too_shallow = depth + z_limit * lowest.standard_error < published_depth;
    if (!minimum || too_shallow || depth <= z_limit * lowest.standard_error) {
        ClaimResult result{std::move(claim), std::nullopt, {}};
        if (minimum) result.measured = minimum->position;
        result.judgement.verdict = too_shallow ? Verdict::fail : Verdict::inconclusive;
        result.judgement.z_limit = z_limit;
        if (lowest.standard_error > 0.0) result.judgement.z = (published_depth - depth) / lowest.standard_error;
        result.judgement.reason =
            fmt::format("where the fit is lowest 1 - Gamma is {:.3f} with a standard error of {:.3f}: {}", depth,
                        lowest.standard_error,
                        too_shallow ? "a minimum as deep as published, 0.2, would have been seen"
                                    : "that could hide a depth of 0.2");
        return result;
    }
    Judgement judgement =
        judge_band(minimum->position, {claim.published, claim.tolerance, 0.0}, rules_for(minimum->position));
    const double largest_error = telling_fraction * claim.tolerance;
    if (judgement.verdict == Verdict::pass && minimum->position.standard_error > largest_error) {
        judgement.verdict = Verdict::inconclusive;
        judgement.reason = fmt::format("inside the accepted band, but the error {:.2g} is above {:.2g}",
                                       minimum->position.standard_error, largest_error);
    }
    return {std::move(claim), minimum->position, judgement};
}

ClaimResult judge_gamma_at_liquidus(Claim claim, const Curve& gamma) {
    const auto choice = fit_gamma(gamma, PinnedEnds::both);
    if (!choice) return without_measurement(std::move(claim), "too few compositions for a fit");
    if (!choice->acceptable) {
        return without_measurement(std::move(claim),
                                   "no polynomial up to degree 5 describes the points within their errors");
    }
    const Estimate measured = averaged_at(*choice, liquidus);
    const Judgement judgement = judge_band(measured, {claim.published, claim.tolerance, 0.0}, rules_for(measured));
    return {std::move(claim), measured, judgement};
}

std::vector<ClaimRule> gamma_claims() {
    const needs::Needs gammas = needs::each(quantity::thermodynamic_factor);
    return {{gamma_minimum_claim(), ClaimScope::paper, gammas, judge_curve(judge_gamma_minimum)},
            {liquidus_claim(), ClaimScope::paper, gammas, judge_curve(judge_gamma_at_liquidus)}};
}

}  // namespace soret
