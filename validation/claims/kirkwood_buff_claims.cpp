#include "soret/validation/claims/kirkwood_buff_claims.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/statistics/fit_extremum.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"

namespace soret {

namespace {

const std::string excess_figure = fmt::format("{}, fig. 2", paper);

// Gamma = 1/(1 + f) and Gamma^(1) = 1 - f have the errors of one f, and their relative difference is f^2.
ClaimResult judge_first_order(Claim claim, const Curve& first_order) {
    std::vector<CurvePoint> below;
    for (const CurvePoint& point : first_order.points) {
        const double f = 1.0 - point.estimate.value;
        below.push_back(
            {point.x, {f * f, 2.0 * std::fabs(f) * point.estimate.standard_error, point.estimate.effective_samples}});
    }
    return needs_compositions(judge_along(claim, below), below.size());
}

ClaimRule first_order() {
    Claim claim{.id = "g-first",
                .statement = "To first order in the excess coordination numbers Gamma is too small",
                .formula = "1 - Gamma^{(1)}/Gamma = f^2, the composition that decides",
                .unit = "1",
                .source = excess_figure,
                .as_published = "1-35 %"};
    accept_rounded(claim, 0.01, 0.35, 0.01);
    return {claim, ClaimScope::paper, needs::each(quantity::thermodynamic_factor_first_order),
            judge_curve(judge_first_order)};
}

// Both ends are 0: there is no pair of unlike particles.
ClaimResult judge_maximum_of_f12(Claim claim, const Curve& f12) {
    constexpr int lowest = 3, highest = 5;
    const std::vector<FitPoint> points = fit_points_of(f12);
    if (points.size() < 5) return without_measurement(std::move(claim), "too few compositions for a fit");
    const DegreeChoice choice = choose_degree(points, lowest, highest, {{0.0, 0.0}, {1.0, 0.0}});
    if (!choice.acceptable) {
        return without_measurement(std::move(claim),
                                   "no polynomial up to degree 5 describes the points within their errors");
    }
    const auto maximum = find_extremum(choice, Extremum::maximum, 0.0, 1.0);
    if (!maximum) return without_measurement(std::move(claim), "the fit has no maximum between the ends");
    Judgement judgement =
        judge_band(maximum->position, {claim.published, claim.tolerance, 0.0}, rules_for(maximum->position));
    return {std::move(claim), maximum->position, std::move(judgement)};
}

ClaimRule maximum_of_f12() {
    Claim claim{
        .id = "f12",
        .statement = "What unlike neighbours add to f has its maximum near the equimolar mixture",
        .formula = "x1 where polynomial fits of f_{12} with 0 at both ends are highest, averaged over their degree",
        .unit = "1",
        .source = excess_figure,
        .as_published = "~ 0.5"};
    accept_rounded(claim, 0.5, 0.5, 0.1);
    return {claim, ClaimScope::paper, needs::each(quantity::kirkwood_buff_f_12), judge_curve(judge_maximum_of_f12)};
}

ClaimResult judge_ratio(Claim claim, const Curve& ratio) {
    std::vector<CurvePoint> sizes = ratio.points;
    for (CurvePoint& point : sizes) point.estimate.value = std::fabs(point.estimate.value);
    return needs_compositions(judge_along(claim, sizes), sizes.size());
}

ClaimRule ratio_of_f() {
    Claim claim{.id = "f-ratio",
                .statement = "Like neighbours add less to f than unlike ones",
                .formula = "|(f_{11} + f_{22})/f_{12}|, the composition that decides",
                .unit = "1",
                .source = excess_figure,
                .as_published = "0-0.41"};
    accept_rounded(claim, 0.0, 0.41, 0.01);
    return {claim, ClaimScope::paper, needs::each(quantity::kirkwood_buff_ratio), judge_curve(judge_ratio)};
}

ClaimResult judge_n12(Claim claim, const Curve& n12) {
    const std::vector<Estimate> series = estimates_of(n12.points);
    ClaimResult rises = judge_direction(std::move(claim), n12, Direction::rising);
    if (series.empty()) return rises;
    Judgement below = judge_side(series, Side::below, 0.0, rules_for_all(series));
    const bool decides =
        below.verdict == Verdict::fail || (rises.judgement.verdict == Verdict::pass && below.verdict != Verdict::pass);
    if (decides) rises.judgement = std::move(below);
    return rises;
}

ClaimRule unlike_neighbours() {
    Claim claim{.id = "n12",
                .statement = "Unlike neighbours are fewer than by chance, and the less so the larger x1",
                .formula = "n_{12} = rho_2 G_{12}: last minus first, no step against it, all below 0",
                .unit = "1",
                .source = excess_figure,
                .as_published = "increases monotonically with x1, negative",
                .accepted = "rises: > 0"};
    return {claim, ClaimScope::paper, needs::each(quantity::excess_coordination_12), judge_curve(judge_n12)};
}

ClaimRule routes_to_gamma() {
    const Claim claim{.id = "gamma-routes",
                      .statement = "The thermodynamic factor of another route is that of semigrand",
                      .formula = "weighted mean of Gamma/Gamma_{semigrand} - 1 at common x1",
                      .published = 0.0,
                      .tolerance = 0.03,
                      .unit = "1",
                      .source = "one liquid has one Gamma; tolerance: a tenth of its depth, our reading",
                      .as_published = "all values agree within their statistical uncertainties"};
    const needs::Needs needs = [](const Available& available) {
        const CurveKey preferred{quantity::thermodynamic_factor, {preferred_gamma_route}};
        std::vector<ClaimInstance> instances;
        for (const ClaimInstance& instance : needs::each(quantity::thermodynamic_factor)(available)) {
            const CurveKey& key = instance.curves.front();
            if (key == preferred) continue;
            instances.push_back({name_of(key.by), {preferred, key}, {}});
        }
        return instances;
    };
    return {claim, ClaimScope::any, needs, judge_pair};
}

/// A relative difference of a route from the chains.
struct Deviation {
    CurvePoint difference;
    const Curve* route = nullptr;
    std::size_t point = 0;  // of the route's curve
    CurvePoint of_chains;   // at the same composition
};

std::vector<Deviation> deviations_of(const Curve& route, const Curve& chains) {
    std::vector<Deviation> deviations;
    for (const CurvePoint& difference : relative_differences(route, chains).points) {
        const auto is_here = [&](const CurvePoint& other) { return is_same_composition(other.x, difference.x); };
        const auto point = std::find_if(route.points.begin(), route.points.end(), is_here);
        const auto partner = std::find_if(chains.points.begin(), chains.points.end(), is_here);
        const auto place = static_cast<std::size_t>(point - route.points.begin());
        deviations.push_back({difference, &route, place, *partner});
    }
    return deviations;
}

/// What a curve knows of its own errors, and the error of the chains, which all routes share at a composition: positive
/// definite, as the sum of both.
std::vector<double> covariance_of_deviations(const std::vector<Deviation>& deviations) {
    std::vector<double> covariance;
    for (const Deviation& a : deviations) {
        for (const Deviation& b : deviations) {
            const double scale = a.of_chains.estimate.value * b.of_chains.estimate.value;
            double sum = a.route == b.route ? covariance_of_points(*a.route, a.point, b.point) / scale : 0.0;
            if (a.of_chains.x == b.of_chains.x) sum += std::pow(a.of_chains.estimate.standard_error, 2) / scale;
            covariance.push_back(sum);
        }
    }
    return covariance;
}

// The first curve of the instance is that of semigrand.
ClaimResult judge_all_routes(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    const Curve* one = find_curve(findings.curves, instance.curves.front());
    if (one == nullptr) return not_measured(std::move(claim), name_of(instance.curves.front()));
    std::vector<Deviation> deviations;
    std::string routes;
    for (std::size_t k = 1; k < instance.curves.size(); ++k) {
        const Curve* other = find_curve(findings.curves, instance.curves[k]);
        if (other == nullptr) continue;
        for (const Deviation& deviation : deviations_of(*other, *one)) deviations.push_back(deviation);
        routes += (routes.empty() ? "" : ", ") + name_of(instance.curves[k].by);
    }
    std::vector<CurvePoint> points;
    const std::vector<double> covariance = covariance_of_deviations(deviations);
    for (std::size_t k = 0; k < deviations.size(); ++k) {
        points.push_back(deviations[k].difference);
        points.back().estimate.standard_error = std::sqrt(covariance[k * (deviations.size() + 1)]);
    }
    ClaimResult result = judge_agreement(std::move(claim), points, covariance);
    result.judgement.reason = routes + ": " + result.judgement.reason;
    return needs_compositions(std::move(result), points.size());
}

ClaimRule all_routes_to_gamma() {
    const Claim claim{.id = "gamma-agreement",
                      .statement = "All routes give the same thermodynamic factor",
                      .formula =
                          "weighted mean of Gamma/Gamma_{semigrand} - 1 over all other routes and common x1, and "
                          "chi^2 of all of them",
                      .published = 0.0,
                      .tolerance = 0.03,
                      .unit = "1",
                      .source = "one liquid has one Gamma; tolerance: a tenth of its depth, our reading",
                      .as_published = "all values agree within their statistical uncertainties"};
    const needs::Needs needs = [](const Available& available) -> std::vector<ClaimInstance> {
        ClaimInstance instance;
        instance.curves.push_back({quantity::thermodynamic_factor, {preferred_gamma_route}});
        for (const CurveKey& key : available.curves) {
            const bool main = key.quantity == quantity::thermodynamic_factor && key.is_main();
            if (main && key != instance.curves.front()) instance.curves.push_back(key);
        }
        if (instance.curves.size() < 2) return {};
        return {instance};
    };
    return {claim, ClaimScope::any, needs, judge_all_routes, Tier::quick, true};
}

// Both are of the same runs, whose composition fluctuates once: the errors of the difference are too large if anything.
ClaimRule windows_and_wave_vectors() {
    const Claim claim{.id = "gamma-structure",
                      .statement =
                          "Windows of radial distribution functions and structure factors at small wave "
                          "vectors give the same thermodynamic factor",
                      .formula = "weighted mean of Gamma_{rdf}/Gamma_{S(q -> 0)} - 1 at common x1",
                      .published = 0.0,
                      .tolerance = 0.03,
                      .unit = "1",
                      .source = "both are the limit of large distances; tolerance: that of gamma-routes"};
    const std::string& route = quantity::kirkwood_buff_ratio.customary_route;
    return {claim, ClaimScope::any,
            needs::any_of({{quantity::thermodynamic_factor, {route, "", from_structure_factors}},
                           {quantity::thermodynamic_factor, {route}}}),
            judge_pair};
}

}  // namespace

std::vector<ClaimRule> kirkwood_buff_claims() {
    return {all_routes_to_gamma(), routes_to_gamma(), windows_and_wave_vectors(), first_order(),
            maximum_of_f12(),      ratio_of_f(),      unlike_neighbours()};
}

}  // namespace soret
