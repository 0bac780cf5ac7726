#include "soret/common/contracts/msd.hpp"

#include <algorithm>
#include <set>

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

void check_msd_frames(std::span<const MsdFrame> frames, std::uint64_t samples) {
    constexpr std::uint64_t most = std::uint64_t{1} << 53;
    if (samples > most) throw InvalidState(fmt::format("msd: {} samples: must be at most {}", samples, most));
    std::set<std::uint64_t> expected;
    for (std::uint64_t unit = 1; unit <= samples; unit *= msd_multiple) {
        const std::uint64_t last = (samples - 1) / unit;
        for (std::uint64_t k = 0; k <= std::min(last, msd_multiple); ++k) {
            const std::uint64_t sample = (last - k) * unit;
            if (msd_keeps(sample, samples - 1)) expected.insert(sample);
        }
    }
    std::set<std::uint64_t> found;
    for (const MsdFrame& frame : frames) found.insert(frame.sample);
    if (found != expected || frames.size() != expected.size()) {
        throw InvalidState(fmt::format("msd: {} frames after {} samples: must be the {} that later lags begin with",
                                       frames.size(), samples, expected.size()));
    }
}

void report_largest_msd(std::uint64_t sample) {
    throw InvalidState(
        fmt::format("msd: a displacement at sample {} is not below {}", sample, largest_msd_displacement));
}

}  // namespace soret
