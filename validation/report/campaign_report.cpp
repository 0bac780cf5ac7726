#include "soret/validation/report/campaign_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/provenance.hpp"
#include "soret/common/statistics/fit_extremum.hpp"
#include "soret/validation/claims/soret_claims.hpp"
#include "soret/validation/claims/straight_ratio.hpp"
#include "soret/validation/routes/routes.hpp"

namespace soret {

namespace {

// What made the task results, each combination once with the number of its tasks.
nlohmann::json task_provenances(const TaskResults& results) {
    std::map<std::string, int> counts;
    for (const auto& [id, result] : results) {
        nlohmann::json origin = result.provenance;
        origin.erase("seed");
        ++counts[origin.dump()];
    }
    nlohmann::json list = nlohmann::json::array();
    for (const auto& [origin, count] : counts) {
        list.push_back(nlohmann::json::parse(origin));
        list.back()["tasks"] = count;
    }
    return list;
}

nlohmann::json degree_weights(const DegreeChoice& choice) {
    nlohmann::json weights = nlohmann::json::object();
    for (std::size_t k = 0; k < choice.candidates.size(); ++k) {
        weights[std::to_string(choice.candidates[k].degree())] = choice.weights[k];
    }
    return weights;
}

nlohmann::json fit_json(const char* pinned, const PolynomialFit& fit, const std::optional<FitExtremum>& minimum) {
    nlohmann::json entry{{"pinned", pinned},
                         {"degree", fit.degree()},
                         {"chi_squared", fit.chi_squared()},
                         {"degrees_of_freedom", fit.degrees_of_freedom()},
                         {"p_value", fit.p_value()},
                         {"minimum_x1", nullptr},
                         {"minimum_value", nullptr}};
    if (minimum) {
        entry["minimum_x1"] = minimum->position;
        entry["minimum_value"] = minimum->value;
    }
    return entry;
}

// Beside the fit to L'_1q/L_11 what S_T is made of it and Gamma.
nlohmann::json straight_ratio_json(const StraightRatio& soret) {
    nlohmann::json entry = fit_json("none", soret.ratio(), std::nullopt);
    const std::optional<Estimate> x = soret.minimum();
    if (!x) return entry;
    entry["minimum_x1"] = *x;
    entry["minimum_value"] = soret.at(x->value);
    entry["enhancement_over_lowest_x1"] = soret.enhancement(x->value, soret.lowest());
    entry["enhancement_over_highest_x1"] = soret.enhancement(x->value, soret.highest());
    return entry;
}

nlohmann::json fits_json(const Findings& findings) {
    const Curves& curves = findings.curves;
    const std::pair<const char*, PinnedEnds> variants[] = {
        {"both", PinnedEnds::both}, {"x1_is_1", PinnedEnds::x1_is_1}, {"x1_is_0", PinnedEnds::x1_is_0}};
    nlohmann::json fits = nlohmann::json::object();
    for (const auto& [name, curve] : curves) {
        if (route_of_gamma_curve(name).empty()) continue;
        for (const auto& [variant, ends] : variants) {
            const auto choice = fit_gamma(curve, ends);
            if (!choice) continue;
            fits[name].push_back(fit_json(variant, choice->fit(), find_extremum(*choice, Extremum::minimum, 0.0, 1.0)));
            fits[name].back()["degree_weights"] = degree_weights(*choice);
        }
    }
    for (const auto& [name, curve] : curves) {
        if (route_of_soret_curve(name).empty()) continue;
        const auto fit = fit_soret(curve);
        if (!fit) continue;
        const auto points = fit->points();
        fits[name].push_back(
            fit_json("none", *fit, find_extremum(*fit, Extremum::minimum, points.front().x, points.back().x)));
    }
    for (const auto& [route, soret] : straight_ratios(findings)) {
        fits["soret_" + route + "_straight_ratio"].push_back(straight_ratio_json(soret));
    }
    return fits;
}

}  // namespace

CampaignReport make_report(const Manifest& manifest, const TaskResults& results, const Execution& execution) {
    Reduction reduction = reduce_campaign(manifest, results);
    CampaignReport report;
    report.manifest = manifest;
    report.findings = {manifest.state_line, std::move(reduction.curves), std::move(reduction.quantities)};
    report.claims = judge_claims(report.findings);
    report.details = std::move(reduction.details);
    report.provenance = to_json(provenance(execution, manifest.seed));
    report.provenance["tasks"] = task_provenances(results);
    report.task_count = report.planned_task_count = results.size();
    for (const auto& [id, result] : results) report.core_seconds += result.seconds;
    report.provenance["core_seconds"] = report.core_seconds;
    report.verdict = verdict_without(report.claims, {});
    return report;
}

nlohmann::json results_json(const CampaignReport& report) {
    nlohmann::json curves = nlohmann::json::object();
    for (const auto& [name, curve] : report.findings.curves) curves[name] = curve.points;
    return {{"tier", std::string(name_of(report.manifest.tier))},
            {"verdict", std::string(name_of(report.verdict))},
            {"tasks", {{"finished", report.task_count}, {"planned", report.planned_task_count}}},
            {"claims", report.claims},
            {"curves", curves},
            {"quantities", report.findings.quantities},
            {"fits", fits_json(report.findings)},
            {"details", report.details},
            {"provenance", report.provenance}};
}

void write_report(const CampaignReport& report, const std::filesystem::path& directory) {
    write_file_atomically((directory / "results.json").string(), results_json(report).dump(1) + "\n");
    write_file_atomically((directory / "report.html").string(), report_html(report));
}

Verdict verdict_without(const std::vector<ClaimResult>& claims, const std::vector<std::string>& accepted) {
    std::vector<Verdict> verdicts;
    for (const ClaimResult& result : claims) {
        const Verdict verdict = result.judgement.verdict;
        const bool is_accepted = std::any_of(accepted.begin(), accepted.end(), [&](const std::string& name) {
            return name == name_of(Verdict::inconclusive) ? verdict == Verdict::inconclusive
                                                          : is_claim_named(result.claim.id, name);
        });
        if (!is_accepted) verdicts.push_back(verdict);
    }
    return combined(verdicts);
}

std::string number_text(double value, int significant_digits) {
    return fmt::format("{:.{}g}", value, significant_digits);
}

std::string text_of(const Estimate& estimate) {
    const double error = estimate.standard_error;
    if (!(error > 0.0)) return number_text(estimate.value, 6);
    // Two significant digits of the error; 0.0996 becomes 0.100 and has three, which does no harm.
    const int decimals = std::clamp(1 - static_cast<int>(std::floor(std::log10(error))), 0, 15);
    return fmt::format("{:.{}f} \u00b1 {:.{}f}", estimate.value, decimals, error, decimals);
}

std::string accepted_text(const Claim& claim) {
    if (!claim.accepted.empty()) return claim.accepted;
    return fmt::format("{} \u00b1 {}", number_text(claim.published), number_text(claim.tolerance, 2));
}

std::string claims_table(const std::vector<ClaimResult>& claims) {
    std::size_t width = 28;
    for (const ClaimResult& result : claims) width = std::max(width, result.claim.id.size());
    std::string table =
        fmt::format("{:<{}} {:<13} {:>21} {:>21} {:>7}\n", "claim", width, "verdict", "accepted", "measured", "z");
    for (const ClaimResult& result : claims) {
        const Claim& claim = result.claim;
        const std::string measured = result.measured ? text_of(*result.measured) : "\u2013";
        const std::string z = result.judgement.z ? fmt::format("{:.1f}", *result.judgement.z) : "\u2013";
        table += fmt::format("{:<{}} {:<13} {:>21} {:>21} {:>7}\n", claim.id, width, name_of(result.judgement.verdict),
                             accepted_text(claim), measured, z);
    }
    return table;
}

}  // namespace soret
