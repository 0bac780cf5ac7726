#include "soret/validation/routes/near_point.hpp"

#include <algorithm>
#include <cmath>

#include "soret/validation/campaign/quantities.hpp"

namespace soret {

std::optional<NearPoint> near(const Curve& curve, double x1) {
    constexpr double largest_distance = 0.02;
    const auto& points = curve.points;
    if (points.empty()) return std::nullopt;
    const auto closest = std::min_element(points.begin(), points.end(), [x1](const auto& a, const auto& b) {
        return std::fabs(a.x - x1) < std::fabs(b.x - x1);
    });
    if (std::fabs(closest->x - x1) > largest_distance) return std::nullopt;
    const auto left = closest == points.begin() ? closest : closest - 1;
    const auto right = closest + 1 == points.end() ? closest : closest + 1;
    NearPoint moved{*closest, static_cast<std::size_t>(closest - points.begin())};
    if (left != right) {
        const double slope = (right->estimate.value - left->estimate.value) / (right->x - left->x);
        moved.estimate.value += slope * (x1 - closest->x);
    }
    return moved;
}

const Curve* viscosities_of(const Curves& curves, const std::string& route) {
    const Curve* own = find_curve(curves, {quantity::viscosity, {route}});
    return own != nullptr ? own : find_curve(curves, {quantity::viscosity, {quantity::viscosity.customary_route}});
}

}  // namespace soret
