#include <cstdint>
#include <regex>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/provenance.hpp"
#include "temporary_directory.hpp"

namespace soret {
namespace {

Execution two_threads() {
    return {.instruction_set = InstructionSet::sse2, .threads = 2};
}

TEST(Provenance, NamesVersionCommitCompilerAndFlags) {
    const Provenance found = provenance(two_threads());
    EXPECT_TRUE(std::regex_match(found.version, std::regex("[0-9]+\\.[0-9]+\\.[0-9]+"))) << found.version;
    EXPECT_TRUE(std::regex_match(found.commit, std::regex("unknown|[0-9a-f]{40}( with changes)?"))) << found.commit;
    EXPECT_TRUE(std::regex_match(found.compiler, std::regex("(gcc|clang) [0-9.]+"))) << found.compiler;
    EXPECT_NE(found.flags.find("-ffp-contract=off"), std::string::npos) << found.flags;
    EXPECT_EQ(found.flags.find("-Wall"), std::string::npos) << found.flags;
}

TEST(Provenance, NamesTheVersionOfTheCitation) {
    const std::string citation = testing::content_of(std::string(SORET_SOURCE_DIR) + "/CITATION.cff");
    EXPECT_NE(citation.find("\nversion: " + version() + "\n"), std::string::npos) << citation;
}

TEST(Provenance, NamesExecutionSeedAndDigestInJson) {
    const nlohmann::json object = to_json(provenance(two_threads(), std::uint64_t{0xffffffffffffffffu}));
    EXPECT_EQ(object["instruction_set"], "sse2");
    EXPECT_EQ(object["threads"], 2);
    EXPECT_EQ(object["seed"].get<std::uint64_t>(), 0xffffffffffffffffu);
    EXPECT_EQ(object["digest_algorithm"], Digest::algorithm);
    EXPECT_TRUE(to_json(provenance(two_threads()))["seed"].is_null());
}

TEST(Provenance, ReadsBackFromItsJson) {
    for (const auto& seed : {std::optional<std::uint64_t>{}, std::optional<std::uint64_t>{7}}) {
        const nlohmann::json object = to_json(provenance(two_threads(), seed));
        EXPECT_EQ(to_json(provenance_from_json(nlohmann::json::parse(object.dump()))), object);
    }
}

TEST(Provenance, WithoutAKeyIsRejectedByName) {
    nlohmann::json object = to_json(provenance(two_threads()));
    object.erase("commit");
    try {
        provenance_from_json(object);
        FAIL();
    } catch (const InvalidInput& error) {
        EXPECT_STREQ(error.what(), "provenance: commit is missing");
    }
}

}  // namespace
}  // namespace soret
