#include "soret/optimized/transport.hpp"

#include <algorithm>
#include <cstddef>

#include "soret/optimized/detail/dispatch.hpp"
#include "soret/optimized/kernels/transport.hpp"

namespace soret::optimized {

namespace {

constexpr std::size_t inputs = 11;
constexpr std::size_t outputs = 11;

// In the order of TransportColumns. The first ones are OnsagerCoefficients.
constexpr std::size_t onsager_inputs = 5;
constexpr double OnsagerCoefficients::*onsager_input[onsager_inputs] = {
    &OnsagerCoefficients::L11, &OnsagerCoefficients::L1q, &OnsagerCoefficients::Lq1, &OnsagerCoefficients::Lqq,
    &OnsagerCoefficients::temperature};
constexpr double OnsagerState::*input[inputs] = {&OnsagerState::L11,
                                                 &OnsagerState::L1q,
                                                 &OnsagerState::Lq1,
                                                 &OnsagerState::Lqq,
                                                 &OnsagerState::temperature,
                                                 &OnsagerState::number_density,
                                                 &OnsagerState::x1,
                                                 &OnsagerState::mass_1,
                                                 &OnsagerState::mass_2,
                                                 &OnsagerState::gamma,
                                                 &OnsagerState::enthalpy_difference};
constexpr double TransportCoefficients::*output[outputs] = {&TransportCoefficients::L1q_primed,
                                                            &TransportCoefficients::Lq1_primed,
                                                            &TransportCoefficients::Lqq_primed,
                                                            &TransportCoefficients::onsager_ratio,
                                                            &TransportCoefficients::thermal_conductivity,
                                                            &TransportCoefficients::thermal_conductivity_primed_form,
                                                            &TransportCoefficients::delta_lambda,
                                                            &TransportCoefficients::delta_lambda_primed,
                                                            &TransportCoefficients::mutual_diffusion_coefficient,
                                                            &TransportCoefficients::thermal_diffusion_coefficient,
                                                            &TransportCoefficients::soret_coefficient};

struct Block {
    alignas(64) double in[inputs][transport_block];
    alignas(64) double out[outputs][transport_block];

    Block() {
        for (auto& column : in) std::fill_n(column, transport_block, 0.5);  // a state that lanes without one can take
    }
    TransportColumns columns() {
        return {in[0],  in[1],  in[2],  in[3],  in[4],  in[5],  in[6],  in[7],  in[8],  in[9],  in[10],
                out[0], out[1], out[2], out[3], out[4], out[5], out[6], out[7], out[8], out[9], out[10]};
    }
};

}  // namespace

// By the kernel of all coefficients, in which the formula stands; what it makes of the rest is not read.
void Transport::thermal_conductivities(std::span<const OnsagerCoefficients> states,
                                       std::span<ThermalConductivity> conductivities) {
    check_onsager_coefficients(states, conductivities);
    const auto& kernels = kernels_for<TransportKernels>(best_instruction_set());
    Block block;
    const TransportColumns columns = block.columns();
    for (std::size_t from = 0; from < states.size(); from += transport_block) {
        const std::size_t count = std::min<std::size_t>(transport_block, states.size() - from);
        for (std::size_t k = 0; k < count; ++k) {
            OnsagerCoefficients s = states[from + k];
            if (s.L11 == 0.0) s = {1.0, 0.0, 0.0, s.Lqq, s.temperature};  // no coupling
            for (std::size_t c = 0; c < onsager_inputs; ++c) block.in[c][k] = s.*onsager_input[c];
        }
        kernels.coefficients(columns, static_cast<int>(count));
        for (std::size_t k = 0; k < count; ++k) {
            conductivities[from + k] = {columns.thermal_conductivity[k], columns.delta_lambda[k]};
        }
    }
    check_thermal_conductivities(conductivities);
}

void Transport::coefficients(std::span<const OnsagerState> states, std::span<TransportCoefficients> coefficients,
                             const Execution& execution) {
    check_onsager_states(states, coefficients);
    const auto& kernels = kernels_for<TransportKernels>(execution.instruction_set);
    Block block;
    const TransportColumns columns = block.columns();
    for (std::size_t from = 0; from < states.size(); from += transport_block) {
        const std::size_t count = std::min<std::size_t>(transport_block, states.size() - from);
        for (std::size_t k = 0; k < count; ++k) {
            for (std::size_t c = 0; c < inputs; ++c) block.in[c][k] = states[from + k].*input[c];
        }
        kernels.coefficients(columns, static_cast<int>(count));
        for (std::size_t k = 0; k < count; ++k) {
            for (std::size_t c = 0; c < outputs; ++c) coefficients[from + k].*output[c] = block.out[c][k];
        }
    }
    check_transport_coefficients(coefficients);
}

void Transport::viscosities(std::span<const PressureIntegrals> integrals, std::span<Viscosities> viscosities) {
    check_pressure_integrals(integrals, viscosities);
    for (std::size_t k = 0; k < integrals.size(); ++k) {
        const PressureIntegrals& p = integrals[k];
        const double off_diagonal = (p.xy + p.xz) + p.yz;
        const double factor = p.volume / p.temperature;
        viscosities[k] = {factor * (off_diagonal / 3.0),
                          (p.volume / (10.0 * p.temperature)) * (((p.xx + p.yy) + p.zz) + 2.0 * off_diagonal),
                          factor * p.pressure};
    }
    check_viscosities(viscosities);
}

}  // namespace soret::optimized
