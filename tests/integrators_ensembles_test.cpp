// Both backends of the integrator with thermostat and barostat: the same bits, continued runs, reversal, bad input.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "soret/optimized/detail/list_buffer.hpp"
#include "trajectory_digest.hpp"

namespace soret::test {
namespace {

template <class Backend>
class IntegratorEnsembles : public ::testing::Test {};
TYPED_TEST_SUITE(IntegratorEnsembles, BothBackends, BackendNames);

constexpr std::array thermostatted{IntegratorEnsemble::nvt, IntegratorEnsemble::npt, IntegratorEnsemble::npzt};

/// Thermostat and barostat so fast, and a state so far away, that everything moves in a few steps.
IntegratorParameters lively(IntegratorEnsemble ensemble, double pressure = 1.5) {
    return {.timestep = 0.004,
            .ensemble = ensemble,
            .temperature = 0.9,
            .pressure = pressure,
            .thermostat_time = 0.1,
            .barostat_time = 0.4,
            .chain_length = 3};
}

void expect_same_bits(const Mixture& mixture, const State& start, std::uint64_t steps, double pressure = 1.5) {
    const SameBitsMatrix matrix{.threads = {1, 2, 3}, .buffers = {0.0, 0.02, 0.3}};
    for (const IntegratorEnsemble ensemble : thermostatted) {
        expect_same_bits_in(lively(ensemble, pressure), mixture, start, steps, matrix);
    }
}

TEST(IntegratorEnsembleBits, AreTheSameOnEveryInstructionSetThreadCountOrderAndBuffer) {
    for (const std::size_t n : {2U, 3U, 5U, 9U, 26U}) {
        expect_same_bits(paper_mixture(), cubic_liquid(2, n, 0.8, n, 6.0), 25, 0.02);
    }
    for (const Truncation truncation : all_truncations) {
        expect_same_bits(asymmetric_mixture(truncation), cubic_liquid(3, 200, 0.75, 4), 25);
    }
    expect_same_bits(paper_mixture(), lattice(Box({6.0, 7.5, 8.5}), 2, 256, {.cells = {6, 7, 8}, .jitter = 0.1}), 25);
}

TEST(IntegratorEnsembleBits, AreTheSameForParticlesThatCrossTheBreathingBoxManyTimes) {
    State gas = cubic_liquid(3, 60, 0.02, 11);
    for (double& v : gas.velocity[0]) v += 80.0;  // a gas that flies through its box
    for (double& v : gas.velocity[2]) v -= 80.0;
    const Mixture mixture = asymmetric_mixture(Truncation::force_shifted);
    IntegratorParameters parameters{
        .timestep = 0.002, .ensemble = IntegratorEnsemble::npt, .temperature = 4000.0, .pressure = 80.0};
    ReferenceBackend::Integrator integrator(mixture, start_of_trajectory(mixture, gas, parameters), parameters, {});
    integrator.run(200);
    const State end = integrator.trajectory().state;
    EXPECT_GT(*std::max_element(end.image[0].begin(), end.image[0].end()), 1);
    EXPECT_LT(*std::min_element(end.image[2].begin(), end.image[2].end()), -1);
    EXPECT_NE(end.box, gas.box);
    expect_same_bits_in(parameters, mixture, gas, 200, {.threads = {1, 2, 3}, .buffers = {0.0, 0.3}});
}

/// Terms m v^2 above 2^11 do not fit into the fast sum.
TEST(IntegratorEnsembleBits, AreTheSameForAParticleOfLargeKineticEnergy) {
    State state = cubic_liquid(3, 20, 0.02, 12);
    state.velocity[1][7] = 100.0;
    const IntegratorParameters parameters{
        .timestep = 0.001, .ensemble = IntegratorEnsemble::nvt, .temperature = 200.0, .thermostat_time = 1.0};
    expect_same_bits_in(parameters, asymmetric_mixture(Truncation::shifted), state, 20,
                        {.threads = {1, 2}, .buffers = {0.0}});
}

/// Terms of a close pair above 2^11 do not fit into the fast passes.
TEST(IntegratorEnsembleBits, AreTheSameForParticlesNearlyOnTopOfEachOther) {
    State state = cubic_liquid(2, 150, 0.5, 13);
    state.add(1000, 1, state.position_of(40) + Vector3{0.375, 0.375, 0.25});
    for (auto& axis : state.velocity) axis.push_back(0.0);
    const IntegratorParameters parameters{.timestep = 0.0005, .ensemble = IntegratorEnsemble::npt, .temperature = 0.9};
    expect_same_bits_in(parameters, paper_mixture(), state, 10, {.threads = {1, 2}, .buffers = {0.0}});
}

/// More clusters than a kernel sums at once on one thread, fewer on each of three.
TEST(IntegratorEnsembleBits, AreTheSameForManyClusters) {
    const State liquid = cubic_liquid(2, 3000, 0.75, 14);
    const IntegratorParameters parameters = lively(IntegratorEnsemble::npzt);
    const std::string expected =
        digest_after<OptimizedBackend>(paper_mixture(), liquid, 5, parameters, {InstructionSet::sse2, 3});
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        EXPECT_EQ(digest_after<OptimizedBackend>(paper_mixture(), liquid, 5, parameters, {instruction_set, 1}),
                  expected);
    }
}

TEST(IntegratorEnsembleBits, AreTheSameInPiecesAndThroughATrajectory) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const State start = cubic_liquid(3, 200, 0.75, 7);
    for (const IntegratorEnsemble ensemble : thermostatted) {
        SCOPED_TRACE(name_of(ensemble));
        const IntegratorParameters parameters = lively(ensemble);
        const std::string expected = digest_after<ReferenceBackend>(mixture, start, 20, parameters);
        OptimizedBackend::Integrator first(mixture, start_of_trajectory(mixture, start, parameters), parameters, {});
        for (const std::uint64_t steps : {3U, 0U, 1U, 3U}) first.run(steps, forces_only);
        OptimizedBackend::Integrator second(mixture, first.trajectory(), parameters, {});
        second.run(6, {.energies = true, .virial = false, .currents = true});
        ReferenceBackend::Integrator third(mixture, second.trajectory(), parameters, {});
        third.run(7);
        EXPECT_EQ(third.step(), 20U);
        EXPECT_EQ(digest_of(third.trajectory(), third.totals()), expected);
        first.run(13);
        EXPECT_EQ(digest_of(first.trajectory(), first.totals()), expected);
    }
}

