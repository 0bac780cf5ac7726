#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace soret {

/// Thermodynamic state of a bulk fluid from an equation of state. Vectors are by species. Energies contain the kinetic
/// part 3/2 T a particle, except where they are called residual: those are differences to the ideal gas of the same T
/// and densities. Units of the mixture: eps, sigma, k_B = 1.
struct FluidProperties {
    double temperature = 0.0;
    double pressure = 0.0;                            ///< [eps/sigma^3]
    double density = 0.0;                             ///< number of particles per volume                 [sigma^-3]
    std::vector<double> mole_fraction;                ///< sum 1
    double residual_helmholtz_energy = 0.0;           ///< a particle                                     [eps]
    double residual_internal_energy = 0.0;            ///< a particle: its potential energy               [eps]
    double enthalpy = 0.0;                            ///< a particle: 3/2 T + u_res + P/rho              [eps]
    double isothermal_compressibility = 0.0;          ///< -(dV/dP)_T / V; negative in an unstable state  [sigma^3/eps]
    std::vector<double> residual_chemical_potential;  ///<                                                [eps]
    std::vector<double> chemical_potential;           ///< T ln rho_i + residual, Lambda = 1; -inf at x_i = 0  [eps]
    std::vector<double> partial_volume;               ///< (dV/dN_i)_{T,P}                                [sigma^3]
    std::vector<double> partial_enthalpy;             ///< (dH/dN_i)_{T,P}                                [eps]
    /// Gamma = x_1 x_2 / T d(mu_1 - mu_2)/dx_1 at constant T and P; two species only.
    std::optional<double> thermodynamic_factor;
};

/// psi(T, rho_1, rho_2, ...) = A_res/V of a fluid and its derivatives at one state.
struct HelmholtzDerivatives {
    double psi = 0.0;
    double by_temperature = 0.0;
    std::vector<double> by_density;                  ///< d psi / d rho_i
    std::vector<double> by_density_and_temperature;  ///< d2 psi / d rho_i dT
    std::vector<double> by_two_densities;            ///< d2 psi / d rho_i d rho_j, row by row
};

/// All properties from the derivatives of the residual Helmholtz energy density, with d/d rho_i written as index i:
///   mu_i,res = psi_i,   P = T rho - psi + sum rho_i psi_i,   u_res = (psi - T psi_T)/rho
///   P_i = T + sum_j rho_j psi_ij,   P_T = rho - psi_T + sum rho_i psi_iT,   kappa = 1/sum rho_i P_i
///   v_i = kappa P_i,   h_i = 5/2 T + psi_i - T psi_iT + T (v_i P_T - 1)
///   Gamma = 1 + x_1 x_2 (rho^2 kappa/T) [(psi_11 - psi_12) P_2 + (psi_22 - psi_12) P_1]
FluidProperties fluid_properties(double temperature, const std::vector<double>& densities,
                                 const HelmholtzDerivatives& derivatives);

/// throws   InvalidArgument: temperature not positive and finite
void check_temperature(std::string_view equation, double temperature);

/// throws   InvalidArgument: density not in (0, largest]
void check_density(std::string_view equation, double density, double largest);

/// throws   InvalidArgument: not one value a species, a value outside [0, 1], a sum that differs from 1 by more than
/// 1e-9
void check_mole_fractions(std::string_view equation, const std::vector<double>& mole_fractions,
                          std::size_t species_count);

/// The densest mechanically stable density with this pressure: the liquid where there is one, else the only one.
///   pressure_at   pressure of a density
/// throws   InvalidArgument: pressure not finite, or above that of largest_density;
///          InvalidState: no such density (a negative pressure that the liquid does not bear), or a temperature so low
///          that the pressure does not rise at largest_density
/// accuracy the bracket is closed to neighbouring doubles; the rounding of pressure_at is what remains
double densest_density(std::string_view equation, const std::function<double(double)>& pressure_at, double pressure,
                       double largest_density);

}  // namespace soret
