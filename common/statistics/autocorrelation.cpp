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
            fmt::format("autocorrelation: lag {} of {} values: must be below their number, which "
                        "must be at least 2",
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

AutocorrelationTime autocorrelation_time(std::span<const double> series, double window_factor) {
    const std::size_t n = series.size();
    if (n < 8) throw InvalidArgument(fmt::format("autocorrelation: {} values: must be at least 8", n));
    if (!(window_factor > 0.0)) {
        throw InvalidArgument(fmt::format("autocorrelation: window factor {}: must be > 0", window_factor));
    }
    AutocorrelationTime result;
    if (is_constant(series)) {
        result.effective_samples = static_cast<double>(n);
        return result;
    }
    const std::vector<double> rho = autocorrelation_function(series, n / 2);
    double tau = 0.5;
    bool closed = false;
    for (std::size_t t = 1; t < rho.size() && !closed; ++t) {
        tau += rho[t];
        result.window = t;
        closed = static_cast<double>(t) >= window_factor * tau;
    }
    const double values = static_cast<double>(n);
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

Estimate correlated_mean(std::span<const double> series, double window_factor) {
    const AutocorrelationTime time = autocorrelation_time(series, window_factor);
    const Centred data = centred(series);
    const double n = static_cast<double>(series.size());
    // The variance about the measured mean is low by the variance of that mean.
    const double variance = data.variance / (1.0 - std::min(0.5, 1.0 / time.effective_samples));
    return {data.mean, std::sqrt(variance * 2.0 * time.tau / n), time.effective_samples};
}

}  // namespace soret
