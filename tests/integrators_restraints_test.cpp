// Particles held by springs, in both backends of the integrator: the same bits, the oscillator that a spring makes,
// what is conserved where the box breathes, bad input.

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "configurations.hpp"
#include "monte_carlo_chains.hpp"
#include "sanitized.hpp"
#include "settled_liquid.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/common/statistics/running_moments.hpp"
#include "soret/validation/simulation/restraint.hpp"
#include "soret/validation/simulation/velocities.hpp"
#include "trajectory_digest.hpp"

namespace soret::test {
namespace {

template <class Backend>
class IntegratorRestraints : public ::testing::Test {};
TYPED_TEST_SUITE(IntegratorRestraints, BothBackends, BackendNames);

constexpr std::array restrained{IntegratorEnsemble::nve, IntegratorEnsemble::nvt, IntegratorEnsemble::npt,
                                IntegratorEnsemble::npzt};

IntegratorParameters held(IntegratorEnsemble ensemble, double spring = 30.0) {
    return {.timestep = 0.004,
            .ensemble = ensemble,
            .temperature = 0.9,
            .pressure = 1.5,
            .thermostat_time = 0.1,
            .barostat_time = 0.4,
            .spring = spring};
}

/// Anchors of the lower half, off the places of the particles.
RestraintAnchors strained_anchors(const State& start) {
    RestraintAnchors anchors = anchors_of(start, {.spring = 1.0, .z_high = 0.5});
    for (std::size_t k = 0; k < anchors.size(); ++k) {
        anchors.fraction[0][k] = std::fmod(anchors.fraction[0][k] + 0.03 * static_cast<double>(k % 3), 1.0);
        if (anchors.fraction[0][k] < 0.03 * static_cast<double>(k % 3)) anchors.image[0][k] += 1;
    }
    return anchors;
}

TEST(IntegratorRestraintBits, AreTheSameOnEveryInstructionSetThreadCountOrderAndBuffer) {
    const SameBitsMatrix matrix{.threads = {1, 2, 3}, .buffers = {0.0, 0.02, 0.3}};
    for (const IntegratorEnsemble ensemble : restrained) {
        IntegratorParameters parameters = held(ensemble);
        parameters.pressure = 0.02;
        for (const std::size_t n : {2U, 5U, 26U}) {
            const State state = cubic_liquid(2, n, 0.8, n, 6.0);
            expect_same_bits_in(parameters, paper_mixture(), state, 25, matrix, strained_anchors(state));
        }
        parameters.pressure = 1.5;
        const State state = cubic_liquid(3, 200, 0.75, 4);
        expect_same_bits_in(parameters, asymmetric_mixture(Truncation::shifted), state, 40, matrix,
                            strained_anchors(state));
    }
}

/// Free particles fly through the box, and held ones swing through it about anchors that are boxes away.
TEST(IntegratorRestraintBits, AreTheSameForParticlesThatCrossTheBreathingBoxManyTimes) {
    State gas = cubic_liquid(2, 60, 0.02, 11);
    for (double& v : gas.velocity[0]) v += 80.0;
    RestraintAnchors anchors = anchors_of(gas, {.spring = 1.0, .z_low = 0.25});
    for (std::int32_t& image : anchors.image[2]) image += 2;
    for (const IntegratorEnsemble ensemble : {IntegratorEnsemble::nve, IntegratorEnsemble::npt}) {
        IntegratorParameters parameters{
            .timestep = 0.002, .ensemble = ensemble, .temperature = 4000.0, .pressure = 80.0, .spring = 40.0};
        const Mixture mixture = mixture_with_ghosts(Truncation::force_shifted);
        for (std::int32_t& s : gas.species) s = 1;
        ReferenceBackend::Integrator integrator(mixture, start_of_trajectory(mixture, gas, parameters, anchors),
                                                parameters, {});
        integrator.run(300);
        const State end = integrator.trajectory().state;
        EXPECT_GT(*std::max_element(end.image[0].begin(), end.image[0].end()), 1);
        EXPECT_GT(*std::max_element(end.image[2].begin(), end.image[2].end()), 1);
        expect_same_bits_in(parameters, mixture, gas, 300, {.threads = {1, 2, 3}, .buffers = {0.0, 0.3}}, anchors);
    }
}

TEST(IntegratorRestraintBits, AreTheSameInPiecesAndThroughATrajectory) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const State start = cubic_liquid(3, 200, 0.75, 7);
    const RestraintAnchors anchors = strained_anchors(start);
    for (const IntegratorEnsemble ensemble : restrained) {
        SCOPED_TRACE(name_of(ensemble));
        const IntegratorParameters parameters = held(ensemble);
        const std::string expected = digest_after<ReferenceBackend>(mixture, start, 20, parameters, {}, anchors);
        OptimizedBackend::Integrator first(mixture, start_of_trajectory(mixture, start, parameters, anchors),
                                           parameters, {});
        for (const std::uint64_t steps : {3U, 0U, 1U, 3U}) first.run(steps, forces_only);
        OptimizedBackend::Integrator second(mixture, first.trajectory(), parameters, {});
        second.run(6, {.energies = true, .virial = false, .currents = true});
        ReferenceBackend::Integrator third(mixture, second.trajectory(), parameters, {});
        third.run(7);
        EXPECT_EQ(digest_of(third.trajectory(), third.totals(), third.restraint_sums()), expected);
        first.run(13);
        EXPECT_EQ(digest_of(first.trajectory(), first.totals(), first.restraint_sums()), expected);
    }
}

/// Those by pairs alone, as a profile of the pressure needs them.
TYPED_TEST(IntegratorRestraints, AreNotInTheForcesThatAreHandedOut) {
    const Mixture mixture = paper_mixture();
    const State start = cubic_liquid(2, 150, 0.75, 8);
    const IntegratorParameters parameters = held(IntegratorEnsemble::nvt);
    typename TypeParam::Integrator integrator(
        mixture, start_of_trajectory(mixture, start, parameters, strained_anchors(start)), parameters, {.threads = 2});
    integrator.run(7);
    PairForcesResult expected;
    ReferenceBackend::PairForces(mixture).compute(integrator.trajectory().state, forces_only, expected);
    for (std::size_t axis = 0; axis < 3; ++axis) EXPECT_EQ(integrator.forces(axis), expected.force[axis]);
}

/// Velocity Verlet turns an oscillator of frequency w by 2 asin(w dt/2) a step: x_n = x_0 cos(n turn) exactly.
TYPED_TEST(IntegratorRestraints, MakeOscillatorsOfTheExactPeriod) {
    const Mixture ghosts(lorentz_berthelot({1.0, 2.5}, {0.0, 0.0}, {1.0, 1.0}, 2.5, 1.0, Truncation::shifted));
    State state = cubic_liquid(2, 40, 0.02, 3);
    for (auto& axis : state.velocity) std::fill(axis.begin(), axis.end(), 0.0);
    const RestraintAnchors anchors = anchors_of(state, {.spring = 1.0});
    const State places = state;
    for (std::size_t i = 0; i < state.size(); ++i) {
        const Vector3 r = places.position_of(i);
        state.position[0][i] = wrap(r.x + 0.5, state.box.edges().x).position;
        state.image[0][i] = wrap(r.x + 0.5, state.box.edges().x).image;
    }
    const IntegratorParameters parameters{.timestep = 0.01, .spring = 10.0};
    typename TypeParam::Integrator integrator(ghosts, start_of_trajectory(ghosts, state, parameters, anchors),
                                              parameters, {});
    constexpr int steps = 1000;
    for (int step = 1; step <= steps; ++step) {
        integrator.run(1, forces_only);
        const State now = integrator.trajectory().state;
        for (const std::size_t i : {std::size_t{0}, std::size_t{7}, state.size() - 1}) {
            const double mass = ghosts.mass(static_cast<std::size_t>(state.species[i]));
            const double turn = 2.0 * std::asin(0.5 * std::sqrt(parameters.spring / mass) * parameters.timestep);
            const double x = now.position[0][i] + now.image[0][i] * state.box.edges().x - places.position[0][i];
            // A step rounds coordinate and velocity by 2^-43 and 2^-42; errors grow like the number of steps over w dt.
            EXPECT_NEAR(x, 0.5 * std::cos(step * turn), step * 3.0 * 0x1p-42 * (1.0 + 1.0 / turn)) << step << " " << i;
        }
    }
    const RestraintSums& sums = integrator.restraint_sums();
    EXPECT_GT(sums[0], 0.0);
    EXPECT_EQ(sums[1], 0.0);
    EXPECT_EQ(sums[3], 0.0);
}

/// Of sum (k d - F) d over all coordinates of restrained particles, and of twice the kinetic energy, each over what it
/// must be: T for every coordinate, and for all 3 N of the velocities
/// (generalised equipartition).
struct Equipartition {
    Estimate displacements;
    Estimate velocities;
};

Equipartition equipartition(IntegratorEnsemble ensemble, double spring) {
    const Mixture mixture(
        lorentz_berthelot({1.0, 2.5, 0.3}, {1.0, 0.8, 0.6}, {1.0, 0.95, 0.9}, 1.5, 1.0, Truncation::force_shifted));
    IntegratorParameters parameters = held(ensemble, spring);
    parameters.timestep = 0.003;
    parameters.thermostat_time = 0.2;
    State state = cubic_liquid(3, 40, 0.75, 5, 3.6);
    draw_maxwell_velocities(state, mixture, parameters.temperature, 1);
    const RestraintAnchors anchors = anchors_of(state, {.spring = spring, .z_high = 0.5});
    const std::vector<std::size_t> rows = rows_of(anchors, state);
    OptimizedBackend::Integrator integrator(mixture, start_of_trajectory(mixture, state, parameters, anchors),
                                            parameters, {});
    integrator.run(5000, forces_only);
    BlockAccumulator blocks(2, 128);
    const double n = static_cast<double>(state.size());
    for (int sample = 0; sample < 5000; ++sample) {
        integrator.run(40, {.energies = false, .virial = true, .currents = false});
        const State now = integrator.trajectory().state;
        double sum = 0.0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const std::vector<double> force = integrator.forces(axis);
            const double edge = edges_of(now.box)[axis];
            for (std::size_t k = 0; k < rows.size(); ++k) {
                const std::size_t i = rows[k];
                const double d = now.position[axis][i] - anchors.fraction[axis][k] * edge +
                                 (now.image[axis][i] - anchors.image[axis][k]) * edge;
                sum += (spring * d - force[i]) * d;
            }
        }
        const double parts = 3.0 * static_cast<double>(rows.size());
        blocks.add(std::array{sum / (parts * parameters.temperature),
                              2.0 * integrator.totals().kinetic_energy() / (3.0 * n * parameters.temperature)});
    }
    const BlockTable table = blocks.blocks();
    return {mean_of(table, 0), mean_of(table, 1)};
}

