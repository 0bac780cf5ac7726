#pragma once

#include "soret/common/contracts/transport.hpp"

namespace soret::reference {

/// One state after the other, each coefficient by its formula. Contract: contracts/transport.hpp.
struct Transport {
    static void thermal_conductivities(std::span<const OnsagerCoefficients> states,
                                       std::span<ThermalConductivity> conductivities);
    static void coefficients(std::span<const OnsagerState> states, std::span<TransportCoefficients> coefficients,
                             const Execution& = {});
    static void viscosities(std::span<const PressureIntegrals> integrals, std::span<Viscosities> viscosities);
};

static_assert(TransportBackend<Transport>);

}  // namespace soret::reference