TYPED_TEST(IntegratorEnsembles, LeaveOutTheSumsThatNobodyAskedFor) {
    const Mixture mixture = paper_mixture();
    for (const IntegratorEnsemble ensemble : thermostatted) {
        const IntegratorParameters parameters = lively(ensemble);
        typename TypeParam::Integrator integrator(
            mixture, start_of_trajectory(mixture, cubic_liquid(2, 150, 0.75, 8), parameters), parameters, {});
        expect_the_sums_asked_for(integrator, mixture);
    }
}

/// A box that shrinks fast, of particles so slow that their own motion would not call for a new list:
/// after every step the sums are those over all pairs.
TEST(IntegratorEnsembleLists, OfAShrinkingBoxMissNoPair) {
    const Mixture mixture = paper_mixture();
    for (const IntegratorEnsemble ensemble : {IntegratorEnsemble::npt, IntegratorEnsemble::npzt}) {
        for (const double buffer : {0.0, 0.1, 0.4, 1.0}) {
            SCOPED_TRACE(::testing::Message() << name_of(ensemble) << ", buffer " << buffer);
            State state = lattice(Box({9.0, 9.0, 12.0}), 2, 400, {.cells = {7, 7, 9}, .largest_velocity = 0.01});
            const IntegratorParameters parameters{.timestep = 0.004,
                                                  .ensemble = ensemble,
                                                  .temperature = 0.7,
                                                  .pressure = 30.0,
                                                  .thermostat_time = 10.0,
                                                  .barostat_time = 0.6};
            OptimizedBackend::Integrator integrator(mixture, start_of_trajectory(mixture, state, parameters),
                                                    parameters, {.list_buffer = buffer});
            double fastest = 0.0;
            for (int step = 0; step < 60; ++step) {
                const double before = integrator.box().edges().z;
                integrator.run(1, {.energies = true, .virial = true, .currents = false});
                fastest = std::max(fastest, 1.0 - integrator.box().edges().z / before);
                PairForcesResult expected;
                ReferenceBackend::PairForces(mixture).compute(integrator.trajectory().state, {}, expected);
                ASSERT_EQ(integrator.totals().potential_energy, expected.potential_energy) << "step " << step;
                ASSERT_EQ(integrator.totals().virial, expected.virial) << "step " << step;
            }
            EXPECT_GT(fastest, 0.002);  // 30 times as fast as a liquid breathes
        }
    }
}

