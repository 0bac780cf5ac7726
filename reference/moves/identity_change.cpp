#include "soret/reference/moves/identity_change.hpp"

#include "soret/reference/particle_energy.hpp"

namespace soret::reference {

MoveTrial IdentityChange::propose(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    const State& state = system.chain.state;
    if (state.size() == 0 || system.mixture.species_count() == 1) return impossible_move;
    const RandomWords b = turn.words(1);
    i_ = system.particle_of(turn);
    const std::int32_t s = state.species[i_];
    const auto others = static_cast<std::uint32_t>(system.mixture.species_count() - 1);
    const std::uint32_t choice = others > 1 ? index_from(turn.words(2)[0], others) : 0;
    trial_ = static_cast<std::int32_t>(choice);
    if (trial_ >= s) ++trial_;  // the others are those below s and those above it

    const ParticleEnergies energies(system.mixture, state);
    const ParticleEnergy before = energies.without(i_, state.position_of(i_), s);
    const ParticleEnergy after = energies.without(i_, state.position_of(i_), trial_);
    const Quanta change = after.quanta - before.quanta;
    const std::vector<double>& mu = system.parameters.chemical_potential;
    const double delta_mu = mu[static_cast<std::size_t>(trial_)] - mu[static_cast<std::size_t>(s)];
    const double tail =
        tail_change(system.mixture, system.parameters.ensemble, system.species_counts, s, trial_, state.box.volume());
    return {.overlap = after.overlap,
            .energy_change = change,
            .h = (from_quanta(change) + tail) - delta_mu,
            .high = b[2],
            .low = b[3]};
}

void IdentityChange::apply(MonteCarloSystem& system) const {
    std::int32_t& species = system.chain.state.species[i_];
    --system.species_counts[static_cast<std::size_t>(species)];
    ++system.species_counts[static_cast<std::size_t>(trial_)];
    species = trial_;
}

}  // namespace soret::reference
