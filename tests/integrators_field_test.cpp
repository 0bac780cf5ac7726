// Synthetic heat and mass fields in both backends of the integrator: the same bits, forces and power of the field, bad
// input. What the equations keep and which symmetries they have: integrators_field_laws_test.cpp.

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "field_runs.hpp"
#include "trajectory_digest.hpp"

namespace soret::test {
namespace {

template <class Backend>
class IntegratorField : public ::testing::Test {};
TYPED_TEST_SUITE(IntegratorField, BothBackends, BackendNames);

TEST(IntegratorFieldBits, AreTheSameOnEveryInstructionSetThreadCountOrderAndBuffer) {
    const SameBitsMatrix matrix{.threads = {1, 2, 3}, .buffers = {0.0, 0.02, 0.3}};
    for (const std::size_t n : {3U, 5U, 9U, 26U}) {
        expect_same_bits_in(driven(0.7, 0.5, n % 3), paper_mixture(), cubic_liquid(2, n, 0.8, n, 6.0), 25, matrix);
    }
    for (const Truncation truncation : all_truncations) {
        const Mixture mixture = asymmetric_mixture(truncation);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            for (const FieldThermostat thermostat :
                 {FieldThermostat::gaussian, FieldThermostat::nose_hoover, FieldThermostat::none}) {
                expect_same_bits_in(primed(driven(0.4, -2.0, axis, thermostat), mixture), mixture,
                                    cubic_liquid(3, 200, 0.75, 4), 25, {.threads = {1, 3}, .buffers = {0.0, 0.3}});
            }
        }
    }
    const State slab = lattice(Box({6.0, 7.5, 8.5}), 2, 256, {.cells = {6, 7, 8}, .jitter = 0.1});
    expect_same_bits_in(driven(0.3, 0.0, 2), paper_mixture(), slab, 25, matrix);
    expect_same_bits_in(driven(0.0, 1.5, 1), paper_mixture(), slab, 25, matrix);
    expect_same_bits_in(driven(0.0, 0.0), paper_mixture(), slab, 25, {.threads = {1}, .buffers = {0.3}});
}

/// Terms u and r_x f_a above 2^11 do not fit into the fast sum.
TEST(IntegratorFieldBits, AreTheSameForParticlesNearlyOnTopOfEachOther) {
    const Mixture mixture = paper_mixture();
    State state = cubic_liquid(2, 30, 0.3, 12);
    for (const std::size_t axis : {0U, 1U, 2U}) {
        state.position[axis][5] = on_position_grid(state.position[axis][4] + 0.33);
    }
    IntegratorParameters parameters = driven(0.5, 0.2, 1);
    parameters.timestep = 1e-5;
    PairForcesResult forces;
    ReferenceBackend::PairForces(mixture).compute(state, forces_only, forces);
    ASSERT_GT(std::fabs(forces.force[0][5]), 0x1p11);
    expect_same_bits_in(parameters, mixture, state, 4, {.threads = {1, 2}, .buffers = {0.0}});
}

/// More clusters than a kernel sums at once on one thread, fewer on each of three.
TEST(IntegratorFieldBits, AreTheSameForManyClusters) {
    const State liquid = cubic_liquid(2, 3000, 0.75, 14);
    const std::string expected =
        digest_after<OptimizedBackend>(paper_mixture(), liquid, 5, driven(0.3, 0.1), {InstructionSet::sse2, 3});
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        EXPECT_EQ(digest_after<OptimizedBackend>(paper_mixture(), liquid, 5, driven(0.3, 0.1), {instruction_set, 1}),
                  expected);
    }
}

TEST(IntegratorFieldBits, AreTheSameInPiecesAndThroughATrajectory) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const State start = cubic_liquid(3, 200, 0.75, 7);
    for (const FieldThermostat thermostat : {FieldThermostat::gaussian, FieldThermostat::nose_hoover}) {
        const IntegratorParameters parameters = primed(driven(0.4, 0.7, 1, thermostat), mixture);
        const std::string expected = digest_after<ReferenceBackend>(mixture, start, 20, parameters);
        OptimizedBackend::Integrator first(mixture, start_of_trajectory(mixture, start, parameters), parameters, {});
        for (const std::uint64_t steps : {3U, 0U, 1U, 3U}) first.run(steps, forces_only);
        OptimizedBackend::Integrator second(mixture, first.trajectory(), parameters, {});
        second.run(6, {.energies = true, .virial = false, .currents = true});
        ReferenceBackend::Integrator third(mixture, second.trajectory(), parameters, {});
        third.run(7);
        EXPECT_EQ(digest_of(third.trajectory(), third.totals()), expected);
        first.run(13);
        EXPECT_EQ(digest_of(first.trajectory(), first.totals()), expected);
    }
}

