#include "soret/optimized/moves/identity_swap.hpp"

namespace soret::optimized {

MoveTrial IdentitySwap::propose(MonteCarloSystem& system, Turn& turn) {
    CellGrid& grid = system.grid;
    const RandomWords words = turn.numbers.words(3);
    i_ = turn.particle;
    j_ = index_from(words[0], static_cast<std::uint32_t>(grid.size()));
    if (grid.species(i_) == grid.species(j_)) return impossible_move;

    NearDistances& near = turn.near == &system.near ? system.moved_near : system.near;
    const auto energy_of = [&](std::size_t k) {
        system.energies.scan(grid, grid.position(k), k, near);
        return system.energies.energy(near, grid.species(k));
    };
    const Quanta before = turn.energy.quanta + energy_of(j_).quanta;
    swap(grid);
    const ParticleEnergy of_i = energy_of(i_);
    const ParticleEnergy of_j = energy_of(j_);
    swap(grid);
    const Quanta change = of_i.quanta + of_j.quanta - before;
    return {.overlap = of_i.overlap || of_j.overlap,
            .energy_change = change,
            .h = from_quanta(change),
            .high = words[2],
            .low = words[3]};
}

void IdentitySwap::apply(MonteCarloSystem& system, Turn&) const {
    swap(system.grid);
}

void IdentitySwap::swap(CellGrid& grid) const {
    const std::int32_t species = grid.species(i_);
    grid.set_species(i_, grid.species(j_));
    grid.set_species(j_, species);
}

}  // namespace soret::optimized
