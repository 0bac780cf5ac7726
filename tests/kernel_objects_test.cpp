// The object files of the kernels: each instruction set keeps to its own registers and its own functions. A function
// that two of them define as a weak symbol is merged by the linker into one, which may be the wrong one for the CPU.

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "sanitized.hpp"

namespace soret {
namespace {

const std::array<std::string, 3> instruction_sets{"sse2", "avx2", "avx512"};

const std::string archive = SORET_OPTIMIZED_ARCHIVE;

std::string output_of(const std::string& command) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string output;
    std::array<char, 65536> buffer;
    while (pipe) {
        const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe.get());
        if (count == 0) break;
        output.append(buffer.data(), count);
    }
    return output;
}

/// The instruction set of an object file of a kernel: NAME_avx2.cpp.o; empty for every other object file.
std::string instruction_set_of(const std::string& object) {
    static const std::regex pattern("_(sse2|avx2|avx512)\\.cpp\\.o$");
    std::smatch match;
    return std::regex_search(object, match, pattern) ? match[1].str() : std::string();
}

/// Symbols that the linker merges (types V, W, u of nm), by the instruction sets of the object files that define them.
/// "other" are the object files that are compiled for any CPU. Debug information and unwinding hold no instructions.
using MergedSymbols = std::map<std::string, std::set<std::string>>;

MergedSymbols merged_symbols(const std::string& listing) {
    MergedSymbols merged;
    std::istringstream lines(listing);
    static const std::regex pattern("^(.*\\.o): *[0-9a-f]* ([VWu]) (.*)$");
    std::string line;
    while (std::getline(lines, line)) {
        std::smatch match;
        if (!std::regex_match(line, match, pattern)) continue;
        const std::string name = match[3].str();
        if (name.rfind("DW.ref.", 0) == 0) continue;
        const std::string set = instruction_set_of(match[1].str());
        merged[name].insert(set.empty() ? "other" : set);
    }
    return merged;
}

/// Those that a kernel for a CPU with more than the least instruction set shares with anything else.
std::vector<std::string> shared_symbols(const MergedSymbols& merged) {
    std::vector<std::string> shared;
    for (const auto& [name, sets] : merged) {
        if (sets.size() > 1 && (sets.count("avx2") > 0 || sets.count("avx512") > 0)) shared.push_back(name);
    }
    return shared;
}

/// What a disassembly uses.
struct Registers {
    bool ymm = false, zmm = false, fused = false;
};

/// Registers by object file.
std::map<std::string, Registers> registers_in(const std::string& disassembly) {
    std::map<std::string, Registers> used;
    static const std::regex object_line("^(\\S+\\.o): +file format");
    static const std::regex fused("\\tv?fn?m(add|sub)(sub|add)?[0-9]*[sp][sd]");
    std::istringstream lines(disassembly);
    std::string line, object;
    while (std::getline(lines, line)) {
        std::smatch match;
        if (line.find("file format") != std::string::npos && std::regex_search(line, match, object_line)) {
            object = match[1].str();
        }
        Registers& registers = used[object];
        registers.ymm = registers.ymm || line.find("%ymm") != std::string::npos;
        registers.zmm = registers.zmm || line.find("%zmm") != std::string::npos;
        registers.fused = registers.fused || (line.find("\tvf") != std::string::npos && std::regex_search(line, fused));
    }
    return used;
}

/// What the kernels on clusters do with whole registers: by kernel, an operation with the type of its numbers and the
/// register, as "divps zmm". A kernel is "ClusterPassKernel 2, true, true, false, 0, false", whatever functions the
/// compiler makes of it.
using KernelArithmetic = std::map<std::string, std::set<std::string>>;

/// Kernels by instruction set.
std::map<std::string, KernelArithmetic> arithmetic_in(const std::string& disassembly) {
    std::map<std::string, KernelArithmetic> kernels;
    static const std::regex object_line("^(\\S+\\.o): +file format");
    static const std::regex kernel_name("optimized::([A-Za-z]+Kernel)<xsimd::[a-z0-9]+(, ([^>}]*}?))?>");
    static const std::regex operation("\tv?((add|sub|mul|div)p[sd])\\s.*%([xyz]mm)");
    std::istringstream lines(disassembly);
    std::string line, set;
    std::set<std::string>* kernel = nullptr;
    while (std::getline(lines, line)) {
        std::smatch match;
        if (line.find("file format") != std::string::npos && std::regex_search(line, match, object_line)) {
            set = instruction_set_of(match[1].str());
            kernel = nullptr;
        } else if (line.ends_with(">:")) {
            const bool named = std::regex_search(line, match, kernel_name);
            kernel = named ? &kernels[set][match[1].str() + " " + match[3].str()] : nullptr;
        } else if (kernel != nullptr && std::regex_search(line, match, operation)) {
            kernel->insert(match[1].str() + " " + match[3].str());
        }
    }
    return kernels;
}

