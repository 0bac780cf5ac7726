#pragma once

#include <array>
#include <optional>

#include "soret/common/contracts/integrators.hpp"
#include "soret/reference/pair_forces.hpp"
#include "soret/reference/synthetic_field.hpp"

namespace soret::reference {

/// One function a line of a step. Contract: contracts/integrators.hpp.
class Integrator {
public:
    Integrator(const Mixture& mixture, const Trajectory& trajectory, const IntegratorParameters& parameters,
               const Execution& = {});

    void run(std::uint64_t steps, PairForcesRequest request = {});
    const PairForcesTotals& totals() const { return result_; }
    std::vector<double> forces(std::size_t axis) const { return result_.force[axis]; }
    Trajectory trajectory() const { return trajectory_; }
    std::uint64_t step() const { return trajectory_.step; }
    const Box& box() const { return trajectory_.state.box; }
    const ExtendedVariables& extended() const { return trajectory_.extended; }
    const RestraintSums& restraint_sums() const { return restraint_sums_; }

private:
    void compute(PairForcesRequest request, std::uint64_t step);
    void step_of_constant_energy();
    void kick();
    void drift();
    PairForcesRequest request_of_step() const;

    void step_of_extended_system();
    void sum_kinetic_energy();
    double kinetic_energy_twice() const;
    void thermostat();
    void barostat_chain();
    void kick_strain_rate();
    void scaled_kick();
    void scaled_drift();
    double rate_of_friction(std::size_t axis) const;

    void step_under_field();

    void check_speed(double v, std::size_t i, double limit) const;

    Mixture mixture_;
    IntegratorParameters parameters_;
    ExtendedConstants constants_;
    PairForces pair_forces_;
    std::optional<SyntheticFieldSteps> field_;
    double timestep_;
    std::vector<double> half_kick_;
    Trajectory trajectory_;
    PairForcesResult result_;
    std::array<std::vector<double>, 3> force_;             // by pairs and springs
    std::array<std::vector<double>, 3> heat_field_force_;  // of the present positions
    RestraintSums restraint_sums_{};
    std::array<double, 3> kinetic_{};  // X_a
    double virial_ = 0.0;              // Xi, or Xi + Xi_R, at the present positions
};

static_assert(IntegratorBackend<Integrator>);

}  // namespace soret::reference
