#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "command_line.hpp"
#include "soret/common/random_streams.hpp"

namespace soret::testing {
namespace {

// Some hundred milliseconds of work with a checkpoint every thirty.
const std::string observe = "[observe]\nthermo_every = 10\ntrajectory = { every = 300 }\n";
const std::string run_file = semi_grand_run(300, 1500, observe + "[numerics]\ncheckpoint_every = 0.03\n");

std::string resume_command(const std::string& file, const std::string& out) {
    return fmt::format("run {} --out {} --quiet --resume", file, out);
}

/// Starts the program, sends it a signal after a time, and waits for its end.
/// returns   what waitpid says
int run_and_signal(const std::string& file, const std::string& out, std::chrono::microseconds after, int signal) {
    const pid_t child = ::fork();
    if (child == 0) {
        std::freopen("/dev/null", "w", stderr);
        ::execl(SORET_PROGRAM, SORET_PROGRAM, "run", file.c_str(), "--out", out.c_str(), "--quiet", "--resume",
                nullptr);
        std::_Exit(127);
    }
    std::this_thread::sleep_for(after);
    ::kill(child, signal);
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

nlohmann::json comparable(const std::string& out) {
    nlohmann::json summary = json_of(out + "/summary.json");
    summary.erase("steps_per_second");
    summary.erase("provenance");
    return summary;
}

void expect_same_results(const std::string& out, const std::string& expected) {
    EXPECT_EQ(comparable(out), comparable(expected));
    for (const char* name : {"/timeseries.csv", "/trajectory.lammpstrj", "/final.data"}) {
        EXPECT_EQ(content_of(out + name), content_of(expected + name)) << name;
    }
}

class CommandResume : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        suite_directory = std::make_unique<TemporaryDirectory>();
        const std::string file = suite_directory->file("run.toml", run_file);
        const auto start = std::chrono::steady_clock::now();
        const Outcome outcome = soret_program(resume_command(file, suite_directory->path("through")));
        run_time = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
        ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    }
    static void TearDownTestSuite() { suite_directory.reset(); }

    /// A copy of the finished run.
    std::string copy(const std::string& name) const {
        std::filesystem::remove_all(directory.path(name));
        std::filesystem::copy(through, directory.path(name));
        return directory.path(name);
    }

