#include "soret/optimized/kernels/transport_kernel.hpp"

namespace soret::optimized {

const TransportKernels transport_sse2{TransportKernel<Sse2>::coefficients};

}  // namespace soret::optimized
