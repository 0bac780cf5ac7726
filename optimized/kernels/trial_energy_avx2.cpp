#include "soret/optimized/kernels/trial_energy.hpp"
#include "soret/optimized/kernels/trial_energy_kernel.hpp"

namespace soret::optimized {

const TrialEnergyKernels trial_energy_avx2{near_distances<Avx2>, near_distances_of_two<Avx2>, add_pair_energies<Avx2>,
                                           total_energy<Avx2>};

}  // namespace soret::optimized
