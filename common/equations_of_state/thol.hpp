#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "soret/common/equations_of_state/fluid_properties.hpp"

namespace soret {

/// Coefficients of Thol et al. (2015): terms n tau^t delta^d times 1, exp(-delta^l), or
/// exp(-eta (delta - epsilon)^2 - beta (tau - gamma)^2).
namespace thol {

struct PowerTerm {
    double n, t;
    int d;
};
struct ExponentialTerm {
    double n, t;
    int d, l;
};
struct GaussianTerm {
    double n, t;
    int d;
    double eta, beta, gamma, epsilon;
};

inline constexpr double critical_temperature = 1.086;
inline constexpr double critical_density = 0.319;
inline constexpr std::array<PowerTerm, 6> power_terms{{
    {0.015606084, 1.0, 4},
    {1.7917527, 0.304, 1},
    {-1.9613228, 0.583, 1},
    {1.3045604, 0.662, 2},
    {-1.8117673, 0.870, 2},
    {0.15483997, 0.870, 3},
}};
inline constexpr std::array<ExponentialTerm, 6> exponential_terms{{
    {-0.094885204, 1.25, 5, 1},
    {-0.20092412, 3.0, 2, 2},
    {0.11639644, 1.7, 2, 1},
    {-0.50607364, 2.4, 3, 2},
    {-0.58422807, 1.96, 1, 2},
    {-0.47510982, 1.286, 1, 1},
}};
inline constexpr std::array<GaussianTerm, 9> gaussian_terms{{
    {0.0094333106, 3.6, 1, 4.70, 20.0, 1.0, 0.55},
    {0.30444628, 2.08, 1, 1.92, 0.77, 0.5, 0.7},
    {-0.0010820946, 5.24, 2, 2.70, 0.5, 0.8, 2.0},
    {-0.099693391, 0.96, 3, 1.49, 0.8, 1.5, 1.14},
    {0.0091193522, 1.36, 3, 0.65, 0.4, 0.7, 1.2},
    {0.12970543, 1.655, 2, 1.73, 0.43, 1.6, 1.31},
    {0.023036030, 0.90, 1, 3.70, 8.0, 1.3, 1.14},
    {-0.082671073, 0.86, 2, 1.90, 3.3, 0.6, 0.53},
    {-2.2497821, 3.95, 3, 13.2, 114.0, 1.3, 0.96},
}};

}  // namespace thol

/// Equation of state of the pure Lennard-Jones fluid truncated and shifted at 2.5 sigma.
///   A_res/(N T) = sum of the terms above, tau = 1.086 eps/T, delta = rho sigma^3/0.319
///   M. Thol, G. Rutkai, R. Span, J. Vrabec, R. Lustig, Int. J. Thermophys. 36, 25 (2015)
/// range      fitted to 0.6 < T/T_c < 10 and pressures up to 70 P_c, T_c = 1.086 eps, P_c = 0.1008 eps/sigma^3; not
///            enforced, outside it is an extrapolation
/// accuracy   of the evaluation: 1e-12 of the largest of P, T rho and |rho u| (asserted in tests). It uses exp and
///            log of the C library, whose last digits differ between machines: no result may enter a trajectory
///            unrounded
class TholEquation {
public:
    /// epsilon  depth of the pair potential, > 0     [eps]
    /// sigma    its diameter, > 0                    [sigma]
    /// throws   InvalidArgument
    explicit TholEquation(double epsilon = 1.0, double sigma = 1.0);

    /// psi = A_res/V; Number is double, a multiprecision or an autodiff type.
    /// density  one value   [sigma^-3]
    template <class Number>
    Number residual_helmholtz_energy_density(const Number& temperature, const std::vector<Number>& density) const;

    /// throws   InvalidArgument: temperature <= 0, density outside (0, largest_density()]
    FluidProperties at_density(double temperature, double density) const;
    /// The densest stable state of this pressure. throws as densest_density
    FluidProperties at_pressure(double temperature, double pressure) const;
    double density(double temperature, double pressure) const;

    /// 1.2/sigma^3: beyond every fluid.
    double largest_density() const;

private:
    double epsilon_;
    double sigma_;
};

template <class Number>
Number TholEquation::residual_helmholtz_energy_density(const Number& temperature,
                                                       const std::vector<Number>& density) const {
    using std::exp;
    using std::log;
    const auto power = [](const Number& x, int n) {  // n >= 1
        Number result = x;
        for (int k = 1; k < n; ++k) result *= x;
        return result;
    };
    const Number tau = (thol::critical_temperature * epsilon_) / temperature;
    const Number log_tau = log(tau);
    const Number delta = density[0] * (sigma_ * sigma_ * sigma_ / thol::critical_density);
    Number sum(0.0);
    for (const auto& term : thol::power_terms) sum += term.n * power(delta, term.d) * exp(term.t * log_tau);
    for (const auto& term : thol::exponential_terms) {
        sum += term.n * power(delta, term.d) * exp(term.t * log_tau - power(delta, term.l));
    }
    for (const auto& term : thol::gaussian_terms) {
        const Number a = delta - term.epsilon;
        const Number b = tau - term.gamma;
        sum += term.n * power(delta, term.d) * exp(term.t * log_tau - term.eta * a * a - term.beta * b * b);
    }
    return sum * density[0] * temperature;
}

}  // namespace soret
