#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "command_line.hpp"
#include "shell_blocks.hpp"

namespace soret::testing {
namespace {

bool has_lammps() {
    return std::system("command -v lmp > /dev/null 2>&1") == 0;
}

/// Every command of the page is typed in an empty directory, as a newcomer would.
TEST(CheckingPage, EveryCommandDoesWhatThePageSays) {
    if (!has_lammps()) GTEST_SKIP() << "there is no lmp";
    const TemporaryDirectory directory;
    const std::filesystem::path bin = std::filesystem::path(directory.path("bin"));
    std::filesystem::create_directory(bin);
    std::filesystem::create_symlink(SORET_PROGRAM, bin / "soret");
    const std::string page = content_of(std::string(SORET_SOURCE_DIR) + "/docs/checking.md");
    const std::vector<std::string> blocks = shell_blocks(page);
    ASSERT_GE(blocks.size(), 6U);
    std::vector<std::string> said;
    for (const std::string& block : blocks) {
        const std::string output = directory.path("output");
        const std::string script =
            directory.file("block.sh", "set -euo pipefail\nexport PATH=" + shell_word(bin) + ":$PATH\ncd " +
                                           shell_word(directory.path()) + "\n" + block + "\n");
        const int status = std::system(("bash " + script + " > " + output + " 2>&1 < /dev/null").c_str());
        said.push_back(content_of(output));
        EXPECT_EQ(status, 0) << block << "\n" << said.back();
    }
    const auto is_said = [&](std::size_t block, const std::string& words) {
        EXPECT_NE(said[block].find(words), std::string::npos) << blocks[block] << "\nhas not said: " << words << "\n"
                                                              << said[block];
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
