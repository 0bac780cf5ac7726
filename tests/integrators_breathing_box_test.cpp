// Lists of pairs of the optimised integrator in a box that shrinks and grows far more strongly than a liquid does.

#include <algorithm>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "trajectory_digest.hpp"

namespace soret::test {
namespace {

struct Jump {
    const char* name;
    std::size_t particles;
    Vector3 edges;
    double pressure;
    double strain_rate;  // at the start
};

/// At every step the sums are those over all pairs, and the next step is, to the bit, that of an integrator which makes
/// its list anew: so the forces on every particle were right.
void expect_fresh_forces(const Jump& jump, IntegratorEnsemble ensemble, const Execution& execution) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    State state = lattice(Box(jump.edges), 3, jump.particles, {.cells = {6, 7, 8}, .largest_velocity = 0.01});
    const IntegratorParameters parameters{.timestep = 0.004,
                                          .ensemble = ensemble,
                                          .temperature = 0.7,
                                          .pressure = jump.pressure,
                                          .thermostat_time = 4.0,
                                          .barostat_time = 0.3};
    Trajectory now = start_of_trajectory(mixture, state, parameters);
    now.extended.strain_rate = jump.strain_rate;
    OptimizedBackend::Integrator integrator(mixture, now, parameters, execution);
    double smallest = now.state.box.edges().z;
    double largest = smallest;
    for (int step = 0; step < 90; ++step) {
        OptimizedBackend::Integrator fresh(mixture, integrator.trajectory(), parameters, {});
        fresh.run(1);
        integrator.run(1);
        now = integrator.trajectory();
        ASSERT_EQ(digest_of(now, integrator.totals()), digest_of(fresh.trajectory(), fresh.totals())) << step;
        PairForcesResult expected;
        ReferenceBackend::PairForces(mixture).compute(now.state, {}, expected);
        ASSERT_EQ(integrator.totals().potential_energy, expected.potential_energy) << step;
        ASSERT_EQ(integrator.totals().virial, expected.virial) << step;
        smallest = std::min(smallest, now.state.box.edges().z);
        largest = std::max(largest, now.state.box.edges().z);
    }
    EXPECT_GT(largest / smallest, 1.1);
}

class BreathingBox : public ::testing::TestWithParam<Jump> {};

TEST_P(BreathingBox, HasTheForcesOfAFreshListAtEveryStep) {
    for (const IntegratorEnsemble ensemble : {IntegratorEnsemble::npt, IntegratorEnsemble::npzt}) {
        for (const double buffer : {0.02, 0.4, 1.5}) {
            SCOPED_TRACE(::testing::Message() << name_of(ensemble) << ", buffer " << buffer);
            expect_fresh_forces(GetParam(), ensemble, {.list_buffer = buffer});
        }
    }
}

INSTANTIATE_TEST_SUITE_P(After, BreathingBox,
                         ::testing::Values(Jump{"AJumpUp", 300, {9.0, 9.5, 12.0}, 12.0, 0.0},
                                           Jump{"AJumpDown", 200, {5.6, 6.0, 7.0}, 0.5, 0.0},
                                           Jump{"AStrikeInwards", 300, {8.0, 8.5, 11.0}, 8.0, -3.0},
                                           Jump{"AStrikeOutwards", 200, {5.6, 6.0, 7.0}, 10.0, 8.0}),
                         [](const auto& jump) { return std::string(jump.param.name); });

}  // namespace
}  // namespace soret::test
