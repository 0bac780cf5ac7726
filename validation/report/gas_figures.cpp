#include "soret/validation/report/gas_figures.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/campaign/gas_quantities.hpp"
#include "soret/validation/report/chart.hpp"
#include "soret/validation/report/figure_columns.hpp"
#include "soret/validation/report/text.hpp"

namespace soret {

namespace {

/// Of the rows of the main size, by field.
std::map<double, Columns> columns_by_field(const nlohmann::json& rows) {
    const int particles = rows.back().at("particles").get<int>();  // the largest
    std::map<double, Columns> fields;
    for (const nlohmann::json& row : rows) {
        if (row.at("particles").get<int>() != particles || row.at("too_large").get<bool>()) continue;
        const auto soret = row.at("soret").get<Estimate>();
        Columns& columns = fields[std::stod(fmt::format("{:.6f}", row.at("reduced_field").get<double>()))];
        columns.x.push_back(row.at("density").get<double>());
        columns.y.push_back(soret.value);
        columns.error.push_back(soret.standard_error);
    }
    return fields;
}

Figure isotope_figure(const nlohmann::json& details, const Curve* at_zero_field) {
    const std::string title = "Soret coefficient of a dilute gas of isotopes";
    Chart chart(title, "number density n [\u03c3\u207b\u00b3]", "Soret coefficient S_T [1/\u03b5]");
    const std::array<Look, 4> looks{Look::vermillion, Look::green, Look::purple, Look::orange};
    const std::array<Marker, 4> markers{Marker::square, Marker::triangle, Marker::diamond, Marker::square};
    double largest = 0.0;
    std::size_t k = 0;
    for (const auto& [field, columns] : columns_by_field(details.at("rows"))) {
        largest = std::max(largest, *std::max_element(columns.x.begin(), columns.x.end()));
        add_points(chart, fmt::format("F/n = {:.2f} \u03c3\u00b2", field), looks[k % 4], markers[k % 4],
                   beside(columns, 0.0006 * static_cast<double>(k + 1)));
        ++k;
    }
    const double theory = details.at("theory").at("soret").get<double>();
    const auto way = details.at("soret");
    const auto zero = way.at("zero").get<Estimate>(), slope = way.at("slope").get<Estimate>();
    add_line(chart, "kinetic theory, n = 0", Look::grey, Stroke::dashed,
             line_of([&](double) { return theory; }, 0.0, largest));
    add_line(chart, "Y (1 + b n)", Look::blue, Stroke::solid,
             line_of([&](double n) { return zero.value * (1.0 + slope.value * n); }, 0.0, largest));
    Columns extrapolated;
    if (at_zero_field != nullptr) extrapolated = columns_of(*at_zero_field);
    extrapolated.x.insert(extrapolated.x.begin(), 0.0);
    extrapolated.y.insert(extrapolated.y.begin(), zero.value);
    extrapolated.error.insert(extrapolated.error.begin(), zero.standard_error);
    add_points(chart, "zero field", Look::blue, Marker::circle, extrapolated);
    chart.x_range(-0.04 * largest, 1.06 * largest);
    const std::string caption = fmt::format(
        "Particles that differ in mass alone, m_2 = 2 m_1, at T = 10: S_T by a synthetic heat field F at several "
        "densities, and on the way S_T = Y (1 + b n + a (F/n)\u00b2) to zero field and zero density: {} (blue circle "
        "at n = 0), b = {}, a = {}; b was known before as {:.2f} by half of it, of Enskog's hard spheres. "
        "\u03c7\u00b2 = {:.1f} for {} degrees of freedom. Chapman and Enskog: {:.5f} at zero density.",
        text_of(zero), text_of(slope), text_of(way.at("curvature").get<Estimate>()),
        details.at("theory").at("slope_of_soret").get<double>(), way.at("chi_squared").get<double>(),
        way.at("degrees_of_freedom").get<int>(), theory);
    return {title, caption, chart.svg()};
}

}  // namespace

std::vector<Figure> gas_figures(const Results& results) {
    const nlohmann::json details = results.details.value("isotope", nlohmann::json::object());
    if (!details.contains("soret")) return {};
    return {isotope_figure(details, find_curve(results, {quantity::isotope_soret, {"isotope"}}))};
}

}  // namespace soret
