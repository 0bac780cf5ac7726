#include "soret/validation/claims/transport_claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "soret/validation/claims/along_curve.hpp"

namespace soret {

namespace {

inline constexpr double largest_published_gradient = 4.5e-3;
inline constexpr const char* yeh_hummer_viscosity = "self_diffusion_yeh_hummer_viscosity";

// All claims of this file are published in one paper and made about numbers without a unit, unless said otherwise.
Claim published_claim(std::string id, std::string statement, std::string formula, const std::string& where) {
    return {.id = std::move(id),
            .statement = std::move(statement),
            .formula = std::move(formula),
            .unit = "1",
            .source = fmt::format("{}, {}", paper, where)};
}

ClaimResult judge_onsager_ratio(const Curve& ratio) {
    Claim claim =
        published_claim("onsager-ratio", "The ratio of Onsager coefficients does not depend on the composition",
                        "L'_{1q}/L_{11} over its weighted mean, minus 1, where it is farthest",
                        "fig. 1 (d); tolerance: half of the 30 % by which |S_T| rises at least towards its minimum, "
                        "which a ratio that varies by more could make without Gamma, our reading");
    claim.tolerance = 0.15;
    claim.as_published = "constant within error";
    claim.accepted = "constant within 15 %";
    return needs_compositions(judge_sameness(claim, ratio.points), ratio.points.size());
}

ClaimResult judge_direction(Claim claim, const Curve& curve, Direction direction) {
    const bool rises = direction == Direction::rising;
    claim.unit = curve.unit;
    claim.as_published = rises ? "increases monotonically with x1" : "decreases monotonically with x1";
    claim.accepted = rises ? "rises: > 0" : "falls: < 0";
    claim.formula += ": last minus first, and no step against it";
    const std::vector<Estimate> series = estimates_of(curve.points);
    if (series.size() < 2) return without_measurement(std::move(claim), "fewer than two compositions were measured");
    const VerdictRules rules = rules_for_all(series);
    const Estimate& first = series.front();
    const Estimate& last = series.back();
    const Estimate change{last.value - first.value, std::hypot(first.standard_error, last.standard_error),
                          std::min(first.effective_samples, last.effective_samples)};
    return needs_compositions({std::move(claim), change, judge_monotonic(series, direction, rules)}, series.size());
}

// Two curves, of which the second is the one that is compared.
ClaimResult judge_pair(const Findings& findings, const Claim& claim, const std::string& one, const std::string& other) {
    for (const std::string& name : {one, other}) {
        if (find_curve(findings, name) == nullptr) return not_measured(claim, name);
    }
    const auto differences = relative_differences(*find_curve(findings, other), *find_curve(findings, one));
    return needs_compositions(judge_agreement(claim, differences), differences.size(), fewest_in_a_comparison);
}

ClaimResult judge_conductivities(const Findings& findings) {
    Claim claim =
        published_claim("lambda/agreement", "Both routes find the same thermal conductivity",
                        "weighted mean of lambda_{NEMD}/lambda_{GK} - 1", "SI fig. 6; tolerance: our reading");
    claim.tolerance = 0.05;
    claim.as_published = "in excellent agreement";
    return judge_pair(findings, claim, "thermal_conductivity", "thermal_conductivity_nemd");
}

ClaimResult judge_coupling(const Curve& relative, bool primed) {
    Claim claim = published_claim(
        primed ? "dlambda/primed" : "dlambda/unprimed",
        primed ? "With the enthalpies taken off, the coupling of heat and mass hardly lowers the conductivity"
               : "The coupling of heat and mass lowers the conductivity by a few percent",
        primed ? "L'_{1q} L'_{q1}/(L_{11} T^2 lambda), the composition that decides"
               : "L_{1q} L_{q1}/(L_{11} T^2 lambda), the composition that decides",
        "SI fig. 6 (c), for 0.1 <= x1 <= 0.9");
    claim.published = primed ? 0.0015 : 0.02;
    claim.tolerance = primed ? 0.0015 : 0.01;
    claim.as_published = primed ? "0-0.3 %" : "1-3 %";
    std::vector<CurvePoint> reductions;
    for (CurvePoint point : relative.points) {
        if (point.x1 < 0.095 || point.x1 > 0.905) continue;  // 0.1 and 0.9 to the nearest particle
        point.estimate.value = -point.estimate.value;
        reductions.push_back(point);
    }
    return needs_compositions(judge_along(claim, reductions), reductions.size());
}

Claim thermostat_claim(const std::string& name, const std::string& statement, const std::string& formula,
                       double tolerance) {
    Claim claim = published_claim("d-nvt-nve/" + name, statement, formula, "SI 2.6; tolerance: our reading");
    claim.tolerance = tolerance;
    claim.as_published = "agree";
    return claim;
}

ClaimResult judge_thermostat(const Findings& findings, const std::string& name) {
    const bool is_viscosity = name == "viscosity";
    const Claim claim =
        thermostat_claim(name,
                         is_viscosity ? "A thermostat does not change the viscosity"
                                      : fmt::format("A thermostat does not change the self-diffusion of species {}",
                                                    name.substr(name.size() - 1)),
                         fmt::format("weighted mean of {}/{} - 1", is_viscosity ? "eta_{NVT}" : "D_{NVT}",
                                     is_viscosity ? "eta_{NVE}" : "D_{NVE}"),
                         is_viscosity ? 0.1 : 0.03);
    return judge_pair(findings, claim, name, name + "_nvt");
}

ClaimResult judge_yeh_hummer(const Findings& findings) {
    Claim claim = thermostat_claim(
        "yeh_hummer", "How self-diffusion depends on the size of the box gives the viscosity",
        "eta from D_i(L) = D_{i,0} - xi T/(6 pi eta L) over eta of Green-Kubo, minus 1, at x1 = 0.5", 0.1);
    const auto fitted = findings.quantities.find(yeh_hummer_viscosity);
    if (fitted == findings.quantities.end()) {
        return not_measured(std::move(claim), yeh_hummer_viscosity);
    }
    if (find_curve(findings, "viscosity") == nullptr) {
        return not_measured(std::move(claim), "viscosity");
    }
    const Curve at_half{"", "", {{0.5, fitted->second}}};
    return judge_agreement(std::move(claim), relative_differences(at_half, *find_curve(findings, "viscosity")));
}

ClaimResult judge_linear(const Curve& by_gradient, bool soret) {
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
    ClaimResult result = needs_compositions(judge_sameness(claim, by_gradient.points), by_gradient.points.size(), 2);
    const bool beyond = std::any_of(by_gradient.points.begin(), by_gradient.points.end(), [](const CurvePoint& point) {
        return std::fabs(point.x1) > largest_published_gradient;
    });
    if (beyond && result.judgement.verdict == Verdict::fail) {
        result.judgement.verdict = Verdict::inconclusive;
        result.judgement.reason = "with gradients beyond the published ones: " + result.judgement.reason;
    }
    return result;
}

ClaimResult judge_finite_size(const Curve& by_edge, bool small_edges) {
    const double from = small_edges ? 10.0 : 20.0;
    Claim claim = published_claim(
        small_edges ? "finite-size/10-20" : "finite-size/20-40",
        fmt::format("The size of the Soret coefficient falls a little from a lateral edge of {:.0f} to {:.0f}", from,
                    2.0 * from),
        fmt::format("1 - S_T({:.0f})/S_T({:.0f}), from a straight line through S_T against 1/edge", 2.0 * from, from),
        "SI fig. 9; that the edges measured are joined by a line in 1/edge is ours");
    claim.published = small_edges ? 0.05 : 0.045;
    claim.tolerance = small_edges ? 0.05 : 0.015;
    claim.as_published = small_edges ? "0-10 %" : "3-6 %";
    const auto [narrow, wide] =
        std::minmax_element(by_edge.points.begin(), by_edge.points.end(),
                            [](const CurvePoint& a, const CurvePoint& b) { return a.x1 < b.x1; });
    if (narrow->x1 > 1.1 * from || wide->x1 < 1.8 * from) {
        return without_measurement(std::move(claim), fmt::format("the edges measured, {:.1f} to {:.1f}, do not span it",
                                                                 narrow->x1, wide->x1));
    }
    std::vector<FitPoint> points;
    for (const CurvePoint& point : by_edge.points) {
        if (point.x1 > 0.0 && point.estimate.standard_error > 0.0) points.push_back({1.0 / point.x1, point.estimate});
    }
    const bool several =
        std::any_of(points.begin(), points.end(), [&](const FitPoint& p) { return p.x != points[0].x; });
    if (!several) return without_measurement(std::move(claim), "fewer than two edges were measured");
    const PolynomialFit line(std::move(points), 1);
    const double ratio = line(0.5 / from) / line(1.0 / from);
    const auto gradient = [&](double x) {
        return Eigen::Vector2d(1.0, (x - line.polynomial().centre) / line.polynomial().half_width);
    };
    const Estimate fall =
        line.combination(1.0 - ratio, (ratio * gradient(1.0 / from) - gradient(0.5 / from)) / line(1.0 / from));
    Judgement judgement = judge_band(fall, {claim.published, claim.tolerance, 0.0}, rules_for(fall));
    return {std::move(claim), fall, std::move(judgement)};
}

// One row a claim: the id, the curves that have a say in it, how it is judged. It is judged if one of them is there.
struct Row {
    std::string id;
    std::vector<std::string> curves;
    ClaimResult (*judge)(const Findings&);
};

const std::vector<Row>& rows() {
    static const std::vector<Row> table{
        {"onsager-ratio",
         {"onsager_ratio"},
         [](const Findings& f) { return judge_onsager_ratio(f.curves.at("onsager_ratio")); }},
        {"d12",
         {"mutual_diffusion"},
         [](const Findings& f) {
             return judge_direction(
                 published_claim("d12", "The mutual diffusion coefficient rises with x1", "D_{12}(x1)", "fig. 1 (b)"),
                 f.curves.at("mutual_diffusion"), Direction::rising);
         }},
        {"dt",
         {"thermal_diffusion"},
         [](const Findings& f) {
             return judge_direction(published_claim("dt", "The thermal diffusion coefficient falls with x1",
                                                    "D_T(x1), which is negative", "fig. 1 (b)"),
                                    f.curves.at("thermal_diffusion"), Direction::falling);
         }},
        {"lambda/green_kubo",
         {"thermal_conductivity"},
         [](const Findings& f) {
             return judge_direction(published_claim("lambda/green_kubo", "The thermal conductivity falls with x1",
                                                    "lambda(x1) of Green-Kubo", "SI fig. 6"),
                                    f.curves.at("thermal_conductivity"), Direction::falling);
         }},
        {"lambda/nemd",
         {"thermal_conductivity_nemd"},
         [](const Findings& f) {
             return judge_direction(published_claim("lambda/nemd", "The thermal conductivity falls with x1",
                                                    "lambda(x1) of NEMD", "SI fig. 6"),
                                    f.curves.at("thermal_conductivity_nemd"), Direction::falling);
         }},
        {"lambda/agreement", {"thermal_conductivity", "thermal_conductivity_nemd"}, judge_conductivities},
        {"dlambda/unprimed",
         {"delta_lambda"},
         [](const Findings& f) { return judge_coupling(f.curves.at("delta_lambda"), false); }},
        {"dlambda/primed",
         {"delta_lambda_primed"},
         [](const Findings& f) { return judge_coupling(f.curves.at("delta_lambda_primed"), true); }},
        {"finite-size/10-20",
         {"soret_nemd_edge"},
         [](const Findings& f) { return judge_finite_size(f.curves.at("soret_nemd_edge"), true); }},
        {"finite-size/20-40",
         {"soret_nemd_edge"},
         [](const Findings& f) { return judge_finite_size(f.curves.at("soret_nemd_edge"), false); }},
        {"d-nvt-nve/self_diffusion_1",
         {"self_diffusion_1_nvt"},
         [](const Findings& f) { return judge_thermostat(f, "self_diffusion_1"); }},
        {"d-nvt-nve/self_diffusion_2",
         {"self_diffusion_2_nvt"},
         [](const Findings& f) { return judge_thermostat(f, "self_diffusion_2"); }},
        {"d-nvt-nve/viscosity", {"viscosity_nvt"}, [](const Findings& f) { return judge_thermostat(f, "viscosity"); }},
        // The quantity comes from the study of sizes, which is made beside that of the thermostat.
        {"d-nvt-nve/yeh_hummer", {"viscosity_nvt"}, judge_yeh_hummer},
        {"linear/soret",
         {"soret_nemd_gradient"},
         [](const Findings& f) { return judge_linear(f.curves.at("soret_nemd_gradient"), true); }},
        {"linear/thermal_conductivity",
         {"thermal_conductivity_nemd_gradient"},
         [](const Findings& f) { return judge_linear(f.curves.at("thermal_conductivity_nemd_gradient"), false); }},
    };
    return table;
}

}  // namespace

std::vector<ClaimResult> judge_transport_claims(const Findings& findings) {
    std::vector<ClaimResult> results;
    for (const Row& row : rows()) {
        const bool there = std::any_of(row.curves.begin(), row.curves.end(),
                                       [&](const std::string& name) { return find_curve(findings, name) != nullptr; });
        const bool fitted = row.id == "d-nvt-nve/yeh_hummer" && findings.quantities.contains(yeh_hummer_viscosity);
        if (there || fitted) results.push_back(row.judge(findings));
    }
    return results;
}

std::vector<std::string> transport_claims_from(const std::vector<std::string>& curves) {
    std::vector<std::string> ids;
    for (const Row& row : rows()) {
        const bool there = std::any_of(row.curves.begin(), row.curves.end(), [&](const std::string& name) {
            return std::find(curves.begin(), curves.end(), name) != curves.end();
        });
        if (there) ids.push_back(row.id);
    }
    return ids;
}

}  // namespace soret
