#include "soret/common/statistics/free_energy_bar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/verdict.hpp"

namespace soret {

namespace {

/// f(y) = 1/(1 + e^y); 0 at infinity.
Eigen::VectorXd fermi(const Eigen::ArrayXd& y) {
    return 1.0 / (1.0 + y.exp());
}

/// How far the two leaning estimates of the hysteresis are from the C of BAR: each still has a quarter to a half of the
/// information in it.
constexpr double hysteresis_lean = 2.0;

double hysteresis_about(const BennettEquation& equation, double c) {
    return equation.at(c + hysteresis_lean) - equation.at(c - hysteresis_lean);
}

/// Everything about a pair that needs no resampling.
struct Pair {
    NeighbourWork work;
    BarDifference result;
    double c = 0.0;  // of BAR
    std::string defect;
};

Pair pair_of(std::span<const FreeEnergyWindow> windows, std::size_t k, const FreeEnergyOptions& options) {
    Pair pair{work_between(windows, k), {}, 0.0, {}};
    const Eigen::VectorXd one = Eigen::VectorXd::Ones(pair.work.forward.size());
    const Eigen::VectorXd two = Eigen::VectorXd::Ones(pair.work.backward.size());
    const BennettEquation equation(pair.work, one, two);
    BarDifference& result = pair.result;
    result.difference = equation.solve(0.0);
    pair.c = result.difference - equation.log_ratio();

    const Eigen::VectorXd f = fermi(pair.work.forward.array() - pair.c), b = fermi(pair.work.backward.array() + pair.c);
    const auto n1 = static_cast<double>(f.size()), n2 = static_cast<double>(b.size());
    const double products = (f.array() * (1.0 - f.array())).sum() + (b.array() * (1.0 - b.array())).sum();
    result.overlap = 0.5 * products * (1.0 / n1 + 1.0 / n2);
    if (result.overlap < options.smallest_overlap) {
        pair.defect = fmt::format("windows {} and {} overlap by {:.2g}: must be at least {}", k, k + 1, result.overlap,
                                  options.smallest_overlap);
        return pair;
    }
    const auto relative_square = [](const Eigen::VectorXd& x) {
        return x.squaredNorm() * static_cast<double>(x.size()) / (x.sum() * x.sum());
    };
    const double variance = (relative_square(f) - 1.0) / n1 + (relative_square(b) - 1.0) / n2;
    result.formula_error = std::sqrt(std::max(variance, 0.0));
    result.hysteresis = hysteresis_about(equation, pair.c);
    const auto span_of = [](const Eigen::VectorXd& x) {
        return std::span<const double>(x.data(), static_cast<std::size_t>(x.size()));
    };
    pair.defect = defect_of_blocks(span_of(f), k, options);
    if (pair.defect.empty()) pair.defect = defect_of_blocks(span_of(b), k + 1, options);
    return pair;
}

}  // namespace

BennettEquation::BennettEquation(const NeighbourWork& work, const Eigen::VectorXd& forward_counts,
                                 const Eigen::VectorXd& backward_counts)
    : work_(work),
      forward_counts_(forward_counts),
      backward_counts_(backward_counts),
      log_ratio_(std::log(forward_counts.sum() / backward_counts.sum())) {}

double BennettEquation::imbalance(double difference) const {
    const double c = difference - log_ratio_;
    return forward_counts_.dot(fermi(work_.forward.array() - c)) -
           backward_counts_.dot(fermi(work_.backward.array() + c));
}

double BennettEquation::at(double c) const {
    const double one = forward_counts_.dot(fermi(work_.forward.array() - c)) / forward_counts_.sum();
    const double two = backward_counts_.dot(fermi(work_.backward.array() + c)) / backward_counts_.sum();
    return c + std::log(two / one);
}

double BennettEquation::solve(double guess) const {
    double low = guess - 1.0, high = guess + 1.0;
    double at_low = imbalance(low), at_high = imbalance(high);
    for (double step = 1.0; at_low > 0.0; step *= 2.0) {
        if (step > 1e9) throw InvalidState("free energy: the equation of BAR has no root: no sample counts");
        high = low;
        at_high = at_low;
        at_low = imbalance(low -= step);
    }
    for (double step = 1.0; at_high < 0.0; step *= 2.0) {
        if (step > 1e9) throw InvalidState("free energy: the equation of BAR has no root: no sample counts");
        low = high;
        at_low = at_high;
        at_high = imbalance(high += step);
    }
    if (at_low == 0.0) return low;
    if (at_high == 0.0) return high;
    std::uintmax_t steps = 200;
    const auto root = boost::math::tools::toms748_solve([&](double x) { return imbalance(x); }, low, high, at_low,
                                                        at_high, boost::math::tools::eps_tolerance<double>(), steps);
    return 0.5 * (root.first + root.second);
}

BarChain bennett_acceptance_ratio(std::span<const FreeEnergyWindow> windows, const FreeEnergyOptions& options) {
    check_free_energy_windows(windows, options);
    BarChain chain;
    std::vector<Pair> pairs;
    chain.smallest_overlap = 0.5;
    for (std::size_t k = 0; k + 1 < windows.size(); ++k) {
        const Pair& pair = pairs.emplace_back(pair_of(windows, k, options));
        chain.steps.push_back(pair.result);
        chain.smallest_overlap = std::min(chain.smallest_overlap, pair.result.overlap);
        if (chain.reason.empty()) chain.reason = pair.defect;
    }
    if (!chain.reason.empty()) return chain;

    const auto steps = static_cast<Eigen::Index>(pairs.size());
    Eigen::MatrixXd differences(options.resamples, steps), hystereses(options.resamples, steps);
    for (std::size_t r = 0; r < options.resamples; ++r) {
        const auto row = static_cast<Eigen::Index>(r);
        Eigen::VectorXd counts = resampled_counts(windows[0].samples(), 0, r, options);
        for (std::size_t k = 0; k < pairs.size(); ++k) {
            const Eigen::VectorXd next = resampled_counts(windows[k + 1].samples(), k + 1, r, options);
            const BennettEquation equation(pairs[k].work, counts, next);
            differences(row, static_cast<Eigen::Index>(k)) = equation.solve(pairs[k].result.difference);
            hystereses(row, static_cast<Eigen::Index>(k)) = hysteresis_about(equation, pairs[k].c);
            counts = next;
        }
    }
    const Eigen::MatrixXd covariance = covariance_of_resamples(differences, options);
    const Eigen::MatrixXd of_hysteresis = covariance_of_resamples(hystereses, options);
    const double freedom =
        1.0 / (1.0 / static_cast<double>(options.blocks - 1) + 1.0 / static_cast<double>(options.resamples));
    const double z = z_limit_of(options.false_alarm_rate / static_cast<double>(pairs.size()), freedom);
    double total = 0.0;
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        BarDifference& step = chain.steps[k];
        const auto place = static_cast<Eigen::Index>(k);
        step.error = std::sqrt(covariance(place, place));
        step.hysteresis_error = std::sqrt(of_hysteresis(place, place));
        total += step.difference;
        constexpr double rounding = 1e-10;  // of equal works the hysteresis is nothing but rounding
        if (!chain.reason.empty() || std::fabs(step.hysteresis) <= z * step.hysteresis_error + rounding) continue;
        chain.reason =
            fmt::format("windows {} and {} differ by {:.3g} +- {:.2g} more seen from one than from the other", k, k + 1,
                        step.hysteresis, step.hysteresis_error);
    }
    if (chain.reason.empty()) {
        chain.total = {total, std::sqrt(covariance.sum()), static_cast<double>(options.blocks)};
    }
    return chain;
}

}  // namespace soret
