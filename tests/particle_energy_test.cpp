// particle_energy: trial energies against hand-checked values, 50 digits, full recomputations, and each other to the
// bit.

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include "configurations.hpp"
#include "high_precision_pairs.hpp"
#include "soret/common/errors.hpp"

namespace soret::test {
namespace {

template <class Backend>
class ParticleEnergies : public ::testing::Test {};
TYPED_TEST_SUITE(ParticleEnergies, BothBackends, BackendNames);

template <class Backend>
typename Backend::ParticleEnergies energies_of(const Mixture& mixture, const State& state,
                                               InstructionSet instruction_set = best_instruction_set()) {
    return typename Backend::ParticleEnergies(mixture, state, Execution{.instruction_set = instruction_set});
}

template <class Backend>
WideQuanta total_of(const Mixture& mixture, const State& state) {
    const TotalEnergy total = energies_of<Backend>(mixture, state).total();
    RC_ASSERT(!total.overlap);
    return total.quanta;
}

Vector3 random_point(const Box& box, Uniform& uniform) {
    const std::array<double, 3> edge = edges_of(box);
    return {wrap(uniform(0.0, edge[0]), edge[0]).position, wrap(uniform(0.0, edge[1]), edge[1]).position,
            wrap(uniform(0.0, edge[2]), edge[2]).position};
}

State without_particle(const State& state, std::size_t i) {
    std::vector<std::size_t> order;
    for (std::size_t k = 0; k < state.size(); ++k) {
        if (k != i) order.push_back(k);
    }
    return state.permuted(order);
}

const Mixture plain_mixture = pure_mixture(2.5, Truncation::plain);

TYPED_TEST(ParticleEnergies, OfAChainThroughTheBoundary) {
    State state;  // neighbours at distance 1: u = 0; next neighbours at 2: u = 4 (1/64)(-63/64)
    state.box = Box({20.0, 20.0, 20.0});
    state.add(1, 0, {19.5, 10.0, 10.0});
    state.add(2, 0, {0.5, 10.0, 10.0});
    state.add(3, 0, {1.5, 10.0, 10.0});
    const auto energies = energies_of<TypeParam>(plain_mixture, state);
    constexpr double next = -63.0 / 1024.0;
    EXPECT_EQ(energies.total().value(), next);
    EXPECT_EQ(energies.without(0, state.position_of(0), 0).value(), next);
    EXPECT_EQ(energies.without(1, state.position_of(1), 0).value(), 0.0);
    EXPECT_EQ(energies.at({18.5, 10.0, 10.0}, 0).value(), next);
    EXPECT_EQ(energies.without(0, {18.5, 10.0, 10.0}, 0).value(), next);
    EXPECT_EQ(energies.without(0, {2.5, 10.0, 10.0}, 0).value(), next);
    EXPECT_EQ(energies.at({2.5, 10.0, 10.0}, 0).value(), next);
    EXPECT_EQ(energies.at({10.0, 10.0, 10.0}, 0).value(), 0.0);
    EXPECT_TRUE(energies.at({19.5, 10.0, 10.0}, 0).overlap);
}

TYPED_TEST(ParticleEnergies, HaveTheStatedAccuracy) {
    for (const Truncation truncation : all_truncations) {
        const Mixture mixture = asymmetric_mixture(truncation);
        const State state = cubic_liquid(3, 120, 0.8, 21);
        const auto energies = energies_of<TypeParam>(mixture, state);
        Uniform uniform(22);
        for (int trial = 0; trial < 40; ++trial) {
            const Vector3 r = random_point(state.box, uniform);
            const std::int32_t s = uniform.below(3);
            PreciseForces truth;
            State extended = state;
            extended.add(1000, s, r);
            for (auto& axis : extended.velocity) axis.clear();
            for (auto& axis : truth.force) axis.resize(extended.size());
            truth.particle_energy.resize(extended.size());
            for (std::size_t j = 0; j < state.size(); ++j) {
                add_precise_pair(truth, extended, mixture.parameters(), state.size(), j);
            }
            const ParticleEnergy energy = energies.at(r, s);
            if (energy.overlap) continue;
            EXPECT_LE(truth.potential_energy.error_of(energy.value()), truth.potential_energy.allowed_error());
        }
    }
}

TYPED_TEST(ParticleEnergies, OfAMoveAreTheDifferenceOfFullRecomputations) {
    const bool held = rc::check("U(after) - U(before) from one particle equals that from all pairs", [] {
        const auto n = static_cast<std::size_t>(*rc::gen::inRange(2, 60));
        const auto seed = *rc::gen::inRange<std::uint64_t>(0, 1U << 30);
        const Mixture mixture = asymmetric_mixture(all_truncations[seed % 3]);
        const State before = cubic_liquid(3, n, 0.4, seed);
        Uniform uniform(seed + 1);
        const auto i = static_cast<std::size_t>(uniform.below(n));
        const auto energies = energies_of<TypeParam>(mixture, before);
        const WideQuanta total = total_of<TypeParam>(mixture, before);
        const std::int32_t s = before.species[i], other = uniform.below(3);
        const ParticleEnergy old = energies.without(i, before.position_of(i), s);
        RC_ASSERT(!old.overlap);

        State changed = before;
        changed.species[i] = other;
        RC_ASSERT(total_of<TypeParam>(mixture, changed) - total ==
                  energies.without(i, before.position_of(i), other).quanta - old.quanta);
        RC_ASSERT(total - total_of<TypeParam>(mixture, without_particle(before, i)) == old.quanta);

        const Vector3 r = random_point(before.box, uniform);
        const ParticleEnergy displaced = energies.without(i, r, s), inserted = energies.at(r, other);
        if (!displaced.overlap) {
            State after = without_particle(before, i);
            after.add(before.id[i], s, r);
            RC_ASSERT(total_of<TypeParam>(mixture, after) - total == displaced.quanta - old.quanta);
        }
        if (!inserted.overlap) {
            State after = before;
            after.add(1000, other, r);
            RC_ASSERT(total_of<TypeParam>(mixture, after) - total == inserted.quanta);
        }
    });
    ASSERT_TRUE(held);
}

TYPED_TEST(ParticleEnergies, AreThoseOfPairForces) {
    const Mixture mixture = asymmetric_mixture(Truncation::force_shifted);
    const State state = cubic_liquid(3, 200, 0.8, 23);
    const PairForcesResult result = pair_forces_of<TypeParam>(mixture, state);
    const auto energies = energies_of<TypeParam>(mixture, state);
    EXPECT_EQ(energies.total().value(), result.potential_energy);
    for (std::size_t i = 0; i < state.size(); ++i) {
        EXPECT_EQ(0.5 * energies.without(i, state.position_of(i), state.species[i]).value(), result.particle_energy[i]);
    }
}

/// Two species of which the second is smaller and reaches less far.
Mixture unlike_mixture(Truncation truncation) {
    MixtureParameters parameters;
    parameters.mass = {1.0, 2.0};
    parameters.epsilon = symmetric_matrix(2, {0.8, 0.9, 1.3});
    parameters.sigma = symmetric_matrix(2, {1.0, 0.9, 0.75});
    parameters.cutoff = symmetric_matrix(2, {2.5, 2.3, 1.9});
    parameters.truncation = truncation;
    return Mixture(parameters);
}

/// Every trial energy of a state at a few points, from both backends on every instruction set, in any order.
void expect_same_energies(const Mixture& mixture, const State& state, const std::vector<Vector3>& points) {
    const auto reference = energies_of<ReferenceBackend>(mixture, state);
    const auto species_count = static_cast<std::int32_t>(mixture.species_count());
    const std::vector<std::size_t> order = shuffled_order(state.size(), 5);
    const State shuffled = state.permuted(order);
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        SCOPED_TRACE(name_of(instruction_set));
        const auto optimized = energies_of<OptimizedBackend>(mixture, shuffled, instruction_set);
        ASSERT_EQ(reference.total(), optimized.total());
        for (const Vector3& r : points) {
            for (std::int32_t s = 0; s < species_count; ++s) ASSERT_EQ(reference.at(r, s), optimized.at(r, s));
        }
        for (std::size_t k = 0; k < state.size(); k += 1 + state.size() / 16) {
            for (std::int32_t s = 0; s < species_count; ++s) {
                const Vector3& r = points[k % points.size()];
                const Vector3 own = shuffled.position_of(k);
                ASSERT_EQ(reference.without(order[k], own, s), optimized.without(k, own, s));
                ASSERT_EQ(reference.without(order[k], r, s), optimized.without(k, r, s));
            }
        }
    }
}

std::vector<Vector3> trial_points(const State& state) {
    Uniform uniform(31);
    const Vector3 edge = state.box.edges();
    std::vector<Vector3> points{{0.0, 0.0, 0.0},
                                {edge.x - position_quantum, edge.y - position_quantum, edge.z - position_quantum},
                                {on_position_grid(0.5 * edge.x), on_position_grid(edge.y / 3.0), 0.0}};
    for (int k = 0; k < 20; ++k) points.push_back(random_point(state.box, uniform));
    return points;
}

TEST(ParticleEnergyBits, AreTheSameOnEveryInstructionSetAndInAnyOrder) {
    for (const Truncation truncation : all_truncations) {
        for (const std::size_t n : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 14U, 26U, 108U, 500U, 1372U}) {
            SCOPED_TRACE(n);
            for (const double density : {0.8, 0.02}) {
                const State three = cubic_liquid(3, n, density, n);
                expect_same_energies(asymmetric_mixture(truncation), three, trial_points(three));
                const State two = cubic_liquid(2, n, density, n);
                expect_same_energies(unlike_mixture(truncation), two, trial_points(two));
                const State one = cubic_liquid(1, n, density, n);
                expect_same_energies(pure_mixture(2.5, truncation), one, trial_points(one));
            }
        }
    }
}

