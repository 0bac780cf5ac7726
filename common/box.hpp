#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "soret/common/vector3.hpp"

namespace soret {

/// Positions and box edges are integer multiples of this length [sigma]. Sums and differences of them that stay
/// below 2^53 quanta are exact in double precision, so a displacement has the same bits whichever image it is taken
/// from.
inline constexpr double position_quantum = 0x1p-42;

/// Largest edge of a box [sigma]: twice it is 2^53 position quanta, the most that sums of coordinates may have.
inline constexpr double largest_edge = 1024.0;

/// The multiple of position_quantum nearest to x, ties to even.
///   accuracy   |error| <= 2^-43 for |x| <= 512, where it is odd: on_position_grid(-x) = -on_position_grid(x);
///              2^-42 for x in (512, 1024 + 2^-41], where it is a multiple of 2 position_quantum
inline double on_position_grid(double x) {
    constexpr double shift = 0x1.8p10;  // one unit in the last place of [2^10, 2^11) is 2^-42
    return (x + shift) - shift;
}

/// The multiple of position_quantum nearest to x, ties to even, for |x| <= largest_edge: the same as on_position_grid()
/// up to 512 and as fine beyond, but slower.
inline double on_fine_position_grid(double x) {
    const double rounded = (std::fabs(x) * 0x1p42 + 0x1p52) - 0x1p52;
    return std::copysign(rounded * position_quantum, x);
}

/// Whether x is a multiple of position_quantum, for |x| <= largest_edge.
inline bool is_on_position_grid(double x) {
    const double quanta = x * 0x1p42;
    return quanta == std::nearbyint(quanta);
}

/// Periodic orthorhombic box with its origin at 0: coordinates are in [0, edge).
class Box {
public:
    Box() = default;

    /// edges    three lengths; rounded to the position grid   [sigma]
    /// throws   InvalidArgument: an edge not in (0, largest_edge]
    explicit Box(const Vector3& edges);

    const Vector3& edges() const { return edges_; }
    double volume() const { return (edges_.x * edges_.y) * edges_.z; }
    double shortest_edge() const;

    /// Nearest image of a difference of two wrapped coordinates along one edge. Exact and exactly odd in d;
    /// a difference of just half an edge is left as it is.
    static double minimum_image(double d, double edge) {
        const double half = 0.5 * edge;
        // No branch: in a liquid nobody could predict it.
        return d - ((d > half ? edge : 0.0) - (d < -half ? edge : 0.0));
    }

    /// r_i - r_j, nearest image, of two wrapped positions. Exact.
    Vector3 minimum_image(const Vector3& ri, const Vector3& rj) const {
        return {minimum_image(ri.x - rj.x, edges_.x), minimum_image(ri.y - rj.y, edges_.y),
                minimum_image(ri.z - rj.z, edges_.z)};
    }

    /// Brings a coordinate that is less than one edge outside back into [0, edge). Exact for coordinates on the grid.
    static double wrap_once(double x, double edge) {
        if (x >= edge) return x - edge;
        if (x < 0.0) return x + edge;
        return x;
    }

    friend bool operator==(const Box&, const Box&) = default;

private:
    Vector3 edges_;
};

/// A coordinate of any image as a wrapped coordinate on the grid and the number of edges that were taken off.
struct WrappedCoordinate {
    double position = 0.0;
    std::int32_t image = 0;
};

/// Largest distance from the box of a coordinate that can still be wrapped with a useful accuracy [edges].
inline constexpr double largest_image = 0x1p20;

/// throws   InvalidArgument: x is not finite or more than largest_image edges away
/// accuracy |error| <= 2^-43 + 2^-45: the grid, and one rounding of the rest of x; 2^-43 + 2^-44 for a rest above 512
WrappedCoordinate wrap(double x, double edge);

}  // namespace soret
