#include "soret/reference/integrators.hpp"

#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret::reference {

Integrator::Integrator(const Mixture& mixture, const Trajectory& trajectory, const IntegratorParameters& parameters,
                       const Execution&)
    : mixture_(mixture),
      pair_forces_(mixture, {}, parameters.precision),
      timestep_(parameters.timestep),
      half_kick_(half_kicks(mixture, parameters.timestep)),
      trajectory_(trajectory) {
    check_trajectory(mixture, trajectory, parameters);
    pair_forces_.compute(trajectory_.state, {}, result_);
}

void Integrator::run(std::uint64_t steps, PairForcesRequest request) {
    for (std::uint64_t k = 0; k < steps; ++k) {
        kick();
        drift();
        pair_forces_.compute(trajectory_.state, forces_only, result_);
        kick();
        ++trajectory_.step;
    }
    const bool sums = request.energies || request.virial || request.currents;
    if (sums || steps == 0) pair_forces_.compute(trajectory_.state, request, result_);  // velocities of the full step
}

void Integrator::kick() {
    State& state = trajectory_.state;
    for (std::size_t i = 0; i < state.size(); ++i) {
        const double h = half_kick_[static_cast<std::size_t>(state.species[i])];
        for (std::size_t axis = 0; axis < 3; ++axis) {
            state.velocity[axis][i] += on_position_grid(h * result_.force[axis][i]);
        }
    }
}

void Integrator::drift() {
    State& state = trajectory_.state;
    const Vector3& edges = state.box.edges();
    const double edge[3] = {edges.x, edges.y, edges.z};
    const double limit = largest_speed(state.box, timestep_);
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double v = state.velocity[axis][i];
            if (!(std::fabs(v) < limit)) {
                throw InvalidState(fmt::format("step {}: particle {} is too fast: |v| = {} must be below {}",
                                               trajectory_.step + 1, state.id[i], std::fabs(v), limit));
            }
            const double moved = state.position[axis][i] + on_position_grid(timestep_ * v);
            state.position[axis][i] = Box::wrap_once(moved, edge[axis]);
            state.image[axis][i] += moved >= edge[axis] ? 1 : moved < 0.0 ? -1 : 0;
        }
    }
}

}  // namespace soret::reference
