#include "soret/optimized/integrators.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/optimized/detail/cluster_totals.hpp"

namespace soret::optimized {

namespace {

/// Of a pass over the pairs that sums the forces of a heat field too, in passes without. Measured: bench/README.md.
constexpr double cost_of_heat_field = 1.65;

std::vector<double> masses_of(const Mixture& mixture) {
    std::vector<double> masses;
    for (std::size_t s = 0; s < mixture.species_count(); ++s) masses.push_back(mixture.mass(s));
    return masses;
}

void copy(const Vector3& from, double* to) {
    to[0] = from.x;
    to[1] = from.y;
    to[2] = from.z;
}

void copy(const std::array<double, 3>& from, double* to) {
    std::copy(from.begin(), from.end(), to);
}

}  // namespace

Integrator::Integrator(const Mixture& mixture, const Trajectory& trajectory, const IntegratorParameters& parameters,
                       const Execution& execution)
    : mixture_(mixture),
      parameters_(parameters),
      timestep_(parameters.timestep),
      mass_(masses_of(mixture)),
      half_kick_(half_kicks(mixture, parameters.timestep)),
      largest_speed_(largest_speed(trajectory.state.box, parameters.timestep)),
      forces_(mixture, execution),
      buffer_(mixture.largest_cutoff(), trajectory.state.box.shortest_edge(), execution.list_buffer,
              drives_heat(parameters) ? cost_of_heat_field : 1.0),
      extended_(parameters, trajectory.state.size(), trajectory.extended),
      step_(trajectory.step) {
    check_trajectory(mixture, trajectory, parameters);
    if (has_field(parameters.ensemble)) field_.emplace(mixture, parameters, trajectory.state);
    field_half_kick_ = half_kick_;
    for (double& h : half_kick_) h *= sum_quantum;  // a power of two: no rounding
    if (has_slabs(parameters.ensemble)) slabs_.emplace(mixture, parameters, trajectory.state);
    if (!trajectory.anchors.empty()) restraints_.emplace(trajectory.anchors, trajectory.state, parameters.spring);
    forces_.system().load(trajectory.state);
    sort_and_list();
    run(0);
    if (drives_heat(parameters_)) compute(request_under_field());
    if (!has_thermostat(parameters_.ensemble)) return;
    keep_virial();
    begin_motion(1.0);
    move_and_sum(ExtendedPart::scale);
}

void Integrator::sort_and_list() {
    buffer_.limit(box().shortest_edge());
    forces_.sort_and_list(buffer_.radius());
    buffer_.count_list();
    prune_list();
}

void Integrator::prune_list() {
    forces_.prune_list(buffer_.pruned_radius());
    listed_box_ = box();
}

void Integrator::keep_up(ListUpkeep upkeep) {
    switch (upkeep) {
        case ListUpkeep::none: break;
        case ListUpkeep::prune: prune_list(); break;
        case ListUpkeep::sort: sort_and_list(); break;
    }
}

/// The forces by pairs, and those of the springs on top of them.
void Integrator::compute(const PairForcesRequest& request) {
    forces_.compute(request);
    add_springs();
}

void Integrator::add_springs() {
    if (!restraints_) return;
    forces_.add_up_threads(false);
    restraints_->add_forces(forces_, step_);
}

/// The same in a step. Currents need the velocities of the full step, which need the forces: they follow later.
void Integrator::compute_in_step(const PairForcesRequest& request) {
    if (!request.currents) return compute(request);
    forces_.compute_before_currents(request);
    add_springs();
}

void Integrator::kick_and_drift(int kicks) {
    finish_drift(forces_.move(half_kick_, timestep_, kicks, true));
}

void Integrator::finish_drift(const ClusterMotionExtremes& extremes) {
    if (!(extremes.speed < largest_speed_)) report_too_fast();
    ++step_;
    keep_up(buffer_.after_step(extremes.displacement2));
}

void Integrator::run(std::uint64_t steps, PairForcesRequest request) {
    const bool energies = request.energies || request.currents;
    const bool thermostatted = has_thermostat(parameters_.ensemble);
    const ScalarVirial of_barostat = scalar_virial(parameters_.ensemble);
    const PairForcesRequest wanted{energies, request.virial, request.currents, of_barostat};
    const PairForcesRequest nothing{false, false, false, of_barostat};
    for (std::uint64_t k = 0; k < steps; ++k) {
        const PairForcesRequest& of_step = k + 1 == steps ? wanted : nothing;
        naming_step(step_ + 1, [&] {
            if (thermostatted) {
                extended_step(of_step);
            } else if (slabs_) {
                step_with_slabs(of_step);
            } else if (field_) {
                step_under_field();
            } else {
                kick_and_drift(k == 0 ? 1 : 2);
                compute_in_step(of_step);
            }
        });
    }
    naming_step(step_, [&] {
        if (steps > 0 && !thermostatted) end_steps();
        const bool later = wanted.currents || (field_ && (energies || wanted.virial));
        if (steps == 0 || (later && !forces_.compute_beside_forces(wanted))) compute(wanted);
        forces_.add_up_threads(energies || wanted.virial);
        totals_ = totals_of(mixture_, forces_, wanted);
    });
}

std::vector<double> Integrator::forces(std::size_t axis) const {
    const ClusterSystem& system = forces_.system();
    std::vector<double> forces(system.size());
    for (std::size_t place = 0; place < system.cluster_count() * cluster_size; ++place) {
        const std::int32_t particle = system.particle(place);
        if (particle == ClusterSystem::unused_particle) continue;
        const std::int64_t of_spring = restraints_ ? restraints_->force(particle, axis) : 0;
        forces[static_cast<std::size_t>(particle)] = from_quanta(forces_.force(place, axis) - of_spring);
    }
    return forces;
}

Trajectory Integrator::trajectory() const {
    return {forces_.system().state(), step_, extended_.variables(),
            restraints_ ? restraints_->anchors() : RestraintAnchors{}};
}

const RestraintSums& Integrator::restraint_sums() const {
    static constexpr RestraintSums none{};
    return restraints_ ? restraints_->sums() : none;
}

/// What is left of the last step when no other follows.
void Integrator::end_steps() {
    if (field_) {
        move_under_field(FieldPart::scale);
        field_->forget_scale();
        return;
    }
    if (!slabs_) {
        forces_.move(half_kick_, timestep_, 1, false);
        return;
    }
    move_slabs(SlabPart::scale);
    slabs_->forget_scales();
}

void Integrator::step_with_slabs(const PairForcesRequest& request) {
    finish_drift(move_slabs(SlabPart::advance).extremes);
    compute_in_step(request);
    SlabMotionResult sums = move_slabs(SlabPart::kick);
    if (!(sums.largest_kinetic_term < small_term_limit)) sums = slabs_->checked_sums(mixture_, forces_.system());
    slabs_->find_scales(sums, extended_.variables().energy_given, step_);
}

PairForcesRequest Integrator::request_under_field() const {
    PairForcesRequest request = forces_only;
    if (drives_heat(parameters_)) request.heat_field_axis = parameters_.field.axis;
    return request;
}

void Integrator::step_under_field() {
    FieldVariables& variables = extended_.variables().field;
    const FieldMotionResult first = move_under_field(FieldPart::advance);
    FieldSystem::add_work(first, variables);
    finish_drift(first.extremes);
    compute(request_under_field());
    const FieldMotionResult second = move_under_field(FieldPart::kick);
    FieldSystem::add_work(second, variables);
    field_->find_scale(second, extended_.variables(), step_);
}

FieldMotionResult Integrator::move_under_field(FieldPart part) {
    return forces_.move(field_->motion(extended_.variables().field), field_half_kick_, timestep_, part);
}

SlabMotionResult Integrator::move_slabs(SlabPart part) {
    SlabMotion motion = slabs_->motion();
    motion.mass = mass_.data();
    return forces_.move(motion, half_kick_, timestep_, part);
}

void Integrator::extended_step(const PairForcesRequest& request) {
    advance(extended_.begin_step(sums_, box().volume(), step_ + 1));
    compute_in_step(request);
    keep_virial();
    move_and_sum(ExtendedPart::kick);
    motion_.scale = extended_.end_step(sums_, box().volume(), step_);
    move_and_sum(ExtendedPart::scale);
}

void Integrator::begin_motion(double scale) {
    const ExtendedSystem::Factors factors = extended_.factors();
    motion_.mass = mass_.data();
    motion_.scale = scale;
    copy(factors.keep, motion_.keep);
    copy(factors.push, motion_.push);
    copy(factors.stretch, motion_.stretch);
    copy(factors.advance, motion_.advance);
}

void Integrator::advance(double scale) {
    begin_motion(scale);
    ClusterSystem& system = forces_.system();
    copy(box().edges(), motion_.edge);
    double listed_edge[3];
    copy(listed_box_.edges(), listed_edge);
    double smallest_scale = INFINITY;
    for (int axis = 0; axis < 3; ++axis) {
        motion_.next_edge[axis] = on_position_grid(motion_.stretch[axis] * motion_.edge[axis]);
        motion_.since_listing[axis] = motion_.next_edge[axis] / listed_edge[axis];
        smallest_scale = std::min(smallest_scale, motion_.since_listing[axis]);
    }
    const Box next =
        checked_box({motion_.next_edge[0], motion_.next_edge[1], motion_.next_edge[2]}, mixture_, step_ + 1);
    largest_speed_ = largest_speed(box(), timestep_);
    const ClusterMotionExtremes extremes = forces_.move(motion_, half_kick_, ExtendedPart::advance).extremes;
    if (!(extremes.speed < largest_speed_)) report_too_fast();
    ++step_;
    system.set_box(next);
    keep_up(buffer_.after_step(extremes.displacement2, smallest_scale));
}

void Integrator::move_and_sum(ExtendedPart part) {
    const ExtendedMotionResult result = forces_.move(motion_, half_kick_, part);
    if (!(result.largest_kinetic_term < small_term_limit)) {
        sums_.kinetic = checked_kinetic_diagonal(mixture_, forces_.system());
        return;
    }
    for (std::size_t a = 0; a < 3; ++a) sums_.kinetic[a] = from_quanta(result.kinetic[a]);
}

void Integrator::keep_virial() {
    sums_.virial = from_quanta(forces_.totals().scalar_virial);
    if (restraints_) sums_.virial += restraints_->virial(scalar_virial(parameters_.ensemble));
}

void Integrator::report_too_fast() const {
    const ClusterSystem& system = forces_.system();
    const auto fastest = [&](std::size_t place) {
        const Vector3 v = system.velocity(place);
        for (const double component : {v.x, v.y, v.z}) {
            if (!(std::fabs(component) < largest_speed_)) return std::fabs(component);
        }
        return 0.0;
    };
    // The first of the state is named, as in the reference.
    std::size_t found = system.cluster_count() * cluster_size;
    for (std::size_t place = 0; place < system.cluster_count() * cluster_size; ++place) {
        if (system.particle(place) == ClusterSystem::unused_particle || fastest(place) == 0.0) continue;
        const bool first = found == system.cluster_count() * cluster_size;
        if (first || system.particle(place) < system.particle(found)) found = place;
    }
    if (found == system.cluster_count() * cluster_size) {
        throw InvalidState(fmt::format("step {}: a particle is too fast", step_ + 1));
    }
    throw InvalidState(fmt::format("step {}: particle {} is too fast: |v| = {} must be below {}", step_ + 1,
                                   system.id(static_cast<std::size_t>(system.particle(found))), fastest(found),
                                   largest_speed_));
}

}  // namespace soret::optimized
