// The integrator against LAMMPS and against what velocity Verlet must do with momentum, free particles and errors. What
// it does with the energy: energy_conservation_test.cpp.

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "lammps_cases.hpp"

namespace soret::test {
namespace {

template <class Backend>
class IntegratorTruth : public ::testing::Test {};
TYPED_TEST_SUITE(IntegratorTruth, BothBackends, BackendNames);

constexpr PairForcesRequest energies_and_virial{.energies = true, .virial = true, .currents = false};
constexpr double z_limit = 5.2;  // false alarms: 2e-7

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
    // Thrown so far in one step that nobody can count the edges of the box on the way.
    const Mixture light(lorentz_berthelot({1e-15, 1e-15}, {0.6, 1.0}, {1.0, 1.0}, 2.5, 1.0, Truncation::shifted));
    EXPECT_NE(message_of<Error>([&] {
                  typename TypeParam::Integrator integrator(light, start_of_trajectory(light, good, {0.002}), {0.002},
                                                            {});
                  integrator.run(2);
              }).find("step 1: particle 1 is too fast: |v| = "),
              std::string::npos);
    // Two particles nearly on top of each other: refused, or thrown apart too fast, but never wrapped.
    State close = good;
    close.add(1000, 0, close.position_of(5) + Vector3{0.02, 0.0, 0.0});
    for (auto& axis : close.velocity) axis.push_back(0.0);
    State hot = good;
    hot.add(1000, 0, hot.position_of(5) + Vector3{0.55, 0.0, 0.0});
    for (auto& axis : hot.velocity) axis.push_back(0.0);
    EXPECT_NE(message(close, 0.002).find("nearly on top of another"), std::string::npos);
    EXPECT_NE(message(hot, 0.01).find("is too fast: |v| = "), std::string::npos);
}

}  // namespace
}  // namespace soret::test
