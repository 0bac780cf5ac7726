#include "soret/optimized/kernels/pair_forces.hpp"
#include "soret/optimized/kernels/pair_forces_kernel.hpp"

namespace soret::optimized {

const PairForcesKernel pair_forces_avx2 = pair_forces<Avx2>;

}  // namespace soret::optimized
