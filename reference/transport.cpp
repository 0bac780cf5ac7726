#include "soret/reference/transport.hpp"

namespace soret::reference {

namespace {

/// lambda and the share of the coupling in it                                                         [SI eq. 7]
ThermalConductivity conductivity_of(const OnsagerCoefficients& s) {
    const double T = s.temperature;
    const double coupling = s.L11 == 0.0 ? 0.0 : (s.L1q * s.Lq1) / s.L11;
    return {(s.Lqq - coupling) / (T * T), (0.0 - coupling) / (T * T)};
}

TransportCoefficients coefficients_of(const OnsagerState& s) {
    const double T = s.temperature;
    const double h = s.enthalpy_difference;  // h_s1 - h_s2

    TransportCoefficients c;
    c.L1q_primed = s.L1q - s.L11 * h;                                // SI eq. 14
    c.Lq1_primed = s.Lq1 - s.L11 * h;                                // SI eq. 15
    c.Lqq_primed = (s.Lqq - (s.L1q + s.Lq1) * h) + (s.L11 * h) * h;  // SI eq. 13
    const double L = 0.5 * (c.L1q_primed + c.Lq1_primed);            // Onsager: L'_1q = L'_q1
    c.onsager_ratio = L / s.L11;                                     // L'_1q/L_11

    const ThermalConductivity unprimed = conductivity_of(s);
    c.thermal_conductivity = unprimed.lambda;
    c.delta_lambda = unprimed.delta_lambda;
    const ThermalConductivity primed = conductivity_of({s.L11, c.L1q_primed, c.Lq1_primed, c.Lqq_primed, T});
    c.thermal_conductivity_primed_form = primed.lambda;
    c.delta_lambda_primed = primed.delta_lambda;

    const double x2 = 1.0 - s.x1;
    const double m = s.mass_1 * s.x1 + s.mass_2 * x2;  // mass of a particle
    const double rho = s.number_density * m;           // mass density
    const double w1 = (s.mass_1 * s.x1) / m;           // mass fractions
    const double w2 = (s.mass_2 * x2) / m;
    const double dmu = ((T * s.gamma) * x2) / (s.mass_1 * (w1 * w2));                        // d mu_s1/d w_1
    c.mutual_diffusion_coefficient = (s.L11 / ((rho * w2) * T)) * dmu;                       // P eq. 3
    c.thermal_diffusion_coefficient = L / ((rho * (w1 * w2)) * (T * T));                     // P eq. 4
    c.soret_coefficient = c.thermal_diffusion_coefficient / c.mutual_diffusion_coefficient;  // P eq. 2
    return c;
}

}  // namespace

void Transport::thermal_conductivities(std::span<const OnsagerCoefficients> states,
                                       std::span<ThermalConductivity> conductivities) {
    check_onsager_coefficients(states, conductivities);
    for (std::size_t k = 0; k < states.size(); ++k) conductivities[k] = conductivity_of(states[k]);
    check_thermal_conductivities(conductivities);
}

void Transport::coefficients(std::span<const OnsagerState> states, std::span<TransportCoefficients> coefficients,
                             const Execution&) {
    check_onsager_states(states, coefficients);
    for (std::size_t k = 0; k < states.size(); ++k) coefficients[k] = coefficients_of(states[k]);
    check_transport_coefficients(coefficients);
}

void Transport::viscosities(std::span<const PressureIntegrals> integrals, std::span<Viscosities> viscosities) {
    check_pressure_integrals(integrals, viscosities);
    for (std::size_t k = 0; k < integrals.size(); ++k) {
        const PressureIntegrals& p = integrals[k];
        const double V = p.volume;
        const double T = p.temperature;
        viscosities[k].off_diagonal = (V / T) * (((p.xy + p.xz) + p.yz) / 3.0);  // SI 22
        viscosities[k].traceless = (V / (10.0 * T)) * (((p.xx + p.yy) + p.zz) + 2.0 * ((p.xy + p.xz) + p.yz));
        viscosities[k].bulk = (V / T) * p.pressure;
    }
    check_viscosities(viscosities);
}

}  // namespace soret::reference
