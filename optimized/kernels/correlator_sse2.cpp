#include "soret/optimized/kernels/correlator_kernel.hpp"

namespace soret::optimized {

const CorrelatorKernels correlator_sse2{add_products<Sse2>};

}  // namespace soret::optimized
