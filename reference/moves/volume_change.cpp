#include "soret/reference/moves/volume_change.hpp"

#include <utility>

#include "soret/common/portable_math.hpp"
#include "soret/reference/moves/growing_energy.hpp"
#include "soret/reference/particle_energy.hpp"

namespace soret::reference {

MoveTrial VolumeChange::propose(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    const State& state = system.chain.state;
    const RandomWords c = turn.words(0);
    const double u = symmetric_uniform_from(c[0]);
    const double factor = portable_exp(system.chain.largest_log_volume_step * u / 3.0);
    trial_ = state;
    trial_.box = scaled_box(state.box, factor, system.mixture);
    const Vector3 edge = trial_.box.edges();
    const std::array<double, 3> edges{edge.x, edge.y, edge.z};
    const auto scaled = [factor](double x, double limit) {
        const double y = on_position_grid(x * factor);
        return y >= limit ? 0.0 : y;
    };
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (double& x : trial_.position[axis]) x = scaled(x, edges[axis]);
    }

    TotalEnergy after = ParticleEnergies(system.mixture, trial_).total();
    double powers = static_cast<double>(state.size()) + 1.0;  // of V in the density on a scale of ln V
    if (system.chain.growing) {
        const Vector3& r = system.chain.growing->position;
        growing_ = {scaled(r.x, edge.x), scaled(r.y, edge.y), scaled(r.z, edge.z)};
        const ParticleEnergy soft = growing_energy(system, trial_, growing_);
        after.quanta += soft.quanta;
        after.overlap = after.overlap || soft.overlap;
        powers += 1.0;
    }
    const WideQuanta change = after.quanta - system.energy;
    const double volume = state.box.volume();
    const double trial_volume = trial_.box.volume();
    const double h = (from_quanta(change) + system.parameters.pressure * (trial_volume - volume)) -
                     (powers * system.parameters.temperature) * portable_log(trial_volume / volume);
    return {.overlap = after.overlap, .energy_change = change, .h = h, .high = c[1], .low = c[2]};
}

void VolumeChange::apply(MonteCarloSystem& system) {
    system.chain.state = std::move(trial_);
    if (system.chain.growing) system.chain.growing->position = growing_;
}

}  // namespace soret::reference
