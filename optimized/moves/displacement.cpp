#include "soret/optimized/moves/displacement.hpp"

namespace soret::optimized {

MoveTrial Displacement::propose(MonteCarloSystem& system, Turn& turn) {
    const CellGrid& grid = system.grid;
    if (grid.size() == 0) return impossible_move;
    const std::size_t i = turn.particle;
    const double d = displacement_limit(grid.box(), system.chain.largest_displacement);
    const Vector3 edge = grid.box().edges();
    const Vector3 r = grid.position(i);
    moved_ = r + Vector3{on_position_grid(d * symmetric_uniform_from(turn.a[1])),
                         on_position_grid(d * symmetric_uniform_from(turn.a[2])),
                         on_position_grid(d * symmetric_uniform_from(turn.a[3]))};
    wrapped_ = {Box::wrap_once(moved_.x, edge.x), Box::wrap_once(moved_.y, edge.y), Box::wrap_once(moved_.z, edge.z)};

    const std::int32_t s = grid.species(i);
    system.energies.scan_both(grid, r, wrapped_, i, system.near, system.moved_near);
    turn.near = &system.near;
    turn.energy = system.energies.energy(system.near, s);
    after_ = system.energies.energy(system.moved_near, s);
    Quanta change = after_.quanta - turn.energy.quanta;
    bool overlap = after_.overlap;
    if (system.chain.growing) {
        const ParticleEnergy with_growing = system.growing_pair_energy(i, wrapped_);
        change += with_growing.quanta - system.growing_pair_energy(i, r).quanta;
        overlap = overlap || with_growing.overlap;
    }
    return {.overlap = overlap, .energy_change = change, .h = from_quanta(change), .high = turn.b[0], .low = turn.b[1]};
}

void Displacement::apply(MonteCarloSystem& system, Turn& turn) const {
    const std::size_t i = turn.particle;
    const Vector3 edge = system.grid.box().edges();
    auto& image = system.chain.state.image;
    image[0][i] += (moved_.x >= edge.x ? 1 : 0) - (moved_.x < 0.0 ? 1 : 0);
    image[1][i] += (moved_.y >= edge.y ? 1 : 0) - (moved_.y < 0.0 ? 1 : 0);
    image[2][i] += (moved_.z >= edge.z ? 1 : 0) - (moved_.z < 0.0 ? 1 : 0);
    system.grid.move(i, wrapped_);
    turn.near = &system.moved_near;
    turn.energy = after_;
}

}  // namespace soret::optimized
