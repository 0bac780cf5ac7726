#pragma once

#include <array>

#include "soret/common/vector3.hpp"

namespace soret::reference {

/// What one pair adds to the sums, before rounding to 2^-40; zero where not asked for.
struct PairTerms {
    Vector3 force;  ///< on i by j
    double energy = 0.0;
    std::array<double, 6> virial{};
    double scalar_virial = 0.0;
    std::array<double, 3> heat_current{};
};

}  // namespace soret::reference
