#pragma once

#include "soret/common/contracts/kinetic_theory.hpp"

namespace soret::reference {

/// Transport coefficients of a dilute gas of two species in the order 1, 2 or 3 of Chapman and Enskog.
DiluteTransport dilute_transport(const DiluteGas& gas, int order);

}  // namespace soret::reference
