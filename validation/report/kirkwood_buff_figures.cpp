#include "soret/validation/report/kirkwood_buff_figures.hpp"

#include <array>

#include <fmt/format.h>

#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/report/chart.hpp"
#include "soret/validation/report/figure_columns.hpp"

namespace soret {

namespace {

struct PairSeries {
    Quantity quantity;
    const char* label;
    Look look;
    Marker marker;
};

/// What is there of three curves, by all routes that have them: those after the first are beside it and grey.
bool add_pairs(const Results& results, Chart& chart, const std::array<PairSeries, 3>& pairs) {
    constexpr double apart = 0.012;
    bool any = false;
    for (const PairSeries& pair : pairs) {
        const std::vector<CurveKey> keys = main_curves(results.findings.curves, pair.quantity);
        for (std::size_t k = 0; k < keys.size(); ++k) {
            const Columns columns = columns_of(results.findings.curves.at(keys[k]));
            const std::string by = keys.size() > 1 ? ", " + label_of(results, keys[k].by) : "";
            add_points(chart, pair.label + by, k == 0 ? pair.look : Look::grey, pair.marker,
                       beside(columns, apart * static_cast<double>(k)));
            any = true;
        }
    }
    return any;
}

std::optional<Figure> coordination_figure(const Results& results) {
    const std::string title = "Excess coordination numbers";
    Chart chart(title, composition, "n_{ij}");
    const bool any = add_pairs(results, chart,
                               {{{quantity::excess_coordination_11, "n_{11}", Look::blue, Marker::circle},
                                 {quantity::excess_coordination_12, "n_{12}", Look::vermillion, Marker::square},
                                 {quantity::excess_coordination_22, "n_{22}", Look::green, Marker::triangle}}});
    if (!any) return std::nullopt;
    chart.x_range(0.0, 1.0);
    return Figure{title,
                  "How many j more than by chance surround a particle of species i, n_{ij} = \u03c1_j G_{ij}: mostly "
                  "fewer, as the "
                  "space that one takes is not another's. Unlike particles avoid each other most.",
                  chart.svg()};
}

std::optional<Figure> parts_figure(const Results& results) {
    const std::string title = "What neighbours add to 1/\u0393";
    Chart chart(title, composition, "f_{ij}");
    const bool any = add_pairs(results, chart,
                               {{{quantity::kirkwood_buff_f_11, "f_{11}", Look::blue, Marker::circle},
                                 {quantity::kirkwood_buff_f_12, "f_{12}", Look::vermillion, Marker::square},
                                 {quantity::kirkwood_buff_f_22, "f_{22}", Look::green, Marker::triangle}}});
    if (!any) return std::nullopt;
    chart.x_range(0.0, 1.0);
    return Figure{
        title,
        "\u0393 = 1/(1 + f_{11} + f_{12} + f_{22}), f_{11} = x_2 n_{11}, f_{22} = x_1 n_{22}, f_{12} = \u22122 x_1 "
        "n_{12}. That unlike particles avoid each other makes the minimum of \u0393.",
        chart.svg()};
}

std::optional<Figure> windows_figure(const Results& results) {
    const nlohmann::json rows = results.details.value("kirkwood_buff", nlohmann::json::array());
    if (rows.empty()) return std::nullopt;
    const std::string title = "Windows of the Kirkwood-Buff integrals";
    Chart chart(title, composition, "diameter of the sphere [\u03c3]");
    Columns from, to;
    for (const nlohmann::json& row : rows) {
        for (const auto& [columns, key] : {std::pair{&from, "window_from"}, std::pair{&to, "window_to"}}) {
            columns->x.push_back(row.at("x1").get<double>());
            columns->y.push_back(row.at(key).get<double>());
            columns->error.push_back(0.0);
        }
    }
    add_points(chart, "from", Look::blue, Marker::circle, from);
    add_points(chart, "to", Look::vermillion, Marker::square, to);
    chart.x_range(0.0, 1.0);
    return Figure{
        title,
        "Integrals over spheres follow their series in the inverse diameter, powers 0, 1 and 3, between these two; "
        "this window counts most among all; all sizes of boxes.",
        chart.svg()};
}

std::optional<Figure> exchanges_figure(const Results& results) {
    Columns accepted;
    for (const nlohmann::json& row : results.details.value("gcmc", nlohmann::json::array())) {
        if (!row.contains("acceptance") || !row.contains("x1")) continue;
        accepted.x.push_back(row.at("x1").at("value").get<double>());
        accepted.y.push_back(100.0 * row.at("acceptance").at("biased_exchange").get<double>());
        accepted.error.push_back(0.0);
    }
    if (accepted.x.empty()) return std::nullopt;
    const std::string title = "Insertions and deletions";
    Chart chart(title, composition, "accepted [%]");
    add_points(chart, "of those tried", Look::blue, Marker::circle, accepted);
    chart.x_range(0.0, 1.0);
    return Figure{title,
                  "How many of the insertions and deletions of open boxes were accepted. A particle that comes needs a "
                  "cavity, which a liquid seldom has.",
                  chart.svg()};
}

}  // namespace

std::vector<Figure> kirkwood_buff_figures(const Results& results) {
    std::vector<Figure> figures;
    for (auto& figure :
         {coordination_figure(results), parts_figure(results), windows_figure(results), exchanges_figure(results)}) {
        if (figure) figures.push_back(*figure);
    }
    return figures;
}

}  // namespace soret
