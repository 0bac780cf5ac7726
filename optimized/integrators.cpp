#include "soret/optimized/integrators.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/optimized/detail/cluster_totals.hpp"

namespace soret::optimized {

Integrator::Integrator(const Mixture& mixture, const Trajectory& trajectory, const IntegratorParameters& parameters,
                       const Execution& execution)
    : mixture_(mixture),
      timestep_(parameters.timestep),
      half_kick_(half_kicks(mixture, parameters.timestep)),
      largest_speed_(largest_speed(trajectory.state.box, parameters.timestep)),
      forces_(mixture, execution, parameters.precision),
      buffer_(mixture.largest_cutoff(), trajectory.state.box.shortest_edge(), execution.list_buffer),
      step_(trajectory.step) {
    check_trajectory(mixture, trajectory, parameters);
    for (double& h : half_kick_) h *= forces_.force_quantum();  // a power of two: no rounding
    forces_.system().load(trajectory.state);
    sort_and_list();
    run(0);
}

void Integrator::sort_and_list() {
    forces_.sort_and_list(buffer_.radius());
    buffer_.count_list();
    forces_.prune_list(buffer_.pruned_radius());
}

void Integrator::kick_and_drift(int kicks) {
    const ClusterMotionExtremes extremes = forces_.move(half_kick_, timestep_, kicks, true);
    if (!(extremes.speed < largest_speed_)) report_too_fast();
    ++step_;
    switch (buffer_.after_step(extremes.displacement2)) {
        case ListUpkeep::none: break;
        case ListUpkeep::prune: forces_.prune_list(buffer_.pruned_radius()); break;
        case ListUpkeep::sort: sort_and_list(); break;
    }
}

void Integrator::run(std::uint64_t steps, PairForcesRequest request) {
    const bool energies = request.energies || request.currents;
    const ClusterPassOptions wanted{energies, request.virial, request.currents};
    const ClusterPassOptions nothing{false, false, false};
    for (std::uint64_t k = 0; k < steps; ++k) {
        kick_and_drift(k == 0 ? 1 : 2);
        forces_.compute(k + 1 == steps && !wanted.currents ? wanted : nothing);
    }
    if (steps > 0) forces_.move(half_kick_, timestep_, 1, false);
    // Currents need the velocities of the full step, which need the forces: a pass of their own.
    if (steps == 0 || wanted.currents) forces_.compute(wanted);
    forces_.add_up_buffers(energies || wanted.virial);
    totals_ = totals_of(mixture_, forces_, wanted);
}

void Integrator::report_too_fast() const {
    const State state = forces_.system().state();
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double speed = std::fabs(state.velocity[axis][i]);
            if (speed < largest_speed_) continue;
            throw InvalidState(fmt::format("step {}: particle {} is too fast: |v| = {} must be below {}", step_ + 1,
                                           state.id[i], speed, largest_speed_));
        }
    }
    throw InvalidState(fmt::format("step {}: a particle is too fast", step_ + 1));
}

}  // namespace soret::optimized
