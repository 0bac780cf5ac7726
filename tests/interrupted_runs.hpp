#pragma once

// Runs of the program that are ended from outside and resumed.

#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <thread>

#include "command_line.hpp"
#include "soret/common/random_streams.hpp"

namespace soret::testing {

inline std::string resume_command(const std::string& file, const std::string& out) {
    return fmt::format("run {} --out {} --quiet --resume", file, out);
}

/// Starts the program, which says nothing.
inline pid_t start_program(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), SORET_PROGRAM);
    std::vector<char*> words;
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        std::freopen("/dev/null", "w", stdout);
        std::freopen("/dev/null", "w", stderr);
        ::execv(SORET_PROGRAM, words.data());
        std::_Exit(127);
    }
    return child;
}

/// returns   what waitpid says
inline int run_and_wait(const std::vector<std::string>& arguments) {
    int status = 0;
    ::waitpid(start_program(arguments), &status, 0);
    return status;
}

/// Starts the program, sends it a signal after a time, and waits for its end.
/// returns   what waitpid says
inline int run_and_signal(const std::vector<std::string>& arguments, std::chrono::microseconds after, int signal) {
    const pid_t child = start_program(arguments);
    std::this_thread::sleep_for(after);
    ::kill(child, signal);
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

inline std::vector<std::string> resume_arguments(const std::string& file, const std::string& out) {
    return {"run", file, "--out", out, "--quiet", "--resume"};
}

inline nlohmann::json comparable(const std::string& out) {
    nlohmann::json summary = json_of(out + "/summary.json");
    summary.erase("steps_per_second");
    summary.erase("effective_samples_per_second");
    summary.erase("provenance");
    return summary;
}

inline void expect_same_results(const std::string& out, const std::string& expected) {
    EXPECT_EQ(comparable(out), comparable(expected));
    for (const char* name : {"/timeseries.csv", "/trajectory.lammpstrj", "/final.data", "/rdf.csv", "/msd.csv",
                             "/profile.csv", "/correlations.csv", "/transport.json", "/number_histogram.csv"}) {
        EXPECT_EQ(content_of(out + name), content_of(expected + name)) << name;
    }
}

/// Kills a run twenty times, each after a small random part of its time, then lets it end: it must be as `through`,
/// which took `run_time`.
inline void expect_same_after_kills(const std::string& file, const std::string& out, const std::string& through,
                                    std::chrono::microseconds run_time) {
    int killed = 0;
    for (std::uint64_t k = 0; k < 20; ++k) {
        const double share = uniform_from(random_words(1, RandomStream::synthetic_series, k, 0)[0], 0);
        const auto after =
            std::chrono::microseconds(static_cast<std::int64_t>(share * 0.12 * static_cast<double>(run_time.count())));
        if (WIFSIGNALED(run_and_signal(resume_arguments(file, out), after, SIGKILL))) ++killed;
    }
    EXPECT_GE(killed, 5);  // the others found it finished
    const Outcome outcome = soret_program(resume_command(file, out));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    expect_same_results(out, through);
}

/// The same with one SIGTERM, of a run without any other checkpoint.
inline void expect_same_after_termination(const std::string& rare, const std::string& out, const std::string& through,
                                          std::chrono::microseconds run_time) {
    int status = 0;
    // Without the many checkpoints the run takes less time: how much less, depends on the disk. A signal can also come
    // when all is written, before the program has ended.
    const std::string summary = out + "/summary.json";
    for (auto after = run_time / 2; !WIFSIGNALED(status) || std::filesystem::exists(summary); after /= 2) {
        ASSERT_GT(after, std::chrono::milliseconds(5));
        std::filesystem::remove_all(out);
        status = run_and_signal(resume_arguments(rare, out), after, SIGTERM);
    }
    EXPECT_EQ(WTERMSIG(status), SIGTERM);
    EXPECT_TRUE(std::filesystem::exists(out + "/checkpoint"));
    ASSERT_EQ(soret_program(resume_command(rare, out)).exit_code, 0);
    expect_same_results(out, through);
}

}  // namespace soret::testing
