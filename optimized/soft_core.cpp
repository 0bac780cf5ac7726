#include "soret/optimized/soft_core.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret::optimized {

SoftCore::SoftCore(const Mixture& mixture, const State& state, const std::vector<double>& stages,
                   const Execution& execution)
    : species_count_(mixture.species_count()),
      distances_(mixture, execution.instruction_set),
      soft_core_(mixture, stages, execution.instruction_set),
      near_(mixture.species_count()) {
    const double* position[3] = {state.position[0].data(), state.position[1].data(), state.position[2].data()};
    grid_.build(state.box, distances_.cutoff(), species_count_, state.size(), position, state.species.data());
}

void SoftCore::sum_over_others(std::size_t i, const Vector3& r, std::int32_t s,
                               std::vector<ParticleEnergy>& energies) const {
    if (s < 0 || static_cast<std::size_t>(s) >= species_count_) {
        throw InvalidArgument(fmt::format("species {}: must be in [0, {})", s, species_count_));
    }
    distances_.scan(grid_, r, i, near_);
    soft_core_.energies(near_, s, energies);
}

void SoftCore::without(std::size_t i, const Vector3& r, std::int32_t s, std::vector<ParticleEnergy>& energies) const {
    if (i >= grid_.size()) throw InvalidArgument(fmt::format("particle {}: must be below {}", i, grid_.size()));
    sum_over_others(i, r, s, energies);
}

}  // namespace soret::optimized
