#include "checked_liquid.hpp"

namespace soret::testing {
namespace {

Outcome check(const std::string& configuration, const std::string& results, const std::string& more = "") {
    return soret_program("check forces " + shell_word(configuration) + " " + shell_word(results) + " " + more);
}

TEST(CommandCheckForces, EndsWithItsVerdictAndWritesTheJsonAlways) {
    const TemporaryDirectory directory;
    const std::string json = directory.path("report.json");
    const std::string liquid = check_data + "liquid.data";
    const Outcome right = check(liquid, check_data + "full.dump", "--json " + json);
    EXPECT_EQ(right.exit_code, 0) << right.output << right.errors;
    nlohmann::json report = json_of(json);
    EXPECT_EQ(report.at("verdict"), "pass");
    EXPECT_TRUE(report.at("diagnosis").empty());
    const auto& forces = report.at("checks").at(1);
    EXPECT_EQ(forces.at("quantity"), "forces");
    for (const char* key : {"verdict", "compared", "largest_difference", "limit", "limit_from", "id", "axis"}) {
        EXPECT_TRUE(forces.contains(key)) << key;
    }

    const std::string dump = content_of(check_data + "six.dump");
    const auto wrong = directory.file("wrong.dump", with(dump, "-18.8062", "-18.9062"));
    EXPECT_EQ(check(liquid, wrong, "--json " + json).exit_code, 1);
    report = json_of(json);
    EXPECT_EQ(report.at("verdict"), "fail");
    EXPECT_EQ(report.at("checks").at(1).at("id"), 3);
    EXPECT_EQ(report.at("checks").at(1).at("axis"), "x");

    const auto cut = directory.file("cut.dump", dump.substr(0, dump.size() / 2));
    expect_error(check(liquid, cut, "--json " + json), {"cut.dump:", "cut off"});
    report = json_of(json);
    EXPECT_TRUE(report.at("checks").empty());
    EXPECT_NE(report.at("verdict"), "pass");

    CheckedLiquid rounded;
    const auto few = directory.file("few.dump", dump_text(rounded, "id fx fy fz", {}, Printing{1}));
    EXPECT_EQ(check(liquid, few, "--json " + json).exit_code, 3);
    EXPECT_EQ(json_of(json).at("verdict"), "inconclusive");
}

TEST(CommandCheckForces, RefusesWrongUsage) {
    const std::string liquid = check_data + "liquid.data";
    const std::string dump = check_data + "full.dump";
    expect_error(check(liquid, dump, "--columns fx"), {"NAME=COLUMN"});
    expect_error(check(liquid, dump, "--columns force=fx"), {"\"force\"", "must be id"});
    expect_error(check(liquid, dump, "--columns fx=Fx"), {"\"Fx\" for fx: must be there"});
    expect_error(check(liquid, dump, "--limit 0"), {"limit = 0", "must be > 0"});
    expect_error(check(liquid, dump, "--precision mixed"), {"precision = mixed: must be exact (mixed was removed"});
    expect_error(check(liquid, "/nowhere.dump"), {"/nowhere.dump", "cannot be read"});
    expect_error(check(liquid, liquid), {"liquid.data"});
}

TEST(CommandCheckForces, BothBackendsSayTheSame) {
    const TemporaryDirectory directory;
    std::vector<nlohmann::json> checks;
    for (const char* backend : {"reference", "optimized"}) {
        const std::string json = directory.path("report.json");
        EXPECT_EQ(check(check_data + "liquid.data", check_data + "full.dump",
                        fmt::format("--backend {} --json {}", backend, json))
                      .exit_code,
                  0);
        checks.push_back(json_of(json).at("checks"));
    }
    EXPECT_EQ(checks[0], checks[1]);
}

}  // namespace
}  // namespace soret::testing
