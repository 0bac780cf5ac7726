#include "soret/reference/theory_models.hpp"

namespace soret::reference {

namespace {

SoretModels models_of(const TheoryState& s) {
    const double T = s.temperature;
    const double x1 = s.x1;
    const double x2 = 1.0 - x1;
    const double m1 = s.mass_1, m2 = s.mass_2;
    const double v1 = s.partial_volume_1, v2 = s.partial_volume_2;
    const double D = T * s.gamma;                    // x_1 d mu_1/d x_1
    const double TD = T * D;                         // of S_T = (T S_T)/T
    const double h0 = 2.5 * T;                       // of the ideal gas, the same of both species
    const double H1 = s.partial_enthalpy_1 - h0;     // h_1 - h_1^0
    const double H2 = s.partial_enthalpy_2 - h0;     // h_2 - h_2^0
    const double e1 = s.partial_energy_1 / s.tau_1;  // u_1/tau_1
    const double e2 = s.partial_energy_2 / s.tau_2;  // u_2/tau_2
    const double m = m1 * x1 + m2 * x2;              // mass of a particle
    const double v = v1 * x1 + v2 * x2;              // volume of a particle
    const double dG1 = s.activation_energy_1, dG2 = s.activation_energy_2;

    SoretModels S;
    S.kinetic = s.ideal_gas_soret / s.gamma;

    S.haase_thermodynamic = (m1 * H2 - m2 * H1) / (m * TD);  // SI eq. 3
    S.haase = S.haase_thermodynamic + S.kinetic;

    S.kempers_thermodynamic = (v1 * H2 - v2 * H1) / (v * TD);  // SI eq. 4
    S.kempers = S.kempers_thermodynamic + S.kinetic;

    S.shukla_firoozabadi_energy = (e2 - e1) / TD;  // SI eq. 5 with the signs of the letter's eq. 1
    S.shukla_firoozabadi_volume = ((v1 - v2) * (x1 * e1 + x2 * e2)) / (v * TD);
    S.shukla_firoozabadi = S.shukla_firoozabadi_energy + S.shukla_firoozabadi_volume;

    S.prigogine = (dG2 - dG1) / (T * T);
    S.artola_rousseau_mass = ((m2 - m1) / (m2 + m1)) * ((dG1 + dG2) / (T * T));
    S.artola_rousseau = S.prigogine + S.artola_rousseau_mass;  // SI eq. 6
    return S;
}

}  // namespace

void TheoryModels::models(std::span<const TheoryState> states, std::span<SoretModels> models, const Execution&) {
    check_as_many(states, models);
    check_theory_states(states);
    for (std::size_t k = 0; k < states.size(); ++k) models[k] = models_of(states[k]);
    check_soret_models(models);
}

}  // namespace soret::reference
