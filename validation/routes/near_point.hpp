#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "soret/validation/campaign/curve.hpp"

namespace soret {

/// A point of a curve, moved along the line through its neighbours.
struct NearPoint : CurvePoint {
    std::size_t index = 0;  ///< in the curve
};

/// A curve near one of its points.
/// returns   none if all points are more than 0.02 away: those of a curve and of runs that belong together are not
std::optional<NearPoint> near(const Curve& curve, double x1);

/// The viscosity for the box term of a route: its own, or that of the route which measures it.
/// returns   null if there is none
const Curve* viscosities_of(const Curves& curves, const std::string& route);

}  // namespace soret
