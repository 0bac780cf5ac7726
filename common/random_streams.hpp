#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <Random123/philox.h>

namespace soret {

/// The registry of random streams. Every random number of the library is a pure function of
/// (seed, stream, index, block); no generator has a state, so a restart needs only the index.
/// A number in this list is never used again for another purpose.
enum class RandomStream : std::uint32_t {
    start_configuration = 1,   // index = particle
    velocities = 2,            // index = particle
    monte_carlo_particle = 3,  // index = turn
    monte_carlo_volume = 4,    // index = sweep
    task_seed = 5,             // index = task of a campaign
    bootstrap = 6,             // index = resample
    synthetic_series = 7,      // index = element; tests and self-checks
    monte_carlo_growing = 8,   // index = turn of the growing particle
    error_propagation = 9,     // index = draw of all inputs of a formula
};

constexpr std::string_view name_of(RandomStream stream) {
    switch (stream) {
        case RandomStream::start_configuration: return "start_configuration";
        case RandomStream::velocities: return "velocities";
        case RandomStream::monte_carlo_particle: return "monte_carlo_particle";
        case RandomStream::monte_carlo_volume: return "monte_carlo_volume";
        case RandomStream::task_seed: return "task_seed";
        case RandomStream::bootstrap: return "bootstrap";
        case RandomStream::synthetic_series: return "synthetic_series";
        case RandomStream::monte_carlo_growing: return "monte_carlo_growing";
        case RandomStream::error_propagation: return "error_propagation";
    }
    return "unknown";
}

/// Four independent words, each uniform over all 2^32 values (Philox4x32-10, Salmon et al. 2011).
using RandomWords = std::array<std::uint32_t, 4>;

inline RandomWords random_words(std::uint64_t seed, RandomStream stream, std::uint64_t index, std::uint32_t block) {
    const r123::Philox4x32::key_type key{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
    const r123::Philox4x32::ctr_type counter{{static_cast<std::uint32_t>(index),
                                              static_cast<std::uint32_t>(index >> 32), block,
                                              static_cast<std::uint32_t>(stream)}};
    const auto words = r123::Philox4x32{}(counter, key);
    return {words[0], words[1], words[2], words[3]};
}

/// Uniform on the 2^53 equidistant values of [0, 1).
inline double uniform_from(std::uint32_t high, std::uint32_t low) {
    const std::uint64_t word = (static_cast<std::uint64_t>(high) << 32) | low;
    return static_cast<double>(word >> 11) * 0x1p-53;
}

/// Uniform on 2^32 equidistant values of (-1, 1), symmetric about 0: u and -u are equally likely.
inline double symmetric_uniform_from(std::uint32_t word) {
    return (2.0 * static_cast<double>(word) - 4294967295.0) * 0x1p-32;
}

/// Uniform on 0 .. n-1; relative bias at most n 2^-32.
inline std::uint32_t index_from(std::uint32_t word, std::uint32_t n) {
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(word) * n) >> 32);
}

}  // namespace soret
