#include "soret/optimized/moves/identity_change.hpp"

namespace soret::optimized {

MoveTrial IdentityChange::propose(MonteCarloSystem& system, Turn& turn) {
    if (system.grid.size() == 0 || system.mixture.species_count() == 1) return impossible_move;
    const std::int32_t s = system.grid.species(turn.particle);
    const auto others = static_cast<std::uint32_t>(system.mixture.species_count() - 1);
    trial_ = others > 1 ? static_cast<std::int32_t>(index_from(turn.numbers.words(2)[0], others)) : 0;
    if (trial_ >= s) ++trial_;

    const ParticleEnergy after = system.energies.energy(*turn.near, trial_);
    const Quanta change = after.quanta - turn.energy.quanta;
    const std::vector<double>& mu = system.parameters.chemical_potential;
    const double delta_mu = mu[static_cast<std::size_t>(trial_)] - mu[static_cast<std::size_t>(s)];
    const double tail = tail_change(system.mixture, system.parameters.ensemble, system.species_counts, s, trial_,
                                    system.grid.box().volume());
    return {.overlap = after.overlap,
            .energy_change = change,
            .h = (from_quanta(change) + tail) - delta_mu,
            .high = turn.b[2],
            .low = turn.b[3]};
}

void IdentityChange::apply(MonteCarloSystem& system, Turn& turn) const {
    --system.species_counts[static_cast<std::size_t>(system.grid.species(turn.particle))];
    ++system.species_counts[static_cast<std::size_t>(trial_)];
    system.grid.set_species(turn.particle, trial_);
}

}  // namespace soret::optimized
