// Boundary-driven flow in both backends of the integrator: the same bits, borders of the slabs, what is given and to
// whom, bad input.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "trajectory_digest.hpp"

namespace soret::test {
namespace {

template <class Backend>
class IntegratorSlabs : public ::testing::Test {};
TYPED_TEST_SUITE(IntegratorSlabs, BothBackends, BackendNames);

/// Temperatures so far apart that every step changes the velocities much.
IntegratorParameters flow(double hot_width, double cold_width) {
    return {.timestep = 0.004,
            .ensemble = IntegratorEnsemble::nemd,
            .hot = {.temperature = 1.4, .width = hot_width},
            .cold = {.temperature = 0.5, .width = cold_width}};
}

void expect_same_bits(const Mixture& mixture, const State& start, std::uint64_t steps, double hot_width,
                      double cold_width) {
    expect_same_bits_in(flow(hot_width, cold_width), mixture, start, steps,
                        {.threads = {1, 2, 3}, .buffers = {0.0, 0.02, 0.3}});
}

TEST(IntegratorSlabBits, AreTheSameOnEveryInstructionSetThreadCountOrderAndBuffer) {
    for (const std::size_t n : {2U, 3U, 5U, 9U, 26U}) {
        expect_same_bits(paper_mixture(), cubic_liquid(2, n, 0.8, n, 6.0), 25, 2.0, 1.5);
    }
    for (const Truncation truncation : all_truncations) {
        expect_same_bits(asymmetric_mixture(truncation), cubic_liquid(3, 200, 0.75, 4), 25, 1.7, 2.3);
    }
    const State slab = lattice(Box({6.0, 7.5, 8.5}), 2, 256, {.cells = {6, 7, 8}, .jitter = 0.1});
    expect_same_bits(paper_mixture(), slab, 25, 0.7, 7.7);
    expect_same_bits(paper_mixture(), slab, 25, 8.0, 0.25);
}

TEST(IntegratorSlabBits, AreTheSameForParticlesThatCrossTheBoxManyTimes) {
    State gas = cubic_liquid(2, 60, 0.02, 11);  // of particles that see nobody
    for (std::int32_t& s : gas.species) s = 1;
    for (std::size_t i = 0; i < gas.size(); ++i) gas.velocity[2][i] += i % 2 == 0 ? 90.0 : -90.0;
    const Mixture mixture = mixture_with_ghosts(Truncation::shifted);
    // Half the cold slab is less than a step: who leaves the box through it is in no slab on the other side.
    IntegratorParameters parameters = flow(13.0, 0.1);
    parameters.timestep = 0.002;
    parameters.hot.temperature = 4000.0;
    parameters.cold.temperature = 2000.0;
    ReferenceBackend::Integrator integrator(mixture, start_of_trajectory(mixture, gas, parameters), parameters, {});
    integrator.run(200);
    const State end = integrator.trajectory().state;
    const auto [least, most] = std::minmax_element(end.image[2].begin(), end.image[2].end());
    EXPECT_GT(*most, 1);
    EXPECT_LT(*least, -1);
    expect_same_bits_in(parameters, mixture, gas, 200, {.threads = {1, 2, 3}, .buffers = {0.0, 0.3}});
}

/// Terms m v^2 above 2^11 do not fit into the fast sum.
TEST(IntegratorSlabBits, AreTheSameForAParticleOfLargeKineticEnergy) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    for (const double z : {1.0, 3.0, 5.0}) {
        State state = cubic_liquid(3, 20, 0.02, 12);
        state.velocity[1][7] = 100.0;
        state.position[0][7] =
            on_position_grid(0.5 * (state.position[0][6] + state.position[0][7]));  // away from the lattice
        state.position[2][7] = z;
        IntegratorParameters parameters = flow(2.0, 2.0);
        parameters.timestep = 0.001;
        expect_same_bits_in(parameters, mixture, state, 20, {.threads = {1, 2}, .buffers = {0.0}});
    }
}

/// More clusters than a kernel sums at once on one thread, fewer on each of three.
TEST(IntegratorSlabBits, AreTheSameForManyClusters) {
    const State liquid = cubic_liquid(2, 3000, 0.75, 14);
    const IntegratorParameters parameters = flow(3.0, 5.0);
    const std::string expected =
        digest_after<OptimizedBackend>(paper_mixture(), liquid, 5, parameters, {InstructionSet::sse2, 3});
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        EXPECT_EQ(digest_after<OptimizedBackend>(paper_mixture(), liquid, 5, parameters, {instruction_set, 1}),
                  expected);
    }
}