bool is_pass(const std::string& kernel, const std::string& pass) {
    return kernel.rfind(pass + " ", 0) == 0;
}

/// Which passes there are: for numbers of species and for sums asked for.
std::set<std::string> variants_of(const std::string& pass, const KernelArithmetic& kernels) {
    std::set<std::string> variants;
    for (const auto& [kernel, arithmetic] : kernels) {
        if (is_pass(kernel, pass)) variants.insert(kernel.substr(pass.size() + 1));
    }
    return variants;
}

/// The one register that all this arithmetic uses; empty if it is several, or one of these operations is missing.
std::string register_of(const std::set<std::string>& arithmetic, const std::vector<std::string>& operations) {
    std::set<std::string> used, registers;
    for (const std::string& entry : arithmetic) {
        used.insert(entry.substr(0, entry.find(' ')));
        registers.insert(entry.substr(entry.find(' ') + 1));
    }
    const bool complete = std::all_of(operations.begin(), operations.end(),
                                      [&](const std::string& operation) { return used.count(operation) > 0; });
    return complete && registers.size() == 1 ? *registers.begin() : "";
}

const std::map<std::string, std::string> whole_registers{{"sse2", "xmm"}, {"avx2", "ymm"}, {"avx512", "zmm"}};

/// What a sanitizer adds to a kernel is no kernel.
class KernelObjects : public ::testing::Test {
protected:
    void SetUp() override {
        if (test::is_sanitized) GTEST_SKIP() << "instrumented code is not the code that is shipped";
    }
};

/// The kernels of each instruction set, by the names of object files.
std::map<std::string, std::set<std::string>> kernels_in(const std::string& members) {
    std::map<std::string, std::set<std::string>> kernels;
    std::istringstream lines(members);
    std::string object;
    while (std::getline(lines, object)) {
        const std::string set = instruction_set_of(object);
        if (!set.empty()) kernels[set].insert(object.substr(0, object.rfind('_' + set)));
    }
    return kernels;
}

TEST_F(KernelObjects, AreThereForEveryInstructionSet) {
    const auto kernels = kernels_in(output_of("ar t '" + archive + "'"));
    const std::set<std::string> expected{"cluster",        "correlator",    "density_modes", "free_places",
                                         "kinetic_theory", "phase_diagram", "rdf",           "soft_core",
                                         "steinhardt",     "theory_models", "transport",     "trial_energy"};
    for (const std::string& set : instruction_sets) EXPECT_EQ(kernels.at(set), expected) << set;
}

TEST_F(KernelObjects, OfDifferentInstructionSetsShareNoFunction) {
    const MergedSymbols merged = merged_symbols(output_of("nm -A --defined-only '" + archive + "'"));
    ASSERT_FALSE(merged.empty()) << "no symbols read from " << archive;
    for (const std::string& name : shared_symbols(merged)) {
        ADD_FAILURE() << name << " is defined in several kernels: make it static or a template of Arch";
    }
}

TEST_F(KernelObjects, UseTheRegistersOfTheirInstructionSetAndNoFusedMultiplyAdd) {
    const auto used = registers_in(output_of("objdump -d --no-show-raw-insn '" + archive + "'"));
    std::set<std::string> seen;
    for (const auto& [object, registers] : used) {
        SCOPED_TRACE(object);
        EXPECT_FALSE(registers.fused);
        const std::string set = instruction_set_of(object);
        EXPECT_EQ(registers.zmm, set == "avx512");
        if (set != "avx512") {
            EXPECT_EQ(registers.ymm, set == "avx2");
        }
        seen.insert(set);
    }
    for (const std::string& set : instruction_sets) EXPECT_EQ(seen.count(set), 1U) << "no kernel for " << set;
}

TEST_F(KernelObjects, OfEveryPassComputeInWholeRegisters) {
    const auto kernels = arithmetic_in(output_of("objdump -d -C --no-show-raw-insn '" + archive + "'"));
    const std::set<std::string> passes = variants_of("ClusterPassKernel", kernels.at("sse2"));
    // PassParts: forces, energies, components of the virial, currents, axis of a heat field or -1, kept forces. Zeros
    // at the end are not in a name: {true} is that of the forces and a heat field along x.
    const std::string from_kept_forces = "{false, false, 6, true, -1, true}";
    const std::vector<std::string> parts{"{true, false, 0, false, -1}",
                                         "{true, false, 1, false, -1}",
                                         "{true, true, 0, false, -1, true}",
                                         "{true, true, 6, false, -1, true}",
                                         "{true, true, 6, true, -1}",
                                         "{false, true, 6, true, -1}",
                                         "{true}",
                                         "{true, false, 0, false, 1}",
                                         "{true, false, 0, false, 2}",
                                         from_kept_forces};
    const auto are_in = [](const std::set<std::string>& variants, const std::string& sums) {
        return std::any_of(variants.begin(), variants.end(),
                           [&](const std::string& variant) { return variant.ends_with("PassParts" + sums); });
    };
    for (const std::string& sums : parts) EXPECT_TRUE(are_in(passes, sums)) << sums;
    for (const auto& [set, whole] : whole_registers) {
        EXPECT_EQ(variants_of("ClusterPassKernel", kernels.at(set)), passes) << set;
        for (const auto& [kernel, arithmetic] : kernels.at(set)) {
            if (!is_pass(kernel, "ClusterPassKernel")) continue;
            std::vector<std::string> operations{"mulpd"};
            if (!kernel.ends_with(from_kept_forces)) operations.emplace_back("divpd");
            EXPECT_EQ(register_of(arithmetic, operations), whole) << kernel << ", " << set;
        }
    }
}

