#include "soret/validation/campaign/campaign.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iterator>
#include <thread>

#include "soret/common/errors.hpp"
#include "soret/common/random_streams.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/campaign/audit.hpp"
#include "soret/validation/campaign/json_fields.hpp"
#include "soret/validation/command_line/command_line.hpp"
#include "soret/validation/monte_carlo_run.hpp"
#include "soret/validation/routes/routes.hpp"
#include "soret/validation/routes/semi_grand.hpp"

namespace soret {
namespace {

namespace fs = std::filesystem;

fs::path fresh_directory(const std::string& name) {
    const fs::path directory =
        fs::path(testing::TempDir()) / ("soret_campaign_" + name + "_" + std::to_string(getpid()));
    fs::remove_all(directory);
    return directory;
}

std::string text_of_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string message_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

// Adds numbers: as quick as a route can be. Task "sum" needs all others.
class AddingRoute : public Route {
public:
    std::string name() const override { return "adding"; }
    std::vector<std::string> curves(Tier) const override { return {}; }
    void plan(Manifest& manifest) const override {
        manifest.routes.push_back(name());
        Task sum{"adding-sum", name(), nlohmann::json::object(), 0, {}, 1.0};
        for (int k = 0; k < 20; ++k) {
            const std::string id = "adding-" + std::to_string(k);
            manifest.tasks.push_back({id, name(), {{"number", k}}, task_seed(manifest.seed, id), {}, 1.0});
            sum.needs.push_back(id);
        }
        manifest.tasks.push_back(sum);
    }
    nlohmann::json run(const StateLine&, const Task& task, const std::vector<const TaskResult*>& needed,
                       const RunContext& context) const override {
        ++runs;
        if (context.progress) context.progress(0.5);
        if (task.id == failing) throw InvalidState("made to fail");
        double value = task.settings.value("number", 0.0) + uniform_from(static_cast<std::uint32_t>(task.seed), 0);
        for (const TaskResult* result : needed) value += result->values.at("value").get<double>();
        return {{"value", value}};
    }
    Reduction reduce(const Manifest&, const TaskResults&) const override { return {}; }

