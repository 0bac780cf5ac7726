#include "soret/optimized/kernels/transport_kernel.hpp"

namespace soret::optimized {

const TransportKernels transport_avx512{TransportKernel<Avx512>::coefficients};

}  // namespace soret::optimized
