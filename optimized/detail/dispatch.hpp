#pragma once

#include "soret/common/execution.hpp"
#include "soret/optimized/kernels/cluster_view.hpp"
#include "soret/optimized/kernels/correlator.hpp"
#include "soret/optimized/kernels/rdf.hpp"
#include "soret/optimized/kernels/trial_energy.hpp"

namespace soret::optimized {

const TrialEnergyKernels& trial_energy_kernels(InstructionSet instruction_set);
const ClusterKernels& cluster_kernels(InstructionSet instruction_set);
const RdfKernels& rdf_kernels(InstructionSet instruction_set);
const CorrelatorKernels& correlator_kernels(InstructionSet instruction_set);

}  // namespace soret::optimized