    mutable std::atomic<int> runs = 0;
    std::string failing;
};

Manifest adding_manifest(std::uint64_t seed = 7) {
    Manifest manifest;
    manifest.seed = seed;
    AddingRoute().plan(manifest);
    return manifest;
}

RouteLookup lookup(const AddingRoute& route) {
    return [&route](const std::string&) -> const Route& { return route; };
}

WorkOptions workers(int count) {
    WorkOptions options;
    options.workers = count;
    options.quiet = true;
    return options;
}

std::map<std::string, std::string> digests(const TaskResults& results) {
    std::map<std::string, std::string> all;
    for (const auto& [id, result] : results) all[id] = result.digest;
    return all;
}

TEST(Campaign, ResultsDoNotDependOnTheNumberOfWorkers) {
    const AddingRoute route;
    const Campaign one = Campaign::start(fresh_directory("one"), adding_manifest(), false);
    const Campaign eight = Campaign::start(fresh_directory("eight"), adding_manifest(), false);
    one.work(lookup(route), workers(1));
    eight.work(lookup(route), workers(8));
    EXPECT_EQ(digests(one.complete_results()), digests(eight.complete_results()));
    EXPECT_EQ(route.runs, 42);
}

TEST(Campaign, WhatIsFinishedIsNotRunAgain) {
    const AddingRoute route;
    const fs::path directory = fresh_directory("again");
    Campaign::start(directory, adding_manifest(), false).work(lookup(route), workers(2));
    fs::remove(directory / "tasks" / "adding-3.json");
    const Campaign resumed = Campaign::start(directory, adding_manifest(), true);
    EXPECT_NE(message_of([&] { resumed.complete_results(); }).find("20 of 21 tasks are finished, adding-3 is not"),
              std::string::npos);
    resumed.work(lookup(route), workers(2));
    EXPECT_EQ(route.runs, 22);
    EXPECT_EQ(resumed.complete_results().size(), 21u);
}

TEST(Campaign, ADirectoryThatIsTakenNeedsResume) {
    const fs::path directory = fresh_directory("taken");
    Campaign::start(directory, adding_manifest(), false);
    EXPECT_NE(message_of([&] { Campaign::start(directory, adding_manifest(), false); }).find("--resume"),
              std::string::npos);
}

TEST(Campaign, AManifestThatDiffersIsRefusedWithTheDifferenceNamed) {
    const fs::path directory = fresh_directory("differs");
    Campaign::start(directory, adding_manifest(), false);
    Manifest other = adding_manifest();
    other.tasks[4].settings["number"] = 99;
    const std::string message = message_of([&] { Campaign::start(directory, other, true); });
    EXPECT_NE(message.find("tasks/4/settings/number is 4, asked for is 99"), std::string::npos) << message;
    EXPECT_NE(message_of([&] { Campaign::start(directory, adding_manifest(8), true); }).find("seed is 7"),
              std::string::npos);
}

TEST(Campaign, AManifestReadsBackTheSame) {
    PlanOptions options;
    options.tier = Tier::standard;
    options.state_line.mixture = Mixture(lorentz_berthelot({1.0, 2.5}, {0.1, 0.3}, {1.0, 0.9}, 2.5));
    const nlohmann::json written = to_json(plan_campaign(options));
    EXPECT_EQ(to_json(manifest_from_json(nlohmann::json::parse(written.dump()))), written);
}

TEST(Campaign, ABadManifestIsRefusedWithItsPlace) {
    nlohmann::json json = to_json(adding_manifest());
    json["tasks"][2]["id"] = "../escape/x";
    EXPECT_NE(message_of([&] { manifest_from_json(json); }).find("tasks[2].id"), std::string::npos);
    json = to_json(adding_manifest());
    json["tasks"][2].erase("seed");
    EXPECT_NE(message_of([&] { manifest_from_json(json); }).find("tasks[2].seed is missing"), std::string::npos);
    json = to_json(adding_manifest());
    json["tasks"][2]["needs"] = {"adding-9"};
    EXPECT_NE(message_of([&] { manifest_from_json(json); }).find("adding-9 does not stand before adding-2"),
              std::string::npos);
    json = to_json(adding_manifest());
    json["tier"] = "huge";
    EXPECT_NE(message_of([&] { manifest_from_json(json); }).find("tier = huge"), std::string::npos);
}

TEST(Campaign, ADamagedResultIsRefusedByTheReportAndRunAgainByResume) {
    const AddingRoute route;
    const fs::path directory = fresh_directory("damaged");
    const Campaign campaign = Campaign::start(directory, adding_manifest(), false);
    campaign.work(lookup(route), workers(2));
    const auto before = digests(campaign.complete_results());
    const fs::path file = directory / "tasks" / "adding-5.json";
    const std::string whole = text_of_file(file);
    std::string changed = whole;
    changed.replace(changed.find("\"value\": ") + 9, 1, "7");
    for (const std::string& damaged : {whole.substr(0, whole.size() / 2), changed, std::string(), std::string("[]")}) {
        std::ofstream(file, std::ios::binary) << damaged;
        EXPECT_NE(message_of([&] { campaign.complete_results(); }).find("adding-5.json"), std::string::npos);
        const int runs = route.runs;
        campaign.work(lookup(route), workers(2));
        EXPECT_EQ(route.runs, runs + 1);
        EXPECT_EQ(digests(campaign.complete_results()), before);
    }
}

TEST(Campaign, ATaskThatFailsStopsItAndResumeGoesOn) {
    AddingRoute route;
    route.failing = "adding-11";
    const fs::path directory = fresh_directory("fails");
    const Campaign campaign = Campaign::start(directory, adding_manifest(), false);
    EXPECT_EQ(message_of([&] { campaign.work(lookup(route), workers(3)); }), "made to fail");
    route.failing.clear();
    campaign.work(lookup(route), workers(3));
    EXPECT_EQ(campaign.complete_results().size(), 21u);
}

TEST(Campaign, ATaskWithoutWhatItNeedsSaysSo) {
    const AddingRoute route;
    const Manifest manifest = adding_manifest();
    const Task* sum = manifest.find("adding-sum");
    const auto ignore = [](const Task&, const TaskResult&) {};
    const std::string message =
        message_of([&] { run_tasks(manifest.state_line, {sum}, {}, lookup(route), workers(2), ignore); });
    EXPECT_EQ(message, "task adding-sum: needs adding-0, which is not finished");
}

TEST(Campaign, ATasksSeedIsAFunctionOfItsIdOnly) {
    EXPECT_EQ(task_seed(1, "a"), task_seed(1, "a"));
    EXPECT_NE(task_seed(1, "a"), task_seed(1, "b"));
    EXPECT_NE(task_seed(1, "a"), task_seed(2, "a"));
    EXPECT_NE(task_seed(1, "abcdefgh"), task_seed(1, "abcdefg"));
}

TEST(Campaign, AnAuditSeesAResultThatCannotBeMadeAgain) {
    const AddingRoute route;
    const fs::path directory = fresh_directory("audit");
    const Campaign campaign = Campaign::start(directory, adding_manifest(), false);
    EXPECT_NE(message_of([&] { audit(campaign, lookup(route), workers(1), 1, 1); }).find("no task is finished"),
              std::string::npos);
    campaign.work(lookup(route), workers(2));
    EXPECT_TRUE(audit(campaign, lookup(route), workers(2), 100, 1).agrees());
    EXPECT_EQ(audit(campaign, lookup(route), workers(2), 5, 1).tasks.size(), 5u);

    // Forged, with a digest that fits its values.
    TaskResult forged = campaign.results().at("adding-7");
    forged.values["value"] = forged.values["value"].get<double>() + 1e-9;
    forged.digest = digest_of(forged.values);
    std::ofstream(directory / "tasks" / "adding-7.json") << nlohmann::json(forged).dump();
    const AuditResult result = audit(campaign, lookup(route), workers(2), 100, 1);
    EXPECT_FALSE(result.agrees());
    for (const AuditedTask& task : result.tasks) {
        // The sum that the forged number enters is found too.
        EXPECT_EQ(task.agrees(), task.task != "adding-7" && task.task != "adding-sum") << task.task;
    }
}

TEST(Plan, OnlyWhatIsWantedIsPlanned) {
    PlanOptions options;
    for (const char* name : {"g-min", "g-min/semigrand", "gamma_semigrand", "density", "density-pets"}) {
        options.only = {name};
        EXPECT_FALSE(plan_campaign(options).tasks.empty()) << name;
    }
    for (const char* name : {"st-min", "gamma_gcmc", "g-mi"}) {
        options.only = {name};
        EXPECT_NE(message_of([&] { plan_campaign(options); }).find(std::string("only = ") + name), std::string::npos);
    }
}

TEST(Plan, HasElevenCompositionsWithBothPureEnds) {
    for (const Tier tier : {Tier::quick, Tier::standard, Tier::full}) {
        const auto& compositions = semi_grand_plan(tier).main.compositions;
        EXPECT_GE(compositions.size(), 11u);
        EXPECT_EQ(compositions.front(), 0.0);
        EXPECT_EQ(compositions.back(), 1.0);
        EXPECT_EQ(semi_grand_plan(tier).main.particles, 1000);
    }
    EXPECT_FALSE(semi_grand_plan(Tier::standard).sizes.empty());
    EXPECT_THROW(semi_grand_plan(Tier::quick, 50), InvalidArgument);
    EXPECT_THROW(semi_grand_plan(Tier::quick, 0, -1.0), InvalidArgument);
}

// A real campaign that takes about a second.
SemiGrandPlan tiny_plan() {
    SemiGrandPlan plan;
    plan.main.particles = 128;
    plan.main.compositions = {0.0, 0.3, 0.6, 1.0};
    plan.main.replicas = 2;
    plan.main.sweeps = 64;
    plan.main.outer_sweeps = 64;
    plan.main.pure_sweeps = 64;
    plan.search_sweeps = 60;
    plan.equilibration_sweeps = 20;
    return plan;
}

Manifest tiny_manifest() {
    Manifest manifest;
    SemiGrandRoute(tiny_plan()).plan(manifest);
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
        if (!entry.is_regular_file()) continue;
        EXPECT_NO_THROW(read_json_file(entry.path().string())) << entry.path();
    }
    const Reduction a = reduce_campaign(through.manifest(), through.complete_results());
    const Reduction b = reduce_campaign(resumed.manifest(), resumed.complete_results());
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
    SemiGrandPlan plan = tiny_plan();
    plan.search_sweeps = 1500;
    SemiGrandRoute(plan).plan(manifest);
    for (const Task& task : manifest.tasks) {
        if (task.settings.at("stage") != "search") continue;
        const TaskResult result = run_task(manifest.state_line, task, {}, route_by_name, {});
        // 750 sweeps, autocorrelation time at most 6 sweeps, Gamma >= 0.65: standard error 0.0066; five of them.
        EXPECT_NEAR(result.values.at("x1").get<double>(), task.settings.at("x1").get<double>(), 0.033);
    }
}

// Replicas of the real chain, each with its own error.
struct Replicas {
    std::vector<Estimate> gammas;
    std::vector<Estimate> naive;  // errors as if successive sweeps were independent
};

Replicas replicas_of_the_chain(int count) {
    Manifest manifest;
    SemiGrandPlan plan = tiny_plan();
    plan.main.compositions = {0.5};
    plan.main.replicas = count;
    plan.main.sweeps = 2048;
    plan.main.outer_sweeps = 2048;
    plan.search_sweeps = 400;
    plan.equilibration_sweeps = 100;
    SemiGrandRoute(plan).plan(manifest);
    TaskResults results;
    std::vector<const Task*> tasks;
    for (const Task& task : manifest.tasks) tasks.push_back(&task);
    run_tasks(manifest.state_line, tasks, {}, route_by_name, workers(2),
              [&](const Task& task, const TaskResult& result) { results.emplace(task.id, result); });
    Replicas replicas;
    for (const Task& task : manifest.tasks) {
        if (task.settings.at("stage") == "search") continue;
        const BlockTable table = BlockTable::from_json(results.at(task.id).values.at("samples"));
        const SemiGrandPoint point = reduce_mixed(table, 128, 0.62, 0.46);
        replicas.gammas.push_back(point.gamma);
        replicas.naive.push_back({point.gamma.value, point.gamma.value * std::sqrt(2.0 / 2048.0), 2048.0});
    }
    return replicas;
}

TEST(SemiGrandCampaign, ReplicasScatterAsTheirQuotedErrorsSay) {
    const Replicas replicas = replicas_of_the_chain(24);
    const PooledEstimate honest = pooled(replicas.gammas);
    // The quoted errors are themselves uncertain by 1/sqrt(2 (n - 1)) for their n = 16 blocks: chi-squared is
    // (n - 1)/(n - 3) = 1.15 times too large on average. False-alarm rate of another seed: 1e-3.
    EXPECT_GT(chi_squared_p_value(honest.chi_squared / 1.15, honest.degrees_of_freedom), 1e-3) << honest.chi_squared;
    // Nor are they too large: the probability of a chi-squared so small.
    EXPECT_LT(chi_squared_p_value(honest.chi_squared, honest.degrees_of_freedom), 1.0 - 1e-3) << honest.chi_squared;
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
    testing::internal::CaptureStderr();
    const int exit_code = run_program(arguments);
    return {exit_code, testing::internal::GetCapturedStderr()};
}

TEST(ValidateCommand, RefusesWhatItCannotDoWithOneLine) {
    const std::string out = fresh_directory("refused").string();
    const fs::path file = fresh_directory("file");
    std::ofstream(file) << "not a directory";
    const std::pair<std::vector<std::string>, std::string> cases[] = {
        {{"validate"}, "--out"},
        {{"validate", "--out", out, "--tier", "huge"}, "tier = huge: must be quick, standard or full"},
        {{"validate", "--out", out, "--only", "st-min"}, "only = st-min"},
        {{"validate", "--out", out, "--effort", "0"}, "effort = 0"},
        {{"validate", "--out", out, "--particles", "20"}, "particles = 20"},
        {{"validate", "--out", out, "--precision", "mixed"}, "precision = mixed"},
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
}

}  // namespace
}  // namespace soret
