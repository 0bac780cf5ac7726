#include "soret/optimized/kernels/pair_forces.hpp"
#include "soret/optimized/kernels/pair_forces_kernel.hpp"

namespace soret::optimized {

const PairForcesKernel pair_forces_sse2 = pair_forces<Sse2>;

}  // namespace soret::optimized
