#pragma once

#include "soret/common/execution.hpp"
#include "soret/optimized/kernels/pair_forces.hpp"
#include "soret/optimized/kernels/trial_energy.hpp"

namespace soret::optimized {

const TrialEnergyKernels& trial_energy_kernels(InstructionSet instruction_set);
const PairForcesKernel& pair_forces_kernel(InstructionSet instruction_set);

}  // namespace soret::optimized
