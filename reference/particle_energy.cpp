#include "soret/reference/particle_energy.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/reference/pair_potential.hpp"

namespace soret::reference {

ParticleEnergy ParticleEnergies::sum_over_others(std::size_t i, const Vector3& r, std::int32_t s) const {
    if (s < 0 || static_cast<std::size_t>(s) >= mixture_->species_count()) {
        throw InvalidArgument(fmt::format("species {}: must be in [0, {})", s, mixture_->species_count()));
    }
    OrderIndependentSum energy;
    int neighbours = 0;
    for (std::size_t j = 0; j < state_->size(); ++j) {
        if (j == i) continue;
        const Vector3 rij = state_->box.minimum_image(r, state_->position_of(j));
        const double r2 = dot(rij, rij);
        const PairParameters& pair =
            mixture_->pair(static_cast<std::size_t>(s), static_cast<std::size_t>(state_->species[j]));
        if (!(r2 < pair.cutoff2)) continue;
        energy.add(pair_energy(pair, r2));
        ++neighbours;
    }
    if (neighbours > largest_neighbour_count) {
        throw InvalidState(fmt::format("a particle has {} neighbours within the cutoff: must be at most {}", neighbours,
                                       largest_neighbour_count));
    }
    if (!energy.in_range()) return {0, true};
    return {energy.quanta(), false};
}

ParticleEnergy ParticleEnergies::without(std::size_t i, const Vector3& r, std::int32_t s) const {
    if (i >= state_->size()) throw InvalidArgument(fmt::format("particle {}: must be below {}", i, state_->size()));
    return sum_over_others(i, r, s);
}

TotalEnergy ParticleEnergies::total() const {
    TotalEnergy total;
    for (std::size_t i = 0; i < state_->size(); ++i) {
        const ParticleEnergy energy = sum_over_others(i, state_->position_of(i), state_->species[i]);
        total.quanta += energy.quanta;
        total.overlap = total.overlap || energy.overlap;
    }
    total.quanta = total.overlap ? 0 : total.quanta / 2;  // every pair was counted twice: exact
    return total;
}

}  // namespace soret::reference
