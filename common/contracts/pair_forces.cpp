#include "soret/common/contracts/pair_forces.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"

namespace soret {

void check_request(const PairForcesRequest& request) {
    if (!request.heat_field_axis) return;
    if (*request.heat_field_axis > 2) {
        throw InvalidArgument(fmt::format("axis of a heat field = {}: must be 0, 1 or 2", *request.heat_field_axis));
    }
}

void check_particle_sums(std::int64_t id, int neighbours, bool in_range) {
    if (neighbours > largest_neighbour_count) {
        throw InvalidState(fmt::format("particle {} has {} neighbours within the cutoff: must be at most {}", id,
                                       neighbours, largest_neighbour_count));
    }
    if (!in_range) {
        throw InvalidState(fmt::format("particle {} is nearly on top of another: force or energy not below 2^22", id));
    }
}

}  // namespace soret
