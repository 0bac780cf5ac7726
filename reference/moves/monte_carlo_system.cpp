#include "soret/reference/moves/monte_carlo_system.hpp"

#include "soret/common/errors.hpp"
#include "soret/reference/moves/growing_energy.hpp"
#include "soret/reference/particle_energy.hpp"

namespace soret::reference {

MonteCarloSystem::MonteCarloSystem(const Mixture& of_mixture, const MonteCarloChain& start,
                                   const MonteCarloParameters& at_parameters, const Execution&)
    : mixture(of_mixture), parameters(at_parameters), chain(start) {
    check_chain(mixture, chain, parameters);
    const TotalEnergy total = ParticleEnergies(mixture, chain.state).total();
    if (total.overlap) throw InvalidState("the start has two particles nearly on top of each other");
    energy = total.quanta;
    if (chain.growing) {
        const ParticleEnergy u = growing_energy(*this, chain.state, chain.growing->position);
        if (u.overlap)
            throw InvalidState("the growing particle starts nearly on top of another: begin at another stage");
        energy += u.quanta;
    }
    species_counts = chain.state.species_counts(mixture.species_count());
}

}  // namespace soret::reference
