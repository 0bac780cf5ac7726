// Fluxes of a configuration: against LAMMPS, a uniform flow, pairs worked by hand, and the twins against each other.

#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "configurations.hpp"
#include "lammps_cases.hpp"
#include "soret/common/errors.hpp"
#include "trajectory_digest.hpp"

namespace soret::test {
namespace {

template <class Backend>
class FluxSums : public ::testing::Test {};
TYPED_TEST_SUITE(FluxSums, BothBackends, BackendNames);

template <class Backend>
Fluxes fluxes_of_state(const Mixture& mixture, const State& state) {
    typename Backend::FluxSums fluxes(mixture, Execution{});
    return fluxes.compute(state);
}

/// The sum of the magnitudes of the terms of a heat current is some 3 times N for these liquids, that of the pressure
/// 12 N/V. The files have 17 digits, coordinates are rounded by 2^-43, which moves a force by 1e-11 of itself.
TYPED_TEST(FluxSums, AreThoseOfLammps) {
    for (const LammpsCase& one : lammps_cases()) {
        SCOPED_TRACE(one.name);
        const State& state = one.file.state;
        const Fluxes fluxes = fluxes_of_state<TypeParam>(one.mixture, state);
        const auto n = static_cast<double>(state.size());
        const double volume = state.box.volume();
        for (std::size_t a = 0; a < 3; ++a) {
            EXPECT_NEAR(fluxes.heat_current[a], one.values.at("heat_current").at(a), 1e-11 * 10.0 * n);
            EXPECT_NEAR(fluxes.mass_current[a], one.values.at("mass_current_1").at(a), 1e-11 * n);
        }
        for (std::size_t a = 0; a < 6; ++a) {
            EXPECT_NEAR(fluxes.pressure[a], one.values.at("pressure_tensor").at(a), 1e-11 * 20.0 * n / volume);
        }
    }
}

/// Two particles at a distance d along x, v = (vx, vy, 0) and at rest: every sum by hand.
TYPED_TEST(FluxSums, OfTwoParticlesAreWorkedByHand) {
    State state;
    state.box = Box({8.0, 8.0, 8.0});
    state.add(1, 0, {1.0, 1.0, 1.0});
    state.add(2, 1, {2.25, 1.0, 1.0});
    state.velocity = {std::vector<double>{0.5, 0.0}, std::vector<double>{0.25, 0.0}, std::vector<double>{0.0, 0.0}};
    const Mixture mixture = paper_mixture();
    const double eps = std::sqrt(0.6);
    const double d = 1.25;
    const double u =
        4.0 * eps * (std::pow(d, -12) - std::pow(d, -6)) - 4.0 * eps * (std::pow(2.5, -12) - std::pow(2.5, -6));
    const double fx = -24.0 * eps * (2.0 * std::pow(d, -12) - std::pow(d, -6)) / d;  // on 1 by 2: it is at smaller x
    const double kinetic = 0.5 * (0.25 + 0.0625);
    const Fluxes fluxes = fluxes_of_state<TypeParam>(mixture, state);
    // half of u moves with 1; power 1/2 v . f is carried over r_1 - r_2 = -d
    const double tolerance = 1e-11;
    EXPECT_NEAR(fluxes.heat_current[0], (0.5 * u + kinetic) * 0.5 + 0.5 * (0.5 * fx) * (-d), tolerance);
    EXPECT_NEAR(fluxes.heat_current[1], (0.5 * u + kinetic) * 0.25, tolerance);
    EXPECT_EQ(fluxes.heat_current[2], 0.0);
    EXPECT_EQ(fluxes.mass_current, (std::array<double, 3>{0.5, 0.25, 0.0}));
    EXPECT_NEAR(fluxes.pressure[0] * 512.0, 0.25 + fx * (-d), tolerance);
    EXPECT_NEAR(fluxes.pressure[3] * 512.0, 0.125, tolerance);
}

/// All particles with one velocity u: V J_q = (U + M u^2/2) u + W u, with the virial W of pair_forces, which LAMMPS and
/// NIST have confirmed. A wrong sign or factor of the second sum of SI eq. 12 is seen here.
TYPED_TEST(FluxSums, OfAUniformFlowCarryEnergyAndPressure) {
    const Mixture mixture = asymmetric_mixture(Truncation::force_shifted);
    State state = cubic_liquid(3, 300, 0.8, 5);
    const Vector3 u{0.5, -0.25, 1.0};
    for (std::size_t i = 0; i < state.size(); ++i) {
        state.velocity[0][i] = u.x;
        state.velocity[1][i] = u.y;
        state.velocity[2][i] = u.z;
    }
    double mass = 0.0;
    for (const std::int32_t s : state.species) mass += mixture.mass(static_cast<std::size_t>(s));
    const PairForcesResult sums = pair_forces_of<TypeParam>(mixture, state);
    const Fluxes fluxes = fluxes_of_state<TypeParam>(mixture, state);
    const SymmetricTensor& w = sums.virial;
    const double energy = sums.potential_energy + 0.5 * mass * dot(u, u);
    // Pairs about 26 N/2, each term rounded by 2^-41; magnitudes some 50 N.
    const double tolerance = 13.0 * 300.0 * 4.0 * 0x1p-41 + 50.0 * 300.0 * 0x1p-47;
    EXPECT_NEAR(fluxes.heat_current[0], energy * u.x + (w[0] * u.x + w[3] * u.y + w[4] * u.z), tolerance);
    EXPECT_NEAR(fluxes.heat_current[1], energy * u.y + (w[3] * u.x + w[1] * u.y + w[5] * u.z), tolerance);
    EXPECT_NEAR(fluxes.heat_current[2], energy * u.z + (w[4] * u.x + w[5] * u.y + w[2] * u.z), tolerance);
}

TYPED_TEST(FluxSums, ChangeSignWithTheVelocities) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    State state = cubic_liquid(3, 150, 0.8, 6);
    const Fluxes forward = fluxes_of_state<TypeParam>(mixture, state);
    for (auto& axis : state.velocity) {
        for (double& v : axis) v = -v;
    }
    const Fluxes backward = fluxes_of_state<TypeParam>(mixture, state);
    for (std::size_t a = 0; a < 3; ++a) {
        EXPECT_EQ(backward.heat_current[a], -forward.heat_current[a]);
        EXPECT_EQ(backward.mass_current[a], -forward.mass_current[a]);
    }
    EXPECT_EQ(backward.pressure, forward.pressure);
}

TYPED_TEST(FluxSums, AreThoseThatAnIntegratorHasAtTheSameState) {
    const Mixture mixture = paper_mixture();
    const IntegratorParameters parameters{0.002};
    const Trajectory start = start_of_trajectory(mixture, cubic_liquid(2, 108, 0.8, 7), parameters);
    typename TypeParam::Integrator integrator(mixture, start, parameters, {});
    for (int k = 0; k < 3; ++k) {
        integrator.run(7, {.energies = true, .virial = true, .currents = true});
        const State state = integrator.trajectory().state;
        EXPECT_EQ(fluxes_of(integrator.totals(), state.box.volume()), fluxes_of_state<TypeParam>(mixture, state));
    }
}

// The optimised backend keeps the forces of a small system between its two passes, and makes them anew in a large one.
TEST(FluxSumsBits, OfARunAreThoseOfItsStateWithAndWithoutRoomForTheForces) {
    const IntegratorParameters parameters{0.002};
    for (const Mixture& mixture : {paper_mixture(), asymmetric_mixture(Truncation::force_shifted)}) {
        for (const std::size_t n : {500U, 5000U}) {
            const State start = cubic_liquid(mixture.species_count(), n, 0.8, 9);
            for (const InstructionSet set : supported_instruction_sets()) {
                SCOPED_TRACE(fmt::format("N = {}, {}", n, name_of(set)));
                OptimizedBackend::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters),
                                                        parameters, {.instruction_set = set, .threads = 2});
                integrator.run(3, {.energies = true, .virial = true, .currents = true});
                const State state = integrator.trajectory().state;
                EXPECT_EQ(fluxes_of(integrator.totals(), state.box.volume()),
                          fluxes_of_state<OptimizedBackend>(mixture, state));
            }
        }
    }
}

