#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>

#include "soret/validation/campaign/campaign.hpp"

namespace soret::test {

/// A directory of the test's own that does not exist yet.
inline std::filesystem::path fresh_directory(const std::string& name) {
    const std::filesystem::path directory =
        std::filesystem::path(::testing::TempDir()) / ("soret_campaign_" + name + "_" + std::to_string(getpid()));
    std::filesystem::remove_all(directory);
    return directory;
}

inline WorkOptions workers(int count) {
    WorkOptions options;
    options.workers = count;
    options.quiet = true;
    return options;
}

inline std::map<std::string, std::string> digests(const TaskResults& results) {
    std::map<std::string, std::string> all;
    for (const auto& [id, result] : results) all[id] = result.digest;
    return all;
}

}  // namespace soret::test
