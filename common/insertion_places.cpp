#include "soret/common/insertion_places.hpp"

#include <algorithm>

namespace soret {

namespace {

/// From the origin to place q.
Vector3 steps_to(std::uint32_t q, double spacing) {
    return {spacing * (q % places_along), spacing * (q / places_along % places_along),
            spacing * (q / (places_along * places_along))};
}

Vector3 wrapped(const Box& box, const Vector3& r) {
    const Vector3& edge = box.edges();
    return {Box::wrap_once(r.x, edge.x), Box::wrap_once(r.y, edge.y), Box::wrap_once(r.z, edge.z)};
}

}  // namespace

double place_spacing(const Mixture& mixture) {
    return 2.0 * on_position_grid(0.1 * mixture.largest_cutoff());
}

double taken_within2(const Mixture& mixture, std::size_t a, std::size_t b) {
    const PairParameters& pair = mixture.pair(a, b);
    if (!(pair.cutoff2 > 0.0)) return 0.0;
    const double longest = 0.7 * mixture.largest_cutoff();
    return std::min(0.765625 * pair.sigma2, longest * longest);
}

Vector3 place_of(const Box& box, const Vector3& origin, double spacing, std::uint32_t q) {
    return wrapped(box, origin + steps_to(q, spacing));
}

Vector3 origin_with_place(const Box& box, const Vector3& r, double spacing, std::uint32_t q) {
    return wrapped(box, r - steps_to(q, spacing));
}

}  // namespace soret
