#pragma once

#include "soret/optimized/kernels/row_view.hpp"

namespace soret::optimized {

struct NearChunk;

/// The kernels of trial energies of one instruction set; what they do is written in trial_energy_kernel.hpp.
struct TrialEnergyKernels {
    void (*near_distances)(const CellView&, const double* r, int own_chunk, int own_lane, double cutoff2,
                           NearChunk* scratch, const DistanceBuffers&);
    void (*near_distances_of_two)(const CellView&, const double* r, const double* moved, int own_chunk, int own_lane,
                                  double cutoff2, NearChunk* scratch, const DistanceBuffers&,
                                  const DistanceBuffers& moved_buffers);
    bool (*add_pair_energies)(const DistanceBuffers&, const PairConstants* row, int species_count, std::int64_t* sum);
    bool (*total_energy)(const RowView&, const PairConstants* table, double cutoff2, const RowScratch&,
                         WideInteger* total);

    static const TrialEnergyKernels sse2, avx2, avx512;
};

}  // namespace soret::optimized
