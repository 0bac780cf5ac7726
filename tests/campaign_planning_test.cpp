// Campaigns for wanted errors: scales of a mixture, the laws of errors, plans on invented liquids whose truth is known,
// and where no campaign can be planned.

#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "curve_names.hpp"
#include "invented_campaign.hpp"
#include "soret/common/errors.hpp"
#include "soret/validation/campaign/analysis.hpp"
#include "soret/validation/campaign/planning.hpp"
#include "soret/validation/claims/claims.hpp"
#include "soret/validation/planning/mixture_scales.hpp"
#include "soret/validation/planning/wanted_plan.hpp"
#include "soret/validation/routes/routes.hpp"

namespace soret {
namespace {

using namespace test;

Mixture mixture_of(double mass_1, double mass_2, double epsilon, double sigma) {
    return Mixture(lorentz_berthelot({mass_1, mass_2}, {0.6 * epsilon, epsilon}, {sigma, sigma}, 2.5 * sigma));
}

TEST(MixtureScalesTest, OfThePaperAreItsTimeStepAndScaleWithUnits) {
    const MixtureScales paper = scales_of(paper_mixture(), 0.62);
    EXPECT_DOUBLE_EQ(paper.timestep, 0.005);
    EXPECT_DOUBLE_EQ(paper.length, 1.0);
    // Heavier by 4, stronger by 9, larger by 2, at a temperature higher by 9: times longer by 2 2/3.
    const MixtureScales other = scales_of(mixture_of(4.0, 4.0, 9.0, 2.0), 9.0 * 0.62);
    EXPECT_NEAR(other.timestep, 0.005 * 4.0 / 3.0, 1e-15);
    EXPECT_NEAR(other.time, paper.time * 4.0 / 3.0, 1e-14);
    EXPECT_NEAR(other.length, 2.0, 1e-14);
    // The lightest pair decides, and above the wells the temperature.
    EXPECT_NEAR(scales_of(mixture_of(0.25, 1.0, 1.0, 1.0), 0.62).timestep, 0.005 * 0.5 / std::sqrt(0.62), 1e-15);
    EXPECT_NEAR(scales_of(paper_mixture(), 4.0).timestep, 0.0025, 1e-15);
}

TEST(MixtureScalesTest, BoxesHoldTheirCutoff) {
    EXPECT_EQ(particles_for(paper_mixture(), 0.8, 250), 250);
    const Mixture wide(lorentz_berthelot({1.0, 1.0}, {0.6, 1.0}, {1.0, 1.0}, 4.0));
    EXPECT_EQ(particles_for(wide, 0.8, 250), 550);  // 0.8 8.8^3 = 545.2
}

/// On liquids that follow the laws errors end where they were wanted: the largest along the compositions within the
/// 1.3 that a campaign is to keep, and not below half of it at a composition, which would be time wasted.
TEST(CampaignPlanning, InventedLiquidsEndWithTheErrorsThatWereWanted) {
    struct Case {
        std::vector<double> x1;
        WantedErrors wanted;
        const char* curve;
        double error;
        bool relative;
    };
    WantedErrors soret, gamma, diffusion, all;
    soret.soret_coefficient = 0.06;
    gamma.gamma = 0.006;
    diffusion.mutual_diffusion = 0.02;
    all.soret_coefficient = 0.1;
    all.onsager_ratio = 0.05;
    const std::vector<double> five{0.1, 0.3, 0.5, 0.7, 0.9};
    for (const Case& one : {Case{{0.5}, soret, "soret_hnemd_semigrand", 0.06, true},
                            Case{five, soret, "soret_hnemd_semigrand", 0.06, true},
                            Case{{0.4, 0.5, 0.6}, gamma, "gamma_semigrand", 0.006, false},
                            Case{{0.5}, diffusion, "mutual_diffusion_hnemd", 0.02, true},
                            Case{{0.3, 0.6}, all, "onsager_ratio_hnemd", 0.05, true}}) {
        const CampaignRequest request = request_for(one.x1, one.wanted, !one.wanted.gamma);
        const auto [manifest, planned] = planned_on_invented_pilot(request);
        const Reduction reduction =
            reduce_campaign(manifest, invented_results(manifest), all_routes(), Backend::optimized);
        const Curve& curve = test::named(reduction.curves, one.curve);
        ASSERT_EQ(curve.points.size(), one.x1.size()) << one.curve;
        EXPECT_LT(largest_share(curve, one.error, one.relative), 1.3) << one.curve;
        EXPECT_GT(largest_share(curve, one.error, one.relative), 0.5) << one.curve;
        for (const nlohmann::json& row : planned.at("expected")) {
            const char* key = one.wanted.gamma              ? "gamma"
                              : one.wanted.mutual_diffusion ? "mutual_diffusion"
                              : one.wanted.onsager_ratio    ? "onsager_ratio"
                                                            : "soret_coefficient";
            EXPECT_LE(row.at(key).get<double>(), 1.02 * one.error) << one.curve;
        }
    }
}

/// What a field leaves open by its curvature does not make S_T wrong: with |a| F^2 of 5 % the mean over the values of
/// three campaigns' compositions deviates by less than four of its errors.
TEST(CampaignPlanning, TheWayToZeroFieldIsFoundByTwoFields) {
    WantedErrors wanted;
    wanted.onsager_ratio = 0.03;
    const auto [manifest, planned] = planned_on_invented_pilot(request_for({0.3, 0.5, 0.7}, wanted, true));
    EXPECT_EQ(planned.at("fields").size(), 2U);
    const Reduction reduction = reduce_campaign(manifest, invented_results(manifest), all_routes(), Backend::optimized);
    for (const OnsagerPoint& point : reduction.onsager) {
        const double L_11 = 0.036 * point.x1 * (1.0 - point.x1);
        EXPECT_NEAR(point.values[0], L_11, 4.0 * std::sqrt(point.covariance(0, 0))) << point.x1;
        EXPECT_LT(std::sqrt(point.covariance(0, 0)), 0.05 * L_11);
    }
}

TEST(CampaignPlanning, ABudgetBuysTheErrorsThatCostIt) {
    WantedErrors wanted;
    wanted.core_hours = 0.5;
    const auto [manifest, planned] = planned_on_invented_pilot(request_for({0.5}, wanted, true));
    EXPECT_NEAR(manifest.cost(), 1800.0, 360.0);
    // The same error asked for costs the same.
    WantedErrors same;
    same.soret_coefficient = planned.at("expected").at(0).at("safe_side").at("soret_coefficient").get<double>();
    const PlannedCampaign other = planned_on_invented_pilot(request_for({0.5}, same, true));
    EXPECT_NEAR(other.manifest.cost() / manifest.cost(), 1.0, 0.1);
    wanted.core_hours = 0.001;
    EXPECT_THROW(planned_on_invented_pilot(request_for({0.5}, wanted, true)), InvalidInput);
}

/// By tables of F: with 5 % the squared error of 8 blocks is above 3.14 times that of a pilot with 10 degrees of
/// freedom.
TEST(CampaignPlanning, TakesErrorsForWhatChanceMayMakeOfThem) {
    PilotPoint point;
    point.chain.autocorrelation_volume = 50.0;
    point.noise.gamma = {6.0, 10.0};
    point.noise.enthalpy = {2.0, 1e9};
    point.onsager = {0.01, 0.004, 2.5};
    point.onsager_ratio = {0.4, 0.1, 40.0};
    Pilot pilot;
    pilot.points = {point};
    const PilotPoint few = on_the_safe_side(pilot, {{1000.0, 0.0}}).points.at(0);
    EXPECT_NEAR(few.noise.gamma.after_one_sweep, 6.0 * 3.135 / 1.69, 6.0 * 0.001);
    EXPECT_NEAR(few.noise.enthalpy.after_one_sweep, 2.0 * 14.067 / 7.0 / 1.69, 2.0 * 0.001);  // chi^2 of 7
    EXPECT_EQ(few.noise.x1.after_one_sweep, 0.0);
    // F(127, infinity) is 1.21: below 1.69 nothing is to be feared.
    const PilotPoint many = on_the_safe_side(pilot, {{1e7, 0.0}}).points.at(0);
    EXPECT_EQ(many.noise.enthalpy.after_one_sweep, 2.0);
    EXPECT_GT(many.noise.gamma.after_one_sweep, 6.0);  // the pilot itself may be wrong
    // 1.3 times 0.4 - 1.645 0.1 of a ratio that may be as small.
    EXPECT_NEAR(few.onsager_ratio.value, 1.3 * (0.4 - 0.16449), 1e-4);
    EXPECT_NEAR(few.onsager[1] / few.onsager[0], 0.4 * few.onsager_ratio.value / 0.4, 1e-12);
    pilot.points[0].onsager_ratio.standard_error = 0.04;  // known well enough
    EXPECT_EQ(on_the_safe_side(pilot, {{1000.0, 0.0}}).points.at(0).onsager_ratio.value, 0.4);
    pilot.points[0].onsager_ratio.standard_error = 0.5;  // not even its sign
    EXPECT_EQ(on_the_safe_side(pilot, {{1000.0, 0.0}}).points.at(0).onsager_ratio.value, 0.2);
}

TEST(CampaignPlanning, IsTheSamePlanFromTheSamePilot) {
    WantedErrors wanted;
    wanted.soret_coefficient = 0.1;
    const CampaignRequest request = request_for({0.2, 0.5}, wanted, true);
    const PlannedCampaign one = planned_on_invented_pilot(request);
    const PlannedCampaign other = planned_on_invented_pilot(request);
    EXPECT_EQ(to_json(one.manifest), to_json(other.manifest));
    EXPECT_EQ(one.planned, other.planned);
    EXPECT_EQ(to_json(manifest_from_json(to_json(one.manifest))), to_json(one.manifest));
}

/// Tier by tier and task by task: ids, settings, seeds, needs, costs and order.
TEST(CampaignPlanning, ATierIsThePlanOfValidate) {
    for (const Tier tier : {Tier::quick, Tier::standard, Tier::full}) {
        CampaignRequest request;
        request.tier = tier;
        request.seed = 7;
        for (const auto& route : all_routes().routes) request.routes.push_back(route->name());
        PlanOptions options;
        options.tier = tier;
        options.seed = 7;
        EXPECT_EQ(to_json(plan_of_tier(request, all_routes())),
                  to_json(plan_campaign(options, all_routes(), all_claims())));
        // Fields alone come with the chains that they start from.
        request.routes = {"hnemd"};
        EXPECT_EQ(plan_of_tier(request, all_routes()).routes, (std::vector<std::string>{"semigrand", "hnemd"}));
    }
}

/// Two chains a composition as `validate` would run them have the same ids, seeds and settings but for their lengths.
TEST(CampaignPlanning, PlannedTasksAreThoseOfTheRoutes) {
    WantedErrors wanted;
    wanted.gamma = 0.02;
    const Manifest manifest = planned_on_invented_pilot(request_for({0.3, 0.5}, wanted, false)).manifest;
    SemiGrandPlan plan;
    plan.main.particles = manifest.main_particles(semi_grand_route);
    plan.main.compositions = {0.3, 0.5};
    plan.main.replicas = 2;
    plan.main.sweeps = plan.main.outer_sweeps = 64;
    Manifest by_hand = manifest;
    by_hand.tasks.clear();
    by_hand.routes.clear();
    add_tasks(plan, by_hand);
    for (const Task& task : by_hand.tasks) {
        const Task* found = manifest.find(task.id);
        ASSERT_NE(found, nullptr) << task.id;
        EXPECT_EQ(found->seed, task.seed);
        EXPECT_EQ(found->needs, task.needs);
        nlohmann::json settings = found->settings;
        for (const char* key : {"sweeps", "equilibration"}) {
            if (task.settings.contains(key)) settings[key] = task.settings.at(key);
        }
        EXPECT_EQ(settings, task.settings);
    }
}

TEST(CampaignPlanning, SaysWhereThereIsNoLiquid) {
    WantedErrors wanted;
    wanted.gamma = 0.05;
    const Manifest pilot = pilot_manifest(request_for({0.3, 0.6}, wanted, false), 0);
    const TaskResults good = invented_results(pilot);
    ASSERT_FALSE(no_liquid(pilot, good).has_value());
    const auto expect_text = [&](const TaskResults& results, const std::vector<std::string>& words) {
        const auto found = no_liquid(pilot, results);
        ASSERT_TRUE(found.has_value()) << words.front();
        for (const std::string& word : words) EXPECT_NE(found->text.find(word), std::string::npos) << found->text;
    };
    const std::string base = "semigrand-n500-x0.600";
    TaskResults froze = good;
    froze.at(base + "-r2").values["departure"] = "froze: the structure factor reaches 200 (limit 50)";
    expect_text(froze, {"x1 = 0.6", "froze", "raise the temperature"});
    TaskResults boiled = good;
    boiled.at(base + "-search").values["density"] = 0.02;
    expect_text(boiled, {"x1 = 0.6", "boiled", "0.02", "raise the pressure"});

    synthetic::Truth apart = synthetic::truth_of_pets(0.6);
    apart.gamma = [](double) { return 0.01; };
    expect_text(synthetic::results(pilot, apart), {"x1 = 0.3", "demixes", "Gamma = 0.0", "leave this composition out"});
    synthetic::Truth elsewhere = synthetic::truth_of_pets(0.6);
    const TaskResults moved = [&] {
        Manifest other = pilot;
        for (Task& task : other.tasks) task.settings["x1"] = 0.9;  // what the chains hold, whatever was wanted
        return synthetic::results(other, elsewhere);
    }();
    expect_text(moved, {"x1 = 0.3", "demixes", "0.90"});
}

TEST(CampaignPlanning, FieldsThatAreTooLargeAreTriedSmaller) {
    WantedErrors wanted;
    wanted.soret_coefficient = 0.1;
    const CampaignRequest request = request_for({0.5}, wanted, true);
    const Manifest first = pilot_manifest(request, 0);
    TaskResults results = invented_results(first);
    results.at(first.tasks.back().id).values["excess"] = "the field is too large";
    EXPECT_TRUE(field_is_too_large(first, results));
    const double heat = first.tasks.back().settings.at("heat").get<double>();
    EXPECT_NEAR(pilot_manifest(request, 1).tasks.back().settings.at("heat").get<double>() / heat, 0.5, 0.01);
}

}  // namespace
}  // namespace soret
