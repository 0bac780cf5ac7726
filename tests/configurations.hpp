#pragma once

// Configurations, mixtures and comparisons that the tests of the pair components share.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "fixed_random_seed.hpp"
#include "soret/common/contracts/pair_forces.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/random_streams.hpp"
#include "soret/common/state.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret::test {

using BothBackends = ::testing::Types<ReferenceBackend, OptimizedBackend>;

/// A name for each backend in the names of typed tests.
struct BackendNames {
    template <class Backend>
    static std::string GetName(int) {
        return std::string(Backend::name);
    }
};

/// Uniform numbers that depend on (seed, index) only.
class Uniform {
public:
    explicit Uniform(std::uint64_t seed) : seed_(seed) {}
    double operator()(double low, double high) {
        const RandomWords words = random_words(seed_, RandomStream::synthetic_series, index_++, 0);
        return low + (high - low) * uniform_from(words[0], words[1]);
    }
    std::int32_t below(std::size_t n) {
        const RandomWords words = random_words(seed_, RandomStream::synthetic_series, index_++, 0);
        return static_cast<std::int32_t>(index_from(words[0], static_cast<std::uint32_t>(n)));
    }

private:
    std::uint64_t seed_;
    std::uint64_t index_ = 0;
};

inline SpeciesMatrix symmetric_matrix(std::size_t n, const std::vector<double>& upper_rows) {
    SpeciesMatrix matrix(n, 0.0);
    std::size_t k = 0;
    for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = a; b < n; ++b) matrix(a, b) = matrix(b, a) = upper_rows[k++];
    }
    return matrix;
}

/// One species, everything 1.
inline Mixture pure_mixture(double cutoff, Truncation truncation) {
    return Mixture(lorentz_berthelot({1.0}, {1.0}, {1.0}, cutoff, 1.0, truncation));
}

/// Three species far from alike, every pair with a cutoff of its own; the largest is 2.5.
inline Mixture asymmetric_mixture(Truncation truncation) {
    MixtureParameters parameters;
    parameters.mass = {1.0, 2.5, 0.3};
    parameters.epsilon = symmetric_matrix(3, {0.8, 0.95, 0.3, 1.3, 1.7, 0.2});
    parameters.sigma = symmetric_matrix(3, {1.0, 0.97, 0.85, 0.9, 0.8, 0.7});
    parameters.cutoff = symmetric_matrix(3, {2.5, 2.3, 2.4, 2.25, 2.5, 1.9});
    parameters.truncation = truncation;
    return Mixture(parameters);
}

/// The second species sees nobody.
inline Mixture mixture_with_ghosts(Truncation truncation) {
    return Mixture(lorentz_berthelot({1.0, 1.0}, {1.0, 0.0}, {1.0, 1.0}, 2.5, 1.0, truncation));
}

inline constexpr std::array all_truncations{Truncation::shifted, Truncation::plain, Truncation::force_shifted};

inline std::array<double, 3> edges_of(const Box& box) {
    return {box.edges().x, box.edges().y, box.edges().z};
}

inline void draw_velocities(State& state, double largest, std::uint64_t seed) {
    Uniform uniform(seed);
    for (auto& axis : state.velocity) {
        axis.resize(state.size());
        for (double& v : axis) v = uniform(-largest, largest);
    }
}

/// n particles on the first places of a lattice of cells[0] x cells[1] x cells[2] that fills the given part of the
/// box, each moved by up to jitter of a lattice edge; species and velocities drawn.
struct LatticeOptions {
    std::array<int, 3> cells{};
    double jitter = 0.1;
    double filled_part_of_z = 1.0;
    double largest_velocity = 2.0;
    std::uint64_t seed = 1;
};

inline State lattice(const Box& box, std::size_t species_count, std::size_t n, const LatticeOptions& options) {
    State state;
    state.box = box;
    Uniform uniform(options.seed);
    const auto& cells = options.cells;
    const std::array<double, 3> spacing{box.edges().x / cells[0], box.edges().y / cells[1],
                                        box.edges().z * options.filled_part_of_z / cells[2]};
    for (std::size_t k = 0; k < n; ++k) {
        const int place = static_cast<int>(k);
        const std::array<int, 3> cell{place % cells[0], place / cells[0] % cells[1], place / cells[0] / cells[1]};
        std::array<double, 3> r{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            r[axis] = (cell[axis] + 0.5 + uniform(-options.jitter, options.jitter)) * spacing[axis];
        }
        state.add(static_cast<std::int64_t>(k) + 1, uniform.below(species_count), {r[0], r[1], r[2]});
    }
    draw_velocities(state, options.largest_velocity, options.seed + 1000);
    return state;
}

/// n particles in a cube of the given density.
inline State cubic_liquid(std::size_t species_count, std::size_t n, double density, std::uint64_t seed,
                          double shortest_edge = 5.0) {
    int side = 1;
    while (static_cast<std::size_t>(side * side * side) < n) ++side;
    const double edge = std::max(std::cbrt(static_cast<double>(n) / density), shortest_edge);
    return lattice(Box({edge, edge, edge}), species_count, n, {.cells = {side, side, side}, .seed = seed});
}

inline std::vector<std::size_t> reversed_order(std::size_t n) {
    std::vector<std::size_t> order(n);
    std::iota(order.rbegin(), order.rend(), std::size_t{0});
    return order;
}

inline std::vector<std::size_t> shuffled_order(std::size_t n, std::uint64_t seed) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    Uniform uniform(seed);
    for (std::size_t k = n; k > 1; --k) std::swap(order[k - 1], order[static_cast<std::size_t>(uniform.below(k))]);
    return order;
}

/// All numbers of a result, particles in order of id: equal vectors are equal results.
inline std::vector<double> numbers_by_id(const State& state, const PairForcesResult& result) {
    std::vector<std::size_t> order(state.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return state.id[a] < state.id[b]; });
    std::vector<double> numbers;
    for (const std::size_t i : order) {
        for (const auto& axis : result.force) numbers.push_back(axis[i]);
        if (!result.particle_energy.empty()) numbers.push_back(result.particle_energy[i]);
    }
    numbers.push_back(result.potential_energy);
    numbers.insert(numbers.end(), result.virial.begin(), result.virial.end());
    numbers.insert(numbers.end(), result.kinetic.begin(), result.kinetic.end());
    numbers.insert(numbers.end(), result.heat_current.begin(), result.heat_current.end());
    for (const auto& current : result.mass_current) numbers.insert(numbers.end(), current.begin(), current.end());
    return numbers;
}

template <class Backend>
PairForcesResult pair_forces_of(const Mixture& mixture, const State& state, PairForcesRequest request = {},
                                const Execution& execution = {}) {
    typename Backend::PairForces pair_forces(mixture, execution);
    PairForcesResult result;
    pair_forces.compute(state, request, result);
    return result;
}

/// The message of the Error of type Expected that f throws; empty if it throws nothing.
template <class Expected, class F>
std::string message_of(F&& f) {
    try {
        f();
    } catch (const Expected& error) {
        return error.what();
    }
    return {};
}

}  // namespace soret::test
