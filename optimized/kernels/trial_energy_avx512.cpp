#include "soret/optimized/kernels/trial_energy.hpp"
#include "soret/optimized/kernels/trial_energy_kernel.hpp"

namespace soret::optimized {

const TrialEnergyKernels trial_energy_avx512{near_distances<Avx512>, near_distances_of_two<Avx512>,
                                             add_pair_energies<Avx512>, total_energy<Avx512>};

}  // namespace soret::optimized
