// Both backends of the integrator: the same bits, time reversal, conservation, and trajectories of LAMMPS.

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "trajectory_digest.hpp"

namespace soret::test {
namespace {

template <class Backend>
class Integrators : public ::testing::Test {};
TYPED_TEST_SUITE(Integrators, BothBackends, BackendNames);

void expect_same_bits(const Mixture& mixture, const State& start, std::uint64_t steps) {
    expect_same_bits_in({0.002}, mixture, start, steps);
}

TEST(IntegratorBits, AreTheSameOnEveryInstructionSetThreadCountOrderAndBuffer) {
    for (const std::size_t n : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 14U, 26U, 108U}) {
        expect_same_bits(paper_mixture(), cubic_liquid(2, n, 0.8, n), 60);
    }
    for (const Truncation truncation : all_truncations) {
        expect_same_bits(asymmetric_mixture(truncation), cubic_liquid(3, 150, 0.8, 4), 60);
    }
    expect_same_bits(paper_mixture(), cubic_liquid(2, 500, 0.8, 5), 40);
}

TEST(IntegratorBits, AreTheSameInGasesSlabsAndFlatBoxes) {
    expect_same_bits(asymmetric_mixture(Truncation::force_shifted), cubic_liquid(3, 200, 0.02, 6), 60);
    expect_same_bits(asymmetric_mixture(Truncation::shifted),
                     lattice(Box({8.0, 9.0, 40.0}), 3, 300, {.cells = {8, 9, 5}, .filled_part_of_z = 0.15}), 40);
    expect_same_bits(paper_mixture(), lattice(Box({5.0, 30.0, 6.2}), 2, 300, {.cells = {4, 15, 5}, .jitter = 0.1}), 40);
}

TEST(IntegratorBits, AreTheSameForParticlesThatCrossTheBoxManyTimes) {
    State gas = cubic_liquid(3, 60, 0.02, 11);
    for (double& v : gas.velocity[0]) v += 80.0;  // a gas that flies through its box
    for (double& v : gas.velocity[2]) v -= 80.0;
    const Mixture mixture = asymmetric_mixture(Truncation::force_shifted);
    const IntegratorParameters parameters{0.002};
    ReferenceBackend::Integrator integrator(mixture, start_of_trajectory(mixture, gas, parameters), parameters, {});
    integrator.run(300);
    const State end = integrator.trajectory().state;
    EXPECT_GT(*std::max_element(end.image[0].begin(), end.image[0].end()), 1);
    EXPECT_LT(*std::min_element(end.image[2].begin(), end.image[2].end()), -1);
    expect_same_bits(mixture, gas, 300);
}

TEST(IntegratorBits, AreTheSameInPiecesAsInOneRun) {
    const Mixture mixture = paper_mixture();
    const IntegratorParameters parameters{0.002};
    const Trajectory start = start_of_trajectory(mixture, cubic_liquid(2, 200, 0.8, 7), parameters);
    OptimizedBackend::Integrator whole(mixture, start, parameters, {});
    whole.run(100);
    OptimizedBackend::Integrator pieces(mixture, start, parameters, {});
    for (const std::uint64_t steps : {1U, 0U, 7U, 30U, 2U}) pieces.run(steps, forces_only);
    ReferenceBackend::Integrator rest(mixture, pieces.trajectory(), parameters, {});
    rest.run(60);
    EXPECT_EQ(digest_of(whole.trajectory(), whole.totals()), digest_of(rest.trajectory(), rest.totals()));
    EXPECT_EQ(whole.step(), 100U);
}

TYPED_TEST(Integrators, LeaveOutTheSumsThatNobodyAskedFor) {
    const Mixture mixture = paper_mixture();
    const IntegratorParameters parameters{0.002};
    typename TypeParam::Integrator integrator(
        mixture, start_of_trajectory(mixture, cubic_liquid(2, 100, 0.7, 8), parameters), parameters, {});
    expect_the_sums_asked_for(integrator, mixture);
}

TYPED_TEST(Integrators, GoBackToTheStartWithReversedVelocities) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const IntegratorParameters parameters{0.002};
    const Trajectory start = start_of_trajectory(mixture, cubic_liquid(3, 150, 0.7, 9), parameters);
    typename TypeParam::Integrator there(mixture, start, parameters, {});
    there.run(500, forces_only);
    Trajectory turn = there.trajectory();
    EXPECT_NE(turn.state.position, start.state.position);
    for (auto& axis : turn.state.velocity) {
        for (double& v : axis) v = -v;
    }
    typename TypeParam::Integrator back(mixture, turn, parameters, {});
    back.run(500, forces_only);
    Trajectory end = back.trajectory();
    for (auto& axis : end.state.velocity) {
        for (double& v : axis) v = -v;
    }
    EXPECT_EQ(end.state.position, start.state.position);
    EXPECT_EQ(end.state.velocity, start.state.velocity);
    EXPECT_EQ(end.state.image, start.state.image);
}

}  // namespace
}  // namespace soret::test
