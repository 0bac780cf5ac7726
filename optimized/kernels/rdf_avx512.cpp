#include "soret/optimized/kernels/rdf_kernel.hpp"

namespace soret::optimized {

const RdfKernels rdf_avx512{count_pairs<Avx512>};

}  // namespace soret::optimized
