#include "soret/common/growing_particle.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

void check_growing(const GrowingParameters& parameters, std::size_t species_count) {
    if (parameters.species < 0 || static_cast<std::size_t>(parameters.species) >= species_count) {
        throw InvalidArgument(
            fmt::format("growing.species = {}: must be in [0, {})", parameters.species, species_count));
    }
    const std::vector<double>& zeta = parameters.stages;
    if (zeta.size() < 2) throw InvalidArgument(fmt::format("growing.stages: {}: must be at least 2", zeta.size()));
    for (std::size_t k = 0; k < zeta.size(); ++k) {
        if (k == 0 ? zeta[k] == 0.0 : zeta[k] > zeta[k - 1]) continue;
        throw InvalidArgument(
            fmt::format("growing.stages[{}] = {}: must be {}", k, zeta[k], k == 0 ? "0" : "more than the one before"));
    }
    if (zeta.back() != 1.0) {
        throw InvalidArgument(fmt::format("growing.stages[{}] = {}: the last must be 1", zeta.size() - 1, zeta.back()));
    }
    if (!parameters.weights.empty() && parameters.weights.size() != zeta.size()) {
        throw InvalidArgument(fmt::format("growing.weights has {} values: must have none or one for each of {} stages",
                                          parameters.weights.size(), zeta.size()));
    }
    for (const double weight : parameters.weights) {
        if (!std::isfinite(weight)) throw InvalidArgument(fmt::format("growing.weights = {}: must be finite", weight));
    }
    if (parameters.first_stage >= zeta.size()) {
        throw InvalidArgument(
            fmt::format("growing.first_stage = {}: must be below {}", parameters.first_stage, zeta.size()));
    }
    if (parameters.turns_per_sweep == 0) throw InvalidArgument("growing.turns_per_sweep = 0: must be >= 1");
}

void check_growing(const GrowingParticle& particle, const GrowingParameters& parameters, const Box& box) {
    const Vector3 edges = box.edges();
    const auto check = [](char axis, double x, double edge) {
        if (x >= 0.0 && x < edge && is_on_position_grid(x)) return;
        throw InvalidState(
            fmt::format("{} of the growing particle = {}: must be a multiple of 2^-42 in [0, {})", axis, x, edge));
    };
    check('x', particle.position.x, edges.x);
    check('y', particle.position.y, edges.y);
    check('z', particle.position.z, edges.z);
    const std::size_t stages = parameters.stages.size();
    if (particle.stage >= stages) {
        throw InvalidState(fmt::format("stage of the growing particle = {}: must be below {}", particle.stage, stages));
    }
    if (particle.weights.size() != stages || particle.visits.size() != stages) {
        throw InvalidState(
            fmt::format("the growing particle has {} weights and {} visits: must be one for each of {} "
                        "stages",
                        particle.weights.size(), particle.visits.size(), stages));
    }
    for (const double weight : particle.weights) {
        if (!std::isfinite(weight)) {
            throw InvalidState(fmt::format("weight of the growing particle = {}: must be finite", weight));
        }
    }
}

double growing_displacement_limit(const Box& box, double largest_displacement, double zeta) {
    const double less2 = (1.0 - zeta) * (1.0 - zeta);
    return std::min(largest_displacement * (1.0 + 4.0 * (less2 * less2)), 0.5 * box.shortest_edge());
}

void count_stage(GrowingParticle& particle, std::size_t chosen, std::span<const double> probabilities) {
    ++particle.visits[chosen];
    if (!particle.adjusts) return;
    if (*std::min_element(particle.visits.begin(), particle.visits.end()) >= 2) ++particle.settled;
    const double stages = static_cast<double>(probabilities.size());
    const double gain = 1.0 / (stages + static_cast<double>(particle.settled));
    for (std::size_t j = 0; j < probabilities.size(); ++j) {
        particle.weights[j] -= gain * (stages * probabilities[j] - 1.0);
    }
}

}  // namespace soret
