#include "soret/reference/identity_energies.hpp"

#include "soret/reference/particle_energy.hpp"

namespace soret::reference {

void IdentityEnergies::changes(std::int32_t from, std::int32_t to, std::vector<ParticleEnergy>& changes) const {
    check_identity_change(from, to, mixture_->species_count());
    const ParticleEnergies energies(*mixture_, *state_);
    changes.clear();
    for (std::size_t i = 0; i < state_->size(); ++i) {
        if (state_->species[i] != from) continue;
        const ParticleEnergy before = energies.without(i, state_->position_of(i), from);
        const ParticleEnergy after = energies.without(i, state_->position_of(i), to);
        changes.push_back(identity_energy(before, after, i));
    }
}

}  // namespace soret::reference
