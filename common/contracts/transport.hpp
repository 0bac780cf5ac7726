#pragma once

#include <concepts>
#include <span>

#include "soret/common/execution.hpp"

namespace soret {

/// What the correlations of the fluxes say of one state of a binary liquid; k_B = 1.
struct OnsagerCoefficients {
    double L11 = 0.0;  ///< mass with mass                                                    [m^2/(sigma tau)]
    double L1q = 0.0;  ///< mass with heat, unprimed: of J_q with all energies                [m eps/(sigma tau)]
    double Lq1 = 0.0;
    double Lqq = 0.0;          ///< heat with heat                                            [eps^2/(sigma tau)]
    double temperature = 0.0;  ///< > 0                                                       [eps]
};

/// The same with the thermodynamics of the state. L11 > 0.
struct OnsagerState : OnsagerCoefficients {
    double number_density = 0.0;  ///< > 0                                                    [sigma^-3]
    double x1 = 0.0;              ///< in (0, 1)
    double mass_1 = 1.0;          ///< > 0
    double mass_2 = 1.0;          ///< > 0
    double gamma = 0.0;           ///< thermodynamic factor, (x_1/T)(d mu_1/d x_1)_{P,T} > 0
    /// h_s1 - h_s2 = h_1/m_1 - h_2/m_2 of the partial enthalpies of a particle, 3/2 T of kinetic energy in each: for
    /// m_1 = m_2 = 1 this is h_1 - h_2. See specific_enthalpy_difference().                 [eps/m]
    double enthalpy_difference = 0.0;
};

struct ThermalConductivity {
    double lambda = 0.0;        ///<                                                          [1/(sigma tau)]
    double delta_lambda = 0.0;  ///< share of the coupling of heat and mass in it, <= 0       [1/(sigma tau)]
    friend bool operator==(const ThermalConductivity&, const ThermalConductivity&) = default;
};

/// Component 1 in component 2. Unprimed coefficients belong to the heat current with all energies, primed ones to that
/// without the enthalpy which diffusion carries: J'_q = J_q - (h_s1 - h_s2) J_1.
struct TransportCoefficients {
    double L1q_primed = 0.0;
    double Lq1_primed = 0.0;
    double Lqq_primed = 0.0;
    double onsager_ratio = 0.0;         ///< L'/L_11                                          [eps/m]
    double thermal_conductivity = 0.0;  ///< lambda                                           [1/(sigma tau)]
    double thermal_conductivity_primed_form = 0.0;
    double delta_lambda = 0.0;  ///< share of the coupling of heat and mass in lambda         [1/(sigma tau)]
    double delta_lambda_primed = 0.0;
    double mutual_diffusion_coefficient = 0.0;   ///< D_12                                    [sigma^2/tau]
    double thermal_diffusion_coefficient = 0.0;  ///< D_T                                     [sigma^2/(tau eps)]
    double soret_coefficient = 0.0;              ///< S_T; > 0: component 1 goes to the cold side         [1/eps]
    friend bool operator==(const TransportCoefficients&, const TransportCoefficients&) = default;
};

/// Integrals over time, from 0 on, of autocorrelations of the pressure tensor P.
struct PressureIntegrals {
    double xx = 0.0, yy = 0.0, zz = 0.0;  ///< of the diagonal of P - (trace P/3) 1         [eps^2 tau/sigma^6]
    double xy = 0.0, xz = 0.0, yz = 0.0;
    double pressure = 0.0;     ///< of trace P/3 less its mean, at constant energy and volume
    double volume = 0.0;       ///< > 0                                                      [sigma^3]
    double temperature = 0.0;  ///< > 0                                                      [eps]
};

struct Viscosities {
    double off_diagonal = 0.0;  ///< shear viscosity from xy, xz, yz                         [eps tau/sigma^3]
    double traceless = 0.0;     ///< the same from all five independent components
    double bulk = 0.0;
    friend bool operator==(const Viscosities&, const Viscosities&) = default;
};

/// L_ab from the integral of <J_a(t) . J_b(0)>, the sum over the axes: V/3 times it.   [P eqs. 2-5, SI eq. 10]
inline double onsager_coefficient(double volume, double integral) {
    return volume / 3.0 * integral;
}

/// h_1/m_1 - h_2/m_2 from partial enthalpies of a particle.
inline double specific_enthalpy_difference(double h_1, double h_2, double mass_1, double mass_2) {
    return h_1 / mass_1 - h_2 / mass_2;
}
/// The same from the enthalpy h of the mixture, a particle, and h_1 - h_2: h_1 = h + x_2 (h_1 - h_2),
/// h_2 = h - x_1 (h_1 - h_2). For equal masses h drops out.
double specific_enthalpy_difference_of_mixture(double h, double h_1_minus_h_2, double x1, double mass_1, double mass_2);

/// throws   InvalidState: a value that is not finite or outside its range
///          InvalidArgument: as many results as states are needed
void check_onsager_coefficients(std::span<const OnsagerCoefficients> states, std::span<ThermalConductivity> results);
void check_onsager_states(std::span<const OnsagerState> states, std::span<TransportCoefficients> results);
void check_pressure_integrals(std::span<const PressureIntegrals> states, std::span<Viscosities> results);
/// throws   InvalidState: a coefficient is too large for a double
void check_thermal_conductivities(std::span<const ThermalConductivity> results);
void check_transport_coefficients(std::span<const TransportCoefficients> results);
void check_viscosities(std::span<const Viscosities> results);

/// Transport coefficients from Onsager coefficients and thermodynamics, each state by itself.
///
/// Thermal conductivity, of the Onsager coefficients alone                                          [SI eq. 7]
///   lambda  = (L_qq - (L_1q L_q1)/L_11)/(T T),    delta lambda = (0 - (L_1q L_q1)/L_11)/(T T)
/// Where L_11 = 0 nothing diffuses: the product over L_11 is then 0. A measured L_11 may be negative by noise.
///
/// Coefficients, h = h_s1 - h_s2, w_i = m_i x_i/m, m = m_1 x_1 + m_2 x_2, rho = n m, x_2 = 1 - x_1
///   L'_1q = L_1q - L_11 h,   L'_q1 = L_q1 - L_11 h,   L'_11 = L_11,
///   L'_qq = (L_qq - (L_1q + L_q1) h) + (L_11 h) h                                                  [SI eqs. 13-16]
///   L'      = 1/2 (L'_1q + L'_q1): Onsager's symmetry is for the caller to test, then both are used
///   lambda and delta lambda as above, and of the primed coefficients                               [SI eq. 7]
///   D_12    = (L_11/((rho w_2) T)) d,   d = (d mu_s1/d w_1)_{P,T} = ((T Gamma) x_2)/(m_1 (w_1 w_2))   [P eq. 3]
///   D_T     = L'/((rho (w_1 w_2)) (T T)),   S_T = D_T/D_12                                   [P eqs. 2, 4]
/// d follows from mu_s1 = mu_1/m_1 and dw_1/(w_1 w_2) = dx_1/(x_1 x_2). For any masses then
///   D_12 = L_11 Gamma m^2/(n m_1^2 m_2^2 x_1 x_2),   S_T = (L'/L_11) (m_1 m_2/m)/(T^2 Gamma),
/// and where nothing flows x_1 x_2 S_T grad T = -grad x_1. Another zero of the energies of a species adds the same to
/// L_1q/L_11 and to h: S_T, D_T and lambda do not change. Exchanging the species (J_2 = -J_1: L_1q, L_q1, h change
/// sign) changes the signs of S_T and D_T, and neither D_12 nor lambda.
///
/// Viscosities                                                                                      [SI eq. 22]
///   eta     = (V/T) (((xy + xz) + yz)/3)
///           = (V/(10 T)) (((xx + yy) + zz) + 2 ((xy + xz) + yz));   eta_bulk = (V/T) pressure
///
/// Every operation is one IEEE double operation in the order of the brackets, else from left to right: the same bits in
/// both backends and on every instruction set. States share nothing: a batch gives what each state gives alone.
/// throws     as the functions check_... above, of the states before and of the results after
/// accuracy   in units of 2^-53 of the sum of magnitudes of the terms (asserted in tests): L'_1q, L'_q1 2, L'_qq 4,
///            L'/L_11 5, lambda 5 and primed 10, delta lambda 4 and primed 8, D_12 32, D_T 24, S_T 56, viscosities 6
template <class T>
concept TransportBackend = requires(std::span<const OnsagerCoefficients> onsager,
                                    std::span<ThermalConductivity> conductivities, std::span<const OnsagerState> states,
                                    std::span<TransportCoefficients> coefficients,
                                    std::span<const PressureIntegrals> integrals, std::span<Viscosities> viscosities,
                                    const Execution& execution) {
    { T::thermal_conductivities(onsager, conductivities) } -> std::same_as<void>;
    { T::coefficients(states, coefficients) } -> std::same_as<void>;
    { T::coefficients(states, coefficients, execution) } -> std::same_as<void>;
    { T::viscosities(integrals, viscosities) } -> std::same_as<void>;
};

}  // namespace soret