TEST(ParticleEnergyBits, AreTheSameInASlabAndInBoxesAtTheirLimits) {
    const Mixture mixture = paper_mixture();
    const State slab = lattice(Box({8.0, 9.0, 40.0}), 2, 700, {.cells = {8, 9, 10}, .filled_part_of_z = 0.3});
    expect_same_energies(mixture, slab, trial_points(slab));
    for (const Vector3& edges : {Vector3{5.0, 5.0, 5.0}, Vector3{7.5, 5.0, 10.0}, Vector3{7.5, 7.5, 7.5}}) {
        const State state = lattice(Box(edges), 2, 100, {.cells = {5, 5, 4}});
        expect_same_energies(mixture, state, trial_points(state));
    }
}

// The total goes along rows of cells, with chunks of neighbours in a row: boxes with one, two, three and five cells an
// edge, rows that are empty, hold less than a chunk and more than are listed at once, and all particles in one row.
TEST(ParticleEnergyBits, OfTheTotalAreTheSameInEveryShapeOfRows) {
    const Mixture mixture = unlike_mixture(Truncation::shifted);
    const auto expect_same_total = [&](const State& state) {
        const TotalEnergy expected = energies_of<ReferenceBackend>(mixture, state).total();
        ASSERT_FALSE(expected.overlap);
        for (const InstructionSet instruction_set : supported_instruction_sets()) {
            SCOPED_TRACE(name_of(instruction_set));
            ASSERT_EQ(energies_of<OptimizedBackend>(mixture, state, instruction_set).total(), expected);
        }
    };
    for (const Vector3& edges : {Vector3{5.0, 5.0, 5.0}, Vector3{13.0, 5.1, 5.1}, Vector3{5.1, 13.0, 7.6},
                                 Vector3{7.6, 5.1, 13.0}, Vector3{31.0, 5.0, 5.0}}) {
        for (const double filled : {0.4, 1.0}) {
            const std::array<int, 3> cells{static_cast<int>(edges.x), static_cast<int>(edges.y),
                                           static_cast<int>(edges.z * filled)};
            const auto n = static_cast<std::size_t>(cells[0] * cells[1] * cells[2]);
            for (const std::size_t fewer : {std::size_t{0}, std::size_t{3}, n / 2}) {
                SCOPED_TRACE(n - fewer);
                expect_same_total(lattice(Box(edges), 2, n - fewer, {.cells = cells, .filled_part_of_z = filled}));
            }
        }
    }
}

