#include "soret/optimized/kernels/cluster_kernels.hpp"

namespace soret::optimized {

const ClusterKernels cluster_kernels_avx512 = cluster_kernels<Avx512>;

}  // namespace soret::optimized
