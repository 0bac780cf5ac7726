#include "soret/optimized/kernels/rdf_kernel.hpp"

namespace soret::optimized {

const RdfKernels rdf_sse2{count_pairs<Sse2>};

}  // namespace soret::optimized
