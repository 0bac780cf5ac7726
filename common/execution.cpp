#include "soret/common/execution.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

std::string_view name_of(InstructionSet instruction_set) {
    switch (instruction_set) {
        case InstructionSet::sse2: return "sse2";
        case InstructionSet::avx2: return "avx2";
        case InstructionSet::avx512: return "avx512";
    }
    return "unknown";
}

std::vector<InstructionSet> supported_instruction_sets() {
    std::vector<InstructionSet> supported{InstructionSet::sse2};
    if (__builtin_cpu_supports("avx2")) supported.push_back(InstructionSet::avx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
        supported.push_back(InstructionSet::avx512);
    }
    return supported;
}

InstructionSet best_instruction_set() {
    static const InstructionSet best = supported_instruction_sets().back();
    return best;
}

InstructionSet instruction_set_from(std::string_view name) {
    if (name == "auto") return best_instruction_set();
    for (const InstructionSet candidate : {InstructionSet::sse2, InstructionSet::avx2, InstructionSet::avx512}) {
        if (name != name_of(candidate)) continue;
        for (const InstructionSet supported : supported_instruction_sets()) {
            if (supported == candidate) return candidate;
        }
        throw InvalidArgument(
            fmt::format("isa = {}: this CPU lacks it; it has up to {}", name, name_of(best_instruction_set())));
    }
    throw InvalidArgument(fmt::format("isa = {}: must be auto, sse2, avx2 or avx512", name));
}

}  // namespace soret
