#pragma once

#include "soret/common/execution.hpp"

namespace soret::optimized {

/// The kernels of one kind for an instruction set. Kernels is a table of functions that is there once for each of them
/// (optimized/CMakeLists.txt).
template <class Kernels>
const Kernels& kernels_for(InstructionSet instruction_set) {
    switch (instruction_set) {
        case InstructionSet::avx512: return Kernels::avx512;
        case InstructionSet::avx2: return Kernels::avx2;
        case InstructionSet::sse2: break;
    }
    return Kernels::sse2;
}

}  // namespace soret::optimized
