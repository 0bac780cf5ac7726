#include "soret/reference/moves/displacement.hpp"

#include "soret/reference/moves/growing_energy.hpp"
#include "soret/reference/particle_energy.hpp"

namespace soret::reference {

MoveTrial Displacement::propose(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    const State& state = system.chain.state;
    if (state.size() == 0) return impossible_move;
    const RandomWords a = turn.words(0);
    const RandomWords b = turn.words(1);
    i_ = system.particle_of(turn);
    const double d = displacement_limit(state.box, system.chain.largest_displacement);
    const Vector3 edge = state.box.edges();
    unwrapped_ = {state.position[0][i_] + on_position_grid(d * symmetric_uniform_from(a[1])),
                  state.position[1][i_] + on_position_grid(d * symmetric_uniform_from(a[2])),
                  state.position[2][i_] + on_position_grid(d * symmetric_uniform_from(a[3]))};
    wrapped_ = {Box::wrap_once(unwrapped_[0], edge.x), Box::wrap_once(unwrapped_[1], edge.y),
                Box::wrap_once(unwrapped_[2], edge.z)};

    const ParticleEnergies energies(system.mixture, state);
    const std::int32_t s = state.species[i_];
    const Vector3 r = state.position_of(i_);
    const Vector3 trial{wrapped_[0], wrapped_[1], wrapped_[2]};
    const ParticleEnergy before = energies.without(i_, r, s);
    const ParticleEnergy after = energies.without(i_, trial, s);
    Quanta change = after.quanta - before.quanta;
    bool overlap = after.overlap;
    if (system.chain.growing) {
        const ParticleEnergy with_growing = growing_pair_energy(system, i_, trial);
        change += with_growing.quanta - growing_pair_energy(system, i_, r).quanta;
        overlap = overlap || with_growing.overlap;
    }
    return {.overlap = overlap, .energy_change = change, .h = from_quanta(change), .high = b[0], .low = b[1]};
}

void Displacement::apply(MonteCarloSystem& system) const {
    State& state = system.chain.state;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        state.position[axis][i_] = wrapped_[axis];
        if (unwrapped_[axis] < 0.0) --state.image[axis][i_];
        if (wrapped_[axis] < unwrapped_[axis]) ++state.image[axis][i_];
    }
}

}  // namespace soret::reference
