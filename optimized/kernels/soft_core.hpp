#pragma once

#include "soret/optimized/kernels/cell_view.hpp"

namespace soret::optimized {

/// Constants of a pair of species at one stage: those of contracts/soft_core.hpp, and the squared distance from which
/// on the energy is small.
struct SoftCoreConstants {
    double a;         ///< alpha (1 - zeta)^2
    double epsilon4;  ///< zeta 4 eps
    double shift, slope, safe2;
};

/// What all stages of a pair of species have in common.
struct SoftCoreStages {
    const SoftCoreConstants* stages;
    int count;
    double cutoff2, cutoff, sigma2;
    double s6_beyond;  ///< (s/r)^6 that gives no energy at any stage: that of the cutoff, or 0 if nothing is shifted
    bool force_shifted;
};

/// The kernels of the soft core of one instruction set; what they do is written in soft_core_kernel.hpp.
struct SoftCoreKernels {
    double (*add_energies)(double* distances2, int count, const SoftCoreStages&, double* powers, std::int64_t* sums);

    static const SoftCoreKernels sse2, avx2, avx512;
};

}  // namespace soret::optimized
