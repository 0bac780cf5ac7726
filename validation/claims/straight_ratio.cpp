#include "soret/validation/claims/straight_ratio.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <utility>

#include "soret/common/statistics/linear_combination.hpp"
#include "soret/validation/claims/along_curve.hpp"

namespace soret {

namespace {

Claim straight_ratio_claim(const std::string& route) {
    return {.id = "st-min-ratio/" + route,
            .statement =
                "With a ratio of Onsager coefficients that is a straight line, the Soret coefficient has its "
                "minimum near the equimolar mixture",
            .formula = "x1 where a straight line through L'_{1q}/L_{11} over a polynomial through Gamma is lowest",
            .published = 0.5,
            .tolerance = 0.1,
            .unit = "1",
            .source = fmt::format("{}, fig. 1 (a), (b), (d); the published error is the tolerance", paper),
            .as_published = "0.5 +- 0.1"};
}

Estimate sum_of(const Estimate& a, const Estimate& b) {
    return linear_combination(std::array{1.0, 1.0}, std::array{a, b});
}

}  // namespace

double StraightRatio::operator()(double x) const {
    return ratio_(x) / (temperature_ * temperature_ * gamma_(x));
}

Estimate StraightRatio::at(double x) const {
    const double value = (*this)(x);
    return sum_of(ratio_.combination(value, value / ratio_(x) * ratio_.gradient_at(x)),
                  gamma_.combination(0.0, -value / gamma_(x) * gamma_.gradient_at(x)));
}

Estimate StraightRatio::descent_at(double x) const {
    const double r = ratio_(x);
    const double dr = ratio_.polynomial().derivative()(x);
    const double g = gamma_(x);
    const double dg = gamma_.polynomial().derivative()(x);
    return sum_of(ratio_.combination(dr * g - r * dg, g * ratio_.slope_gradient_at(x) - dg * ratio_.gradient_at(x)),
                  gamma_.combination(0.0, dr * gamma_.gradient_at(x) - r * gamma_.slope_gradient_at(x)));
}

Estimate StraightRatio::enhancement(double x, double y) const {
    const double quotient = (*this)(x) / (*this)(y);
    const auto relative = [](const PolynomialFit& fit, double at) -> Eigen::VectorXd {
        return fit.gradient_at(at) / fit(at);
    };
    return sum_of(ratio_.combination(quotient - 1.0, quotient * (relative(ratio_, x) - relative(ratio_, y))),
                  gamma_.combination(0.0, quotient * (relative(gamma_, y) - relative(gamma_, x))));
}

std::optional<Estimate> StraightRatio::minimum() const {
    constexpr int steps = 256;
    const double step = (highest() - lowest()) / steps;
    int lowest_step = 0;
    for (int k = 1; k <= steps; ++k) {
        if ((*this)(lowest() + k * step) < (*this)(lowest() + lowest_step * step)) lowest_step = k;
    }
    if (lowest_step == 0 || lowest_step == steps) return std::nullopt;
    const double near = lowest() + lowest_step * step;
    const double x =
        boost::math::tools::brent_find_minima([&](double at) { return (*this)(at); }, near - step, near + step, 30)
            .first;
    const double curvature = (descent_at(x + step).value - descent_at(x - step).value) / (2.0 * step);
    Estimate position = descent_at(x);
    position.value = x;
    position.standard_error /= std::fabs(curvature);
    return position;
}

std::optional<StraightRatio> fit_straight_ratio(const Curve& ratio, const Curve& gamma, double temperature) {
    constexpr std::size_t fewest = 5;
    constexpr double least_p_value = 0.01;
    const std::vector<FitPoint> ratios = fit_points_of(ratio);
    const std::vector<FitPoint> gammas = fit_points_of(gamma);
    if (ratios.size() < fewest || gammas.size() < fewest) return std::nullopt;
    PolynomialFit line(ratios, 1);
    DegreeChoice choice = choose_degree(gammas, 2, 6, {}, least_p_value);
    if (line.p_value() < least_p_value || !choice.acceptable) return std::nullopt;
    return StraightRatio(std::move(line), choice.fit(), temperature);
}

ClaimResult judge_straight_ratio_minimum(const std::string& route, const Curve& ratio, const Curve& gamma,
                                         double temperature) {
    Claim claim = straight_ratio_claim(route);
    const std::optional<StraightRatio> soret = fit_straight_ratio(ratio, gamma, temperature);
    if (!soret) {
        return without_measurement(std::move(claim), fmt::format("{} compositions of L'_1q/L_11 and {} of Gamma do not "
                                                                 "give a line and a polynomial that describe them",
                                                                 ratio.points.size(), gamma.points.size()));
    }
    const double lower = claim.published - claim.tolerance;
    const double upper = claim.published + claim.tolerance;
    std::optional<Estimate> position = soret->minimum();
    // At the edge of the band the slope's sign tells on which side the minimum is.
    const bool below = position ? position->value < lower : soret->at(lower).value < soret->at(upper).value;
    const double edge = below ? lower : upper;
    const Estimate slope = soret->descent_at(edge);
    const double outside = (below ? slope.value : -slope.value) / slope.standard_error;  // in standard errors
    VerdictRules rules = rules_for(slope);
    rules.false_alarm_rate *= 0.5;
    if (!position) {
        ClaimResult result = without_measurement(std::move(claim), "");
        const bool excluded = outside > z_limit_of(rules.false_alarm_rate, rules.degrees_of_freedom);
        if (excluded) result.judgement.verdict = Verdict::fail;
        result.judgement.reason = fmt::format(
            "no minimum between x1 = {:.2f} and {:.2f}; at {:.1f} S_T {} by {:.1f} "
            "standard errors of its slope",
            soret->lowest(), soret->highest(), edge, slope.value > 0.0 ? "rises" : "falls", std::fabs(outside));
        return result;
    }
    if (outside > 0.0) position->standard_error = std::fabs(position->value - edge) / outside;
    Judgement judgement = judge_band(*position, {claim.published, claim.tolerance, 0.0}, rules);
    return {std::move(claim), position, std::move(judgement)};
}

}  // namespace soret
