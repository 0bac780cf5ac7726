// Runs of molecular dynamics on a full disk, in a directory that cannot be written, with a damaged checkpoint, and
// asked for a checkpoint from outside: nothing that was written is lost.

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <fstream>
#include <functional>

#include <fmt/format.h>

#include "dynamics_runs.hpp"
#include "interrupted_runs.hpp"
#include "soret/validation/simulation/checkpoint_file.hpp"

namespace soret::testing {
namespace {

const std::string often = "[numerics]\ncheckpoint_every = 0.02\n";

/// Long enough to be caught in the middle on a fast machine.
std::string long_run(const std::string& kind, const std::string& more) {
    return fmt::format(
        "[system]\nn = 160\nx1 = 0.4\ndensity = 0.8\n"
        "[ensemble]\nkind = \"{}\"\ntemperature = 0.62\ntimestep = 0.002\nthermostat_time = 0.5\n{}"
        "[length]\nequilibration = 500\nproduction = 16000\n"
        "[observe]\nthermo_every = 10\ntrajectory = {{ every = 300 }}\n{}",
        kind, kind == "nvt" ? "" : "pressure = 0.46\nbarostat_time = 1.0\n", more);
}

class CommandSurvival : public ::testing::Test {
protected:
    TemporaryDirectory directory;
    const std::string out = directory.path("out");
    const std::string through = directory.path("through");

    void run_through(const std::string& kind) {
        const auto file = directory.file("through.toml", long_run(kind, ""));
        ASSERT_EQ(run(file, through, "--quiet").exit_code, 0);
    }
    void resume_and_compare(const std::string& file, const std::string& words = "") {
        const Outcome outcome = soret_program(resume_command(file, out));
        ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
        EXPECT_NE(outcome.errors.find(words), std::string::npos) << outcome.errors;
        expect_same_results(out, through);
    }

