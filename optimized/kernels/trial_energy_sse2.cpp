#include "soret/optimized/kernels/trial_energy.hpp"
#include "soret/optimized/kernels/trial_energy_kernel.hpp"

namespace soret::optimized {

const TrialEnergyKernels trial_energy_sse2{near_distances<Sse2>, near_distances_of_two<Sse2>, add_pair_energies<Sse2>,
                                           total_energy<Sse2>};

}  // namespace soret::optimized
