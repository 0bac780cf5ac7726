#include "soret/validation/report/report_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "soret/common/statistics/fit_extremum.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/gamma_claims.hpp"
#include "soret/validation/claims/ratio_over_gamma.hpp"
#include "soret/validation/report/chart.hpp"
#include "soret/validation/report/figure_columns.hpp"
#include "soret/validation/report/text.hpp"
#include "soret/validation/simulation/progress.hpp"

namespace soret {

namespace {

bool is_about_soret(const Results& results) {
    return !main_curves(results.findings.curves, quantity::soret_coefficient).empty();
}

bool is_of_published_liquid(const Results& results) {
    return results.findings.state_line == StateLine{};
}

int count_of(const Results& results, Verdict verdict) {
    return static_cast<int>(std::count_if(results.claims.begin(), results.claims.end(), [&](const ClaimResult& result) {
        return result.judgement.verdict == verdict;
    }));
}

std::string question(const Results& results) {
    const std::string factor =
        "the <em>thermodynamic factor</em> &Gamma;: how eagerly the two components stay mixed (1 for an ideal mixture; "
        "small values mean that composition fluctuates easily). ";
    const std::string start = "Heat a liquid mixture on one side, and its components separate a little. ";
    if (!is_of_published_liquid(results)) {
        return start +
               "How strongly it does so is its <em>Soret coefficient</em> S<sub>T</sub>, negative if species 1 gathers "
               "where it is hot. It depends on how flows of heat and of particles go together, and on " +
               factor + "What are they in this mixture?";
    }
    if (!is_about_soret(results)) {
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

std::string what_was_done(const Results& results) {
    std::string text = fmt::format(
        "{} two kinds of simple spherical particles at temperature {} and pressure {} (reduced units), was "
        "simulated{}. ",
        is_of_published_liquid(results) ? "The liquid of that study," : "A liquid of",
        number_text(results.findings.state_line.temperature), number_text(results.findings.state_line.pressure),
        is_of_published_liquid(results) ? " anew by an independent program" : "");
    for (const Results::RouteUsed& route : results.routes) {
        text += html_with_subscripts(route.words.description) + " ";
    }
    return text + fmt::format("{} simulations, {} of computing on one processor core.", results.task_count,
                              duration_text(results.core_seconds));
}

std::string what_was_found_of_gamma(const Results& results) {
    const Curve* curve = find_curve(results, {quantity::thermodynamic_factor, {preferred_gamma_route}});
    const ClaimResult* claim = find_claim(results, "g-min/semigrand");
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

// Where a curve was measured nearest to equal amounts; there is one point at least.
const CurvePoint& nearest_to_equimolar(const Curve& curve) {
    return *std::min_element(curve.points.begin(), curve.points.end(), [](const CurvePoint& a, const CurvePoint& b) {
        return std::fabs(a.x - 0.5) < std::fabs(b.x - 0.5);
    });
}

// S_T as it was measured and, if it is known, at the size of the published values.
std::string soret_near_equimolar(const Results& results, const CurveKey& key) {
    const CurvePoint& point = nearest_to_equimolar(results.findings.curves.at(key));
    std::string text = fmt::format("At x<sub>1</sub> = {:.2f} the Soret coefficient ({}) is <strong>{}</strong>",
                                   point.x, html_escaped(label_of(results, key.by)), text_of(point.estimate));
    const Curve* larger = find_curve(results, {key.quantity, key.by, {Study::Of::published_size}});
    if (larger != nullptr) {
        text += fmt::format(", in boxes as large as the published ones <strong>{}</strong>",
                            text_of(nearest_to_equimolar(*larger).estimate));
    }
    return text + ". ";
}

// Of each route: how large S_T is, and where it is lowest.
std::string what_was_found_of_soret(const Results& results) {
    std::string text;
    const auto ratios = straight_ratios(results.findings);
    for (const CurveKey& key : soret_curves(results)) {
        const ClaimResult* claim = find_claim(results, "st-min/" + name_of(key.by));
        text += soret_near_equimolar(results, key);
        if (claim == nullptr) continue;
        if (claim->judgement.verdict == Verdict::inconclusive) {
            text += "Where it is lowest cannot be told. ";
        } else if (claim->measured) {
            text += fmt::format("It is lowest at x<sub>1</sub> = <strong>{}</strong>. ", text_of(*claim->measured));
        } else {
            text += "It has no minimum as deep as published. ";
        }
        const auto straight = ratios.find(key);
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

// Each claim that fails; those that say the same of several routes once.
std::string what_fails(const Results& results) {
    std::string items;
    for (auto first = results.claims.begin(); first != results.claims.end(); ++first) {
        const auto fails_alike = [&](const ClaimResult& other) {
            return other.judgement.verdict == Verdict::fail && other.claim.statement == first->claim.statement;
        };
        if (!fails_alike(*first) || std::any_of(results.claims.begin(), first, fails_alike)) continue;
        const Claim& claim = first->claim;
        std::string found = first->measured ? "found " + text_of(*first->measured) : "not found";
        if (claim.unit != "1") found += " " + claim.unit;
        const auto others = std::count_if(std::next(first), results.claims.end(), fails_alike);
        const std::string published = claim.as_published.empty() ? "" : "published " + claim.as_published + ", ";
        items += fmt::format("<li>{}: {} (<code>{}</code>{}).</li>", claim_words_html(claim.statement),
                             claim_words_html(published + found), html_escaped(claim.id),
                             others > 0 ? fmt::format(" and {} more", others) : "");
    }
    return items.empty() ? "" : paragraph("What fails:", "") + "<ul>" + items + "</ul>";
}

}  // namespace

std::string title_of(const Results& results) {
    return is_about_soret(results) ? "Soret coefficient and thermodynamic factor of a Lennard-Jones mixture"
                                   : "Thermodynamic factor of a Lennard-Jones mixture";
}

std::string verdict_badge(Verdict verdict) {
    return fmt::format("<span class=\"v {0}\">{0}</span>", name_of(verdict));
}

std::string summary_section(const Results& results) {
    std::string text = "<section class=\"summary\"><h2>In short</h2>";
    text += paragraph("Question.", question(results));
    text += paragraph("What was done.", what_was_done(results));
    if (results.task_count < results.planned_task_count) {
        text += paragraph("So far.",
                          fmt::format("{} of {} simulations are finished. What is missing is missing here, and errors "
                                      "are larger than they will be.",
                                      results.task_count, results.planned_task_count));
    }
    text += paragraph("What was found.",
                      what_was_found_of_soret(results) + what_was_found_of_gamma(results) +
                          fmt::format("Of {} claims checked, {} pass, {} fail and {} are undecided.",
                                      results.claims.size(), count_of(results, Verdict::pass),
                                      count_of(results, Verdict::fail), count_of(results, Verdict::inconclusive)));
    text += what_fails(results);
    text += paragraph("Verdict:", verdict_badge(results.verdict));
    if (!is_of_published_liquid(results)) {
        text +=
            "<p>This campaign is of another mixture or state than the published one: no published claim was "
            "judged.</p>";
    }
    return text + "</section>";
}

}  // namespace soret
