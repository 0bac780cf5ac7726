#pragma once

#include <array>

#include "soret/common/mixture.hpp"
#include "soret/common/random_streams.hpp"
#include "soret/common/state.hpp"

namespace soret::bench {

/// side^3 moving particles of the paper's mixture, half of each species, at density 0.8: a jittered lattice, which has
/// about as many neighbours within the cutoff as the liquid.
inline State liquid(int side) {
    constexpr double spacing = 1.0772173450159419;  // 0.8^(-1/3)
    State state;
    state.box = Box({side * spacing, side * spacing, side * spacing});
    for (auto& axis : state.velocity) axis.clear();
    for (int k = 0; k < side * side * side; ++k) {
        const auto index = static_cast<std::uint64_t>(k);
        const RandomWords words = random_words(1, RandomStream::synthetic_series, index, 0);
        const RandomWords speeds = random_words(1, RandomStream::synthetic_series, index, 1);
        const std::array<int, 3> cell{k % side, k / side % side, k / side / side};
        std::array<double, 3> r{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            r[axis] = (cell[axis] + 0.5 + 0.1 * symmetric_uniform_from(words[axis])) * spacing;
            state.velocity[axis].push_back(symmetric_uniform_from(speeds[axis]));
        }
        state.add(k + 1, static_cast<std::int32_t>(words[3] >> 31), {r[0], r[1], r[2]});
    }
    return state;
}

}  // namespace soret::bench
