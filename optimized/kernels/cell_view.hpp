#pragma once

#include <cstdint>

// Plain data that crosses the border to the translation units of one instruction set each: no type here has an inline
// function of the standard library, which would be compiled with different flags in each of them.

namespace soret::optimized {

__extension__ typedef __int128 WideInteger;

/// Particles of a cell are stored in chunks of this many: x of eight, then y of eight, then z of eight.
inline constexpr int chunk_size = 8;
inline constexpr int chunk_doubles = 3 * chunk_size;

/// Coordinate of an empty place: far from everything, its square still finite.
inline constexpr double nowhere = 0x1p20;

/// r^2 that fills a buffer of distances up to a whole vector; beyond every cutoff.
inline constexpr double far_distance2 = 0x1p100;

/// This many terms below 2^11 cannot overflow a sum: half of soret::largest_neighbour_count.
inline constexpr int largest_unchecked_count = 1024;

/// Constants of a pair of species: soret::PairParameters, and the squared distance from which on every rounded term is
/// small.
struct PairConstants {
    double cutoff2, sigma2, epsilon4, epsilon24, shift, slope, cutoff, safe2;
};

/// A cell grid as raw arrays.
struct CellView {
    const double* chunks;              ///< chunk_doubles each; chunk c of cell k is number k chunks_per_cell + c
    const std::uint8_t* species_bits;  ///< [chunk][species]: bit l is set if lane l holds that species
    const std::int32_t* occupancy;     ///< particles of each cell; they fill its chunks from the front
    int chunks_per_cell;
    int species_count;
    int cells[3];
    double edge[3];
    double cell_edge[3];
};

/// Squared distances within the cutoff, by species of the neighbour, packed.
struct DistanceBuffers {
    double* const* distances2;  ///< [species], each with room for all particles and one chunk more
    int* counts;                ///< [species]
    double** ends;              ///< [species], scratch
};

}  // namespace soret::optimized
