#include "soret/validation/report/transport_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "soret/common/statistics/correlated_estimates.hpp"
#include "soret/common/statistics/fit_extremum.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"
#include "soret/validation/claims/ratio_over_gamma.hpp"
#include "soret/validation/claims/soret_claims.hpp"
#include "soret/validation/report/box_size_figures.hpp"
#include "soret/validation/report/figure_columns.hpp"
#include "soret/validation/report/text.hpp"

namespace soret {

namespace {

const RouteName fluctuations{"green_kubo"};
const RouteName flows{"nemd"};

// Routes side by side about the true composition.
double offset_of(std::size_t index, std::size_t count) {
    return 0.008 * (static_cast<double>(index) - 0.5 * static_cast<double>(count - 1));
}

// Of the route that has the quantity with the smallest errors, at the published size where that is known: as claims.
std::optional<CurveKey> best_curve(const Results& results, const Quantity& quantity) {
    for (const std::string& route : preferred_onsager_routes) {
        const CurveKey key{quantity, {route}};
        if (find_curve(results, key) == nullptr) continue;
        const CurveKey larger{quantity, {route}, {Study::Of::published_size}};
        return find_curve(results, larger) != nullptr ? larger : key;
    }
    return std::nullopt;
}

std::string words_about_size(const CurveKey& key) {
    return key.study.of == Study::Of::published_size ? " At the size of the published systems, by the box term." : "";
}

// The cubic of the claims, dashed where it is an extrapolation.
std::string add_cubic(Chart& chart, const Curve& curve) {
    const auto fit = fit_soret(curve);
    if (!fit) return " Too few compositions for a cubic.";
    const double from = fit->points().front().x;
    const double to = fit->points().back().x;
    add_band(
        chart, "", Look::blue, [&](double x) { return fit->at(x); }, from, to);
    add_line(chart, "its cubic", Look::blue, Stroke::solid, line_of([&](double x) { return (*fit)(x); }, from, to));
    add_line(chart, "", Look::blue, Stroke::dashed, line_of([&](double x) { return (*fit)(x); }, to, 1.0));
    std::string caption = " The cubic is extrapolated to x_1 = 1 (dashed).";
    if (const auto minimum = find_extremum(*fit, Extremum::minimum, from, to)) {
        chart.mark("its minimum", Look::blue, Stroke::dotted, minimum->position.value);
        caption += fmt::format(" It is lowest at x_1 = {}, where S_T = {}.", text_of(minimum->position),
                               text_of(minimum->value));
    }
    return caption;
}

// The curve that the claim about the minimum is judged by.
std::string add_smooth_soret(Chart& chart, const Results& results, const CurveKey& key) {
    const std::string& route = key.by.gamma.empty() ? preferred_gamma_route : key.by.gamma;
    const Curve* gamma = find_curve(results, {quantity::thermodynamic_factor, {route}});
    if (gamma == nullptr) return "";
    const auto soret = smooth_soret(results.findings.curves.at(key), *gamma, results.findings.state_line.temperature);
    if (!soret) return "";
    add_line(chart, "a parabola over \u0393", Look::orange, Stroke::solid,
             line_of([&](double x) { return (*soret)(x); }, soret->lowest(), soret->highest()));
    std::string caption = fmt::format(
        " Orange: S_T = R/\u0393, R a parabola through S_T \u0393 (\u03c7\u00b2 = {:.1f} for {} degrees of freedom) "
        "and \u0393 its "
        "polynomial",
        soret->ratio().chi_squared(), soret->ratio().degrees_of_freedom());
    const std::optional<Estimate> x = soret->minimum();
    if (!x) return caption + ", without a minimum.";
    return caption +
           fmt::format(
               ", lowest at x_1 = {}: S_T = {}, larger in size by {} than at x_1 = {:.2f} and by {} than at {:.2f}.",
               text_of(*x), text_of(soret->at(x->value)), text_of(soret->enhancement(x->value, soret->lowest())),
               soret->lowest(), text_of(soret->enhancement(x->value, soret->highest())), soret->highest());
}

Figure soret_figure(const Results& results) {
    const std::vector<CurveKey> keys = soret_curves(results);
    Chart chart("Soret coefficient against composition", composition, "Soret coefficient S_T  [k_B/\u03b5]");
    if (const ClaimResult* claim = find_claim(results, "st-min/" + name_of(keys.front().by))) {
        chart.region("accepted for the published minimum", Look::grey, claim->claim.published - claim->claim.tolerance,
                     claim->claim.published + claim->claim.tolerance);
    }
    std::string caption =
        "Points: simulation with one standard error, moved a little to the side where there are several routes. "
        "Negative: species 1 gathers where it is hot. Green-Kubo routes share all but the thermodynamic factor, and so "
        "most of their errors.";
    for (std::size_t k = 0; k < keys.size(); ++k) {
        const Curve& curve = results.findings.curves.at(keys[k]);
        add_points(chart, label_of(results, keys[k].by), looks[k % 5], markers[k % 4],
                   beside(columns_of(curve), offset_of(k, keys.size())));
        if (k == 0) caption += add_cubic(chart, curve) + add_smooth_soret(chart, results, keys[k]);
    }
    const CurveKey in_infinite{quantity::soret_coefficient, keys.front().by, {Study::Of::infinite_system}};
    if (const Curve* infinite = find_curve(results, in_infinite)) {
        add_points(chart, "the same in an infinite system", Look::grey, Marker::diamond, columns_of(*infinite));
        caption +=
            " Diffusion is slower in a small box: grey is what is left of S_T when D_{12} is corrected for that (Yeh "
            "and Hummer).";
    }
    chart.x_range(0.0, 1.0);
    return {"Soret coefficient", caption, chart.svg()};
}

Figure ratio_figure(const Results& results, const CurveKey& key) {
    const Curve& ratio = results.findings.curves.at(key);
    Chart chart("Ratio of Onsager coefficients against composition", composition, "L\u2032_{1q}/L_{11}  [\u03b5/m]");
    std::string caption = "What the Soret coefficient is besides the thermodynamic factor." + words_about_size(key);
    const std::vector<Estimate> estimates = estimates_of(ratio.points);
    const bool known = std::all_of(estimates.begin(), estimates.end(),
                                   [](const Estimate& estimate) { return estimate.standard_error > 0.0; });
    if (known && !estimates.empty()) {
        const PooledEstimate mean = pooled(estimates, ratio.covariance);
        add_band(chart, "", Look::grey, [&](double) { return mean.mean; });
        add_line(chart, "weighted mean", Look::grey, Stroke::solid, line_of([&](double) { return mean.mean.value; }));
        caption += fmt::format(
            " The weighted mean, with the errors that the points share, is {}, with \u03c7\u00b2 = {:.1f} for {} "
            "degrees of freedom (p = {:.2f}).",
            text_of(mean.mean), mean.chi_squared, mean.degrees_of_freedom, mean.p_value);
    }
    add_points(chart, "simulation", Look::blue, Marker::circle, columns_of(ratio));
    chart.x_range(0.0, 1.0);
    return {"Ratio of Onsager coefficients", caption, chart.svg()};
}

// A quantity by all routes that have it.
std::optional<Figure> routes_figure(const Results& results, const Quantity& quantity, const std::string& title,
                                    const std::string& axis, const std::string& caption) {
    const std::vector<CurveKey> keys = main_curves(results.findings.curves, quantity);
    if (keys.empty()) return std::nullopt;
    Chart chart(title + " against composition", composition, axis);
    std::vector<std::string> labels;
    for (std::size_t k = 0; k < keys.size(); ++k) {
        labels.push_back(label_of(results, keys[k].by));
        add_points(chart, labels.back(), looks[k % 5], markers[k % 4],
                   beside(columns_of(results.findings.curves.at(keys[k])), offset_of(k, keys.size())));
    }
    chart.x_range(-0.03, 1.03);
    return Figure{title, fmt::format("{} Found by {}.", caption, fmt::join(labels, " and by ")), chart.svg()};
}

std::optional<Figure> coupling_figure(const Results& results) {
    const auto whole = best_curve(results, quantity::delta_lambda);
    const auto primed = best_curve(results, quantity::delta_lambda_primed);
    if (!whole && !primed) return std::nullopt;
    Chart chart("Reduction of the conductivity by coupling", composition, "|\u03b4\u03bb|/\u03bb  [%]");
    const auto zero = [](double) { return 0.0; };
    const auto percent = [](double) { return -0.01; };
    const auto reduction = [&](const CurveKey& key) {
        Columns columns = columns_of(results.findings.curves.at(key), zero, percent);
        for (double& error : columns.error) error = std::fabs(error);
        return columns;
    };
    chart.band("published, for 0.1 to 0.9", Look::grey, {0.1, 0.9}, {1.0, 1.0}, {3.0, 3.0});
    chart.band("", Look::grey, {0.1, 0.9}, {0.0, 0.0}, {0.3, 0.3});
    if (whole) add_points(chart, "\u03b4\u03bb", Look::blue, Marker::circle, reduction(*whole));
    if (primed) add_points(chart, "\u03b4\u03bb\u2032", Look::green, Marker::triangle, reduction(*primed));
    chart.x_range(0.0, 1.0);
    return Figure{
        "Coupling of heat and mass",
        "By how much the coupling lowers the conductivity; primed: of the heat without the enthalpy that the diffusing "
        "particles carry." +
            words_about_size(whole ? *whole : *primed),
        chart.svg()};
}

// What must not depend on how a flow is set up, or little.
std::vector<Figure> flow_study_figures(const Results& results) {
    const struct {
        CurveKey key;
        const char* title;
        const char* setting;
        const char* axis;
        const char* caption;
    } studies[] = {{{quantity::soret_coefficient, flows, {Study::Of::gradient}},
                    "Soret coefficient against the gradient",
                    "temperature gradient, measured  [\u03b5/(k_B\u03c3)]",
                    "S_T  [k_B/\u03b5]",
                    "From boundary-driven flow: where the response is linear S_T does not depend on the gradient."},
                   {{quantity::thermal_conductivity, flows, {Study::Of::gradient}},
                    "Conductivity against the gradient",
                    "temperature gradient, measured  [\u03b5/(k_B\u03c3)]",
                    "\u03bb  [k_B \u221a(\u03b5/m)/\u03c3\u00b2]",
                    "The same of the thermal conductivity."},
                   {{quantity::soret_coefficient, flows, {Study::Of::lateral_edge}},
                    "Soret coefficient against the lateral edge",
                    "lateral edge of the box  [\u03c3]",
                    "S_T  [k_B/\u03b5]",
                    "From boundary-driven flow in boxes of one volume a particle and other lateral edges."}};
    std::vector<Figure> figures;
    for (const auto& study : studies) {
        const Curve* curve = find_curve(results, study.key);
        if (curve == nullptr) continue;
        Chart chart(study.title, study.setting, study.axis);
        add_points(chart, "simulation", Look::blue, Marker::circle, columns_of(*curve));
        chart.x_range(0.0, 1.1 * curve->points.back().x);  // no point half outside
        figures.push_back(
            {study.title, std::string(study.caption) + " Error bars are one standard error.", chart.svg()});
    }
    return figures;
}

// One figure a route.
std::vector<Figure> share_figures(const Results& results) {
    std::map<RouteName, std::vector<const nlohmann::json*>> rows;
    const nlohmann::json shares = results.details.value("soret_error_shares", nlohmann::json::array());
    const bool has_preferred = std::any_of(shares.begin(), shares.end(), [](const nlohmann::json& row) {
        return row.at("route") == preferred_gamma_route;
    });
    for (const nlohmann::json& row : shares) {
        // What another Gamma makes of it is in the figures of Gamma.
        const bool preferred = row.at("route") == preferred_gamma_route;
        if (has_preferred && !preferred) continue;
        // Earlier results have one route to Onsager coefficients, which they do not name.
        rows[{row.value("onsager", fluctuations.route), row.at("route").get<std::string>()}].push_back(&row);
    }
    const struct {
        const char* key;
        const char* label;
        Look look;
        Marker marker;
    } parts[] = {{"green_kubo", "L\u2032_{1q}/L_{11}", Look::blue, Marker::circle},
                 {"enthalpy_difference", "h_1 \u2212 h_2", Look::vermillion, Marker::square},
                 {"gamma", "\u0393", Look::green, Marker::triangle},
                 {"correlation", "correlation", Look::purple, Marker::diamond}};
    std::vector<Figure> figures;
    for (const auto& [route, of_route] : rows) {
        Chart chart("Shares in the variance of the Soret coefficient", composition,
                    "share of the variance of S_T  [%]");
        chart.line("", Look::grey, Stroke::dashed, {0.0, 1.0}, {0.0, 0.0});
        for (const auto& part : parts) {
            Columns columns;
            for (const nlohmann::json* row : of_route) {
                columns.x.push_back(row->at("x1").get<double>());
                columns.y.push_back(100.0 * row->at(part.key).get<double>());
                columns.error.push_back(0.0);
            }
            add_points(chart, part.label, part.look, part.marker, std::move(columns));
        }
        chart.x_range(0.0, 1.0);
        figures.push_back({"Where the error comes from: " + label_of(results, route),
                           "Which part of S_T's variance the Onsager coefficients, the partial enthalpies and the "
                           "thermodynamic factor bring; correlated errors may make a share negative.",
                           chart.svg()});
    }
    return figures;
}

std::vector<double> numbers(const nlohmann::json& row, const char* key) {
    return row.at(key).get<std::vector<double>>();
}

std::optional<Figure> plateau_figure(const Results& results) {
    const nlohmann::json rows = results.details.value("green_kubo_plateaus", nlohmann::json::array());
    if (rows.empty()) return std::nullopt;
    const auto nearest = [&](double x1) {
        std::size_t best = 0;
        const auto distance = [&](std::size_t k) { return std::fabs(rows[k].at("x1").get<double>() - x1); };
        for (std::size_t k = 1; k < rows.size(); ++k) {
            if (distance(k) < distance(best)) best = k;
        }
        return best;
    };
    Chart chart("Running integrals", "upper limit of the integrals  [\u03c4]", "L\u2032_{1q}/L_{11}  [\u03b5/m]");
    std::vector<std::size_t> shown{nearest(0.0), nearest(0.5), nearest(1.0)};
    shown.erase(std::unique(shown.begin(), shown.end()), shown.end());
    for (std::size_t k = 0; k < rows.size(); ++k) {
        if (std::find(shown.begin(), shown.end(), k) != shown.end()) continue;
        chart.line("", Look::grey, Stroke::dotted, numbers(rows[k], "times"), numbers(rows[k], "onsager_ratio"));
    }
    double largest = 0.0;
    for (std::size_t s = 0; s < shown.size(); ++s) {
        const nlohmann::json& row = rows[shown[s]];
        const std::vector<double> times = numbers(row, "times");
        const std::vector<double> values = numbers(row, "onsager_ratio");
        const std::vector<double> errors = numbers(row, "onsager_ratio_sem");
        std::vector<double> lower, upper;
        for (std::size_t k = 0; k < values.size(); ++k) {
            lower.push_back(values[k] - errors[k]);
            upper.push_back(values[k] + errors[k]);
        }
        chart.band("", looks[s], times, lower, upper);
        chart.line(fmt::format("x_1 = {:.2f}", row.at("x1").get<double>()), looks[s], Stroke::solid, times, values);
        chart.mark("", looks[s], Stroke::dashed, row.at("upper_limit").get<double>());
        largest = std::max(largest, times.empty() ? 0.0 : times.back());
    }
    chart.x_range(0.0, largest);
    std::string caption =
        "The ratio against the time up to which correlations are integrated, with one standard error; dashed: the "
        "limit that was used; dotted: the other compositions. It is flat where nothing more is correlated, and its "
        "error grows.";
    const auto truncation = results.findings.numbers.find({number::onsager_ratio_truncation, fluctuations.route});
    if (truncation != results.findings.numbers.end()) {
        caption += fmt::format(" From that limit to 10 \u03c4 it changes by {}, all compositions together.",
                               text_of(truncation->second));
    }
    return Figure{"Running integrals", caption, chart.svg()};
}

}  // namespace

std::vector<Figure> transport_figures(const Results& results) {
    std::vector<Figure> figures;
    if (!soret_curves(results).empty()) figures.push_back(soret_figure(results));
    const auto add = [&](std::optional<Figure> figure) {
        if (figure) figures.push_back(std::move(*figure));
    };
    if (const auto ratio = best_curve(results, quantity::onsager_ratio)) add(ratio_figure(results, *ratio));
    add(routes_figure(results, quantity::mutual_diffusion, "Mutual diffusion", "D_{12}  [\u03c3 \u221a(\u03b5/m)]",
                      "How fast a difference in composition levels out."));
    add(routes_figure(results, quantity::thermal_diffusion, "Thermal diffusion", "D_T  [\u03c3 k_B/\u221a(m\u03b5)]",
                      "How fast a difference in temperature makes one in composition; S_T is D_T/D_{12}."));
    add(routes_figure(results, quantity::thermal_conductivity, "Thermal conductivity",
                      "\u03bb  [k_B \u221a(\u03b5/m)/\u03c3\u00b2]", "How well the liquid conducts heat."));
    add(coupling_figure(results));
    for (Figure& figure : box_size_figures(results)) figures.push_back(std::move(figure));
    for (Figure& figure : flow_study_figures(results)) figures.push_back(std::move(figure));
    for (Figure& figure : share_figures(results)) figures.push_back(std::move(figure));
    add(plateau_figure(results));
    return figures;
}

}  // namespace soret