// The forces that the next step begins with are those of before the sample.
TYPED_TEST(FluxSums, SampledOnTheWayChangeNoBitOfARun) {
    const Mixture mixture = asymmetric_mixture(Truncation::force_shifted);
    const State start = cubic_liquid(3, 256, 0.8, 7);
    for (const IntegratorEnsemble ensemble :
         {IntegratorEnsemble::nve, IntegratorEnsemble::nvt, IntegratorEnsemble::nemd}) {
        SCOPED_TRACE(name_of(ensemble));
        const IntegratorParameters parameters{.timestep = 0.002,
                                              .ensemble = ensemble,
                                              .temperature = 0.62,
                                              .thermostat_time = 0.5,
                                              .hot = {.temperature = 0.8, .width = 1.5},
                                              .cold = {.temperature = 0.5, .width = 2.0}};
        typename TypeParam::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters), parameters,
                                                  Execution{.threads = 2});
        for (int k = 0; k < 3; ++k) integrator.run(7, {.energies = true, .virial = true, .currents = true});
        EXPECT_EQ(digest_of(integrator.trajectory(), integrator.totals()),
                  digest_after<TypeParam>(mixture, start, 21, parameters));
    }
}

TYPED_TEST(FluxSums, NeedVelocities) {
    State state = cubic_liquid(2, 100, 0.8, 8);
    state.velocity = {};
    EXPECT_EQ(message_of<InvalidArgument>([&] { fluxes_of_state<TypeParam>(paper_mixture(), state); }),
              "fluxes need velocities: there are none");
}

