#include "soret/validation/campaign/curve_value.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/quantities.hpp"

namespace soret {

namespace {

constexpr std::size_t points_of_an_interpolation = 4;

}  // namespace

CurveValue curve_value(const Curves& curves, const CurveKey& key, double x1) {
    const Curve* curve = find_curve(curves, key);
    if (curve == nullptr) throw InvalidInput(fmt::format("curve {} is not there", name_of(key)));
    const std::vector<CurvePoint>& points = curve->points;
    const std::size_t n = points.size();
    const double first = points.front().x, last = points.back().x;
    const double below = n > 1 ? 0.1 * (points[1].x - first) : 0.0;
    const double above = n > 1 ? 0.1 * (last - points[n - 2].x) : 0.0;
    if (x1 < first - below || x1 > last + above) {
        throw InvalidInput(fmt::format("curve {} ends at x1 = {:.6g} and {:.6g}: x1 = {:.6g} is outside", name_of(key),
                                       first, last, x1));
    }
    const auto at = std::find_if(points.begin(), points.end(), [&](const CurvePoint& p) { return p.x == x1; });
    if (at != points.end()) return {at->estimate, name_of(key)};
    std::size_t from = 0;  // of the nearest points: they stand next to each other
    const std::size_t count = std::min(points_of_an_interpolation, n);
    while (from + count < n && points[from + count].x - x1 < x1 - points[from].x) ++from;
    std::vector<double> weights(count, 1.0);  // Lagrange
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = 0; j < count; ++j) {
            const double xi = points[from + i].x, xj = points[from + j].x;
            if (i != j) weights[i] *= (x1 - xj) / (xi - xj);
        }
    }
    CurveValue value;
    double variance = 0.0;
    value.estimate.effective_samples = points[from].estimate.effective_samples;
    for (std::size_t i = 0; i < count; ++i) {
        const Estimate& estimate = points[from + i].estimate;
        value.estimate.value += weights[i] * estimate.value;
        value.estimate.effective_samples = std::min(value.estimate.effective_samples, estimate.effective_samples);
        for (std::size_t j = 0; j < count; ++j) {
            variance += weights[i] * weights[j] * covariance_of_points(*curve, from + i, from + j);
        }
    }
    value.estimate.standard_error = std::sqrt(std::max(0.0, variance));
    value.from = fmt::format("{}, {} points from x1 = {:.4g} to {:.4g}", name_of(key), count, points[from].x,
                             points[from + count - 1].x);
    return value;
}

PartialMolarProperties partial_molar_properties(const Curves& curves, const std::string& route, double temperature,
                                                double pressure, double x1) {
    const double x2 = 1.0 - x1;
    const CurveValue density = curve_value(curves, {quantity::density, {route}}, x1);
    const CurveValue enthalpy = curve_value(curves, {quantity::enthalpy, {route}}, x1);
    const CurveValue dh = curve_value(curves, {quantity::enthalpy_difference, {route}}, x1);
    const CurveValue dv = curve_value(curves, {quantity::volume_difference, {route}}, x1);
    const double rho = density.estimate.value;
    if (!(rho > 0.0)) throw InvalidInput(fmt::format("density = {} at x1 = {:.6g}: must be > 0", rho, x1));
    PartialMolarProperties of;
    const Eigen::Vector4d errors{enthalpy.estimate.standard_error, dh.estimate.standard_error,
                                 density.estimate.standard_error, dv.estimate.standard_error};
    // By h, h_1 - h_2, rho, v_1 - v_2.
    Eigen::Matrix<double, 6, 4> slopes = Eigen::Matrix<double, 6, 4>::Zero();
    slopes.row(of.h1) << 1.0, x2, 0.0, 0.0;
    slopes.row(of.h2) << 1.0, -x1, 0.0, 0.0;
    slopes.row(of.v1) << 0.0, 0.0, -1.0 / (rho * rho), x2;
    slopes.row(of.v2) << 0.0, 0.0, -1.0 / (rho * rho), -x1;
    slopes.row(of.u1) = slopes.row(of.h1) - pressure * slopes.row(of.v1);
    slopes.row(of.u2) = slopes.row(of.h2) - pressure * slopes.row(of.v2);
    of.covariance = slopes * errors.cwiseAbs2().asDiagonal() * slopes.transpose();
    of.values[of.h1] = enthalpy.estimate.value + x2 * dh.estimate.value;
    of.values[of.h2] = enthalpy.estimate.value - x1 * dh.estimate.value;
    of.values[of.v1] = 1.0 / rho + x2 * dv.estimate.value;
    of.values[of.v2] = 1.0 / rho - x1 * dv.estimate.value;
    of.values[of.u1] = of.values[of.h1] - 1.5 * temperature - pressure * of.values[of.v1];
    of.values[of.u2] = of.values[of.h2] - 1.5 * temperature - pressure * of.values[of.v2];
    of.samples_of_enthalpies = std::min(enthalpy.estimate.effective_samples, dh.estimate.effective_samples);
    of.samples_of_volumes = std::min(density.estimate.effective_samples, dv.estimate.effective_samples);
    of.enthalpies_from = fmt::format("{}; {}", enthalpy.from, dh.from);
    of.volumes_from = fmt::format("{}; {}", density.from, dv.from);
    return of;
}

}  // namespace soret
