#pragma once

#include "soret/optimized/kernels/cell_view.hpp"

namespace soret::optimized {

/// The particles of a row are stored in chunks as those of a cell, with a fourth number: the tag of their species.
inline constexpr int row_chunk_doubles = 4 * chunk_size;
/// Lowest x, y, z of a chunk, then highest.
inline constexpr int bounds_of_chunk = 6;
/// The tag of the second of two species, a sign that r^2 can carry; that of all others is 0.0.
inline constexpr double second_species_tag = -0.0;

/// Most pairs of a particle and a chunk in each of two lists before their energies are added: the terms of that sum,
/// eight a pair, stay below 2^63 quanta as long as each is below 2^10 (exact_term_limit).
inline constexpr int listed_at_once = 256;
static_assert(2 * listed_at_once * chunk_size <= 4 * largest_unchecked_count);
/// Most images of a chunk that are kept for the listed pairs.
inline constexpr int images_at_once = 32;

/// All particles in rows along x, as raw arrays. A row has the cross-section of a cell of the grid, and its chunks are
/// in the order of x, up to the width of a bin: so they are small.
struct RowView {
    const double* chunks;              ///< row_chunk_doubles each
    const double* bounds;              ///< bounds_of_chunk each
    const std::uint8_t* species_bits;  ///< [chunk][species]: bit l is set if lane l holds that species
    const std::int32_t* first_chunk;   ///< [row + 1]; row = z rows[0] + y
    const std::int32_t* bin_begin;     ///< [row][bins + 1]: particles of the row in the bins before
    int rows[2];                       ///< along y and z
    int bins;                          ///< along x
    double inverse_bin;                ///< 1 / the width of a bin
    double edge[3];
    int species_count;
};

/// A particle in an image of its chunk, and a chunk that may have others within the cutoff, as one word: from the
/// lowest bit on, where its x is among the images, and where the chunk begins, 32 bits each.
using ListedPair = std::uint64_t;

/// Where the total energy keeps what it is about to do.
struct RowScratch {
    ListedPair* const* listed;  ///< [species of the particle], each with room for listed_at_once
    ListedPair* const* own;     ///< the same, where the chunk is that of the particle
    ListedPair** listed_ends;   ///< [species]
    int* listed_counts;         ///< [species]
    int* own_counts;            ///< [species]
    double* images;             ///< images_at_once, of chunk_doubles each
    DistanceBuffers distances;  ///< each with room for 2 listed_at_once chunks and one more
};

/// The bin of a coordinate; those from the edge on are in the last one.
static inline int bin_of(const RowView& view, double x) {
    const int bin = static_cast<int>(x * view.inverse_bin);
    return bin < view.bins ? bin : view.bins - 1;
}

}  // namespace soret::optimized
