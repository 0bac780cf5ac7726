#pragma once

// Distances of pairs of which the Kirkwood-Buff integrals are known, or drawn.

#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "configurations.hpp"
#include "soret/common/contracts/kirkwood_buff.hpp"

namespace soret::test {

inline double ball(double r) {
    return 4.0 * std::numbers::pi / 3.0 * r * r * r;
}

inline double shell(const RadialBins& bins, std::size_t k) {
    return ball(bins.width() * static_cast<double>(k + 1)) - ball(bins.width() * static_cast<double>(k));
}

/// Pairs of a closed box in which g(a, b, r), normalised by N_a N_b, has these values in the middle of the bins.
using RadialFunction = std::function<double(std::size_t a, std::size_t b, double r)>;

inline PairDistances distances_of(const RadialBins& bins, double volume, const std::vector<double>& particles,
                                  const RadialFunction& g) {
    PairDistances distances{bins, volume, particles, {}};
    for (std::size_t a = 0; a < particles.size(); ++a) {
        for (std::size_t b = a; b < particles.size(); ++b) {
            const double all = (a == b ? 0.5 : 1.0) * particles[a] * particles[b];
            for (std::size_t k = 0; k < bins.bins; ++k) {
                const double r = bins.width() * (static_cast<double>(k) + 0.5);
                distances.pairs.push_back(g(a, b, r) * all * shell(bins, k) / volume);
            }
        }
    }
    return distances;
}

/// One species in a box so large that it does not matter that it is closed.
inline PairDistances of_function(const RadialBins& bins, const std::function<double(double)>& g) {
    return distances_of(bins, 1e6, {1e6}, [&](std::size_t, std::size_t, double r) { return g(r); });
}

/// N (N - 1)/2 pairs of one species and N_1 N_2 of two, independent of each other.
inline PairDistances ideal_gas(const RadialBins& bins, double volume, const std::vector<double>& particles) {
    return distances_of(bins, volume, particles,
                        [&](std::size_t a, std::size_t b, double) { return a == b ? 1.0 - 1.0 / particles[a] : 1.0; });
}

/// The pairs of a pure liquid, N (N - 1)/2 g in all, of whose particles the first N_1 are called species 1, and so on.
inline PairDistances split_liquid(const RadialBins& bins, double volume, const std::vector<double>& particles) {
    return distances_of(bins, volume, particles, [&](std::size_t a, std::size_t b, double r) {
        const double liquid = r < 1.0 ? 0.0 : 1.0 + 2.0 * std::exp(-2.0 * (r - 1.0)) * std::cos(6.0 * (r - 1.1));
        return liquid * (a == b ? 1.0 - 1.0 / particles[a] : 1.0);
    });
}

inline PairDistances random_distances(const RadialBins& bins, const std::vector<double>& particles,
                                      std::uint64_t seed) {
    Uniform uniform(seed);
    return distances_of(bins, 9.0 * std::pow(bins.r_max, 3), particles,
                        [&](std::size_t, std::size_t, double) { return uniform(0.0, 2.0); });
}

}  // namespace soret::test
