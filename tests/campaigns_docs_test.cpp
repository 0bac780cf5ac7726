#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "page_commands.hpp"

namespace soret::testing {
namespace {

/// The commands of the page are typed in an empty directory: S_T of a mixture by two of them, two minutes of a core.
TEST(CampaignsPageLong, ItsCommandsGiveTheSoretCoefficientThatTheyAskFor) {
    const TemporaryDirectory directory;
    const std::filesystem::path bin = std::filesystem::path(directory.path("bin"));
    std::filesystem::create_directory(bin);
    std::filesystem::create_symlink(SORET_PROGRAM, bin / "soret");
    std::vector<PageBlock> blocks = blocks_of(content_of(std::string(SORET_SOURCE_DIR) + "/docs/campaigns.md"));
    std::erase_if(blocks, [](const PageBlock& block) { return block.language != "sh"; });
    ASSERT_EQ(blocks.size(), 2U);
    std::string typed =
        "set -euo pipefail\nexport PATH=" + shell_word(bin) + ":$PATH\ncd " + shell_word(directory.path()) + "\n";
    for (const PageBlock& block : blocks) typed += block.text + "\n";
    const std::string output = directory.path("output");
    const int status =
        std::system(("bash " + directory.file("typed.sh", typed) + " > " + output + " 2>&1 < /dev/null").c_str());
    EXPECT_EQ(status, 0) << content_of(output);
    const nlohmann::json results = json_of(directory.path("argon-krypton/results.json"));
    const nlohmann::json soret = results.at("curves").at("soret_hnemd_semigrand").at(0);
    const double error = soret.at("sem").get<double>() / std::abs(soret.at("value").get<double>());
    EXPECT_LT(error, 1.3 * 0.1);
    EXPECT_GT(error, 0.1 / 1.5);
    EXPECT_TRUE(std::filesystem::exists(directory.path("argon-krypton/report.html")));
}

}  // namespace
}  // namespace soret::testing
