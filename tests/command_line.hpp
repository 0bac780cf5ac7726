#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "soret/common/execution.hpp"
#include "temporary_directory.hpp"

namespace soret::testing {

inline const std::string lammps = std::string(SORET_TEST_DATA) + "/lammps/";
inline const std::string nist = std::string(SORET_TEST_DATA) + "/nist/";

/// As one word of the shell: the sources may lie in a directory whose name has a space.
inline std::string shell_word(const std::string& text) {
    return "'" + text + "'";
}

/// What the program left behind.
struct Outcome {
    int exit_code = -1;
    std::string output;
    std::string errors;
};

/// Runs the program `soret` with these arguments, in a shell.
inline Outcome soret_program(const std::string& arguments) {
    const TemporaryDirectory directory;
    const std::string command = shell_word(SORET_PROGRAM) + " " + arguments + " >" + directory.path("output") + " 2>" +
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

/// The text with one piece of it replaced.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

/// A run file of a semi-grand liquid of 160 particles; `more` are further sections.
inline std::string semi_grand_run(int equilibration, int production, const std::string& more) {
    return fmt::format(
        "[system]\nn = 160\nx1 = 0.4\ndensity = 0.8\n"
        "[ensemble]\nkind = \"semigrand\"\ntemperature = 0.62\npressure = 0.46\ndelta_mu = 1.96\n"
        "[length]\nequilibration = {}\nproduction = {}\n{}",
        equilibration, production, more);
}

/// `soret run` of that file into a directory.
inline Outcome run(const std::string& file, const std::string& out, const std::string& more = "") {
    return soret_program(fmt::format("run {} --out {} {}", file, out, more));
}

/// The final digest of a finished run of that file into a fresh directory `name`.
inline std::string final_digest_of(const TemporaryDirectory& directory, const std::string& file,
                                   const std::string& name, const std::string& more) {
    const Outcome outcome = run(file, directory.path(name), "--quiet " + more);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    return json_of(directory.path(name) + "/summary.json").at("final_digest").get<std::string>();
}

/// Both backends, every instruction set and two threads end with the same bits.
/// returns   the digest; the directories of the runs are called reference, threads and by the instruction sets, after
/// `prefix`
inline std::string expect_one_final_digest(const TemporaryDirectory& directory, const std::string& file,
                                           const std::string& prefix = "") {
    const std::string expected = final_digest_of(directory, file, prefix + "reference", "--backend reference");
    for (const InstructionSet isa : supported_instruction_sets()) {
        const std::string name(name_of(isa));
        EXPECT_EQ(final_digest_of(directory, file, prefix + name, "--isa " + name), expected) << prefix << name;
    }
    EXPECT_EQ(final_digest_of(directory, file, prefix + "threads", "--threads 2"), expected) << prefix;
    return expected;
}

/// A run file with one mistake.
struct BadRunFile {
    std::string from, to;  ///< what is replaced in a good one
    std::vector<std::string> words;
};

/// Each is refused with one line that has these words, and leaves nothing.
inline void expect_refused(const TemporaryDirectory& directory, const std::string& good,
                           const std::vector<BadRunFile>& cases) {
    for (const BadRunFile& bad : cases) {
        SCOPED_TRACE(bad.to);
        const auto file = directory.file("run.toml", with(good, bad.from, bad.to));
        expect_error(run(file, directory.path("out")), bad.words);
        EXPECT_FALSE(std::filesystem::exists(directory.path("out")));
    }
}

}  // namespace soret::testing