TYPED_TEST(IntegratorField, LeavesOutTheSumsThatNobodyAskedFor) {
    const Mixture mixture = paper_mixture();
    const IntegratorParameters parameters = driven(0.3, 0.0);
    typename TypeParam::Integrator integrator(
        mixture, start_of_trajectory(mixture, cubic_liquid(2, 150, 0.75, 8), parameters), parameters, {});
    expect_the_sums_asked_for(integrator, mixture);
}

/// t_i of the contract, by hand for three particles on a line along y.
TYPED_TEST(IntegratorField, ForcesOfAHeatFieldAreTheSumsOfTheContract) {
    const Mixture mixture = paper_mixture();
    State state;
    state.box = Box({8.0, 8.0, 8.0});
    state.add(1, 0, {1.0, 1.0, 1.0});
    state.add(2, 1, {1.0, 2.25, 1.5});
    state.add(3, 1, {1.0, 7.0, 1.0});  // across the face of the box
    PairForcesRequest request = forces_only;
    request.heat_field_axis = 1;
    PairForcesResult result;
    typename TypeParam::PairForces(mixture, Execution{}).compute(state, request, result);
    std::array<std::array<double, 3>, 3> expected{};
    const auto add = [&](std::size_t i, std::size_t j, const Vector3& r) {
        const PairParameters& p =
            mixture.pair(static_cast<std::size_t>(state.species[i]), static_cast<std::size_t>(state.species[j]));
        const double r2 = dot(r, r);
        if (r2 >= p.cutoff2) return;
        const double s6 = std::pow(p.sigma2 / r2, 3);
        const double u = p.epsilon4 * (s6 * s6 - s6) - p.shift;
        const double f = 6.0 * p.epsilon4 * (2.0 * s6 * s6 - s6) / r2;
        for (const std::size_t k : {i, j}) {
            expected[0][k] += r.y * f * r.x;
            expected[1][k] += r.y * f * r.y + u;
            expected[2][k] += r.y * f * r.z;
        }
    };
    add(0, 1, {0.0, -1.25, -0.5});
    add(0, 2, {0.0, 2.0, 0.0});
    add(1, 2, {0.0, 3.25, 0.5});
    for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(result.heat_field_force[a][i], expected[a][i], 1e-11);
    }
    EXPECT_NE(expected[1][0], 0.0);
}

/// dH/dt = V (J'_q F_q + J_1 F_m) + T F_q sum_i v_i of the present state: the currents are those of contracts/fluxes.
double power(const Mixture& mixture, const IntegratorParameters& parameters, const State& state) {
    PairForcesResult sums;
    ReferenceBackend::PairForces(mixture).compute(state, {}, sums);
    const SyntheticField& field = parameters.field;
    const std::size_t axis = field.axis;
    double heat = sums.heat_current[axis];
    double number = 0.0;
    for (std::size_t s = 0; s < mixture.species_count(); ++s) {
        heat -= (field.enthalpy.empty() ? 0.0 : field.enthalpy[s]) * sums.mass_current[s][axis];
        number += sums.mass_current[s][axis] / mixture.mass(s);
    }
    return heat * field.heat + sums.mass_current[0][axis] * field.mass + parameters.temperature * field.heat * number;
}

struct EnergyCourse {
    double rate = 0.0;      ///< (H(t) - H(0))/t
    double by_power = 0.0;  ///< the trapezoid of the power
    double unaccounted = 0.0;
};

/// A short way without thermostat: what the energy does and what the power of the field says.
template <class Backend>
EnergyCourse course(const Mixture& mixture, IntegratorParameters parameters, const State& start, double timestep,
                    std::uint64_t steps) {
    parameters.timestep = timestep;
    typename Backend::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters), parameters, {});
    integrator.run(0);
    const auto energy = [&] { return integrator.totals().potential_energy + integrator.totals().kinetic_energy(); };
    const double before = energy();
    double sum = 0.5 * power(mixture, parameters, integrator.trajectory().state);
    for (std::uint64_t k = 0; k < steps; ++k) {
        integrator.run(1);
        sum += (k + 1 < steps ? 1.0 : 0.5) * power(mixture, parameters, integrator.trajectory().state);
    }
    const double time = timestep * static_cast<double>(steps);
    return {(energy() - before) / time, sum * timestep / time,
            energy() - before - (integrator.extended().field.work + integrator.extended().field.heat)};
}

