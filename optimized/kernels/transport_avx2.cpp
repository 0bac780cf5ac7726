#include "soret/optimized/kernels/transport_kernel.hpp"

namespace soret::optimized {

const TransportKernels transport_avx2{TransportKernel<Avx2>::coefficients};

}  // namespace soret::optimized
