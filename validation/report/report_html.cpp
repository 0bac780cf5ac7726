#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "soret/common/files/atomic_file.hpp"
#include "soret/validation/report/chart.hpp"
#include "soret/validation/report/figure_columns.hpp"
#include "soret/validation/report/figures.hpp"
#include "soret/validation/report/report.hpp"
#include "soret/validation/report/report_summary.hpp"
#include "soret/validation/report/style.hpp"
#include "soret/validation/report/text.hpp"

namespace soret {

namespace {

std::string cell(const std::string& text, const std::string& heading) {
    return fmt::format("<td data-h=\"{}\">{}</td>", heading, text);
}

std::string figures_section(const Results& results, const std::vector<FigureRule>& rules) {
    std::string text = "<section><h2>Figures</h2><div class=\"figures\">";
    for (const Figure& figure : figures_of(results, rules)) {
        text += fmt::format("<figure><h3>{}</h3>{}<figcaption>{}</figcaption></figure>",
                            html_with_subscripts(figure.title), figure.svg, html_with_subscripts(figure.caption));
    }
    return text + "</div></section>";
}

std::string claims_section(const Results& results) {
    std::string text =
        "<section><h2>Claims</h2><p>A claim <em>passes</em> if the measurement lies in the accepted band and its error "
        "is small enough "
        "to tell, <em>fails</em> if it lies outside by more than chance allows (a true claim fails in 0.27 % of all "
        "campaigns), and is "
        "<em>inconclusive</em> otherwise. z is the distance to the edge of the band in standard errors: negative "
        "inside, positive "
        "outside.</p><table "
        "class=\"claims\"><thead><tr><th>Claim</th><th>Verdict</th><th>Accepted</th><th>Measured</th><th>z</th>"
        "<th>How and from where</th></tr></thead><tbody>";
    for (const ClaimResult& result : results.claims) {
        const Claim& claim = result.claim;
        const std::string unit = claim.unit == "1" ? "" : " " + claim_words_html(claim.unit);
        text += "<tr>";
        text += cell(fmt::format("<code>{}</code><br>{}", html_escaped(claim.id), claim_words_html(claim.statement)),
                     "Claim");
        text += cell(verdict_badge(result.judgement.verdict), "Verdict");
        const std::string published =
            claim.as_published.empty()
                ? ""
                : fmt::format("<br><small>published: {}</small>", claim_words_html(claim.as_published));
        const std::string of_band = claim.accepted.empty() ? unit : "";
        text += cell(claim_words_html(accepted_text(claim)) + of_band + published, "Accepted");
        text += cell(result.measured ? text_of(*result.measured) + unit : "not measured", "Measured");
        text += cell(result.judgement.z ? fmt::format("{:.1f}", *result.judgement.z) : "\u2013", "z");
        text += cell(fmt::format("{}<br><small>{}</small><br><small>{}</small>", claim_words_html(claim.formula),
                                 claim_words_html(claim.source), claim_words_html(result.judgement.reason)),
                     "How and from where");
        text += "</tr>";
    }
    return text + "</tbody></table></section>";
}

std::string curve_cell(const Results& results, const CurveKey& key, double x, const std::string& heading) {
    if (const Curve* curve = find_curve(results, key)) {
        for (const CurvePoint& point : curve->points) {
            if (point.x == x) return cell(text_of(point.estimate), heading);
        }
    }
    return cell("\u2013", heading);
}

// A row each point of the first column's curve; of the other curves what is at the same composition. Empty without the
// first.
std::string values_table(const Results& results, const ValueTable& table) {
    const Curve* first = table.columns.empty() ? nullptr : find_curve(results, table.columns.front().curve);
    if (first == nullptr) return "";
    std::string text = fmt::format("<section><h2>{}</h2><table class=\"values\"><thead><tr><th>x<sub>1</sub></th>",
                                   html_escaped(table.title));
    for (const ValueTable::Column& column : table.columns) {
        text += fmt::format("<th>{}</th>", html_with_subscripts(column.heading));
    }
    text += "</tr></thead><tbody>";
    for (const CurvePoint& point : first->points) {
        text += "<tr>" + cell(fmt::format("{:.4f}", point.x), "x1");
        for (const ValueTable::Column& column : table.columns) {
            text += curve_cell(results, column.curve, point.x, html_escaped(column.heading));
        }
        text += "</tr>";
    }
    return text + "</tbody></table></section>";
}

std::string values_section(const Results& results) {
    std::string text;
    for (const ValueTable& table : results.tables) text += values_table(results, table);
    return text;
}

std::string estimate_text(const nlohmann::json& json) {
    return json.is_null() ? "none" : text_of(json.get<Estimate>());
}

std::string checks_section(const Results& results) {
    std::string text = "<section><h2>Checks on the analysis</h2><ul>";
    const std::pair<const char*, const char*> pinned[] = {{"both", "&Gamma; = 1 at both ends"},
                                                          {"x1_is_1", "&Gamma;(1) = 1 only"},
                                                          {"x1_is_0", "&Gamma;(0) = 1 only"},
                                                          {"none", "no end held"}};
    for (const auto& [name, variants] : results.fits.items()) {
        text += fmt::format("<li>Minimum of the fit to <code>{}</code>: ", html_escaped(name));
        std::string separator;
        for (const nlohmann::json& variant : variants) {
            const auto* words = std::find_if(std::begin(pinned), std::end(pinned), [&](const auto& entry) {
                return variant.at("pinned").get<std::string>() == entry.first;
            });
            text += fmt::format("{}{}: {} (degree {}, &chi;&sup2; {:.1f} for {} degrees of freedom)", separator,
                                words->second, estimate_text(variant.at("minimum_x1")), variant.at("degree").get<int>(),
                                variant.at("chi_squared").get<double>(), variant.at("degrees_of_freedom").get<int>());
            separator = "; ";
        }
        text += "</li>";
    }
    for (const std::string& remark : results.remarks) {
        text += fmt::format("<li>{}</li>", html_with_subscripts(remark));
    }
    for (const auto& [route, departures] : results.departures) {
        for (const auto& [task, departure] : departures) {
            text += fmt::format("<li><strong>{}</strong> did not end as a liquid: {}.</li>", html_escaped(task),
                                html_escaped(departure));
        }
    }
    return text + "</ul></section>";
}

std::string provenance_section(const Results& results) {
    std::string text = "<section><h2>Where this comes from</h2><table class=\"provenance\"><tbody>";
    for (const char* key : {"version", "commit", "compiler", "flags", "instruction_set", "seed", "digest_algorithm"}) {
        if (!results.provenance.contains(key)) continue;
        const nlohmann::json& value = results.provenance.at(key);
        text += fmt::format("<tr><th>{}</th><td>{}</td></tr>", key,
                            html_escaped(value.is_string() ? value.get<std::string>() : value.dump()));
    }
    text += "</tbody></table>";
    const std::string command =
        results.details.contains("planned")
            ? "soret campaign plan CAMPAIGN.toml --out DIR     # then `soret campaign work DIR`"
            : fmt::format("soret validate --tier {} --seed {} --out DIR   # simulate, judge, report",
                          name_of(results.tier), results.seed);
    text += fmt::format(
        "<h3>To make it again</h3><p>The same seed gives the same numbers to the last bit, on any machine, with any "
        "number of threads, in either backend.</p><pre>{}\n"
        "soret report DIR                                # this page again\n"
        "soret audit DIR --sample 3                      # run three tasks again, compare digests</pre>"
        "<p><code>DIR/manifest.json</code> lists every task with its seed, <code>DIR/tasks/</code> has its result, "
        "<code>DIR/results.json</code> all numbers of this page.</p></section>",
        command);
    return text;
}

}  // namespace

std::string report_html(const Results& results, const std::vector<FigureRule>& figures) {
    const bool planned = results.details.contains("planned");
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>soret: {0}</title>"
        "<style>{1}</style></head><body><main><h1>{9}</h1>"
        "<p class=\"sub\">{10} of <code>soret</code> {2}</p>{3}{4}{5}{6}{7}{8}</main></body></html>\n",
        planned ? "campaign" : fmt::format("validation, {}", name_of(results.tier)), report_style,
        html_escaped(results.provenance.value("version", "")), summary_section(results),
        figures_section(results, figures), claims_section(results), values_section(results), checks_section(results),
        provenance_section(results), title_of(results),
        planned ? "Campaign for wanted errors" : fmt::format("Validation campaign, tier {},", name_of(results.tier)));
}

void write_report(const Results& results, const std::vector<FigureRule>& figures,
                  const std::filesystem::path& directory) {
    const nlohmann::json json = to_json(results);
    write_file_atomically((directory / "results.json").string(), json.dump(1) + "\n");
    write_file_atomically((directory / "report.html").string(), report_html(results_from_json(json), figures));
}

}  // namespace soret
