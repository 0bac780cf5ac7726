#pragma once

#include <string_view>
#include <vector>

namespace soret {

/// Instruction sets with kernels of their own. They change the speed, never a bit of a result.
enum class InstructionSet { sse2, avx2, avx512 };

std::string_view name_of(InstructionSet instruction_set);

/// Those that this CPU and its operating system support, from the narrowest to the widest.
std::vector<InstructionSet> supported_instruction_sets();
InstructionSet best_instruction_set();

/// name     auto, sse2, avx2 or avx512
/// throws   InvalidArgument: unknown name, or one that this CPU lacks
InstructionSet instruction_set_from(std::string_view name);

/// How a backend may use the machine. The reference backend ignores it.
struct Execution {
    InstructionSet instruction_set = best_instruction_set();
    int threads = 1;           ///< >= 1
    double list_buffer = 0.0;  ///< how far lists of pairs reach beyond the cutoff [sigma]; 0: chosen by the backend
};

}  // namespace soret
