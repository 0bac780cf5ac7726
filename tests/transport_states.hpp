#pragma once

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "soret/common/contracts/transport.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret::test {

inline constexpr double unit = 0x1p-53;         ///< largest relative error of one operation
inline constexpr double slack = 1.0 + 0x1p-40;  ///< for products of errors

inline OnsagerState equal_masses() {
    OnsagerState s{{.L11 = 2.0, .L1q = 3.0, .Lq1 = 3.0, .Lqq = 10.0, .temperature = 2.0}};
    s.number_density = 0.5;
    s.x1 = 0.5;
    s.gamma = 0.5;
    s.enthalpy_difference = 1.0;
    return s;
}

inline PressureIntegrals random_pressure_integrals(Uniform& uniform) {
    PressureIntegrals p{.volume = uniform(100.0, 1000.0), .temperature = uniform(0.1, 2.0)};
    for (double* x : {&p.xx, &p.yy, &p.zz, &p.xy, &p.xz, &p.yz, &p.pressure}) *x = uniform(-1.0, 2.0);
    return p;
}

inline OnsagerState random_state(Uniform& uniform) {
    OnsagerState s;
    s.L11 = uniform(0.01, 0.5);
    s.L1q = uniform(-1.0, 1.0);
    s.Lq1 = uniform(-1.0, 1.0);
    s.Lqq = uniform(1.0, 5.0);
    s.temperature = uniform(0.5, 2.0);
    s.number_density = uniform(0.1, 1.0);
    s.x1 = uniform(0.001, 0.999);
    s.mass_1 = uniform(0.5, 3.0);
    s.mass_2 = uniform(0.5, 3.0);
    s.gamma = uniform(0.1, 2.0);
    s.enthalpy_difference = uniform(-4.0, 4.0);
    return s;
}

inline std::vector<OnsagerState> random_states(std::size_t count, std::uint64_t seed) {
    Uniform uniform(seed);
    std::vector<OnsagerState> states;
    for (std::size_t k = 0; k < count; ++k) states.push_back(random_state(uniform));
    return states;
}

template <class Backend>
class Transport : public ::testing::Test {
protected:
    static std::vector<TransportCoefficients> of(const std::vector<OnsagerState>& states) {
        std::vector<TransportCoefficients> coefficients(states.size());
        Backend::Transport::coefficients(states, coefficients);
        return coefficients;
    }
    static TransportCoefficients of(const OnsagerState& state) { return of(std::vector{state}).front(); }
    static std::vector<ThermalConductivity> conductivities_of(const std::vector<OnsagerCoefficients>& onsager) {
        std::vector<ThermalConductivity> conductivities(onsager.size());
        Backend::Transport::thermal_conductivities(onsager, conductivities);
        return conductivities;
    }
    static ThermalConductivity conductivity_of(const OnsagerCoefficients& onsager) {
        return conductivities_of(std::vector{onsager}).front();
    }
    static Viscosities of(const PressureIntegrals& integrals) {
        Viscosities viscosities;
        Backend::Transport::viscosities({&integrals, 1}, {&viscosities, 1});
        return viscosities;
    }
};

}  // namespace soret::test
