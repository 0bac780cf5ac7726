#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <thread>

#include "campaign_directories.hpp"
#include "curve_names.hpp"
#include "sanitized.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/random_streams.hpp"
#include "soret/common/statistics/block_table.hpp"
#include "soret/validation/campaign/analysis.hpp"
#include "soret/validation/campaign/audit.hpp"
#include "soret/validation/program/command_line.hpp"
#include "soret/validation/routes/routes.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"

namespace soret {
namespace {

namespace fs = std::filesystem;
using namespace test;

Manifest tiny_manifest() {
    Manifest manifest;
    add_tasks(test::tiny_chains({0.0, 0.3, 0.6, 1.0}), manifest);
    return manifest;
}

TEST(SemiGrandCampaign, KilledAtAnyMomentAndResumedHasTheSameBits) {
    const Campaign through = Campaign::start(fresh_directory("through"), tiny_manifest(), false);
    const auto start = std::chrono::steady_clock::now();
    through.work(route_by_name, workers(2));
    const auto whole = std::chrono::steady_clock::now() - start;

    const fs::path directory = fresh_directory("killed");
    for (std::uint32_t kill = 0; kill < 6; ++kill) {
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            try {
                Campaign::start(directory, tiny_manifest(), true).work(route_by_name, workers(2));
            } catch (...) {
                _exit(1);
            }
            _exit(0);
        }
        const RandomWords words = random_words(11, RandomStream::synthetic_series, kill, 0);
        std::this_thread::sleep_for(std::chrono::duration<double>(uniform_from(words[0], words[1]) * 0.4 * whole));
        ::kill(child, SIGKILL);
        int status = 0;
        waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    }
    const Campaign resumed = Campaign::start(directory, tiny_manifest(), true);
    resumed.work(route_by_name, workers(3));
    EXPECT_EQ(digests(resumed.complete_results()), digests(through.complete_results()));
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        // What was being written when the process was killed stays behind under a name that nothing reads.
        if (!entry.is_regular_file() || entry.path().extension() == ".tmp") continue;
        EXPECT_NO_THROW(read_json_file(entry.path().string())) << entry.path();
    }
    const Reduction a =
        reduce_campaign(through.manifest(), through.complete_results(), all_routes(), Backend::optimized);
    const Reduction b =
        reduce_campaign(resumed.manifest(), resumed.complete_results(), all_routes(), Backend::optimized);
    EXPECT_EQ(a.curves, b.curves);
    EXPECT_EQ(a.details, b.details);
}

TEST(SemiGrandCampaign, AnAuditInTheOtherBackendAgrees) {
    const Campaign campaign = Campaign::start(fresh_directory("backends"), tiny_manifest(), false);
    campaign.work(route_by_name, workers(2));
    WorkOptions options = workers(2);
    options.backend = Backend::reference;
    EXPECT_TRUE(audit(campaign, route_by_name, options, 3, 1).agrees());
}

TEST(SemiGrandCampaign, FindsTheWantedComposition) {
    Manifest manifest;
    SemiGrandPlan plan = test::tiny_chains({0.0, 0.3, 0.6, 1.0});
    plan.search_sweeps = 1500;
    add_tasks(plan, manifest);
    for (const Task& task : manifest.tasks) {
        if (task.settings.at("stage") != "search") continue;
        const TaskResult result = run_task(manifest.state_line, task, {}, route_by_name, {});
        // 750 sweeps, autocorrelation time at most 6 sweeps, Gamma >= 0.65: standard error 0.0066; five of them.
        EXPECT_NEAR(result.values.at("x1").get<double>(), task.settings.at("x1").get<double>(), 0.033);
    }
}

// Replicas of the real chain.
struct Replicas {
    SemiGrandPoint together;
    std::vector<Estimate> naive;  // Gamma of each, with its error as if successive sweeps were independent
};

