// A box that shrinks and grows far more strongly than a liquid does: lists of pairs of the optimised integrator, and
// image counts of particles that fly through many boxes.

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

// As a fraction of the box an unwrapped coordinate changes by less than 1/4 a step, the limit of speed: a count of
// images that were wrong by one would make it jump by one.
TEST(BreathingBoxImages, FollowParticlesThroughManyBoxesWithoutAJump) {
    const Mixture mixture = mixture_with_ghosts(Truncation::shifted);
    for (const IntegratorEnsemble ensemble :
         {IntegratorEnsemble::nvt, IntegratorEnsemble::npt, IntegratorEnsemble::npzt}) {
        SCOPED_TRACE(name_of(ensemble));
        State gas = cubic_liquid(1, 60, 0.05, 11);
        for (std::int32_t& s : gas.species) s = 1;
        for (std::size_t i = 0; i < gas.size(); ++i) gas.velocity[i % 3][i] += i % 2 == 0 ? 100.0 : -100.0;
        const IntegratorParameters parameters{.timestep = 0.004,
                                              .ensemble = ensemble,
                                              .temperature = 4000.0,
                                              .pressure = 200.0,
                                              .thermostat_time = 1.0,
                                              .barostat_time = 1.0};
        Trajectory now = start_of_trajectory(mixture, gas, parameters);
        now.extended.strain_rate = has_barostat(ensemble) ? -0.5 : 0.0;
        OptimizedBackend::Integrator integrator(mixture, now, parameters, {.list_buffer = 0.3});
        const auto fraction = [&](std::size_t axis, std::size_t i) {
            return now.state.position[axis][i] / edges_of(now.state.box)[axis] + now.state.image[axis][i];
        };
        std::int32_t furthest = 0;
        for (int step = 0; step < 600; ++step) {
            std::vector<double> before;
            for (std::size_t k = 0; k < 3 * gas.size(); ++k) before.push_back(fraction(k % 3, k / 3));
            integrator.run(1, forces_only);
            now = integrator.trajectory();
            for (std::size_t k = 0; k < 3 * gas.size(); ++k) {
                const double position = now.state.position[k % 3][k / 3];
                ASSERT_TRUE(position >= 0.0 && position < edges_of(now.state.box)[k % 3]);
                ASSERT_LT(std::fabs(fraction(k % 3, k / 3) - before[k]), 0.25) << step;
                furthest = std::max(furthest, std::abs(now.state.image[k % 3][k / 3]));
            }
        }
        EXPECT_GT(furthest, 20);
        EXPECT_EQ(now.state.box == gas.box, ensemble == IntegratorEnsemble::nvt);
    }
}

}  // namespace
}  // namespace soret::test
