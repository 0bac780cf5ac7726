#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <vector>

#include "soret/common/execution.hpp"
#include "soret/common/portable_math.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// (n_x, n_y, n_z) of the wave vector q = 2 pi (n_x/L_x, n_y/L_y, n_z/L_z), which fits into a periodic box.
using WaveVector = std::array<int, 3>;

/// Largest |n| of a component.
inline constexpr int largest_wave_number = 64;
inline constexpr std::size_t most_wave_vectors = std::size_t{1} << 16;
inline constexpr std::size_t most_particles_of_modes = std::size_t{1} << 22;

/// All wave vectors with 0 < n.n <= largest_square of which q stands for -q too: the first component that is not 0 is
/// positive. In order of n.n, then of n.
/// throws   InvalidArgument: largest_square not in [1, 1024]
std::vector<WaveVector> wave_vectors_up_to(int largest_square);

/// throws   InvalidArgument: no species, no wave vector or more than most_wave_vectors, a component above
///          largest_wave_number in magnitude
void check_wave_vectors(std::size_t species_count, const std::vector<WaveVector>& wave_vectors);
/// throws   InvalidState: more than most_particles_of_modes particles, a species that is not in [0, species_count)
void check_state_of_modes(const State& state, std::size_t species_count);

/// Modes of the density of each species, whose products are the partial structure factors
///   S_ab(q) = <rho_a(q) rho_b(-q)>/N,   rho_s(q) = sum_{i of s} e^{i q.r_i}
/// As operations, each one of IEEE double precision:
///   E(n f) = (cos, sin)(2 pi n f) by portable_cosine_and_sine_of_turns(n f), f = r/L along an axis
///   e = (E_x E_y) E_z,   (a + i b)(c + i d) = (a c - b d) + i (a d + b c)
/// Both parts of e are rounded to integer multiples of 2^-40 and added as integers: the same bits in any order of the
/// particles, on any instruction set, with any number of threads.
///
/// wave vectors   V of them, q = 0 may be one
/// state          N particles of any cuboid box; velocities are not looked at
/// returns        V rows of a mode for each species
/// throws         as the functions check_... above
/// accuracy       of a part of a mode: (2^-41 + 30 |n| 2^-53) N, |n| the sum of the |n_a| or 1 (asserted in tests)
template <class T>
concept DensityModesBackend = std::constructible_from < T,
        std::size_t, const std::vector<WaveVector>
&, const Execution& > &&requires(const T modes, const State& state) {
    { modes.of(state) } -> std::same_as<std::vector<CosineAndSine>>;
};

}  // namespace soret
