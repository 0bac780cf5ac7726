#pragma once

#include "soret/optimized/detail/sonine_tables.hpp"

namespace soret::optimized {

/// Transport coefficients of a dilute gas; brackets are those of its masses.
DiluteTransport dilute_transport(const DiluteGas& gas, const MassBrackets& brackets, int order);

}  // namespace soret::optimized