Replicas replicas_of_the_chain(int count) {
    Manifest manifest;
    SemiGrandPlan plan = test::tiny_chains({0.0, 0.3, 0.6, 1.0});
    plan.main.compositions = {0.5};
    plan.main.replicas = count;
    plan.main.sweeps = 2048;
    plan.main.outer_sweeps = 2048;
    plan.search_sweeps = 400;
    plan.equilibration_sweeps = 100;
    add_tasks(plan, manifest);
    TaskResults results;
    std::vector<const Task*> tasks;
    for (const Task& task : manifest.tasks) tasks.push_back(&task);
    run_tasks(manifest.state_line, tasks, {}, route_by_name, workers(2),
              [&](const Task& task, const TaskResult& result) { results.emplace(task.id, result); });
    std::optional<BlockTable> all;
    Replicas replicas;
    for (const Task& task : manifest.tasks) {
        if (task.settings.at("stage") == "search") continue;
        const BlockTable table = BlockTable::from_json(results.at(task.id).values.at("samples"));
        const double gamma = reduce_mixed(table, 128, 0.62, 0.46).gamma.value;
        replicas.naive.push_back({gamma, gamma * std::sqrt(2.0 / 2048.0), 2048.0});
        if (all) {
            all->merge(table);
        } else {
            all = table;
        }
    }
    replicas.together = reduce_mixed(*all, 128, 0.62, 0.46);
    return replicas;
}

TEST(SemiGrandCampaign, ReplicasScatterAsTheErrorsFromWithinThemSay) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const Replicas replicas = replicas_of_the_chain(24);
    ASSERT_EQ(replicas.together.replicas.size(), 4u);
    for (const auto& [quantity, agreement] : replicas.together.replicas) {
        EXPECT_EQ(agreement.degrees_of_freedom, 23) << quantity;
        // False-alarm rate of another seed: 1e-3 on each side.
        EXPECT_GT(agreement.p_value, 1e-3) << quantity << agreement.chi_squared;
        EXPECT_LT(agreement.p_value, 1.0 - 1e-3) << quantity << agreement.chi_squared;
    }
    // The test of the test: errors that forget the memory of the chain are found out.
    const PooledEstimate forgetful = pooled(replicas.naive);
    EXPECT_LT(chi_squared_p_value(forgetful.chi_squared, forgetful.degrees_of_freedom), 1e-3) << forgetful.chi_squared;
}

int run_program(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "soret");
    arguments.emplace_back("--quiet");
    std::vector<const char*> pointers;
    for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
    return run_command_line(static_cast<int>(pointers.size()), pointers.data());
}

struct Outcome {
    int exit_code;
    std::string errors;
};

Outcome run_and_read_errors(const std::vector<std::string>& arguments) {
    ::testing::internal::CaptureStderr();
    const int exit_code = run_program(arguments);
    return {exit_code, ::testing::internal::GetCapturedStderr()};
}

TEST(ValidateCommand, RefusesWhatItCannotDoWithOneLine) {
    const std::string out = fresh_directory("refused").string();
    const fs::path file = fresh_directory("file");
    std::ofstream(file) << "not a directory";
    const std::pair<std::vector<std::string>, std::string> cases[] = {
        {{"validate"}, "--out"},
        {{"validate", "--out", out, "--tier", "huge"}, "tier = huge: must be quick, standard or full"},
        {{"validate", "--out", out, "--only", "gamma_nothing"}, "only = gamma_nothing"},
        {{"validate", "--out", out, "--effort", "0"}, "effort = 0"},
        {{"validate", "--out", out, "--particles", "20"}, "particles = 20"},
        {{"validate", "--out", out, "--precision", "mixed"}, "precision = mixed: must be exact"},
        {{"report", out, "--precision", "mixed"}, "precision = mixed: must be exact"},
        {{"audit", out, "--precision", "mixed"}, "precision = mixed: must be exact"},
        {{"validate", "--out", out, "--threads", "0"}, "threads = 0"},
        {{"validate", "--out", (file / "below").string()}, file.string()},
        {{"report", out}, "manifest.json: there is no campaign here"},
        {{"audit", out}, "manifest.json: there is no campaign here"},
    };
    for (const auto& [arguments, part] : cases) {
        const Outcome outcome = run_and_read_errors(arguments);
        EXPECT_EQ(outcome.exit_code, 2) << outcome.errors;
        EXPECT_NE(outcome.errors.find(part), std::string::npos) << outcome.errors;
        EXPECT_EQ(std::count(outcome.errors.begin(), outcome.errors.end(), '\n'), 1) << outcome.errors;
        EXPECT_FALSE(fs::exists(out));
    }
    fs::remove(file);
}

