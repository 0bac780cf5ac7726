// Campaigns for a wanted error of the viscosity: the law of its noise, plans in the units of the mixture, and the route
// that is taken only where the viscosity is wanted.

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "campaign_directories.hpp"
#include "curve_names.hpp"
#include "invented_campaign.hpp"
#include "invented_fluctuations.hpp"
#include "soret/validation/planning/mixture_scales.hpp"
#include "soret/validation/planning/viscosity_plan.hpp"

namespace soret {
namespace {

using namespace test;

/// The paper's mixture in other units: lengths, energies and masses times these.
StateLine in_other_units(double length, double energy, double mass) {
    StateLine line;
    MixtureParameters parameters = line.mixture.parameters();
    for (std::size_t a = 0; a < 2; ++a) {
        parameters.mass[a] *= mass;
        for (std::size_t b = 0; b < 2; ++b) {
            parameters.sigma(a, b) *= length;
            parameters.cutoff(a, b) *= length;
            parameters.epsilon(a, b) *= energy;
        }
    }
    line.mixture = Mixture(parameters);
    line.temperature *= energy;
    line.pressure *= energy / (length * length * length);
    return line;
}

/// 0.8 t_c (1 + 1/(2 n)) of n compositions over the time is the square of the error: with one composition 0.05 takes
/// 1.21 times what that says, as chi^2 of 6.6 degrees of freedom is above 2.04 of them with 5 %.
TEST(ViscosityPlan, IsAsLongAsTheLawOfItsNoiseSays) {
    const StateLine line;
    const double unit = scales_of(line.mixture, line.temperature).time;
    const GreenKuboPlan one = viscosity_plan(line, {0.5}, 250, 0.05);
    EXPECT_NEAR(expected_viscosity_error(one), std::sqrt(0.8 * 10.0 * unit * 1.5 / measured_time(one)), 1e-12);
    const double wanted = 0.8 * 10.0 * unit * 1.5 / (0.05 * 0.05) * 1.21;
    EXPECT_GE(measured_time(one), 0.99 * wanted);
    EXPECT_LT(measured_time(one), 1.18 * wanted);  // six whole runs or more: a sixth too much at most
    const GreenKuboPlan finer = viscosity_plan(line, {0.5}, 250, 0.005);
    EXPECT_NEAR(measured_time(finer) / measured_time(one), 100.0, 18.0);
    EXPECT_LE(expected_viscosity_error(viscosity_plan(line, {0.2, 0.5, 0.8}, 250, 0.02)), 0.02);
    EXPECT_GE(viscosity_plan(line, {0.5}, 250, 1.0).studies.front().replicas, 6);
}

/// The same liquid in other units has the same runs: as many steps, samples and replicas, times longer by the unit.
TEST(ViscosityPlan, GoesWithTheUnitsOfTheMixture) {
    const GreenKuboPlan here = viscosity_plan({}, {0.3, 0.6}, 250, 0.03);
    const GreenKuboPlan there = viscosity_plan(in_other_units(2.0, 9.0, 4.0), {0.3, 0.6}, 250, 0.03);
    const double unit = 2.0 * std::sqrt(4.0 / 9.0);
    EXPECT_NEAR(there.units.time, unit * here.units.time, 1e-12);
    EXPECT_NEAR(there.units.length, 2.0 * here.units.length, 1e-12);
    EXPECT_EQ(there.sample_every, here.sample_every);
    EXPECT_EQ(there.studies.front().samples, here.studies.front().samples);
    EXPECT_EQ(there.studies.front().replicas, here.studies.front().replicas);
    for (const auto member : {&GreenKuboPlan::timestep, &GreenKuboPlan::correlation_time, &GreenKuboPlan::settling_time,
                              &GreenKuboPlan::thermostat_time_span, &GreenKuboPlan::energy_reset_time,
                              &GreenKuboPlan::first_state_time, &GreenKuboPlan::state_time}) {
        EXPECT_NEAR(there.*member, unit * here.*member, 1e-12 * here.*member);
    }
    EXPECT_NEAR(core_seconds(there) / core_seconds(here), 1.0, 1e-12);
}

Curve viscosity_in(const StateLine& line, double wanted, const std::vector<double>& x1,
                   const synthetic::FluctuationTruth& truth) {
    Manifest manifest;
    manifest.state_line = line;
    add_tasks(tiny_chains(x1), manifest);
    add_tasks(viscosity_plan(line, x1, 250, wanted), manifest);
    TaskResults results;
    synthetic::add_results(manifest, truth, results);
    const Reduction of_route = GreenKuboRoute().reduce(manifest, results, Backend::optimized);
    return test::named(of_route.curves, "viscosity");
}

/// Of normal fluxes: the campaign's own errors end within the 1.3 that it is to keep and not far below what was wanted,
/// and the values are within four of them.
TEST(ViscosityPlan, InventedLiquidsEndWithTheErrorThatWasWanted) {
    const std::vector<double> x1{0.2, 0.5, 0.8};
    synthetic::FluctuationTruth truth;
    truth.viscosity = [](double x) { return 3.0 - 2.0 * x; };
    const Curve curve = viscosity_in({}, 0.05, x1, truth);
    ASSERT_EQ(curve.points.size(), 3U);
    EXPECT_LT(largest_share(curve, 0.05, true), 1.3);
    EXPECT_GT(largest_share(curve, 0.05, true), 0.5);
    for (const CurvePoint& point : curve.points) {
        EXPECT_NEAR(point.estimate.value, truth.viscosity(point.x), 4.0 * point.estimate.standard_error) << point.x;
    }
}

/// With a memory of five time units an integral to ten of them has 1 - exp(-2) of the viscosity, whatever the units.
TEST(ViscosityPlan, LimitsOfIntegralsAreInTheUnitsOfTheMixture) {
    for (const double energy : {1.0, 0.01}) {  // times ten times as long
        const StateLine line = in_other_units(1.0, energy, 1.0);
        synthetic::FluctuationTruth truth;
        truth.viscosity = [](double) { return 2.0; };
        truth.temperature = line.temperature;
        truth.memory = 5.0 * scales_of(line.mixture, line.temperature).time;
        const Curve curve = viscosity_in(line, 0.04, {0.5}, truth);
        ASSERT_EQ(curve.points.size(), 1U);
        const Estimate& found = curve.points.front().estimate;
        // The noise is 4 % of 2 by the law at most; 3.5 of it, one false alarm in 2 000.
        EXPECT_NEAR(found.value, 2.0 * (1.0 - std::exp(-2.0)), 3.5 * 0.04 * 2.0) << energy;
        // The error holds what the limit leaves out, exp(-1) - exp(-2) of 2 = 0.47 between five and ten time units, of
        // which the noise is 0.06.
        EXPECT_NEAR(found.standard_error, 0.47, 3.5 * 0.06 + 0.04 * 2.0) << energy;
    }
}

TEST(ViscosityPlan, StandsInThePlanWithItsCost) {
    WantedErrors wanted;
    wanted.viscosity = 0.05;
    CampaignRequest request = request_for({0.3, 0.6}, wanted, false);
    request.routes.push_back(green_kubo_route);
    const auto [manifest, planned] = planned_on_invented_pilot(request);
    EXPECT_EQ(planned.at("fluctuation_particles"), 250);
    double sum = 0.0;
    for (const nlohmann::json& row : planned.at("expected")) {
        EXPECT_LE(row.at("viscosity").get<double>(), 0.05);
        EXPECT_GT(row.at("core_seconds_of_fluctuations").get<double>(), 0.0);
        sum += row.at("core_seconds_of_fluctuations").get<double>() + row.at("core_seconds_of_chains").get<double>();
    }
    EXPECT_NEAR(sum, manifest.cost(), 1e-9 * sum);
    // A budget buys it as well.
    WantedErrors budget;
    budget.core_hours = 0.5;
    CampaignRequest with_budget = request_for({0.5}, budget, true);
    with_budget.routes.push_back(green_kubo_route);
    const PlannedCampaign bought = planned_on_invented_pilot(with_budget);
    EXPECT_NEAR(bought.manifest.cost(), 1800.0, 360.0);
    const nlohmann::json& row = bought.planned.at("expected").at(0);
    // The same error is planned for, but 1.21 times as long for chance and up to a sixth for whole runs: 0.84 to 0.91.
    EXPECT_NEAR(row.at("viscosity").get<double>() / row.at("safe_side").at("soret_coefficient").get<double>(), 0.875,
                0.05);
}

}  // namespace
}  // namespace soret
