#include "soret/common/contracts/integrators.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

void check_timestep(double timestep) {
    if (!(timestep > 0.0 && timestep <= 1.0)) {
        throw InvalidArgument(fmt::format("timestep = {}: must be in (0, 1]", timestep));
    }
}

}  // namespace

double largest_speed(const Box& box, double timestep) {
    return std::min(512.0, 0.25 * box.shortest_edge() / timestep);
}

std::vector<double> half_kicks(const Mixture& mixture, double timestep) {
    std::vector<double> kicks;
    for (std::size_t s = 0; s < mixture.species_count(); ++s) kicks.push_back((0.5 * timestep) / mixture.mass(s));
    return kicks;
}

Trajectory start_of_trajectory(const Mixture& mixture, const State& start, const IntegratorParameters& parameters) {
    Trajectory trajectory{start, 0};
    trajectory.state.round_velocities();
    check_trajectory(mixture, trajectory, parameters);
    return trajectory;
}

void check_trajectory(const Mixture& mixture, const Trajectory& trajectory, const IntegratorParameters& parameters) {
    check_timestep(parameters.timestep);
    check_state(trajectory.state, mixture);
    check_velocities(trajectory.state, largest_speed(trajectory.state.box, parameters.timestep));
}

}  // namespace soret