TEST(ValidateCommand, ARunLeavesItsFilesAndCanBeResumedReportedAndAudited) {
    const fs::path directory = fresh_directory("command");
    const std::string out = directory.string();
    const std::vector<std::string> validate{"validate", "--out",  out, "--particles", "150", "--effort",
                                            "0.001",    "--seed", "3"};
    const int verdict = run_program(validate);
    EXPECT_TRUE(verdict == 1 || verdict == 3) << verdict;  // far too short to prove anything
    nlohmann::json results = read_json_file((directory / "results.json").string());
    EXPECT_EQ(results.at("verdict"), verdict == 1 ? "fail" : "inconclusive");
    EXPECT_EQ(results.at("tier"), "quick");
    EXPECT_TRUE(fs::exists(directory / "report.html"));

    EXPECT_EQ(run_and_read_errors(validate).exit_code, 2);
    std::vector<std::string> resume = validate;
    resume.emplace_back("--resume");
    EXPECT_EQ(run_program(resume), verdict);
    resume[7] = "--seed";
    resume[8] = "4";
    EXPECT_NE(run_and_read_errors(resume).errors.find("manifest.json: "), std::string::npos);

    fs::remove(directory / "results.json");
    EXPECT_EQ(run_program({"report", out}), verdict);
    nlohmann::json again = read_json_file((directory / "results.json").string());
    results.erase("provenance");
    again.erase("provenance");
    EXPECT_EQ(results, again);
    std::vector<std::string> accept{"report", out, "--accept", "inconclusive"};
    for (const nlohmann::json& claim : results.at("claims")) {
        if (claim.at("verdict") == "fail") accept.back() += "," + claim.at("id").get<std::string>();
    }
    EXPECT_EQ(run_program(accept), 0);
    EXPECT_EQ(run_and_read_errors({"report", out, "--accept", "no-such-claim"}).exit_code, 2);
    EXPECT_EQ(run_program({"audit", out, "--sample", "2", "--backend", "reference"}), 0);

    const auto counts = [&] { return read_json_file((directory / "results.json").string()).at("tasks"); };
    const auto planned = counts().at("planned").get<std::size_t>();
    EXPECT_EQ(counts().at("finished"), planned);
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(directory / "tasks")) {
        if (entry.path().string().find("-x0.500-r2") != std::string::npos) files.push_back(entry.path());
    }
    ASSERT_FALSE(files.empty());
    for (const fs::path& file : files) fs::remove(file);
    EXPECT_NE(run_and_read_errors({"report", out}).errors.find("tasks are finished"), std::string::npos);
    const int so_far = run_program({"report", out, "--unfinished"});
    EXPECT_TRUE(so_far == 1 || so_far == 3) << so_far;
    EXPECT_EQ(counts(), (nlohmann::json{{"finished", planned - files.size()}, {"planned", planned}}));
    for (const auto& entry : fs::directory_iterator(directory / "tasks")) fs::remove(entry.path());
    EXPECT_NE(run_and_read_errors({"report", out, "--unfinished"}).errors.find("no task is finished"),
              std::string::npos);
}

}  // namespace
}  // namespace soret
