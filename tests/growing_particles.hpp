#pragma once

// What the tests of chains with a growing particle share: exact averages by quadrature, written apart from the library.

#include <cmath>
#include <cstddef>
#include <vector>

#include "monte_carlo_chains.hpp"

namespace soret::test {

/// A growing particle of species 1 among particles of species 0 that do not see each other.
inline Mixture ideal_hosts() {
    return Mixture({{1.0, 1.0}, symmetric(0.0, 1.0, 1.0), symmetric(1.0, 1.0, 1.0), symmetric(2.5, 2.5, 2.5)});
}

/// Integrals over the sphere within the cutoff of f(u) at one stage, u the soft core of eps = sigma = 1 that is cut and
/// shifted at 2.5: SI 19, in trapezoids.
template <class Function>
double over_soft_core(double zeta, const Function& f) {
    constexpr int intervals = 20000;
    constexpr double cutoff = 2.5;
    const auto unshifted = [zeta](double r) {
        const double d = 0.5 * (1.0 - zeta) * (1.0 - zeta) + std::pow(r, 6.0);
        return zeta * 4.0 * (1.0 / (d * d) - 1.0 / d);
    };
    const double h = cutoff / intervals;
    double sum = 0.0;
    for (int k = 1; k <= intervals; ++k) {
        const double r = h * k;
        sum += (k == intervals ? 0.5 : 1.0) * r * r * f(unshifted(r) - unshifted(cutoff));
    }
    return 4.0 * M_PI * h * sum;
}

/// B_k = integral of exp(-u_k/T) - 1
inline double soft_core_virial(double zeta, double temperature) {
    return over_soft_core(zeta, [temperature](double u) { return std::expm1(-u / temperature); });
}

/// Averages at constant pressure of n ideal hosts and a growing particle at one stage, on a scale of weights that all
/// stages share: z = integral V^(1 + extra) (V + B)^n exp(-P V/T) dV over V >= v_least, and of V^power times it. The
/// density lacks the growing particle's own volume with extra = -1.
struct HostsAtPressure {
    double n, pressure_over_t, v_least;

    double integral(double b, double power, double extra = 0.0) const {
        const double most = v_least + 20.0 * (n + 2.0) / pressure_over_t;
        constexpr int intervals = 200000;
        const double h = (most - v_least) / intervals;
        const double reference = (n + 1.0) / pressure_over_t;  // keeps the integrand from overflowing
        double sum = 0.0;
        for (int k = 0; k <= intervals; ++k) {
            const double v = v_least + h * k;
            const double log_density = (1.0 + extra + power) * std::log(v) + n * std::log((v + b) / reference) -
                                       pressure_over_t * (v - reference);
            sum += (k == 0 || k == intervals ? 0.5 : 1.0) * std::exp(log_density);
        }
        return h * sum;
    }
};

}  // namespace soret::test
