// Synthetic fields in both backends of the integrator: what a step keeps (energy accounted for, momentum, temperature,
// mean velocities of the species) and the symmetries of the equations, most of them to the bit.

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "field_runs.hpp"

namespace soret::test {
namespace {

template <class Backend>
class FieldLaws : public ::testing::Test {};
TYPED_TEST_SUITE(FieldLaws, BothBackends, BackendNames);

constexpr std::array every_thermostat{FieldThermostat::gaussian, FieldThermostat::nose_hoover, FieldThermostat::none};

template <class Backend>
Trajectory after(const Mixture& mixture, const State& start, const IntegratorParameters& parameters,
                 std::uint64_t steps) {
    typename Backend::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters), parameters, {});
    integrator.run(steps, forces_only);
    return integrator.trajectory();
}

/// A liquid whose thermostat has little to do at first.
State tempered_liquid(const Mixture& mixture, std::size_t n, double temperature, std::uint64_t seed) {
    State state = cubic_liquid(mixture.species_count(), n, 0.7, seed);
    draw_maxwell(state, mixture, temperature, seed + 1);
    return state;
}

/// Root mean square of what H - W - E_T has become, over times of 0.02.
template <class Backend>
double unaccounted(const Mixture& mixture, const State& start, IntegratorParameters parameters, double timestep) {
    parameters.timestep = timestep;
    typename Backend::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters), parameters, {});
    const auto conserved = [&] {
        return conserved_quantity(parameters, start.size(), start.box, integrator.extended(), integrator.totals());
    };
    integrator.run(0);
    const double before = conserved();
    double sum = 0.0;
    constexpr int times = 20;
    for (int k = 0; k < times; ++k) {
        integrator.run(static_cast<std::uint64_t>(std::lround(0.02 / timestep)),
                       {.energies = true, .virial = true, .currents = false});
        sum += std::pow(conserved() - before, 2) / times;
    }
    EXPECT_GT(std::fabs(integrator.extended().field.work), 1.0);
    return std::sqrt(sum);
}

/// As dt^2: half the step leaves a quarter, between 1/3.3 and 1/4.8 since terms of dt^3 and dt^4 are there too.
TYPED_TEST(FieldLaws, AccountForTheEnergyToTheSquareOfTheStep) {
    const Mixture mixture = asymmetric_mixture(Truncation::force_shifted);
    State start = tempered_liquid(mixture, 120, 0.8, 41);
    for (double& v : start.velocity[2]) v += 0.25;  // the first step takes it off, and its energy
    for (const FieldThermostat thermostat : every_thermostat) {
        const IntegratorParameters parameters = primed(driven(0.6, -2.0, 1, thermostat), mixture);
        const double coarse = unaccounted<TypeParam>(mixture, start, parameters, 0.002);
        const double fine = unaccounted<TypeParam>(mixture, start, parameters, 0.001);
        EXPECT_GT(coarse / fine, 3.3) << name_of(thermostat);
        EXPECT_LT(coarse / fine, 4.8) << name_of(thermostat);
        EXPECT_LT(coarse, 0.05) << name_of(thermostat);
    }
}

/// contracts/integrators.hpp: |sum m v_a| < 2^-41 N + 2^-42 sum m after every step.
TYPED_TEST(FieldLaws, KeepTheTotalMomentumAtZeroToTheQuantum) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    State start = cubic_liquid(3, 150, 0.75, 42);
    for (double& v : start.velocity[2]) v += 0.3;  // taken off by the first step
    double bound = 0x1p-41 * 150.0;
    for (const std::int32_t s : start.species) bound += 0x1p-42 * mixture.mass(static_cast<std::size_t>(s));
    for (const FieldThermostat thermostat : every_thermostat) {
        const IntegratorParameters parameters = primed(driven(0.5, 1.0, 1, thermostat), mixture);
        typename TypeParam::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters), parameters,
                                                  {});
        for (int k = 0; k < 40; ++k) {
            integrator.run(k < 20 ? 1 : 7, forces_only);
            for (const double p : momentum_of(integrator.trajectory().state, mixture)) {
                EXPECT_LT(std::fabs(p), bound) << name_of(thermostat);
            }
        }
    }
}

