#include "soret/optimized/particle_energy.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret::optimized {

ParticleEnergies::ParticleEnergies(const Mixture& mixture, const State& state, const Execution& execution)
    : species_count_(mixture.species_count()),
      energies_(mixture, execution.instruction_set),
      near_(mixture.species_count()),
      rows_(mixture.species_count()) {
    const double* position[3] = {state.position[0].data(), state.position[1].data(), state.position[2].data()};
    grid_.build(state.box, energies_.cutoff(), species_count_, state.size(), position, state.species.data());
}

ParticleEnergy ParticleEnergies::sum_over_others(std::size_t i, const Vector3& r, std::int32_t s) const {
    if (s < 0 || static_cast<std::size_t>(s) >= species_count_) {
        throw InvalidArgument(fmt::format("species {}: must be in [0, {})", s, species_count_));
    }
    energies_.scan(grid_, r, i, near_);
    return energies_.energy(near_, s);
}

ParticleEnergy ParticleEnergies::without(std::size_t i, const Vector3& r, std::int32_t s) const {
    if (i >= grid_.size()) throw InvalidArgument(fmt::format("particle {}: must be below {}", i, grid_.size()));
    return sum_over_others(i, r, s);
}

TotalEnergy ParticleEnergies::total() const {
    return energies_.total(grid_, rows_, near_);
}

}  // namespace soret::optimized