TEST(IntegratorSlabBits, AreTheSameInPiecesAndThroughATrajectory) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const State start = cubic_liquid(3, 200, 0.75, 7);
    const IntegratorParameters parameters = flow(2.0, 1.0);
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

TYPED_TEST(IntegratorSlabs, LeaveOutTheSumsThatNobodyAskedFor) {
    const Mixture mixture = paper_mixture();
    const IntegratorParameters parameters = flow(1.0, 2.0);
    typename TypeParam::Integrator integrator(
        mixture, start_of_trajectory(mixture, cubic_liquid(2, 150, 0.75, 8), parameters), parameters, {});
    expect_the_sums_asked_for(integrator, mixture);
}

/// Particles that see nobody, so slow that they stay where they are.
template <class Backend>
State scaled_ghosts(const IntegratorParameters& parameters, const std::vector<double>& heights,
                    const std::vector<double>& speeds, EnergyGiven* given = nullptr) {
    State state;
    state.box = Box({6.0, 6.0, 8.0});
    for (std::size_t i = 0; i < heights.size(); ++i) {
        state.add(static_cast<std::int64_t>(i) + 1, 1, {3.0, 3.0, heights[i]});
        for (std::size_t axis = 0; axis < 3; ++axis) state.velocity[axis].push_back(axis == 0 ? speeds[i] : 0.0);
    }
    const Mixture ghosts = mixture_with_ghosts(Truncation::shifted);
    typename Backend::Integrator integrator(ghosts, start_of_trajectory(ghosts, state, parameters), parameters, {});
    integrator.run(1);
    if (given != nullptr) *given = integrator.extended().energy_given;
    return integrator.trajectory().state;
}

/// Pairs of opposite velocities on each side of every border of hot [3, 5), cold [0, 1) and [7, 8): the centre of mass
/// stays at rest, so that each velocity is its own times the factor of its region.
TYPED_TEST(IntegratorSlabs, AreHalfOpen) {
    IntegratorParameters parameters = flow(2.0, 2.0);
    parameters.hot.temperature = 12.0;
    parameters.cold.temperature = 3.0;
    const double below = position_quantum;
    const std::vector<double> borders{3.0, 5.0, 7.0, 1.0, 0.0};
    std::vector<double> heights;
    std::vector<double> speeds;
    for (const double z : borders) {
        for (const double v : {1.0, -1.0}) {
            heights.insert(heights.end(), {z, z > 0.0 ? z - below : 8.0 - below});
            speeds.insert(speeds.end(), {v, v});
        }
    }
    const State end = scaled_ghosts<TypeParam>(parameters, heights, speeds);
    // Every slab holds particles of |v| = 1: v^2 = 3 T_R in place of 1.
    const std::vector<std::array<double, 2>> factors{
        {6.0, 1.0}, {1.0, 6.0}, {3.0, 1.0}, {1.0, 3.0}, {3.0, 3.0}};  // at the border, below it
    for (std::size_t k = 0; k < borders.size(); ++k) {
        for (std::size_t i = 0; i < 4; ++i) {
            const std::size_t at = 4 * k + i;
            EXPECT_EQ(end.velocity[0][at], factors[k][i % 2] * speeds[at]) << heights[at];
        }
    }
}

