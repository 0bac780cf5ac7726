// Several processes at one campaign.

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>

#include "campaign_directories.hpp"
#include "counting_route.hpp"
#include "soret/common/random_streams.hpp"
#include "soret/validation/campaign/campaign_status.hpp"

namespace soret {
namespace {

namespace fs = std::filesystem;
using namespace test;
using std::chrono::milliseconds;

pid_t start_worker(const fs::path& directory, const CountingRoute& route, const WorkOptions& options) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    int code = 0;
    try {
        code = Campaign::open(directory).work(lookup(route), options).is_complete() ? 0 : 3;
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        code = 2;
    }
    std::_Exit(code);
}

std::map<std::string, std::string> digests_of_one_process(int tasks) {
    const fs::path directory = fresh_directory("one");
    const CountingRoute route(directory.string() + ".log");
    const Campaign campaign = Campaign::start(directory, counting_manifest(tasks), false);
    campaign.work(lookup(route), shared_work());
    return digests(campaign.complete_results());
}

TEST(CampaignWorkers, ProcessesOnOneDirectoryRunEachTaskOnce) {
    const int tasks = 200;
    const fs::path directory = fresh_directory("many");
    const Campaign campaign = Campaign::start(directory, counting_manifest(tasks), false);
    const CountingRoute route(directory / "log");
    std::vector<pid_t> workers;
    for (int k = 0; k < 6; ++k) workers.push_back(start_worker(directory, route, shared_work(1 + k % 2)));
    for (const pid_t worker : workers) {
        int status = 0;
        ::waitpid(worker, &status, 0);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    }
    const auto begun = route.begun();
    EXPECT_EQ(begun.size(), static_cast<std::size_t>(tasks));
    for (const auto& [task, processes] : begun) EXPECT_EQ(processes.size(), 1u) << task;
    EXPECT_EQ(digests(campaign.complete_results()), digests_of_one_process(tasks));
    EXPECT_TRUE(fs::is_empty(directory / "claimed"));
    EXPECT_TRUE(fs::is_empty(directory / "workers"));
}

/// Whoever begins a task that was begun before does so because that process was killed.
TEST(CampaignWorkers, ATaskIsBegunAgainOnlyIfItsWorkerWasKilled) {
    const int tasks = 60;
    const fs::path directory = fresh_directory("killed");
    const Campaign campaign = Campaign::start(directory, counting_manifest(tasks), false);
    CountingRoute route(directory / "log");
    route.steps = 4;
    route.step_time = milliseconds(2);
    std::vector<pid_t> workers, killed;
    const auto start = [&] { return start_worker(directory, route, shared_work(2)); };
    for (int k = 0; k < 4; ++k) workers.push_back(start());
    for (std::uint64_t k = 0; k < 12; ++k) {
        const RandomWords words = random_words(11, RandomStream::synthetic_series, k, 0);
        std::this_thread::sleep_for(milliseconds(5 + index_from(words[0], 20)));
        pid_t& victim = workers[index_from(words[1], 4)];
        ::kill(victim, SIGKILL);
        int status = 0;
        ::waitpid(victim, &status, 0);
        if (WIFSIGNALED(status)) killed.push_back(victim);
        victim = start();
    }
    for (const pid_t worker : workers) {
        int status = 0;
        ::waitpid(worker, &status, 0);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    }
    EXPECT_GE(killed.size(), 6u);
    std::size_t repeated = 0;
    for (const auto& [task, processes] : route.begun()) {
        for (std::size_t k = 0; k + 1 < processes.size(); ++k) {
            EXPECT_NE(std::ranges::find(killed, processes[k]), killed.end()) << task;
            ++repeated;
        }
    }
    EXPECT_GE(repeated, 3u);
    EXPECT_EQ(digests(campaign.complete_results()), digests_of_one_process(tasks));
}

TEST(CampaignWorkers, ATaskThatFailsSaysWhyAndTheOthersGoOn) {
    const fs::path directory = fresh_directory("failing");
    const Campaign campaign = Campaign::start(directory, counting_manifest(12), false);
    CountingRoute route(directory / "log");
    route.failing = "c-4";
    WorkOptions options = shared_work(2);
    options.retries = 2;
    const WorkOutcome outcome = campaign.work(lookup(route), options);
    EXPECT_EQ(outcome.finished, 10u);
    EXPECT_EQ(outcome.failed, std::vector<std::string>{"c-4"});
    EXPECT_EQ(outcome.blocked, std::vector<std::string>{"c-last"});
    EXPECT_EQ(route.begun().at("c-4").size(), 3u);
    const auto failed = read_failed_task(directory / "failed" / "c-4.json");
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->attempts.size(), 3u);
    EXPECT_EQ(failed->attempts[0].reason, "c-4: made to fail");
    EXPECT_EQ(failed->attempts[0].process, ::getpid());
    EXPECT_EQ(failed->attempts[0].host, this_process().host);