TEST(IntegratorEnsembleLists, ReachNoFurtherThanTheShortestEdgeOfTheBoxOfNow) {
    optimized::ListBuffer buffer(2.5, 6.0, 5.0);
    EXPECT_EQ(buffer.radius(), 6.0);
    buffer.limit(5.5);
    EXPECT_EQ(buffer.radius(), 5.5);
    buffer.limit(9.0);
    EXPECT_EQ(buffer.radius(), 7.5);
    // A short list of 3.75 in a box that has shrunk to 0.8 of what it was reaches 3: 0.25 for each of two particles.
    buffer.count_list();
    ASSERT_EQ(buffer.pruned_radius(), 3.75);
    EXPECT_EQ(buffer.after_step(0.0624, 0.8), optimized::ListUpkeep::none);
    EXPECT_EQ(buffer.after_step(0.0625, 0.8), optimized::ListUpkeep::prune);
    // 0.8 of 7.5 less 0.5 are left of the long list; half of that is too short to prune from.
    EXPECT_EQ(buffer.after_step(0.0, 0.6), optimized::ListUpkeep::prune);
    EXPECT_NEAR(buffer.pruned_radius(), 0.6 * 5.5, 1e-8);
    EXPECT_EQ(buffer.after_step(0.0, 0.75), optimized::ListUpkeep::sort);
}

TYPED_TEST(IntegratorEnsembles, GoBackToTheStartWithEverythingReversed) {
    const Mixture mixture = paper_mixture();
    for (const IntegratorEnsemble ensemble : thermostatted) {
        SCOPED_TRACE(name_of(ensemble));
        const IntegratorParameters parameters = lively(ensemble);
        const Trajectory start = start_of_trajectory(mixture, cubic_liquid(2, 150, 0.75, 9), parameters);
        constexpr int steps = 40;
        typename TypeParam::Integrator there(mixture, start, parameters, {});
        there.run(steps, forces_only);
        Trajectory turn = there.trajectory();
        for (auto& axis : turn.state.velocity) {
            for (double& v : axis) v = -v;
        }
        for (NoseHooverChain* chain : {&turn.extended.thermostat, &turn.extended.barostat}) {
            for (double& v : chain->rate) v = -v;
        }
        turn.extended.strain_rate = -turn.extended.strain_rate;
        typename TypeParam::Integrator back(mixture, turn, parameters, {});
        back.run(steps, forces_only);
        const Trajectory end = back.trajectory();
        // A step rounds a velocity four times and a coordinate once, by 2^-43 each; errors grow no faster than
        // exp(25 t), 25/tau the fastest vibration. There and back:
        const double bound = 2 * steps * 5 * 0x1p-43 * std::exp(25.0 * 2 * steps * parameters.timestep);
        ASSERT_LT(bound, 2e-7);
        double largest = 0.0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            for (std::size_t i = 0; i < start.state.size(); ++i) {
                const double edge = edges_of(start.state.box)[axis];
                const double d = end.state.position[axis][i] - start.state.position[axis][i];
                largest = std::max(largest, std::fabs(Box::minimum_image(d, edge)));
                largest = std::max(largest, std::fabs(end.state.velocity[axis][i] + start.state.velocity[axis][i]));
            }
            EXPECT_NEAR(edges_of(end.state.box)[axis], edges_of(start.state.box)[axis], bound);
        }
        EXPECT_LT(largest, bound);
        for (std::size_t k = 0; k < start.extended.thermostat.rate.size(); ++k) {
            EXPECT_NEAR(end.extended.thermostat.rate[k], -start.extended.thermostat.rate[k], 100.0 * bound);
            EXPECT_NEAR(end.extended.thermostat.eta[k], start.extended.thermostat.eta[k], bound);
        }
        EXPECT_NEAR(end.extended.strain_rate, -start.extended.strain_rate, 100.0 * bound);
    }
}

