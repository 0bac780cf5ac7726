#include "soret/optimized/moves/monte_carlo_system.hpp"

#include "soret/common/errors.hpp"

namespace soret::optimized {

MonteCarloSystem::MonteCarloSystem(const Mixture& of_mixture, const MonteCarloChain& start,
                                   const MonteCarloParameters& at_parameters, const Execution& execution)
    : mixture(of_mixture),
      parameters(at_parameters),
      energies(mixture, execution.instruction_set),
      free_places(mixture, execution.instruction_set),
      chain(start),
      near(mixture.species_count()),
      moved_near(mixture.species_count()),
      rows(mixture.species_count()) {
    check_chain(mixture, chain, parameters);
    const State& state = chain.state;
    const double* position[3] = {state.position[0].data(), state.position[1].data(), state.position[2].data()};
    grid.build(state.box, energies.cutoff(), mixture.species_count(), state.size(), position, state.species.data());
    const TotalEnergy total = energies.total(grid, rows, near);
    if (total.overlap) throw InvalidState("the start has two particles nearly on top of each other");
    energy = total.quanta;
    species_counts = state.species_counts(mixture.species_count());
    if (!chain.growing) return;
    soft_core.emplace(mixture, parameters.growing->stages, execution.instruction_set);
    energies.scan(grid, chain.growing->position, grid.size(), near);
    const ParticleEnergy u = growing_energy(near);
    if (u.overlap) throw InvalidState("the growing particle starts nearly on top of another: begin at another stage");
    energy += u.quanta;
}

MonteCarloChain MonteCarloSystem::present_chain() const {
    MonteCarloChain present = chain;
    present.state.box = grid.box();
    for (std::size_t k = 0; k < grid.size(); ++k) {
        const Vector3 r = grid.position(k);
        present.state.position[0][k] = r.x;
        present.state.position[1][k] = r.y;
        present.state.position[2][k] = r.z;
        present.state.species[k] = grid.species(k);
    }
    return present;
}

}  // namespace soret::optimized
