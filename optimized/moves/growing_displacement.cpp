#include "soret/optimized/moves/growing_displacement.hpp"

namespace soret::optimized {

MoveTrial GrowingDisplacement::propose(MonteCarloSystem& system, Turn& turn) {
    const CellGrid& grid = system.grid;
    const GrowingParticle& particle = *system.chain.growing;
    const Vector3 r = particle.position;
    if (turn.a[0] < (std::uint32_t{1} << 30)) {
        position_ = uniform_position(grid.box(), turn.numbers.words(2), turn.numbers.words(3));
    } else {
        const double zeta = system.parameters.growing->stages[particle.stage];
        const double d = growing_displacement_limit(grid.box(), system.chain.largest_displacement, zeta);
        const Vector3 edge = grid.box().edges();
        const Vector3 moved = r + Vector3{on_position_grid(d * symmetric_uniform_from(turn.a[1])),
                                          on_position_grid(d * symmetric_uniform_from(turn.a[2])),
                                          on_position_grid(d * symmetric_uniform_from(turn.a[3]))};
        position_ = {Box::wrap_once(moved.x, edge.x), Box::wrap_once(moved.y, edge.y), Box::wrap_once(moved.z, edge.z)};
    }
    system.energies.scan(grid, r, grid.size(), system.near);
    system.energies.scan(grid, position_, grid.size(), system.moved_near);
    turn.near = &system.near;
    const ParticleEnergy after = system.growing_energy(system.moved_near);
    const Quanta change = after.quanta - system.growing_energy(system.near).quanta;
    return {.overlap = after.overlap,
            .energy_change = change,
            .h = from_quanta(change),
            .high = turn.b[0],
            .low = turn.b[1]};
}

void GrowingDisplacement::apply(MonteCarloSystem& system, Turn& turn) const {
    system.chain.growing->position = position_;
    turn.near = &system.moved_near;
}

}  // namespace soret::optimized
