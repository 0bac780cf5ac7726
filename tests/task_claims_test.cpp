#include "soret/validation/campaign/task_claims.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "soret/common/files/json_text.hpp"
#include "soret/validation/campaign/task_board.hpp"
#include "temporary_directory.hpp"

namespace soret {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

/// A directory of claims and workers.
class TaskClaimsTest : public ::testing::Test {
protected:
    fs::path claimed() const { return directory_.path("claimed"); }
    fs::path workers() const { return directory_.path("workers"); }

    /// In a process that is killed while it has the task.
    void claim_and_die(const std::string& task) const {
        const pid_t child = ::fork();
        if (child == 0) {
            const WorkerRecord worker(workers(), seconds(300));
            if (!TaskClaims(claimed(), worker).take(task)) std::_Exit(1);
            ::raise(SIGKILL);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
    }

    /// What a worker says of itself, as if it were another process.
    void write_note(const std::string& name, const ProcessIdentity& who, seconds age) const {
        fs::create_directories(workers());
        const fs::path file = workers() / (name + ".json");
        std::ofstream(file) << json_text({{"host", who.host},
                                          {"machine", who.machine},
                                          {"process", who.process},
                                          {"start", who.start},
                                          {"tasks", nlohmann::json::object()}});
        set_age(file, age);
    }
    static void set_age(const fs::path& file, seconds age) {
        timespec times[2];
        ::clock_gettime(CLOCK_REALTIME, &times[0]);
        times[0].tv_sec -= age.count();
        times[1] = times[0];
        ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times, AT_SYMLINK_NOFOLLOW), 0);
    }

    /// How many of eight workers take the task over at the same time.
    int take_overs(const std::string& task) const {
        std::atomic<int> successes = 0;
        std::atomic<bool> go = false;
        std::vector<std::unique_ptr<WorkerRecord>> records;
        for (int k = 0; k < 8; ++k) records.push_back(std::make_unique<WorkerRecord>(workers(), seconds(300)));
        std::vector<std::thread> threads;
        for (const auto& record : records) {
            threads.emplace_back([&] {
                const TaskClaims claims(claimed(), *record);
                while (!go) std::this_thread::yield();
                if (claims.take_over(task)) ++successes;
            });
        }
        go = true;
        for (std::thread& thread : threads) thread.join();
        return successes;
    }

    testing::TemporaryDirectory directory_;
};

TEST_F(TaskClaimsTest, ATaskIsOneWorkersUntilItLetsItGo) {
    const WorkerRecord a(workers(), seconds(300)), b(workers(), seconds(300));
    const TaskClaims of_a(claimed(), a), of_b(claimed(), b);
    EXPECT_TRUE(of_a.take("t"));
    EXPECT_FALSE(of_b.take("t"));
    EXPECT_FALSE(of_b.take_over("t"));
    of_b.release("t");  // not its own
    EXPECT_EQ(holder_of(claimed() / "t"), a.name());
    of_a.release("t");
    EXPECT_EQ(holder_of(claimed() / "t"), std::nullopt);
    EXPECT_TRUE(of_b.take("t"));
}

TEST_F(TaskClaimsTest, TheClaimOfAKilledProcessIsTakenOverByOneWorkerAlone) {
    for (int k = 0; k < 20; ++k) {
        const std::string task = "t" + std::to_string(k);
        claim_and_die(task);
        EXPECT_EQ(take_overs(task), 1) << k;
    }
}

TEST_F(TaskClaimsTest, ASuccessorThatDiesBeforeItHasSucceededIsSucceeded) {
    claim_and_die("t");
    // The second claim, which a worker has before it replaces the first, of a process that was killed in between.
    const std::string dead = *holder_of(claimed() / "t");
    const std::string second = "." + digest_of({"t", dead});
    claim_and_die(second);
    EXPECT_EQ(take_overs("t"), 1);
    EXPECT_FALSE(fs::exists(fs::symlink_status(claimed() / second)));
}

TEST_F(TaskClaimsTest, AWorkerOfAnotherMachineIsLostWhenItHasBeenSilent) {
    const WorkerRecord worker(workers(), seconds(300));
    ProcessIdentity other = this_process();
    other.machine = "another boot";
    write_note("young", other, seconds(200));
    write_note("old", other, seconds(400));
    EXPECT_FALSE(worker.is_lost("young"));
    EXPECT_TRUE(worker.is_lost("old"));
    EXPECT_TRUE(worker.is_lost("never-there"));
}

TEST_F(TaskClaimsTest, OfThisMachineTheProcessItselfIsAskedFor) {
    const WorkerRecord worker(workers(), seconds(300));
    ProcessIdentity own = this_process();
    write_note("silent-but-alive", own, seconds(4000));
    EXPECT_FALSE(worker.is_lost("silent-but-alive"));
    ++own.start;  // an earlier process of the same number
    write_note("number-came-again", own, seconds(0));
    EXPECT_TRUE(worker.is_lost("number-came-again"));
}

TEST_F(TaskClaimsTest, ADamagedClaimIsTakenOverWhenItIsOld) {
    fs::create_directories(claimed());
    const WorkerRecord worker(workers(), seconds(300));
    const TaskClaims claims(claimed(), worker);
    for (const char* text : {"", "../workers/", "nonsense", "../workers/../../x.json"}) {
        std::ofstream(claimed() / "t") << text;
        EXPECT_EQ(holder_of(claimed() / "t"), "") << text;
        EXPECT_FALSE(claims.take("t")) << text;
        EXPECT_FALSE(claims.take_over("t")) << text;  // perhaps somebody is just writing it
        set_age(claimed() / "t", seconds(301));
        EXPECT_TRUE(claims.take_over("t")) << text;
        claims.release("t");
    }
}

TEST_F(TaskClaimsTest, AClaimThatIsAFileCountsLikeALink) {
    claim_and_die("t");
    const fs::path target = fs::read_symlink(claimed() / "t");
    fs::remove(claimed() / "t");
    std::ofstream(claimed() / "t") << target.string();
    EXPECT_EQ(take_overs("t"), 1);
}

Task task_named(const std::string& id, std::vector<std::string> needs = {}) {
    return {id, "r", nlohmann::json::object(), 0, std::move(needs), 1.0};
}

TEST(TaskBoard, GivesWhatCanBeBegunWhatOthersNeedFirst) {
    const std::vector<Task> tasks{task_named("a"), task_named("b"), task_named("c", {"b"}), task_named("d")};
    TaskBoard board({&tasks[0], &tasks[1], &tasks[2], &tasks[3]}, {}, [](const std::string&) { return false; });
    const auto any = [](const Task&) { return true; };
    EXPECT_EQ(board.next(0, any), 1u);
    board.set(1, TaskBoard::Standing::here);
    EXPECT_EQ(board.next(0, any), 0u);
    EXPECT_EQ(board.next(1, any), 3u);
    EXPECT_EQ(board.next(4, any), 0u);
    EXPECT_EQ(board.next(0, [](const Task& task) { return task.id == "d"; }), 3u);
    EXPECT_EQ(board.missing_need(2), "b");
    board.set(1, TaskBoard::Standing::finished);
    EXPECT_EQ(board.next(2, any), 2u);
    EXPECT_EQ(board.missing_need(2), "");
    board.set(1, TaskBoard::Standing::open);  // a result that turned out to be damaged
    EXPECT_EQ(board.next(2, any), 1u);
    board.set(1, TaskBoard::Standing::given_up);
    EXPECT_EQ(board.blocked(), std::vector<std::size_t>{2});
}

}  // namespace
}  // namespace soret
