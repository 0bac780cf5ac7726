#include "soret/validation/campaign/campaign.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <fstream>
#include <iterator>
#include <set>

#include "campaign_directories.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/random_streams.hpp"
#include "soret/validation/campaign/audit.hpp"
#include "soret/validation/campaign/planning.hpp"
#include "soret/validation/campaign/task_file.hpp"
#include "soret/validation/claims/claims.hpp"
#include "soret/validation/routes/routes.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"

namespace soret {
namespace {

namespace fs = std::filesystem;
using namespace test;

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
    Yield yields(const Manifest&) const override { return {}; }
    void plan(const PlanOptions&, Manifest& manifest) const override {
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
    Reduction reduce(const Manifest&, const ResultsOnDemand&, Backend) const override { return {}; }

    mutable std::atomic<int> runs = 0;
    std::string failing;
};

Manifest adding_manifest(std::uint64_t seed = 7) {
    Manifest manifest;
    manifest.seed = seed;
    AddingRoute().plan({}, manifest);
    return manifest;
}

RouteLookup lookup(const AddingRoute& route) {
    return [&route](const std::string&) -> const Route& { return route; };
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
    const nlohmann::json written = to_json(plan_campaign(options, all_routes(), all_claims()));
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
    changed.replace(changed.find("\"value\":") + 8, 1, "7");
    for (const std::string& damaged : {whole.substr(0, whole.size() / 2), changed, std::string(), std::string("[]")}) {
        std::ofstream(file, std::ios::binary) << damaged;
        EXPECT_NE(message_of([&] { campaign.complete_results(); }).find("adding-5.json"), std::string::npos);
        const int runs = route.runs;
        campaign.work(lookup(route), workers(2));
        EXPECT_EQ(route.runs, runs + 1);
        EXPECT_EQ(digests(campaign.complete_results()), before);
    }
}

/// Two states with a run each, one of which another route needs.
TEST(Campaign, TheFinishedPartHasWhatCanBeReduced) {
    Manifest manifest;
    manifest.routes = {"a", "b"};
    const auto add = [&](const char* id, const char* route, std::vector<std::string> needs) {
        manifest.tasks.push_back({id, route, nlohmann::json::object(), 0, std::move(needs), 1.0});
    };
    add("a-state-1", "a", {});
    add("a-state-2", "a", {});
    add("a-run-1", "a", {"a-state-1"});
    add("b-run", "b", {"a-run-1"});
    add("a-run-2", "a", {"a-state-2"});
    const auto part_of = [&](const std::vector<std::string>& finished) {
        const Manifest part = finished_part(manifest, {finished.begin(), finished.end()});
        std::string text;
        for (const std::string& route : part.routes) text += route + ":";
        for (const Task& task : part.tasks) text += " " + task.id;
        return text;
    };
    EXPECT_EQ(part_of({}), "");
    EXPECT_EQ(part_of({"a-state-1", "a-state-2"}), "");
    EXPECT_EQ(part_of({"a-state-1", "a-state-2", "a-run-1"}), "a: a-state-1 a-run-1");
    EXPECT_EQ(part_of({"a-state-1", "a-state-2", "a-run-1", "b-run"}), "a:b: a-state-1 a-run-1 b-run");
    EXPECT_EQ(part_of({"a-state-1", "a-state-2", "a-run-1", "b-run", "a-run-2"}),
              "a:b: a-state-1 a-state-2 a-run-1 b-run a-run-2");
}

TEST(Campaign, ATaskThatFailsStopsItAndResumeGoesOn) {
    AddingRoute route;
    route.failing = "adding-11";
    const fs::path directory = fresh_directory("fails");
    const Campaign campaign = Campaign::start(directory, adding_manifest(), false);
    EXPECT_EQ(message_of([&] { campaign.work(lookup(route), workers(3)); }), "adding-11: made to fail");
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
    write_task_file(directory / "tasks" / "adding-7.json", forged);
    const AuditResult result = audit(campaign, lookup(route), workers(2), 100, 1);
    EXPECT_FALSE(result.agrees());
    for (const AuditedTask& task : result.tasks) {
        // The sum that the forged number enters is found too.
        EXPECT_EQ(task.agrees(), task.task != "adding-7" && task.task != "adding-sum") << task.task;
    }
}

TEST(Plan, OnlyWhatIsWantedIsPlanned) {
    PlanOptions options;
    for (const char* name : {"g-min/semigrand", "gamma_semigrand", "density", "density-pets"}) {
        options.only = {name};
        EXPECT_EQ(plan_campaign(options, all_routes(), all_claims()).routes, (std::vector<std::string>{"semigrand"}))
            << name;
    }
    // What is needed comes along, and before: runs under a field read the results of semi-grand chains.
    for (const char* name : {"st-min", "st-sign/hnemd_semigrand", "soret_hnemd_semigrand"}) {
        options.only = {name};
        EXPECT_EQ(plan_campaign(options, all_routes(), all_claims()).routes,
                  (std::vector<std::string>{"semigrand", "hnemd"}))
            << name;
    }
    // At the published size of the system a correction needs the viscosity.
    PlanOptions standard;
    standard.tier = Tier::standard;
    for (const char* name : {"soret_hnemd_semigrand_published_size", "st-min/hnemd_semigrand"}) {
        standard.only = {name};
        EXPECT_EQ(plan_campaign(standard, all_routes(), all_claims()).routes,
                  (std::vector<std::string>{"semigrand", "green_kubo", "hnemd"}))
            << name;
    }
    // A name without a route is of all that can decide it.
    standard.only = {"g-min"};
    EXPECT_EQ(plan_campaign(standard, all_routes(), all_claims()).routes,
              (std::vector<std::string>{"semigrand", "rdf", "fep", "gcmc"}));
    options.only = {"g-min"};
    EXPECT_EQ(plan_campaign(options, all_routes(), all_claims()).routes,
              (std::vector<std::string>{"semigrand", "fep"}));
    options.only = {"gamma-agreement"};
    EXPECT_EQ(plan_campaign(options, all_routes(), all_claims()).routes,
              (std::vector<std::string>{"semigrand", "rdf", "fep", "gcmc"}));
    options.only = {"soret_hnemd_fep"};
    EXPECT_EQ(plan_campaign(options, all_routes(), all_claims()).routes,
              (std::vector<std::string>{"semigrand", "hnemd", "fep"}));
    standard.only = {"soret_nemd"};
    EXPECT_EQ(plan_campaign(standard, all_routes(), all_claims()).routes,
              (std::vector<std::string>{"semigrand", "nemd"}));
    for (const char* name : {"soret_nemd_published_size", "st-min/nemd", "st-routes/nemd"}) {
        standard.only = {name};
        EXPECT_EQ(plan_campaign(standard, all_routes(), all_claims()).routes,
                  (std::vector<std::string>{"semigrand", "green_kubo", "nemd"}))
            << name;
    }
    for (const char* name :
         {"soret_nemd", "viscosity", "st-depth", "gamma_nothing", "g-min/rdf", "st-min/hnemd_fep", "g-mi"}) {
        options.only = {name};
        EXPECT_NE(
            message_of([&] { plan_campaign(options, all_routes(), all_claims()); }).find(std::string("only = ") + name),
            std::string::npos);
    }
}

TEST(Plan, IsInTheOrderOfWork) {
    PlanOptions options;
    options.tier = Tier::standard;
    const Manifest manifest = plan_campaign(options, all_routes(), all_claims());
    std::set<std::string> awaited;
    for (const Task& task : manifest.tasks) awaited.insert(task.needs.begin(), task.needs.end());
    std::set<std::string> before;
    int stage = 0;  // what others wait for, then what needs other routes, then the rest
    for (const Task& task : manifest.tasks) {
        for (const std::string& id : task.needs) EXPECT_TRUE(before.contains(id)) << task.id << " before " << id;
        before.insert(task.id);
        const bool needs_no_other = task.route == "semigrand" || task.route == "melting" || task.route == "isotope";
        const int own = awaited.contains(task.id) ? 0 : needs_no_other ? 2 : 1;
        EXPECT_GE(own, stage) << task.id;
        stage = std::max(stage, own);
    }
    EXPECT_EQ(stage, 2);
}

TEST(Plan, RunsAtEquilibriumAreEnoughForTheErrorsThatAreAskedFor) {
    // (L_qq L_11 - L_1q^2)/L_11^2 at x_1 = 0.1 ... 0.9, from five runs each.
    constexpr double noise[9] = {1233.1, 592.2, 374.0, 276.3, 228.2, 204.7, 201.2, 226.6, 359.9};
    constexpr double wanted = 0.63;  // L'_1q/L_11, about
    constexpr double limit = 2.0;
    constexpr double time = 10485.76;
    PlanOptions options;
    options.tier = Tier::standard;
    const Manifest manifest = plan_campaign(options, all_routes(), all_claims());
    double weight = 0.0;
    for (int k = 0; k < 9; ++k) {
        int runs = 0;
        while (manifest.find(fmt::format("green_kubo-n250-x0.{}00-r{}", k + 1, runs + 1)) != nullptr) ++runs;
        const double variance = noise[k] * 2.0 * limit / (3.0 * time * runs);
        EXPECT_LT(std::sqrt(variance), 0.2 * wanted) << k;
        weight += 1.0 / variance;
    }
    EXPECT_LT(1.0 / std::sqrt(weight), 0.03 * wanted);
}

TEST(Plan, EachCompositionHasAsManyChainsAsItsStudySays) {
    SemiGrandPlan plan;
    plan.main.compositions = {0.0, 0.3, 0.6, 1.0};
    plan.main.sweeps = plan.main.outer_sweeps = plan.main.pure_sweeps = 64;
    plan.main.replicas = 2;
    const auto chains_at = [&](const char* x1) {
        Manifest manifest;
        add_tasks(plan, manifest);
        int chains = 0;
        while (manifest.find(fmt::format("semigrand-n1000-x{}-r{}", x1, chains + 1)) != nullptr) ++chains;
        return chains;
    };
    for (const char* x1 : {"0.000", "0.300", "0.600", "1.000"}) EXPECT_EQ(chains_at(x1), 2) << x1;
    plan.main.replicas_at = {1, 4, 2, 3};
    EXPECT_EQ(chains_at("0.000"), 1);
    EXPECT_EQ(chains_at("0.300"), 4);
    EXPECT_EQ(chains_at("0.600"), 2);
    EXPECT_EQ(chains_at("1.000"), 3);
    plan.main.replicas_at.pop_back();
    EXPECT_EQ(message_of([&] { chains_at("0.000"); }),
              "replicas_at: has 3 entries, must have one for each of 4 compositions");
}

TEST(Plan, HasElevenCompositionsWithBothPureEnds) {
    for (const Tier tier : {Tier::quick, Tier::standard, Tier::full}) {
        const auto& compositions = semi_grand_plan({.tier = tier}).main.compositions;
        EXPECT_GE(compositions.size(), 11u);
        EXPECT_EQ(compositions.front(), 0.0);
        EXPECT_EQ(compositions.back(), 1.0);
        EXPECT_EQ(semi_grand_plan({.tier = tier}).main.particles, 1000);
    }
    EXPECT_FALSE(semi_grand_plan({.tier = Tier::standard}).sizes.empty());
    EXPECT_THROW(semi_grand_plan({.particles = 50}), InvalidArgument);
    EXPECT_THROW(semi_grand_plan({.effort = -1.0}), InvalidArgument);
}

}  // namespace
}  // namespace soret
