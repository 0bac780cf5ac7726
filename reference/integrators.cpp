#include "soret/reference/integrators.hpp"

#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/reference/nose_hoover_chain.hpp"
#include "soret/reference/restraint_forces.hpp"
#include "soret/reference/velocity_rescaling.hpp"

namespace soret::reference {

namespace {

std::array<double, 3> edges_of(const Box& box) {
    return {box.edges().x, box.edges().y, box.edges().z};
}

/// sinh(x)/x for |x| < 1/8
double sinh_over(double x) {
    const double y = x * x;
    return 1.0 + (y / 6.0) * (1.0 + (y / 20.0) * (1.0 + (y / 42.0) * (1.0 + y / 72.0)));
}

}  // namespace

Integrator::Integrator(const Mixture& mixture, const Trajectory& trajectory, const IntegratorParameters& parameters,
                       const Execution&)
    : mixture_(mixture),
      parameters_(parameters),
      constants_(extended_constants(parameters, trajectory.state.size())),
      pair_forces_(mixture),
      timestep_(parameters.timestep),
      half_kick_(half_kicks(mixture, parameters.timestep)),
      trajectory_(trajectory) {
    check_trajectory(mixture, trajectory, parameters);
    if (has_field(parameters.ensemble)) field_.emplace(mixture, parameters, trajectory.state);
    PairForcesRequest request = request_of_step();
    request.energies = request.virial = request.currents = true;
    compute(request, trajectory_.step);
    if (has_thermostat(parameters.ensemble)) sum_kinetic_energy();
}

/// Forces, and what the barostat or a heat field ask for.
PairForcesRequest Integrator::request_of_step() const {
    PairForcesRequest request = forces_only;
    request.scalar_virial = scalar_virial(parameters_.ensemble);
    if (drives_heat(parameters_)) request.heat_field_axis = parameters_.field.axis;
    return request;
}

/// The forces by pairs F, and force_ = F + S with those of the springs; virial_ with that of the springs.
void Integrator::compute(PairForcesRequest request, std::uint64_t step) {
    pair_forces_.compute(trajectory_.state, request, result_);
    force_ = result_.force;
    if (request.heat_field_axis) heat_field_force_ = result_.heat_field_force;
    virial_ = result_.scalar_virial;
    if (trajectory_.anchors.empty()) return;
    restraint_sums_ = add_restraint_forces(trajectory_, parameters_, step, force_);
    if (has_barostat(parameters_.ensemble)) {
        virial_ += restraint_virial(parameters_.spring, restraint_sums_, scalar_virial(parameters_.ensemble));
    }
}

void Integrator::run(std::uint64_t steps, PairForcesRequest request) {
    for (std::uint64_t k = 0; k < steps; ++k) {
        naming_step(trajectory_.step + 1, [&] {
            if (has_thermostat(parameters_.ensemble)) {
                step_of_extended_system();
            } else if (has_field(parameters_.ensemble)) {
                step_under_field();
            } else {
                step_of_constant_energy();
                if (has_slabs(parameters_.ensemble)) rescale_velocities(trajectory_, mixture_, parameters_);
            }
        });
        ++trajectory_.step;
    }
    // The sums once more: those of the step were taken before the last kick, or are not those asked for.
    const bool sums = request.energies || request.virial || request.currents;
    request.scalar_virial = scalar_virial(parameters_.ensemble);
    if (sums || steps == 0) naming_step(trajectory_.step, [&] { compute(request, trajectory_.step); });
}

void Integrator::step_of_constant_energy() {
    kick();
    drift();
    compute(forces_only, trajectory_.step + 1);
    kick();
}

void Integrator::step_under_field() {
    field_->kick(trajectory_, {force_, heat_field_force_});
    drift();
    compute(request_of_step(), trajectory_.step + 1);
    field_->kick(trajectory_, {force_, heat_field_force_});
    field_->hold_temperature(trajectory_, {force_, heat_field_force_});
}

void Integrator::kick() {
    State& state = trajectory_.state;
    for (std::size_t i = 0; i < state.size(); ++i) {
        const double h = half_kick_[static_cast<std::size_t>(state.species[i])];
        for (std::size_t axis = 0; axis < 3; ++axis) {
            state.velocity[axis][i] += on_position_grid(h * force_[axis][i]);
        }
    }
}

void Integrator::drift() {
    State& state = trajectory_.state;
    const std::array<double, 3> edge = edges_of(state.box);
    const double limit = largest_speed(state.box, timestep_);
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double v = state.velocity[axis][i];
            check_speed(v, i, limit);
            const double moved = state.position[axis][i] + on_position_grid(timestep_ * v);
            state.position[axis][i] = Box::wrap_once(moved, edge[axis]);
            state.image[axis][i] += moved >= edge[axis] ? 1 : moved < 0.0 ? -1 : 0;
        }
    }
}

void Integrator::check_speed(double v, std::size_t i, double limit) const {
    if (std::fabs(v) < limit) return;
    throw InvalidState(fmt::format("step {}: particle {} is too fast: |v| = {} must be below {}", trajectory_.step + 1,
                                   trajectory_.state.id[i], std::fabs(v), limit));
}

