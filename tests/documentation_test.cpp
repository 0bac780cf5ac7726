// The pages of docs/: their commands are typed, each is in a table of contents, every contract has one.

#include <algorithm>
#include <regex>
#include <set>

#include <gtest/gtest-spi.h>

#include "page_commands.hpp"

namespace soret::testing {
namespace {

const std::filesystem::path docs = std::filesystem::path(SORET_SOURCE_DIR) / "docs";

std::string page(const std::string& name) {
    return content_of(docs / (name + ".md"));
}

/// Names of the pages, with the folder below docs, without .md.
std::set<std::string> pages() {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(docs)) {
        if (entry.path().extension() != ".md") continue;
        names.insert(entry.path().lexically_relative(docs).replace_extension().generic_string());
    }
    return names;
}

/// What the tables of contents of all pages name.
std::set<std::string> pages_in_contents() {
    std::set<std::string> names;
    for (const std::string& name : pages()) {
        for (const PageBlock& block : blocks_of(page(name))) {
            if (block.language != "{toctree}") continue;
            std::istringstream lines(block.text);
            for (std::string line; std::getline(lines, line);) {
                if (!line.empty() && line.front() != ':') names.insert(line);
            }
        }
    }
    return names;
}

class Page : public ::testing::TestWithParam<std::string> {};

TEST_P(Page, EveryCommandDoesWhatThePageSays) {
    type_commands_of(page(GetParam()));
}

/// Those with commands to be typed. Some have tests of their own: checking needs lmp, cluster a Slurm, campaigns two
/// minutes.
std::vector<std::string> pages_with_commands() {
    std::vector<std::string> names;
    for (const std::string& name : pages()) {
        const auto blocks = blocks_of(page(name));
        const bool typed = std::any_of(blocks.begin(), blocks.end(), [](const PageBlock& block) {
            return block.language == "sh" || block.language == "console";
        });
        const bool elsewhere = name == "checking" || name == "cluster" || name == "campaigns";
        if (typed && !elsewhere) names.push_back(name);
    }
    return names;
}

INSTANTIATE_TEST_SUITE_P(Documentation, Page, ::testing::ValuesIn(pages_with_commands()),
                         [](const auto& of) { return std::regex_replace(of.param, std::regex("[^a-z0-9]"), "_"); });

TEST(Documentation, HasEveryPageInATableOfContents) {
    const std::set<std::string> named = pages_in_contents();
    for (const std::string& name : pages()) {
        EXPECT_TRUE(name == "index" || named.count(name) == 1) << name;
    }
}

TEST(Documentation, HasAPageOfEveryContract) {
    for (const auto& entry : std::filesystem::directory_iterator(docs / "../common/contracts")) {
        if (entry.path().extension() != ".hpp") continue;
        const std::string name = entry.path().stem().string();
        const std::string text = page("components/" + name);
        EXPECT_NE(text.find("```{doxygenconcept} soret::"), std::string::npos) << name;
        EXPECT_NE(page("components").find("components/" + name + ".md"), std::string::npos) << name;
        // The tests and the benchmark that it names are there.
        static const std::regex source("`(bench/)?([a-z_0-9]+_(test|bench)\\.cpp)`");
        for (auto match = std::sregex_iterator(text.begin(), text.end(), source); match != std::sregex_iterator();
             ++match) {
            const std::string folder = (*match)[1].matched ? "bench" : "tests";
            EXPECT_TRUE(std::filesystem::exists(docs / ".." / folder / (*match)[2].str()))
                << name << ": " << (*match)[2];
        }
    }
}

TEST(DocumentationPower, WhatAPageSaysWronglyIsSeen) {
    const auto blocks =
        blocks_of("a\n```sh\necho one\n```\n\n```text\none\n```\nb\n\n```text\ntwo\n```\n```console\n$ c\n```\n");
    ASSERT_EQ(blocks.size(), 4U);
    EXPECT_EQ(blocks[0].text, "echo one\n");
    EXPECT_TRUE(blocks[1].follows_block);
    EXPECT_FALSE(blocks[2].follows_block) << "words stand between";
    EXPECT_TRUE(lacks_a_reason(blocks[3]));
    EXPECT_FALSE(lacks_a_reason({"console", "$ c\n", "<!-- not run: hours -->"}));
    EXPECT_EQ(line_not_printed("x one y\ntwo\n", "one\ntwo\n"), "");
    EXPECT_EQ(line_not_printed("two\none\n", "one\ntwo\n"), "two") << "the order counts";
    EXPECT_NONFATAL_FAILURE(type_commands_of("\n```sh\nexit 3\n```\n"), "exit 3");
    EXPECT_NONFATAL_FAILURE(type_commands_of("\n```sh\necho one\n```\n\n```text\ntwo\n```\n"), "two");
}

}  // namespace
}  // namespace soret::testing