    /// Starts a run whose process is prepared by `prepare`.
    pid_t start(const std::string& file, const std::function<void()>& prepare) const {
        const std::string errors = directory.path("errors");
        const pid_t child = ::fork();
        if (child == 0) {
            const int descriptor = ::open(errors.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0666);
            ::dup2(descriptor, STDERR_FILENO);
            prepare();
            ::execl(SORET_PROGRAM, SORET_PROGRAM, "run", file.c_str(), "--out", out.c_str(), "--quiet", "--resume",
                    nullptr);
            std::_Exit(127);
        }
        return child;
    }
    Outcome wait_for(pid_t child) const {
        int status = 0;
        ::waitpid(child, &status, 0);
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, "", content_of(directory.path("errors"))};
    }
    void wait_until(const std::function<bool()>& happened) const {
        for (int k = 0; k < 4000 && !happened(); ++k) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        ASSERT_TRUE(happened());
    }
    bool has_checkpoint() const { return std::filesystem::exists(out + "/checkpoint"); }
    bool has_rows() const {
        std::error_code error;
        const auto size = std::filesystem::file_size(out + "/timeseries.csv", error);
        return !error && size > 2000;
    }
};

// What a disk that is full does, a limit on the length of a file does too, and needs no disk.
TEST_F(CommandSurvival, OfAFullDiskLosesNothing) {
    for (const std::string kind : {"nvt", "npt"}) {
        SCOPED_TRACE(kind);
        for (const std::string& name : {out, through}) std::filesystem::remove_all(name);
        run_through(kind);
        const auto file = directory.file("run.toml", long_run(kind, often));
        const std::uintmax_t checkpoint = std::filesystem::file_size(through + "/checkpoint");
        const std::uintmax_t trajectory = std::filesystem::file_size(through + "/trajectory.lammpstrj");
        ASSERT_GT(trajectory, 2 * checkpoint);
        // First not even a checkpoint of the production fits, then half of the trajectory does, then all.
        for (const std::uintmax_t limit : {checkpoint / 2, trajectory / 2}) {
            const Outcome outcome = wait_for(start(file, [limit] {
                std::signal(SIGXFSZ, SIG_IGN);
                const rlimit most{limit, limit};
                ::setrlimit(RLIMIT_FSIZE, &most);
            }));
            EXPECT_EQ(outcome.exit_code, 2);
            EXPECT_NE(outcome.errors.find("cannot be written: File too large\n"), std::string::npos) << outcome.errors;
            EXPECT_FALSE(std::filesystem::exists(out + "/summary.json"));
        }
        EXPECT_TRUE(std::filesystem::exists(out + "/checkpoint") ||
                    std::filesystem::exists(out + "/checkpoint.previous"));
        resume_and_compare(file);
    }
}

/// A small disk of its own in memory, mounted on a directory while this lives.
class SmallDisk {
public:
    SmallDisk(const std::string& directory, std::uintmax_t size)
        : directory_(directory), mounted_(::mount("tmpfs", directory.c_str(), "tmpfs", 0, option(size).c_str()) == 0) {}
    ~SmallDisk() {
        if (mounted_) ::umount2(directory_.c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    bool is_mounted() const { return mounted_; }
    bool grow(std::uintmax_t size) {
        return ::mount("tmpfs", directory_.c_str(), "tmpfs", MS_REMOUNT, option(size).c_str()) == 0;
    }

private:
    static std::string option(std::uintmax_t size) { return "size=" + std::to_string(size); }

    std::string directory_;
    bool mounted_;
};

TEST_F(CommandSurvival, OfADiskWithoutRoomLosesNothing) {
    run_through("npt");
    const auto file = directory.file("run.toml", long_run("npt", often));
    const std::uintmax_t checkpoint = std::filesystem::file_size(through + "/checkpoint");
    const std::uintmax_t trajectory = std::filesystem::file_size(through + "/trajectory.lammpstrj");
    std::filesystem::create_directory(out);
    SmallDisk disk(out, 3 * checkpoint + trajectory / 2);  // a checkpoint, the one before and the next: then it is full
    if (!disk.is_mounted()) GTEST_SKIP() << "a disk of its own cannot be mounted here: needs root";
    const Outcome outcome = wait_for(start(file, [] {}));
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_NE(outcome.errors.find("cannot be written: No space left on device\n"), std::string::npos) << outcome.errors;
    EXPECT_FALSE(std::filesystem::exists(out + "/summary.json"));
    EXPECT_TRUE(has_checkpoint() || std::filesystem::exists(out + "/checkpoint.previous"));
    EXPECT_TRUE(has_rows());
    const std::string rows = content_of(out + "/timeseries.csv");
    ASSERT_EQ(wait_for(start(file, [] {})).exit_code, 2);  // still no room
    EXPECT_TRUE(content_of(through + "/timeseries.csv").starts_with(rows.substr(0, rows.rfind('\n') + 1)));
    ASSERT_TRUE(disk.grow(16 * (checkpoint + trajectory)));
    resume_and_compare(file);
}

TEST_F(CommandSurvival, OfADirectoryThatBecomesUnwritableLosesNothing) {
    run_through("npt");
    const auto file = directory.file("run.toml", long_run("npt", often));
    std::filesystem::create_directory(out);
    // File permissions hold for root without this capability. Another user may not reach the program that root has
    // built.
    const auto as_any_user = [] {
        if (::geteuid() == 0 && ::prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE) != 0) std::_Exit(126);
    };
    ASSERT_EQ(::chmod(out.c_str(), 0555), 0);
    expect_error(wait_for(start(file, as_any_user)), {"out", "Permission denied"});
    ASSERT_EQ(::chmod(out.c_str(), 0755), 0);
    const pid_t child = start(file, as_any_user);
    wait_until([&] { return has_checkpoint() && has_rows(); });
    ASSERT_EQ(::chmod(out.c_str(), 0555), 0);
    expect_error(wait_for(child), {"cannot be written: Permission denied"});
    ASSERT_EQ(::chmod(out.c_str(), 0755), 0);
    EXPECT_FALSE(std::filesystem::exists(out + "/summary.json"));
    resume_and_compare(file);
}

TEST_F(CommandSurvival, OfADamagedCheckpointGoesOnFromTheOneBefore) {
    run_through("npt");
    const auto file = directory.file("run.toml", long_run("npt", often));
    ASSERT_EQ(soret_program(resume_command(file, out)).exit_code, 0);
    std::filesystem::remove(out + "/summary.json");
    std::string content = content_of(out + "/checkpoint");
    content[content.size() / 3] = static_cast<char>(content[content.size() / 3] ^ 1);
    std::ofstream(out + "/checkpoint", std::ios::binary) << content;
    resume_and_compare(file, "going on from the one before");
}

TEST_F(CommandSurvival, WritesACheckpointWhenASignalAsksForIt) {
    for (const std::string kind : {"nvt", "npt"}) {
        SCOPED_TRACE(kind);
        for (const std::string& name : {out, through}) std::filesystem::remove_all(name);
        run_through(kind);
        const auto file = directory.file("run.toml", long_run(kind, ""));  // no other checkpoint in time
        const pid_t child = start(file, [] {});
        wait_until([&] { return std::filesystem::exists(out + "/timeseries.csv"); });
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        ASSERT_EQ(::kill(child, SIGUSR1), 0);
        wait_until([&] { return has_checkpoint(); });
        ASSERT_EQ(::kill(child, SIGKILL), 0);
        wait_for(child);
        ASSERT_LT(read_checkpoint(out)->content.at("series_length").get<std::uintmax_t>(),
                  std::filesystem::file_size(through + "/timeseries.csv"));
        resume_and_compare(file);
    }
}

TEST_F(CommandSurvival, KeepsASecondRunOutOfADirectoryAndRemovesWhatKilledOnesLeft) {
    run_through("npt");
    const auto file = directory.file("run.toml", long_run("npt", often));
    const pid_t child = start(file, [] {});
    wait_until([&] { return has_checkpoint() && has_rows(); });
    expect_error(soret_program(resume_command(file, out)), {"out/timeseries.csv: is being written by another run"});
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    wait_for(child);
    std::ofstream(out + "/checkpoint.1.0.tmp") << "half";
    resume_and_compare(file);
    EXPECT_FALSE(std::filesystem::exists(out + "/checkpoint.1.0.tmp"));
}

}  // namespace
}  // namespace soret::testing
