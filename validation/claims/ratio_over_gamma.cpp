#include "soret/validation/claims/ratio_over_gamma.hpp"

#include <algorithm>
#include <array>
#include <boost/math/tools/minima.hpp>
#include <cmath>

#include "soret/common/statistics/linear_combination.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"
#include "soret/validation/claims/gamma_claims.hpp"
#include "soret/validation/claims/soret_claims.hpp"

namespace soret {

namespace {

inline constexpr int grid_steps = 256;

// The value is a's, the error that of both.
Estimate with_errors_of(const Estimate& a, const Estimate& b) {
    return linear_combination(std::array{1.0, 1.0}, std::array{a, b});
}

constexpr std::size_t fewest_points = 5;
constexpr double least_p_value = 0.01;

std::optional<RatioOverGamma> over_gamma(PolynomialFit ratio, const std::optional<DegreeChoice>& factor,
                                         double temperature) {
    if (ratio.p_value() < least_p_value || !factor || !factor->acceptable) return std::nullopt;
    RatioOverGamma soret(std::move(ratio), factor->fit(), temperature);
    if (soret.lowest() > lower_composition + reach || soret.highest() < upper_composition - reach) return std::nullopt;
    for (int k = 0; k <= grid_steps; ++k) {
        const double x = soret.lowest() + k * (soret.highest() - soret.lowest()) / grid_steps;
        if (!(factor->fit()(x) > 0.0)) return std::nullopt;
    }
    return soret;
}

}  // namespace

double RatioOverGamma::lowest() const {
    return std::max(ratio_.points().front().x, gamma_.points().front().x);
}

double RatioOverGamma::highest() const {
    return std::min(ratio_.points().back().x, gamma_.points().back().x);
}

double RatioOverGamma::operator()(double x) const {
    return ratio_(x) / (temperature_ * temperature_ * gamma_(x));
}

Estimate RatioOverGamma::at(double x) const {
    const double value = (*this)(x);
    const double factor = 1.0 / (temperature_ * temperature_ * gamma_(x));
    return with_errors_of(ratio_.combination(value, factor * ratio_.gradient_at(x)),
                          gamma_.combination(0.0, -value / gamma_(x) * gamma_.gradient_at(x)));
}

Estimate RatioOverGamma::combination(double a, double x, double b, double y) const {
    const auto of_ratio = [&](double at) -> Eigen::VectorXd {
        return ratio_.gradient_at(at) / (temperature_ * temperature_ * gamma_(at));
    };
    const auto of_gamma = [&](double at) -> Eigen::VectorXd {
        return -(*this)(at) / gamma_(at) * gamma_.gradient_at(at);
    };
    return with_errors_of(ratio_.combination(a * (*this)(x) + b * (*this)(y), a * of_ratio(x) + b * of_ratio(y)),
                          gamma_.combination(0.0, a * of_gamma(x) + b * of_gamma(y)));
}

Estimate RatioOverGamma::slope_sign_at(double x) const {
    const double r = ratio_(x);
    const double dr = ratio_.polynomial().derivative()(x);
    const double g = gamma_(x);
    const double dg = gamma_.polynomial().derivative()(x);
    return with_errors_of(
        ratio_.combination(dr * g - r * dg, g * ratio_.slope_gradient_at(x) - dg * ratio_.gradient_at(x)),
        gamma_.combination(0.0, dr * gamma_.gradient_at(x) - r * gamma_.slope_gradient_at(x)));
}

Estimate RatioOverGamma::enhancement(double x, double y) const {
    const double quotient = (*this)(x) / (*this)(y);
    const auto relative = [](const PolynomialFit& fit, double at) -> Eigen::VectorXd {
        return fit.gradient_at(at) / fit(at);
    };
    return with_errors_of(ratio_.combination(quotient - 1.0, quotient * (relative(ratio_, x) - relative(ratio_, y))),
                          gamma_.combination(0.0, quotient * (relative(gamma_, y) - relative(gamma_, x))));
}

std::optional<Estimate> RatioOverGamma::minimum() const {
    const double step = (highest() - lowest()) / grid_steps;
    int lowest_step = 0;
    for (int k = 1; k <= grid_steps; ++k) {
        if ((*this)(lowest() + k * step) < (*this)(lowest() + lowest_step * step)) lowest_step = k;
    }
    if (lowest_step == 0 || lowest_step == grid_steps) return std::nullopt;
    const double near = lowest() + lowest_step * step;
    const double x =
        boost::math::tools::brent_find_minima([&](double at) { return (*this)(at); }, near - step, near + step, 30)
            .first;
    const double curvature = (slope_sign_at(x + step).value - slope_sign_at(x - step).value) / (2.0 * step);
    Estimate position = slope_sign_at(x);
    position.value = x;
    position.standard_error /= std::fabs(curvature);
    if (!std::isfinite(position.standard_error)) return std::nullopt;
    return position;
}

std::optional<RatioOverGamma> smooth_soret(const Curve& soret, const Curve& gamma, double temperature) {
    const auto factor = fit_gamma(gamma, PinnedEnds::both);
    if (!factor) return std::nullopt;
    Curve ratio = soret;
    const auto scale = [&](std::size_t k) { return temperature * temperature * factor->fit()(ratio.points[k].x); };
    const std::size_t count = ratio.points.size();
    for (std::size_t k = 0; k < count; ++k) {
        ratio.points[k].estimate.value *= scale(k);
        ratio.points[k].estimate.standard_error *= std::fabs(scale(k));
    }
    for (std::size_t k = 0; k < ratio.covariance.size(); ++k) {
        ratio.covariance[k] *= scale(k / count) * scale(k % count);
    }
    if (fit_points_of(ratio).size() < fewest_points) return std::nullopt;
    return over_gamma(fit_of(ratio, 2), factor, temperature);
}

std::map<CurveKey, RatioOverGamma> straight_ratios(const Findings& findings) {
    std::map<CurveKey, RatioOverGamma> ratios;
    const Mixture& mixture = findings.state_line.mixture;
    if (mixture.mass(0) != 1.0 || mixture.mass(1) != 1.0) return ratios;
    for (const auto& [key, curve] : findings.curves) {
        if (key.quantity != quantity::soret_coefficient || !key.is_main() || key.by.gamma.empty()) continue;
        const Curve* ratio = find_curve(findings.curves, {quantity::onsager_ratio, {key.by.route}});
        const Curve* gamma = find_curve(findings.curves, {quantity::thermodynamic_factor, {key.by.gamma}});
        if (ratio == nullptr || gamma == nullptr || fit_points_of(*ratio).size() < fewest_points) continue;
        auto fitted =
            over_gamma(fit_of(*ratio, 1), fit_gamma(*gamma, PinnedEnds::both), findings.state_line.temperature);
        if (fitted) ratios.emplace(key, std::move(*fitted));
    }
    return ratios;
}

}  // namespace soret
