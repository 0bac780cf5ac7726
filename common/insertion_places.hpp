#pragma once

#include <cstdint>

#include "soret/common/box.hpp"
#include "soret/common/mixture.hpp"

namespace soret {

// Where a biased exchange looks for room: the places of a small cubic lattice, of which the lattice's origin is one.

inline constexpr std::uint32_t places_along = 4;  ///< each axis
inline constexpr std::uint32_t place_count = places_along * places_along * places_along;

/// From place to place along an axis: a fifth of the largest cutoff, on the position grid, and so is half of it.
double place_spacing(const Mixture& mixture);

/// A particle of species b that is nearer takes a place from one of species a, whatever its energy there would be:
/// the square of min(7/8 sigma, 7/10 of the largest cutoff); 0 for species that do not interact. No particle beyond
/// one largest cutoff of the middle of a lattice, along any axis, takes one of its places.
double taken_within2(const Mixture& mixture, std::size_t a, std::size_t b);

/// Place q of the lattice with an origin; x runs fastest. Exact.
Vector3 place_of(const Box& box, const Vector3& origin, double spacing, std::uint32_t q);
/// The origin of the lattice whose place q is at r. Exact: place_of(box, origin, spacing, q) is r.
Vector3 origin_with_place(const Box& box, const Vector3& r, double spacing, std::uint32_t q);

}  // namespace soret