/// By hand: two particles of mass 1 with velocities 2 and -1 in the hot slab, one with 0.5 in the rest, cold empty.
///   X = 5, s = sqrt(6 T/5), P_hot = 1, P_rest = 0.5, c = (s + 0.5)/3
TYPED_TEST(IntegratorSlabs, GiveTheEnergyThatIsLeftWhenTheMomentumIsTakenOff) {
    IntegratorParameters parameters = flow(2.0, 2.0);
    parameters.hot.temperature = 7.5;  // s = 3
    EnergyGiven given;
    const State end = scaled_ghosts<TypeParam>(parameters, {4.0, 4.5, 2.0}, {2.0, -1.0, 0.5}, &given);
    const double c = 3.5 / 3.0;
    const std::array<double, 3> v{6.0 - c, -3.0 - c, 0.5 - c};
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(end.velocity[0][i], v[i], 0x1p-42);
    EXPECT_NEAR(given.hot, 0.5 * (v[0] * v[0] + v[1] * v[1] - 5.0), 1e-13);
    EXPECT_NEAR(given.rest, 0.5 * (v[2] * v[2] - 0.25), 1e-13);
    EXPECT_EQ(given.cold, 0.0);
}

TYPED_TEST(IntegratorSlabs, AreAtTheirTemperatureAndTheBoxAtRestAfterEveryStep) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const IntegratorParameters parameters = flow(2.0, 1.5);
    const State start = cubic_liquid(3, 150, 0.75, 21);
    const SlabBorders borders = slab_borders(parameters, start.box);
    double total_mass = 0.0;
    for (const std::int32_t s : start.species) total_mass += mixture.mass(static_cast<std::size_t>(s));
    typename TypeParam::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters), parameters, {});
    for (int step = 0; step < 5; ++step) {
        integrator.run(1, forces_only);
        const State now = integrator.trajectory().state;
        std::array<double, 2> kinetic_twice{};
        std::array<double, 2> number{};
        std::array<double, 3> momentum{};
        for (std::size_t i = 0; i < now.size(); ++i) {
            const double m = mixture.mass(static_cast<std::size_t>(now.species[i]));
            const double z = now.position[2][i];
            for (std::size_t axis = 0; axis < 3; ++axis) momentum[axis] += m * now.velocity[axis][i];
            const bool hot = z >= borders.hot_low && z < borders.hot_high;
            if (!hot && z >= borders.cold_low && z < borders.cold_high) continue;
            kinetic_twice[hot ? 0 : 1] += m * dot(now.velocity_of(i), now.velocity_of(i));
            number[hot ? 0 : 1] += 1.0;
        }
        // contracts/integrators.hpp, and the roundings of this sum
        const double bound = 0x1p-41 * static_cast<double>(now.size()) + 0x1p-42 * total_mass +
                             0x1p-44 * static_cast<double>(now.size());
        for (const double p : momentum) EXPECT_LT(std::fabs(p), bound);
        // Taking off the momentum changes a slab's energy by a part of about 1/N, but for the first step.
        if (step == 0) continue;
        EXPECT_NEAR(kinetic_twice[0] / (3.0 * number[0]), parameters.hot.temperature, 0.02);
        EXPECT_NEAR(kinetic_twice[1] / (3.0 * number[1]), parameters.cold.temperature, 0.02);
    }
}

/// No slab holds a particle: what is left is velocity Verlet.
TYPED_TEST(IntegratorSlabs, WithoutParticlesChangeNothing) {
    const State start = lattice(Box({7.0, 7.0, 20.0}), 2, 60, {.cells = {4, 4, 4}, .filled_part_of_z = 0.3});
    State moved = start;
    for (double& z : moved.position[2]) z += 2.0;
    // Zero momentum to the bit: of each pair of one species the velocities are opposite.
    for (std::size_t i = 0; i < moved.size(); ++i) {
        moved.species[i] = 0;
        if (i % 2 == 0) continue;
        for (auto& axis : moved.velocity) axis[i] = -axis[i - 1];
    }
    moved.round_velocities();
    const Mixture mixture = paper_mixture();
    const IntegratorParameters with_slabs = flow(0.5, 0.5);
    const IntegratorParameters without{.timestep = 0.004};
    typename TypeParam::Integrator a(mixture, start_of_trajectory(mixture, moved, with_slabs), with_slabs, {});
    typename TypeParam::Integrator b(mixture, start_of_trajectory(mixture, moved, without), without, {});
    a.run(1);
    b.run(1);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        EXPECT_EQ(a.trajectory().state.position[axis], b.trajectory().state.position[axis]);
        for (std::size_t i = 0; i < moved.size(); ++i) {
            EXPECT_NEAR(a.trajectory().state.velocity[axis][i], b.trajectory().state.velocity[axis][i], 0x1p-40);
        }
    }
    EXPECT_EQ(a.extended().energy_given.hot, 0.0);
    EXPECT_EQ(a.extended().energy_given.cold, 0.0);
}