/// The energy grows by the power of the field; what is left falls as dt^2: with half the step it is a quarter, between
/// 1/3 and 1/5 since terms of dt^4 are there too.
TYPED_TEST(IntegratorField, DoesTheWorkOfTheCurrents) {
    for (const Truncation truncation : {Truncation::shifted, Truncation::force_shifted}) {
        const Mixture mixture = asymmetric_mixture(truncation);
        const State start = without_drift(cubic_liquid(3, 100, 0.7, 21), mixture);
        for (const auto& [heat, mass] : {std::pair{0.8, 0.0}, std::pair{0.0, 3.0}, std::pair{0.5, -2.0}}) {
            const IntegratorParameters parameters = primed(driven(heat, mass, 2, FieldThermostat::none), mixture);
            const EnergyCourse coarse = course<TypeParam>(mixture, parameters, start, 0.002, 20);
            const EnergyCourse fine = course<TypeParam>(mixture, parameters, start, 0.001, 40);
            const double left = coarse.rate - coarse.by_power;
            EXPECT_LT(std::fabs(left), 2e-2 * std::fabs(coarse.rate)) << heat << ' ' << mass;
            EXPECT_GT(left / (fine.rate - fine.by_power), 3.0);
            EXPECT_LT(left / (fine.rate - fine.by_power), 5.0);
        }
    }
}

TYPED_TEST(IntegratorField, RefusesFieldsThatItCannotIntegrate) {
    const Mixture mixture = paper_mixture();
    const State liquid = cubic_liquid(2, 120, 0.7, 31);
    const auto message = [&](const IntegratorParameters& parameters, const Mixture& of) {
        return message_of<InvalidArgument>([&] { start_of_trajectory(of, liquid, parameters); });
    };
    const IntegratorParameters good = driven(0.2, 0.1);
    EXPECT_EQ(message(good, mixture), "");
    const auto changed = [&](auto&& change) {
        IntegratorParameters parameters = good;
        change(parameters);
        return message(parameters, mixture);
    };
    const double none = std::nan("");
    EXPECT_EQ(changed([](auto& p) { p.field.heat = 10.5; }), "field.heat = 10.5: must be in [-10, 10]");
    EXPECT_EQ(changed([&](auto& p) { p.field.heat = none; }), "field.heat = nan: must be in [-10, 10]");
    EXPECT_EQ(changed([](auto& p) { p.field.mass = -1001.0; }), "field.mass = -1001: must be in [-1000, 1000]");
    EXPECT_EQ(changed([](auto& p) { p.field.axis = 3; }), "field.axis = 3: must be 0, 1 or 2");
    EXPECT_EQ(changed([](auto& p) { p.field.enthalpy = {1.0}; }),
              "field.enthalpy has 1 values: must have 2, one a species, or none");
    for (const double bad : {none, HUGE_VAL, -2e6}) {
        EXPECT_NE(changed([&](auto& p) {
                      p.field.enthalpy = {0.0, bad};
                  }).find("must be in [-1000000, 1000000]"),
                  std::string::npos);
    }
    EXPECT_EQ(changed([](auto& p) { p.temperature = 0.0; }), "temperature = 0: must be in (0, 10000]");
    EXPECT_EQ(changed([](auto& p) { p.spring = 1.0; }), "spring = 1: must be in [0, 0] in hnemd");
    const auto chain = [&](double time, int length) {
        return changed([&](auto& p) {
            p.field.thermostat = FieldThermostat::nose_hoover;
            p.thermostat_time = time;
            p.chain_length = length;
        });
    };
    EXPECT_EQ(chain(1.0, 16), "");
    EXPECT_EQ(chain(1.0, 0), "chain_length = 0: must be in [1, 16]");
    EXPECT_EQ(chain(0.03, 3), "thermostat_time = 0.03: must be in [0.04, 1000000], at least ten timesteps");
    const std::vector<double> nine(9, 1.0);
    EXPECT_EQ(message(good, Mixture(lorentz_berthelot(nine, nine, nine, 2.5))),
              "a mixture of 9 species under a field: must have at most 8");
    EXPECT_EQ(message(good, Mixture(lorentz_berthelot({1.0, 2e3}, {0.6, 1.0}, {1.0, 1.0}, 2.5))),
              "mass[2] = 2000: must be in [1e-06, 1000] with a field");
}

