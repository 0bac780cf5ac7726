#include "soret/validation/check/series_tests.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include <Eigen/Dense>
#include <boost/math/distributions/chi_squared.hpp>

#include "soret/common/statistics/autocorrelation.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/multiple_tests.hpp"

namespace soret {

namespace {

constexpr double fewest_effective_samples = 16.0;
constexpr std::size_t drift_blocks = 16;

double mean_of_all(std::span<const double> series) {
    return std::accumulate(series.begin(), series.end(), 0.0) / static_cast<double>(series.size());
}

double variance_of_all(std::span<const double> series) {
    const double mean = mean_of_all(series);
    double sum = 0.0;
    for (const double x : series) sum += (x - mean) * (x - mean);
    return sum / (static_cast<double>(series.size()) - 1.0);
}

/// A mean with its error, and how well that error is known.
struct KnownMean {
    double mean = 0.0;
    double error = 0.0;
    double effective_samples = 0.0;
    double degrees_of_freedom = 0.0;  // 0: not known at all
};

KnownMean known_mean(std::span<const double> series) {
    const auto n = static_cast<double>(series.size());
    KnownMean known{mean_of_all(series), 0.0, n, n - 1.0};
    const double variance = variance_of_all(series);
    if (!(variance > 0.0)) return known;
    const AutocorrelationTime time = autocorrelation_time(series);
    const double tau = std::max(time.tau, 0.5);  // anticorrelation is not counted on
    known.error = std::sqrt(2.0 * tau * variance / n);
    known.effective_samples = n / (2.0 * tau);
    // The square of the error is known as well as tau is: as that of so many squares of normal numbers.
    const double of_tau = time.standard_error > 0.0 ? 2.0 * std::pow(time.tau / time.standard_error, 2) : n - 1.0;
    known.degrees_of_freedom = std::min(known.effective_samples - 1.0, of_tau);
    if (known.effective_samples < fewest_effective_samples) known.degrees_of_freedom = 0.0;
    return known;
}

SeriesTest tested(const KnownMean& known, double measured, double deviation) {
    const double t = deviation == 0.0 ? 0.0 : deviation / known.error;
    return {measured, known.error, two_sided_p_value(t, known.degrees_of_freedom), known.effective_samples};
}

std::vector<double> block_increments(std::span<const double> series) {
    const std::size_t length = series.size() / drift_blocks;
    std::vector<double> increments;
    double last = 0.0;
    for (std::size_t block = 0; block < drift_blocks; ++block) {
        const double mean = mean_of_all(series.subspan(block * length, length));
        if (block > 0) increments.push_back(mean - last);
        last = mean;
    }
    return increments;
}

}  // namespace

SeriesTest test_mean(std::span<const double> series, double expected) {
    const KnownMean known = known_mean(series);
    return tested(known, known.mean, known.mean - expected);
}

SeriesTest test_halves(std::span<const double> series) {
    KnownMean known = known_mean(series);
    const std::size_t half = series.size() / 2;
    const double change = mean_of_all(series.subspan(half)) - mean_of_all(series.first(half));
    known.error *= 2.0;  // each half has sqrt(2) times the error of the whole
    return tested(known, change, change);
}

SeriesTest test_mean_at_most(std::span<const double> series, double largest) {
    const KnownMean known = known_mean(series);
    return tested(known, known.mean, std::max(0.0, known.mean - largest));
}

SeriesTest test_relative_variance(std::span<const double> series, double expected) {
    const double mean = mean_of_all(series);
    const double variance = variance_of_all(series);
    const double ratio = variance / (mean * mean) / expected;
    if (!(variance > 0.0)) {  // no fluctuations at all
        return {0.0, 0.0, 0.0, static_cast<double>(series.size())};
    }
    // What each sample adds to the relative deviation of the ratio, to first order.
    std::vector<double> share;
    for (const double x : series) share.push_back((x - mean) * (x - mean) / variance - 2.0 * (x / mean - 1.0));
    const KnownMean known = known_mean(share);
    // A chi-squared of as many degrees of freedom as have this relative error; its cube root is nearly normal.
    //                                                       [Wilson and Hilferty, PNAS 17, 684 (1931)]
    const double spread = known.error * known.error / 9.0;
    const double z = (std::cbrt(ratio) - (1.0 - spread)) / std::sqrt(spread);
    return {ratio, ratio * known.error, two_sided_p_value(z, known.degrees_of_freedom), known.effective_samples};
}

SeriesTest test_chi_squared_shape(std::span<const double> series, double degrees_of_freedom) {
    constexpr int classes = 10;
    constexpr double apart = 5.0;
    constexpr double fewest = 50.0;
    if (!(variance_of_all(series) > 0.0)) return {};
    const AutocorrelationTime time = autocorrelation_time(series);
    // tau = 1/2 are independent samples.
    const auto stride = time.tau < 0.6 ? std::size_t{1} : static_cast<std::size_t>(std::ceil(apart * time.tau));
    const double mean = mean_of_all(series);
    const boost::math::chi_squared distribution(degrees_of_freedom);
    std::array<double, classes> count{};
    double samples = 0.0;
    for (std::size_t k = 0; k < series.size(); k += stride, samples += 1.0) {
        const double part = boost::math::cdf(distribution, std::max(0.0, series[k] / mean * degrees_of_freedom));
        count[std::min(static_cast<std::size_t>(part * classes), std::size_t{classes - 1})] += 1.0;
    }
    if (samples < fewest) return {0.0, 0.0, 1.0, samples};
    double statistic = 0.0;
    for (const double c : count) statistic += (c - samples / classes) * (c - samples / classes) * classes / samples;
    // The mean is the series' own, which takes off part of a degree of freedom: the p-value is rather too large.
    return {statistic / (classes - 1), 0.0, chi_squared_p_value(statistic, classes - 1), samples};
}

SeriesTest test_covariance(std::span<const double> x, std::span<const double> y, double expected) {
    const double mean_x = mean_of_all(x);
    const double mean_y = mean_of_all(y);
    std::vector<double> products;
    for (std::size_t k = 0; k < x.size(); ++k) products.push_back((x[k] - mean_x) * (y[k] - mean_y) / expected);
    return test_mean(products, 1.0);
}

SeriesTest test_drift(std::span<const double> series, double largest) {
    const std::vector<double> increments = block_increments(series);
    const auto count = static_cast<double>(increments.size());
    const double change = std::accumulate(increments.begin(), increments.end(), 0.0);
    // Of a walk, neighbouring increments of block means have a correlation of 1/4: 1 + 2/4 times the variance.
    const double error = std::sqrt(1.5 * count * variance_of_all(increments));
    const double excess = std::max(0.0, std::fabs(change) - largest);
    const double p = excess == 0.0 ? 1.0 : two_sided_p_value(excess / error, count - 1.0);
    return {change, error, p, count};
}

SeriesTest test_walk(std::span<const double> series, double largest) {
    const std::vector<double> increments = block_increments(series);
    const double degrees = static_cast<double>(increments.size()) - 1.0;
    const double walk = std::sqrt((degrees + 1.0) * variance_of_all(increments)) / largest;
    return {walk, walk / std::sqrt(2.0 * degrees),
            chi_squared_p_value(degrees * walk * walk, static_cast<int>(degrees)), degrees + 1.0};
}

std::optional<SeriesTest> test_ratio(std::span<const double> a, std::span<const double> b) {
    const double mean_a = mean_of_all(a);
    const double mean_b = mean_of_all(b);
    const double deviation = std::sqrt(0.5 * (variance_of_all(a) + variance_of_all(b)));
    const double middle = 0.5 * (mean_a + mean_b);
    // Apart by six deviations there is no sample that could come from either; without fluctuations there is no slope.
    if (!(deviation > 0.0) || std::fabs(mean_b - mean_a) > 6.0 * deviation) return std::nullopt;
    Eigen::Vector2d coefficients = Eigen::Vector2d::Zero();
    Eigen::Matrix2d covariance = Eigen::Matrix2d::Zero();
    for (int round = 0; round < 30; ++round) {  // Newton's method
        Eigen::Matrix2d information = Eigen::Matrix2d::Zero();
        Eigen::Vector2d gradient = Eigen::Vector2d::Zero();
        const auto add = [&](std::span<const double> samples, double label) {
            for (const double x : samples) {
                const Eigen::Vector2d powers(1.0, (x - middle) / deviation);
                const double p = 1.0 / (1.0 + std::exp(-coefficients.dot(powers)));
                gradient += (label - p) * powers;
                information += p * (1.0 - p) * powers * powers.transpose();
            }
        };
        add(a, 0.0);
        add(b, 1.0);
        covariance = information.inverse();
        const Eigen::Vector2d step = covariance * gradient;
        if (!step.allFinite() || std::fabs(coefficients[1]) > 50.0) return std::nullopt;  // they separate
        coefficients += step;
        if (step.norm() < 1e-10) break;
    }
    const KnownMean known_a = known_mean(a);
    const KnownMean known_b = known_mean(b);
    const double inefficiency = std::max(static_cast<double>(a.size()) / known_a.effective_samples,
                                         static_cast<double>(b.size()) / known_b.effective_samples);
    const double slope = coefficients[1] / deviation;
    const double error = std::sqrt(inefficiency * covariance(1, 1)) / deviation;
    const double degrees = std::min(known_a.degrees_of_freedom, known_b.degrees_of_freedom);
    return SeriesTest{slope, error, two_sided_p_value((slope - 1.0) / error, degrees),
                      std::min(known_a.effective_samples, known_b.effective_samples)};
}

}  // namespace soret