// A cell grid leaves out the cells that are beyond the cutoff: a particle just behind a border of cells, seen from just
// within the cutoff, along one, two and three axes.
TEST(ParticleEnergyBits, AreTheSameForAParticleInTheLastCornerOfTheReachOfAnother) {
    const Mixture mixture = pure_mixture(2.5, Truncation::plain);
    for (const double edge : {5.0, 7.6, 10.0, 12.7}) {
        for (int border = 0; border < 6; ++border) {
            const double x = on_position_grid(edge * border / 6.0);  // borders of two and of three cells
            State state;
            state.box = Box({edge, edge, edge});
            state.add(1, 0, {x, x, x});
            std::vector<Vector3> points;
            for (const double short_of : {position_quantum, 1e-9, 1e-6, 1e-3, 0.02}) {
                for (int axes = 1; axes < 8; ++axes) {
                    const std::array<double, 3> along{axes & 1 ? 1.0 : 0.0, axes & 2 ? 1.0 : 0.0, axes & 4 ? 1.0 : 0.0};
                    const double length = std::sqrt(along[0] + along[1] + along[2]);
                    for (const double step : {(2.5 - short_of) / length, (short_of - 2.5) / length}) {
                        points.push_back({wrap(x + step * along[0], edge).position,
                                          wrap(x + step * along[1], edge).position,
                                          wrap(x + step * along[2], edge).position});
                    }
                }
            }
            expect_same_energies(mixture, state, points);
        }
    }
}

