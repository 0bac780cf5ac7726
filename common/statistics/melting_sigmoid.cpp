#include "soret/common/statistics/melting_sigmoid.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cstdint>
#include <functional>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/verdict.hpp"

namespace soret {

namespace {

/// ln(1 + e^t)
double softplus(double t) {
    return std::max(t, 0.0) + std::log1p(std::exp(-std::fabs(t)));
}

/// The likelihood of eta = alpha - s x, with x = (T - centre)/scale; a point is (alpha, s).
class MeltingLikelihood {
public:
    explicit MeltingLikelihood(std::span<const MeltingReplicas> replicas) {
        std::vector<MeltingReplicas> sorted;
        for (const MeltingReplicas& each : replicas) {
            if (!std::isfinite(each.temperature)) {
                throw InvalidArgument(fmt::format("melting: temperature = {}: must be finite", each.temperature));
            }
            if (each.frozen + each.melted > 0) sorted.push_back(each);
        }
        if (sorted.empty()) throw InvalidArgument("melting: 0 replicas froze or melted: must be at least 1");
        std::sort(sorted.begin(), sorted.end(),
                  [](const auto& a, const auto& b) { return a.temperature < b.temperature; });
        const double first = sorted.front().temperature, last = sorted.back().temperature;
        centre_ = 0.5 * (first + last);
        if (last > first) scale_ = last - first;
        for (const MeltingReplicas& each : sorted) {
            x_.push_back((each.temperature - centre_) / scale_);
            frozen_.push_back(static_cast<double>(each.frozen));
            melted_.push_back(static_cast<double>(each.melted));
        }
    }

    double centre() const { return centre_; }
    double scale() const { return scale_; }
    double frozen() const { return std::accumulate(frozen_.begin(), frozen_.end(), 0.0); }
    double melted() const { return std::accumulate(melted_.begin(), melted_.end(), 0.0); }
    /// The largest x at which replicas froze; there must be one.
    double last_frozen() const {
        for (std::size_t k = x_.size(); k-- > 0;) {
            if (frozen_[k] > 0.0) return x_[k];
        }
        return x_.front();
    }
    double first_melted() const {
        const auto found = std::find_if(melted_.begin(), melted_.end(), [](double m) { return m > 0.0; });
        return x_[static_cast<std::size_t>(found - melted_.begin())];
    }
    /// Replicas at x alone.
    double frozen_at(double x) const { return at(x, frozen_); }
    double melted_at(double x) const { return at(x, melted_); }

    double logarithm(const Eigen::Vector2d& point) const {
        double sum = 0.0;
        for (std::size_t k = 0; k < x_.size(); ++k) {
            const double eta = point[0] - point[1] * x_[k];
            if (frozen_[k] > 0.0) sum -= frozen_[k] * softplus(-eta);
            if (melted_[k] > 0.0) sum -= melted_[k] * softplus(eta);
        }
        return sum;
    }

    struct Derivatives {
        Eigen::Vector2d gradient = Eigen::Vector2d::Zero();
        Eigen::Matrix2d information = Eigen::Matrix2d::Zero();  // less the second derivatives
    };
    Derivatives derivatives(const Eigen::Vector2d& point) const {
        Derivatives sum;
        for (std::size_t k = 0; k < x_.size(); ++k) {
            const Eigen::Vector2d of_eta(1.0, -x_[k]);
            const double eta = point.dot(of_eta);
            const double freezes = std::exp(-softplus(-eta)), melts = std::exp(-softplus(eta));
            sum.gradient += (frozen_[k] * melts - melted_[k] * freezes) * of_eta;
            sum.information += (frozen_[k] + melted_[k]) * freezes * melts * of_eta * of_eta.transpose();
        }
        return sum;
    }