    const CampaignStatus status = status_of(campaign);
    EXPECT_EQ(status.finished, 10u);
    EXPECT_EQ(status.waiting, 1u);
    ASSERT_EQ(status.failed.size(), 1u);
    EXPECT_EQ(status.failed[0].task, "c-4");

    // What was given up stays so, until somebody says otherwise.
    EXPECT_EQ(campaign.work(lookup(route), options).failed, std::vector<std::string>{"c-4"});
    EXPECT_EQ(route.begun().at("c-4").size(), 3u);
    route.failing.clear();
    options.forget_failures = true;
    EXPECT_TRUE(campaign.work(lookup(route), options).is_complete());
    EXPECT_FALSE(fs::exists(directory / "failed" / "c-4.json"));
}

TEST(CampaignWorkers, AStopWritesACheckpointAndLetsTheTaskGo) {
    const fs::path directory = fresh_directory("stopped");
    const Campaign campaign = Campaign::start(directory, counting_manifest(2), false);
    CountingRoute route(directory / "log");
    route.steps = 1000;
    route.step_time = milliseconds(1);
    WorkOptions options = shared_work();
    const auto start = std::chrono::steady_clock::now();
    options.stop = [&] { return std::chrono::steady_clock::now() - start > milliseconds(100); };
    const WorkOutcome outcome = campaign.work(lookup(route), options);
    EXPECT_EQ(outcome.finished, 0u);
    ASSERT_EQ(outcome.waiting.size(), 2u);
    EXPECT_EQ(outcome.waiting[0].need, "");
    EXPECT_EQ(outcome.waiting[1].need, "c-0");
    EXPECT_TRUE(fs::is_empty(directory / "claimed"));
    const TaskStages stages(directory / "checkpoints" / "c-0", campaign.manifest().tasks[0]);
    ASSERT_TRUE(stages.under_way("steps"));
    const int done = stages.under_way("steps")->get<int>();
    EXPECT_GT(done, 1);
    EXPECT_LT(done, 999);
}

TEST(CampaignWorkers, NothingIsBegunThatWouldNotEndInTimeUnlessNothingElseCan) {
    const fs::path directory = fresh_directory("until");
    Manifest manifest = counting_manifest(4);
    manifest.tasks.pop_back();
    manifest.tasks[0].cost = 1e6;
    manifest.tasks[2].cost = 2e6;
    const Campaign campaign = Campaign::start(directory, manifest, false);
    const CountingRoute route(directory / "log");
    WorkOptions options = shared_work();
    options.until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    EXPECT_EQ(campaign.work(lookup(route), options).waiting.size(), 2u);
    EXPECT_EQ(route.begun().count("c-1"), 1u);
    EXPECT_EQ(route.begun().size(), 1u);
    EXPECT_LT(std::chrono::steady_clock::now(), *options.until);
    // Now there is none that is short enough: one is begun all the same, and then the time that it took is known.
    EXPECT_TRUE(campaign.work(lookup(route), options).is_complete());
}

TEST(CampaignWorkers, ChosenTasksAloneAreRun) {
    const fs::path directory = fresh_directory("chosen");
    const Campaign campaign = Campaign::start(directory, counting_manifest(6), false);
    const CountingRoute route(directory / "log");
    WorkOptions options = shared_work();
    options.tasks = {1, 2, 5};
    options.wait = false;
    const WorkOutcome outcome = campaign.work(lookup(route), options);
    EXPECT_EQ(outcome.finished, 2u);
    ASSERT_EQ(outcome.waiting.size(), 1u);
    EXPECT_EQ(outcome.waiting[0].task, "c-last");
    EXPECT_EQ(outcome.waiting[0].need, "c-0");
    EXPECT_EQ(route.begun().size(), 2u);
}

TEST(CampaignWorkers, OneThatWaitsGoesOnWhenAnotherHasFinishedWhatItNeeds) {
    const fs::path directory = fresh_directory("waits");
    const Campaign campaign = Campaign::start(directory, counting_manifest(3), false);
    CountingRoute route(directory / "log");
    route.step_time = milliseconds(150);
    WorkOptions others = shared_work();
    others.tasks = {0, 1};
    const pid_t other = start_worker(directory, route, others);
    WorkOptions options = shared_work();
    options.tasks = {2};
    EXPECT_TRUE(campaign.work(lookup(route), options).is_complete());
    int status = 0;
    ::waitpid(other, &status, 0);
    EXPECT_EQ(route.begun().at("c-last"), std::vector<pid_t>{::getpid()});
}