/// While particles drift the momentum is that of second order which C of the step before has left: with a field of
/// both kinds the centre of mass stays where it is to 1e-5 of what the first push of the field would make of it.
TYPED_TEST(FieldLaws, LeaveTheCentreOfMassWhereItIs) {
    const Mixture mixture = asymmetric_mixture(Truncation::force_shifted);
    const State start = tempered_liquid(mixture, 120, 0.8, 43);
    const auto centre = [&](const State& state) {
        Axes sum{};
        for (std::size_t i = 0; i < state.size(); ++i) {
            const double m = mixture.mass(static_cast<std::size_t>(state.species[i]));
            for (std::size_t a = 0; a < 3; ++a) {
                sum[a] += m * (state.position[a][i] + state.image[a][i] * edges_of(state.box)[a]);
            }
        }
        return sum;
    };
    IntegratorParameters parameters = primed(driven(0.6, 2.0, 2), mixture);
    const auto moved = [&](double timestep) {
        parameters.timestep = timestep;
        typename TypeParam::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters), parameters,
                                                  {});
        integrator.run(1, forces_only);  // C is known from then on
        const Axes before = centre(integrator.trajectory().state);
        integrator.run(static_cast<std::uint64_t>(std::lround(0.2 / timestep)), forces_only);
        const Axes now = centre(integrator.trajectory().state);
        double largest = 0.0;
        for (std::size_t a = 0; a < 3; ++a) largest = std::max(largest, std::fabs(now[a] - before[a]));
        return largest;
    };
    const double coarse = moved(0.002);
    EXPECT_GT(coarse / moved(0.0005), 8.0);  // as dt^2: 16
    EXPECT_LT(coarse, 1e-2);
}

/// X = (g - 1) T after every step, by the velocities themselves. Each is rounded by 2^-43 and each term of the sums by
/// 2^-41.
TYPED_TEST(FieldLaws, GaussianThermostatHoldsTheRelativeKineticEnergy) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    State start = cubic_liquid(3, 150, 0.75, 44);
    for (std::size_t i = 0; i < start.size(); ++i) start.species[i] = i == 0 ? 2 : start.species[i] % 2;  // one of 3
    for (const auto& [heat, mass] : {std::pair{0.5, 20.0}, std::pair{0.0, 0.0}}) {
        const IntegratorParameters parameters = primed(driven(heat, mass, 1), mixture);
        typename TypeParam::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters), parameters,
                                                  {});
        for (int k = 0; k < 30; ++k) {
            integrator.run(k < 10 ? 1 : 5, forces_only);
            const State state = integrator.trajectory().state;
            const auto counts = state.species_counts(3);
            double twice = 0.0;
            double bound = 3.0 * 150.0 * 0x1p-41;
            for (std::int32_t s = 0; s < 3; ++s) {
                const double m = mixture.mass(static_cast<std::size_t>(s));
                const Axes momentum = momentum_of(state, mixture, s);
                for (std::size_t i = 0; i < state.size(); ++i) {
                    if (state.species[i] != s) continue;
                    for (std::size_t a = 0; a < 3; ++a) {
                        const double n = static_cast<double>(counts[static_cast<std::size_t>(s)]);
                        const double relative = state.velocity[a][i] - momentum[a] / (m * n);
                        twice += m * relative * relative;
                        bound += m * std::fabs(state.velocity[a][i]) * 0x1p-42;
                    }
                }
            }
            const double freedoms = 3.0 * 150.0 - 9.0;
            EXPECT_NEAR(twice, (freedoms - 1.0) * 0.8, bound + 1e-13 * freedoms);
        }
    }
}

