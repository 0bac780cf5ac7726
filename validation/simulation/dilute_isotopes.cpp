#include "soret/validation/simulation/dilute_isotopes.hpp"

#include <numbers>
#include <span>

namespace soret {

namespace {

constexpr double cutoff = 2.5;

}  // namespace

Mixture DiluteIsotopes::mixture() const {
    return Mixture(lorentz_berthelot({mass_1, mass_2}, {1.0, 1.0}, {1.0, 1.0}, cutoff));
}

IsotopeTheory theory_of_isotopes(const DiluteIsotopes& gas, Backend backend) {
    CollisionIntegrals integrals;
    double virial = 0.0;
    DiluteTransport transport;
    with_backend(backend, [&]<class B>(B) {
        using Theory = typename B::KineticTheory;
        const std::span<const double> temperatures(&gas.temperature, 1);
        Theory::collision_integrals(cutoff, temperatures, std::span(&integrals, 1));
        Theory::second_virial_coefficients(cutoff, temperatures, std::span(&virial, 1));
        DiluteGas dilute;
        dilute.temperature = gas.temperature;
        dilute.x1 = gas.x1;
        dilute.mass_1 = gas.mass_1;
        dilute.mass_2 = gas.mass_2;
        dilute.omega_11 = dilute.omega_12 = dilute.omega_22 = integrals;
        Theory::transport(std::span<const DiluteGas>(&dilute, 1), highest_sonine_order, std::span(&transport, 1));
    });
    return {ideal_gas_soret_coefficient(transport.thermal_diffusion_factor, gas.temperature),
            transport.diffusion_times_density, virial * 2.0 * std::numbers::pi / 3.0};
}

DensitySlopes slopes_with_density(const DiluteIsotopes& gas, const IsotopeTheory& theory) {
    const double B = theory.second_virial_coefficient;
    const double M1 = gas.mass_1 / (gas.mass_1 + gas.mass_2), M2 = 1.0 - M1;
    const double x2 = 1.0 - gas.x1;
    const double of_1 = gas.x1 / 4.0 + x2 * M1 * M2;
    const double of_2 = x2 / 4.0 + gas.x1 * M1 * M2;
    const double of_energy = 12.0 / 5.0 * B * 0.5 * (of_1 + of_2);
    // Particles of one mass have neither this part nor an S_T that it could be a share of.
    const double of_momentum =
        gas.mass_1 == gas.mass_2 ? 0.0 : B * (M1 - M2) / (theory.soret_coefficient * gas.temperature);
    return {of_energy + of_momentum, -5.0 / 8.0 * B};
}

double enthalpy_in_box(double temperature, double particles, double residual) {
    const double kinetic = 0.5 * (3.0 * particles - 7.0) * temperature;
    return 5.0 / 3.0 * kinetic / particles + 2.5 * temperature * 2.0 / particles + residual;
}

}  // namespace soret
