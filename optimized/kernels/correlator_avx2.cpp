#include "soret/optimized/kernels/correlator_kernel.hpp"

namespace soret::optimized {

const CorrelatorKernels correlator_avx2{add_products<Avx2>};

}  // namespace soret::optimized
