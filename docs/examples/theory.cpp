// Theories of the Soret coefficient along the paper's state line, with inputs of the PeTS equation of state. `soret models`
// does the same for files, with errors.
#include <cstdio>

#include <soret/soret.hpp>

int main() {
    const double temperature = 0.62, pressure = 0.46;
    const soret::PetsEquation pets({0.6, 1.0}, {1.0, 1.0});  // epsilon, sigma

    std::vector<soret::TheoryState> states;
    for (const double x1 : {0.25, 0.5, 0.75}) {
        const soret::FluidProperties liquid = pets.at_pressure(temperature, pressure, {x1, 1.0 - x1});
        const auto energy = [&](std::size_t i) {
            return liquid.partial_enthalpy[i] - 1.5 * temperature - pressure * liquid.partial_volume[i];
        };
        states.push_back({.temperature = temperature,
                          .x1 = x1,
                          .gamma = *liquid.thermodynamic_factor,
                          .partial_enthalpy_1 = liquid.partial_enthalpy[0],
                          .partial_enthalpy_2 = liquid.partial_enthalpy[1],
                          .partial_volume_1 = liquid.partial_volume[0],
                          .partial_volume_2 = liquid.partial_volume[1],
                          .partial_energy_1 = energy(0),
                          .partial_energy_2 = energy(1),
                          .tau_1 = 3.3,
                          .tau_2 = 3.8});
    }
    std::vector<soret::SoretModels> models(states.size());
    soret::optimized::TheoryModels::models(states, models, soret::Execution{});
    std::printf("x_1   Haase   Kempers  Shukla-Firoozabadi\n");
    for (std::size_t k = 0; k < states.size(); ++k) {
        std::printf("%.2f %7.2f %8.2f %8.2f\n", states[k].x1, models[k].haase, models[k].kempers,
                    models[k].shukla_firoozabadi);
    }
}