    /// The largest ln L at start + t direction, t >= 0, or what it rises to.
    double largest_along(const Eigen::Vector2d& start, const Eigen::Vector2d& direction) const {
        const auto slope = [&](double t) { return derivatives(start + t * direction).gradient.dot(direction); };
        const double at_start = slope(0.0);
        if (at_start <= 0.0) return logarithm(start);
        double low = 0.0, high = 1.0;
        double at_low = at_start, at_high = slope(high);
        while (at_high > 0.0 && high < 0x1p100) {  // towards infinity the slope comes to 0
            low = high;
            at_low = at_high;
            high *= 2.0;
            at_high = slope(high);
        }
        if (at_high >= 0.0) return logarithm(start + high * direction);
        std::uintmax_t steps = 200;
        const auto top = boost::math::tools::toms748_solve(slope, low, high, at_low, at_high,
                                                           boost::math::tools::eps_tolerance<double>(40), steps);
        return logarithm(start + 0.5 * (top.first + top.second) * direction);
    }

private:
    double at(double x, const std::vector<double>& counts) const {
        double sum = 0.0;
        for (std::size_t k = 0; k < x_.size(); ++k) sum += x_[k] == x ? counts[k] : 0.0;
        return sum;
    }

    double centre_ = 0.0;
    double scale_ = 1.0;
    std::vector<double> x_, frozen_, melted_;
};

/// Where ln L is largest. T_m is the ray of (alpha, s) at an angle in [0, pi], x_m = alpha/s = cot(angle): from
/// infinity to minus infinity.
struct Summit {
    double logarithm = 0.0;
    double angle = 0.0;  // a ray on which it is, or the limit of such rays
    double s = 0.0;      // may be infinite
    bool any_s = false;  // every s has it
    std::optional<Eigen::Vector2d> point;
    std::string reason;
};

/// By Newton's method with shorter steps where ln L would not rise. There must be a largest value at finite (alpha, s).
Eigen::Vector2d newton(const MeltingLikelihood& likelihood, Eigen::Vector2d point) {
    for (int k = 0; k < 200; ++k) {
        const auto at = likelihood.derivatives(point);
        Eigen::Vector2d step = at.information.ldlt().solve(at.gradient);
        if (at.gradient.dot(step) < 1e-22) break;
        const double before = likelihood.logarithm(point);
        while (!(likelihood.logarithm(point + step) >= before) && step.norm() > 0.0) step *= 0.5;
        point += step;
    }
    return point;
}

double entropy_of(double frozen, double melted) {
    const auto term = [&](double n) { return n > 0.0 ? n * std::log(n / (frozen + melted)) : 0.0; };
    return term(frozen) + term(melted);
}

Summit summit_of(const MeltingLikelihood& likelihood) {
    const double frozen = likelihood.frozen(), melted = likelihood.melted();
    Summit summit;
    if (frozen == 0.0 || melted == 0.0) {
        summit.angle = melted == 0.0 ? 0.0 : std::numbers::pi;
        summit.any_s = true;
        summit.reason = melted == 0.0 ? "all replicas froze" : "all replicas melted";
        return summit;
    }
    const double last_frozen = likelihood.last_frozen(), first_melted = likelihood.first_melted();
    if (last_frozen <= first_melted) {
        summit.angle = std::atan2(1.0, 0.5 * (last_frozen + first_melted));
        summit.s = std::numeric_limits<double>::infinity();
        summit.reason = "no replica melted below one that froze: the width may be 0";
        if (last_frozen == first_melted) {
            const double frozen_there = likelihood.frozen_at(last_frozen),
                         melted_there = likelihood.melted_at(last_frozen);
            summit.logarithm = entropy_of(frozen_there, melted_there);
            summit.any_s = frozen_there + melted_there == frozen + melted;  // one temperature says nothing of a width
        }
        return summit;
    }
    // ln L is concave: if it falls with s from the best point with s = 0, it has no larger value at any s > 0.
    const Eigen::Vector2d constant(std::log(frozen / melted), 0.0);
    if (likelihood.derivatives(constant).gradient[1] <= 0.0) {
        summit.logarithm = entropy_of(frozen, melted);
        summit.angle = frozen >= melted ? 0.0 : std::numbers::pi;
        summit.reason = "replicas do not freeze less at higher temperatures";
        return summit;
    }
    const Eigen::Vector2d top = newton(likelihood, constant);
    summit.logarithm = likelihood.logarithm(top);
    summit.angle = std::atan2(top[1], top[0]);
    summit.s = top[1];
    summit.point = top;
    return summit;
}

/// The end of what is accepted between inside, which is, and outside; none if outside is accepted too.
std::optional<double> end_between(double inside, double outside, const std::function<bool(double)>& is_accepted) {
    if (inside == outside || is_accepted(outside)) return std::nullopt;
    for (int k = 0; k < 60; ++k) {
        const double middle = 0.5 * (inside + outside);
        (is_accepted(middle) ? inside : outside) = middle;
    }
    return 0.5 * (inside + outside);
}

LikelihoodInterval temperature_interval(const MeltingLikelihood& likelihood, const Summit& summit, double lowest) {
    const auto is_accepted = [&](double angle) {
        // At the ends of the range s is 0, not what the rounding of pi leaves of it.
        const bool at_end = angle == 0.0 || angle == std::numbers::pi;
        const Eigen::Vector2d direction(std::cos(angle), at_end ? 0.0 : std::sin(angle));
        return likelihood.largest_along(Eigen::Vector2d::Zero(), direction) >= lowest;
    };
    const auto temperature = [&](const std::optional<double>& angle) -> std::optional<double> {
        if (!angle) return std::nullopt;
        return likelihood.centre() + likelihood.scale() / std::tan(*angle);
    };
    return {temperature(end_between(summit.angle, std::numbers::pi, is_accepted)),
            temperature(end_between(summit.angle, 0.0, is_accepted))};
}

LikelihoodInterval width_interval(const MeltingLikelihood& likelihood, const Summit& summit, double lowest) {
    if (summit.any_s) return {};
    const auto is_accepted = [&](double s) {
        const Eigen::Vector2d start(0.0, s), direction(1.0, 0.0);
        return std::max(likelihood.largest_along(start, direction), likelihood.largest_along(start, -direction)) >=
               lowest;
    };
    const auto width = [&](const std::optional<double>& s) -> std::optional<double> {
        if (!s) return std::nullopt;
        return 2.0 * likelihood.scale() / *s;
    };
    double inside = summit.s;
    if (std::isinf(inside)) {
        inside = 1.0;
        while (!is_accepted(inside)) inside *= 2.0;
        return {std::nullopt, width(end_between(inside, 0.0, is_accepted))};
    }
    double steep = std::max(inside, 1.0);
    while (is_accepted(steep)) steep *= 2.0;
    return {width(end_between(inside, steep, is_accepted)), width(end_between(inside, 0.0, is_accepted))};
}

}  // namespace

MeltingSigmoid fit_melting_sigmoid(std::span<const MeltingReplicas> replicas, double confidence) {
    if (!(confidence > 0.0 && confidence < 1.0)) {
        throw InvalidArgument(fmt::format("melting: confidence = {}: must be in (0, 1)", confidence));
    }
    const MeltingLikelihood likelihood(replicas);
    const Summit summit = summit_of(likelihood);
    const double z = z_limit_of(1.0 - confidence);
    const double lowest = summit.logarithm - 0.5 * z * z;
    MeltingSigmoid sigmoid;
    sigmoid.log_likelihood = summit.logarithm;
    sigmoid.reason = summit.reason;
    sigmoid.melting_temperature_interval = temperature_interval(likelihood, summit, lowest);
    sigmoid.width_interval = width_interval(likelihood, summit, lowest);
    if (!summit.point) return sigmoid;
    const double alpha = (*summit.point)[0], s = (*summit.point)[1], scale = likelihood.scale();
    const Eigen::Matrix2d covariance = likelihood.derivatives(*summit.point).information.inverse();
    const Eigen::Vector2d of_temperature(scale / s, -scale * alpha / (s * s)), of_width(0.0, -2.0 * scale / (s * s));
    const double count = likelihood.frozen() + likelihood.melted();
    sigmoid.melting_temperature = Estimate{likelihood.centre() + scale * alpha / s,
                                           std::sqrt(of_temperature.dot(covariance * of_temperature)), count};
    sigmoid.width = Estimate{2.0 * scale / s, std::sqrt(of_width.dot(covariance * of_width)), count};
    return sigmoid;
}

}  // namespace soret
