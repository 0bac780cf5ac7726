// soret campaign work and status.

#include <gtest/gtest.h>

#include <ctime>

#include "interrupted_runs.hpp"
#include "soret/common/errors.hpp"
#include "soret/validation/program/task_choice.hpp"
#include "soret/validation/program/time_option.hpp"
#include "tiny_campaign.hpp"

namespace soret::testing {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> work_arguments(const std::string& campaign, std::vector<std::string> more = {}) {
    std::vector<std::string> all{"campaign", "work", campaign, "--quiet", "--threads", "1"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

nlohmann::json status_of(const std::string& campaign) {
    const Outcome outcome = soret_program("campaign status " + shell_word(campaign) + " --json -");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    return nlohmann::json::parse(outcome.output);
}

/// Waits until a process has a task.
bool is_working(const std::string& campaign, pid_t process) {
    for (int k = 0; k < 3000; ++k) {
        std::error_code none;
        for (const auto& entry : fs::directory_iterator(campaign + "/claimed", none)) {
            const std::string worker = fs::read_symlink(entry.path(), none).string();
            if (worker.find(fmt::format(".{}.", process)) != std::string::npos) return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

/// Starts a worker and sends it a signal when it has a task.
/// returns   what waitpid says
int work_and_signal(const std::string& campaign, int signal) {
    const pid_t worker = start_program(work_arguments(campaign));
    EXPECT_TRUE(is_working(campaign, worker));
    ::kill(worker, signal);
    int status = 0;
    ::waitpid(worker, &status, 0);
    return status;
}

TEST(CommandLineCampaign, StatusSaysWhatWasWanted) {
    const TemporaryDirectory directory;
    const std::string campaign = plan_tiny_campaign(directory, "planned");
    EXPECT_FALSE(status_of(campaign).contains("wanted"));
    directory.file("planned/planned.json", R"({"wanted": {"gamma": 0.01}})");
    EXPECT_EQ(status_of(campaign).at("wanted"), (nlohmann::json{{"gamma", 0.01}}));
    directory.file("planned/planned.json", "{}");
    expect_error(soret_program("campaign status " + shell_word(campaign)), {"planned.json", "wanted"});
}

TEST(CommandLineCampaign, WorkersThatAreKilledOrToldToStopLeaveNothingUndone) {
    const TemporaryDirectory directory;
    const std::string campaign = plan_tiny_campaign(directory, "shared by many", "0.1");
    EXPECT_EQ(status_of(campaign).at("waiting"), 5);
    EXPECT_GT(status_of(campaign).at("core_seconds_left"), 0.0);

    const pid_t first = start_program(work_arguments(campaign));
    EXPECT_TRUE(is_working(campaign, first));
    const int killed = work_and_signal(campaign, SIGKILL);
    EXPECT_TRUE(WIFSIGNALED(killed)) << killed;
    const int told = work_and_signal(campaign, SIGUSR1);
    EXPECT_TRUE(WIFEXITED(told) && WEXITSTATUS(told) == 3) << told;
    const int ended = work_and_signal(campaign, SIGTERM);
    EXPECT_TRUE(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGTERM) << ended;
    EXPECT_TRUE(is_working(campaign, first));
    ::kill(first, SIGKILL);
    int status = 0;
    ::waitpid(first, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it was finished before it could be killed";

    const nlohmann::json between = status_of(campaign);
    ASSERT_GE(between.at("running").size(), 1u);
    EXPECT_TRUE(between.at("running")[0].at("lost"));
    EXPECT_EQ(run_and_wait(work_arguments(campaign)), 0);
    EXPECT_EQ(digests_in(campaign), digests_of_one_process("0.1"));
    const nlohmann::json after = status_of(campaign);
    EXPECT_EQ(after.at("finished"), 5);
    EXPECT_TRUE(after.at("running").empty());
    EXPECT_GT(after.at("core_seconds_spent"), 0.0);
    EXPECT_EQ(after.at("core_seconds_left"), 0.0);
    EXPECT_TRUE(fs::is_empty(campaign + "/claimed"));
}

TEST(CommandLineCampaign, TasksByNumberOrIdAndOneWhoseNeedsAreMissing) {
    const TemporaryDirectory directory;
    const std::string campaign = plan_tiny_campaign(directory, "some tasks");
    const auto tasks = json_of(campaign + "/manifest.json").at("tasks");
    std::size_t dependent = 0;
    while (tasks.at(dependent).at("needs").empty()) ++dependent;
    const std::string id = tasks[dependent].at("id"), need = tasks[dependent].at("needs")[0];
    const Outcome missing = soret_program("campaign work " + shell_word(campaign) + " --task " + id);
    EXPECT_EQ(missing.exit_code, 3);
    EXPECT_EQ(missing.errors, "soret: task " + id + ": needs " + need + ", which is not finished\n");
    EXPECT_EQ(missing.output, "0 of 1 tasks are finished, 1 waiting\n");

    EXPECT_EQ(soret_program("campaign work " + shell_word(campaign) + " --quiet --task 0").exit_code, 0);
    EXPECT_EQ(digests_in(campaign).size(), 1u);
    expect_error(soret_program("campaign work " + shell_word(campaign) + " --task 100-200"),
                 {"task = 100-200: must be an id of the manifest, or a number or a range in [0, "});
    expect_error(soret_program("campaign work " + shell_word(campaign) + " --until yesterday"), {"until = yesterday"});
    expect_error(soret_program("campaign work " + shell_word(directory.path("none"))), {"there is no campaign here"});

    // One that waits goes on when what it needs is finished.
    const pid_t waiting = start_program(work_arguments(campaign, {"--task", id, "--wait"}));
    EXPECT_EQ(soret_program("campaign work " + shell_word(campaign) + " --quiet --task " + need).exit_code, 0);
    int status = 0;
    ::waitpid(waiting, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(digests_in(campaign).count(id), 1u);
}

/// The file that a chain begins from is not what it says: the task that reads it fails, whoever tries.
TEST(CommandLineCampaign, AFailureHasOneLineAndAnExitCode) {
    const TemporaryDirectory directory;
    const std::string campaign = plan_tiny_campaign(directory, "failing");
    nlohmann::json manifest = json_of(campaign + "/manifest.json");
    manifest["tasks"][0]["settings"].erase("x1");
    manifest["tasks"][0]["settings"]["particles"] = 1;
    directory.file("failing/manifest.json", manifest.dump());
    const std::string id = manifest["tasks"][0]["id"];
    const Outcome outcome = soret_program("campaign work " + shell_word(campaign) + " --task 0 --retry 2");
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.errors.rfind("soret: task " + id + " failed 3 times: ", 0), 0u) << outcome.errors;
    EXPECT_EQ(std::count(outcome.errors.begin(), outcome.errors.end(), '\n'), 1);
    const nlohmann::json failed = status_of(campaign).at("failed");
    ASSERT_EQ(failed.size(), 1u);
    EXPECT_EQ(failed[0].at("task"), id);
    EXPECT_EQ(failed[0].at("attempts"), 3);
}

TEST(CommandLineCampaign, WithoutTimeNothingIsLost) {
    const TemporaryDirectory directory;
    const std::string campaign = plan_tiny_campaign(directory, "no time");
    int sessions = 0;
    for (int status = 1; status != 0 && sessions < 60; ++sessions) {
        status = run_and_wait(work_arguments(campaign, {"--until", "1s"}));
        ASSERT_TRUE(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 3)) << status;
    }
    EXPECT_EQ(digests_in(campaign), digests_of_one_process());
}

TEST(Times, AreReadInEveryFormOrRefused) {
    using std::chrono::seconds;
    EXPECT_EQ(duration_from("t", "55m"), seconds(3300));
    EXPECT_EQ(duration_from("t", "1h30min"), seconds(5400));
    EXPECT_EQ(duration_from("t", "2d1s"), seconds(172801));
    EXPECT_EQ(duration_from("t", "90"), seconds(90));
    for (const char* word : {"", "0", "-5m", "5x", "m", "1.5h", "5m ", "99999999999999999999s"}) {
        EXPECT_THROW(duration_from("t", word), InvalidArgument) << word;
    }
    const auto now = std::chrono::system_clock::from_time_t(1'780'000'000);  // 2026-05-28T20:26:40Z
    const auto after = [&](const char* word) { return (moment_from("until", word, now) - now) / seconds(1); };
    EXPECT_EQ(after("10m"), 600);
    EXPECT_EQ(after("2026-05-28T20:27:00Z"), 20);
    EXPECT_EQ(after("2026-05-28T22:27+02:00"), 20);
    EXPECT_EQ(after("2026-05-28T15:57-04:30"), 20);
    // A clock time is the next one of this machine's zone.
    std::tm local{};
    const std::time_t one_minute_ago = 1'780'000'000 - 60, next_minute = 1'780'000'000 + 60;
    char text[16];
    ::localtime_r(&next_minute, &local);
    std::strftime(text, sizeof text, "%H:%M:%S", &local);
    EXPECT_EQ(after(text), 60);
    ::localtime_r(&one_minute_ago, &local);
    std::strftime(text, sizeof text, "%H:%M:%S", &local);
    EXPECT_EQ(after(text), 86400 - 60);
    for (const char* word : {"25:00", "18:60", "2026-13-01T00:00", "2026-05-28T20:26Z", "2026-05-28 20:30", "18:30x"}) {
        EXPECT_THROW(moment_from("until", word, now), InvalidArgument) << word;
    }
}

TEST(TaskChoice, ReadsWhatItWrites) {
    Manifest manifest;
    for (const char* id : {"a", "b-1", "3-4", "c", "d", "e"}) {
        manifest.tasks.push_back({id, "r", nlohmann::json::object(), 0, {}, 1.0});
    }
    using Places = std::vector<std::size_t>;
    EXPECT_EQ(chosen_tasks(manifest, {"b-1", "0", "1"}), (Places{0, 1}));
    EXPECT_EQ(chosen_tasks(manifest, {"3-4"}), (Places{2}));  // an id before a range
    EXPECT_EQ(chosen_tasks(manifest, {"3-5"}), (Places{3, 4, 5}));
    EXPECT_EQ(text_of_places({0, 1, 2, 4, 6, 7}), "0-2,4,6-7");
    for (const char* word : {"6", "5-3", "-1", "x", "", "1-", "1-2-3", "99999999999999999999"}) {
        EXPECT_THROW(chosen_tasks(manifest, {word}), InvalidInput) << word;
    }
}

}  // namespace
}  // namespace soret::testing
