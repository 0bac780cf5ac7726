#include "soret/reference/phase_diagram.hpp"

#include <cmath>

#include "soret/common/portable_expm1.hpp"

namespace soret::reference {

namespace {

/// Melting of one species at T: ln(x_s/x_l) = a.
struct Melting {
    double da_dT_m;
    double da_ddH;
    double E;  // e^a
    double M;  // e^a - 1
};

Melting melting(double T_m, double dH, double T) {
    const double t = (T_m - T) / (T * T_m);  // 1/T - 1/T_m
    const ExpAndExpm1 of_a = portable_exp_and_expm1(dH * t);
    return {dH / (T_m * T_m), t, of_a.exp, of_a.expm1};
}

PhaseComposition composition(const MeltingState& s) {
    const Melting one = melting(s.melting_temperature_1, s.melting_enthalpy_1, s.temperature);
    const Melting two = melting(s.melting_temperature_2, s.melting_enthalpy_2, s.temperature);
    const double x_l = std::abs(two.M) / (std::abs(one.M) + std::abs(two.M));
    return {x_l, one.E * x_l};
}

PhaseGradient gradient(const MeltingState& s) {
    const Melting one = melting(s.melting_temperature_1, s.melting_enthalpy_1, s.temperature);
    const Melting two = melting(s.melting_temperature_2, s.melting_enthalpy_2, s.temperature);
    const double S = std::abs(one.M) + std::abs(two.M);
    const double l_1 = (one.E * two.M) / (S * S);        // d x_l/d a_1
    const double l_2 = (0.0 - two.E * one.M) / (S * S);  // d x_l/d a_2
    const double s_1 = two.E * l_1;                      // d x_s/d a_1
    const double s_2 = one.E * l_2;                      // d x_s/d a_2
    return {{l_1 * one.da_dT_m, l_1 * one.da_ddH, l_2 * two.da_dT_m, l_2 * two.da_ddH},
            {s_1 * one.da_dT_m, s_1 * one.da_ddH, s_2 * two.da_dT_m, s_2 * two.da_ddH}};
}

}  // namespace

void PhaseDiagram::compositions(std::span<const MeltingState> states, std::span<PhaseComposition> compositions,
                                const Execution&) {
    check_melting_states(states, compositions.size());
    for (std::size_t k = 0; k < states.size(); ++k) compositions[k] = composition(states[k]);
}

void PhaseDiagram::gradients(std::span<const MeltingState> states, std::span<PhaseGradient> gradients,
                             const Execution&) {
    check_melting_states(states, gradients.size());
    for (std::size_t k = 0; k < states.size(); ++k) gradients[k] = gradient(states[k]);
}

}  // namespace soret::reference
