// S_T and its error from Onsager coefficients, Gamma and h_1 - h_2; a campaign of equilibrium runs.

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "campaign_directories.hpp"
#include "curve_names.hpp"
#include "soret/validation/campaign/analysis.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/routes/routes.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "soret/validation/routes/transport_curves.hpp"

namespace soret {
namespace {

constexpr double temperature = 0.62;

/// Gamma = 0.66, h_1 - h_2 = 2.95 and their errors at x_1 = 0.5, both rising along x_1; L_1q/L_11 = 2.25.
Reduction known_reduction() {
    Reduction reduction;
    const auto curve = [&](const Quantity& quantity, double value, double slope, double error) {
        Curve& made = reduction.curves[{quantity, {"semigrand"}}];
        for (const double x1 : {0.4, 0.504, 0.6}) {
            made.points.push_back({x1, {value + slope * (x1 - 0.5), error, 64.0}});
        }
    };
    curve(quantity::thermodynamic_factor, 0.66, 0.1, 0.004);
    curve(quantity::enthalpy_difference, 2.95, 0.5, 0.02);
    curve(quantity::enthalpy, -2.0, 3.0, 0.001);
    OnsagerPoint point;
    point.route = "green_kubo";
    point.particles = 500;
    point.x1 = 0.5;
    point.number_density = 0.8;
    point.temperature = temperature;
    point.values << 0.009, 0.0201, 0.0204, 2.05;
    point.covariance = Eigen::Matrix4d::Zero();
    point.covariance(0, 0) = 1e-8;
    point.covariance(1, 1) = 4e-7;
    point.covariance(2, 2) = 4e-7;
    point.covariance(3, 3) = 1e-3;
    point.covariance(0, 1) = point.covariance(1, 0) = 4e-8;
    point.covariance(0, 2) = point.covariance(2, 0) = 4e-8;
    point.effective_samples = 32.0;
    reduction.onsager.push_back(point);
    reduction.covariances = {
        {{quantity::thermodynamic_factor, {"semigrand"}}, {quantity::enthalpy_difference, {"semigrand"}}, 0.504, 3e-5}};
    nlohmann::json plateau{{"x1", 0.5}};
    plateau["onsager_ratio"] = {2.0, 2.25};
    reduction.details["green_kubo_plateaus"] = nlohmann::json::array({plateau});
    return reduction;
}

TEST(TransportCurves, HaveTheSoretCoefficientOfTheShortFormula) {
    Reduction reduction = known_reduction();
    transport_curves().add(reduction, StateLine{}, Backend::optimized);
    const CurvePoint& soret = test::named(reduction.curves, "soret_green_kubo_semigrand").points.at(0);
    const double ratio = (0.0201 + 0.0204) / (2.0 * 0.009);
    const double t2 = temperature * temperature;
    const double expected = (ratio - 2.95) / (t2 * 0.66);  // P eq. 5 for equal masses
    EXPECT_NEAR(soret.estimate.value, expected, 1e-12);
    EXPECT_EQ(soret.x, 0.5);
    EXPECT_NEAR(test::named(reduction.curves, "onsager_ratio").points.at(0).estimate.value, ratio - 2.95, 1e-12);

    const nlohmann::json& running = reduction.details.at("green_kubo_plateaus").at(0).at("onsager_ratio");
    EXPECT_NEAR(running.at(0).get<double>(), 2.0 - 2.95, 1e-12);
    EXPECT_NEAR(running.at(1).get<double>(), 2.25 - 2.95, 1e-12);

    // First order, by hand: S = (r - h)/(T^2 Gamma), r = (a + b)/(2 c).
    const double d_l1q = 1.0 / (2.0 * 0.009 * t2 * 0.66);
    const double d_l11 = -ratio / (0.009 * t2 * 0.66);
    const double d_h = -1.0 / (t2 * 0.66);
    const double d_gamma = -expected / 0.66;
    const double flux = 2.0 * d_l1q * d_l1q * 4e-7 + d_l11 * d_l11 * 1e-8 + 4.0 * d_l1q * d_l11 * 4e-8;
    const double enthalpy = d_h * d_h * 4e-4;
    const double gamma = d_gamma * d_gamma * 1.6e-5;
    const double correlation = 2.0 * d_h * d_gamma * 3e-5;
    const double variance = flux + enthalpy + gamma + correlation;
    // Central differences of a thousandth of an error: the third derivative leaves less than 1e-6.
    EXPECT_NEAR(soret.estimate.standard_error, std::sqrt(variance), 1e-5 * std::sqrt(variance));
    const nlohmann::json& row = reduction.details.at("soret_error_shares").at(0);
    EXPECT_NEAR(row.at("green_kubo").get<double>(), flux / variance, 1e-4);
    EXPECT_NEAR(row.at("enthalpy_difference").get<double>(), enthalpy / variance, 1e-4);
    EXPECT_NEAR(row.at("gamma").get<double>(), gamma / variance, 1e-4);
    EXPECT_NEAR(row.at("correlation").get<double>(), correlation / variance, 1e-4);
}

/// Two compositions whose h_1 - h_2 share errors, and Onsager coefficients that share what their limit leaves out: by
/// hand for R = (L_1q + L_q1)/(2 L_11) - (h_1 - h_2), whose derivative with respect to h_1 - h_2 is -1.
TEST(TransportCurves, HaveTheCovarianceOfWhatTheirPointsShare) {
    Reduction reduction = known_reduction();
    reduction.onsager.push_back(reduction.onsager.front());
    reduction.onsager[1].x1 = 0.6;
    reduction.onsager[1].values << 0.011, 0.0251, 0.0249, 2.2;
    reduction.onsager[0].shared_errors = Eigen::Vector4d(1e-5, 3e-4, 2e-4, 1e-3);
    reduction.onsager[1].shared_errors = Eigen::Vector4d(2e-5, 1e-4, 4e-4, 2e-3);
    Curve& differences = reduction.curves.at({quantity::enthalpy_difference, {"semigrand"}});
    differences.covariance = {0, 9, 9, 9, 0, 2.5e-4, 9, 2.5e-4, 0};  // of the points 1 and 2; 9 is none of theirs
    transport_curves().add(reduction, StateLine{}, Backend::optimized);
    const Curve& ratio = test::named(reduction.curves, "onsager_ratio");
    ASSERT_EQ(ratio.points.size(), 2U);
    const auto shared = [&](std::size_t k) {
        const OnsagerPoint& p = reduction.onsager[k];
        const double r = (p.values[1] + p.values[2]) / (2.0 * p.values[0]);
        return (p.shared_errors(1, 0) + p.shared_errors(2, 0)) / (2.0 * p.values[0]) -
               r / p.values[0] * p.shared_errors(0, 0);
    };
    const double expected = 2.5e-4 + shared(0) * shared(1);
    EXPECT_NEAR(covariance_of_points(ratio, 0, 1), expected, 1e-5 * expected);
    EXPECT_EQ(covariance_of_points(ratio, 1, 0), covariance_of_points(ratio, 0, 1));
    EXPECT_EQ(covariance_of_points(ratio, 1, 1), std::pow(ratio.points[1].estimate.standard_error, 2));
    // S_T is R/(T^2 Gamma).
    const Curve& soret = test::named(reduction.curves, "soret_green_kubo_semigrand");
    const double factor = soret.points[0].estimate.value / ratio.points[0].estimate.value *
                          soret.points[1].estimate.value / ratio.points[1].estimate.value;
    EXPECT_NEAR(covariance_of_points(soret, 0, 1), factor * expected, 1e-5 * factor * expected);
    // What the points of Gamma share comes on top: S_T falls by S_T/Gamma for each unit of Gamma.
    reduction = known_reduction();
    reduction.onsager.push_back(reduction.onsager.front());
    reduction.onsager[1].x1 = 0.6;
    Curve& factors = reduction.curves.at({quantity::thermodynamic_factor, {"semigrand"}});
    factors.covariance = {0, 9, 9, 9, 0, 1.2e-5, 9, 1.2e-5, 0};
    transport_curves().add(reduction, StateLine{}, Backend::optimized);
    const Curve& by_gamma = test::named(reduction.curves, "soret_green_kubo_semigrand");
    const double of_gamma = by_gamma.points[0].estimate.value / factors.points[1].estimate.value *
                            by_gamma.points[1].estimate.value / factors.points[2].estimate.value * 1.2e-5;
    // The second point is at 0.6, the first 0.004 off one of Gamma: its value is moved by 6e-4 of itself.
    EXPECT_NEAR(covariance_of_points(by_gamma, 0, 1), of_gamma, 2e-3 * of_gamma);
    // It survives the file.
    const Curves read = curves_from_json(to_json(reduction.curves), keys_to_json(reduction.curves));
    EXPECT_EQ(read.at({quantity::soret_coefficient, {"green_kubo", "semigrand"}}), by_gamma);
}

TEST(TransportCurves, AreLeftOutWhereGammaIsNotKnown) {
    Reduction reduction = known_reduction();
    reduction.onsager.front().x1 = 0.45;  // further from every point than 0.02
    transport_curves().add(reduction, StateLine{}, Backend::optimized);
    EXPECT_FALSE(test::has(reduction.curves, "soret_green_kubo_semigrand"));
    reduction = known_reduction();
    test::erase(reduction.curves, "enthalpy_difference");
    transport_curves().add(reduction, StateLine{}, Backend::optimized);
    EXPECT_FALSE(test::has(reduction.curves, "soret_green_kubo_semigrand"));
}

TEST(TransportCurves, OfOtherSizesHaveTheSizeInTheirName) {
    Reduction reduction = known_reduction();
    reduction.onsager.push_back(reduction.onsager.front());
    reduction.onsager.back().study = {Study::Of::size, 250};
    reduction.onsager.back().particles = 250;
    transport_curves().add(reduction, StateLine{}, Backend::optimized);
    EXPECT_EQ(test::named(reduction.curves, "soret_green_kubo_semigrand").points.size(), 1U);
    EXPECT_EQ(test::named(reduction.curves, "soret_green_kubo_semigrand_n250").points.size(), 1U);
    EXPECT_EQ(reduction.details.at("soret_error_shares").size(), 1U);
}

// Only D_12 grows with the box, by xi T/(6 pi eta L): S_T = D_T/D_12 falls by the same share.
TEST(TransportCurves, OfAnInfiniteSystemHaveTheMutualDiffusionThatTheBoxLacks) {
    Reduction reduction = known_reduction();
    reduction.curves[{quantity::viscosity, {"green_kubo"}}].points.push_back({0.5, {2.0, 0.1, 32.0}});
    transport_curves().add(reduction, StateLine{}, Backend::optimized);
    const auto value = [&](const char* name) { return test::named(reduction.curves, name).points.at(0).estimate; };
    const double edge = std::cbrt(500 / 0.8);
    const double lacking = 2.837297479480628 * temperature / (6.0 * std::numbers::pi * 2.0 * edge);
    const double in_box = value("mutual_diffusion").value;
    EXPECT_NEAR(value("mutual_diffusion_infinite").value, in_box + lacking, 1e-14);
    // The error of eta, 5 %, is that of the correction; in S_T it has the share of the correction in D_12.
    EXPECT_NEAR(value("mutual_diffusion_infinite").standard_error,
                std::hypot(value("mutual_diffusion").standard_error, 0.05 * lacking), 1e-3 * lacking * 0.05);
    const Estimate soret = value("soret_green_kubo_semigrand");
    const Estimate infinite = value("soret_green_kubo_semigrand_infinite");
    EXPECT_NEAR(infinite.value, soret.value * in_box / (in_box + lacking), 1e-12);
    EXPECT_NEAR(infinite.value * (in_box + lacking), value("thermal_diffusion").value, 1e-14);
    EXPECT_GT(infinite.standard_error, 0.0);

    reduction = known_reduction();
    transport_curves().add(reduction, StateLine{}, Backend::optimized);
    EXPECT_FALSE(test::has(reduction.curves, "soret_green_kubo_semigrand_infinite"));
}

/// A real campaign that takes some seconds.
Manifest tiny_manifest() {
    Manifest manifest;
    add_tasks(test::tiny_chains({0.0, 0.3, 0.6, 1.0}), manifest);
    GreenKuboPlan runs = test::tiny_runs({0.3, 0.6}, 2);
    GreenKuboStudy thermostatted = runs.studies.front();
    thermostatted.ensemble = IntegratorEnsemble::nvt;
    thermostatted.compositions = {0.3};
    runs.studies.push_back(thermostatted);
    add_tasks(runs, manifest);
    return manifest;
}

TEST(GreenKuboCampaign, HasTheSameBitsInBothBackendsAndYieldsItsCurves) {
    const Campaign campaign = Campaign::start(test::fresh_directory("green_kubo"), tiny_manifest(), false);
    campaign.work(route_by_name, test::workers(2));
    const TaskResults results = campaign.complete_results();
    const Reduction reduction = reduce_campaign(campaign.manifest(), results, all_routes(), Backend::optimized);
    for (const char* curve : {"soret_green_kubo_semigrand", "onsager_ratio", "mutual_diffusion", "thermal_conductivity",
                              "viscosity", "viscosity_nvt", "temperature_green_kubo"}) {
        ASSERT_TRUE(test::has(reduction.curves, curve)) << curve;
        for (const CurvePoint& point : test::named(reduction.curves, curve).points) {
            EXPECT_TRUE(std::isfinite(point.estimate.value)) << curve;
            EXPECT_GT(point.estimate.standard_error, 0.0) << curve;
        }
    }
    EXPECT_EQ(reduction.details.at("green_kubo_plateaus").size(), 2U);
    std::size_t checked = 0;
    for (const Task& task : campaign.manifest().tasks) {
        if (task.route != "green_kubo" || task.settings.at("x1") != 0.3) continue;
        RunContext context;
        context.backend = Backend::reference;
        context.execution = {best_instruction_set(), 1};
        EXPECT_EQ(run_task(campaign.manifest().state_line, task, results, route_by_name, context).digest,
                  results.at(task.id).digest)
            << task.id;
        if (++checked == 2) break;
    }
    EXPECT_EQ(checked, 2U);
}

}  // namespace
}  // namespace soret
