#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "soret/common/state.hpp"

namespace soret {

/// Two particles and r = r_i - r_j of their nearest images.
struct NearPair {
    std::size_t i = 0;
    std::size_t j = 0;
    std::array<double, 3> r{};
    double r2 = 0.0;
    std::array<int, 3> edges{};  ///< r = x_i - x_j - edges L
};

/// Calls f(const NearPair&) once for each pair of particles closer than `reach`, by cells.
/// reach   > 0, at most half the shortest edge; beyond it pairs of further images are not seen       [sigma]
template <class F>
void for_each_near_pair(const State& state, double reach, F&& f) {
    const Vector3& e = state.box.edges();
    const std::array<double, 3> edge{e.x, e.y, e.z};
    std::array<std::size_t, 3> count{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        count[axis] = std::clamp<std::size_t>(static_cast<std::size_t>(edge[axis] / reach), 1, 512);
    }
    const std::size_t n = state.size();
    std::vector<std::size_t> cell_of(n);
    std::vector<std::size_t> begin(count[0] * count[1] * count[2] + 1, 0);
    for (std::size_t i = 0; i < n; ++i) {
        std::size_t cell = 0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double place = state.position[axis][i] / edge[axis] * static_cast<double>(count[axis]);
            cell = cell * count[axis] + std::min(static_cast<std::size_t>(place), count[axis] - 1);
        }
        cell_of[i] = cell;
        ++begin[cell + 1];
    }
    for (std::size_t cell = 1; cell < begin.size(); ++cell) begin[cell] += begin[cell - 1];
    // Positions in the order of cells, so that neighbours lie close together in memory.
    std::vector<std::size_t> particle(n);
    std::vector<std::array<double, 3>> place(n);
    std::vector<std::size_t> next = begin;
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t k = next[cell_of[i]]++;
        particle[k] = i;
        for (std::size_t axis = 0; axis < 3; ++axis) place[k][axis] = state.position[axis][i];
    }
    const double reach2 = reach * reach;
    const auto look_at = [&](std::size_t a, std::size_t b) {
        NearPair pair;
        pair.r2 = 0.0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double d = place[a][axis] - place[b][axis];
            const double half = 0.5 * edge[axis];
            pair.edges[axis] = (d > half ? 1 : 0) - (d < -half ? 1 : 0);
            pair.r[axis] = d - static_cast<double>(pair.edges[axis]) * edge[axis];
            pair.r2 += pair.r[axis] * pair.r[axis];
        }
        if (!(pair.r2 < reach2)) return;
        pair.i = particle[a];
        pair.j = particle[b];
        f(pair);
    };
    const auto near = [&](std::size_t axis, std::size_t k) {  // the cell and its neighbours, each once
        const std::size_t m = count[axis];
        std::vector<std::size_t> cells{(k + m - 1) % m, k, (k + 1) % m};
        std::sort(cells.begin(), cells.end());
        cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
        return cells;
    };
    for (std::size_t x = 0; x < count[0]; ++x) {
        const auto near_x = near(0, x);
        for (std::size_t y = 0; y < count[1]; ++y) {
            const auto near_y = near(1, y);
            for (std::size_t z = 0; z < count[2]; ++z) {
                const auto near_z = near(2, z);
                const std::size_t own = (x * count[1] + y) * count[2] + z;
                for (std::size_t a = begin[own]; a < begin[own + 1]; ++a) {
                    for (std::size_t b = a + 1; b < begin[own + 1]; ++b) look_at(a, b);
                }
                for (const std::size_t nx : near_x) {
                    for (const std::size_t ny : near_y) {
                        for (const std::size_t nz : near_z) {
                            const std::size_t other = (nx * count[1] + ny) * count[2] + nz;
                            if (other <= own) continue;
                            for (std::size_t a = begin[own]; a < begin[own + 1]; ++a) {
                                for (std::size_t b = begin[other]; b < begin[other + 1]; ++b) look_at(a, b);
                            }
                        }
                    }
                }
            }
        }
    }
}

}  // namespace soret
