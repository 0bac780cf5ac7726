#include "soret/reference/moves/particle_exchange.hpp"

#include "soret/reference/particle_energy.hpp"

namespace soret::reference {

MoveTrial ParticleExchange::propose(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    const State& state = system.chain.state;
    const ParticleEnergies energies(system.mixture, state);
    particle_ = ExchangedParticle::drawn(system, turn);
    if (particle_.comes) {
        particle_.position = uniform_position(state.box, turn.words(4), turn.words(5));
        const ParticleEnergy u = energies.at(particle_.position, particle_.species);
        const double h = particle_.h(system, from_quanta(u.quanta));
        return decided_by(turn, {.overlap = u.overlap, .energy_change = u.quanta, .h = h});
    }
    if (!particle_.draw_row(system, turn)) return impossible_move;
    const Quanta u = energies.without(particle_.row, state.position_of(particle_.row), particle_.species).quanta;
    return decided_by(turn, {.energy_change = -u, .h = particle_.h(system, from_quanta(u))});
}

}  // namespace soret::reference
