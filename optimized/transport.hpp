#pragma once

#include "soret/common/contracts/transport.hpp"

namespace soret::optimized {

// Twin of reference/transport.hpp: states are turned, some at a time, into arrays of each of their numbers, of which a
// kernel takes whole vectors. What two coefficients share is computed once; no operation is another one.
struct Transport {
    static void thermal_conductivities(std::span<const OnsagerCoefficients> states,
                                       std::span<ThermalConductivity> conductivities);
    static void coefficients(std::span<const OnsagerState> states, std::span<TransportCoefficients> coefficients,
                             const Execution& execution = {});
    static void viscosities(std::span<const PressureIntegrals> integrals, std::span<Viscosities> viscosities);
};

static_assert(TransportBackend<Transport>);

}  // namespace soret::optimized