TEST_F(KernelObjects, OfEverythingElseOnClustersComputeInRegistersOfACluster) {
    const auto kernels = arithmetic_in(output_of("objdump -d -C --no-show-raw-insn '" + archive + "'"));
    for (const auto& [set, whole] : whole_registers) {
        std::size_t others = 0;
        for (const auto& [kernel, arithmetic] : kernels.at(set)) {
            if (is_pass(kernel, "ClusterPassKernel")) continue;
            ++others;
            // Four doubles of a cluster are as many as a loop over one has: half a register of AVX-512.
            const std::string used = register_of(arithmetic, {"addpd", "mulpd"});
            EXPECT_TRUE(used == whole || (set == "avx512" && used == "ymm")) << kernel << ", " << set << ": " << used;
        }
        EXPECT_GE(others, 3U) << set;  // pruning, motion
    }
}

// The tests of the tests.
TEST(KernelObjectsPower, ASharedWeakFunctionIsSeen) {
    const std::string listing =
        "lib.a:pair_avx2.cpp.o:0000000000000000 W _Z5sharedv\n"
        "lib.a:pair_sse2.cpp.o:0000000000000000 W _Z5sharedv\n"
        "lib.a:pair_sse2.cpp.o:0000000000000000 W _Z3ownv\n"
        "lib.a:pair_avx2.cpp.o:0000000000000000 V DW.ref.__gxx_personality_v0\n"
        "lib.a:pair_sse2.cpp.o:0000000000000000 V DW.ref.__gxx_personality_v0\n"
        "lib.a:pair_avx2.cpp.o:0000000000000000 W _ZSt4sqrtd\n"
        "lib.a:dispatch.cpp.o:0000000000000000 W _ZSt4sqrtd\n";
    EXPECT_EQ(shared_symbols(merged_symbols(listing)), (std::vector<std::string>{"_Z5sharedv", "_ZSt4sqrtd"}));
}

TEST(KernelObjectsPower, AFusedMultiplyAddAndAWideRegisterAreSeen) {
    const auto used = registers_in(
        "pair_avx2.cpp.o:     file format elf64-x86-64\n"
        "   0:\tvfmadd231pd %ymm0,%ymm1,%ymm2\n"
        "pair_sse2.cpp.o:     file format elf64-x86-64\n"
        "   0:\tvmulpd %zmm0,%zmm1,%zmm2\n");
    EXPECT_TRUE(used.at("pair_avx2.cpp.o").fused);
    EXPECT_TRUE(used.at("pair_avx2.cpp.o").ymm);
    EXPECT_FALSE(used.at("pair_sse2.cpp.o").fused);
    EXPECT_TRUE(used.at("pair_sse2.cpp.o").zmm);
}

TEST(KernelObjectsPower, ANarrowRegisterInOneVariantOfAPassIsSeen) {
    const auto kernels = arithmetic_in(
        "pair_avx2.cpp.o:     file format elf64-x86-64\n"
        "0000 <soret::optimized::ClusterPassKernel<xsimd::avx2, 1, true>::run(int)>:\n"
        "   0:\tvmulpd (%rax),%ymm1,%ymm2\n"
        "   1:\tvdivpd %ymm1,%ymm1,%ymm2\n"
        "0000 <soret::optimized::ClusterPassKernel<xsimd::avx2, 2, true>::run(int)>:\n"
        "   0:\tvmulpd %ymm0,%ymm1,%ymm2\n"
        "0000 <void soret::optimized::ClusterPassKernel<xsimd::avx2, 2, true>::row(int)>:\n"
        "   0:\tvdivpd %xmm0,%xmm1,%xmm2\n"
        "0000 <other(int)>:\n"
        "   0:\tvmulpd %xmm0,%xmm1,%xmm2\n");
    ASSERT_EQ(kernels.at("avx2").size(), 2U);
    EXPECT_EQ(register_of(kernels.at("avx2").at("ClusterPassKernel 1, true"), {"mulpd", "divpd"}), "ymm");
    EXPECT_EQ(register_of(kernels.at("avx2").at("ClusterPassKernel 2, true"), {"mulpd", "divpd"}), "");
    EXPECT_EQ(register_of(kernels.at("avx2").at("ClusterPassKernel 1, true"), {"addpd"}), "");
}

}  // namespace
}  // namespace soret
