#include "soret/common/statistics/autocorrelation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <unsupported/Eigen/FFT>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

struct Centred {
    double mean = 0.0;
    double variance = 0.0;  // divided by N
    std::vector<double> series;
};

Centred centred(std::span<const double> series) {
    Centred result;
    const double n = static_cast<double>(series.size());
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (!std::isfinite(series[i])) {
            throw InvalidArgument(fmt::format("autocorrelation: value {} = {}: must be finite", i, series[i]));
        }
        result.mean += series[i];
    }
    result.mean /= n;
    for (const double x : series) {
        result.series.push_back(x - result.mean);
        result.variance += (x - result.mean) * (x - result.mean) / n;
    }
    return result;
}

bool is_constant(std::span<const double> series) {
    return std::all_of(series.begin(), series.end(), [&](double x) { return x == series.front(); });
}

}  // namespace

std::vector<double> autocorrelation_function(std::span<const double> series, std::size_t largest_lag) {
    const std::size_t n = series.size();
    if (n < 2 || largest_lag >= n) {
        throw InvalidArgument(
            fmt::format("autocorrelation: lag {} of {} values: must be below their number, "
                        "which must be at least 2",
                        largest_lag, n));
    }
    std::vector<double> padded = centred(series).series;
    if (is_constant(series)) throw InvalidArgument("autocorrelation: all values are equal: must vary");
    std::size_t length = 1;
    while (length < n + largest_lag + 1) length *= 2;
    padded.resize(length, 0.0);

    Eigen::FFT<double> transform;
    std::vector<std::complex<double>> spectrum;
    transform.fwd(spectrum, padded);
    for (std::complex<double>& z : spectrum) z = std::norm(z);
    std::vector<double> sums;
    transform.inv(sums, spectrum);

    std::vector<double> result(largest_lag + 1);
    for (std::size_t t = 0; t <= largest_lag; ++t) {
        result[t] = sums[t] / sums[0] * (static_cast<double>(n) / static_cast<double>(n - t));
    }
    return result;
}

namespace {

void check(std::size_t values, double window_factor) {
    if (values < 8) throw InvalidArgument(fmt::format("autocorrelation: {} values: must be at least 8", values));
    if (!(window_factor > 0.0)) {
        throw InvalidArgument(fmt::format("autocorrelation: window factor {}: must be > 0", window_factor));
    }
}

// The sum over rho(1), rho(2), ... as far as the window goes; `values` in all.
AutocorrelationTime windowed_sum(std::span<const double> rho, double values, double window_factor) {
    AutocorrelationTime result;
    double tau = 0.5;
    bool closed = false;
    for (std::size_t t = 1; t < rho.size() && !closed; ++t) {
        tau += rho[t];
        result.window = t;
        closed = static_cast<double>(t) >= window_factor * tau;
    }
    const double terms = 2.0 * static_cast<double>(result.window) + 1.0;
    tau *= 1.0 + terms / values;
    // The noisy sum of a strongly anticorrelated series may come out at 0 or below: then only a bound is known.
    const double smallest = 0.5 / values;
    result.tau = std::max(tau, smallest);
    result.standard_error = std::sqrt(4.0 * std::max(0.5, 0.5 * terms - result.tau) / values) * result.tau;
    result.effective_samples = values / (2.0 * result.tau);
    result.converged = closed && tau > smallest && values >= 100.0 * result.tau;
    return result;
}

// C(t) of block means about the mean of all, t = 0 .. half the longest series.
std::vector<double> covariances_of_blocks(const BlockTable& table, std::size_t quantity) {
    const double mean = table.mean()[quantity];
    const std::span<const std::size_t> lengths = table.blocks_of_series();
    const std::size_t longest = *std::max_element(lengths.begin(), lengths.end());
    std::vector<double> result(longest / 2 + 1, 0.0);
    for (std::size_t t = 0; t < result.size(); ++t) {
        std::size_t first = 0;
        double pairs = 0.0;
        for (const std::size_t length : lengths) {
            for (std::size_t i = first; i + t < first + length; ++i) {
                result[t] += (table.block(i)[quantity] - mean) * (table.block(i + t)[quantity] - mean);
                pairs += 1.0;
            }
            first += length;
        }
        result[t] /= pairs;
    }
    return result;
}

}  // namespace

AutocorrelationTime autocorrelation_time(std::span<const double> series, double window_factor) {
    check(series.size(), window_factor);
    const double values = static_cast<double>(series.size());
    if (is_constant(series)) return {.effective_samples = values};
    return windowed_sum(autocorrelation_function(series, series.size() / 2), values, window_factor);
}

AutocorrelationTime autocorrelation_time(const BlockTable& table, std::size_t quantity, double window_factor) {
    check(table.block_count(), window_factor);
    if (quantity >= table.quantities()) {
        throw InvalidArgument(
            fmt::format("autocorrelation: quantity {}: must be below {}", quantity, table.quantities()));
    }
    const double variance = table.sample_variance(quantity);
    std::vector<double> rho = covariances_of_blocks(table, quantity);
    const double variance_of_blocks = rho.front();
    if (!(variance > 0.0 && variance_of_blocks > 0.0)) return {.effective_samples = table.sample_count()};
    for (double& value : rho) value /= variance_of_blocks;
    AutocorrelationTime result = windowed_sum(rho, static_cast<double>(table.block_count()), window_factor);
    const double length = static_cast<double>(table.block_length());
    const double samples_in_unit = length * variance_of_blocks / variance;
    result.tau *= samples_in_unit;
    result.standard_error *= samples_in_unit;
    result.window *= table.block_length();
    result.effective_samples = table.sample_count() / (2.0 * result.tau);
    result.converged = result.converged && table.sample_count() >= 100.0 * result.tau;
    return result;
}

Estimate correlated_mean(std::span<const double> series, double window_factor) {
    const AutocorrelationTime time = autocorrelation_time(series, window_factor);
    const Centred data = centred(series);
    const double n = static_cast<double>(series.size());
    // The variance about the measured mean is low by the variance of that mean.
    const double variance = data.variance / (1.0 - std::min(0.5, 1.0 / time.effective_samples));
    return {data.mean, std::sqrt(variance * 2.0 * time.tau / n), std::clamp(time.effective_samples, 1.0, n)};
}

}  // namespace soret
