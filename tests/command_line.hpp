#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include <nlohmann/json.hpp>

#include "temporary_directory.hpp"

namespace soret::testing {

/// What the program left behind.
struct Outcome {
    int exit_code = -1;
    std::string output;
    std::string errors;
};

/// Runs the program `soret` with these arguments, in a shell.
inline Outcome soret_program(const std::string& arguments) {
    const TemporaryDirectory directory;
    const std::string command = std::string(SORET_PROGRAM) + " " + arguments + " >" + directory.path("output") + " 2>" +
                                directory.path("errors") + " </dev/null";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content_of(directory.path("output")),
            content_of(directory.path("errors"))};
}

/// An error is one line that begins with the program's name and holds these words.
inline void expect_error(const Outcome& outcome, const std::vector<std::string>& words) {
    EXPECT_EQ(outcome.exit_code, 2) << outcome.errors;
    EXPECT_EQ(outcome.errors.rfind("soret: ", 0), 0U) << outcome.errors;
    EXPECT_EQ(std::count(outcome.errors.begin(), outcome.errors.end(), '\n'), 1) << outcome.errors;
    for (const std::string& word : words) {
        EXPECT_NE(outcome.errors.find(word), std::string::npos) << outcome.errors << "has not: " << word;
    }
    EXPECT_EQ(outcome.output, "");
}

inline nlohmann::json json_of(const std::string& path) {
    return nlohmann::json::parse(content_of(path));
}

}  // namespace soret::testing