/// A backend may be made from a trajectory that start_of_trajectory() has never seen.
TYPED_TEST(IntegratorField, RefusesTrajectoriesThatCannotBe) {
    const Mixture mixture = paper_mixture();
    const IntegratorParameters parameters = driven(0.2, 0.1);
    const auto message = [&](const Trajectory& trajectory, const IntegratorParameters& of) {
        return message_of<InvalidState>([&] { typename TypeParam::Integrator(mixture, trajectory, of, {}); });
    };
    const Trajectory good = start_of_trajectory(mixture, cubic_liquid(2, 60, 0.4, 32), parameters);
    EXPECT_EQ(message(good, parameters), "");
    for (const double bad : {std::nan(""), HUGE_VAL}) {
        for (double FieldVariables::*variable : {&FieldVariables::work, &FieldVariables::heat}) {
            Trajectory other = good;
            other.extended.field.*variable = bad;
            EXPECT_NE(message(other, parameters).find("must be finite"), std::string::npos);
        }
        Trajectory other = good;
        other.extended.field.drift_kick[2] = bad;
        EXPECT_NE(message(other, parameters).find("variable of a field"), std::string::npos);
    }
    const IntegratorParameters free{.timestep = 0.004};
    EXPECT_EQ(message(good, free), "");
    Trajectory other = good;
    other.extended.field.work = 0.5;
    EXPECT_EQ(message(other, free), "variable of a field = 0.5: must be 0");
    other = good;
    other.extended.thermostat = {{0.0}, {0.0}};
    EXPECT_NE(message(other, parameters), "");
    other = good;
    other.state.species[3] = -7;
    EXPECT_NE(message(other, parameters), "");
    EXPECT_NE(message(other, free), "");
}

TYPED_TEST(IntegratorField, NamesTheStepThatCannotBeMade) {
    const Mixture mixture = paper_mixture();
    const auto message = [&](const State& state, IntegratorParameters parameters) {
        parameters.timestep = 1e-4;
        return message_of<InvalidState>([&] {
            typename TypeParam::Integrator integrator(mixture, start_of_trajectory(mixture, state, parameters),
                                                      parameters, {});
            integrator.run(3);
        });
    };
    const State good = cubic_liquid(2, 60, 0.4, 33);
    EXPECT_EQ(message(good, driven(0.2, 0.1)), "");
    State fast = good;
    fast.velocity[2][7] = 46.0;  // 46^2 > 2^11
    EXPECT_EQ(message(fast, driven(0.0, 0.0)).find("step 1: a particle is too fast for a synthetic field: m v_a v_a"),
              0U);
    State still = good;
    for (auto& axis : still.velocity) axis.assign(still.size(), 0.0);
    const Mixture ghosts(lorentz_berthelot({1.0, 1.0}, {0.0, 0.0}, {1.0, 1.0}, 2.5));
    EXPECT_EQ(message_of<InvalidState>([&] {
                  typename TypeParam::Integrator integrator(
                      ghosts, start_of_trajectory(ghosts, still, driven(0.2, 0.1)), driven(0.2, 0.1), {});
                  integrator.run(3);
              }),
              "step 1: the particles are at rest relative to their species: no factor brings them to a temperature");
    State two;
    two.box = good.box;
    two.add(1, 0, {1.0, 1.0, 1.0});
    two.add(2, 1, {3.0, 3.0, 3.0});
    draw_velocities(two, 1.0, 1);
    for (const FieldThermostat thermostat : {FieldThermostat::gaussian, FieldThermostat::nose_hoover}) {
        EXPECT_NE(message(two, driven(0.2, 0.1, 0, thermostat)).find("some species must have at least 2 particles"),
                  std::string::npos);
    }
    EXPECT_EQ(message(two, driven(0.2, 0.1, 0, FieldThermostat::none)), "");
}

}  // namespace
}  // namespace soret::test