/// The spring energy of an Einstein crystal is T/2 a coordinate; pairs add the work of their forces.
TEST(IntegratorRestraintTruth, EachHeldCoordinateAndEachVelocityHasItsShareOfTheHeat) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    for (const IntegratorEnsemble ensemble : {IntegratorEnsemble::nvt, IntegratorEnsemble::npzt}) {
        const Equipartition measured = equipartition(ensemble, 30.0);
        SCOPED_TRACE(::testing::Message() << name_of(ensemble) << ": " << measured.displacements.value << " +- "
                                          << measured.displacements.standard_error << ", " << measured.velocities.value
                                          << " +- " << measured.velocities.standard_error);
        EXPECT_LT(deviation(measured.displacements, 1.0), 1.0);
        EXPECT_LT(deviation(measured.velocities, 1.0), 1.0);
        // What it can see: a spring or temperature that is 3 % off, and 3 N - 3 degrees of freedom of 3 N.
        EXPECT_GT(deviation(measured.displacements, 1.03), 1.0);
        EXPECT_GT(deviation(measured.velocities, 1.0 - 1.0 / 40.0), 1.0);
    }
}

double noise_of_conserved(const Mixture& mixture, const Trajectory& start, IntegratorParameters parameters,
                          double timestep) {
    parameters.timestep = timestep;
    OptimizedBackend::Integrator integrator(mixture, start, parameters, {});
    RunningMoments moments(1);
    for (int sample = 0; sample < 100; ++sample) {
        integrator.run(static_cast<std::uint64_t>(std::lround(0.01 / timestep)), {.energies = true, .virial = true});
        moments.add(
            std::array{conserved_quantity(parameters, start.state.size(), integrator.box(), integrator.extended(),
                                          integrator.totals(), integrator.restraint_sums())});
    }
    return std::sqrt(moments.variance(0));
}

