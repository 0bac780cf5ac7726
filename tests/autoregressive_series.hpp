#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "soret/common/statistics/normal_sequence.hpp"

namespace soret::test {

/// The stationary process x_{t+1} = phi x_t + sqrt(1 - phi^2) e_t with normal e_t: mean 0, variance 1, rho(t) = phi^t.
/// What it needs of statistics is known in closed form.
class AutoregressiveSeries {
public:
    explicit AutoregressiveSeries(double phi) : phi_(phi) {}

    std::vector<double> values(std::size_t n, std::uint64_t seed) const {
        NormalSequence normal(seed, RandomStream::synthetic_series, 0);
        std::vector<double> series(n);
        double x = normal.next();
        for (double& value : series) {
            value = x;
            x = phi_ * x + std::sqrt(1.0 - phi_ * phi_) * normal.next();
        }
        return series;
    }

    /// Integrated autocorrelation time, 1/2 + sum_{t >= 1} phi^t.
    double autocorrelation_time() const { return 0.5 * (1.0 + phi_) / (1.0 - phi_); }

    /// (1/n) [ (1 + phi)/(1 - phi) - 2 phi (1 - phi^n)/(n (1 - phi)^2) ]
    double variance_of_mean(std::size_t n) const {
        const double count = static_cast<double>(n);
        const double end = 2.0 * phi_ * (1.0 - std::pow(phi_, count)) / (count * (1.0 - phi_) * (1.0 - phi_));
        return ((1.0 + phi_) / (1.0 - phi_) - end) / count;
    }

    /// Expected square of the standard error from n samples in blocks of length b: the blocks' scatter about the
    /// measured mean, (Var(block mean) - Var(mean)) / (n/b - 1).
    double expected_squared_error(std::size_t n, std::size_t b) const {
        return (variance_of_mean(b) - variance_of_mean(n)) / (static_cast<double>(n / b) - 1.0);
    }

private:
    double phi_;
};

/// Of independent events with unlike probabilities: what is expected of their number.
struct ExpectedCount {
    double mean = 0.0;
    double variance = 0.0;
    void add(double probability) {
        mean += probability;
        variance += probability * (1.0 - probability);
    }
    /// Deviation in standard deviations; |z| > 4.42 has a probability of 1e-5.
    double z_of(std::size_t count) const { return (static_cast<double>(count) - mean) / std::sqrt(variance); }
};

inline constexpr double z_limit = 4.42;  ///< two-sided false-alarm rate 1e-5 for each assertion that uses it

}  // namespace soret::test
