#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "soret/common/state.hpp"

namespace soret {

/// m: lags are k m^l samples, k = 1 .. m - 1, l = 0, 1, ..; a lag of level l begins at the samples whose number is a
/// multiple of m^l.
inline constexpr std::uint64_t msd_multiple = 8;

/// The lags that end at a sample.
std::vector<std::uint64_t> msd_lags(std::uint64_t sample);
/// Whether a sample is the origin of a lag that ends later than now.
bool msd_keeps(std::uint64_t sample, std::uint64_t now);

/// The species of each row.
using MsdSpecies = std::vector<std::int32_t>;

/// Unwrapped positions of one sample.
struct MsdFrame {
    std::uint64_t sample = 0;
    std::array<std::vector<double>, 3> position;  ///< axis first, rows as in the states                      [sigma]
    friend bool operator==(const MsdFrame&, const MsdFrame&) = default;
};

/// Mean-square displacement over one lag that ends at the present sample.
struct LagDisplacement {
    std::uint64_t lag = 0;           ///< samples
    std::vector<double> by_species;  ///< 0 for a species without particles                                   [sigma^2]
    friend bool operator==(const LagDisplacement&, const LagDisplacement&) = default;
};

/// A displacement must stay below this [sigma].
inline constexpr double largest_msd_displacement = 2048.0;

/// throws   InvalidState: species_count 0, a species out of range
void check_msd_species(const MsdSpecies& species, std::size_t species_count);
/// throws   InvalidState: another number of particles than `particles`; another box than that of the first sample
void check_msd_state(const State& state, std::size_t particles, const Box& box);
/// throws   InvalidState: more than 2^53 samples, or frames that are not those that the future of so many depends on
void check_msd_frames(std::span<const MsdFrame> frames, std::uint64_t samples);
/// throws   InvalidState: a displacement is too large
[[noreturn]] void report_largest_msd(std::uint64_t sample);

/// Mean-square displacements by species in a box that does not change, on the fly: at each sample those of the lags
/// that end there. The memory grows as the logarithm of the number of samples: m - 1 frames a level l.
///                                                [order-n algorithm: Frenkel and Smit (2002), algorithm 9]
///   u_a = x_a + n_a L_a, unwrapped by the image n,    d_a = u_a(now) - u_a(now - lag)
///   msd_s = (sum over i of species s of Q((d_x d_x + d_y d_y) + d_z d_z)) / N_s
/// Q rounds to the nearest multiple of 2^-40, ties to even; sums are of integers, taken to the nearest double and
/// divided by N_s. Every operation is one IEEE double operation: the same bits in both backends and in any order of the
/// particles. The motion of the centre of mass is not taken off.
///
/// species         of each row; never changes
/// add(state)      the next sample; rows of all states in the same order. Returns the lags of msd_lags() in its order
/// frames()        those that msd_keeps(), by their number; with samples() all that the future depends on
/// restore(samples, box, frames)   goes on as after so many samples
/// throws     InvalidState: check_msd_species(), check_msd_state(), a displacement not below largest_msd_displacement
/// accuracy   displacements are exact while unwrapped coordinates stay below 2048 in magnitude;
///            |error| <= 2^-41 + 3 2^-53 msd (asserted in tests)
template <class T>
concept MsdBackend = std::constructible_from<T, MsdSpecies, std::size_t> &&
    requires(T msd, const T& constant_msd, const State& state, std::uint64_t samples, const Box& box,
             const std::vector<MsdFrame>& frames) {
    { msd.add(state) } -> std::same_as<std::vector<LagDisplacement>>;
    { msd.restore(samples, box, frames) } -> std::same_as<void>;
    { constant_msd.samples() } -> std::same_as<std::uint64_t>;
    { constant_msd.box() } -> std::same_as<const Box&>;
    { constant_msd.frames() } -> std::same_as<std::vector<MsdFrame>>;
};

}  // namespace soret
