#include "soret/optimized/kernels/cluster_kernels.hpp"

namespace soret::optimized {

const ClusterKernels cluster_kernels_sse2 = cluster_kernels<Sse2>;

}  // namespace soret::optimized