TEST(ParticleEnergyBits, AreTheSameWithOverlapsAndLargeTerms) {
    // Jitter up to half a lattice edge leaves pairs at 0.3 sigma and less.
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const State state = lattice(Box({6.0, 6.0, 6.0}), 3, 150, {.cells = {6, 5, 5}, .jitter = 0.5, .seed = seed});
        expect_same_energies(asymmetric_mixture(Truncation::shifted), state, trial_points(state));
    }
}

TYPED_TEST(ParticleEnergies, OfAParticleOnTopOfAnotherIsAnOverlap) {
    State state = cubic_liquid(1, 60, 0.5, 41);
    const Vector3 place = state.position_of(30);
    {
        const auto energies = energies_of<TypeParam>(plain_mixture, state);
        EXPECT_EQ(energies.at(place, 0), (ParticleEnergy{0, true}));
        EXPECT_EQ(energies.without(7, place, 0), (ParticleEnergy{0, true}));
        EXPECT_FALSE(energies.without(30, place, 0).overlap);
        EXPECT_FALSE(energies.total().overlap);
    }
    const std::array<double, 3> there{place.x, place.y, place.z};
    for (std::size_t axis = 0; axis < 3; ++axis) state.position[axis][7] = there[axis];
    EXPECT_EQ(energies_of<TypeParam>(plain_mixture, state).total(), (TotalEnergy{0, true}));
}

TYPED_TEST(ParticleEnergies, RefuseAParticleOrASpeciesThatDoesNotExist) {
    const State state = cubic_liquid(1, 10, 0.1, 42);
    const auto energies = energies_of<TypeParam>(plain_mixture, state);
    const auto refusal = [&](std::size_t i, std::int32_t s) {
        return message_of<InvalidArgument>([&] { energies.without(i, {1.0, 1.0, 1.0}, s); });
    };
    EXPECT_EQ(refusal(10, 0), "particle 10: must be below 10");
    EXPECT_EQ(refusal(0, 1), "species 1: must be in [0, 1)");
    EXPECT_EQ(refusal(0, -1), "species -1: must be in [0, 1)");
}

/// Small particles crowded around a point, half of each species: no term is large, n are within the cutoff.
State crowd(std::size_t n) {
    State state;
    state.box = Box({5.0, 5.0, 5.0});
    for (std::size_t k = 0; k < n; ++k) {
        const auto place = static_cast<int>(k);
        const Vector3 d{place % 13 - 6.0, place / 13 % 13 - 6.0, place / 169 - 6.0};
        state.add(static_cast<std::int64_t>(k) + 1, place % 2, Vector3{2.57, 2.58, 2.59} + 0.18 * d);
    }
    return state;
}

TYPED_TEST(ParticleEnergies, OfMoreThanTheLargestNumberOfNeighboursAreRefused) {
    const Mixture mixture(lorentz_berthelot({1.0, 1.0}, {1.0, 0.5}, {0.05, 0.05}, 2.5));
    const Vector3 centre{2.5, 2.5, 2.5};
    const State most = crowd(2048);
    EXPECT_FALSE(energies_of<TypeParam>(mixture, most).at(centre, 0).overlap);
    const State more = crowd(2049);
    const auto energies = energies_of<TypeParam>(mixture, more);
    EXPECT_EQ(message_of<InvalidState>([&] { energies.at(centre, 0); }),
              "a particle has 2049 neighbours within the cutoff: must be at most 2048");
    EXPECT_FALSE(energies.without(0, centre, 0).overlap);
}

TEST(ParticleEnergyBits, TheTotalOfACrowdIsRefusedByBoth) {
    // Only the particle in the middle has too many neighbours, and the others are stored before it.
    const Mixture mixture(lorentz_berthelot({1.0, 1.0}, {1.0, 0.5}, {0.05, 0.05}, 2.5));
    State state;
    state.box = Box({10.5, 10.5, 10.5});
    const State near = crowd(2049);
    const Vector3 centre{5.1, 5.1, 5.1};
    for (std::size_t k = 0; k < near.size(); ++k) {
        const Vector3 d = near.position_of(k) - Vector3{2.57, 2.58, 2.59};
        const double length = std::sqrt(dot(d, d));
        // Pushed out towards the sphere around the centre, so that few of them see each other.
        const double out = length > 0.0 ? (2.4 - 0.1 * (2.0 - length)) / length : 0.0;
        state.add(static_cast<std::int64_t>(k) + 1, near.species[k], centre + out * d);
    }
    state.add(5000, 0, centre + Vector3{0.01, 0.07, 0.03});
    const auto message = [&](auto backend) {
        return message_of<InvalidState>([&] { energies_of<decltype(backend)>(mixture, state).total(); });
    };
    EXPECT_NE(message(ReferenceBackend{}), "");
    EXPECT_EQ(message(ReferenceBackend{}), message(OptimizedBackend{}));
}

}  // namespace
}  // namespace soret::test
