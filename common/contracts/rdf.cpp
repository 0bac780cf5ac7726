#include "soret/common/contracts/rdf.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

void check_radial_bins(const RadialBins& bins) {
    if (!(bins.r_max > 0.0 && std::isfinite(bins.r_max))) {
        throw InvalidArgument(fmt::format("r_max = {}: must be > 0", bins.r_max));
    }
    if (bins.bins < 1 || bins.bins > largest_radial_bin_count) {
        throw InvalidArgument(fmt::format("bins = {}: must be 1 to {}", bins.bins, largest_radial_bin_count));
    }
}

void check_radial_bins_fit(const RadialBins& bins, const Box& box) {
    const double half = 0.5 * box.shortest_edge();
    if (bins.r_max > half) {
        throw InvalidState(
            fmt::format("rdf: r_max = {}: must be at most half the shortest edge of the box, {}", bins.r_max, half));
    }
}

void check_radial_counts(const State& state, std::size_t species_count, const RadialBins& bins,
                         const std::vector<std::uint64_t>& counts) {
    check_radial_bins_fit(bins, state.box);
    const std::size_t expected = species_pair_count(species_count) * bins.bins;
    if (counts.size() != expected) {
        throw InvalidState(fmt::format("rdf: {} counts: must be {}", counts.size(), expected));
    }
    const auto is_known = [&](std::int32_t s) { return s >= 0 && static_cast<std::size_t>(s) < species_count; };
    if (!std::all_of(state.species.begin(), state.species.end(), is_known)) {
        throw InvalidState(fmt::format("rdf: a species of the state is not in [0, {})", species_count));
    }
}

}  // namespace soret
