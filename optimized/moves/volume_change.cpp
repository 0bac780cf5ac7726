#include "soret/optimized/moves/volume_change.hpp"

#include <utility>

#include "soret/common/portable_math.hpp"

namespace soret::optimized {

MoveTrial VolumeChange::propose(MonteCarloSystem& system, Turn& turn) {
    const CellGrid& grid = system.grid;
    const double u = symmetric_uniform_from(turn.a[0]);
    const double factor = portable_exp(system.chain.largest_log_volume_step * u / 3.0);
    const Box trial_box = scaled_box(grid.box(), factor, system.mixture);
    trial_.build_scaled(grid, trial_box, factor);

    TotalEnergy after = system.energies.total(trial_, system.rows, system.near);
    double powers = static_cast<double>(grid.size()) + 1.0;
    if (system.chain.growing) {
        const Vector3& r = system.chain.growing->position;
        const Vector3 edge = trial_box.edges();
        growing_ = {scaled_coordinate(r.x, factor, edge.x), scaled_coordinate(r.y, factor, edge.y),
                    scaled_coordinate(r.z, factor, edge.z)};
        system.energies.scan(trial_, growing_, trial_.size(), system.near);
        const ParticleEnergy soft = system.growing_energy(system.near);
        after.quanta += soft.quanta;
        after.overlap = after.overlap || soft.overlap;
        powers += 1.0;
    }
    const WideQuanta change = after.quanta - system.energy;
    const double volume = grid.box().volume();
    const double trial_volume = trial_box.volume();
    const MonteCarloParameters& parameters = system.parameters;
    const double h = (from_quanta(change) + parameters.pressure * (trial_volume - volume)) -
                     (powers * parameters.temperature) * portable_log(trial_volume / volume);
    return {.overlap = after.overlap, .energy_change = change, .h = h, .high = turn.a[1], .low = turn.a[2]};
}

void VolumeChange::apply(MonteCarloSystem& system, Turn&) {
    std::swap(system.grid, trial_);
    if (system.chain.growing) system.chain.growing->position = growing_;
}

}  // namespace soret::optimized
