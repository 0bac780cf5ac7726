#include "soret/validation/check/explanation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace soret::diagnosis {

namespace {

/// Of one quantity: squares of theirs - ours and theirs - predicted.
struct Squares {
    double before = 0.0;
    double after = 0.0;
};

Squares squares_of(const ComparedQuantity& quantity, const std::vector<double>& predicted) {
    Squares squares;
    for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
        if (!counts(quantity, k)) continue;
        const double before = quantity.theirs[k] - quantity.ours[k];
        const double after = quantity.theirs[k] - predicted[k];
        squares.before += before * before;
        squares.after += after * after;
    }
    return squares;
}

/// log10 of max(limit, |theirs - predicted|)/|theirs - ours| of the numbers that fail.
void add_log_ratios(const ComparedQuantity& quantity, const std::vector<double>& predicted,
                    std::vector<double>& ratios) {
    for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
        if (!counts(quantity, k)) continue;
        const double before = std::abs(quantity.theirs[k] - quantity.ours[k]);
        if (before <= quantity.limit[k]) continue;
        const double after = std::max(std::abs(quantity.theirs[k] - predicted[k]), quantity.limit[k]);
        ratios.push_back(std::log10(after / before));
    }
}

/// The quantities that a parameter is fitted to: the richest one that depends on it.
std::vector<std::size_t> depending(const Problem& problem, const Numbers& derivative) {
    const std::vector<ComparedQuantity>& quantities = problem.comparison().quantities;
    std::vector<std::size_t> all;
    for (const CheckedQuantity first : {CheckedQuantity::forces, CheckedQuantity::particle_energies}) {
        for (std::size_t q = 0; q < quantities.size(); ++q) {
            if (quantities[q].quantity != first) continue;
            const bool depends =
                std::any_of(derivative[q].begin(), derivative[q].end(), [](double d) { return std::abs(d) > 1e-9; });
            if (depends) return {q};
        }
    }
    for (std::size_t q = 0; q < quantities.size(); ++q) {
        if (quantities[q].quantity != CheckedQuantity::positions) all.push_back(q);
    }
    return all;
}

Numbers derivative_of(const Family& family, double at, const Numbers& there) {
    const double step = 1e-6 * std::max(1.0, std::abs(at));
    Numbers derivative = family(at + step);
    for (std::size_t q = 0; q < derivative.size(); ++q) {
        for (std::size_t k = 0; k < derivative[q].size(); ++k) {
            derivative[q][k] = (derivative[q][k] - there[q][k]) / step;
        }
    }
    return derivative;
}

/// Values of the parameter with which every number is within its limit, by the derivative; empty if low > high.
struct Interval {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
};

Interval allowed(const Problem& problem, const FittedParameter& fit, const Numbers& derivative,
                 const std::vector<std::size_t>& used) {
    Interval interval;
    for (const std::size_t q : used) {
        const ComparedQuantity& quantity = problem.comparison().quantities[q];
        for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
            const double d = derivative[q][k];
            if (!counts(quantity, k) || std::abs(d) < 1e-9) continue;
            const double middle = (quantity.theirs[k] - fit.numbers[q][k]) / d;
            const double half = limit_of_hypothesis * quantity.limit[k] / std::abs(d);
            interval.low = std::max(interval.low, fit.value + middle - half);
            interval.high = std::min(interval.high, fit.value + middle + half);
        }
    }
    return interval;
}

}  // namespace

Explanation explanation_of(const Problem& problem, const Numbers& predicted, int fitted, double tried) {
    Explanation explanation;
    explanation.within_limits = true;
    bool nearly = true;
    int failed = 0;
    std::vector<double> ratios;
    for (std::size_t q = 0; q < predicted.size(); ++q) {
        const ComparedQuantity& quantity = problem.comparison().quantities[q];
        if (quantity.quantity == CheckedQuantity::positions) continue;
        const bool explained = within(quantity, predicted[q]);
        const bool was_right = [&] {
            for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
                if (counts(quantity, k) && !(std::abs(quantity.theirs[k] - quantity.ours[k]) <= quantity.limit[k]))
                    return false;
            }
            return true;
        }();
        explanation.within_limits = explanation.within_limits && explained;
        if (was_right) {
            explanation.spoils = explanation.spoils || !explained;
            continue;
        }
        const Squares squares = squares_of(quantity, predicted[q]);
        const double share = 1.0 - squares.after / squares.before;
        explanation.explains += share;
        nearly = nearly && (explained || share >= nearly_all);
        ++failed;
        add_log_ratios(quantity, predicted[q], ratios);
    }
    if (failed > 0) explanation.explains /= failed;
    std::sort(ratios.begin(), ratios.end());
    explanation.log_chance = std::log10(tried);
    for (std::size_t k = static_cast<std::size_t>(fitted); k < ratios.size(); ++k) explanation.log_chance += ratios[k];
    explanation.worth_naming =
        failed > 0 && nearly && !explanation.spoils && explanation.log_chance <= largest_log_chance;
    return explanation;
}

