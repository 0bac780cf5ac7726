#include "soret/common/contracts/profile.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

void check_profile_bins(std::size_t bins) {
    if (bins >= 1 && bins <= most_profile_bins) return;
    throw InvalidArgument(fmt::format("bins = {}: must be in [1, {}]", bins, most_profile_bins));
}

void check_profile_input(const State& state, const std::vector<double>& force_z) {
    if (!state.has_velocities()) throw InvalidState("the particles have no velocities");
    if (force_z.size() != state.size()) {
        throw InvalidArgument(
            fmt::format("{} forces: must be one of each of the {} particles", force_z.size(), state.size()));
    }
}

void refuse_profile_term() {
    throw InvalidState("a term of the profile along z is not below 2^22");
}

}  // namespace soret
