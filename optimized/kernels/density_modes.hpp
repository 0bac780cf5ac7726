#pragma once

#include <cstdint>

namespace soret::optimized {

/// Particles of a block: whole vectors of every instruction set.
inline constexpr int density_modes_block = 256;

/// Those of portable_cosine_and_sine_of_turns().
struct SeriesOfACircle {
    double two_pi;
    const double* sine;
    int sine_terms;
    const double* cosine;
    int cosine_terms;
};

struct DensityModesTask {
    SeriesOfACircle circle;
    const double* fraction[3];  ///< r/L of a block's particles
    const double* weight;       ///< 1, or 0 in a place without a particle
    int largest[3];             ///< largest |n| along an axis
    const int* wave_vectors;    ///< x, y, z of each
    int count;                  ///< of wave vectors
    /// E(n f) of the block, an axis each: cosines, then sines of n = 0, then those of n = 1, ...
    double* phases[3];
};

struct DensityModesKernels {
    /// Adds to sums what the block gives: cosine and sine of each wave vector, in quanta.
    void (*add_block)(const DensityModesTask&, std::int64_t* sums);

    static const DensityModesKernels sse2, avx2, avx512;
};

}  // namespace soret::optimized