void Integrator::step_of_extended_system() {
    barostat_chain();
    thermostat();
    kick_strain_rate();
    scaled_kick();
    scaled_drift();
    compute(request_of_step(), trajectory_.step + 1);
    scaled_kick();
    sum_kinetic_energy();
    kick_strain_rate();
    thermostat();
    barostat_chain();
    sum_kinetic_energy();
}

void Integrator::sum_kinetic_energy() {
    const State& state = trajectory_.state;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        OrderIndependentTotal sum;
        for (std::size_t i = 0; i < state.size(); ++i) {
            const double v = state.velocity[axis][i];
            sum.add(mixture_.mass(static_cast<std::size_t>(state.species[i])) * (v * v));
        }
        kinetic_[axis] = checked_value(sum, "kinetic tensor");
    }
}

double Integrator::kinetic_energy_twice() const {
    return (kinetic_[0] + kinetic_[1]) + kinetic_[2];
}

void Integrator::thermostat() {
    const ChainCoupling coupling{constants_.degrees_of_freedom, parameters_.temperature, constants_.first_thermostat,
                                 constants_.other_thermostats};
    const double s = half_step_of_chain(trajectory_.extended.thermostat, coupling, kinetic_energy_twice(),
                                        0.5 * timestep_, trajectory_.step + 1);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (double& v : trajectory_.state.velocity[axis]) v = on_position_grid(s * v);
        kinetic_[axis] = (s * s) * kinetic_[axis];
    }
}

void Integrator::barostat_chain() {
    if (!has_barostat(parameters_.ensemble)) return;
    double& omega = trajectory_.extended.strain_rate;
    const ChainCoupling coupling{1.0, parameters_.temperature, constants_.barostat_thermostats,
                                 constants_.barostat_thermostats};
    omega = half_step_of_chain(trajectory_.extended.barostat, coupling, constants_.barostat * (omega * omega),
                               0.5 * timestep_, trajectory_.step + 1) *
            omega;
}

void Integrator::kick_strain_rate() {
    if (!has_barostat(parameters_.ensemble)) return;
    const std::array<bool, 3> breathes = breathing_edges(parameters_.ensemble);
    std::array<double, 3> t{};
    for (std::size_t axis = 0; axis < 3; ++axis) t[axis] = breathes[axis] ? kinetic_[axis] : 0.0;
    const double d = constants_.breathing_edges;
    const double f = ((((t[0] + t[1]) + t[2]) + virial_) - (d * parameters_.pressure) * box().volume()) +
                     (d / constants_.degrees_of_freedom) * kinetic_energy_twice();
    trajectory_.extended.strain_rate += (0.5 * timestep_) * (f / constants_.barostat);
    check_strain(trajectory_.extended.strain_rate, timestep_, trajectory_.step + 1);
}

/// alpha_a
double Integrator::rate_of_friction(std::size_t axis) const {
    const double omega = trajectory_.extended.strain_rate;
    const double omega_a = breathing_edges(parameters_.ensemble)[axis] ? omega : 0.0;
    return omega_a + (constants_.breathing_edges / constants_.degrees_of_freedom) * omega;
}

void Integrator::scaled_kick() {
    State& state = trajectory_.state;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double alpha = rate_of_friction(axis);
        const double A = portable_exp(-(0.5 * timestep_) * alpha);
        const double b = portable_exp(-(0.25 * timestep_) * alpha) * sinh_over((0.25 * timestep_) * alpha);
        for (std::size_t i = 0; i < state.size(); ++i) {
            const double h = half_kick_[static_cast<std::size_t>(state.species[i])];
            double& v = state.velocity[axis][i];
            v = on_position_grid(A * v + (h * b) * force_[axis][i]);
        }
    }
}

void Integrator::scaled_drift() {
    State& state = trajectory_.state;
    const double omega = trajectory_.extended.strain_rate;
    const double limit = largest_speed(state.box, timestep_);
    const std::array<double, 3> edge = edges_of(state.box);
    std::array<double, 3> R{};
    std::array<double, 3> D{};
    std::array<double, 3> next{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double omega_a = breathing_edges(parameters_.ensemble)[axis] ? omega : 0.0;
        const double half = (0.5 * timestep_) * omega_a;
        R[axis] = portable_exp(timestep_ * omega_a);
        D[axis] = timestep_ * (portable_exp(half) * sinh_over(half));
        next[axis] = on_position_grid(R[axis] * edge[axis]);
    }
    state.box = checked_box({next[0], next[1], next[2]}, mixture_, trajectory_.step + 1);
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double v = state.velocity[axis][i];
            check_speed(v, i, limit);
            const double moved = on_position_grid(R[axis] * state.position[axis][i] + D[axis] * v);
            state.position[axis][i] = Box::wrap_once(moved, next[axis]);
            state.image[axis][i] += moved >= next[axis] ? 1 : moved < 0.0 ? -1 : 0;
        }
    }
}

}  // namespace soret::reference