TYPED_TEST(IntegratorSlabs, AtRestEndWithOneLine) {
    const IntegratorParameters parameters = flow(2.0, 2.0);
    EXPECT_EQ(message_of<InvalidState>([&] {
                  scaled_ghosts<TypeParam>(parameters, {4.0, 2.0}, {0.0, 0.5});
              }),
              "step 1: the particles of the hot slab are at rest: no factor brings them to its temperature");
    EXPECT_EQ(message_of<InvalidState>([&] {
                  scaled_ghosts<TypeParam>(parameters, {7.5, 2.0}, {0.0, 0.5});
              }),
              "step 1: the particles of the cold slab are at rest: no factor brings them to its temperature");
}

TYPED_TEST(IntegratorSlabs, RefuseParametersOutOfRange) {
    const State state = cubic_liquid(2, 100, 0.7, 4);
    const auto message = [&](auto change, const Mixture& mixture = paper_mixture()) {
        IntegratorParameters parameters = flow(1.0, 2.0);
        change(parameters);
        return message_of<Error>([&] { digest_after<TypeParam>(mixture, state, 1, parameters); });
    };
    using P = IntegratorParameters;
    EXPECT_EQ(message([](P&) {}), "");
    for (const double bad : {0.0, -0.62, 2e4, std::nan("")}) {
        EXPECT_NE(message([&](P& p) { p.hot.temperature = bad; }).find("hot.temperature = "), std::string::npos) << bad;
        EXPECT_NE(message([&](P& p) { p.cold.temperature = bad; }).find("cold.temperature = "), std::string::npos);
    }
    for (const double bad : {0.0, -1.0, 1200.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
        EXPECT_NE(message([&](P& p) { p.hot.width = bad; }).find("hot.width = "), std::string::npos) << bad;
        EXPECT_NE(message([&](P& p) { p.cold.width = bad; }).find("cold.width = "), std::string::npos) << bad;
    }
    const double edge = state.box.edges().z;
    EXPECT_NE(message([&](P& p) {
                  p.hot.width = edge - p.cold.width;
              }).find(": must be less than the z edge of the box, which is 5.2"),
              std::string::npos)
        << message([&](P& p) { p.hot.width = edge - p.cold.width; });
    for (const double bad : {1e-7, 2e3}) {
        const Mixture unequal(lorentz_berthelot({1.0, bad}, {1.0, 1.0}, {1.0, 1.0}, 2.5));
        EXPECT_NE(message([](P&) {}, unequal).find("mass[2] = "), std::string::npos) << bad;
    }
}

TYPED_TEST(IntegratorSlabs, RefuseTrajectoriesOfOtherEnsembles) {
    const Mixture mixture = paper_mixture();
    const IntegratorParameters parameters = flow(1.0, 2.0);
    Trajectory trajectory = start_of_trajectory(mixture, cubic_liquid(2, 100, 0.7, 4), parameters);
    const auto message = [&](const IntegratorParameters& p) {
        return message_of<Error>([&] { typename TypeParam::Integrator(mixture, trajectory, p, {}); });
    };
    EXPECT_EQ(message(parameters), "");
    trajectory.extended.energy_given.cold = 0.5;
    EXPECT_EQ(message(parameters), "");
    EXPECT_EQ(message({.timestep = 0.004}), "energy given to a region = 0.5: must be 0");
    trajectory.extended.energy_given.cold = std::nan("");
    EXPECT_EQ(message(parameters), "energy given to a region = nan: must be finite");
    EXPECT_EQ(message_of<InvalidState>([&] { start_of_trajectory(mixture, cubic_liquid(2, 1, 0.7, 4), parameters); }),
              "1 particles: must be at least 2 in nemd, where their centre of mass has no share in the heat");
}

}  // namespace
}  // namespace soret::test
