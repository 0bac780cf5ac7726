#include "soret/reference/kinetic_theory.hpp"

#include <cmath>

#include "soret/common/kim_monroe.hpp"
#include "soret/common/portable_math.hpp"
#include "soret/reference/kinetic/dilute_transport.hpp"
#include "soret/reference/kinetic/scattering.hpp"

namespace soret::reference {

namespace {

double fitted(int l, int s, double T) {
    const auto& [A, B, C] = kim_monroe_fits[collision_index(l, s)];
    const double i = 1.0 / T;
    const double L = portable_log(T);
    const double powers = i * (B[0] + i * (B[1] + i * (B[2] + i * (B[3] + i * (B[4] + i * B[5])))));
    const double logarithms = L * (C[0] + L * (C[1] + L * (C[2] + L * (C[3] + L * (C[4] + L * C[5])))));
    return (A + powers) + logarithms;
}

/// The collision integrals in the first order of the thermal diffusion factor.
struct FirstOrderIntegrals {
    double of_12_11, of_12_12, of_12_13, of_12_22;  // Omega(1,1), (1,2), (1,3) and (2,2) of unlike pairs
    double of_11_22, of_22_22;                      // Omega(2,2) of like pairs
};

double thermal_diffusion_factor(const DiluteMixture& mixture, const FirstOrderIntegrals& omega) {
    const double x1 = mixture.x1;
    const double x2 = 1.0 - x1;
    const double M1 = mixture.mass_1 / (mixture.mass_1 + mixture.mass_2);
    const double M2 = mixture.mass_2 / (mixture.mass_1 + mixture.mass_2);
    const double A = omega.of_12_22 / omega.of_12_11;
    const double B = (5.0 * omega.of_12_12 - 4.0 * omega.of_12_13) / omega.of_12_11;
    const double C = omega.of_12_12 / omega.of_12_11;
    const double s1 = mixture.sigma_11 / mixture.sigma_12;
    const double s2 = mixture.sigma_22 / mixture.sigma_12;
    const double R1 = (s1 * s1) * (omega.of_11_22 / omega.of_12_11);
    const double R2 = (s2 * s2) * (omega.of_22_22 / omega.of_12_11);
    const double g1 = std::sqrt(2.0 * M1);
    const double g2 = std::sqrt(2.0 * M2);

    const double M1M2A = (M1 * M2) * A;
    const double b = 2.5 - 1.2 * B;
    const double S1 = ((M1 / M2) * g2) * R1 - 4.0 * M1M2A - (7.5 * M2) * (M2 - M1);
    const double S2 = ((M2 / M1) * g1) * R2 - 4.0 * M1M2A - (7.5 * M1) * (M1 - M2);
    const double Q1 = ((2.0 / M2) * g2) * R1 * ((b * (M1 * M1) + 3.0 * (M2 * M2)) + 1.6 * M1M2A);
    const double Q2 = ((2.0 / M1) * g1) * R2 * ((b * (M2 * M2) + 3.0 * (M1 * M1)) + 1.6 * M1M2A);
    const double like = (15.0 * ((M1 - M2) * (M1 - M2))) * b + (4.0 * M1M2A) * (11.0 - 2.4 * B);
    const double Q12 = like + (1.6 / std::sqrt(M1 * M2)) * (R1 * R2);
    return (6.0 * C - 5.0) * (x1 * S1 - x2 * S2) / (((x1 * x1) * Q1 + (x2 * x2) * Q2) + (x1 * x2) * Q12);
}

}  // namespace

void KineticTheory::cross_sections(double cutoff, std::span<const double> energies, std::span<CrossSections> results) {
    check_reduced_cutoff(cutoff);
    check_reduced_energies(energies, results.size());
    const Scattering scattering(cutoff);
    for (std::size_t k = 0; k < energies.size(); ++k) results[k] = scattering.cross_sections(energies[k]);
}

void KineticTheory::collision_integrals(double cutoff, std::span<const double> temperatures,
                                        std::span<CollisionIntegrals> results) {
    check_reduced_cutoff(cutoff);
    check_reduced_temperatures(temperatures, results.size());
    const Scattering scattering(cutoff);
    for (std::size_t k = 0; k < temperatures.size(); ++k) results[k] = scattering.collision_integrals(temperatures[k]);
}

void KineticTheory::second_virial_coefficients(double cutoff, std::span<const double> temperatures,
                                               std::span<double> results) {
    check_reduced_cutoff(cutoff);
    check_reduced_temperatures(temperatures, results.size());
    const Scattering scattering(cutoff);
    for (std::size_t k = 0; k < temperatures.size(); ++k) {
        results[k] = scattering.second_virial_coefficient(temperatures[k]);
    }
}

void KineticTheory::fitted_collision_integrals(std::span<const double> temperatures,
                                               std::span<CollisionIntegrals> results, const Execution&) {
    check_reduced_temperatures(temperatures, results.size());
    for (std::size_t k = 0; k < temperatures.size(); ++k) {
        for (std::size_t n = 0; n < collision_orders.size(); ++n) {
            results[k].values[n] = fitted(collision_orders[n].l, collision_orders[n].s, temperatures[k]);
        }
    }
}

void KineticTheory::thermal_diffusion_factors(std::span<const DiluteGas> gases, std::span<double> results) {
    check_dilute_gases(gases, results.size(), 1);
    for (std::size_t k = 0; k < gases.size(); ++k) {
        const DiluteGas& gas = gases[k];
        results[k] = thermal_diffusion_factor(gas, {gas.omega_12(1, 1), gas.omega_12(1, 2), gas.omega_12(1, 3),
                                                    gas.omega_12(2, 2), gas.omega_11(2, 2), gas.omega_22(2, 2)});
    }
    check_thermal_diffusion_factors(results);
}

void KineticTheory::thermal_diffusion_factors(std::span<const DiluteLennardJones> states, std::span<double> results,
                                              const Execution&) {
    check_dilute_lennard_jones(states, results.size());
    for (std::size_t k = 0; k < states.size(); ++k) {
        const DiluteLennardJones& s = states[k];
        const double T11 = s.temperature / s.epsilon_11;
        const double T12 = s.temperature / s.epsilon_12;
        const double T22 = s.temperature / s.epsilon_22;
        results[k] = thermal_diffusion_factor(s, {fitted(1, 1, T12), fitted(1, 2, T12), fitted(1, 3, T12),
                                                  fitted(2, 2, T12), fitted(2, 2, T11), fitted(2, 2, T22)});
    }
    check_thermal_diffusion_factors(results);
}

void KineticTheory::transport(std::span<const DiluteGas> gases, int order, std::span<DiluteTransport> results) {
    check_dilute_gases(gases, results.size(), order);
    for (std::size_t k = 0; k < gases.size(); ++k) results[k] = dilute_transport(gases[k], order);
}

}  // namespace soret::reference
