#pragma once

// Real campaigns that take a core second or some, planned by the program.

#include <map>
#include <string>

#include "command_line.hpp"

namespace soret::testing {

/// Plans one in a directory whose name has a space: the chains of two compositions, one of which needs a search before.
///   effort   0.02 is about a core second in all
inline std::string plan_tiny_campaign(const TemporaryDirectory& directory, const std::string& name,
                                      const std::string& effort = "0.02") {
    const std::string out = directory.path(name);
    const Outcome outcome =
        soret_program("validate --tier quick --particles 120 --only gamma_semigrand --plan --quiet " +
                      ("--effort " + effort) + " --out " + shell_word(out));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    nlohmann::json manifest = json_of(out + "/manifest.json");
    nlohmann::json tasks = nlohmann::json::array();
    for (const nlohmann::json& task : manifest.at("tasks")) {
        const std::string id = task.at("id").get<std::string>();
        if (id.find("x0.000") != id.npos || id.find("x0.500") != id.npos) tasks.push_back(task);
    }
    EXPECT_EQ(tasks.size(), 5U);
    manifest["tasks"] = tasks;
    directory.file(name + "/manifest.json", manifest.dump());
    return out;
}

/// Digests of the results of all tasks, by ids; those that are not there are missing.
inline std::map<std::string, std::string> digests_in(const std::string& campaign) {
    std::map<std::string, std::string> digests;
    const nlohmann::json manifest = json_of(campaign + "/manifest.json");
    for (const nlohmann::json& task : manifest.at("tasks")) {
        const std::string id = task.at("id").get<std::string>();
        const std::string file = campaign + "/tasks/" + id + ".json";
        if (std::filesystem::exists(file)) digests[id] = json_of(file).at("digest").get<std::string>();
    }
    return digests;
}

/// Of such a campaign run by one process.
inline std::map<std::string, std::string> digests_of_one_process(const std::string& effort = "0.02") {
    const TemporaryDirectory directory;
    const std::string campaign = plan_tiny_campaign(directory, "one process", effort);
    const Outcome outcome = soret_program("campaign work " + shell_word(campaign) + " --quiet --threads 2");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    const auto digests = digests_in(campaign);
    EXPECT_EQ(digests.size(), 5U);
    return digests;
}

}  // namespace soret::testing
