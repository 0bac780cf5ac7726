#include "soret/validation/report/figure_columns.hpp"

#include <algorithm>
#include <utility>

#include "soret/validation/campaign/quantities.hpp"

namespace soret {

namespace {

inline constexpr int line_points = 101;

}  // namespace

Columns columns_of(const Curve& curve, const std::function<double(double)>& minus,
                   const std::function<double(double)>& over) {
    Columns columns;
    for (const CurvePoint& point : curve.points) {
        const double scale = over ? over(point.x) : 1.0;
        columns.x.push_back(point.x);
        columns.y.push_back((point.estimate.value - (minus ? minus(point.x) : 0.0)) / scale);
        columns.error.push_back(point.estimate.standard_error / scale);
    }
    return columns;
}

Columns line_of(const std::function<double(double)>& function, double from, double to) {
    Columns line;
    for (int k = 0; k < line_points; ++k) {
        const double x = from + k / (line_points - 1.0) * (to - from);
        line.x.push_back(x);
        line.y.push_back(function(x));
    }
    return line;
}

Columns beside(Columns columns, double distance) {
    for (double& x : columns.x) x += distance;
    return columns;
}

void add_points(Chart& chart, const std::string& label, Look look, Marker marker, Columns columns) {
    chart.points(label, look, marker, std::move(columns.x), std::move(columns.y), std::move(columns.error));
}

void add_line(Chart& chart, const std::string& label, Look look, Stroke stroke, Columns columns) {
    chart.line(label, look, stroke, std::move(columns.x), std::move(columns.y));
}

void add_band(Chart& chart, const std::string& label, Look look, const std::function<Estimate(double)>& estimate,
              double from, double to) {
    Columns lower = line_of([&](double x) { return estimate(x).value - estimate(x).standard_error; }, from, to);
    Columns upper = line_of([&](double x) { return estimate(x).value + estimate(x).standard_error; }, from, to);
    chart.band(label, look, std::move(lower.x), std::move(lower.y), std::move(upper.y));
}

const Curve* find_curve(const Results& results, const CurveKey& key) {
    return find_curve(results.findings.curves, key);
}

const ClaimResult* find_claim(const Results& results, const std::string& id) {
    for (const ClaimResult& result : results.claims) {
        if (result.claim.id == id) return &result;
    }
    return nullptr;
}

std::string label_of(const Results& results, const RouteName& route) {
    const std::string label = results.label_of(route.route);
    return route.gamma.empty() ? label : label + ", \u0393 of " + route.gamma;
}

std::vector<CurveKey> soret_curves(const Results& results) {
    std::vector<CurveKey> keys = main_curves(results.findings.curves, quantity::soret_coefficient);
    std::stable_partition(keys.begin(), keys.end(),
                          [](const CurveKey& key) { return key.by.route == preferred_onsager_routes.front(); });
    std::stable_partition(keys.begin(), keys.end(),
                          [](const CurveKey& key) { return key.by.gamma == preferred_gamma_route; });
    const bool has_preferred = std::any_of(keys.begin(), keys.end(),
                                           [](const CurveKey& key) { return key.by.gamma == preferred_gamma_route; });
    if (has_preferred) {
        std::erase_if(
            keys, [](const CurveKey& key) { return !key.by.gamma.empty() && key.by.gamma != preferred_gamma_route; });
    }
    return keys;
}

}  // namespace soret
