#pragma once

// Configurations without order and with all of it.

#include <array>
#include <cstdint>
#include <vector>

#include "configurations.hpp"

namespace soret::test {

/// Particles anywhere, of random species.
inline State gas(const Box& box, std::size_t species_count, std::size_t n, std::uint64_t seed) {
    State state;
    state.box = box;
    Uniform uniform(seed);
    for (std::size_t k = 0; k < n; ++k) {
        const Vector3 r{uniform(0.0, box.edges().x), uniform(0.0, box.edges().y), uniform(0.0, box.edges().z)};
        state.add(static_cast<std::int64_t>(k + 1), uniform.below(species_count), r);
    }
    return state;
}

/// A crystal of cubic cells of edge 2 with a particle at each place of the cell.
inline State crystal(const std::array<int, 3>& cells, const std::vector<Vector3>& places) {
    State state;
    state.box = Box({2.0 * cells[0], 2.0 * cells[1], 2.0 * cells[2]});
    std::int64_t id = 1;
    for (int x = 0; x < cells[0]; ++x) {
        for (int y = 0; y < cells[1]; ++y) {
            for (int z = 0; z < cells[2]; ++z) {
                for (const Vector3& place : places) {
                    state.add(id++, 0, {2.0 * x + place.x, 2.0 * y + place.y, 2.0 * z + place.z});
                }
            }
        }
    }
    return state;
}

}  // namespace soret::test
