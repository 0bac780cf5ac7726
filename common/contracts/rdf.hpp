#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "soret/common/execution.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// Equal bins of the distance of a pair.
struct RadialBins {
    double r_max = 4.0;      ///< finite, > 0                                                         [sigma]
    std::size_t bins = 800;  ///< 1 to largest_radial_bin_count

    double width() const { return r_max / static_cast<double>(bins); }
    friend bool operator==(const RadialBins&, const RadialBins&) = default;
};

inline constexpr std::size_t largest_radial_bin_count = std::size_t{1} << 14;

/// Number of unordered pairs of species, and the number of one of them: 11, 12, .., 22, .. in this order.
constexpr std::size_t species_pair_count(std::size_t species_count) {
    return species_count * (species_count + 1) / 2;
}
constexpr std::size_t species_pair(std::size_t a, std::size_t b, std::size_t species_count) {
    return a <= b ? a * (2 * species_count - a - 1) / 2 + b : species_pair(b, a, species_count);
}

/// throws   InvalidArgument: r_max or bins outside their range
void check_radial_bins(const RadialBins& bins);
/// Beyond half an edge a sphere meets its own images.
/// throws   InvalidState: r_max above half the shortest edge
void check_radial_bins_fit(const RadialBins& bins, const Box& box);

/// Numbers of pairs by distance: what radial distribution functions and coordination numbers are made of.
///   r2 = dot(r, r), r = r_i - r_j, nearest image
///   a pair counts if r2 < r_max r_max, in bin k = min(floor(sqrt(r2) (bins/r_max)), bins - 1)
/// Every operation is one IEEE double operation, dot products as in vector3.hpp. The counts are integers: the same on
/// any instruction set, with any number of threads and in any order of the particles.
/// state     N particles; velocities are not looked at
/// counts    species_pair_count(species_count) rows of bins values; the pairs of this state are added to them,
///           each unordered pair once
/// throws    InvalidArgument: check_radial_bins(), species_count 0
///           InvalidState: check_radial_bins_fit(); counts of another size, a species out of range
/// accuracy  a pair nearer than 4 2^-53 r to a border of two bins may be on either side of it (asserted in tests)
template <class T>
concept RdfBackend = std::constructible_from<T, std::size_t, const RadialBins&, const Execution&> &&
    requires(T rdf, const State& state, std::vector<std::uint64_t>& counts) {
    { rdf.count(state, counts) } -> std::same_as<void>;
};

/// What a state and its counts must be for each other.
/// throws   as RdfBackend
void check_radial_counts(const State& state, std::size_t species_count, const RadialBins& bins,
                         const std::vector<std::uint64_t>& counts);

}  // namespace soret
