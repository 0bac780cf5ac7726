#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "soret/validation/report/campaign_report.hpp"
#include "soret/validation/report/chart.hpp"
#include "soret/validation/report/figure_columns.hpp"
#include "soret/validation/report/figures.hpp"
#include "soret/validation/report/report_summary.hpp"
#include "soret/validation/report/style.hpp"

namespace soret {

namespace {

std::string cell(const std::string& text, const char* heading) {
    return fmt::format("<td data-h=\"{}\">{}</td>", heading, text);
}

// The words of claims as a reader expects them: Greek letters, subscripts, powers.
std::string pretty(const std::string& text) {
    static const std::pair<const char*, const char*> words[] = {{"Gamma", "\u0393"},
                                                                {"Delta mu", "\u0394\u03bc"},
                                                                {"sigma^-3", "\u03c3\u207b\u00b3"},
                                                                {"sigma^3", "\u03c3\u00b3"},
                                                                {"eps/", "\u03b5/"},
                                                                {"rho", "\u03c1"},
                                                                {"lambda", "\u03bb"},
                                                                {"eta_", "\u03b7_"},
                                                                {"+-", "\u00b1"},
                                                                {"x1", "x_1"},
                                                                {"x2", "x_2"}};
    std::string result = text;
    for (const auto& [plain, symbol] : words) {
        const std::string word(plain);
        for (std::size_t i = result.find(word); i != std::string::npos;
             i = result.find(word, i + std::strlen(symbol))) {
            result.replace(i, word.size(), symbol);
        }
    }
    return html_with_subscripts(result);
}

std::string figures_section(const CampaignReport& report) {
    std::string text = "<section><h2>Figures</h2><div class=\"figures\">";
    for (const Figure& figure : figures_of(report)) {
        text += fmt::format("<figure><h3>{}</h3>{}<figcaption>{}</figcaption></figure>", html_escaped(figure.title),
                            figure.svg, html_with_subscripts(figure.caption));
    }
    return text + "</div></section>";
}

std::string claims_section(const CampaignReport& report) {
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
    for (const ClaimResult& result : report.claims) {
        const Claim& claim = result.claim;
        const std::string unit = claim.unit == "1" ? "" : " " + pretty(claim.unit);
        text += "<tr>";
        text += cell(fmt::format("<code>{}</code><br>{}", html_escaped(claim.id), pretty(claim.statement)), "Claim");
        text += cell(verdict_badge(result.judgement.verdict), "Verdict");
        const std::string published = claim.as_published.empty()
                                          ? ""
                                          : fmt::format("<br><small>published: {}</small>", pretty(claim.as_published));
        text += cell(pretty(accepted_text(claim)) + (claim.accepted.empty() ? unit : std::string()) + published,
                     "Accepted");
        text += cell(result.measured ? text_of(*result.measured) + unit : "not measured", "Measured");
        text += cell(result.judgement.z ? fmt::format("{:.1f}", *result.judgement.z) : "\u2013", "z");
        text += cell(fmt::format("{}<br><small>{}</small><br><small>{}</small>", pretty(claim.formula),
                                 pretty(claim.source), pretty(result.judgement.reason)),
                     "How and from where");
        text += "</tr>";
    }
    return text + "</tbody></table></section>";
}

std::string curve_cell(const CampaignReport& report, const std::string& name, double x1, const char* heading) {
    if (const Curve* curve = find_curve(report, name)) {
        for (const CurvePoint& point : curve->points) {
            if (point.x1 == x1) return cell(text_of(point.estimate), heading);
        }
    }
    return cell("\u2013", heading);
}

struct ValueColumn {
    const char* curve;
    const char* heading;        // HTML
    const char* plain_heading;  // on a narrow screen
};

// A row each point of the first column's curve; of the other curves what is at the same composition. Empty without the first.
std::string values_table(const CampaignReport& report, const char* title, const std::vector<ValueColumn>& columns) {
    const Curve* first = find_curve(report, columns.front().curve);
    if (first == nullptr) return "";
    std::string text =
        fmt::format("<section><h2>{}</h2><table class=\"values\"><thead><tr><th>x<sub>1</sub></th>", title);
    for (const ValueColumn& column : columns) text += fmt::format("<th>{}</th>", column.heading);
    text += "</tr></thead><tbody>";
    for (const CurvePoint& point : first->points) {
        text += "<tr>" + cell(fmt::format("{:.4f}", point.x1), "x1");
        for (const ValueColumn& column : columns) {
            text += curve_cell(report, column.curve, point.x1, column.plain_heading);
        }
        text += "</tr>";
    }
    return text + "</tbody></table></section>";
}

std::string values_section(const CampaignReport& report) {
    return values_table(report, "Values at equilibrium",
                        {{"density", "density [&sigma;<sup>&minus;3</sup>]", "density"},
                         {"gamma_semigrand", "&Gamma;", "Gamma"},
                         {"enthalpy_difference", "h<sub>1</sub> &minus; h<sub>2</sub> [&epsilon;]", "h1 - h2"},
                         {"delta_mu", "&Delta;&mu; [&epsilon;]", "Delta mu"}}) +
           values_table(
               report, "Transport from fluctuations",
               {{"onsager_ratio", "L&prime;<sub>1q</sub>/L<sub>11</sub> [&epsilon;/m]", "L'1q/L11"},
                {"soret_green_kubo_semigrand", "S<sub>T</sub> [k<sub>B</sub>/&epsilon;]", "S_T"},
                {"mutual_diffusion", "D<sub>12</sub> [&sigma; &radic;(&epsilon;/m)]", "D_12"},
                {"thermal_diffusion", "D<sub>T</sub> [&sigma; k<sub>B</sub>/&radic;(m&epsilon;)]", "D_T"},
                {"thermal_conductivity", "&lambda; [k<sub>B</sub> &radic;(&epsilon;/m)/&sigma;&sup2;]", "lambda"},
                {"viscosity", "&eta; [&radic;(m&epsilon;)/&sigma;&sup2;]", "eta"}}) +
           values_table(report, "Transport from flows",
                        {{"soret_nemd", "S<sub>T</sub> [k<sub>B</sub>/&epsilon;]", "S_T"},
                         {"thermal_conductivity_nemd", "&lambda; [k<sub>B</sub> &radic;(&epsilon;/m)/&sigma;&sup2;]",
                          "lambda"}});
}

std::string estimate_text(const nlohmann::json& json) {
    return json.is_null() ? "none" : text_of(json.get<Estimate>());
}

// Whether replicas scatter as the blocks within them say, by quantity.
std::string replicas_item(const nlohmann::json& rows) {
    const std::pair<const char*, const char*> quantities[] = {
        {"gamma", "&Gamma;"}, {"x1", "x<sub>1</sub>"}, {"density", "density"}, {"enthalpy", "enthalpy"}};
    std::string text = "<li>Scatter of independent replicas against the errors from within them: ";
    std::string separator;
    for (const auto& [key, words] : quantities) {
        double chi_squared = 0.0;
        int degrees_of_freedom = 0;
        for (const nlohmann::json& row : rows) {
            const nlohmann::json replicas = row.value("replicas", nlohmann::json::object());
            if (!replicas.contains(key)) continue;
            chi_squared += replicas.at(key).at("chi_squared").get<double>();
            degrees_of_freedom += replicas.at(key).at("degrees_of_freedom").get<int>();
        }
        text += fmt::format("{}{}: &chi;&sup2; = {:.1f} for {} degrees of freedom (p = {:.2f})", separator, words,
                            chi_squared, degrees_of_freedom, chi_squared_p_value(chi_squared, degrees_of_freedom));
        separator = "; ";
    }
    return text + ". Density, enthalpy and x<sub>1</sub> share one slow memory: their values are not independent.</li>";
}

std::string short_blocks_item(const nlohmann::json& rows) {
    std::string names;
    for (const nlohmann::json& row : rows) {
        if (row.at("errors_converged").get<bool>()) continue;
        names += fmt::format("{}x<sub>1</sub> = {:.3f} (N = {}, blocks of {:.0f} sweeps)", names.empty() ? "" : ", ",
                             row.at("x1").at("value").get<double>(), row.at("particles").get<int>(),
                             row.at("block_length").get<double>());
    }
    if (names.empty()) {
        return "<li>The blocks of all errors are at least eight times as long as the memory of their chain.</li>";
    }
    return "<li><strong>Short blocks</strong>, below eight times the memory of their chain, at " + names +
           ". Errors there contain a correction for what the blocks miss, which is itself uncertain.</li>";
}

// Whether both slabs, both halves and all gradients say the same.
std::string flows_item(const nlohmann::json& details) {
    const nlohmann::json rows = details.value("nemd", nlohmann::json::array());
    if (rows.empty()) return "";
    const std::pair<const char*, const char*> comparisons[] = {
        {"z_of_fluxes", "heat from the hot slab against heat into the cold one"},
        {"z_of_halves_temperature", "slopes of the temperature in both halves"},
        {"z_of_halves_composition", "slopes of the composition in both halves"}};
    std::string text = fmt::format("<li>Flows at {} states, the largest difference in standard errors: ", rows.size());
    std::string separator;
    for (const auto& [key, words] : comparisons) {
        double largest = 0.0;
        for (const nlohmann::json& row : rows) {
            if (row.at(key).is_number()) largest = std::max(largest, std::fabs(row.at(key).get<double>()));
        }
        text += fmt::format("{}{} {:.1f}", separator, words, largest);
        separator = "; ";
    }
    const auto off = std::count_if(rows.begin(), rows.end(),
                                   [](const nlohmann::json& row) { return !row.at("pressure_in_window").get<bool>(); });
    text += fmt::format(". The pressure along z is out of its window at {} of them.</li>", off);
    for (const nlohmann::json& row : details.value("nemd_gradients", nlohmann::json::array())) {
        const auto of = [&](const char* key) {
            return fmt::format("&chi;&sup2; = {:.1f} for {} degrees of freedom (p = {:.2f})",
                               row.at(key).at("chi_squared").get<double>(),
                               row.at(key).at("degrees_of_freedom").get<int>(),
                               row.at(key).at("p_value").get<double>());
        };
        text += fmt::format(
            "<li>Gradients taken together at x<sub>1</sub> = {:.2f} against each other: S<sub>T</sub> {}; &lambda; "
            "{}.</li>",
            row.at("x1").at("value").get<double>(), of("soret"), of("thermal_conductivity"));
    }
    return text;
}

std::string checks_section(const CampaignReport& report) {
    std::string text = "<section><h2>Checks on the analysis</h2><ul>";
    const std::pair<const char*, const char*> pinned[] = {{"both", "&Gamma; = 1 at both ends"},
                                                          {"x1_is_1", "&Gamma;(1) = 1 only"},
                                                          {"x1_is_0", "&Gamma;(0) = 1 only"},
                                                          {"none", "no end held"}};
    const nlohmann::json fits = results_json(report).at("fits");
    for (const auto& [name, variants] : fits.items()) {
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
    const nlohmann::json rows = report.details.value("semigrand", nlohmann::json::array());
    text += replicas_item(rows) + short_blocks_item(rows) + flows_item(report.details);
    for (const char* route : {"departures_from_liquid", "departures_from_liquid_nemd"}) {
        const nlohmann::json departures = report.details.value(route, nlohmann::json::object());
        for (const auto& [task, departure] : departures.items()) {
            text += fmt::format("<li><strong>{}</strong> did not end as a liquid: {}.</li>", html_escaped(task),
                                html_escaped(departure.get<std::string>()));
        }
    }
    return text + "</ul></section>";
}

std::string provenance_section(const CampaignReport& report) {
    std::string text = "<section><h2>Where this comes from</h2><table class=\"provenance\"><tbody>";
    for (const char* key : {"version", "commit", "compiler", "flags", "instruction_set", "seed", "digest_algorithm"}) {
        if (!report.provenance.contains(key)) continue;
        const nlohmann::json& value = report.provenance.at(key);
        text += fmt::format("<tr><th>{}</th><td>{}</td></tr>", key,
                            html_escaped(value.is_string() ? value.get<std::string>() : value.dump()));
    }
    text += "</tbody></table>";
    const std::string tier(name_of(report.manifest.tier));
    text += fmt::format(
        "<h3>To make it again</h3><p>The same seed gives the same numbers to the last bit, on any machine, with any "
        "number of "
        "threads, in either backend.</p><pre>soret validate --tier {} --seed {} --out DIR   # simulate, judge, report\n"
        "soret report DIR                                # this page again\n"
        "soret audit DIR --sample 3                      # run three tasks again, compare digests</pre>"
        "<p><code>DIR/manifest.json</code> lists every task with its seed, <code>DIR/tasks/</code> has its result, "
        "<code>DIR/results.json</code> all numbers of this page.</p></section>",
        tier, report.manifest.seed);
    return text;
}

}  // namespace

std::string report_html(const CampaignReport& report) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>soret: validation, {0}</title>"
        "<style>{1}</style></head><body><main><h1>{9}</h1>"
        "<p class=\"sub\">Validation campaign of <code>soret</code> {2}, tier "
        "{0}</p>{3}{4}{5}{6}{7}{8}</main></body></html>\n",
        name_of(report.manifest.tier), report_style, html_escaped(report.provenance.value("version", "")),
        summary_section(report), figures_section(report), claims_section(report), values_section(report),
        checks_section(report), provenance_section(report), title_of(report));
}

}  // namespace soret
