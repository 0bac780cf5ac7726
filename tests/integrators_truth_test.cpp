// The integrator against LAMMPS and against what velocity Verlet must do: energy error of second order, no drift,
// momentum.

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "lammps_cases.hpp"
#include "settled_liquid.hpp"
#include "soret/common/statistics/polynomial_fit.hpp"
#include "soret/common/statistics/running_moments.hpp"

namespace soret::test {
namespace {

template <class Backend>
class IntegratorTruth : public ::testing::Test {};
TYPED_TEST_SUITE(IntegratorTruth, BothBackends, BackendNames);

constexpr PairForcesRequest energies_and_virial{.energies = true, .virial = true, .currents = false};
constexpr double z_limit = 5.2;  // false alarms: 2e-7

double energy_of(const PairForcesTotals& totals) {
    return totals.potential_energy + totals.kinetic_energy();
}

/// Paper's epsilons with a force that goes to zero at the cutoff: only then is the energy smooth.
Mixture smooth_mixture() {
    return Mixture(lorentz_berthelot({1.0, 1.0}, {0.6, 1.0}, {1.0, 1.0}, 2.5, 1.0, Truncation::force_shifted));
}

TYPED_TEST(IntegratorTruth, FollowsTrajectoriesOfLammps) {
    for (const char* system : {"paper_n500", "asymmetric_n840"}) {
        SCOPED_TRACE(system);
        const LammpsCase initial = lammps_case(system, "initial");
        const LammpsCase after = lammps_case(system, "after_nve");
        const IntegratorParameters parameters{0.002};
        typename TypeParam::Integrator integrator(
            initial.mixture, start_of_trajectory(initial.mixture, initial.file.state, parameters), parameters, {});
        integrator.run(200, energies_and_virial);
        const State found = integrator.trajectory().state.sorted_by_id();
        const State expected = after.file.state.sorted_by_id();
        ASSERT_EQ(found.id, expected.id);
        for (std::size_t i = 0; i < found.size(); ++i) {
            const Vector3 d = found.box.minimum_image(found.position_of(i), expected.position_of(i));
            ASSERT_LT(std::sqrt(dot(d, d)), 1e-9) << "particle " << found.id[i];
        }
        const double potential = after.values.at("potential_energy").template get<double>();
        const double kinetic = after.values.at("kinetic_energy").template get<double>();
        EXPECT_NEAR(integrator.totals().potential_energy, potential, 1e-10 * std::fabs(potential));
        EXPECT_NEAR(integrator.totals().kinetic_energy(), kinetic, 1e-10 * kinetic);
    }
}

/// Standard deviation of the energy over one tau.
double energy_noise(const Mixture& mixture, const State& start, double timestep) {
    const IntegratorParameters parameters{timestep};
    OptimizedBackend::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters), parameters, {});
    RunningMoments moments(1);
    for (int sample = 0; sample < 100; ++sample) {
        integrator.run(static_cast<std::uint64_t>(std::lround(0.01 / timestep)), energies_and_virial);
        const double energy[1] = {energy_of(integrator.totals())};
        moments.add(energy);
    }
    return std::sqrt(moments.variance(0));
}

TEST(IntegratorOrder, OfTheEnergyErrorIsTwo) {
    const Mixture mixture = smooth_mixture();
    const State start = settled_liquid(mixture, 500, 1);
    const std::array<double, 3> timesteps{0.001, 0.002, 0.004};
    std::array<double, 3> noise{};
    for (std::size_t k = 0; k < 3; ++k) noise[k] = energy_noise(mixture, start, timesteps[k]);
    // The trajectories are the same up to order dt^2, and so is the shape of the error: corrections to the slope are of
    // relative order (omega dt)^2, with omega = 25 the fastest vibration: 0.01 at the largest step.
    for (std::size_t k = 0; k < 2; ++k) EXPECT_NEAR(std::log2(noise[k + 1] / noise[k]), 2.0, 0.05) << k;
}

TEST(IntegratorDrift, OfTheEnergyIsNoneInAMillionSteps) {
    const Mixture mixture = smooth_mixture();
    const IntegratorParameters parameters{0.002};
    OptimizedBackend::Integrator integrator(
        mixture, start_of_trajectory(mixture, settled_liquid(mixture, 108, 2), parameters), parameters, {});
    constexpr int samples = 1000;
    std::vector<FitPoint> points;
    RunningMoments moments(1);
    for (int sample = 0; sample < samples; ++sample) {
        integrator.run(1000, energies_and_virial);
        const double energy[1] = {energy_of(integrator.totals())};
        moments.add(energy);
        points.push_back({2.0 * sample, {energy[0], 1.0, 1.0}});
    }
    // Two tau apart the fluctuations of the energy about its mean have no memory.
    for (FitPoint& point : points) point.y.standard_error = std::sqrt(moments.variance(0));
    const Estimate slope = PolynomialFit(points, 1).slope_at(0.0);
    EXPECT_LT(std::fabs(slope.value), z_limit * slope.standard_error);
    // What would be seen: 1e-8 of an energy of about -3 a particle, every tau.
    EXPECT_LT(z_limit * slope.standard_error, 1e-8 * 3.0 * 108.0);
    EXPECT_EQ(integrator.step(), 1000000U);
}

