#include "soret/reference/rdf.hpp"

#include <algorithm>
#include <cmath>

#include "soret/common/errors.hpp"

namespace soret::reference {

RadialDistribution::RadialDistribution(std::size_t species_count, const RadialBins& bins, const Execution&)
    : species_count_(species_count), bins_(bins) {
    check_radial_bins(bins);
    if (species_count == 0) throw InvalidArgument("rdf: 0 species: must be at least 1");
}

void RadialDistribution::count(const State& state, std::vector<std::uint64_t>& counts) const {
    check_radial_counts(state, species_count_, bins_, counts);
    const double r_max2 = bins_.r_max * bins_.r_max;
    const double bins_per_length = static_cast<double>(bins_.bins) / bins_.r_max;
    const std::size_t last = bins_.bins - 1;
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (std::size_t j = i + 1; j < state.size(); ++j) {
            const Vector3 r = state.box.minimum_image(state.position_of(i), state.position_of(j));
            const double r2 = dot(r, r);
            if (!(r2 < r_max2)) continue;
            const std::size_t bin = std::min(static_cast<std::size_t>(std::sqrt(r2) * bins_per_length), last);
            const std::size_t pair = species_pair(static_cast<std::size_t>(state.species[i]),
                                                  static_cast<std::size_t>(state.species[j]), species_count_);
            ++counts[pair * bins_.bins + bin];
        }
    }
}

}  // namespace soret::reference
