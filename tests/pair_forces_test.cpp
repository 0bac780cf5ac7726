// pair_forces on configurations that a person can check by hand, alone and embedded among others, and its errors.

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "soret/common/errors.hpp"

namespace soret::test {
namespace {

template <class Backend>
class PairForces : public ::testing::Test {};
TYPED_TEST_SUITE(PairForces, BothBackends, BackendNames);

State state_of(const Box& box, const std::vector<Vector3>& positions) {
    State state;
    state.box = box;
    for (const Vector3& r : positions) state.add(static_cast<std::int64_t>(state.size()) + 1, 0, r);
    return state;
}

const Box box20({20.0, 20.0, 20.0});
const Mixture plain_mixture = pure_mixture(2.5, Truncation::plain);

Vector3 force_on(const PairForcesResult& result, std::size_t i) {
    return {result.force[0][i], result.force[1][i], result.force[2][i]};
}

TYPED_TEST(PairForces, OfAPairAtTheDistanceSigma) {
    const State state = state_of(box20, {{10.0, 10.0, 10.0}, {11.0, 10.0, 10.0}});
    const PairForcesResult result = pair_forces_of<TypeParam>(plain_mixture, state);
    EXPECT_EQ(result.potential_energy, 0.0);
    EXPECT_EQ(force_on(result, 0), (Vector3{-24.0, 0.0, 0.0}));
    EXPECT_EQ(force_on(result, 1), (Vector3{24.0, 0.0, 0.0}));
    EXPECT_EQ(result.virial, (SymmetricTensor{24.0, 0.0, 0.0, 0.0, 0.0, 0.0}));
}

TYPED_TEST(PairForces, OfAPairAtTwiceSigmaThroughTheBoundary) {
    // s6 = 1/64: u = 4 (1/64)(-63/64), f = (24/4)(1/64)(2/64 - 1) 2
    const State state = state_of(box20, {{10.0, 10.0, 19.0}, {10.0, 10.0, 1.0}});
    const PairForcesResult result = pair_forces_of<TypeParam>(plain_mixture, state);
    EXPECT_EQ(result.potential_energy, -63.0 / 1024.0);
    EXPECT_EQ(result.particle_energy, (std::vector<double>{-63.0 / 2048.0, -63.0 / 2048.0}));
    EXPECT_EQ(force_on(result, 0), (Vector3{0.0, 0.0, 0.181640625}));
    EXPECT_EQ(result.virial, (SymmetricTensor{0.0, 0.0, -0.36328125, 0.0, 0.0, 0.0}));
}

TYPED_TEST(PairForces, OfAPairAtTheMinimumIsZeroWithinTheRoundingOfThePosition) {
    const State state = state_of(box20, {{10.0, 10.0, 10.0}, {10.0, 10.0 + std::cbrt(std::sqrt(2.0)), 10.0}});
    const PairForcesResult result = pair_forces_of<TypeParam>(plain_mixture, state);
    const double curvature = 57.2;                                          // u'' at the minimum is 72 / 2^(1/3)
    const double rounding = 0x1p-41 + 0x1p-47 * 24.0 * (2.0 * 0.25 + 0.5);  // s6 = 1/2 there
    EXPECT_NEAR(force_on(result, 0).y, 0.0, curvature * 0x1p-43 + rounding);
    EXPECT_NEAR(result.potential_energy, -1.0, 0x1p-41 + 0x1p-47 * 4.0 * (0.25 + 0.5));
}

TYPED_TEST(PairForces, OfThreeMovingParticlesAtARightAngle) {
    // 1-2 and 1-3 at distance 1: u = 0, |f| = 24. 2-3 at sqrt 2: s6 = 1/8, u = -7/16, f/r = 12 (1/8)(-3/4) = -9/8.
    State state = state_of(box20, {{10.0, 10.0, 10.0}, {11.0, 10.0, 10.0}, {10.0, 11.0, 10.0}});
    for (auto& axis : state.velocity) axis.assign(3, 0.0);
    state.velocity[0][0] = 1.0;
    state.velocity[1][0] = 2.0;
    const PairForcesResult result = pair_forces_of<TypeParam>(plain_mixture, state);
    EXPECT_EQ(result.potential_energy, -7.0 / 16.0);
    EXPECT_EQ(result.particle_energy, (std::vector<double>{0.0, -7.0 / 32.0, -7.0 / 32.0}));
    EXPECT_EQ(force_on(result, 0), (Vector3{-24.0, -24.0, 0.0}));
    EXPECT_EQ(force_on(result, 1), (Vector3{22.875, 1.125, 0.0}));
    EXPECT_EQ(force_on(result, 2), (Vector3{1.125, 22.875, 0.0}));
    EXPECT_EQ(result.virial, (SymmetricTensor{22.875, 22.875, 0.0, 1.125, 0.0, 0.0}));
    EXPECT_EQ(result.kinetic, (SymmetricTensor{1.0, 4.0, 0.0, 2.0, 0.0, 0.0}));
    EXPECT_EQ(result.kinetic_energy(), 2.5);
    // (V_1 + K_1) v_1 = (2.5, 5, 0); pair 1-2: (1/2)(v_1 . f) r = -12 (-1, 0, 0); pair 1-3: -24 (0, -1, 0)
    EXPECT_EQ(result.heat_current, (std::array<double, 3>{14.5, 29.0, 0.0}));
    EXPECT_EQ(result.mass_current, (std::vector<std::array<double, 3>>{{1.0, 2.0, 0.0}}));
}

TYPED_TEST(PairForces, OfNoParticleAndOfOneParticleAreZero) {
    const PairForcesResult none = pair_forces_of<TypeParam>(plain_mixture, state_of(box20, {}));
    EXPECT_EQ(none.potential_energy, 0.0);
    EXPECT_TRUE(none.force[0].empty());
    State one = state_of(Box({5.0, 5.0, 5.0}), {{1.0, 2.0, 3.0}});
    const PairForcesResult result = pair_forces_of<TypeParam>(plain_mixture, one);
    EXPECT_EQ(force_on(result, 0), (Vector3{0.0, 0.0, 0.0}));
    EXPECT_EQ(result.particle_energy, std::vector<double>{0.0});
}

TYPED_TEST(PairForces, AreZeroAtTheCutoffAndNotJustBelowIt) {
    const Mixture mixture = plain_mixture;
    for (const double r : {2.5, 2.5 + position_quantum}) {
        const State state = state_of(box20, {{1.0, 1.0, 1.0}, {1.0 + r, 1.0, 1.0}});
        EXPECT_EQ(pair_forces_of<TypeParam>(mixture, state).potential_energy, 0.0);
        EXPECT_EQ(pair_forces_of<TypeParam>(mixture, state).force[0][0], 0.0);
    }
    const State state = state_of(box20, {{1.0, 1.0, 1.0}, {3.5 - position_quantum, 1.0, 1.0}});
    EXPECT_LT(pair_forces_of<TypeParam>(mixture, state).potential_energy, -0.016);
    EXPECT_GT(pair_forces_of<TypeParam>(mixture, state).force[0][0], 0.038);
}

TYPED_TEST(PairForces, YieldsOnlyTheSumsThatWereAskedFor) {
    const Mixture mixture = paper_mixture();
    const State state = cubic_liquid(2, 60, 0.6, 4, 5.0);
    const PairForcesResult all = pair_forces_of<TypeParam>(mixture, state);
    PairForcesResult result;
    typename TypeParam::PairForces pair_forces(mixture, Execution{});
    pair_forces.compute(state, {}, result);  // what is left of it must not show below
    pair_forces.compute(state, {.energies = false, .virial = false, .currents = false}, result);
    EXPECT_EQ(result.force, all.force);
    EXPECT_TRUE(result.particle_energy.empty());
    EXPECT_EQ(result.potential_energy, 0.0);
    EXPECT_EQ(result.virial, SymmetricTensor{});
    EXPECT_EQ(result.kinetic, SymmetricTensor{});
    EXPECT_EQ(result.heat_current, (std::array<double, 3>{}));
    pair_forces.compute(state, {.energies = false, .virial = true, .currents = false}, result);
    EXPECT_EQ(result.virial, all.virial);
    EXPECT_EQ(result.kinetic, all.kinetic);
    pair_forces.compute(state, {.energies = false, .virial = false, .currents = true}, result);
    EXPECT_EQ(result.heat_current, all.heat_current);
    EXPECT_EQ(result.particle_energy, all.particle_energy);
    EXPECT_EQ(result.potential_energy, all.potential_energy);
    EXPECT_EQ(result.scalar_virial, 0.0);
}

TYPED_TEST(PairForces, HaveTheTraceOrTheZzComponentAsTheirScalarVirial) {
    // One pair along x and one along the diagonal of y and z; both at the distance sigma, f = 24/sigma.
    const State state = state_of(box20, {{1.0, 1.0, 1.0}, {2.0, 1.0, 1.0}, {10.0, 10.0, 10.0}, {10.0, 10.6, 10.8}});
    for (const bool others : {false, true}) {
        const auto of = [&](ScalarVirial which) {
            const PairForcesRequest request{others, others, others, which};
            return pair_forces_of<TypeParam>(plain_mixture, state, request).scalar_virial;
        };
        EXPECT_EQ(of(ScalarVirial::none), 0.0);
        EXPECT_NEAR(of(ScalarVirial::trace), 48.0, 1e-9);  // the grid moves r by 2^-42, and f r by 150 times as much
        EXPECT_NEAR(of(ScalarVirial::zz), 24.0 * 0.64, 1e-9);
    }
}

TYPED_TEST(PairForces, OfParticlesAtRestHaveNoCurrents) {
    State state = cubic_liquid(2, 30, 0.6, 5, 5.0);
    for (auto& axis : state.velocity) axis.clear();
    const PairForcesResult result = pair_forces_of<TypeParam>(paper_mixture(), state);
    EXPECT_EQ(result.kinetic, SymmetricTensor{});
    EXPECT_EQ(result.heat_current, (std::array<double, 3>{}));
    EXPECT_EQ(result.mass_current, (std::vector<std::array<double, 3>>(2)));
    EXPECT_NE(result.potential_energy, 0.0);
}

// --- Embedded: a pair alone never reaches a full vector. -----------------------------------------------------------

/// Sizes around the widths of the vectors, 2, 4 and 8 doubles.
const std::vector<std::size_t> embedding_sizes{2, 3, 4, 5, 7, 8, 9, 14, 16, 17, 26};

/// The two particles of an oracle among n - 2 others: far ones of the same species, or ghosts in the same cell.
struct Embedded {
    State state;
    std::size_t first, second;
};

Embedded embedded(std::size_t n, bool with_ghosts, std::size_t offset, const Vector3& displacement) {
    const Vector3 centre{10.25, 10.5, 10.75};
    std::vector<Vector3> others;
    Uniform uniform(7);
    for (std::size_t k = 0; others.size() + 2 < n; ++k) {
        const Vector3 ghost{uniform(9.5, 12.5), uniform(9.5, 12.5), uniform(9.5, 12.5)};
        const int place = static_cast<int>(k);  // a lattice of edge 5: no two interact, nor with the oracle
        const Vector3 far{5.0 * (place % 4), 5.0 * (place / 4 % 4), 5.0 * (place / 16)};
        const Vector3 r = with_ghosts ? ghost : far;
        const Vector3 d = box20.minimum_image(r, centre);
        if (with_ghosts || dot(d, d) > 16.0) others.push_back(r);
    }
    Embedded result{state_of(box20, others), 0, 0};
    if (with_ghosts) std::fill(result.state.species.begin(), result.state.species.end(), 1);
    const auto size = static_cast<std::int64_t>(others.size());
    result.state.add(size + 1, 0, centre);
    result.state.add(size + 2, 0, centre + displacement);
    std::vector<std::size_t> order(n);
    for (std::size_t k = 0; k < n; ++k) order[k] = (k + offset) % n;
    result.state = result.state.permuted(order);
    result.first = (2 * n - 2 - offset) % n;
    result.second = (2 * n - 1 - offset) % n;
    return result;
}

template <class Backend>
void expect_oracle_everywhere(const Mixture& mixture, bool with_ghosts) {
    const Vector3 displacement{1.0, 1.0, 0.0};  // s6 = 1/8: u = -7/16, f on the first: (9/8)(1, 1, 0)
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        for (const std::size_t n : embedding_sizes) {
            for (std::size_t offset = 0; offset < n; ++offset) {
                const Embedded system = embedded(n, with_ghosts, offset, displacement);
                const PairForcesResult result =
                    pair_forces_of<Backend>(mixture, system.state, {}, {.instruction_set = instruction_set});
                ASSERT_EQ(result.potential_energy, -7.0 / 16.0) << n << " particles, offset " << offset;
                ASSERT_EQ(force_on(result, system.first), (Vector3{1.125, 1.125, 0.0}));
                ASSERT_EQ(force_on(result, system.second), (Vector3{-1.125, -1.125, 0.0}));
                ASSERT_EQ(result.virial, (SymmetricTensor{-1.125, -1.125, 0.0, -1.125, 0.0, 0.0}));
                ASSERT_EQ(std::count(result.force[0].begin(), result.force[0].end(), 0.0),
                          static_cast<std::ptrdiff_t>(n - 2));
            }
        }
    }
}

TYPED_TEST(PairForces, OfAPairAreTheSameAmongFarParticles) {
    expect_oracle_everywhere<TypeParam>(mixture_with_ghosts(Truncation::plain), false);
}

TYPED_TEST(PairForces, OfAPairAreTheSameAmongGhostsInItsCell) {
    expect_oracle_everywhere<TypeParam>(mixture_with_ghosts(Truncation::plain), true);
}

// The test of the test: if one particle of a configuration were left out, its sums would differ.
TEST(PairForcesPower, ADroppedRemainderParticleIsSeen) {
    for (const std::size_t n : embedding_sizes) {
        State state = cubic_liquid(1, n, 0.8, 11, 5.0);
        const double whole = pair_forces_of<OptimizedBackend>(plain_mixture, state).potential_energy;
        std::vector<std::size_t> kept(n - 1);
        for (std::size_t dropped = 0; dropped < n; ++dropped) {
            for (std::size_t k = 0; k + 1 < n; ++k) kept[k] = k < dropped ? k : k + 1;
            EXPECT_NE(pair_forces_of<OptimizedBackend>(plain_mixture, state.permuted(kept)).potential_energy, whole);
        }
    }
}

// --- Errors --------------------------------------------------------------------------------------------------------

/// Both backends refuse the state, for the same reason, whatever sums are asked for.
void expect_refusal(const Mixture& mixture, const State& state, const std::string& message) {
    for (const PairForcesRequest request : {PairForcesRequest{}, PairForcesRequest{false, false, false}}) {
        const auto refusal = [&](auto backend, const Execution& execution) {
            return message_of<InvalidState>(
                [&] { pair_forces_of<decltype(backend)>(mixture, state, request, execution); });
        };
        EXPECT_EQ(refusal(ReferenceBackend{}, {}), message);
        for (const InstructionSet instruction_set : supported_instruction_sets()) {
            EXPECT_EQ(refusal(OptimizedBackend{}, {.instruction_set = instruction_set}), message)
                << name_of(instruction_set);
        }
    }
}

TEST(PairForcesErrors, TwoParticlesAtOnePointAreRefused) {
    for (const Truncation truncation : all_truncations) {
        for (std::size_t other = 0; other < 50; ++other) {
            if (other == 17) continue;
            State state = cubic_liquid(1, 50, 0.5, 12, 5.0);
            for (auto& axis : state.position) axis[other] = axis[17];
            expect_refusal(pure_mixture(2.5, truncation), state,
                           "particle " + std::to_string(std::min<std::size_t>(other, 17) + 1) +
                               " is nearly on top of another: force or energy not below 2^22");
        }
    }
}

TEST(PairForcesErrors, TwoParticlesNearlyOnTopOfEachOtherAreRefusedAtEveryDistance) {
    const std::string message = "particle 1 is nearly on top of another: force or energy not below 2^22";
    for (double r = 0.41; r > position_quantum; r *= 0.5) {
        expect_refusal(plain_mixture, state_of(box20, {{5.0, 5.0, 5.0}, {5.0 + r, 5.0, 5.0}}), message);
    }
    expect_refusal(plain_mixture, state_of(box20, {{5.0, 5.0, 5.0}, {5.0 + position_quantum, 5.0, 5.0}}), message);
}

// Large terms of one sum are counted with their magnitudes: two forces of 0.6 2^22 from both sides are refused although
// they cancel, one of them is not.
TEST(PairForcesErrors, LargeTermsAreSummedUpToTheLimitAndRefusedBeyondIt) {
    const double r = std::pow(48.0 / (0.6 * 0x1p22), 1.0 / 13.0);
    const Vector3 centre{5.0, 5.0, 5.0};
    const State pair = state_of(box20, {centre, {5.0 + r, 5.0, 5.0}});
    const PairForcesResult reference = pair_forces_of<ReferenceBackend>(plain_mixture, pair, {}, {});
    EXPECT_NEAR(reference.force[0][1], 0.6 * 0x1p22, 0.01 * 0x1p22);
    EXPECT_EQ(numbers_by_id(pair, reference),
              numbers_by_id(pair, pair_forces_of<OptimizedBackend>(plain_mixture, pair, {}, {})));
    expect_refusal(plain_mixture, state_of(box20, {centre, {5.0 + r, 5.0, 5.0}, {5.0 - r, 5.0, 5.0}}),
                   "particle 1 is nearly on top of another: force or energy not below 2^22");
}

TEST(PairForcesErrors, MoreThanTheLargestNumberOfNeighboursIsRefused) {
    // Small particles: 2050 within the cutoff of the first do not overlap.
    const Mixture mixture(lorentz_berthelot({1.0}, {1.0}, {0.05}, 2.5, 1.0, Truncation::plain));
    for (const std::size_t n : {std::size_t{2049}, std::size_t{2050}}) {
        const State state = lattice(Box({5.0, 5.0, 5.0}), 1, n, {.cells = {13, 13, 13}, .jitter = 0.0});
        State near;
        near.box = state.box;
        near.add(1, 0, {2.5, 2.5, 2.5});
        for (std::size_t k = 1; k < n; ++k) {  // shrunk towards the first particle
            const Vector3 d = state.position_of(k) - Vector3{2.5, 2.5, 2.5};
            near.add(static_cast<std::int64_t>(k) + 1, 0, Vector3{2.51, 2.52, 2.53} + 0.5 * d);
        }
        if (n == 2050) {
            expect_refusal(mixture, near, "particle 1 has 2049 neighbours within the cutoff: must be at most 2048");
            continue;
        }
        const PairForcesResult reference = pair_forces_of<ReferenceBackend>(mixture, near);
        for (const InstructionSet instruction_set : supported_instruction_sets()) {
            EXPECT_EQ(numbers_by_id(near, reference),
                      numbers_by_id(near, pair_forces_of<OptimizedBackend>(mixture, near, {},
                                                                           {.instruction_set = instruction_set})));
        }
    }
}

TEST(PairForcesErrors, VelocitiesTooLargeToSumAreRefused) {
    State state = state_of(box20, {{5.0, 5.0, 5.0}, {6.2, 5.0, 5.0}});
    for (const double speed : {1e4, 1e5, 1e7, 1e200, std::nan(""), HUGE_VAL}) {
        for (auto& axis : state.velocity) axis.assign(2, 0.0);
        state.velocity[1][0] = speed;
        for (const bool virial : {false, true}) {
            const PairForcesRequest request{.energies = true, .virial = virial, .currents = true};
            const auto message = [&](auto backend) {
                return message_of<InvalidState>(
                    [&] { pair_forces_of<decltype(backend)>(plain_mixture, state, request); });
            };
            EXPECT_EQ(message(ReferenceBackend{}), message(OptimizedBackend{})) << speed;
            EXPECT_EQ(message(ReferenceBackend{}), "a term of the heat current is not below 2^22") << speed;
        }
    }
}

TEST(PairForcesErrors, FewerThanOneThreadIsRefused) {
    EXPECT_EQ(message_of<InvalidArgument>(
                  [&] { pair_forces_of<OptimizedBackend>(plain_mixture, state_of(box20, {}), {}, {.threads = 0}); }),
              "threads = 0: must be >= 1");
}

}  // namespace
}  // namespace soret::test
