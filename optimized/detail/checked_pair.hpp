#pragma once

#include <array>

#include "soret/optimized/detail/cluster_system.hpp"
#include "soret/optimized/kernels/cluster_view.hpp"

namespace soret::optimized {

/// What one pair adds to the sums.
struct CheckedPair {
    bool within = false;                   ///< the cutoff; else nothing below means anything
    std::array<double, 3> displacement{};  ///< r
    std::array<double, 3> force{};
    double energy = 0.0;
    std::array<double, 6> virial{};
    double trace = 0.0;  ///< the scalar virial of all edges
    double zz = 0.0;     ///< and of the z edge
    std::array<double, 3> heat_current{};
};

/// The terms of the particles in places i (in an image) and j, as the kernels compute them, but one at a time.
/// table   in natural units, [species][species]
CheckedPair checked_pair(const ClusterSystem& system, std::size_t i, std::size_t j, std::int32_t image,
                         const PairConstants& pair);

}  // namespace soret::optimized
