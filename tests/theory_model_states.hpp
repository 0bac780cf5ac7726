#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "configurations.hpp"
#include "soret/common/contracts/theory_models.hpp"

namespace soret::test {

/// Every product and quotient of it is exact.
inline TheoryState round_numbers() {
    TheoryState s;
    s.temperature = 2.0;
    s.x1 = 0.25;
    s.mass_1 = 1.0;
    s.mass_2 = 3.0;
    s.gamma = 0.5;
    s.partial_enthalpy_1 = 9.0;  // 5/2 T = 5
    s.partial_enthalpy_2 = 7.0;
    s.partial_volume_1 = 5.0;
    s.partial_volume_2 = 1.0;
    s.partial_energy_1 = -8.0;
    s.partial_energy_2 = -12.0;
    s.tau_1 = 2.0;
    s.tau_2 = 4.0;
    s.activation_energy_1 = 2.0;
    s.activation_energy_2 = 6.0;
    s.ideal_gas_soret = 0.25;
    return s;
}

inline TheoryState random_theory_state(Uniform& uniform) {
    TheoryState s;
    s.temperature = uniform(0.5, 2.0);
    s.x1 = uniform(0.001, 0.999);
    s.mass_1 = uniform(0.5, 3.0);
    s.mass_2 = uniform(0.5, 3.0);
    s.gamma = uniform(0.1, 2.0);
    s.partial_enthalpy_1 = uniform(-5.0, 5.0);
    s.partial_enthalpy_2 = uniform(-5.0, 5.0);
    s.partial_volume_1 = uniform(0.5, 2.0);
    s.partial_volume_2 = uniform(0.5, 2.0);
    s.partial_energy_1 = uniform(-6.0, 1.0);
    s.partial_energy_2 = uniform(-6.0, 1.0);
    s.tau_1 = uniform(1.0, 5.0);
    s.tau_2 = uniform(1.0, 5.0);
    s.activation_energy_1 = uniform(-1.0, 4.0);
    s.activation_energy_2 = uniform(-1.0, 4.0);
    s.ideal_gas_soret = uniform(-0.5, 0.5);
    return s;
}

inline std::vector<TheoryState> random_theory_states(std::size_t count, std::uint64_t seed) {
    Uniform uniform(seed);
    std::vector<TheoryState> states;
    for (std::size_t k = 0; k < count; ++k) states.push_back(random_theory_state(uniform));
    return states;
}

/// The same liquid with the names of its species exchanged.
inline TheoryState relabelled(TheoryState s) {
    s.x1 = 1.0 - s.x1;
    std::swap(s.mass_1, s.mass_2);
    std::swap(s.partial_enthalpy_1, s.partial_enthalpy_2);
    std::swap(s.partial_volume_1, s.partial_volume_2);
    std::swap(s.partial_energy_1, s.partial_energy_2);
    std::swap(s.tau_1, s.tau_2);
    std::swap(s.activation_energy_1, s.activation_energy_2);
    s.ideal_gas_soret = -s.ideal_gas_soret;
    return s;
}

using Precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

/// Values and sums of magnitudes of the terms with 50 digits, by the formulas as they are published, not as the
/// backends: masses and volumes in the brackets, heats of transport.
struct PreciseModels {
    Precise kinetic, haase, kempers, energy, volume, prigogine, mass;
};

using PreciseInputs = std::array<Precise, theory_input_count>;  ///< in the order of theory_inputs

inline PreciseInputs precise(const TheoryState& s) {
    PreciseInputs inputs;
    for (std::size_t i = 0; i < theory_input_count; ++i) inputs[i] = s.*theory_inputs[i].member;
    return inputs;
}

inline PreciseModels precise_models(const PreciseInputs& s, bool magnitudes) {
    const auto part = [&](const Precise& x) { return magnitudes ? abs(x) : x; };
    const Precise minus = magnitudes ? 1 : -1;
    const auto& [T, x1, m1, m2, gamma, h1, h2, v1, v2, u1, u2, tau1, tau2, G1, G2, ideal_gas] = s;
    const Precise x2 = 1 - x1, D = T * gamma;
    const Precise H1 = part(h1) + minus * T * 5 / 2, H2 = part(h2) + minus * T * 5 / 2;
    const Precise e1 = part(u1) / tau1, e2 = part(u2) / tau2;
    const Precise dG1 = part(G1), dG2 = part(G2);
    PreciseModels models;
    models.kinetic = T * T * part(ideal_gas) / D / T;
    models.haase = m1 * m2 / (m1 * x1 + m2 * x2) * (H2 / m2 + minus * H1 / m1) / D / T;
    models.kempers = v1 * v2 / (v1 * x1 + v2 * x2) * (H2 / v2 + minus * H1 / v1) / D / T;
    models.energy = (e2 + minus * e1) / D / T;
    models.volume = (v1 + minus * v2) * (x1 * e1 + x2 * e2) / (x1 * v1 + x2 * v2) / D / T;
    models.prigogine = (dG2 + minus * dG1) / (T * T);
    models.mass = (m2 + minus * m1) / (m1 + m2) * (dG2 + dG1) / (T * T);
    return models;
}

/// In the order of soret_model_values.
inline std::array<Precise, soret_model_value_count> in_order(const PreciseModels& m) {
    return {m.kinetic,
            m.haase,
            m.haase + m.kinetic,
            m.kempers,
            m.kempers + m.kinetic,
            m.energy,
            m.volume,
            m.energy + m.volume,
            m.prigogine,
            m.mass,
            m.prigogine + m.mass};
}

/// T S_T of Shukla and Firoozabadi from the heat of transport, Q*_1/(x_2 D)               [Dougherty and Drickamer]
inline Precise heat_of_transport_form(const TheoryState& s) {
    const Precise T = s.temperature, x1 = s.x1, x2 = 1 - x1, v1 = s.partial_volume_1, v2 = s.partial_volume_2;
    const Precise e1 = Precise(s.partial_energy_1) / s.tau_1, e2 = Precise(s.partial_energy_2) / s.tau_2;
    const Precise Q1 = -e1 + v1 * (x1 * e1 + x2 * e2) / (x1 * v1 + x2 * v2);
    return Q1 / (x2 * T * s.gamma) / T;
}

}  // namespace soret::test
