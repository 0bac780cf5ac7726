#include "soret/validation/claims/fep_claims.hpp"

#include <fmt/format.h>

#include "soret/common/statistics/fit_extremum.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"

namespace soret {

namespace {

const std::string parts_of_gamma = fmt::format("{}, SI 1.2", paper);

// At x_1 = 0 both Gamma and its ideal part are 1.
ClaimResult judge_excess_minimum(Claim claim, const Curve& excess) {
    constexpr int lowest = 3, highest = 4;
    constexpr double smallest_p_value = 0.01;
    const std::vector<FitPoint> points = fit_points_of(excess);
    if (points.size() < 5) return without_measurement(std::move(claim), "too few compositions for a fit");
    const DegreeChoice choice =
        choose_degree(points, lowest, highest, {{0.0, 0.0}}, smallest_p_value, fit_covariance_of(excess));
    if (!choice.acceptable) {
        return without_measurement(std::move(claim),
                                   "no polynomial up to degree 4 describes the points within their errors");
    }
    const auto minimum = find_extremum(choice, Extremum::minimum, 0.0, 1.0);
    if (!minimum) return without_measurement(std::move(claim), "the fit has no minimum between the ends");
    Judgement judgement =
        judge_band(minimum->position, {claim.published, claim.tolerance, 0.0}, rules_for(minimum->position));
    return {std::move(claim), minimum->position, std::move(judgement)};
}

ClaimRule excess_minimum() {
    const Claim claim{
        .id = "g-ex-min",
        .statement = "The excess part of the thermodynamic factor has its minimum below the equimolar mixture",
        .formula =
            "x1 where cubic and quartic fits of Gamma_{ex} with 0 at x1 = 0 are lowest, averaged over their degree",
        .published = 0.4,
        .tolerance = 0.1,
        .unit = "1",
        .source = parts_of_gamma,
        .as_published = "0.4(1)"};
    return {claim, ClaimScope::paper, needs::each(quantity::thermodynamic_factor_excess),
            judge_curve(judge_excess_minimum)};
}

ClaimResult judge_ideal(Claim claim, const Curve& ideal) {
    return judge_direction(std::move(claim), ideal, Direction::falling);
}

ClaimRule ideal_falls() {
    const Claim claim{.id = "g-id",
                      .statement = "The ideal part of the thermodynamic factor falls with x1",
                      .formula = "Gamma_{id} = 1 + (x1/rho) drho/dx1: last minus first, no step against it",
                      .unit = "1",
                      .source = parts_of_gamma,
                      .as_published = "decreases monotonically with x1",
                      .accepted = "falls: < 0"};
    return {claim, ClaimScope::paper, needs::each(quantity::thermodynamic_factor_ideal), judge_curve(judge_ideal)};
}

}  // namespace

std::vector<ClaimRule> fep_claims() {
    return {excess_minimum(), ideal_falls()};
}

}  // namespace soret
