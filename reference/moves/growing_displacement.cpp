#include "soret/reference/moves/growing_displacement.hpp"

#include "soret/reference/moves/growing_energy.hpp"

namespace soret::reference {

MoveTrial GrowingDisplacement::propose(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    const State& state = system.chain.state;
    const Vector3 r = system.chain.growing->position;
    const RandomWords a = turn.words(0);
    const RandomWords b = turn.words(1);
    if (a[0] < (std::uint32_t{1} << 30)) {
        position_ = uniform_position(state.box, turn.words(2), turn.words(3));
    } else {
        const double d =
            growing_displacement_limit(state.box, system.chain.largest_displacement, system.growing_zeta());
        const auto moved = [d](double x, std::uint32_t word, double edge) {
            return Box::wrap_once(x + on_position_grid(d * symmetric_uniform_from(word)), edge);
        };
        const Vector3 edge = state.box.edges();
        position_ = {moved(r.x, a[1], edge.x), moved(r.y, a[2], edge.y), moved(r.z, a[3], edge.z)};
    }
    const ParticleEnergy after = growing_energy(system, state, position_);
    const Quanta change = after.quanta - growing_energy(system, state, r).quanta;
    return {.overlap = after.overlap, .energy_change = change, .h = from_quanta(change), .high = b[0], .low = b[1]};
}

void GrowingDisplacement::apply(MonteCarloSystem& system) const {
    system.chain.growing->position = position_;
}

}  // namespace soret::reference
