#include "soret/optimized/detail/dispatch.hpp"

namespace soret::optimized {

const TrialEnergyKernels& trial_energy_kernels(InstructionSet instruction_set) {
    switch (instruction_set) {
        case InstructionSet::avx512: return trial_energy_avx512;
        case InstructionSet::avx2: return trial_energy_avx2;
        case InstructionSet::sse2: break;
    }
    return trial_energy_sse2;
}

const ClusterKernels& cluster_kernels(InstructionSet instruction_set) {
    switch (instruction_set) {
        case InstructionSet::avx512: return cluster_kernels_avx512;
        case InstructionSet::avx2: return cluster_kernels_avx2;
        case InstructionSet::sse2: break;
    }
    return cluster_kernels_sse2;
}

const RdfKernels& rdf_kernels(InstructionSet instruction_set) {
    switch (instruction_set) {
        case InstructionSet::avx512: return rdf_avx512;
        case InstructionSet::avx2: return rdf_avx2;
        case InstructionSet::sse2: break;
    }
    return rdf_sse2;
}

const CorrelatorKernels& correlator_kernels(InstructionSet instruction_set) {
    switch (instruction_set) {
        case InstructionSet::avx512: return correlator_avx512;
        case InstructionSet::avx2: return correlator_avx2;
        case InstructionSet::sse2: break;
    }
    return correlator_sse2;
}

}  // namespace soret::optimized
