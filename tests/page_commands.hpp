#pragma once

// Pages of the documentation whose commands are typed by a test. Blocks of the language
//   sh        are run one after the other in one empty directory, and each must end with 0
//   text      right behind one of them is what it prints: each line is a part of its output, in this order
//   console   are not run; a comment before the block, <!-- not run: REASON -->, says why

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "command_line.hpp"

namespace soret::testing {

struct PageBlock {
    std::string language;
    std::string text;
    std::string before;  ///< the line before it that is not empty
    bool follows_block = false;
};

inline std::vector<PageBlock> blocks_of(const std::string& page) {
    std::vector<PageBlock> blocks;
    std::istringstream stream(page);
    std::string before;
    bool inside = false, just_after = false;
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("```")) {
            if (!inside) blocks.push_back({line.substr(3), "", before, just_after});
            inside = !inside;
            just_after = !inside;
        } else if (inside) {
            blocks.back().text += line + "\n";
        } else if (!line.empty()) {
            before = line;
            just_after = false;
        }
    }
    return blocks;
}

/// The first line that is not printed in its place; empty if all are.
inline std::string line_not_printed(const std::string& output, const std::string& lines) {
    std::istringstream stream(lines);
    std::size_t at = 0;
    for (std::string line; std::getline(stream, line);) {
        at = output.find(line, at);
        if (at == std::string::npos) return line;
        at += line.size();
    }
    return "";
}

/// A block of console that gives no reason.
inline bool lacks_a_reason(const PageBlock& block) {
    return block.language == "console" && block.before.find("<!-- not run: ") == std::string::npos;
}

/// Types the blocks of a page.
/// returns   what each block of sh printed
inline std::vector<std::string> type_commands_of(const std::string& page) {
    const TemporaryDirectory directory;
    const std::filesystem::path bin = directory.path("bin");
    std::filesystem::create_directory(bin);
    std::filesystem::create_symlink(SORET_PROGRAM, bin / "soret");
    const std::string here = directory.path("here");
    std::filesystem::create_directory(here);
    std::vector<std::string> printed;
    for (const PageBlock& block : blocks_of(page)) {
        EXPECT_FALSE(lacks_a_reason(block)) << block.text;
        if (block.language == "text" && block.follows_block && !printed.empty()) {
            EXPECT_EQ(line_not_printed(printed.back(), block.text), "") << printed.back();
        }
        if (block.language != "sh") continue;
        const std::string output = directory.path("output");
        const std::string script = directory.file("block.sh", "set -euo pipefail\nexport PATH=" + shell_word(bin) +
                                                                  ":$PATH\ncd " + shell_word(here) + "\n" + block.text);
        const int status = std::system(("bash " + script + " > " + output + " 2>&1 < /dev/null").c_str());
        printed.push_back(content_of(output));
        EXPECT_EQ(status, 0) << block.text << "\n" << printed.back();
    }
    return printed;
}

}  // namespace soret::testing
