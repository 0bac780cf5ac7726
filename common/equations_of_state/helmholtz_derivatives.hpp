#pragma once

#include <boost/math/differentiation/autodiff.hpp>
#include <cstddef>
#include <tuple>
#include <vector>

#include "soret/common/equations_of_state/fluid_properties.hpp"

namespace soret {

// Two independent infinitesimals to first order each: the coefficient of their product is a second derivative, a mixed
// one if they are added to different variables and a pure one if both are added to the same.
using TwiceDifferentiable = boost::math::differentiation::autodiff_fvar<double, 1, 1>;

/// Derivatives of equation.residual_helmholtz_energy_density(temperature, densities), exact to rounding.
template <class Equation>
HelmholtzDerivatives helmholtz_derivatives(const Equation& equation, double temperature,
                                           const std::vector<double>& densities) {
    const auto [first, second] = boost::math::differentiation::make_ftuple<double, 1, 1>(0.0, 0.0);
    const std::size_t count = densities.size();
    HelmholtzDerivatives result;
    result.by_density.resize(count);
    result.by_density_and_temperature.resize(count);
    result.by_two_densities.resize(count * count);
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<TwiceDifferentiable> rho(densities.begin(), densities.end());
        rho[i] += first;
        const TwiceDifferentiable by_t =
            equation.residual_helmholtz_energy_density(TwiceDifferentiable(temperature) + second, rho);
        result.psi = by_t.derivative(0, 0);
        result.by_density[i] = by_t.derivative(1, 0);
        result.by_temperature = by_t.derivative(0, 1);
        result.by_density_and_temperature[i] = by_t.derivative(1, 1);
        for (std::size_t j = i; j < count; ++j) {
            std::vector<TwiceDifferentiable> rho_ij = rho;
            rho_ij[j] += second;
            const TwiceDifferentiable by_rho =
                equation.residual_helmholtz_energy_density(TwiceDifferentiable(temperature), rho_ij);
            result.by_two_densities[i * count + j] = by_rho.derivative(1, 1);
            result.by_two_densities[j * count + i] = by_rho.derivative(1, 1);
        }
    }
    return result;
}

/// P = T rho - psi + sum rho_i psi_i, from one directional derivative.
template <class Equation>
double pressure_from_helmholtz(const Equation& equation, double temperature, const std::vector<double>& densities) {
    const auto [first, second] = boost::math::differentiation::make_ftuple<double, 1, 1>(0.0, 0.0);
    std::vector<TwiceDifferentiable> rho;
    double total = 0.0;
    for (const double density : densities) {
        rho.push_back(density * (1.0 + TwiceDifferentiable(first)));
        total += density;
    }
    const TwiceDifferentiable psi = equation.residual_helmholtz_energy_density(TwiceDifferentiable(temperature), rho);
    return temperature * total - psi.derivative(0, 0) + psi.derivative(1, 0);
}

}  // namespace soret
