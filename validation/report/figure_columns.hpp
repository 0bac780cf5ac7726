#pragma once

#include <functional>
#include <string>
#include <vector>

#include "soret/validation/campaign/results.hpp"
#include "soret/validation/report/chart.hpp"

namespace soret {

/// The title of most figures' horizontal axis.
inline const std::string composition = "mole fraction x_1";

/// Of the series of a figure, one after the other.
inline constexpr Look looks[] = {Look::blue, Look::vermillion, Look::green, Look::purple, Look::orange};
inline constexpr Marker markers[] = {Marker::circle, Marker::square, Marker::triangle, Marker::diamond};

/// What a series of a figure is made of.
struct Columns {
    std::vector<double> x, y, error;
};

/// (value - minus(x))/over(x) of each point, with its error.
Columns columns_of(const Curve& curve, const std::function<double(double)>& minus = {},
                   const std::function<double(double)>& over = {});
/// A function at 101 places from one x to another, without errors.
Columns line_of(const std::function<double(double)>& function, double from = 0.0, double to = 1.0);
/// A little to the side, so that error bars and markers that would cover each other can be told.
Columns beside(Columns columns, double distance);

void add_points(Chart& chart, const std::string& label, Look look, Marker marker, Columns columns);
void add_line(Chart& chart, const std::string& label, Look look, Stroke stroke, Columns columns);
/// Within one standard error of an estimate that depends on x.
void add_band(Chart& chart, const std::string& label, Look look, const std::function<Estimate(double)>& estimate,
              double from = 0.0, double to = 1.0);

/// returns   null if the curve is not there or has no points
const Curve* find_curve(const Results& results, const CurveKey& key);
const ClaimResult* find_claim(const Results& results, const std::string& id);

/// The curves of S_T of all routes, made with the preferred Gamma; with any, where that is not there. First that of the
/// smallest errors.
std::vector<CurveKey> soret_curves(const Results& results);

/// "NEMD", "Green-Kubo, \u0393 of fep": the route of a curve of S_T for a reader.
std::string label_of(const Results& results, const RouteName& route);

}  // namespace soret
