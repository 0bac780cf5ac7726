#include "soret/reference/soft_core.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/reference/soft_core_potential.hpp"

namespace soret::reference {

SoftCore::SoftCore(const Mixture& mixture, const State& state, const std::vector<double>& stages, const Execution&)
    : mixture_(&mixture), state_(&state), stages_(stages) {
    check_soft_core_stages(stages);
}

ParticleEnergy SoftCore::energy(std::size_t i, const Vector3& r, std::size_t s, double zeta) const {
    std::vector<SoftCorePair> pair_with;  // by species of the other
    for (std::size_t other = 0; other < mixture_->species_count(); ++other) {
        pair_with.emplace_back(mixture_->pair(s, other), mixture_->truncation(), zeta);
    }
    OrderIndependentSum energy;
    int neighbours = 0;
    for (std::size_t j = 0; j < state_->size(); ++j) {
        if (j == i) continue;
        const Vector3 rij = state_->box.minimum_image(r, state_->position_of(j));
        const double r2 = dot(rij, rij);
        const SoftCorePair& pair = pair_with[static_cast<std::size_t>(state_->species[j])];
        if (!pair.sees(r2)) continue;
        energy.add(pair.energy(r2));
        ++neighbours;
    }
    if (neighbours > largest_neighbour_count) {
        throw InvalidState(fmt::format("a particle has {} neighbours within the cutoff: must be at most {}", neighbours,
                                       largest_neighbour_count));
    }
    if (!energy.in_range()) return {0, true};
    return {energy.quanta(), false};
}

void SoftCore::sum_over_others(std::size_t i, const Vector3& r, std::int32_t s,
                               std::vector<ParticleEnergy>& energies) const {
    if (s < 0 || static_cast<std::size_t>(s) >= mixture_->species_count()) {
        throw InvalidArgument(fmt::format("species {}: must be in [0, {})", s, mixture_->species_count()));
    }
    energies.clear();
    for (const double zeta : stages_) energies.push_back(energy(i, r, static_cast<std::size_t>(s), zeta));
}

void SoftCore::without(std::size_t i, const Vector3& r, std::int32_t s, std::vector<ParticleEnergy>& energies) const {
    if (i >= state_->size()) throw InvalidArgument(fmt::format("particle {}: must be below {}", i, state_->size()));
    sum_over_others(i, r, s, energies);
}

}  // namespace soret::reference
