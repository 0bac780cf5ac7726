// A route with a curve, a claim and a figure of its own, added from outside: nothing of the library is touched.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "campaign_directories.hpp"
#include "curve_names.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/random_streams.hpp"
#include "soret/validation/campaign/analysis.hpp"
#include "soret/validation/campaign/planning.hpp"
#include "soret/validation/claims/along_curve.hpp"
#include "soret/validation/claims/claims.hpp"
#include "soret/validation/report/figure_columns.hpp"
#include "soret/validation/report/report.hpp"
#include "soret/validation/routes/routes.hpp"

namespace soret {
namespace {

const Quantity magic{"magic", "magic number", "eps"};

/// Draws numbers about 7 + x_1, a task a composition.
class MagicRoute : public Route {
public:
    std::string name() const override { return "wand"; }
    RouteWords words() const override { return {"Wand", "A wand is waved: x_1 follows."}; }
    void plan(const PlanOptions& options, Manifest& manifest) const override {
        manifest.routes.push_back(name());
        manifest.main_studies[name()] = {{"particles", options.particles != 0 ? options.particles : 100}};
        for (int k = 1; k <= 9; ++k) {
            const std::string id = "wand-" + std::to_string(k);
            manifest.tasks.push_back({id,
                                      name(),
                                      {{"x1", k / 10.0}, {"particles", manifest.main_particles(name())}},
                                      task_seed(manifest.seed, id),
                                      {},
                                      1.0});
        }
    }
    Yield yields(const Manifest&) const override { return {{{magic, {name()}}}, {}, {}}; }
    nlohmann::json run(const StateLine&, const Task& task, const std::vector<const TaskResult*>&,
                       const RunContext&) const override {
        const double noise = uniform_from(static_cast<std::uint32_t>(task.seed), 0) - 0.5;
        return {{"value", 7.0 + task.settings.at("x1").get<double>() + 0.01 * noise}, {"departure", nullptr}};
    }
    Reduction reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend) const override {
        Reduction reduction;
        Curve& curve = reduction.add_curve({magic, {name()}});
        for (const Task& task : manifest.tasks) {
            if (task.route != name()) continue;
            const HeldResult result = results.at(task.id);
            reduction.checks[name()].add(*result);
            curve.points.push_back({task.settings.at("x1"), {result->values.at("value"), 0.003, 9.0}});
        }
        reduction.tables = {{"Magic", {{{magic, {name()}}, "M_1 [eps]"}}}};
        reduction.remarks = {"The wand was whole."};
        return reduction;
    }
};

RouteTable with_wand() {
    RouteTable table = all_routes();
    table.routes.push_back(std::make_shared<MagicRoute>());
    return table;
}

ClaimResult judge_size(Claim claim, const Curve& curve) {
    return judge_along(claim, curve.points);
}

ClaimTable with_claim_about_it(double published) {
    ClaimTable table = all_claims();
    table.rules.push_back({{.id = "magic-size",
                            .statement = "The magic number is about seven",
                            .formula = "M(x1)",
                            .published = published,
                            .tolerance = 1.0,
                            .unit = "eps",
                            .source = "a book"},
                           ClaimScope::any,
                           needs::each(magic),
                           judge_curve(judge_size)});
    return table;
}

std::vector<Figure> magic_figure(const Results& results) {
    const Curve* curve = find_curve(results, {magic, {"wand"}});
    if (curve == nullptr) return {};
    Chart chart("Magic", composition, "M");
    add_points(chart, label_of(results, {"wand"}), Look::blue, Marker::circle, columns_of(*curve));
    return {{"Magic numbers", "As they came.", chart.svg()}};
}

PlanOptions only(const std::string& name) {
    PlanOptions options;
    options.only = {name};
    return options;
}

TEST(OwnRoute, IsPlannedRunJudgedAndShown) {
    const RouteTable routes = with_wand();
    const ClaimTable claims = with_claim_about_it(7.5);
    for (const char* name : {"magic_wand", "magic-size", "magic-size/wand", "liquid/wand"}) {
        EXPECT_EQ(plan_campaign(only(name), routes, claims).routes, std::vector<std::string>{"wand"}) << name;
    }
    const Manifest manifest = plan_campaign(only("magic_wand"), routes, claims);
    const Campaign campaign = Campaign::start(test::fresh_directory("wand"), manifest, false);
    campaign.work([&](const std::string& name) -> const Route& { return routes.named(name); }, test::workers(2));
    const Results results =
        analyse(manifest, campaign.complete_results(), routes, claims, Backend::optimized, Execution{});
    const auto verdict_of = [](const std::vector<ClaimResult>& judged, const std::string& id) {
        for (const ClaimResult& result : judged) {
            if (result.claim.id == id) return result.judgement.verdict;
        }
        throw std::out_of_range(id);
    };
    EXPECT_EQ(verdict_of(results.claims, "magic-size/wand"), Verdict::pass);
    EXPECT_EQ(verdict_of(results.claims, "liquid/wand"), Verdict::pass);
    EXPECT_EQ(results.claims.size(), 2u);
    EXPECT_EQ(verdict_of(judge_claims(with_claim_about_it(9.0), results.findings), "magic-size/wand"), Verdict::fail);

    std::vector<FigureRule> figures = all_figures();
    figures.emplace_back(magic_figure);
    const std::filesystem::path directory = test::fresh_directory("wand_report");
    std::filesystem::create_directories(directory);
    write_report(results, figures, directory);
    const nlohmann::json json = read_json_file((directory / "results.json").string());
    EXPECT_EQ(json.at("curves").at("magic_wand").size(), 9u);
    EXPECT_TRUE(json.at("curves").at("magic_wand").at(0).contains("x1"));
    const std::string html = report_html(results_from_json(json), figures);
    for (const char* words : {"Magic numbers", "A wand is waved: x<sub>1</sub> follows.", "<h2>Magic</h2>",
                              "The wand was whole.", "magic-size/wand"}) {
        EXPECT_NE(html.find(words), std::string::npos) << words;
    }
}

TEST(OwnRoute, ThatYieldsWhatAnotherYieldsIsRefused) {
    RouteTable routes = with_wand();
    routes.routes.push_back(routes.routes.back());
    Manifest manifest;
    MagicRoute().plan({}, manifest);
    manifest.routes.emplace_back("wand");
    TaskResults results;
    for (const Task& task : manifest.tasks) {
        results[task.id].values = MagicRoute().run(manifest.state_line, task, {}, {});
        results[task.id].provenance = nlohmann::json::object();
    }
    EXPECT_THROW(reduce_campaign(manifest, results, routes, Backend::optimized), std::logic_error);
}

TEST(Reduction, RefusesCollisions) {
    const auto with = [](const std::function<void(Reduction&)>& change) {
        Reduction reduction;
        change(reduction);
        return reduction;
    };
    const std::vector<Reduction> each{with([](Reduction& r) {
                                          r.add_curve({magic, {"a"}});
                                      }),
                                      with([](Reduction& r) {
                                          r.numbers[{"n", "a"}] = {};
                                      }),
                                      with([](Reduction& r) { r.checks["a"].runs = 1; }),
                                      with([](Reduction& r) { r.details["d"] = 1; })};
    Reduction all;
    for (const Reduction& one : each) EXPECT_NO_THROW(all.merge(one));
    for (const Reduction& one : each) EXPECT_THROW(all.merge(one), std::logic_error);
}

}  // namespace
}  // namespace soret
