// Profiles along z in both backends: by hand, against a sum over pairs, the same bits, bad input.

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "soret/common/order_independent_sum.hpp"

namespace soret::test {
namespace {

template <class Backend>
class Profiles : public ::testing::Test {};
TYPED_TEST_SUITE(Profiles, BothBackends, BackendNames);

State at_heights(const std::vector<double>& heights) {
    State state;
    state.box = Box({6.0, 6.0, 8.0});
    for (std::size_t i = 0; i < heights.size(); ++i) {
        state.add(static_cast<std::int64_t>(i) + 1, static_cast<std::int32_t>(i % 2), {1.0, 2.0, heights[i]});
        const auto speed = static_cast<double>(i + 1);
        for (std::size_t axis = 0; axis < 3; ++axis) state.velocity[axis].push_back(axis == 2 ? speed : 0.5);
    }
    return state;
}

TYPED_TEST(Profiles, CountParticlesAndKineticEnergyBySlice) {
    const Mixture mixture(lorentz_berthelot({1.0, 2.0}, {1.0, 1.0}, {1.0, 1.0}, 2.5));
    const State state = at_heights({0.0, 0.25, 2.0, 8.0 - position_quantum});
    const ProfileSums sums = typename TypeParam::Profile(mixture, 4).sums(state, {0.0, 0.0, 0.0, 0.0}, 0.0);
    using Row = std::vector<std::int64_t>;
    EXPECT_EQ(sums.number, (std::vector<Row>{{1, 1, 0, 0}, {1, 0, 0, 1}}));
    EXPECT_EQ(sums.kinetic_zz, (std::vector<double>{1.0 + 2.0 * 4.0, 9.0, 0.0, 2.0 * 16.0}));
    EXPECT_EQ(sums.kinetic, (std::vector<double>{9.0 + 0.5 + 1.0, 9.5, 0.0, 33.0}));
    EXPECT_EQ(sums.virial_zz, (std::vector<double>(4, 0.0)));
}

/// A pair pushes itself apart with the force 2: between its particles that is what each plane feels.
TYPED_TEST(Profiles, SpreadTheVirialOfAPairAlongItsLine) {
    const State inside = at_heights({1.25, 3.5});
    const ProfileSums a = typename TypeParam::Profile(paper_mixture(), 8).sums(inside, {-2.0, 2.0}, 2.25 * 2.0);
    EXPECT_EQ(a.virial_zz, (std::vector<double>{0.0, 1.5, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0}));
    const State across = at_heights({0.5, 7.25});  // through the face of the box
    const ProfileSums b = typename TypeParam::Profile(paper_mixture(), 8).sums(across, {2.0, -2.0}, 1.25 * 2.0);
    EXPECT_EQ(b.virial_zz, (std::vector<double>{1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.5}));
}

/// What part of the line from z to z + length is in the slice [low, low + width), in any image.
double overlap(double z, double length, double low, double width, double edge) {
    double sum = 0.0;
    for (const double shift : {-edge, 0.0, edge}) {
        sum += std::max(0.0, std::min(z + length, low + shift + width) - std::max(z, low + shift));
    }
    return sum;
}

TYPED_TEST(Profiles, AgreeWithTheLinesOfAllPairs) {
    for (const Truncation truncation : all_truncations) {
        const Mixture mixture = asymmetric_mixture(truncation);
        const State state = cubic_liquid(3, 120, 0.7, 5);
        const PairForcesResult all = pair_forces_of<ReferenceBackend>(mixture, state);
        for (const std::size_t bins : {1U, 7U, 20U}) {
            const double edge = state.box.edges().z;
            const double width = edge / static_cast<double>(bins);
            std::vector<double> expected(bins, 0.0);
            double magnitudes = 0.0;
            for (std::size_t i = 0; i < state.size(); ++i) {
                for (std::size_t j = 0; j < i; ++j) {
                    // The force of a pair alone.
                    State pair = state.permuted({i, j});
                    const double f = pair_forces_of<ReferenceBackend>(mixture, pair).force[2][0];
                    if (f == 0.0) continue;
                    const double r = state.box.minimum_image(state.position_of(i), state.position_of(j)).z;
                    const double lower = r > 0.0 ? state.position[2][j] : state.position[2][i];
                    for (std::size_t b = 0; b < bins; ++b) {
                        const double low = static_cast<double>(b) * width;
                        expected[b] += (r > 0.0 ? f : -f) * overlap(lower, std::fabs(r), low, width, edge);
                    }
                    magnitudes += std::fabs(f) * edge;
                }
            }
            const ProfileSums sums =
                typename TypeParam::Profile(mixture, bins).sums(state, all.force[2], all.virial[2]);
            // Q of every pair's force, then of F_z d and of the virial: 2^-41 each, over at most an edge; and the
            // roundings of this sum and of W_b.
            const double pairs = 60.0 * 120.0;
            const double bound = pairs * edge * 0x1p-40 + 0x1p-50 * magnitudes;
            for (std::size_t b = 0; b < bins; ++b) EXPECT_NEAR(sums.virial_zz[b], expected[b], bound) << bins << b;
        }
    }
}

TYPED_TEST(Profiles, AddUpToTheSumsOfTheWholeBox) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const State state = cubic_liquid(3, 300, 0.75, 6);
    const PairForcesResult all = pair_forces_of<TypeParam>(mixture, state);
    const ProfileSums sums = typename TypeParam::Profile(mixture, 13).sums(state, all.force[2], all.virial[2]);
    const auto sum_of = [](const auto& values) { return std::accumulate(values.begin(), values.end(), 0.0); };
    for (std::size_t s = 0; s < 3; ++s) {
        EXPECT_EQ(sum_of(sums.number[s]), static_cast<double>(state.species_counts(3)[s]));
    }
    double magnitudes = 0.0;
    for (const double f : all.force[2]) magnitudes += std::fabs(f) * state.box.edges().z;
    EXPECT_NEAR(sum_of(sums.virial_zz), all.virial[2], 0x1p-48 * magnitudes);
    EXPECT_NEAR(sum_of(sums.kinetic_zz), all.kinetic[2], 0x1p-48 * all.kinetic[2]);
    EXPECT_NEAR(sum_of(sums.kinetic), 2.0 * all.kinetic_energy(), 0x1p-47 * all.kinetic_energy());
}

TEST(ProfileBits, AreTheSameInBothBackendsAndInAnyOrder) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    for (const std::size_t n : {1U, 2U, 255U, 256U, 257U, 700U}) {
        State state = cubic_liquid(3, n, 0.7, n);
        state.position[2][n / 2] = 0.0;
        state.position[2][n - 1] = state.box.edges().z - position_quantum;
        Uniform uniform(n);
        std::vector<double> force(n);
        for (double& f : force) f = uniform(-50.0, 50.0);
        const auto order = shuffled_order(n, 7);
        const auto expect_equal = [&] {
            std::vector<double> shuffled(n);
            for (std::size_t k = 0; k < n; ++k) shuffled[k] = force[order[k]];
            for (const std::size_t bins : {1U, 3U, 30U, 1000U}) {
                const ProfileSums expected = ReferenceBackend::Profile(mixture, bins).sums(state, force, 123.456);
                EXPECT_EQ(OptimizedBackend::Profile(mixture, bins).sums(state, force, 123.456), expected) << n;
                const State other = state.permuted(order);
                EXPECT_EQ(OptimizedBackend::Profile(mixture, bins).sums(other, shuffled, 123.456), expected) << n;
                EXPECT_EQ(ReferenceBackend::Profile(mixture, bins).sums(other, shuffled, 123.456), expected) << n;
            }
        };
        expect_equal();
        force[n / 3] = 1e5;  // terms that do not fit into the fast sum
        expect_equal();
        state.velocity[0][n / 2] = 300.0;
        expect_equal();
    }
}

