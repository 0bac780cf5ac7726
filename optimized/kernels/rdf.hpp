#pragma once

#include <cstdint>

namespace soret::optimized {

/// Columns along z, cut into slabs of z. Cell (column, slab) has number column slabs + slab, column (cx, cy) number
/// cy columns[0] + cx.
struct RdfGrid {
    double edge[3];
    int columns[2];   ///< along x, y
    double width[2];  ///< of a column
    double columns_per_length[2];
    int slabs;
    double slabs_per_length;
    int slabs_per_block;  ///< of the particles that look for their neighbours together
    double reach;         ///< a little more than r_max: no rounding of a border hides a pair
};

/// The particles of one species, sorted by cell.
struct RdfSpecies {
    const double* x;  ///< room for one vector more behind the last one
    const double* y;
    const double* z;
    const std::int32_t* first;  ///< by cell: place of its first particle; one entry more
};

struct RdfTask {
    RdfGrid grid;
    const RdfSpecies* species;
    int species_count;
    double r_max2;
    double bins_per_length;
    double last_bin;
};

/// Scratch and results of one thread. Each array has room for one vector more.
struct RdfBuffers {
    double* near[3];        ///< rdf_near_size coordinates
    double* distances2;     ///< 2 rdf_near_size
    std::int32_t* bins;     ///< 2 rdf_near_size
    std::uint64_t* counts;  ///< [pair of species][histogram][bin]
};
inline constexpr int rdf_near_size = 2048;
/// Neighbouring distances go to different histograms: a count need not wait for the one before it.
inline constexpr int rdf_histograms = 2;
/// Most columns to one side within reach: a column is at least an eighth of r_max wide.
inline constexpr int rdf_most_columns = 9;

struct RdfKernels {
    /// Adds the pairs of the particles of every column_step-th column, from first_column on. Each unordered pair
    /// belongs to one of its two.
    void (*count_pairs)(const RdfTask&, int first_column, int column_step, const RdfBuffers&);

    static const RdfKernels sse2, avx2, avx512;
};

}  // namespace soret::optimized
