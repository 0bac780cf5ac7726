#pragma once

#include "soret/optimized/kernels/cell_view.hpp"

namespace soret::optimized {

struct NearChunk;

/// The places of soret/common/insertion_places.hpp for a particle of one species.
struct PlaceLattice {
    double spacing;
    double reach;           ///< from the middle along an axis: a particle beyond takes no place
    double reach2;          ///< of the distance from the middle, the same, squared
    const double* within2;  ///< by species of the neighbour: nearer than this it takes a place, squared
};

/// The kernels that look for room, of one instruction set; what they do is written in free_places_kernel.hpp.
struct FreePlacesKernels {
    std::uint64_t (*free_places)(const CellView&, const double* middle, int own_chunk, int own_lane,
                                 const PlaceLattice&, NearChunk* scratch);

    static const FreePlacesKernels sse2, avx2, avx512;
};

}  // namespace soret::optimized