TYPED_TEST(Profiles, RefuseWhatTheyCannotSum) {
    const Mixture mixture = paper_mixture();
    const State state = at_heights({1.0, 2.0});
    const auto message = [&](std::size_t bins, const State& of, const std::vector<double>& force) {
        return message_of<Error>([&] { typename TypeParam::Profile(mixture, bins).sums(of, force, 0.0); });
    };
    EXPECT_EQ(message(4, state, {1.0, 1.0}), "");
    EXPECT_EQ(message(0, state, {1.0, 1.0}), "bins = 0: must be in [1, 1048576]");
    EXPECT_EQ(message(4, state, {1.0}), "1 forces: must be one of each of the 2 particles");
    for (const double bad : {5e6, -5e6, std::nan("")}) {
        EXPECT_EQ(message(4, state, {bad, 1.0}), "a term of the profile along z is not below 2^22");
    }
    State fast = state;
    fast.velocity[0][1] = 3e3;
    EXPECT_EQ(message(4, fast, {1.0, 1.0}), "a term of the profile along z is not below 2^22");
    for (auto& axis : fast.velocity) axis.clear();
    EXPECT_EQ(message(4, fast, {1.0, 1.0}), "the particles have no velocities");
}

/// The forces that an integrator hands out are those of the state it has reached.
TYPED_TEST(Profiles, HaveTheForcesOfTheIntegrator) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const State liquid = cubic_liquid(3, 150, 0.75, 4);
    for (const IntegratorEnsemble ensemble :
         {IntegratorEnsemble::nve, IntegratorEnsemble::nvt, IntegratorEnsemble::npt, IntegratorEnsemble::nemd}) {
        const IntegratorParameters parameters{.timestep = 0.004,
                                              .ensemble = ensemble,
                                              .hot = {.temperature = 1.0, .width = 1.0},
                                              .cold = {.temperature = 0.5, .width = 1.0}};
        typename TypeParam::Integrator integrator(mixture, start_of_trajectory(mixture, liquid, parameters), parameters,
                                                  {.threads = 2});
        for (const std::uint64_t steps : {0U, 7U}) {
            integrator.run(steps, {.energies = true, .virial = true, .currents = false});
            const PairForcesResult expected =
                pair_forces_of<ReferenceBackend>(mixture, integrator.trajectory().state, {}, {});
            for (std::size_t axis = 0; axis < 3; ++axis) {
                EXPECT_EQ(integrator.forces(axis), expected.force[axis]) << name_of(ensemble) << steps;
            }
        }
    }
}

}  // namespace
}  // namespace soret::test
