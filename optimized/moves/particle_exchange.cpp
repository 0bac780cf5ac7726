#include "soret/optimized/moves/particle_exchange.hpp"

namespace soret::optimized {

MoveTrial ParticleExchange::propose(MonteCarloSystem& system, Turn& turn) {
    const CellGrid& grid = system.grid;
    particle_ = ExchangedParticle::drawn(system, turn.numbers);
    Vector3 r;
    std::size_t own = grid.size();
    if (particle_.comes) {
        r = uniform_position(grid.box(), turn.numbers.words(4), turn.numbers.words(5));
        particle_.position = r;
    } else {
        if (!particle_.draw_number(system, turn.numbers)) return impossible_move;
        own = particle_.number;
        r = grid.position(own);
    }
    system.energies.scan(grid, r, own, system.near);
    const ParticleEnergy u = system.energies.energy(system.near, particle_.species);
    if (u.overlap) return impossible_move;
    return {.energy_change = particle_.comes ? u.quanta : -u.quanta,
            .h = particle_.h(system, from_quanta(u.quanta)),
            .high = particle_.high,
            .low = particle_.low};
}

}  // namespace soret::optimized