/// With springs so stiff that a wrong share of theirs in the pressure, or anchors that stand still in a box that
/// breathes, would be seen: then the error would not shrink with the step at all.
TEST(IntegratorRestraintTruth, TheErrorOfTheConservedQuantityIsOfSecondOrder) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const Mixture mixture(lorentz_berthelot({1.0, 1.0}, {0.6, 1.0}, {1.0, 1.0}, 2.5, 1.0, Truncation::force_shifted));
    const State liquid = settled_liquid(mixture, 400, 1);
    for (const IntegratorEnsemble ensemble : restrained) {
        IntegratorParameters parameters = held(ensemble, 50.0);
        parameters.timestep = 0.002;
        parameters.thermostat_time = 0.5;
        parameters.barostat_time = 1.0;
        const RestraintAnchors anchors = anchors_of(liquid, {.spring = 50.0, .z_high = 0.5});
        OptimizedBackend::Integrator integrator(mixture, start_of_trajectory(mixture, liquid, parameters, anchors),
                                                parameters, {});
        integrator.run(2000, forces_only);
        const Trajectory start = integrator.trajectory();
        std::array<double, 3> noise{};
        for (std::size_t k = 0; k < 3; ++k) {
            noise[k] = noise_of_conserved(mixture, start, parameters, 0.0005 * static_cast<double>(1 << k));
        }
        // Corrections to the slope are of relative order (omega dt)^2, with omega = 30 the fastest vibration.
        for (std::size_t k = 0; k < 2; ++k) {
            EXPECT_NEAR(std::log2(noise[k + 1] / noise[k]), 2.0, 0.02) << name_of(ensemble) << k;
        }
    }
}