TYPED_TEST(IntegratorEnsembles, RefuseParametersOutOfRange) {
    const Mixture mixture = paper_mixture();
    const State state = cubic_liquid(2, 100, 0.7, 4);
    const auto message = [&](auto change) {
        IntegratorParameters parameters{
            .timestep = 0.002, .ensemble = IntegratorEnsemble::npt, .temperature = 0.62, .pressure = 0.46};
        change(parameters);
        return message_of<Error>([&] { digest_after<TypeParam>(mixture, state, 1, parameters); });
    };
    using P = IntegratorParameters;
    EXPECT_EQ(message([](P&) {}), "");
    for (const double bad : {0.0, -0.62, 2e4, std::nan("")}) {
        EXPECT_NE(message([&](P& p) { p.temperature = bad; }).find("must be in (0, 10000]"), std::string::npos);
        EXPECT_EQ(message([&](P& p) {
                      p.temperature = bad;
                      p.ensemble = IntegratorEnsemble::nve;
                  }),
                  "");
    }
    for (const double bad : {0.0, 0.019, 2e6, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
        EXPECT_NE(message([&](P& p) { p.thermostat_time = bad; }).find("thermostat_time = "), std::string::npos) << bad;
        EXPECT_NE(message([&](P& p) { p.barostat_time = bad; }).find("barostat_time = "), std::string::npos) << bad;
    }
    for (const double bad : {2e4, -2e4, std::nan("")}) {
        EXPECT_NE(message([&](P& p) { p.pressure = bad; }).find("must be in [-10000, 10000]"), std::string::npos);
    }
    for (const int bad : {0, -1, 17}) {
        EXPECT_NE(message([&](P& p) { p.chain_length = bad; }).find("must be in [1, 16]"), std::string::npos);
    }
    for (const int good : {1, 2, 16}) EXPECT_EQ(message([&](P& p) { p.chain_length = good; }), "");
}

TYPED_TEST(IntegratorEnsembles, RefuseTrajectoriesOfOtherEnsembles) {
    const Mixture mixture = paper_mixture();
    const IntegratorParameters npt{.ensemble = IntegratorEnsemble::npt};
    const Trajectory good = start_of_trajectory(mixture, cubic_liquid(2, 100, 0.7, 4), npt);
    const auto message = [&](auto change, IntegratorEnsemble ensemble = IntegratorEnsemble::npt) {
        Trajectory trajectory = good;
        change(trajectory);
        IntegratorParameters parameters = npt;
        parameters.ensemble = ensemble;
        return message_of<Error>([&] { typename TypeParam::Integrator(mixture, trajectory, parameters, {}); });
    };
    const auto as_it_is = [](Trajectory&) {};
    EXPECT_EQ(message(as_it_is), "");
    EXPECT_EQ(message(as_it_is, IntegratorEnsemble::nvt),
              "the chain of the barostat has 3 variables and 3 rates: must have 0");
    EXPECT_EQ(message(as_it_is, IntegratorEnsemble::nve),
              "the chain of the thermostat has 3 variables and 3 rates: must have 0");
    EXPECT_EQ(message([](Trajectory& t) { t.extended.thermostat.rate.pop_back(); }),
              "the chain of the thermostat has 3 variables and 2 rates: must have 3");
    EXPECT_EQ(message([](Trajectory& t) { t.extended.barostat.eta[1] = std::nan(""); }),
              "variable 2 of the chain of the barostat: must be finite");
    EXPECT_EQ(message([](Trajectory& t) { t.extended.strain_rate = std::nan(""); }),
              "strain rate of the box = nan: must be finite");
    EXPECT_EQ(message(
                  [](Trajectory& t) {
                      t.extended.barostat = {};
                      t.extended.strain_rate = 0.1;
                  },
                  IntegratorEnsemble::nvt),
              "strain rate of the box = 0.1: must be 0");
    State one = cubic_liquid(2, 1, 0.7, 4);
    EXPECT_NE(message_of<InvalidState>([&] { start_of_trajectory(mixture, one, npt); }).find("must be at least 2"),
              std::string::npos);
}

TYPED_TEST(IntegratorEnsembles, EndWhereTheBoxDoes) {
    const Mixture mixture = paper_mixture();
    const auto message = [&](const State& state, const IntegratorParameters& parameters) {
        return message_of<InvalidState>([&] { digest_after<TypeParam>(mixture, state, 300, parameters); });
    };
    IntegratorParameters parameters{.timestep = 0.004,
                                    .ensemble = IntegratorEnsemble::npt,
                                    .temperature = 0.7,
                                    .pressure = 3.0,
                                    .barostat_time = 0.8};
    const State gas = lattice(Box({8.0, 5.2, 9.0}), 2, 100, {.cells = {5, 5, 5}});
    const std::string small = message(gas, parameters);
    EXPECT_NE(small.find("the y edge of the box has become 4.9"), std::string::npos) << small;
    EXPECT_NE(small.find(": must be in [5, 1024]"), std::string::npos) << small;
    EXPECT_EQ(small.find("step "), 0U) << small;
    parameters.pressure = 1000.0;
    parameters.barostat_time = 0.1;
    EXPECT_NE(message(gas, parameters).find("the box breathes too fast: |d ln L/dt| = "), std::string::npos)
        << message(gas, parameters);
    State hot = gas;
    for (double& v : hot.velocity[0]) v *= 100.0;
    const IntegratorParameters rigid{.timestep = 0.004,
                                     .ensemble = IntegratorEnsemble::nvt,
                                     .temperature = 0.01,
                                     .thermostat_time = 0.04,
                                     .chain_length = 1};
    EXPECT_NE(message(hot, rigid).find("the thermostat scales velocities by exp("), std::string::npos)
        << message(hot, rigid);
}

/// A chain whose second thermostat were driven so fast that the third stops it would go on with the first alone.
TYPED_TEST(IntegratorEnsembles, RefuseAChainThatIsStruckTooHard) {
    const State hot = cubic_liquid(2, 200, 0.5, 4);
    State boiling = hot;
    for (auto& axis : boiling.velocity) {
        for (double& v : axis) v *= 10.0;
    }
    const IntegratorParameters rigid{
        .timestep = 0.002, .ensemble = IntegratorEnsemble::nvt, .temperature = 0.62, .thermostat_time = 0.02};
    const std::string message = message_of<InvalidState>(
        [&] { digest_after<TypeParam>(mixture_with_ghosts(Truncation::shifted), boiling, 200, rigid); });
    EXPECT_NE(message.find("a thermostat of the chain damps the one before it by exp("), std::string::npos) << message;
}

/// Q_1 = N_f T tau_T^2, Q_k = T tau_T^2, W = (N_f + 3) T tau_P^2, Q'_k = T tau_P^2 [Martyna, Tobias and Klein 1994]; of
/// z alone W = (N + 1) T tau_P^2 [LAMMPS, fix npt].
TEST(IntegratorEnsembleConstants, AreThoseOfTenParticles) {
    const IntegratorParameters npt{
        .ensemble = IntegratorEnsemble::npt, .temperature = 2.0, .thermostat_time = 0.5, .barostat_time = 3.0};
    const ExtendedConstants all = extended_constants(npt, 10);
    EXPECT_EQ(all.degrees_of_freedom, 27.0);
    EXPECT_EQ(all.first_thermostat, 13.5);
    EXPECT_EQ(all.other_thermostats, 0.5);
    EXPECT_EQ(all.barostat, 540.0);
    EXPECT_EQ(all.barostat_thermostats, 18.0);
    EXPECT_EQ(all.breathing_edges, 3.0);
    IntegratorParameters npzt = npt;
    npzt.ensemble = IntegratorEnsemble::npzt;
    EXPECT_EQ(extended_constants(npzt, 10).barostat, 198.0);
    EXPECT_EQ(extended_constants(npzt, 10).breathing_edges, 1.0);
}

/// A quarter of the shortest edge a step: of the edge of now.
TYPED_TEST(IntegratorEnsembles, LimitTheSpeedByTheBoxOfNow) {
    const Mixture ghosts = mixture_with_ghosts(Truncation::shifted);
    State state = lattice(Box({6.0, 6.0, 6.0}), 1, 27, {.cells = {3, 3, 3}, .largest_velocity = 1.0});
    for (std::int32_t& s : state.species) s = 1;
    state.velocity[2][20] = 186.0;
    const IntegratorParameters parameters{.timestep = 0.008,
                                          .ensemble = IntegratorEnsemble::npzt,
                                          .temperature = 440.0,
                                          .thermostat_time = 1e3,
                                          .barostat_time = 1e3};
    Trajectory start = start_of_trajectory(ghosts, state, parameters);
    ASSERT_EQ(largest_speed(start.state.box, parameters.timestep), 187.5);
    start.extended.strain_rate = -0.5;
    const std::string message = message_of<InvalidState>([&] {
        typename TypeParam::Integrator integrator(ghosts, start, parameters, {});
        integrator.run(20);
    });
    // A step multiplies the edge by 0.996 and the velocity by 1.004.
    EXPECT_EQ(message.find("step 2: particle 21 is too fast: |v| = 187.1"), 0U) << message;
    EXPECT_NE(message.find("must be below 186.7"), std::string::npos) << message;
}

}  // namespace
}  // namespace soret::test
