#include "soret/optimized/identity_energies.hpp"

namespace soret::optimized {

IdentityEnergies::IdentityEnergies(const Mixture& mixture, const State& state, const Execution& execution)
    : species_count_(mixture.species_count()),
      energies_(mixture, execution.instruction_set),
      near_(mixture.species_count()) {
    const double* position[3] = {state.position[0].data(), state.position[1].data(), state.position[2].data()};
    grid_.build(state.box, energies_.cutoff(), species_count_, state.size(), position, state.species.data());
}

void IdentityEnergies::changes(std::int32_t from, std::int32_t to, std::vector<ParticleEnergy>& changes) const {
    check_identity_change(from, to, species_count_);
    changes.clear();
    for (std::size_t i = 0; i < grid_.size(); ++i) {
        if (grid_.species(i) != from) continue;
        energies_.scan(grid_, grid_.position(i), i, near_);
        const ParticleEnergy before = energies_.energy(near_, from);
        changes.push_back(identity_energy(before, energies_.energy(near_, to), i));
    }
}

}  // namespace soret::optimized
