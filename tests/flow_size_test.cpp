// S_T of flows in long boxes, brought to the size of the published values and compared there.

#include "soret/validation/routes/flow_size.hpp"

#include <cmath>
#include <functional>
#include <numbers>
#include <stdexcept>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "curve_names.hpp"
#include "soret/validation/claims/claims.hpp"

namespace soret {
namespace {

constexpr double T = 0.62;
constexpr double D = 0.036;  // D_12 of an infinite system
constexpr double eta = 1.9;
const Estimate flow{-3.0, 0.25, 40.0};
const CurveKey infinite{quantity::mutual_diffusion, {"green_kubo"}, {Study::Of::infinite_system}};
const CurveKey viscosity{quantity::viscosity, {"green_kubo"}};

/// 1 200 particles of density 0.8 in a box three times as long as wide, at x_1 = 0.503.
const double lateral = std::cbrt(500.0);

Reduction reduction_with(const FlowBox& box) {
    Reduction reduction;
    reduction.curves[{quantity::soret_coefficient, {"nemd"}}].points = {{box.x1, flow}};
    reduction.curves[infinite].points = {{0.5, {D, 4e-4, 64.0}}};
    reduction.curves[viscosity].points = {{0.5, {eta, 0.04, 64.0}}};
    reduction.flow_boxes = {box};
    return reduction;
}

Reduction long_box() {
    return reduction_with({"nemd", 0.503, 1200, {lateral, lateral, 3.0 * lateral}});
}

/// As in a campaign, where the reductions of all routes are merged first.
Curves brought(Reduction reduction) {
    Reduction all;
    all.merge(std::move(reduction));
    flows_at_published_size().add(all, StateLine{}, Backend::reference);
    return all.curves;
}

CurvePoint at_published_size(const Reduction& reduction) {
    const Curves curves = brought(reduction);
    return test::named(curves, "soret_nemd_published_size").points.at(0);
}

/// By hand: 2.9251979 over the lateral edge along a box of this shape, 2.8372975 over the edge of 5 000 particles.
double ratio(double diffusion, double viscosity_value) {
    const double unit = T / (6.0 * std::numbers::pi * viscosity_value);
    return (diffusion - unit * 2.9251979141 / lateral) / (diffusion - unit * 2.8372974795 / std::cbrt(6250.0));
}

TEST(FlowsAtPublishedSize, FallByTheRatioOfDiffusionAlongTheBoxToThatOfTheCube) {
    const CurvePoint point = at_published_size(long_box());
    EXPECT_EQ(point.x, 0.503);
    EXPECT_NEAR(point.estimate.value, flow.value * ratio(D, eta), 1e-9);
    EXPECT_LT(ratio(D, eta), 0.95);
    EXPECT_EQ(point.estimate.effective_samples, flow.effective_samples);
    const double by_diffusion = flow.value * (ratio(D + 2e-4, eta) - ratio(D - 2e-4, eta));
    const double by_viscosity = flow.value * (ratio(D, eta + 0.02) - ratio(D, eta - 0.02));
    const double by_flow = ratio(D, eta) * flow.standard_error;
    const double expected = std::hypot(by_flow, by_diffusion, by_viscosity);
    EXPECT_NEAR(point.estimate.standard_error, expected, 1e-6 * expected);
    // Where the flows are known exactly, only the two others are left; differences leave squares of 1e-2.
    Reduction exact = long_box();
    test::named(exact.curves, "soret_nemd").points[0].estimate.standard_error = 0.0;
    const double rest = std::hypot(by_diffusion, by_viscosity);
    EXPECT_NEAR(at_published_size(exact).estimate.standard_error, rest, 1e-3 * rest);
    EXPECT_GT(std::fabs(by_diffusion), 0.1 * rest);
    EXPECT_GT(std::fabs(by_viscosity), 0.1 * rest);
}

TEST(FlowsAtPublishedSize, StayWhatTheyAreInTheCubeOfThatSize) {
    const double edge = std::cbrt(5000.0 / 0.8);
    const Estimate same = at_published_size(reduction_with({"nemd", 0.5, 5000, {edge, edge, edge}})).estimate;
    EXPECT_NEAR(same.value, flow.value, 1e-12);
    EXPECT_NEAR(same.standard_error, flow.standard_error, 1e-12);
}

TEST(FlowsAtPublishedSize, TakeDiffusionOfThePreferredRouteThatHasIt) {
    Reduction reduction = long_box();
    Curve& preferred = reduction.curves[{quantity::mutual_diffusion, {"hnemd"}, {Study::Of::infinite_system}}];
    preferred.points = {{0.5, {0.04, 4e-4, 64.0}}};
    const auto value = [&] { return at_published_size(reduction).estimate.value; };
    EXPECT_NEAR(value(), flow.value * ratio(0.04, eta), 1e-9);
    preferred.points[0].x = 0.7;  // elsewhere
    EXPECT_NEAR(value(), flow.value * ratio(D, eta), 1e-9);
}

TEST(FlowsAtPublishedSize, AreLeftOutWhereTheBoxTermIsNotKnown) {
    const std::function<void(Reduction&)> changes[] = {
        [](Reduction& r) { r.curves.erase(viscosity); },
        [](Reduction& r) { r.curves.erase(infinite); },
        [](Reduction& r) { r.flow_boxes.clear(); },
        [](Reduction& r) { r.curves.at(infinite).points[0].x = 0.53; },
        [](Reduction& r) { r.curves.at(viscosity).points[0].x = 0.53; },
        [](Reduction& r) { r.curves.at(viscosity).points[0].estimate.value = -0.1; },
        [](Reduction& r) { r.curves.at(infinite).points[0].estimate.value = 0.004; }};  // less than the box lacks
    for (const auto& change : changes) {
        Reduction reduction = long_box();
        change(reduction);
        EXPECT_FALSE(test::has(brought(reduction), "soret_nemd_published_size"));
    }
}

TEST(FlowsAtPublishedSize, AreYieldedWhereDiffusionIsKnownInAnInfiniteSystem) {
    const CurveKey larger{quantity::soret_coefficient, {"nemd"}, {Study::Of::published_size}};
    Yield yield;
    yield.flows = {"nemd"};
    flows_at_published_size().add_yield(yield);
    EXPECT_FALSE(yield.curves.contains(larger));
    yield.curves.insert(infinite);
    flows_at_published_size().add_yield(yield);
    EXPECT_TRUE(yield.curves.contains(larger));
}

/// Boxes that differ make S_T differ by 30 %; at one size there is no difference.
TEST(AgreementOfFlows, IsJudgedAtOneSize) {
    Findings findings;
    const auto add = [&](const RouteName& route, Study::Of of, double value) {
        for (const double x : {0.2, 0.5, 0.8}) {
            findings.curves[{quantity::soret_coefficient, route, {of}}].points.push_back({x, {value, 0.02, 64.0}});
        }
    };
    const RouteName flows{"nemd"}, fluctuations{"green_kubo", "semigrand"};
    const auto judged = [&] {
        for (const ClaimResult& result : judge_claims(all_claims(), findings)) {
            if (result.claim.id == "st-routes/nemd") return result;
        }
        throw std::out_of_range("st-routes/nemd");
    };
    add(flows, Study::Of::main, -2.6);
    add(fluctuations, Study::Of::main, -2.0);
    const ClaimResult of_boxes = judged();
    EXPECT_EQ(of_boxes.judgement.verdict, Verdict::inconclusive);
    EXPECT_FALSE(of_boxes.measured);
    EXPECT_NE(of_boxes.judgement.reason.find("there is no soret nemd published size"), std::string::npos)
        << of_boxes.judgement.reason;
    add(flows, Study::Of::published_size, -2.0);
    EXPECT_EQ(judged().judgement.verdict, Verdict::pass);  // Green-Kubo with boxes of the published size
    add(fluctuations, Study::Of::published_size, -1.6);
    EXPECT_EQ(judged().judgement.verdict, Verdict::fail);
}

}  // namespace
}  // namespace soret
