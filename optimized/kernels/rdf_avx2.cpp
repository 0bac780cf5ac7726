#include "soret/optimized/kernels/rdf_kernel.hpp"

namespace soret::optimized {

const RdfKernels rdf_avx2{count_pairs<Avx2>};

}  // namespace soret::optimized
