#include "soret/common/contracts/steinhardt.hpp"

#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"

namespace soret {

namespace {

double mean_of(const std::vector<double>& values) {
    if (values.empty()) return 0.0;
    OrderIndependentTotal sum;
    for (const double value : values) sum.add(value);
    return checked_value(sum, "Q_l") / static_cast<double>(values.size());
}

void fill_means(BondOrder& order) {
    order.mean_q4 = mean_of(order.q4);
    order.mean_q6 = mean_of(order.q6);
}

}  // namespace

void check_neighbour_rule(const NeighbourRule& rule) {
    if (const auto* nearest = std::get_if<NearestNeighbours>(&rule)) {
        if (nearest->count >= 1 && nearest->count <= most_nearest_neighbours) return;
        throw InvalidArgument(
            fmt::format("steinhardt: count = {}: must be 1 to {}", nearest->count, most_nearest_neighbours));
    }
    const double cutoff = std::get<NeighboursWithin>(rule).cutoff;
    if (!(cutoff > 0.0 && std::isfinite(cutoff))) {
        throw InvalidArgument(fmt::format("steinhardt: cutoff = {}: must be > 0", cutoff));
    }
}

void check_rule_fits(const NeighbourRule& rule, const Box& box) {
    const auto* within = std::get_if<NeighboursWithin>(&rule);
    const double half = 0.5 * box.shortest_edge();
    if (within == nullptr || within->cutoff <= half) return;
    throw InvalidState(fmt::format("steinhardt: cutoff = {}: must be at most half the shortest edge of the box, {}",
                                   within->cutoff, half));
}

NeighbourFault fault_of(const NeighbourRule& rule, bool overlaps, std::size_t found) {
    if (overlaps) return NeighbourFault::overlap;
    if (const auto* nearest = std::get_if<NearestNeighbours>(&rule)) {
        return found < static_cast<std::size_t>(nearest->count) ? NeighbourFault::too_few : NeighbourFault::none;
    }
    if (found == 0) return NeighbourFault::too_few;
    return found > most_neighbours_within ? NeighbourFault::too_many : NeighbourFault::none;
}

void throw_neighbour_fault(const NeighbourRule& rule, NeighbourFault fault, const Box& box, std::int64_t id,
                           std::size_t found) {
    if (fault == NeighbourFault::overlap) {
        throw InvalidState(fmt::format("steinhardt: particle {} is at the place of another", id));
    }
    if (const auto* nearest = std::get_if<NearestNeighbours>(&rule)) {
        throw InvalidState(
            fmt::format("steinhardt: {} particles are nearer to particle {} than half the shortest edge of the box, "
                        "{}: must be at least {}",
                        found, id, 0.5 * box.shortest_edge(), nearest->count));
    }
    throw InvalidState(fmt::format("steinhardt: particle {} has {} neighbours within {}: must be 1 to {}", id, found,
                                   std::get<NeighboursWithin>(rule).cutoff, most_neighbours_within));
}

void fill_means(SteinhardtResult& result) {
    fill_means(result.own);
    fill_means(result.averaged);
}

}  // namespace soret
