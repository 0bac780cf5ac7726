#include "soret/common/contracts/msd.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

std::vector<std::uint64_t> msd_lags(std::uint64_t sample) {
    std::vector<std::uint64_t> lags;
    for (std::uint64_t unit = 1; unit <= sample && sample % unit == 0; unit *= msd_multiple) {
        for (std::uint64_t k = 1; k < msd_multiple && k * unit <= sample; ++k) lags.push_back(k * unit);
    }
    return lags;
}

bool msd_keeps(std::uint64_t sample, std::uint64_t now) {
    if (sample == 0) return true;  // an origin of all levels
    for (std::uint64_t unit = 1; sample % unit == 0; unit *= msd_multiple) {
        if (now < sample + (msd_multiple - 1) * unit) return true;
    }
    return false;
}

void check_msd_species(const std::vector<std::int32_t>& species, std::size_t species_count) {
    if (species_count == 0) throw InvalidState("msd: 0 species: must be at least 1");
    for (const std::int32_t s : species) {
        if (s < 0 || static_cast<std::size_t>(s) >= species_count) {
            throw InvalidState(fmt::format("msd: species {}: must be in [0, {})", s, species_count));
        }
    }
}

void check_msd_state(const State& state, std::size_t particles, const Box& box) {
    if (state.size() != particles) {
        throw InvalidState(fmt::format("msd: {} particles: must be {}", state.size(), particles));
    }
    if (state.box != box) throw InvalidState("msd: the box has changed: displacements need one that does not");
}

void report_largest_msd(std::uint64_t sample) {
    throw InvalidState(
        fmt::format("msd: a displacement at sample {} is not below {}", sample, largest_msd_displacement));
}

}  // namespace soret
