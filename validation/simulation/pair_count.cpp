#include "soret/validation/simulation/pair_count.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace soret {

namespace {

/// The particles by cells that are at least as long as the largest cutoff.
struct Cells {
    std::array<std::size_t, 3> count{1, 1, 1};
    std::vector<std::vector<std::size_t>> members;

    Cells(const State& state, double cutoff) {
        const Vector3& e = state.box.edges();
        const std::array<double, 3> edge{e.x, e.y, e.z};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            count[axis] = std::clamp<std::size_t>(static_cast<std::size_t>(edge[axis] / cutoff), 1, 256);
        }
        members.resize(count[0] * count[1] * count[2]);
        for (std::size_t i = 0; i < state.size(); ++i) {
            std::array<std::size_t, 3> cell{};
            for (std::size_t axis = 0; axis < 3; ++axis) {
                const double place = state.position[axis][i] / edge[axis] * static_cast<double>(count[axis]);
                cell[axis] = std::min(static_cast<std::size_t>(place), count[axis] - 1);
            }
            members[number(cell)].push_back(i);
        }
    }

    std::size_t number(const std::array<std::size_t, 3>& cell) const {
        return (cell[0] * count[1] + cell[1]) * count[2] + cell[2];
    }

    /// Along one axis: the cell and its neighbours, each once.
    std::vector<std::size_t> near(std::size_t axis, std::size_t k) const {
        const std::size_t m = count[axis];
        std::vector<std::size_t> cells{(k + m - 1) % m, k, (k + 1) % m};
        std::sort(cells.begin(), cells.end());
        cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
        return cells;
    }
};

}  // namespace

std::uint64_t pairs_in_cutoff(const State& state, const Mixture& mixture) {
    if (mixture.largest_cutoff() == 0.0) return 0;
    const Cells cells(state, mixture.largest_cutoff());
    std::uint64_t pairs = 0;
    const auto count_between = [&](std::size_t a, std::size_t b) {
        for (const std::size_t i : cells.members[a]) {
            for (const std::size_t j : cells.members[b]) {
                if (j <= i) continue;  // each pair once, whichever cell is the first
                const Vector3 r = state.box.minimum_image(state.position_of(i), state.position_of(j));
                const auto si = static_cast<std::size_t>(state.species[i]);
                if (dot(r, r) < mixture.pair(si, static_cast<std::size_t>(state.species[j])).cutoff2) ++pairs;
            }
        }
    };
    for (std::size_t x = 0; x < cells.count[0]; ++x) {
        for (std::size_t y = 0; y < cells.count[1]; ++y) {
            for (std::size_t z = 0; z < cells.count[2]; ++z) {
                for (const std::size_t nx : cells.near(0, x)) {
                    for (const std::size_t ny : cells.near(1, y)) {
                        for (const std::size_t nz : cells.near(2, z)) {
                            count_between(cells.number({x, y, z}), cells.number({nx, ny, nz}));
                        }
                    }
                }
            }
        }
    }
    return pairs;
}

}  // namespace soret