/// A box at rest is a spring like any other: what the sums say the virial is, is the change of the energy with the
/// edge.
TEST(IntegratorRestraintConstants, AreThoseOfOneDisplacement) {
    const RestraintSums sums{1.0, 2.0, 4.0, 0.5, 0.25, 0.125};
    EXPECT_EQ(restraint_energy(10.0, sums), 35.0);
    EXPECT_EQ(restraint_virial(10.0, sums, ScalarVirial::trace), -70.0);
    EXPECT_EQ(restraint_virial(10.0, sums, ScalarVirial::zz), -40.0);
    EXPECT_EQ(restraint_virial(10.0, sums, ScalarVirial::none), 0.0);
    EXPECT_EQ(extended_constants({.ensemble = IntegratorEnsemble::nvt, .spring = 1.0}, 10).degrees_of_freedom, 30.0);
}

TYPED_TEST(IntegratorRestraints, RefuseWhatTheyCannotHold) {
    const Mixture mixture = paper_mixture();
    const State state = cubic_liquid(2, 100, 0.7, 4);
    const RestraintAnchors good = anchors_of(state, {.spring = 1.0, .z_high = 0.5});
    const auto message = [&](auto change, IntegratorEnsemble ensemble = IntegratorEnsemble::nvt) {
        RestraintAnchors anchors = good;
        IntegratorParameters parameters = held(ensemble);
        if (ensemble == IntegratorEnsemble::nemd) parameters.hot = parameters.cold = {1.0, 1.0};
        change(anchors, parameters);
        return message_of<Error>([&] { digest_after<TypeParam>(mixture, state, 3, parameters, {}, anchors); });
    };
    using A = RestraintAnchors;
    using P = IntegratorParameters;
    EXPECT_EQ(message([](A&, P&) {}), "");
    EXPECT_EQ(message([](A&, P&) {}, IntegratorEnsemble::nemd), "spring = 30: must be in [0, 0] in nemd");
    for (const double bad : {-1.0, 2e6, std::nan("")}) {
        EXPECT_NE(message([&](A&, P& p) { p.spring = bad; }).find("must be in [0, 1000000] in nvt"), std::string::npos);
    }
    EXPECT_EQ(message([](A&, P& p) { p.spring = 0.0; }),
              fmt::format("spring = 0 with {} restrained particles: must be 0 just if there are none", good.size()));
    EXPECT_EQ(message([](A& a, P&) { a = {}; }),
              "spring = 30 with 0 restrained particles: must be 0 just if there are none");
    EXPECT_NE(message([](A&, P& p) { p.spring = 62501.0; }).find("spring = 62501: must be at most 62500"),
              std::string::npos);
    EXPECT_EQ(message([](A& a, P&) { a.id.back() = 1000; }),
              "restrained particle 1000: there is no particle of this id");
    EXPECT_EQ(message([](A& a, P&) { a.id[1] = a.id[0]; }),
              fmt::format("restrained particle {}: ids must be increasing", good.id[0]));
    EXPECT_EQ(message([](A& a, P&) { a.fraction[2][0] = 1.5; }),
              fmt::format("restrained particle {}: z of its place = 1.5 edges: must be in [0, 1]", good.id[0]));
    EXPECT_EQ(message([](A& a, P&) { a.image[0].pop_back(); }),
              fmt::format("arrays of unequal length in {} restraints", good.size()));
    // Far away: in both backends the same line, of the particle of the lowest id.
    for (const auto& [axis, images] : {std::pair{std::size_t{1}, 400}, std::pair{std::size_t{0}, 40}}) {
        const auto far = [axis = axis, images = images](A& a, P&) {
            for (std::int32_t& image : a.image[axis]) image += images;
        };
        const std::string line = message(far);
        EXPECT_EQ(line.find(fmt::format("step 0: restrained particle {}: along {} it is -", good.id[0], "xyz"[axis])),
                  0U)
            << line;
        EXPECT_NE(line.find(": must be below 2048, 4096 and 4096 in magnitude"), std::string::npos) << line;
    }
}

