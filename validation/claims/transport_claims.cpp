#include "soret/validation/claims/transport_claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"

namespace soret {

namespace {

inline constexpr double largest_published_gradient = 4.5e-3;
/// A fit of few boxes whose points scatter by more than this improbable does not fit. A true claim is then
/// inconclusive in 5 % of all campaigns, never a failure.
inline constexpr double least_p_value_of_a_fit = 0.05;
inline constexpr double least_p_value_of_many = 0.01;
const RouteName fluctuations{"green_kubo"};
const RouteName flows{"nemd"};
const RouteName synthetic{"hnemd"};

// All claims of this file are published in one paper and made about numbers without a unit, unless said otherwise.
Claim published_claim(std::string id, std::string statement, std::string formula, const std::string& where) {
    return {.id = std::move(id),
            .statement = std::move(statement),
            .formula = std::move(formula),
            .unit = "1",
            .source = fmt::format("{}, {}", paper, where)};
}

ClaimResult judge_onsager_ratio(Claim claim, const Curve& ratio) {
    return needs_compositions(judge_sameness(claim, ratio), ratio.points.size());
}

ClaimRule onsager_ratio() {
    Claim claim =
        published_claim("onsager-ratio", "The ratio of Onsager coefficients does not depend on the composition",
                        "L'_{1q}/L_{11} over its weighted mean, minus 1, where it is farthest",
                        "fig. 1 (d); tolerance: half of the 30 % by which |S_T| rises at least towards its minimum, "
                        "which a ratio that varies by more could make without Gamma, our reading");
    claim.tolerance = 0.15;
    claim.as_published = "constant within error";
    claim.accepted = "constant within 15 %";
    return {claim, ClaimScope::paper, needs::preferred_at_published_size(quantity::onsager_ratio),
            judge_curve(judge_onsager_ratio), Tier::standard};
}

template <Direction direction>
ClaimResult judge_one_direction(Claim claim, const Curve& curve) {
    return judge_direction(std::move(claim), curve, direction);
}

template <Direction direction>
ClaimRule direction_rule(Claim claim, const Quantity& quantity, needs::Needs needs) {
    const bool rises = direction == Direction::rising;
    claim.unit = quantity.unit;
    claim.as_published = rises ? "increases monotonically with x1" : "decreases monotonically with x1";
    claim.accepted = rises ? "rises: > 0" : "falls: < 0";
    claim.formula += ": last minus first, and no step against it";
    return {claim, ClaimScope::paper, std::move(needs), judge_curve(judge_one_direction<direction>)};
}

ClaimRule agreement_of_conductivities() {
    Claim claim =
        published_claim("lambda/agreement", "Both routes find the same thermal conductivity",
                        "weighted mean of lambda_{NEMD}/lambda_{GK} - 1", "SI fig. 6; tolerance: our reading");
    claim.tolerance = 0.05;
    claim.as_published = "in excellent agreement";
    return {claim, ClaimScope::paper,
            needs::any_of({{quantity::thermal_conductivity, fluctuations}, {quantity::thermal_conductivity, flows}}),
            judge_pair};
}

ClaimRule conductivity_by_linear_response() {
    Claim claim{.id = "lambda/agreement",
                .statement = "A synthetic field and fluctuations find the same thermal conductivity",
                .formula = "weighted mean of lambda of the field at zero field over lambda_{GK}, minus 1",
                .unit = "1",
                .source = "linear response; tolerance: that of flows against fluctuations"};
    claim.tolerance = 0.05;
    const CurveKey by_field{quantity::thermal_conductivity, synthetic};
    const CurveKey by_fluctuations{quantity::thermal_conductivity, fluctuations};
    return {claim, ClaimScope::any,
            [=](const Available& available) -> std::vector<ClaimInstance> {
                const bool both = available.curves.contains(by_field) && available.curves.contains(by_fluctuations);
                if (!both) return {};
                return {{synthetic.route, {by_fluctuations, by_field}, {}}};
            },
            judge_pair};
}

ClaimResult judge_coupling(Claim claim, const Curve& relative) {
    std::vector<CurvePoint> reductions;
    for (CurvePoint point : relative.points) {
        if (point.x < 0.095 || point.x > 0.905) continue;  // 0.1 and 0.9 to the nearest particle
        point.estimate.value = -point.estimate.value;
        reductions.push_back(point);
    }
    return needs_compositions(judge_along(claim, reductions), reductions.size());
}

ClaimRule coupling(bool primed) {
    Claim claim = published_claim(
        primed ? "dlambda/primed" : "dlambda/unprimed",
        primed ? "With the enthalpies taken off, the coupling of heat and mass hardly lowers the conductivity"
               : "The coupling of heat and mass lowers the conductivity by a few percent",
        primed ? "L'_{1q} L'_{q1}/(L_{11} T^2 lambda), the composition that decides"
               : "L_{1q} L_{q1}/(L_{11} T^2 lambda), the composition that decides",
        "SI fig. 6 (c), for 0.1 <= x1 <= 0.9");
    claim.as_published = primed ? "0-0.3 %" : "1-3 %";
    if (primed) {
        accept_rounded(claim, 0.0, 0.003, 0.001);
    } else {
        accept_rounded(claim, 0.01, 0.03, 0.01);
    }
    const Quantity& quantity = primed ? quantity::delta_lambda_primed : quantity::delta_lambda;
    return {claim, ClaimScope::paper, needs::preferred_at_published_size(quantity), judge_curve(judge_coupling)};
}

Claim thermostat_claim(const std::string& name, const std::string& statement, const std::string& formula,
                       double tolerance) {
    Claim claim = published_claim("d-nvt-nve/" + name, statement, formula, "SI 2.6; tolerance: our reading");
    claim.tolerance = tolerance;
    claim.as_published = "agree";
    return claim;
}

const Study thermostatted{Study::Of::thermostat};

// Made where the study of the thermostat is.
std::vector<ClaimInstance> with_and_without_thermostat(const Available& available, const Quantity& quantity) {
    const CurveKey with{quantity, fluctuations, thermostatted};
    if (!available.curves.contains(with)) return {};
    return {{"", {{quantity, fluctuations}, with}, {}}};
}

ClaimRule thermostat(const Quantity& quantity, const std::string& statement, const std::string& formula,
                     double tolerance) {
    return {thermostat_claim(quantity.name, statement, formula, tolerance), ClaimScope::paper,
            [quantity](const Available& available) { return with_and_without_thermostat(available, quantity); },
            judge_pair};
}

ClaimResult judge_yeh_hummer(const Findings& findings, Claim claim, const ClaimInstance&) {
    const auto fitted = findings.numbers.find(number::yeh_hummer_viscosity);
    if (fitted == findings.numbers.end()) {
        return not_measured(std::move(claim), name_of(number::yeh_hummer_viscosity));
    }
    const Curve* viscosity = find_curve(findings.curves, {quantity::viscosity, fluctuations});
    if (viscosity == nullptr) return not_measured(std::move(claim), quantity::viscosity.name);
    ClaimResult result =
        judge_agreement(std::move(claim), relative_differences(Curve{{{0.5, fitted->second}}}, *viscosity).points);
    // A viscosity from a fit that its own points contradict says nothing, however well it agrees.
    const auto p_value = findings.numbers.find(number::yeh_hummer_p_value);
    if (p_value != findings.numbers.end() && p_value->second.value < least_p_value_of_a_fit) {
        result.judgement.verdict = Verdict::inconclusive;
        result.judgement.reason = fmt::format("D_i(L) does not fall on lines of one viscosity: p = {:.2g}, limit {}",
                                              p_value->second.value, least_p_value_of_a_fit);
    }
    return result;
}

ClaimRule yeh_hummer() {
    return {thermostat_claim(
                "yeh_hummer", "How self-diffusion depends on the size of the box gives the viscosity",
                "eta from D_i(L) = D_{i,0} - xi T/(6 pi eta L) over eta of Green-Kubo, minus 1, at x1 = 0.5", 0.1),
            ClaimScope::paper,
            // The number comes from the study of sizes, which is made beside that of the thermostat.
            [](const Available& available) -> std::vector<ClaimInstance> {
                const bool there = available.numbers.contains(number::yeh_hummer_viscosity) ||
                                   !with_and_without_thermostat(available, quantity::viscosity).empty();
                if (!there) return {};
                return {{"",
                         {{quantity::viscosity, fluctuations}},
                         {number::yeh_hummer_viscosity, number::yeh_hummer_p_value}}};
            },
            judge_yeh_hummer};
}

ClaimResult judge_linear(Claim claim, const Curve& by_gradient) {
    ClaimResult result = needs_compositions(judge_sameness(claim, by_gradient), by_gradient.points.size(), 2);
    const bool beyond = std::any_of(by_gradient.points.begin(), by_gradient.points.end(), [](const CurvePoint& point) {
        return std::fabs(point.x) > largest_published_gradient;
    });
    if (beyond && result.judgement.verdict == Verdict::fail) {
        result.judgement.verdict = Verdict::inconclusive;
        result.judgement.reason = "with gradients beyond the published ones: " + result.judgement.reason;
    }
    return result;
}

ClaimRule linear(bool soret) {
    Claim claim =
        published_claim(soret ? "linear/soret" : "linear/thermal_conductivity",
                        soret ? "The Soret coefficient does not depend on the gradient of temperature"
                              : "The conductivity does not depend on the gradient of temperature",
                        fmt::format("{} over its weighted mean over all gradients, minus 1, where it is farthest",
                                    soret ? "S_T" : "lambda"),
                        "SI 2.2.2, gradients of 1.5e-3 to 4.4e-3 eps/(k_B sigma); tolerance: our reading");
    claim.tolerance = soret ? 0.15 : 0.05;
    claim.as_published = "independent of the gradient";
    claim.accepted = soret ? "constant within 15 %" : "constant within 5 %";
    const Quantity& quantity = soret ? quantity::soret_coefficient : quantity::thermal_conductivity;
    return {claim, ClaimScope::paper, needs::any_of({{quantity, flows, {Study::Of::gradient}}}),
            judge_curve(judge_linear)};
}

ClaimResult judge_finite_size(Claim claim, const Curve& by_edge, double from) {
    const auto [narrow, wide] = std::minmax_element(by_edge.points.begin(), by_edge.points.end(),
                                                    [](const CurvePoint& a, const CurvePoint& b) { return a.x < b.x; });
    if (narrow->x > 1.1 * from || wide->x < 1.8 * from) {
        return without_measurement(
            std::move(claim), fmt::format("the edges measured, {:.1f} to {:.1f}, do not span it", narrow->x, wide->x));
    }
    std::vector<FitPoint> points;
    for (const CurvePoint& point : by_edge.points) {
        if (point.x > 0.0 && point.estimate.standard_error > 0.0) points.push_back({1.0 / point.x, point.estimate});
    }
    const bool several =
        std::any_of(points.begin(), points.end(), [&](const FitPoint& p) { return p.x != points[0].x; });
    if (!several) return without_measurement(std::move(claim), "fewer than two edges were measured");
    const PolynomialFit line(std::move(points), 1);
    const double ratio = line(0.5 / from) / line(1.0 / from);
    const Estimate fall = line.combination(
        1.0 - ratio, (ratio * line.gradient_at(1.0 / from) - line.gradient_at(0.5 / from)) / line(1.0 / from));
    Judgement judgement = judge_band(fall, {claim.published, claim.tolerance, 0.0}, rules_for(fall));
    return {std::move(claim), fall, std::move(judgement)};
}

ClaimRule finite_size(bool small_edges) {
    const double from = small_edges ? 10.0 : 20.0;
    Claim claim = published_claim(
        small_edges ? "finite-size/10-20" : "finite-size/20-40",
        fmt::format("The size of the Soret coefficient falls a little from a lateral edge of {:.0f} to {:.0f}", from,
                    2.0 * from),
        fmt::format("1 - S_T({:.0f})/S_T({:.0f}), from a straight line through S_T against 1/edge", 2.0 * from, from),
        "SI fig. 9; that the edges measured are joined by a line in 1/edge is ours");
    claim.as_published = small_edges ? "0-10 %" : "3-6 %";
    if (small_edges) {
        accept_rounded(claim, 0.0, 0.1, 0.1);
    } else {
        accept_rounded(claim, 0.03, 0.06, 0.01);
    }
    return {claim, ClaimScope::paper, needs::any_of({{quantity::soret_coefficient, flows, {Study::Of::lateral_edge}}}),
            [from](const Findings& findings, Claim of_instance, const ClaimInstance& instance) {
                return judge_finite_size(std::move(of_instance), findings.curves.at(instance.curves.front()), from);
            }};
}

/// The fit of all fields and compositions to zero field has to be probable; what the largest field changes is small.
constexpr double largest_fields_square = 0.16;

/// What the fit of all fields to zero field says against itself.
std::optional<std::string> contradiction_of_fields(const Findings& findings) {
    const auto p_value = findings.numbers.find({number::field_linearity, synthetic.route});
    if (p_value == findings.numbers.end() || p_value->second.value >= least_p_value_of_many) return std::nullopt;
    return fmt::format("the way to zero field does not describe its own points: p = {:.2g}, limit {}",
                       p_value->second.value, least_p_value_of_many);
}

ClaimResult judge_linear_in_field(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    const auto curvature = findings.numbers.find(instance.numbers.front());
    if (curvature == findings.numbers.end()) {
        return not_measured(std::move(claim), name_of(instance.numbers.front()));
    }
    const auto [value, error, samples] = curvature->second;
    const Estimate change{value * largest_fields_square, error * largest_fields_square, samples};
    Judgement judgement = judge_band(change, {claim.published, claim.tolerance, 0.0}, rules_for(change));
    ClaimResult result{std::move(claim), change, std::move(judgement)};
    const auto p_value = findings.numbers.find(instance.numbers.back());
    if (p_value == findings.numbers.end()) {
        return without_measurement(std::move(result.claim), "one field only: nothing to compare with");
    }
    if (const auto contradiction = contradiction_of_fields(findings)) {
        result.judgement.verdict = Verdict::inconclusive;
        result.judgement.reason = *contradiction;
    }
    return result;
}

ClaimRule linear_in_field() {
    Claim claim{
        .id = "linear",
        .statement = "The response to the synthetic field is linear, but for a correction of F^2",
        .formula =
            "a F^2 of L'_{1q} = Y (1 + a F^2) at F = 0.4; a is a straight line in x1, here at 1/2, or one for all x1",
        .unit = "1",
        .source = "linear response; tolerance: our reading"};
    claim.tolerance = 0.1;
    return {claim, ClaimScope::any,
            [](const Available& available) -> std::vector<ClaimInstance> {
                const NumberKey curvature{number::field_curvature, synthetic.route};
                const NumberKey p_value{number::field_linearity, synthetic.route};
                if (!available.numbers.contains(p_value)) return {};
                return {{synthetic.route, {}, {curvature, p_value}}};
            },
            judge_linear_in_field};
}

}  // namespace

std::optional<std::string> doubt_of_zero_field(const Findings& findings, const ClaimInstance& instance) {
    const bool by_fields = std::any_of(instance.curves.begin(), instance.curves.end(),
                                       [](const CurveKey& key) { return key.by.route == synthetic.route; });
    if (!by_fields) return std::nullopt;
    const auto contradiction = contradiction_of_fields(findings);
    if (!contradiction) return std::nullopt;
    return "the way of " + synthetic.route + " to zero field is contradicted by its own points: " + *contradiction;
}

std::vector<ClaimRule> transport_claims() {
    return {onsager_ratio(),
            direction_rule<Direction::rising>(
                published_claim("d12", "The mutual diffusion coefficient rises with x1", "D_{12}(x1)", "fig. 1 (b)"),
                quantity::mutual_diffusion, needs::preferred_at_published_size(quantity::mutual_diffusion)),
            direction_rule<Direction::falling>(published_claim("dt", "The thermal diffusion coefficient falls with x1",
                                                               "D_T(x1), which is negative", "fig. 1 (b)"),
                                               quantity::thermal_diffusion,
                                               needs::preferred_at_published_size(quantity::thermal_diffusion)),
            direction_rule<Direction::falling>(
                published_claim("lambda", "The thermal conductivity falls with x1", "lambda(x1)", "SI fig. 6"),
                quantity::thermal_conductivity, needs::each(quantity::thermal_conductivity)),
            agreement_of_conductivities(),
            conductivity_by_linear_response(),
            coupling(false),
            coupling(true),
            finite_size(true),
            finite_size(false),
            thermostat(quantity::self_diffusion_1, "A thermostat does not change the self-diffusion of species 1",
                       "weighted mean of D_{NVT}/D_{NVE} - 1", 0.03),
            thermostat(quantity::self_diffusion_2, "A thermostat does not change the self-diffusion of species 2",
                       "weighted mean of D_{NVT}/D_{NVE} - 1", 0.03),
            thermostat(quantity::viscosity, "A thermostat does not change the viscosity",
                       "weighted mean of eta_{NVT}/eta_{NVE} - 1", 0.1),
            yeh_hummer(),
            linear(true),
            linear(false),
            linear_in_field()};
}

}  // namespace soret
