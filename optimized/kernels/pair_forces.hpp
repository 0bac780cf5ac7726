#pragma once

#include "soret/optimized/kernels/cell_view.hpp"

namespace soret::optimized {

struct NearChunk;

/// Input of the pair pass. Arrays by place are in the order of the chunks of the grid.
struct PairForcesInput {
    CellView grid;
    const double* species;       ///< by place: species as a number
    const double* velocities;    ///< in chunks like the positions; null if currents are not wanted
    const PairConstants* table;  ///< [species][species]
    double cutoff2;              ///< largest of any pair
    bool energies;
    bool virial;
    bool force_shifted;
};

/// Sums of the pair pass, in quanta. Every pair counts from both sides.
struct PairForcesSums {
    std::int64_t* force[3];  ///< by place
    std::int64_t* energy;    ///< by place: sum of Q(u)
    WideInteger virial[6];
    WideInteger heat_current[3];
};

/// Adds what the particles of cells [first_cell, end_cell) feel. scratch: near_chunk_capacity.
/// returns false if a term may be too large for the fast rounding, or too many for one sum: then sums mean nothing
using PairForcesKernel = bool (*)(const PairForcesInput&, int first_cell, int end_cell, NearChunk* scratch,
                                  PairForcesSums&);

extern const PairForcesKernel pair_forces_sse2;
extern const PairForcesKernel pair_forces_avx2;
extern const PairForcesKernel pair_forces_avx512;

}  // namespace soret::optimized
