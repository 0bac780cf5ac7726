#include "interrupted_runs.hpp"

namespace soret::testing {
namespace {

// The quick tier with all its routes, as short as its chains and runs can be.
std::vector<std::string> short_campaign(const std::string& out, const std::string& threads) {
    return {"validate", "--tier", "quick",    "--effort", "0.005",     "--particles", "120",
            "--out",    out,      "--resume", "--quiet",  "--threads", threads};
}

nlohmann::json results_of(const std::string& out) {
    nlohmann::json results = json_of(out + "/results.json");
    results.erase("provenance");
    return results;
}

std::map<std::string, nlohmann::json> tasks_of(const std::string& out) {
    std::map<std::string, nlohmann::json> tasks;
    for (const auto& entry : std::filesystem::directory_iterator(out + "/tasks")) {
        if (entry.path().extension() == ".tmp") continue;  // of a process that was killed; nothing reads it
        nlohmann::json task = json_of(entry.path().string());
        task.erase("provenance");
        task.erase("seconds");
        tasks[entry.path().filename().string()] = std::move(task);
    }
    return tasks;
}

TEST(CommandLineValidate, KilledAtAnyMomentAndResumedGivesTheSameResults) {
    const TemporaryDirectory directory;
    const std::string through = directory.path("through");
    const std::string killed = directory.path("killed");
    const auto start = std::chrono::steady_clock::now();
    // So short a campaign decides nothing: whatever its verdict is, it is the same.
    const int status = run_and_wait(short_campaign(through, "2"));
    const auto whole = std::chrono::steady_clock::now() - start;
    ASSERT_TRUE(WIFEXITED(status));
    ASSERT_TRUE(std::filesystem::exists(through + "/report.html"));

    int kills = 0;
    for (std::uint64_t k = 0; k < 10; ++k) {
        const double share = uniform_from(random_words(17, RandomStream::synthetic_series, k, 0)[0], 0);
        const auto after = std::chrono::duration_cast<std::chrono::microseconds>(0.25 * share * whole);
        if (WIFSIGNALED(run_and_signal(short_campaign(killed, "2"), after, SIGKILL))) ++kills;
    }
    EXPECT_GE(kills, 4);  // the others found it finished
    const int resumed = run_and_wait(short_campaign(killed, "1"));
    ASSERT_TRUE(WIFEXITED(resumed));
    EXPECT_EQ(WEXITSTATUS(resumed), WEXITSTATUS(status));

    const auto expected = tasks_of(through);
    EXPECT_EQ(expected.count("hnemd-n120-f0.400-x0.500-r1.json"), 1U);
    EXPECT_EQ(expected.count("semigrand-n120-x0.500-r1.json"), 1U);
    EXPECT_EQ(tasks_of(killed), expected);
    EXPECT_EQ(results_of(killed), results_of(through));
    EXPECT_EQ(content_of(killed + "/manifest.json"), content_of(through + "/manifest.json"));
    EXPECT_TRUE(std::filesystem::exists(killed + "/report.html"));
}

}  // namespace
}  // namespace soret::testing
