#include "soret/optimized/kernels/cluster_kernels.hpp"

namespace soret::optimized {

const ClusterKernels cluster_kernels_avx2 = cluster_kernels<Avx2>;

}  // namespace soret::optimized
