#include "soret/validation/simulation/ideal_gas_soret.hpp"

#include <span>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

double ideal_gas_soret_of(const Mixture& mixture, double temperature, double x1, Backend backend) {
    if (mixture.species_count() != 2) {
        throw InvalidArgument(fmt::format("the mixture has {} species: must be 2", mixture.species_count()));
    }
    const MixtureParameters& p = mixture.parameters();
    DiluteLennardJones gas;
    gas.temperature = temperature;
    gas.x1 = x1;
    gas.mass_1 = mixture.mass(0);
    gas.mass_2 = mixture.mass(1);
    gas.sigma_11 = p.sigma(0, 0);
    gas.sigma_12 = p.sigma(0, 1);
    gas.sigma_22 = p.sigma(1, 1);
    gas.epsilon_11 = p.epsilon(0, 0);
    gas.epsilon_12 = p.epsilon(0, 1);
    gas.epsilon_22 = p.epsilon(1, 1);
    double factor = 0.0;
    with_backend(backend, [&]<class B>(B) {
        B::KineticTheory::thermal_diffusion_factors(std::span<const DiluteLennardJones>(&gas, 1), std::span(&factor, 1),
                                                    Execution{});
    });
    return ideal_gas_soret_coefficient(factor, temperature);
}

}  // namespace soret
