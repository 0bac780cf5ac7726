#pragma once

#include <optional>

#include "soret/common/contracts/integrators.hpp"
#include "soret/optimized/detail/cluster_forces.hpp"
#include "soret/optimized/detail/extended_system.hpp"
#include "soret/optimized/detail/field_system.hpp"
#include "soret/optimized/detail/list_buffer.hpp"
#include "soret/optimized/detail/restraint_system.hpp"
#include "soret/optimized/detail/slab_system.hpp"

namespace soret::optimized {

// Twin of reference/integrators.hpp. Particles stay in clusters between sortings, with their coordinates unwrapped,
// which the grid makes exact. Two lists reach further than the cutoff, and hold until two particles together may have
// moved by that much: a long one, made when particles are sorted, and a short one, pruned out of it every few steps.
// At constant energy the two half kicks between drifts are one addition of twice the kick, also exact, so a step is two
// passes: over the listed pairs, and over the particles (kick, drift, displacement, emptying of the forces).
// With a thermostat the particles are passed over three times: kick and kinetic energy; end of the thermostat and
// kinetic energy; begin of the thermostat, kick, drift. The positions when listed are stretched along with the box.
// With slabs they are passed over twice: kick and sums; scaling, kick, drift.
// Under a field, as with slabs; the pass over the pairs then sums the forces of the heat field beside those of the
// pairs.
// Springs of restraints are added to the forces by pairs before any of these passes.
class Integrator {
public:
    Integrator(const Mixture& mixture, const Trajectory& trajectory, const IntegratorParameters& parameters,
               const Execution& execution = {});

    void run(std::uint64_t steps, PairForcesRequest request = {});
    const PairForcesTotals& totals() const { return totals_; }
    std::vector<double> forces(std::size_t axis) const;
    Trajectory trajectory() const;
    std::uint64_t step() const { return step_; }
    const Box& box() const { return forces_.system().box(); }
    const ExtendedVariables& extended() const { return extended_.variables(); }

    const RestraintSums& restraint_sums() const;

    std::uint64_t list_count() const { return buffer_.list_count(); }

private:
    void compute(const PairForcesRequest& request);
    void compute_in_step(const PairForcesRequest& request);
    void add_springs();
    void kick_and_drift(int kicks);
    void finish_drift(const ClusterMotionExtremes& extremes);
    void step_with_slabs(const PairForcesRequest& request);
    SlabMotionResult move_slabs(SlabPart part);
    void step_under_field();
    FieldMotionResult move_under_field(FieldPart part);
    PairForcesRequest request_under_field() const;
    void end_steps();
    void extended_step(const PairForcesRequest& request);
    void advance(double scale);
    void move_and_sum(ExtendedPart part);
    void begin_motion(double scale);
    void keep_virial();
    void keep_up(ListUpkeep upkeep);
    void sort_and_list();
    void prune_list();
    [[noreturn]] void report_too_fast() const;

    Mixture mixture_;
    IntegratorParameters parameters_;
    double timestep_;
    std::vector<double> mass_;
    std::vector<double> half_kick_;  // times a quantum of force
    double largest_speed_;
    ClusterForces forces_;
    ListBuffer buffer_;
    Box listed_box_;  // when the positions were listed
    ExtendedSystem extended_;
    std::optional<SlabSystem> slabs_;
    std::optional<FieldSystem> field_;
    std::vector<double> field_half_kick_;  // in natural units
    std::optional<RestraintSystem> restraints_;
    ExtendedSystem::Sums sums_;  // of the present state; with a thermostat
    ExtendedMotion motion_{};    // of the present step
    std::uint64_t step_;
    PairForcesTotals totals_;
};

static_assert(IntegratorBackend<Integrator>);

}  // namespace soret::optimized