    static std::unique_ptr<TemporaryDirectory> suite_directory;
    static std::chrono::microseconds run_time;
    const std::string file = suite_directory->path("run.toml");
    const std::string through = suite_directory->path("through");
    TemporaryDirectory directory;
    std::string out = directory.path("out");
};

std::unique_ptr<TemporaryDirectory> CommandResume::suite_directory;
std::chrono::microseconds CommandResume::run_time{0};

TEST_F(CommandResume, AfterKillsAtRandomMomentsGivesTheSameResults) {
    int killed = 0;
    for (std::uint64_t k = 0; k < 8; ++k) {
        const double share = uniform_from(random_words(1, RandomStream::synthetic_series, k, 0)[0], 0);
        const auto after =
            std::chrono::microseconds(static_cast<std::int64_t>(share * 0.5 * static_cast<double>(run_time.count())));
        if (WIFSIGNALED(run_and_signal(file, out, after, SIGKILL))) ++killed;
    }
    EXPECT_GE(killed, 2);
    const Outcome outcome = soret_program(resume_command(file, out));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    expect_same_results(out, through);
}

TEST_F(CommandResume, AfterATerminationGoesOnFromTheSweepThatWasReached) {
    const std::string rare = directory.file("rare.toml", semi_grand_run(300, 1500, observe));
    int status = 0;
    // Without the many checkpoints the run takes less time: how much less, depends on the disk.
    for (auto after = run_time / 2; !WIFSIGNALED(status); after /= 2) {
        ASSERT_GT(after, std::chrono::milliseconds(5));
        std::filesystem::remove_all(out);
        status = run_and_signal(rare, out, after, SIGTERM);
    }
    EXPECT_EQ(WTERMSIG(status), SIGTERM);
    EXPECT_TRUE(std::filesystem::exists(out + "/checkpoint"));
    EXPECT_FALSE(std::filesystem::exists(out + "/summary.json"));
    ASSERT_EQ(soret_program(resume_command(rare, out)).exit_code, 0);
    expect_same_results(out, through);
}

TEST_F(CommandResume, OfAFinishedRunChangesNothing) {
    const auto before = std::filesystem::last_write_time(through + "/summary.json");
    const auto checkpoint = content_of(through + "/checkpoint");
    const Outcome outcome = soret_program(fmt::format("run {} --out {} --resume --json -", file, through));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_EQ(nlohmann::json::parse(outcome.output), json_of(through + "/summary.json"));
    EXPECT_EQ(std::filesystem::last_write_time(through + "/summary.json"), before);
    EXPECT_EQ(content_of(through + "/checkpoint"), checkpoint);
}

TEST_F(CommandResume, FallsBackToTheCheckpointBeforeADamagedOneAndSaysSo) {
    std::string damaged = content_of(through + "/checkpoint");
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 4);
    for (const std::string& content : {damaged, damaged.substr(0, damaged.size() / 3), std::string()}) {
        copy("out");
        std::filesystem::remove(out + "/summary.json");
        std::ofstream(out + "/checkpoint", std::ios::binary) << content;
        const Outcome outcome = soret_program(resume_command(file, out));
        EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
        EXPECT_NE(outcome.errors.find("checkpoint: is damaged"), std::string::npos) << outcome.errors;
        EXPECT_NE(outcome.errors.find("going on from the one before"), std::string::npos) << outcome.errors;
        expect_same_results(out, through);
    }
    std::ofstream(out + "/checkpoint", std::ios::binary) << "none";
    std::ofstream(out + "/checkpoint.previous", std::ios::binary) << "none";
    expect_error(soret_program(resume_command(file, out)), {"checkpoint: is damaged", "no usable one before"});
}

TEST_F(CommandResume, RefusesACheckpointOfOtherParametersAndNamesTheDifference) {
    const std::string other_file = directory.file("other.toml", with(run_file, "0.62", "0.63"));
    expect_error(soret_program(resume_command(other_file, through)),
                 {"through/checkpoint", "temperature", "0.62", "0.63"});
    expect_error(soret_program(resume_command(file, through) + " --seed 7"), {"seed", "7"});
    // What changes no bit may change.
    EXPECT_EQ(soret_program(resume_command(file, through) + " --threads 2 --isa sse2").exit_code, 0);
}

TEST_F(CommandResume, KeepsARunThatIsThereFromBeingOverwritten) {
    expect_error(run(file, through), {"has a run already", "--resume"});
    for (const char* name : {"summary.json", "final.data", "timeseries.csv", "trajectory.lammpstrj"}) {
        std::filesystem::remove_all(out);
        std::filesystem::create_directory(out);
        std::filesystem::copy(through + "/" + name, out);
        expect_error(run(file, out), {name, "already, but no checkpoint", "--resume begins anew"});
        EXPECT_EQ(content_of(out + "/" + name), content_of(through + "/" + name));
    }
}

TEST_F(CommandResume, RefusesAFileThatLacksWhatTheCheckpointNeeds) {
    copy("out");
    std::filesystem::resize_file(out + "/timeseries.csv", 100);
    expect_error(soret_program(resume_command(file, out)), {"timeseries.csv: has 100 bytes: the checkpoint needs"});
    for (const char* name : {"/timeseries.csv", "/trajectory.lammpstrj"}) {
        copy("out");
        std::filesystem::remove(out + name);
        expect_error(soret_program(resume_command(file, out)), {name, "is missing: the checkpoint needs its first"});
        EXPECT_FALSE(std::filesystem::exists(out + name));
    }
}

}  // namespace
}  // namespace soret::testing