/// After one step from the same state thermostats differ in the velocities relative to the mean of each species alone.
/// A particle that is the only one of its species has no other: its velocity is the same. Velocities are rounded by
/// 2^-43, mean velocities known to 2^-41/m.
TYPED_TEST(FieldLaws, ThermostatsLeaveMeanVelocitiesOfTheSpecies) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    State start = without_drift(cubic_liquid(3, 150, 0.75, 45), mixture);
    for (std::size_t i = 0; i < start.size(); ++i) start.species[i] = i == 9 ? 2 : start.species[i] % 2;
    const auto parameters = [&](FieldThermostat thermostat) {
        IntegratorParameters p = primed(driven(0.5, 20.0, 1, thermostat), mixture);
        p.thermostat_time = 0.04;
        return p;
    };
    const State free = after<TypeParam>(mixture, start, parameters(FieldThermostat::none), 1).state;
    const auto counts = free.species_counts(3);
    for (const FieldThermostat thermostat : {FieldThermostat::gaussian, FieldThermostat::nose_hoover}) {
        const State held = after<TypeParam>(mixture, start, parameters(thermostat), 1).state;
        EXPECT_GT(std::fabs(held.velocity[0][3] / free.velocity[0][3] - 1.0), 1e-3);
        for (std::int32_t s = 0; s < 3; ++s) {
            const auto at = static_cast<std::size_t>(s);
            const Axes expected = momentum_of(free, mixture, s);
            const Axes found = momentum_of(held, mixture, s);
            const double bound = static_cast<double>(counts[at]) * (0x1p-41 + mixture.mass(at) * 0x1p-42);
            for (std::size_t a = 0; a < 3; ++a) {
                EXPECT_NEAR(found[a], expected[a], bound) << s;
                EXPECT_TRUE(s == 2 || std::fabs(expected[a]) > 1e-3);
            }
        }
        const double bound = 0x1p-41 + 0x1p-41 / mixture.mass(2);
        for (std::size_t a = 0; a < 3; ++a) EXPECT_NEAR(held.velocity[a][9], free.velocity[a][9], bound);
    }
}

/// With the names of two species exchanged, their enthalpies too, a heat field does just the same to every particle.
/// So J_1 is what J_2 was, and J_2 = -J_1 since the total momentum is 0.
TYPED_TEST(FieldLaws, DoNotDependOnTheNamesOfTwoSpecies) {
    for (const bool identical : {true, false}) {
        const std::vector<double> mass = identical ? std::vector{1.0, 1.0} : std::vector{1.0, 5.0};
        const std::vector<double> epsilon = identical ? std::vector{1.0, 1.0} : std::vector{0.6, 1.0};
        const Mixture mixture(lorentz_berthelot(mass, epsilon, {1.0, 1.0}, 2.5));
        const Mixture renamed(lorentz_berthelot({mass[1], mass[0]}, {epsilon[1], epsilon[0]}, {1.0, 1.0}, 2.5));
        const State start = cubic_liquid(2, 150, 0.7, 46);
        State exchanged = start;
        for (std::int32_t& s : exchanged.species) s = 1 - s;
        for (const FieldThermostat thermostat : every_thermostat) {
            IntegratorParameters parameters = driven(0.4, 0.0, 1, thermostat);
            parameters.field.enthalpy = {0.75, identical ? 0.75 : -0.5};
            IntegratorParameters other = parameters;
            std::swap(other.field.enthalpy[0], other.field.enthalpy[1]);
            const Trajectory expected = after<TypeParam>(mixture, start, parameters, 60);
            const Trajectory found = after<TypeParam>(renamed, exchanged, other, 60);
            EXPECT_EQ(found.state.position, expected.state.position);
            EXPECT_EQ(found.state.velocity, expected.state.velocity);
            EXPECT_EQ(found.extended, expected.extended);
            const Axes first = momentum_of(found.state, renamed, 0);
            const Axes before = momentum_of(expected.state, mixture, 0);
            EXPECT_NEAR(first[1], -before[1], 1e-9);
            EXPECT_GT(std::fabs(before[1]), 1e-3);
        }
    }
}

