#include "soret/common/contracts/integrators.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr std::array<char, 3> axis_names{'x', 'y', 'z'};

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
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (std::size_t i = 0; i < trajectory.state.velocity[axis].size(); ++i) {
            double& v = trajectory.state.velocity[axis][i];
            if (std::fabs(v) < 512.0) v = on_position_grid(v);
        }
    }
    check_trajectory(mixture, trajectory, parameters);
    return trajectory;
}

void check_trajectory(const Mixture& mixture, const Trajectory& trajectory, const IntegratorParameters& parameters) {
    check_timestep(parameters.timestep);
    const State& state = trajectory.state;
    check_state(state, mixture);
    if (!state.has_velocities() && state.size() > 0) throw InvalidState("the particles have no velocities");
    const double limit = largest_speed(state.box, parameters.timestep);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (std::size_t i = 0; i < state.velocity[axis].size(); ++i) {
            const double v = state.velocity[axis][i];
            if (!(std::fabs(v) < limit)) {
                throw InvalidState(fmt::format("velocity {} of particle {} = {}: must be below {} in magnitude",
                                               axis_names[axis], state.id[i], v, limit));
            }
            if (on_position_grid(v) != v) {
                throw InvalidState(fmt::format("velocity {} of particle {} = {}: must be a multiple of 2^-42",
                                               axis_names[axis], state.id[i], v));
            }
        }
    }
}

}  // namespace soret