TYPED_TEST(IntegratorTruth, KeepsTheMomentumToTheQuantum) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const IntegratorParameters parameters{0.002};
    const Trajectory start = start_of_trajectory(mixture, cubic_liquid(3, 120, 0.75, 3), parameters);
    typename TypeParam::Integrator integrator(mixture, start, parameters, {});
    integrator.run(2000, forces_only);
    const State end = integrator.trajectory().state;
    double mass2 = 0.0;
    for (const std::int32_t s : end.species) mass2 += std::pow(mixture.mass(static_cast<std::size_t>(s)), 2);
    // A kick is rounded by up to 2^-43, uniformly, and given twice: variance (2^-42)^2/3 a step.
    const double expected = position_quantum * std::sqrt(2000.0 * mass2 / 3.0);
    double largest = 0.0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        double change = 0.0;
        for (std::size_t i = 0; i < end.size(); ++i) {
            const double m = mixture.mass(static_cast<std::size_t>(end.species[i]));
            change += m * (end.velocity[axis][i] - start.state.velocity[axis][i]);
        }
        EXPECT_LT(std::fabs(change), z_limit * expected);
        largest = std::max(largest, std::fabs(change));
    }
    EXPECT_GT(largest, 0.05 * expected);  // rounding was there to be seen
}

TYPED_TEST(IntegratorTruth, OfOneFreeParticleIsAStraightLine) {
    State state;
    state.box = Box({6.0, 7.0, 8.0});
    state.add(1, 0, {1.0, 2.0, 3.0});
    state.velocity = {std::vector<double>{1.5}, std::vector<double>{-0.25}, std::vector<double>{16.0}};
    const IntegratorParameters parameters{0.0078125};  // 2^-7
    typename TypeParam::Integrator integrator(paper_mixture(), start_of_trajectory(paper_mixture(), state, parameters),
                                              parameters, {});
    integrator.run(1280);  // ten tau
    const State end = integrator.trajectory().state;
    EXPECT_EQ(end.position_of(0).x, 4.0);  // 16 = 2 edges and 4
    EXPECT_EQ(end.image[0][0], 2);
    EXPECT_EQ(end.position_of(0).y, 6.5);  // -0.5
    EXPECT_EQ(end.image[1][0], -1);
    EXPECT_EQ(end.position_of(0).z, 3.0);  // 163 = 20 edges and 3
    EXPECT_EQ(end.image[2][0], 20);
    EXPECT_EQ(integrator.totals().kinetic_energy(), 0.5 * (2.25 + 0.0625 + 256.0));
}

TYPED_TEST(IntegratorTruth, RefusesWhatItCannotIntegrate) {
    const Mixture mixture = paper_mixture();
    const auto message = [&](State state, double timestep) {
        return message_of<Error>([&] {
            const IntegratorParameters parameters{timestep};
            typename TypeParam::Integrator integrator(mixture, start_of_trajectory(mixture, state, parameters),
                                                      parameters, {});
            integrator.run(20);
        });
    };
    const State good = cubic_liquid(2, 100, 0.7, 4);
    EXPECT_EQ(message(good, 0.002), "");
    for (const double timestep : {0.0, -0.002, 1.5, std::nan("")}) {
        EXPECT_NE(message(good, timestep).find("must be in (0, 1]"), std::string::npos) << timestep;
    }
    State still = good;
    for (auto& axis : still.velocity) axis.clear();
    EXPECT_EQ(message(still, 0.002), "the particles have no velocities");
    for (const double bad : {600.0, std::nan(""), -std::numeric_limits<double>::infinity()}) {
        State fast = good;
        fast.velocity[1][7] = bad;
        EXPECT_NE(message(fast, 0.002).find("velocity y of particle 8"), std::string::npos) << bad;
    }
    // Two particles nearly on top of each other: refused, or thrown apart too fast, but never wrapped.
    State close = good;
    close.add(1000, 0, close.position_of(5) + Vector3{0.02, 0.0, 0.0});
    for (auto& axis : close.velocity) axis.push_back(0.0);
    EXPECT_NE(message(close, 0.002).find("nearly on top of another"), std::string::npos);
    State hot = good;
    hot.add(1000, 0, hot.position_of(5) + Vector3{0.55, 0.0, 0.0});
    for (auto& axis : hot.velocity) axis.push_back(0.0);
    EXPECT_NE(message(hot, 0.01).find("is too fast: |v| = "), std::string::npos) << message(hot, 0.01);
}

}  // namespace
}  // namespace soret::test
