#include "soret/validation/report/model_figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/report/chart.hpp"
#include "soret/validation/report/figure_columns.hpp"
#include "soret/validation/report/text.hpp"

namespace soret {

namespace {

struct ModelLook {
    const char* model;
    const char* label;
    Look look;
    Marker marker;
};
constexpr std::array<ModelLook, 5> models{
    {{"haase", "Haase", Look::blue, Marker::square},
     {"kempers", "Kempers", Look::green, Marker::triangle},
     {"shukla_firoozabadi", "Shukla, Firoozabadi", Look::purple, Marker::diamond},
     {"artola_rousseau", "Artola, Rousseau, Galliero", Look::orange, Marker::circle},
     {"prigogine", "Prigogine", Look::grey, Marker::square}}};

std::optional<Figure> models_figure(const Results& results) {
    const std::string title = "S_T by models of thermodiffusion";
    Chart chart(title, composition, "S_T  [k_B/\u03b5]");
    bool any = false;
    for (const ModelLook& one : models) {
        const Curve* curve = find_curve(results, curve_of_model(one.model));
        if (curve == nullptr) continue;
        any = true;
        add_points(chart, one.label, one.look, one.marker, columns_of(*curve));
    }
    if (!any) return std::nullopt;
    const std::vector<CurveKey> simulations = soret_curves(results);
    if (!simulations.empty()) {
        const CurveKey& best = simulations.front();
        add_points(chart, "simulation: " + label_of(results, best.by), Look::vermillion, Marker::circle,
                   columns_of(*find_curve(results, best)));
    }
    chart.x_range(0.0, 1.0);
    return Figure{title,
                  "Models make S_T from enthalpies, energies and volumes of the components, \u0393, viscosity and "
                  "diffusion, all of them measured here; the simulation measures it itself. Where masses are equal the "
                  "models of Artola, Rousseau and Galliero and of Prigogine are one.",
                  chart.svg()};
}

std::optional<Figure> viscosity_figure(const Results& results) {
    const nlohmann::json lines =
        results.details.value("activation", nlohmann::json::object()).value("viscosity", nlohmann::json::array());
    if (lines.empty()) return std::nullopt;
    const std::string title = "Viscosity of the pure liquids";
    Chart chart(title, "cohesive energy over temperature, \u0394U_c/k_BT", "ln \u03b7");
    std::string caption = "Liquids of one pressure at several temperatures. The inverse slope is \u03c4_i:";
    for (const nlohmann::json& line : lines) {
        Columns columns;
        columns.x = line.at("x").get<std::vector<double>>();
        for (const Estimate& eta : line.at("y").get<std::vector<Estimate>>()) {
            columns.y.push_back(std::log(eta.value));
            columns.error.push_back(eta.standard_error / eta.value);
        }
        const bool first = line.at("species") == 1;
        const auto slope = line.at("slope").get<Estimate>();
        if (!(slope.value > 0.0)) continue;
        const double intercept = line.at("intercept").get<double>();
        const auto [from, to] = std::minmax_element(columns.x.begin(), columns.x.end());
        const Look look = first ? Look::blue : Look::vermillion;
        add_line(chart, "", look, Stroke::solid,
                 line_of([&](double x) { return intercept + slope.value * x; }, *from, *to));
        add_points(chart, fmt::format("species {}", line.at("species").get<int>()), look,
                   first ? Marker::circle : Marker::square, columns);
        caption += fmt::format(" \u03c4_{} = {}, \u03c7\u00b2 = {:.1f} for {};", line.at("species").get<int>(),
                               text_of(Estimate{1.0 / slope.value, slope.standard_error / (slope.value * slope.value),
                                                slope.effective_samples}),
                               line.at("chi_squared").get<double>(), line.at("degrees_of_freedom").get<int>());
    }
    caption.back() = '.';
    return Figure{title, caption, chart.svg()};
}

}  // namespace

std::vector<Figure> model_figures(const Results& results) {
    std::vector<Figure> figures;
    for (auto& figure : {models_figure(results), viscosity_figure(results)}) {
        if (figure) figures.push_back(*figure);
    }
    return figures;
}

}  // namespace soret
