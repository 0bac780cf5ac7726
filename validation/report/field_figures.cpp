#include "soret/validation/report/field_figures.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/report/chart.hpp"
#include "soret/validation/report/figure_columns.hpp"
#include "soret/validation/report/text.hpp"

namespace soret {

namespace {

/// Compositions of one field are moved aside by their x_1, so that they can be told.
constexpr double width_of_compositions = 0.012;

Columns responses_of(const nlohmann::json& rows, int particles) {
    Columns columns;
    for (const nlohmann::json& row : rows) {
        if (row.at("particles") != particles || !row.contains("response")) continue;
        const auto response = row.at("response").get<Estimate>();
        const double field = row.at("field").get<double>();
        columns.x.push_back(field * field + width_of_compositions * (row.at("x1").get<double>() - 0.5));
        columns.y.push_back(response.value);
        columns.error.push_back(response.standard_error);
    }
    return columns;
}

Figure response_figure(const nlohmann::json& fit, const nlohmann::json& rows) {
    const int particles = fit.at("particles").get<int>();
    const auto curvature = fit.at("curvature").at(1).get<Estimate>();
    Chart chart(fmt::format("Response to a synthetic field, {} particles", particles),
                "square of the field F\u00b2  [1/\u03c3\u00b2]", "L\u2032_{1q}(F)/L\u2032_{1q}(0)");
    const Columns points = responses_of(rows, particles);
    const double largest = points.x.empty() ? 0.1 : 1.15 * *std::max_element(points.x.begin(), points.x.end());
    const auto line = [&](double x) {
        return Estimate{1.0 + curvature.value * x, curvature.standard_error * x, curvature.effective_samples};
    };
    add_band(chart, "", Look::grey, line, 0.0, largest);
    add_line(chart, "1 + a F\u00b2", Look::grey, Stroke::solid,
             line_of([&](double x) { return line(x).value; }, 0.0, largest));
    add_points(chart, "all compositions", Look::blue, Marker::circle, points);
    chart.x_range(0.0, largest);
    std::string caption = fmt::format(
        "The mass current that a heat field drives, over the field, against its value at zero field; compositions "
        "side by side, x_1 = 0 at the left. The way to zero field is a straight line in F\u00b2: a = {}.",
        text_of(curvature));
    const nlohmann::json slopes = fit.value("curvature_slope", nlohmann::json::array());
    if (!slopes.empty()) {
        caption += fmt::format(" That is at x_1 = 1/2; from x_1 = 0 to 1 it changes by {}.",
                               text_of(slopes.at(1).get<Estimate>()));
    }
    if (!fit.at("p_value").is_null()) {
        caption += fmt::format(" \u03c7\u00b2 = {:.1f} for {} degrees of freedom (p = {:.2f}).",
                               fit.at("chi_squared").get<double>(), fit.at("degrees_of_freedom").get<int>(),
                               fit.at("p_value").get<double>());
    }
    return {fmt::format("Response to a synthetic field, {} particles", particles), caption, chart.svg()};
}

}  // namespace

std::vector<Figure> field_figures(const Results& results) {
    const nlohmann::json rows = results.details.value("hnemd", nlohmann::json::array());
    std::vector<Figure> figures;
    for (const nlohmann::json& fit : results.details.value("hnemd_zero_field", nlohmann::json::array())) {
        figures.push_back(response_figure(fit, rows));
    }
    return figures;
}

}  // namespace soret
