#pragma once

// Stationary normal processes of which the integrals of all correlations are known: sums of the trapezoidal rule,
// 1/2 C(0) + C(1) + C(2) + .., that is half their spectrum at frequency 0.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "soret/common/statistics/normal_sequence.hpp"

namespace soret::test {

/// x_t = a_1 x_{t-1} + a_2 x_{t-2} + e_t with normal e_t of variance 1, from its stationary distribution on.
///   integral = 1/2 1/(1 - a_1 - a_2)^2
/// One relaxation time: a_2 = 0, C(t) ~ a_1^t. Oscillating: a_1 = 2 r cos w, a_2 = -r^2.
class LinearProcess {
public:
    LinearProcess(double a1, double a2) : a1_(a1), a2_(a2) {}

    static LinearProcess relaxing(double time) { return {std::exp(-1.0 / time), 0.0}; }
    static LinearProcess oscillating(double time, double frequency) {
        const double r = std::exp(-1.0 / time);
        return {2.0 * r * std::cos(frequency), -r * r};
    }

    double integral() const { return 0.5 / ((1.0 - a1_ - a2_) * (1.0 - a1_ - a2_)); }

    std::vector<double> values(std::size_t n, NormalSequence& normal) const {
        // C(0) = (1 - a_2)/((1 + a_2) ((1 - a_2)^2 - a_1^2)), C(1) = a_1/(1 - a_2) C(0)
        const double variance = (1.0 - a2_) / ((1.0 + a2_) * ((1.0 - a2_) * (1.0 - a2_) - a1_ * a1_));
        const double rho = a1_ / (1.0 - a2_);
        double before = std::sqrt(variance) * normal.next();
        double now = rho * before + std::sqrt(variance * (1.0 - rho * rho)) * normal.next();
        std::vector<double> series(n);
        for (double& value : series) {
            value = now;
            const double next = a1_ * now + a2_ * before + normal.next();
            before = now;
            now = next;
        }
        return series;
    }

private:
    double a1_, a2_;
};

/// sum of factors times series.
inline std::vector<double> mixture_of(double a, const std::vector<double>& x, double b, const std::vector<double>& y) {
    std::vector<double> sum(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) sum[i] = a * x[i] + b * y[i];
    return sum;
}

/// sum_i x_i y_{i+t}/(N - t), t = 0 .. largest; for signals of mean 0.
inline std::vector<double> correlation_of(const std::vector<double>& x, const std::vector<double>& y,
                                          std::size_t largest) {
    std::vector<double> correlation(largest + 1, 0.0);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::size_t last = std::min(largest, x.size() - 1 - i);
        for (std::size_t t = 0; t <= last; ++t) correlation[t] += x[i] * y[i + t];
    }
    for (std::size_t t = 0; t <= largest; ++t) correlation[t] /= static_cast<double>(x.size() - t);
    return correlation;
}

}  // namespace soret::test
