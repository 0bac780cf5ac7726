#include "soret/optimized/kernels/correlator_kernel.hpp"

namespace soret::optimized {

const CorrelatorKernels correlator_avx512{add_products<Avx512>};

}  // namespace soret::optimized
