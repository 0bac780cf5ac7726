// The Soret coefficient of one state by five theories; `soret models` does the same for files, with errors.
#include <cstdio>

#include <soret/soret.hpp>

int main() {
    soret::TheoryState state;  // units of component 2, k_B = 1; what is not set keeps its default
    state.temperature = 0.62;
    state.x1 = 0.5;
    state.gamma = 0.43;
    state.partial_enthalpy_1 = -2.6;
    state.partial_enthalpy_2 = -5.6;
    state.partial_volume_1 = 1.35;
    state.partial_volume_2 = 1.16;
    state.partial_energy_1 = -4.15;
    state.partial_energy_2 = -7.06;
    state.tau_1 = 4.0;
    state.tau_2 = 4.0;
    state.activation_energy_1 = 0.9;
    state.activation_energy_2 = 1.3;

    soret::SoretModels models;
    soret::optimized::TheoryModels::models({&state, 1}, {&models, 1}, soret::Execution{});
    std::printf("Haase %.4f\n", models.haase);
    std::printf("Kempers %.4f\n", models.kempers);
    std::printf("Shukla-Firoozabadi %.4f\n", models.shukla_firoozabadi);
    std::printf("Artola-Rousseau-Galliero %.4f\n", models.artola_rousseau);
    std::printf("Prigogine %.4f\n", models.prigogine);
}
