#include "soret/reference/moves/identity_swap.hpp"

#include <utility>

#include "soret/reference/particle_energy.hpp"

namespace soret::reference {

MoveTrial IdentitySwap::propose(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    const State& state = system.chain.state;
    const RandomWords words = turn.words(3);
    i_ = system.particle_of(turn);
    j_ = index_from(words[0], static_cast<std::uint32_t>(state.size()));
    if (state.species[i_] == state.species[j_]) return impossible_move;

    State swapped = state;
    std::swap(swapped.species[i_], swapped.species[j_]);
    // The pair i, j is in both energies of both states, with the same u: it cancels.
    const auto energy_of_both = [&](const State& of) {
        const ParticleEnergies energies(system.mixture, of);
        const ParticleEnergy of_i = energies.without(i_, of.position_of(i_), of.species[i_]);
        const ParticleEnergy of_j = energies.without(j_, of.position_of(j_), of.species[j_]);
        return ParticleEnergy{of_i.quanta + of_j.quanta, of_i.overlap || of_j.overlap};
    };
    const ParticleEnergy after = energy_of_both(swapped);
    const Quanta change = after.quanta - energy_of_both(state).quanta;
    return {
        .overlap = after.overlap, .energy_change = change, .h = from_quanta(change), .high = words[2], .low = words[3]};
}

void IdentitySwap::apply(MonteCarloSystem& system) const {
    std::vector<std::int32_t>& species = system.chain.state.species;
    std::swap(species[i_], species[j_]);
}

}  // namespace soret::reference
