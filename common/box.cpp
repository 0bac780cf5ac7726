#include "soret/common/box.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

double checked_edge(double edge, char axis) {
    if (!(edge > 0.0 && edge <= largest_edge)) {
        throw InvalidArgument(fmt::format("box edge {} = {}: must be in (0, {}]", axis, edge, largest_edge));
    }
    const double rounded = on_fine_position_grid(edge);
    return rounded > 0.0 ? rounded : position_quantum;
}

}  // namespace

Box::Box(const Vector3& edges)
    : edges_{checked_edge(edges.x, 'x'), checked_edge(edges.y, 'y'), checked_edge(edges.z, 'z')} {}

double Box::shortest_edge() const {
    return std::min({edges_.x, edges_.y, edges_.z});
}

WrappedCoordinate wrap(double x, double edge) {
    if (!(std::fabs(x) <= largest_image * edge)) {
        throw InvalidArgument(fmt::format("{}: must be finite and at most 2^20 = {} edges of {} from the origin", x,
                                          largest_image, edge));
    }
    double image = std::floor(x / edge);
    double rest = std::fma(-image, edge, x);  // one rounding; fma is correctly rounded on every machine
    if (rest < 0.0) {
        rest += edge;
        image -= 1.0;
    }
    rest = on_fine_position_grid(rest);
    if (rest >= edge) {
        rest -= edge;
        image += 1.0;
    }
    return {rest, static_cast<std::int32_t>(image)};
}

}  // namespace soret