/// Works where no file can be larger, as on a full disk.
/// returns   0: it ended with one line that names a file
int work_with_files_of(rlim_t largest, const Campaign& campaign, const CountingRoute& route) {
    const auto before = std::signal(SIGXFSZ, SIG_IGN);
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit limit{largest, largest};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        try {
            campaign.work(lookup(route), shared_work());
            std::_Exit(1);
        } catch (const InvalidInput& error) {
            const std::string line = error.what();
            const bool is_clear = line.find("cannot be written: ") != std::string::npos &&
                                  line.find(campaign.directory().string()) == 0 && line.find('\n') == std::string::npos;
            std::_Exit(is_clear ? 0 : 2);
        }
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    std::signal(SIGXFSZ, before);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

/// With nothing left, and with room for the notes of workers and failures but not for a result.
TEST(CampaignWorkers, AFullDiskIsOneLineAndNoFailureOfATask) {
    const fs::path directory = fresh_directory("full");
    const Campaign campaign = Campaign::start(directory, counting_manifest(3), false);
    CountingRoute route(directory.string() + ".log");
    route.length_of_result = 4096;
    for (const rlim_t largest : {0, 512}) {
        EXPECT_EQ(work_with_files_of(largest, campaign, route), 0) << largest;
        EXPECT_FALSE(fs::exists(directory / "failed")) << largest;
    }
    EXPECT_TRUE(campaign.work(lookup(route), shared_work()).is_complete());
}

/// Everybody may read there and nobody may write.
void forbid_writing(const fs::path& directory) {
    fs::permissions(directory.parent_path(), fs::perms(0755));
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        if (entry.is_directory()) fs::permissions(entry, fs::perms(0555));
    }
    fs::permissions(directory, fs::perms(0555));
}

TEST(CampaignWorkers, ADirectoryThatCannotBeWrittenIsOneLine) {
    const fs::path directory = fresh_directory("read-only");
    const Campaign campaign = Campaign::start(directory, counting_manifest(3), false);
    const CountingRoute route(directory.string() + ".log");
    forbid_writing(directory);
    const testing::WithoutRootPrivileges somebody;
    EXPECT_EQ(
        testing::message_of<InvalidInput>([&] { campaign.work(lookup(route), shared_work()); }, directory.string()),
        "workers: cannot be made: Permission denied");
}

TEST(CampaignWorkers, AFinishedCampaignNeedsNoPermissionToWrite) {
    const fs::path directory = fresh_directory("finished");
    const Campaign campaign = Campaign::start(directory, counting_manifest(3), false);
    const CountingRoute route(directory.string() + ".log");
    campaign.work(lookup(route), shared_work());
    forbid_writing(directory);
    const testing::WithoutRootPrivileges somebody;
    EXPECT_TRUE(campaign.work(lookup(route), shared_work()).is_complete());
}

/// Many tasks that take no time: what is left is what sharing them costs. Run below strace -f -c it counts file
/// operations.
TEST(CampaignWorkersLong, ThirtyTwoProcessesShareTenThousandTasks) {
    const int tasks = 10'000, processes = 32;
    const fs::path directory = fresh_directory("ten thousand");
    Manifest manifest = counting_manifest(tasks + 1);
    manifest.tasks.pop_back();
    const Campaign campaign = Campaign::start(directory, manifest, false);
    const CountingRoute route(directory / "log");
    const auto start = std::chrono::steady_clock::now();
    std::vector<pid_t> workers;
    for (int k = 0; k < processes; ++k) workers.push_back(start_worker(directory, route, shared_work()));
    for (const pid_t worker : workers) {
        int status = 0;
        ::waitpid(worker, &status, 0);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    }
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    rusage used{};
    ::getrusage(RUSAGE_CHILDREN, &used);
    fmt::print("{} tasks, {} processes: {:.1f} s, {:.1f} s of a core\n", tasks, processes, time.count(),
               static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec));
    const auto begun = route.begun();
    EXPECT_EQ(begun.size(), static_cast<std::size_t>(tasks));
    for (const auto& [task, by] : begun) EXPECT_EQ(by.size(), 1u) << task;
    EXPECT_EQ(campaign.files().finished_tasks().size(), static_cast<std::size_t>(tasks));
}

}  // namespace
}  // namespace soret
