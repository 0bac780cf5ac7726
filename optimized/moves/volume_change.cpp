#include "soret/optimized/moves/volume_change.hpp"

#include <utility>

#include "soret/common/portable_math.hpp"

namespace soret::optimized {

MoveTrial VolumeChange::propose(MonteCarloSystem& system, Turn& turn) {
    const CellGrid& grid = system.grid;
    const double u = symmetric_uniform_from(turn.a[0]);
    const double factor = portable_exp(system.chain.largest_log_volume_step * u / 3.0);
    const Box trial_box = scaled_box(grid.box(), factor, system.mixture);
    const Vector3 edge = trial_box.edges();
    const std::size_t n = grid.size();
    const auto scaled = [factor](double x, double limit) {
        const double y = on_position_grid(x * factor);
        return y >= limit ? 0.0 : y;
    };
    for (auto& axis : position_) axis.resize(n);
    species_.resize(n);
    for (std::size_t k = 0; k < n; ++k) {
        const Vector3 r = grid.position(k);
        position_[0][k] = scaled(r.x, edge.x);
        position_[1][k] = scaled(r.y, edge.y);
        position_[2][k] = scaled(r.z, edge.z);
        species_[k] = grid.species(k);
    }
    const double* position[3] = {position_[0].data(), position_[1].data(), position_[2].data()};
    trial_.build(trial_box, system.energies.cutoff(), system.mixture.species_count(), n, position, species_.data());

    TotalEnergy after = system.energies.total(trial_, system.near);
    double powers = static_cast<double>(n) + 1.0;
    if (system.chain.growing) {
        const Vector3& r = system.chain.growing->position;
        growing_ = {scaled(r.x, edge.x), scaled(r.y, edge.y), scaled(r.z, edge.z)};
        system.energies.scan(trial_, growing_, n, system.near);
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