TEST(FluxSumsBits, AreTheSameOnEveryInstructionSetThreadCountAndOrder) {
    for (const std::size_t n : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 14U, 17U, 26U, 500U}) {
        const Mixture mixture = asymmetric_mixture(Truncation::force_shifted);
        const State state = cubic_liquid(3, n, 0.8, n);
        const Fluxes expected = ReferenceBackend::FluxSums(mixture).compute(state);
        const State shuffled = state.permuted(shuffled_order(n, 3));
        EXPECT_EQ(expected, ReferenceBackend::FluxSums(mixture).compute(shuffled));
        for (const InstructionSet instruction_set : supported_instruction_sets()) {
            for (const int threads : {1, 3}) {
                OptimizedBackend::FluxSums fluxes(mixture, {instruction_set, threads});
                EXPECT_EQ(expected, fluxes.compute(state)) << n << " " << name_of(instruction_set);
                EXPECT_EQ(expected, fluxes.compute(shuffled)) << n << " " << name_of(instruction_set);
            }
        }
    }
}

/// Five independent components say all of a traceless symmetric tensor.
TEST(FluxSignals, HaveTheSquareOfTheTracelessPressure) {
    Fluxes fluxes;
    fluxes.pressure = {1.0, 2.5, -0.75, 0.3, -0.2, 0.9};
    const auto s = flux_signals(fluxes);
    const double p = (1.0 + 2.5 - 0.75) / 3.0;
    EXPECT_DOUBLE_EQ(s[pressure_signal], p);
    double square = 2.0 * (0.3 * 0.3 + 0.2 * 0.2 + 0.9 * 0.9);
    for (const double diagonal : {1.0, 2.5, -0.75}) square += (diagonal - p) * (diagonal - p);
    const double normal = s[normal_signals] * s[normal_signals] + s[normal_signals + 1] * s[normal_signals + 1];
    double shear = 0.0;
    for (std::size_t k = 0; k < 3; ++k) shear += s[shear_signals + k] * s[shear_signals + k];
    EXPECT_NEAR(2.0 * shear + normal, square, 8 * 0x1p-53 * square);
}

}  // namespace
}  // namespace soret::test