double misfit(const Problem& problem, const Numbers& predicted, const std::vector<std::size_t>& quantities) {
    double sum = 0.0;
    for (const std::size_t q : quantities) {
        const ComparedQuantity& quantity = problem.comparison().quantities[q];
        for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
            if (!counts(quantity, k)) continue;
            const double e = (quantity.theirs[k] - predicted[q][k]) * problem.weight(q, k);
            sum += e * e;
        }
    }
    return sum;
}

std::optional<FittedParameter> fitted(const Problem& problem, const Family& family, double start, double low,
                                      double high) {
    if (count_of_failing(problem) < 2) return std::nullopt;  // any parameter explains one number
    FittedParameter fit{start, family(start), 0.0, 0.0};
    Numbers derivative = derivative_of(family, fit.value, fit.numbers);
    const std::vector<std::size_t> used = depending(problem, derivative);
    fit.misfit = misfit(problem, fit.numbers, used);
    fit.misfit_at_start = fit.misfit;
    constexpr int most_steps = 12;
    for (int iteration = 0; iteration < most_steps; ++iteration) {
        double slope = 0.0;
        double curvature = 0.0;
        for (const std::size_t q : used) {
            const ComparedQuantity& quantity = problem.comparison().quantities[q];
            for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
                if (!counts(quantity, k)) continue;
                const double d = derivative[q][k] * problem.weight(q, k);
                slope += d * (quantity.theirs[k] - fit.numbers[q][k]) * problem.weight(q, k);
                curvature += d * d;
            }
        }
        if (!(curvature > 0.0)) return std::nullopt;
        // Numbers that have nothing to do with the parameter are not worth the steps.
        constexpr double least_share = 0.005;
        const bool right_already = std::all_of(used.begin(), used.end(), [&](std::size_t q) {
            return within(problem.comparison().quantities[q], fit.numbers[q]);
        });
        if (iteration == 0 && !right_already && slope * slope < least_share * curvature * fit.misfit)
            return std::nullopt;
        double step = slope / curvature;
        bool better = false;
        for (int halving = 0; halving < 4 && !better; ++halving, step *= 0.5) {
            const double value = std::clamp(fit.value + step, low, high);
            Numbers numbers = family(value);
            const double there = misfit(problem, numbers, used);
            better = there < fit.misfit;
            if (better) fit = {value, std::move(numbers), there, fit.misfit_at_start};
        }
        constexpr int patience = 3;
        if (iteration == patience && fit.misfit > 0.9 * fit.misfit_at_start) break;
        const bool settled = !better || std::abs(step) < 1e-10 * std::max(1.0, std::abs(fit.value));
        if (settled) break;
        derivative = derivative_of(family, fit.value, fit.numbers);
    }
    const Interval interval = allowed(problem, fit, derivative, used);
    if (interval.low <= interval.high && std::isfinite(interval.high - interval.low)) {
        FittedParameter round{
            std::clamp(roundest_between(interval.low, interval.high), low, high), {}, 0.0, fit.misfit_at_start};
        round.numbers = family(round.value);
        round.misfit = misfit(problem, round.numbers, used);
        const bool as_good = std::all_of(used.begin(), used.end(), [&](std::size_t q) {
            return within(problem.comparison().quantities[q], round.numbers[q]);
        });
        if (as_good) return round;
    }
    return fit;
}

double roundest_between(double low, double high) {
    double scale = 1.0;
    for (int decimals = 0; decimals <= 15; ++decimals, scale *= 10.0) {
        const double first = std::ceil(low * scale);
        const double last = std::floor(high * scale);
        if (first > last) continue;
        for (const double unit : {10.0, 5.0}) {
            const double multiple = std::ceil(first / unit) * unit;
            if (multiple <= last) return multiple / scale;
        }
        return std::clamp(std::round(0.5 * (low + high) * scale), first, last) / scale;
    }
    return 0.5 * (low + high);
}

}  // namespace soret::diagnosis
