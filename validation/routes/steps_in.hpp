#pragma once

#include <cmath>
#include <cstdint>

namespace soret {

/// Time steps nearest to a time.
inline std::uint64_t steps_in(double time, double timestep) {
    return static_cast<std::uint64_t>(std::llround(time / timestep));
}

}  // namespace soret
