#include "soret/validation/claims/soret_claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "soret/common/statistics/fit_extremum.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"

namespace soret {

namespace {

const std::string figure = fmt::format("{}, fig. 1 (a)", paper);
// The curve that the others are compared with.
const CurveKey common_curve{quantity::soret_coefficient, {"green_kubo", preferred_gamma_route}};

inline constexpr double published_minimum = 0.5;
inline constexpr double least_enhancement = 0.25;  // of |S_T| at the minimum over both ends, the smallest accepted
inline constexpr std::size_t fewest_compositions = 5;
inline constexpr double smallest_p_value = 0.01;

// A cubic that claims can be judged by, or why there is none.
struct UsableFit {
    std::optional<PolynomialFit> fit;
    std::string reason;

    double lowest() const { return fit->points().front().x; }
    double highest() const { return fit->points().back().x; }
    // 0.1 and 0.9, or the outermost compositions if those lie a little inside.
    double lower() const { return std::max(lower_composition, lowest()); }
    double upper() const { return std::min(upper_composition, highest()); }
    std::optional<FitExtremum> minimum() const { return find_extremum(*fit, Extremum::minimum, lowest(), highest()); }
};

UsableFit usable_fit(const Curve& soret) {
    UsableFit result{fit_soret(soret), ""};
    if (!result.fit) {
        result.reason =
            fmt::format("{} compositions: a cubic and a test of it need {}", soret.points.size(), fewest_compositions);
    } else if (result.lowest() > lower_composition + reach || result.highest() < upper_composition - reach) {
        result.reason = "the compositions do not reach from 0.1 to 0.9";
    } else if (result.fit->p_value() < smallest_p_value) {
        result.reason =
            fmt::format("no cubic describes the points within their errors: p = {:.2g}", result.fit->p_value());
    } else {
        return result;
    }
    result.fit.reset();
    return result;
}

// a p(x) + b p(y)
Estimate combination_of(const PolynomialFit& fit, double a, double x, double b, double y) {
    return fit.combination(a * fit(x) + b * fit(y), a * fit.gradient_at(x) + b * fit.gradient_at(y));
}

// p(x)/p(y) - 1 for a claim that it lies in a band. Outside, the error is that of p(x) - r p(y) over p(y) with r the
// ratio at the nearer edge, so that z is that of a linear combination, whose error is normal however uncertain p(y) is
// [Fieller 1954].
Estimate enhancement(const PolynomialFit& fit, double x, double y, const Claim& claim) {
    const double ratio = fit(x) / fit(y);
    const double edge =
        std::clamp(ratio, 1.0 + claim.published - claim.tolerance, 1.0 + claim.published + claim.tolerance);
    return fit.combination(ratio - 1.0, (fit.gradient_at(x) - edge * fit.gradient_at(y)) / fit(y));
}

bool exceeds_zero(const Estimate& estimate, double two_sided_rate) {
    return estimate.value >
           z_limit_of(two_sided_rate, rules_for(estimate).degrees_of_freedom) * estimate.standard_error;
}

Claim soret_minimum_claim() {
    return {
        .id = "st-min",
        .statement = "The Soret coefficient has its minimum near the equimolar mixture",
        .formula = "x1 where S_T = R/Gamma is lowest, R a parabola through S_T Gamma; a cubic through S_T(x1) without",
        .published = published_minimum,
        .tolerance = 0.1,
        .unit = "1",
        .source = fmt::format("{}; the published error is the tolerance", figure),
        .as_published = "0.5 +- 0.1"};
}

Claim sign_claim() {
    return {.id = "st-sign",
            .statement = "The Soret coefficient is negative at every composition",
            .formula = "S_T where it is nearest to 0 in standard errors",
            .published = 0.0,
            .tolerance = 0.0,
            .unit = "1/T",
            .source = figure,
            .as_published = "S_T < 0 for all compositions",
            .accepted = "< 0 everywhere"};
}

Claim depth_claim() {
    Claim claim{.id = "st-depth",
                .statement = "The Soret coefficient at its minimum is larger in size than at x1 = 0.1 and at 0.9",
                .formula = "S_T(min)/S_T(0.1) - 1 or S_T(min)/S_T(0.9) - 1 of the same curve, the one that decides",
                .unit = "1",
                .source = figure,
                .as_published = "30-40 %"};
    accept_rounded(claim, 0.3, 0.4, 0.1);
    return claim;
}

Claim depth_at_one_claim() {
    Claim claim{
        .id = "st-depth-1",
        .statement = "The Soret coefficient at its minimum is larger in size than extrapolated to x1 = 1",
        .formula = "S_T(min)/S_T(1) - 1 of R/Gamma, where Gamma(1) = 1; of a cubic through S_T(x1) without Gamma",
        .unit = "1",
        .source = figure,
        .as_published = "60-80 %"};
    accept_rounded(claim, 0.6, 0.8, 0.1);
    return claim;
}

Claim agreement_claim() {
    return {.id = "st-routes",
            .statement = "The Soret coefficient of another route is that of Green-Kubo with Gamma of semigrand",
            .formula = "weighted mean of the relative differences at common x1",
            .published = 0.0,
            .tolerance = 0.1,
            .unit = "1",
            .source = fmt::format("{}; tolerance: a third of the published depth of the minimum, our reading", figure),
            .as_published = "all values agree within their statistical uncertainties"};
}

// Of two routes that share all but Gamma.
Claim agreement_through_gamma(Claim claim, const std::string& gamma) {
    claim.statement = fmt::format("The Soret coefficient with Gamma of {} is that with Gamma of semigrand", gamma);
    claim.formula = "mean of 1 - Gamma/Gamma_{semigrand}, the difference of S_T from the same L'_{1q}/L_{11}";
    claim.tolerance = 0.05;
    claim.source = fmt::format("{}; tolerance: a seventh of the published depth of the minimum, our reading", figure);
    return claim;
}

// How far S_T(x) lies below S_T(0.1) and S_T(0.9), the nearer of both.
struct Depth {
    Estimate value;    // S_T(x)
    Estimate nearer;   // above S_T(x)
    bool significant;  // S_T(x) is below 0 and below both
};

Depth depth_at(const UsableFit& usable, double x) {
    const PolynomialFit& fit = *usable.fit;
    const Estimate value = fit.at(x);
    const Estimate above_lower = combination_of(fit, 1.0, usable.lower(), -1.0, x);
    const Estimate above_upper = combination_of(fit, 1.0, usable.upper(), -1.0, x);
    const double rate = VerdictRules{}.false_alarm_rate;
    const bool negative = exceeds_zero({-value.value, value.standard_error, value.effective_samples}, rate);
    return {value, above_lower.value < above_upper.value ? above_lower : above_upper,
            negative && exceeds_zero(above_lower, rate) && exceeds_zero(above_upper, rate)};
}

// Where |S_T| ought to be largest, for claims about how large it is there: the lowest point of noise would be too low.
double extremum_of(const UsableFit& usable) {
    const auto minimum = usable.minimum();
    const bool seen = minimum && depth_at(usable, minimum->position.value).significant;
    return seen ? minimum->position.value : published_minimum;
}

// The curve of an instance against the common one: S_T itself, or Gamma where they share the rest.
ClaimResult judge_route_agreement(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    CurveKey other = instance.curves.front();
    CurveKey common = instance.curves.back();
    const bool through_gamma = other.by.route == common.by.route;
    if (through_gamma) {
        claim = agreement_through_gamma(std::move(claim), other.by.gamma);
        other = {quantity::thermodynamic_factor, {other.by.gamma}};
        common = {quantity::thermodynamic_factor, {common.by.gamma}};
    }
    for (const CurveKey& key : {other, common}) {
        if (find_curve(findings.curves, key) == nullptr) return not_measured(std::move(claim), name_of(key));
    }
    Curve differences = relative_differences(*find_curve(findings.curves, other), *find_curve(findings.curves, common));
    if (through_gamma) {
        for (CurvePoint& difference : differences.points) difference.estimate.value = -difference.estimate.value;
    } else {
        differences.covariance.clear();  // both have that of h_1 - h_2
    }
    return needs_compositions(judge_agreement(std::move(claim), differences.points, differences.covariance),
                              differences.points.size(), fewest_in_a_comparison);
}

// Of the curves of S_T that are there, those that are compared with the common one; flows also where it is there alone.
// The boxes of flows are of another size and shape: they are compared at the published size. The common curve is itself
// of that size where none is corrected to it.
std::vector<ClaimInstance> compared(const Available& available) {
    const CurveKey flows{quantity::soret_coefficient, {"nemd"}};
    std::set<CurveKey> keys;
    for (const ClaimInstance& instance : needs::each(quantity::soret_coefficient)(available)) {
        const CurveKey& key = instance.curves.front();
        const bool needs_the_common = key.by.route != flows.by.route && key != common_curve;
        if (needs_the_common && !available.curves.contains(common_curve)) continue;
        keys.insert(key == common_curve ? flows : key);
    }
    std::vector<ClaimInstance> instances;
    for (const CurveKey& key : keys) {
        const CurveKey larger{key.quantity, key.by, {Study::Of::published_size}};
        instances.push_back(
            key == flows
                ? ClaimInstance{name_of(key.by), {larger, needs::at_published_size(common_curve, available)}, {}}
                : ClaimInstance{name_of(key.by), {key, common_curve}, {}});
    }
    return instances;
}

// By S_T = R/Gamma where Gamma is known, else by a cubic.
ClaimResult judge_by_best_curve(const Findings& findings, Claim claim, const ClaimInstance& instance,
                                ClaimResult (*by_ratio)(Claim, const RatioOverGamma&),
                                ClaimResult (*by_cubic)(Claim, const Curve&)) {
    const CurveKey& key = instance.curves.front();
    const Curve& soret = *find_curve(findings.curves, key);
    const std::string& route = key.by.gamma.empty() ? preferred_gamma_route : key.by.gamma;
    if (const Curve* gamma = find_curve(findings.curves, {quantity::thermodynamic_factor, {route}})) {
        if (const auto smooth = smooth_soret(soret, *gamma, findings.state_line.temperature)) {
            return by_ratio(std::move(claim), *smooth);
        }
    }
    return by_cubic(std::move(claim), soret);
}

ClaimResult judge_minimum(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    return judge_by_best_curve(findings, std::move(claim), instance, judge_soret_minimum, judge_soret_minimum);
}

ClaimResult judge_depth(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    return judge_by_best_curve(findings, std::move(claim), instance, judge_soret_depth, judge_soret_depth);
}

// A cubic goes on otherwise than R/Gamma even where it fits as well: a reader wants to see both.
ClaimResult judge_depth_at_one(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    const auto cubic = judge_soret_depth_at_one(claim, *find_curve(findings.curves, instance.curves.front())).measured;
    auto result = judge_by_best_curve(findings, claim, instance, judge_soret_depth_at_one, judge_soret_depth_at_one);
    if (result.measured && cubic && result.measured != cubic) {
        result.judgement.reason += fmt::format("; a cubic through S_T, as published, would say {:.3f} +- {:.3f}",
                                               cubic->value, cubic->standard_error);
    }
    return result;
}

// What S_T = R/Gamma says of its lowest point.
struct Lowest {
    std::optional<Estimate> position;
    double x;             // where it is, or ought to be
    double lower, upper;  // 0.1 and 0.9, or the outermost compositions if those lie a little inside
    Estimate value;       // S_T(x)
    Estimate nearer;      // S_T at the end that is nearer to it, less S_T(x)
    bool significant;     // below 0 and below both ends
};

Lowest lowest_of(const RatioOverGamma& soret) {
    const double lower = std::max(lower_composition, soret.lowest());
    const double upper = std::min(upper_composition, soret.highest());
    const auto position = soret.minimum();
    const double x = position ? position->value : published_minimum;
    const double rate = VerdictRules{}.false_alarm_rate;
    const Estimate value = soret.at(x);
    const Estimate above_lower = soret.combination(1.0, lower, -1.0, x);
    const Estimate above_upper = soret.combination(1.0, upper, -1.0, x);
    const bool negative = exceeds_zero({-value.value, value.standard_error, value.effective_samples}, rate);
    return {position,
            x,
            lower,
            upper,
            value,
            above_lower.value < above_upper.value ? above_lower : above_upper,
            position && negative && exceeds_zero(above_lower, rate) && exceeds_zero(above_upper, rate)};
}

// As enhancement() of a cubic.
Estimate enhancement(const RatioOverGamma& soret, double x, double y, const Claim& claim) {
    const double ratio = soret(x) / soret(y);
    const double edge =
        std::clamp(ratio, 1.0 + claim.published - claim.tolerance, 1.0 + claim.published + claim.tolerance);
    const Estimate beyond = soret.combination(1.0 / soret(y), x, -edge / soret(y), y);
    return {ratio - 1.0, beyond.standard_error, beyond.effective_samples};
}

ClaimResult without_minimum(Claim claim, bool excluded, double x, const Estimate& value, const Estimate& nearer) {
    ClaimResult result{std::move(claim), std::nullopt, {}};
    result.judgement.verdict = excluded ? Verdict::fail : Verdict::inconclusive;
    result.judgement.reason = fmt::format(
        "no minimum below 0 and below both ends is seen: at x1 = {:.2f} S_T = {:.3g} +- {:.2g}, {:.3g} +- {:.2g} "
        "below the nearer end; {}",
        x, value.value, value.standard_error, nearer.value, nearer.standard_error,
        excluded ? "one with a size of S_T 25 % above that at the ends would have been"
                 : "the errors could hide one with a size of S_T 25 % above that at the ends");
    return result;
}

}  // namespace

std::optional<PolynomialFit> fit_soret(const Curve& soret) {
    if (fit_points_of(soret).size() < fewest_compositions) return std::nullopt;
    return fit_of(soret, 3);
}

ClaimResult judge_soret_minimum(Claim claim, const Curve& soret) {
    const UsableFit usable = usable_fit(soret);
    if (!usable.fit) return without_measurement(std::move(claim), usable.reason);
    const PolynomialFit& fit = *usable.fit;
    const auto minimum = usable.minimum();
    const double x = minimum ? minimum->position.value : published_minimum;
    const Depth depth = depth_at(usable, x);
    if (!minimum || !depth.significant) {
        // Three one-sided tests share half of the rate.
        const double rate = VerdictRules{}.false_alarm_rate / 3.0;
        const double factor = 1.0 + least_enhancement;
        const bool excluded = exceeds_zero(depth.value, rate) ||
                              exceeds_zero(combination_of(fit, 1.0, x, -factor, usable.lower()), rate) ||
                              exceeds_zero(combination_of(fit, 1.0, x, -factor, usable.upper()), rate);
        return without_minimum(std::move(claim), excluded, x, depth.value, depth.nearer);
    }
    Estimate position = minimum->position;
    const ResamplingOptions resampling{.resamples = 200};  // the error to 5 %
    if (const auto resampled =
            resample_extremum(fit, Extremum::minimum, usable.lowest(), usable.highest(), resampling)) {
        position.standard_error = std::max(position.standard_error, resampled->position.standard_error);
    }
    VerdictRules rules = rules_for(position);
    rules.false_alarm_rate *= 0.5;
    Judgement judgement = judge_band(position, {claim.published, claim.tolerance, 0.0}, rules);
    return {std::move(claim), position, std::move(judgement)};
}

ClaimResult judge_soret_sign(Claim claim, const Curve& soret) {
    const std::vector<Estimate> series = estimates_of(soret.points);
    if (series.empty()) return without_measurement(std::move(claim), "nothing was measured");
    const auto nearest = std::max_element(series.begin(), series.end(), [](const Estimate& a, const Estimate& b) {
        return a.value * b.standard_error < b.value * a.standard_error;
    });
    Judgement judgement = judge_side(series, Side::below, 0.0, rules_for_all(series));
    return needs_compositions({std::move(claim), *nearest, std::move(judgement)}, series.size(), fewest_compositions);
}

ClaimResult judge_soret_depth(Claim claim, const Curve& soret) {
    const UsableFit usable = usable_fit(soret);
    if (!usable.fit) return without_measurement(std::move(claim), usable.reason);
    const double x = extremum_of(usable);
    return judge_along(claim,
                       std::vector<CurvePoint>{{usable.lower(), enhancement(*usable.fit, x, usable.lower(), claim)},
                                               {usable.upper(), enhancement(*usable.fit, x, usable.upper(), claim)}});
}

ClaimResult judge_soret_depth_at_one(Claim claim, const Curve& soret) {
    const UsableFit usable = usable_fit(soret);
    if (!usable.fit) return without_measurement(std::move(claim), usable.reason);
    const Estimate measured = enhancement(*usable.fit, extremum_of(usable), 1.0, claim);
    Judgement judgement = judge_band(measured, {claim.published, claim.tolerance, 0.0}, rules_for(measured));
    return {std::move(claim), measured, std::move(judgement)};
}

ClaimResult judge_soret_minimum(Claim claim, const RatioOverGamma& soret) {
    const Lowest lowest = lowest_of(soret);
    if (lowest.significant) {
        VerdictRules rules = rules_for(*lowest.position);
        rules.false_alarm_rate *= 0.5;
        Judgement judgement = judge_band(*lowest.position, {claim.published, claim.tolerance, 0.0}, rules);
        return {std::move(claim), *lowest.position, std::move(judgement)};
    }
    // Three one-sided tests share half of the rate.
    const double rate = VerdictRules{}.false_alarm_rate / 3.0;
    const double factor = 1.0 + least_enhancement;
    const bool excluded = exceeds_zero(lowest.value, rate) ||
                          exceeds_zero(soret.combination(1.0, lowest.x, -factor, lowest.lower), rate) ||
                          exceeds_zero(soret.combination(1.0, lowest.x, -factor, lowest.upper), rate);
    return without_minimum(std::move(claim), excluded, lowest.x, lowest.value, lowest.nearer);
}

ClaimResult judge_soret_depth(Claim claim, const RatioOverGamma& soret) {
    const Lowest lowest = lowest_of(soret);
    const double x = lowest.significant ? lowest.x : published_minimum;
    return judge_along(claim, std::vector<CurvePoint>{{lowest.lower, enhancement(soret, x, lowest.lower, claim)},
                                                      {lowest.upper, enhancement(soret, x, lowest.upper, claim)}});
}

ClaimResult judge_soret_depth_at_one(Claim claim, const RatioOverGamma& soret) {
    const Lowest lowest = lowest_of(soret);
    const Estimate measured = enhancement(soret, lowest.significant ? lowest.x : published_minimum, 1.0, claim);
    Judgement judgement = judge_band(measured, {claim.published, claim.tolerance, 0.0}, rules_for(measured));
    return {std::move(claim), measured, std::move(judgement)};
}

std::vector<ClaimRule> soret_claims() {
    const needs::Needs curves = needs::each_at_published_size(quantity::soret_coefficient);
    return {{soret_minimum_claim(), ClaimScope::paper, curves, judge_minimum},
            {sign_claim(), ClaimScope::paper, curves, judge_curve(judge_soret_sign)},
            {depth_claim(), ClaimScope::paper, curves, judge_depth, Tier::standard},
            {depth_at_one_claim(), ClaimScope::paper, curves, judge_depth_at_one, Tier::standard},
            {agreement_claim(), ClaimScope::paper, compared, judge_route_agreement}};
}

}  // namespace soret
