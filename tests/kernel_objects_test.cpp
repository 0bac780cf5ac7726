// The object files of the kernels: each instruction set keeps to its own registers and its own functions. A function
// that two of them define as a weak symbol is merged by the linker into one, which may be the wrong one for the CPU.

#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

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

TEST(KernelObjects, OfDifferentInstructionSetsShareNoFunction) {
    const MergedSymbols merged = merged_symbols(output_of("nm -A --defined-only '" + archive + "'"));
    ASSERT_FALSE(merged.empty()) << "no symbols read from " << archive;
    for (const std::string& name : shared_symbols(merged)) {
        ADD_FAILURE() << name << " is defined in several kernels: make it static or a template of Arch";
    }
}

TEST(KernelObjects, UseTheRegistersOfTheirInstructionSetAndNoFusedMultiplyAdd) {
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

}  // namespace
}  // namespace soret
