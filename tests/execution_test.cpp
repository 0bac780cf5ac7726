#include <sched.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/execution.hpp"
#include "soret/common/usable_cores.hpp"

namespace soret::test {
namespace {

const std::vector<InstructionSet> all_sets{InstructionSet::sse2, InstructionSet::avx2, InstructionSet::avx512};

bool supported(InstructionSet set) {
    const std::vector<InstructionSet> sets = supported_instruction_sets();
    return std::find(sets.begin(), sets.end(), set) != sets.end();
}

/// As under taskset, where glibc still counts all cores: a thread is bound to the first core that it may run on.
TEST(Execution, CountsTheCoresThatAThreadMayRunOn) {
    const int before = usable_cores();
    EXPECT_GE(before, 1);
    int bound = 0;
    std::thread([&] {
        cpu_set_t allowed;
        ASSERT_EQ(sched_getaffinity(0, sizeof(allowed), &allowed), 0);
        int first = 0;
        while (!CPU_ISSET(first, &allowed)) ++first;
        CPU_ZERO(&allowed);
        CPU_SET(first, &allowed);
        ASSERT_EQ(sched_setaffinity(0, sizeof(allowed), &allowed), 0);
        bound = usable_cores();
    }).join();
    EXPECT_EQ(bound, 1);
    EXPECT_EQ(usable_cores(), before);
}

/// As in a container that was started with `docker run --cpus 2.5` on a machine of 64 cores.
TEST(Execution, CountsTheCoresWhoseTimeIsGranted) {
    EXPECT_EQ(granted_cores("250000 100000\n"), 2.5);
    EXPECT_EQ(granted_cores("50000 100000"), 0.5);
    for (const char* no_limit : {"max 100000", "", "0 100000", "100000", "100000 0"}) {
        EXPECT_EQ(granted_cores(no_limit), std::nullopt) << no_limit;
    }
    EXPECT_EQ(usable_cores(64, 2.5), 2);
    EXPECT_EQ(usable_cores(64, 0.5), 1);
    EXPECT_EQ(usable_cores(2, 8.0), 2);
    EXPECT_EQ(usable_cores(64, std::nullopt), 64);
    EXPECT_EQ(usable_cores(0, std::nullopt), 1);
}

TEST(Execution, TheNarrowestInstructionSetIsEverywhereAndTheBestIsTheWidest) {
    const std::vector<InstructionSet> sets = supported_instruction_sets();
    ASSERT_FALSE(sets.empty());
    EXPECT_EQ(sets.front(), InstructionSet::sse2);
    EXPECT_TRUE(std::is_sorted(sets.begin(), sets.end()));
    EXPECT_EQ(best_instruction_set(), sets.back());
    EXPECT_EQ(Execution{}.instruction_set, sets.back());
    EXPECT_EQ(Execution{}.threads, 1);
}

TEST(Execution, NamesAreReadBack) {
    EXPECT_EQ(instruction_set_from("auto"), best_instruction_set());
    for (const InstructionSet set : all_sets) {
        if (!supported(set)) continue;
        EXPECT_EQ(instruction_set_from(name_of(set)), set);
    }
}

TEST(Execution, AnUnknownNameIsRefused) {
    EXPECT_EQ(message_of<InvalidArgument>([] { instruction_set_from("neon"); }),
              "isa = neon: must be auto, sse2, avx2 or avx512");
}

TEST(Execution, AnInstructionSetThatTheCpuLacksIsRefused) {
    int lacking = 0;
    for (const InstructionSet set : all_sets) {
        if (supported(set)) continue;
        ++lacking;
        const std::string message = message_of<InvalidArgument>([&] { instruction_set_from(name_of(set)); });
        EXPECT_NE(message.find("this CPU lacks it"), std::string::npos) << message;
    }
    if (lacking == 0) GTEST_SKIP() << "this CPU has them all";
}

}  // namespace
}  // namespace soret::test
