#pragma once

#include "soret/common/contracts/integrators.hpp"
#include "soret/reference/pair_forces.hpp"

namespace soret::reference {

/// Velocity Verlet as its three lines say. Contract: contracts/integrators.hpp.
class Integrator {
public:
    Integrator(const Mixture& mixture, const Trajectory& trajectory, const IntegratorParameters& parameters,
               const Execution& = {});

    void run(std::uint64_t steps, PairForcesRequest request = {});
    const PairForcesTotals& totals() const { return result_; }
    Trajectory trajectory() const { return trajectory_; }
    std::uint64_t step() const { return trajectory_.step; }

private:
    void kick();
    void drift();

    Mixture mixture_;
    PairForces pair_forces_;
    double timestep_;
    std::vector<double> half_kick_;
    Trajectory trajectory_;
    PairForcesResult result_;
};

static_assert(IntegratorBackend<Integrator>);

}  // namespace soret::reference
