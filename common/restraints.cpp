#include "soret/common/restraints.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

double lightest_mass(const Mixture& mixture) {
    double least = mixture.mass(0);
    for (std::size_t s = 1; s < mixture.species_count(); ++s) least = std::min(least, mixture.mass(s));
    return least;
}

void check_anchors(const RestraintAnchors& anchors) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (anchors.fraction[axis].size() == anchors.size() && anchors.image[axis].size() == anchors.size()) continue;
        throw InvalidState(fmt::format("arrays of unequal length in {} restraints", anchors.size()));
    }
    for (std::size_t k = 0; k < anchors.size(); ++k) {
        if (k > 0 && anchors.id[k] <= anchors.id[k - 1]) {
            throw InvalidState(fmt::format("restrained particle {}: ids must be increasing", anchors.id[k]));
        }
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double fraction = anchors.fraction[axis][k];
            if (fraction >= 0.0 && fraction <= 1.0) continue;
            throw InvalidState(fmt::format("restrained particle {}: {} of its place = {} edges: must be in [0, 1]",
                                           anchors.id[k], "xyz"[axis], fraction));
        }
    }
}

}  // namespace

double restraint_energy(double spring, const RestraintSums& sums) {
    return (0.5 * spring) * ((sums[0] + sums[1]) + sums[2]);
}

double restraint_virial(double spring, const RestraintSums& sums, ScalarVirial part) {
    if (part == ScalarVirial::none) return 0.0;
    return -(spring * (part == ScalarVirial::zz ? sums[2] : (sums[0] + sums[1]) + sums[2]));
}

bool RestrainedMotion::in_range() const {
    return std::fabs(displacement) < largest_restraint && std::fabs(force_of_pairs) < largest_restrained_force &&
           std::fabs(force_of_spring) < largest_restrained_force;
}

void report_out_of_range(const RestrainedMotion& motion, std::uint64_t step) {
    throw InvalidState(fmt::format(
        "step {}: restrained particle {}: along {} it is {} from its place, pairs pull with {} and its spring "
        "with {}: must be below {}, {} and {} in magnitude",
        step, motion.id, "xyz"[motion.axis], motion.displacement, motion.force_of_pairs, motion.force_of_spring,
        largest_restraint, largest_restrained_force, largest_restrained_force));
}

void check_restraints(const RestraintAnchors& anchors, double spring, double timestep, const State& state,
                      const Mixture& mixture) {
    if (anchors.empty() != (spring == 0.0)) {
        throw InvalidState(fmt::format("spring = {} with {} restrained particles: must be 0 just if there are none",
                                       spring, anchors.size()));
    }
    if (anchors.empty()) return;
    const double mass = lightest_mass(mixture);
    if (!(spring * (timestep * timestep) <= mass)) {
        throw InvalidArgument(fmt::format("spring = {}: must be at most {} with a mass of {} and timestep = {}", spring,
                                          mass / (timestep * timestep), mass, timestep));
    }
    check_anchors(anchors);
    rows_of(anchors, state);
}

std::vector<std::size_t> rows_of(const RestraintAnchors& anchors, const State& state) {
    std::unordered_map<std::int64_t, std::size_t> row_of_id;
    for (std::size_t i = 0; i < state.size(); ++i) row_of_id.emplace(state.id[i], i);
    std::vector<std::size_t> rows;
    for (const std::int64_t id : anchors.id) {
        const auto found = row_of_id.find(id);
        if (found == row_of_id.end()) {
            throw InvalidState(fmt::format("restrained particle {}: there is no particle of this id", id));
        }
        rows.push_back(found->second);
    }
    return rows;
}

}  // namespace soret
