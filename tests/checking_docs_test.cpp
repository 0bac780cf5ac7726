#include "page_commands.hpp"

namespace soret::testing {
namespace {

bool has_lammps() {
    return std::system("command -v lmp > /dev/null 2>&1") == 0;
}

/// Every command of the page is typed in an empty directory, as a newcomer would.
TEST(CheckingPage, EveryCommandDoesWhatThePageSays) {
    if (!has_lammps()) GTEST_SKIP() << "there is no lmp";
    const std::vector<std::string> said =
        type_commands_of(content_of(std::string(SORET_SOURCE_DIR) + "/docs/checking.md"));
    ASSERT_GE(said.size(), 6U);
    const auto is_said = [&](std::size_t block, const std::string& words) {
        EXPECT_NE(said[block].find(words), std::string::npos) << "not said: " << words << "\n" << said[block];
    };
    is_said(1, "verdict: pass");
    is_said(2, "not-shifted");
    is_said(2, "exit code 1");
    is_said(3, "mixing-epsilon");
    is_said(3, "0.8");
    is_said(4, "verdict: pass");
    is_said(5, "verdict: pass");
    is_said(6, "verdict: pass");
}

}  // namespace
}  // namespace soret::testing
