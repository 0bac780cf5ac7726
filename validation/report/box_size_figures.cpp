#include "soret/validation/report/box_size_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"
#include "soret/validation/report/figure_columns.hpp"

namespace soret {

namespace {

const std::string route_of_fields = preferred_onsager_routes.front();
const Study box_of_infinite_edge{Study::Of::infinite_system};

/// The curves of other sizes than the main one, by N.
std::vector<std::pair<int, const Curve*>> other_sizes(const Results& results, const CurveKey& main, Study::Of study) {
    std::vector<std::pair<int, const Curve*>> sizes;
    for (const auto& [key, curve] : results.findings.curves) {
        const bool of_size = key.quantity == main.quantity && key.by == main.by && key.study.of == study &&
                             key.study.particles != 0 && !curve.points.empty();
        if (of_size) sizes.emplace_back(key.study.particles, &curve);
    }
    std::sort(sizes.begin(), sizes.end());
    return sizes;
}

std::optional<int> particles_of_main_size(const Results& results,
                                          const std::vector<std::pair<int, const Curve*>>& others) {
    for (const nlohmann::json& fit : results.details.value("hnemd_zero_field", nlohmann::json::array())) {
        const int particles = fit.at("particles").get<int>();
        const auto is_other = [&](const auto& size) { return size.first == particles; };
        if (std::none_of(others.begin(), others.end(), is_other)) return particles;
    }
    return std::nullopt;
}

const CurvePoint* point_at(const Curve& curve, double x1) {
    const auto point =
        std::find_if(curve.points.begin(), curve.points.end(), [&](const CurvePoint& each) { return each.x == x1; });
    return point == curve.points.end() ? nullptr : &*point;
}

/// Proportional to 1/L, as all boxes have one density.
double inverse_edge(double particles) {
    return std::cbrt(1.0 / particles);
}

/// A quantity of all sizes over what it is in an infinite system by the main size, composition by composition.
/// power   of what the box leaves of D_12: the quantity goes with it; 0: it does not depend on the box
std::optional<Figure> against_size_figure(const Results& results, const CurveKey& key, const std::string& symbol,
                                          int power) {
    const Curve* main = find_curve(results, key);
    const Curve* diffusion = find_curve(results, {quantity::mutual_diffusion, {route_of_fields}});
    const Curve* infinite = find_curve(results, {quantity::mutual_diffusion, {route_of_fields}, box_of_infinite_edge});
    const auto others = other_sizes(results, key, Study::Of::size);
    const auto particles = particles_of_main_size(results, others);
    if (main == nullptr || diffusion == nullptr || infinite == nullptr || others.empty() || !particles) {
        return std::nullopt;
    }
    const std::string title = symbol + " against the inverse edge of the box";
    Chart chart(title, "1/\u221bN, proportional to the inverse edge", symbol + " over that of an infinite system");
    const double of_main = inverse_edge(*particles);
    std::size_t compositions = 0;
    for (const CurvePoint& anywhere : others.back().second->points) {
        const CurvePoint* at = point_at(*main, anywhere.x);
        const CurvePoint* in_box = point_at(*diffusion, anywhere.x);
        const CurvePoint* without_box = point_at(*infinite, anywhere.x);
        if (at == nullptr || in_box == nullptr || without_box == nullptr) continue;
        const double lacks = 1.0 - in_box->estimate.value / without_box->estimate.value;
        const auto by_box_term = [&](double inverse) { return std::pow(1.0 - lacks * inverse / of_main, power); };
        const double value = at->estimate.value / by_box_term(of_main);
        Columns columns{{of_main}, {at->estimate.value / value}, {at->estimate.standard_error / std::fabs(value)}};
        for (const auto& [size, curve] : others) {
            const CurvePoint* point = point_at(*curve, anywhere.x);
            if (point == nullptr) continue;
            columns.x.push_back(inverse_edge(size));
            columns.y.push_back(point->estimate.value / value);
            columns.error.push_back(point->estimate.standard_error / std::fabs(value));
        }
        const Look look = looks[compositions % 5];
        add_line(chart, "", look, Stroke::dashed, line_of(by_box_term, 0.0, 1.1 * of_main));
        add_points(chart, fmt::format("x_1 = {:.1f}", anywhere.x), look, markers[compositions % 4],
                   beside(columns, 0.001 * (static_cast<double>(compositions % 3) - 1.0)));
        ++compositions;
    }
    if (compositions == 0) return std::nullopt;
    chart.x_range(0.0, 1.1 * of_main);
    const std::string of_sizes =
        fmt::format("{} particles at the right, {} at the left.", *particles, others.back().first);
    return Figure{
        title,
        fmt::format("Boxes of one density; {} Dashed: {}, drawn through the main size. Error bars are one "
                    "standard error.",
                    of_sizes, power == 0 ? "what does not depend on the box" : "Yeh and Hummer's box term of D_{12}"),
        chart.svg()};
}

/// Larger boxes against the main size, each brought to an infinite system: what the box term leaves.
std::optional<Figure> box_term_figure(const Results& results, const CurveKey& infinite, const std::string& symbol) {
    const Curve* main = find_curve(results, infinite);
    if (main == nullptr) return std::nullopt;
    const std::string title = "The box term of " + symbol;
    Chart chart(title, composition, "difference of " + symbol + " to the main size  [%]");
    chart.line("", Look::grey, Stroke::dashed, {0.0, 1.0}, {0.0, 0.0});
    std::size_t sizes = 0;
    for (const auto& [particles, curve] : other_sizes(results, infinite, infinite.study.of)) {
        const Curve differences = relative_differences(*curve, *main);
        if (differences.points.empty()) continue;
        const Columns columns = columns_of(
            differences, [](double) { return 0.0; }, [](double) { return 0.01; });
        add_points(chart, fmt::format("N = {}", particles), looks[sizes % 5], markers[sizes % 4],
                   beside(columns, sizes % 2 == 0 ? 0.006 : -0.006));
        ++sizes;
    }
    if (sizes == 0) return std::nullopt;
    chart.x_range(0.0, 1.0);
    return Figure{title,
                  "All sizes are brought to an infinite system by Yeh and Hummer's term: where it is right nothing is "
                  "left. Error bars are one standard error.",
                  chart.svg()};
}

}  // namespace

std::vector<Figure> box_size_figures(const Results& results) {
    const CurveKey diffusion{quantity::mutual_diffusion, {route_of_fields}};
    const CurveKey soret{quantity::soret_coefficient, {route_of_fields, preferred_gamma_route}};
    std::vector<Figure> figures;
    const auto add = [&](std::optional<Figure> figure) {
        if (figure) figures.push_back(std::move(*figure));
    };
    add(against_size_figure(results, diffusion, "D_{12}", 1));
    add(against_size_figure(results, soret, "S_T", -1));
    add(against_size_figure(results, {quantity::thermal_diffusion, {route_of_fields}}, "D_T", 0));
    add(box_term_figure(results, {diffusion.quantity, diffusion.by, box_of_infinite_edge}, "D_{12}"));
    add(box_term_figure(results, {soret.quantity, soret.by, box_of_infinite_edge}, "S_T"));
    return figures;
}

}  // namespace soret