/// The same in a mirror across the planes of these axes.
State mirrored(State state, const std::array<bool, 3>& axes) {
    for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t i = 0; axes[a] && i < state.size(); ++i) {
            double& x = state.position[a][i];
            state.image[a][i] = -state.image[a][i] - (x == 0.0 ? 0 : 1);
            x = x == 0.0 ? 0.0 : edges_of(state.box)[a] - x;
            state.velocity[a][i] = -state.velocity[a][i];
        }
    }
    return state;
}

/// In a mirror the opposite field drives the mirrored trajectory, to the bit: all roundings are odd. So the response is
/// odd, and a term of the equations that is even in the field would be seen at once.
TYPED_TEST(FieldLaws, AreThoseOfTheMirrorUnderTheOppositeField) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    State start = cubic_liquid(3, 150, 0.75, 47);
    start.position[1][0] = 0.0;
    for (const FieldThermostat thermostat : every_thermostat) {
        for (const std::array<bool, 3>& axes : {std::array{false, true, false}, std::array{true, true, true}}) {
            const Trajectory seen =
                after<TypeParam>(mixture, start, primed(driven(0.4, 2.0, 1, thermostat), mixture), 60);
            const Trajectory found = after<TypeParam>(mixture, mirrored(start, axes),
                                                      primed(driven(-0.4, -2.0, 1, thermostat), mixture), 60);
            const State expected = mirrored(seen.state, axes);
            EXPECT_EQ(found.state.position, expected.position);
            EXPECT_EQ(found.state.velocity, expected.velocity);
            EXPECT_EQ(found.extended.thermostat, seen.extended.thermostat);
            EXPECT_EQ(found.extended.field.work, seen.extended.field.work);
            EXPECT_EQ(found.extended.field.heat, seen.extended.field.heat);
            EXPECT_EQ(found.extended.field.drift_kick[1], -seen.extended.field.drift_kick[1]);
        }
    }
}

State with_axes(const State& state, const std::array<std::size_t, 3>& from) {
    State turned = state;
    const auto edges = edges_of(state.box);
    turned.box = Box({edges[from[0]], edges[from[1]], edges[from[2]]});
    for (std::size_t a = 0; a < 3; ++a) {
        turned.position[a] = state.position[from[a]];
        turned.velocity[a] = state.velocity[from[a]];
        turned.image[a] = state.image[from[a]];
    }
    return turned;
}

/// Turned axes: to the bit if x and y are exchanged, since sums over axes begin with these two; else to rounding, which
/// grows by chaos to no more than 2^10 of itself in 25 steps.
TYPED_TEST(FieldLaws, AreTheSameAlongEveryAxis) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const State start = lattice(Box({6.0, 7.5, 8.5}), 3, 250, {.cells = {6, 7, 8}, .jitter = 0.1});
    for (const auto& from : {std::array<std::size_t, 3>{1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const State plain =
                after<TypeParam>(mixture, start, primed(driven(0.4, 2.0, from[axis]), mixture), 25).state;
            const State turned =
                after<TypeParam>(mixture, with_axes(start, from), primed(driven(0.4, 2.0, axis), mixture), 25).state;
            const State expected = with_axes(plain, from);
            if (from[2] == 2) {
                EXPECT_EQ(turned.position, expected.position);
                EXPECT_EQ(turned.velocity, expected.velocity);
                continue;
            }
            double largest = 0.0;
            for (std::size_t a = 0; a < 3; ++a) {
                for (std::size_t i = 0; i < start.size(); ++i) {
                    largest = std::max(largest, std::fabs(turned.velocity[a][i] - expected.velocity[a][i]));
                }
            }
            EXPECT_LT(largest, 0x1p-43 * 1024.0 * 25.0);
        }
    }
}

}  // namespace
}  // namespace soret::test