TEST(RestrainedParticles, AreThoseOfARegionAndASpecies) {
    State state = cubic_liquid(2, 100, 0.7, 4).permuted(shuffled_order(100, 3));
    state.image[1][5] = -3;
    const RestraintAnchors all = anchors_of(state, {.spring = 1.0});
    EXPECT_EQ(all.size(), 100U);
    EXPECT_EQ(anchors_of(state.sorted_by_id(), {.spring = 1.0}), all);
    const RestraintAnchors lower = anchors_of(state, {.spring = 1.0, .z_high = 0.5});
    const RestraintAnchors upper = anchors_of(state, {.spring = 1.0, .z_low = 0.5});
    EXPECT_EQ(lower.size() + upper.size(), 100U);
    for (const double fraction : lower.fraction[2]) EXPECT_LT(fraction, 0.5);
    for (const double fraction : upper.fraction[2]) EXPECT_GE(fraction, 0.5);
    const RestraintAnchors of_species = anchors_of(state, {.spring = 1.0, .species = 1});
    EXPECT_EQ(static_cast<std::int64_t>(of_species.size()), state.species_counts(2)[1]);
    EXPECT_EQ(message_of<InvalidState>([&] { anchors_of(state, {.spring = 1.0, .species = 7}); }),
              "restraint: no particle of species 8 is in z = [0, 1] of the edge");
    EXPECT_EQ(anchors_from_json(nlohmann::json::parse(anchors_to_json(lower).dump())), lower);
}

}  // namespace
}  // namespace soret::test
