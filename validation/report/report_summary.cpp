#include "soret/validation/report/report_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "soret/common/statistics/fit_extremum.hpp"
#include "soret/validation/simulation/progress.hpp"
#include "soret/validation/claims/soret_claims.hpp"
#include "soret/validation/claims/straight_ratio.hpp"
#include "soret/validation/report/chart.hpp"
#include "soret/validation/report/figure_columns.hpp"
#include "soret/validation/report/transport_figures.hpp"

namespace soret {

namespace {

bool has_route(const CampaignReport& report, const std::string& route) {
    const auto& routes = report.manifest.routes;
    return std::find(routes.begin(), routes.end(), route) != routes.end();
}

bool is_about_soret(const CampaignReport& report) {
    return has_route(report, "green_kubo") || has_route(report, "nemd");
}

int count_of(const CampaignReport& report, Verdict verdict) {
    return static_cast<int>(std::count_if(report.claims.begin(), report.claims.end(), [&](const ClaimResult& result) {
        return result.judgement.verdict == verdict;
    }));
}

std::string question(const CampaignReport& report) {
    const std::string factor =
        "the <em>thermodynamic factor</em> &Gamma;: how eagerly the two components stay mixed (1 for an ideal mixture; "
        "small values mean that composition fluctuates easily). ";
    const std::string start = "Heat a liquid mixture on one side, and its components separate a little. ";
    if (!is_about_soret(report)) {
        return start + "How strongly it does so depends on " + factor +
               "A published simulation study found that &Gamma; has a minimum near equal amounts of both components. "
               "Is that so?";
    }
    return start +
           "How strongly it does so is its <em>Soret coefficient</em> S<sub>T</sub>, negative if species 1 gathers "
           "where it is hot. It depends on how flows of heat and of particles go together, and on " +
           factor +
           "A published simulation study found that both S<sub>T</sub> and &Gamma; have a minimum near equal amounts "
           "of both components. Is that so?";
}

std::string what_was_done(const CampaignReport& report) {
    std::string text = fmt::format(
        "The liquid of that study, two kinds of simple spherical particles at temperature {} and pressure {} (reduced "
        "units), was simulated anew by an independent program. ",
        number_text(report.manifest.state_line.temperature), number_text(report.manifest.state_line.pressure));
    if (has_route(report, "semigrand")) {
        text +=
            "In Monte Carlo chains particles change their kind: &Gamma; follows from how the composition fluctuates "
            "and from how it answers to the chemical potential. ";
    }
    if (has_route(report, "green_kubo")) {
        text +=
            "In liquids left to themselves, flows of heat and of particles come and go by chance: S<sub>T</sub> "
            "follows from how long they last (Green and Kubo), with the &Gamma; of the chains. ";
    }
    if (has_route(report, "nemd")) {
        text +=
            "In liquids between a hot and a cold layer S<sub>T</sub> is read off the profiles of temperature and "
            "composition, without any &Gamma;. ";
    }
    return text + fmt::format("{} simulations, {} of computing on one processor core.", report.task_count,
                              duration_text(report.core_seconds));
}

std::string what_was_found_of_gamma(const CampaignReport& report) {
    const Curve* curve = find_curve(report, "gamma_semigrand");
    const ClaimResult* claim = find_claim(report, "g-min/semigrand");
    if (curve == nullptr) return "";
    std::string text;
    const auto choice = fit_gamma(*curve, PinnedEnds::both);
    const auto minimum = choice ? find_extremum(*choice, Extremum::minimum, 0.0, 1.0) : std::nullopt;
    if (minimum) {
        text = fmt::format(
            "A smooth curve through &Gamma; at all compositions is lowest at x<sub>1</sub> = <strong>{}</strong>, "
            "where &Gamma; = {}. ",
            text_of(minimum->position), text_of(minimum->value));
    }
    if (claim == nullptr) return text;
    switch (claim->judgement.verdict) {
        case Verdict::pass: return text + "That is near the equimolar mixture, as published. ";
        case Verdict::fail: return text + "This contradicts the published minimum near the equimolar mixture. ";
        case Verdict::inconclusive:
            return text + "The errors are too large to say where the minimum is: a longer campaign would tell. ";
    }
    return text;
}

// S_T where it was measured nearest to equal amounts; there is one point at least.
std::string soret_near_equimolar(const Curve& curve, const std::string& name) {
    const auto nearest = std::min_element(
        curve.points.begin(), curve.points.end(),
        [](const CurvePoint& a, const CurvePoint& b) { return std::fabs(a.x1 - 0.5) < std::fabs(b.x1 - 0.5); });
    return fmt::format("At x<sub>1</sub> = {:.2f} {} is <strong>{}</strong>. ", nearest->x1, name,
                       text_of(nearest->estimate));
}

// Of each route: how large S_T is, and where it is lowest.
std::string what_was_found_of_soret(const CampaignReport& report) {
    std::string text;
    const auto ratios = straight_ratios(report.findings);
    for (const auto& [name, curve] : report.findings.curves) {
        const std::string route = route_of_soret_curve(name);
        if (route.empty() || curve.points.empty()) continue;
        const ClaimResult* claim = find_claim(report, "st-min/" + route);
        const std::string it = fmt::format("the Soret coefficient ({})", html_escaped(words_for_soret_route(route)));
        text += soret_near_equimolar(curve, it);
        if (claim == nullptr) continue;
        if (claim->judgement.verdict == Verdict::inconclusive) {
            text += "Where it is lowest cannot be told. ";
        } else if (claim->measured) {
            text += fmt::format("It is lowest at x<sub>1</sub> = <strong>{}</strong>. ", text_of(*claim->measured));
        } else {
            text += "It has no minimum as deep as published. ";
        }
        const auto straight = ratios.find(route);
        const auto lowest = straight == ratios.end() ? std::nullopt : straight->second.minimum();
        if (lowest) {
            text += fmt::format(
                "If the ratio of Onsager coefficients is a straight line in x<sub>1</sub>, as it may be within errors, "
                "it is lowest at x<sub>1</sub> = <strong>{}</strong>. ",
                text_of(*lowest));
        }
    }
    return text;
}

std::string paragraph(const std::string& heading, const std::string& text) {
    return "<p><strong>" + heading + "</strong> " + text + "</p>";
}

}  // namespace

std::string title_of(const CampaignReport& report) {
    return is_about_soret(report) ? "Soret coefficient and thermodynamic factor of a Lennard-Jones mixture"
                                  : "Thermodynamic factor of a Lennard-Jones mixture";
}

std::string verdict_badge(Verdict verdict) {
    return fmt::format("<span class=\"v {0}\">{0}</span>", name_of(verdict));
}

std::string summary_section(const CampaignReport& report) {
    std::string text = "<section class=\"summary\"><h2>In short</h2>";
    text += paragraph("Question.", question(report));
    text += paragraph("What was done.", what_was_done(report));
    if (report.task_count < report.planned_task_count) {
        text += paragraph("So far.",
                          fmt::format("{} of {} simulations are finished. What is missing is missing here, and errors "
                                      "are larger than they will be.",
                                      report.task_count, report.planned_task_count));
    }
    text += paragraph("What was found.",
                      what_was_found_of_soret(report) + what_was_found_of_gamma(report) +
                          fmt::format("Of {} claims checked, {} pass, {} fail and {} are undecided.",
                                      report.claims.size(), count_of(report, Verdict::pass),
                                      count_of(report, Verdict::fail), count_of(report, Verdict::inconclusive)));
    text += paragraph("Verdict:", verdict_badge(report.verdict));
    if (!(report.manifest.state_line == StateLine{})) {
        text += "<p>This campaign used another mixture than the published one: no published claim was judged.</p>";
    }
    return text + "</section>";
}

}  // namespace soret
