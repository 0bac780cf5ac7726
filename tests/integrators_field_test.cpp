// Synthetic heat and mass fields in both backends of the integrator: the same bits, the power of the field, what is
// conserved, momentum, thermostats, bad input.

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
class IntegratorField : public ::testing::Test {};
TYPED_TEST_SUITE(IntegratorField, BothBackends, BackendNames);

IntegratorParameters driven(double heat, double mass, std::size_t axis = 0,
                            FieldThermostat thermostat = FieldThermostat::gaussian) {
    IntegratorParameters parameters{.timestep = 0.004, .ensemble = IntegratorEnsemble::hnemd, .temperature = 0.8};
    parameters.field = {.heat = heat, .mass = mass, .axis = axis, .enthalpy = {}, .thermostat = thermostat};
    return parameters;
}

/// With the enthalpies of as many species as the mixture has.
IntegratorParameters primed(IntegratorParameters parameters, const Mixture& mixture) {
    for (std::size_t s = 0; s < mixture.species_count(); ++s) {
        parameters.field.enthalpy.push_back(1.5 - 1.25 * static_cast<double>(s));
    }
    return parameters;
}

/// At rest as a whole.
State without_drift(State state, const Mixture& mixture) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
        double momentum = 0.0;
        double mass = 0.0;
        for (std::size_t i = 0; i < state.size(); ++i) {
            const double m = mixture.mass(static_cast<std::size_t>(state.species[i]));
            momentum += m * state.velocity[axis][i];
            mass += m;
        }
        for (double& v : state.velocity[axis]) v -= momentum / mass;
    }
    return state;
}

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
    typename TypeParam::PairForces(mixture, Execution{}, Precision::exact).compute(state, request, result);
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

}  // namespace
}  // namespace soret::test
