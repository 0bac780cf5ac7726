#include "soret/reference/moves/growing_energy.hpp"

#include "soret/reference/soft_core.hpp"
#include "soret/reference/soft_core_potential.hpp"

namespace soret::reference {

ParticleEnergy growing_energy(const MonteCarloSystem& system, const State& state, const Vector3& r) {
    std::vector<ParticleEnergy> energies;
    SoftCore(system.mixture, state, {system.growing_zeta()}).at(r, system.growing_species(), energies);
    return energies.front();
}

ParticleEnergy growing_pair_energy(const MonteCarloSystem& system, std::size_t i, const Vector3& r_i) {
    const State& state = system.chain.state;
    const SoftCorePair pair(system.mixture.pair(static_cast<std::size_t>(system.growing_species()),
                                                static_cast<std::size_t>(state.species[i])),
                            system.mixture.truncation(), system.growing_zeta());
    const Vector3 r = state.box.minimum_image(system.chain.growing->position, r_i);
    const double r2 = dot(r, r);
    if (!pair.sees(r2)) return {};
    OrderIndependentSum energy;
    energy.add(pair.energy(r2));
    if (!energy.in_range()) return {0, true};
    return {energy.quanta(), false};
}

}  // namespace soret::reference
