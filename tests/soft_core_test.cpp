// soft_core: energies of a growing particle against the formula in 50 digits, the full particle, hand-checked values,
// and the backends against each other to the bit.

#include <algorithm>
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
class SoftCore : public ::testing::Test {};
TYPED_TEST_SUITE(SoftCore, BothBackends, BackendNames);

using Energies = std::vector<ParticleEnergy>;

template <class Backend>
typename Backend::SoftCore soft_core_of(const Mixture& mixture, const State& state, const std::vector<double>& stages,
                                        InstructionSet instruction_set = best_instruction_set()) {
    return typename Backend::SoftCore(mixture, state, stages, Execution{.instruction_set = instruction_set});
}

template <class Component>
Energies at(const Component& soft_core, const Vector3& r, std::int32_t s) {
    Energies energies;
    soft_core.at(r, s, energies);
    return energies;
}

template <class Component>
Energies without(const Component& soft_core, std::size_t i, const Vector3& r, std::int32_t s) {
    Energies energies;
    soft_core.without(i, r, s, energies);
    return energies;
}

std::vector<double> evenly(int steps) {
    std::vector<double> stages;
    for (int k = 0; k <= steps; ++k) stages.push_back(k / static_cast<double>(steps));
    return stages;
}

Vector3 random_point(const Box& box, Uniform& uniform) {
    const std::array<double, 3> edge = edges_of(box);
    return {wrap(uniform(0.0, edge[0]), edge[0]).position, wrap(uniform(0.0, edge[1]), edge[1]).position,
            wrap(uniform(0.0, edge[2]), edge[2]).position};
}

/// Two particles at a distance along x and the energy of one of them at each stage.
template <class Backend>
Energies of_a_pair(const Mixture& mixture, double distance, const std::vector<double>& stages) {
    State state;
    state.box = Box({20.0, 20.0, 20.0});
    state.add(1, 0, {10.0, 10.0, 10.0});
    return at(soft_core_of<Backend>(mixture, state, stages), {on_position_grid(10.0 + distance), 10.0, 10.0}, 0);
}

const Mixture plain_mixture = pure_mixture(2.5, Truncation::plain);

TYPED_TEST(SoftCore, OfAPairIsTheFormula) {
    // zeta = 1/2: a = 1/8. At r = 1: q = 8/9, u = 2 (8/9)(-1/9) = -16/81. At r = 0: q = 8, u = 2 8 7 = 112.
    // zeta = 0: nothing. zeta = 1 at r = 1: 0.
    const std::vector<double> stages{0.0, 0.5, 1.0};
    const Energies apart = of_a_pair<TypeParam>(plain_mixture, 1.0, stages);
    EXPECT_EQ(apart[0], ParticleEnergy{});
    EXPECT_NEAR(apart[1].value(), -16.0 / 81.0, 0x1p-41 + 0x1p-47);
    EXPECT_EQ(apart[2], ParticleEnergy{});
    const Energies on_top = of_a_pair<TypeParam>(plain_mixture, 0.0, stages);
    EXPECT_EQ(on_top[0], ParticleEnergy{});
    EXPECT_EQ(on_top[1].value(), 112.0);
    EXPECT_EQ(on_top[2], (ParticleEnergy{0, true}));
}

/// u(r; zeta) as SI 19 has it, with the truncation of the mixture, and the sum of the magnitudes of its parts.
struct PreciseSoftCore {
    Precise u, parts;
};

PreciseSoftCore precise_soft_core(const MixtureParameters& p, std::size_t a, std::size_t b, double zeta,
                                  const Precise& r2) {
    const Precise eps = p.epsilon(a, b), sigma = p.sigma(a, b), rc = p.cutoff(a, b), z = zeta;
    const auto denominator = [&](const Precise& d2) {
        const Precise x2 = d2 / (sigma * sigma);
        return Precise((1 - z) * (1 - z) / 2 + x2 * x2 * x2);
    };
    const auto whole = [&](const Precise& d, int sign) { return Precise(z * 4 * eps * (1 / (d * d) + sign / d)); };
    const Precise d = denominator(r2), dc = denominator(rc * rc);
    PreciseSoftCore pair{whole(d, -1), whole(d, +1)};
    if (p.truncation != Truncation::plain) {
        pair.u -= whole(dc, -1);
        pair.parts += whole(dc, +1);
    }
    if (p.truncation == Truncation::force_shifted) {
        // du/dr = zeta 4 eps (-2/d^3 + 1/d^2) dd/dr, dd/dr = 6 (r/s)^6/r
        const Precise x2 = rc * rc / (sigma * sigma);
        const Precise growth = z * 4 * eps * 6 * x2 * x2 * x2 / rc;
        const Precise r = sqrt(r2);
        pair.u -= growth * (1 / (dc * dc) - 2 / (dc * dc * dc)) * (r - rc);
        pair.parts += growth * (1 / (dc * dc) + 2 / (dc * dc * dc)) * (r + rc);
    }
    return pair;
}

PreciseSum precise_energy(const Mixture& mixture, const State& state, const Vector3& r, std::int32_t s, double zeta) {
    const std::array<double, 3> edge = edges_of(state.box);
    const std::array<double, 3> here{r.x, r.y, r.z};
    PreciseSum sum;
    for (std::size_t j = 0; j < state.size(); ++j) {
        Precise r2 = 0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const Precise d = precise_minimum_image(here[axis], state.position[axis][j], edge[axis]);
            r2 += d * d;
        }
        const auto a = static_cast<std::size_t>(s), b = static_cast<std::size_t>(state.species[j]);
        const MixtureParameters& p = mixture.parameters();
        if (p.epsilon(a, b) == 0.0 || r2 >= Precise(p.cutoff(a, b)) * p.cutoff(a, b)) continue;
        const PreciseSoftCore pair = precise_soft_core(p, a, b, zeta, r2);
        sum.add(pair.u, pair.parts);
    }
    return sum;
}

TYPED_TEST(SoftCore, HasTheStatedAccuracy) {
    const std::vector<double> stages{0.0, 0.01, 0.1, 0.35, 0.5, 0.77, 0.9, 0.99, 1.0};
    for (const Truncation truncation : all_truncations) {
        const Mixture mixture = asymmetric_mixture(truncation);
        const State state = cubic_liquid(3, 120, 0.8, 21);
        const auto soft_core = soft_core_of<TypeParam>(mixture, state, stages);
        Uniform uniform(22);
        std::size_t compared = 0;
        for (int trial = 0; trial < 25; ++trial) {
            const Vector3 r = random_point(state.box, uniform);
            const std::int32_t s = uniform.below(3);
            const Energies energies = at(soft_core, r, s);
            for (std::size_t k = 0; k < stages.size(); ++k) {
                if (energies[k].overlap) continue;
                const PreciseSum truth = precise_energy(mixture, state, r, s, stages[k]);
                EXPECT_LE(truth.error_of(energies[k].value()), truth.allowed_error()) << stages[k];
                ++compared;
            }
        }
        EXPECT_GT(compared, 8U * 25U);  // only full particles overlap, and not all of them
    }
}

TYPED_TEST(SoftCore, OfAFullParticleHasTheBitsOfParticleEnergyAndOfNoneIsZero) {
    const bool held = rc::check("zeta = 1 is particle_energy, zeta = 0 is nothing", [] {
        const auto n = static_cast<std::size_t>(*rc::gen::inRange(1, 90));
        const auto seed = *rc::gen::inRange<std::uint64_t>(0, 1U << 30);
        const Mixture mixture = asymmetric_mixture(all_truncations[seed % 3]);
        const State state = cubic_liquid(3, n, 0.7, seed);
        const auto soft_core = soft_core_of<TypeParam>(mixture, state, {1.0, 0.3, 0.0});
        const typename TypeParam::ParticleEnergies full(mixture, state, Execution{});
        Uniform uniform(seed + 1);
        const auto i = static_cast<std::size_t>(uniform.below(n));
        for (const Vector3& r : {random_point(state.box, uniform), state.position_of(i)}) {
            for (std::int32_t s = 0; s < 3; ++s) {
                const Energies inserted = at(soft_core, r, s), moved = without(soft_core, i, r, s);
                RC_ASSERT(inserted[0] == full.at(r, s));
                RC_ASSERT(moved[0] == full.without(i, r, s));
                RC_ASSERT(inserted[2] == ParticleEnergy{});
                RC_ASSERT(moved[2] == ParticleEnergy{});
            }
        }
    });
    ASSERT_TRUE(held);
}

TYPED_TEST(SoftCore, OfAStageDoesNotDependOnTheOtherStages) {
    const bool held = rc::check("each stage alone has the bits of all stages at once", [] {
        const auto seed = *rc::gen::inRange<std::uint64_t>(0, 1U << 30);
        Uniform uniform(seed);
        std::vector<double> stages;
        for (int k = uniform.below(24); k >= 0; --k) stages.push_back(uniform(0.0, 1.0));
        const Mixture mixture = asymmetric_mixture(all_truncations[seed % 3]);
        const State state = cubic_liquid(3, 60, 0.7, seed);
        const Vector3 r = random_point(state.box, uniform);
        const Energies together = at(soft_core_of<TypeParam>(mixture, state, stages), r, 1);
        RC_ASSERT(together.size() == stages.size());
        for (std::size_t k = 0; k < stages.size(); ++k) {
            RC_ASSERT(together[k] == at(soft_core_of<TypeParam>(mixture, state, {stages[k]}), r, 1).front());
        }
    });
    ASSERT_TRUE(held);
}

// d = a + (r/s)^6 with a = alpha (1 - zeta)^2 and u = zeta 4 eps (1/d^2 - 1/d). Of r: u falls where d < 2 and rises
// beyond. Of zeta: u rises where d < 1, since both factors grow, and falls where d > 2, since both parts of
// zeta q (q - 1), q = 1/d < 1/2, fall. Steps of r and zeta of 0.01 change u by more than the quantum.
TYPED_TEST(SoftCore, RisesAndFallsWithDistanceAndStageAsTheFormulaDoes) {
    const std::vector<double> stages = evenly(100);
    const auto denominator = [](double r, double zeta) {
        return soft_core_alpha * (1.0 - zeta) * (1.0 - zeta) + std::pow(r, 6);
    };
    std::size_t compared = 0;
    const auto expect_rise = [&](bool expected, const ParticleEnergy& from, const ParticleEnergy& to) {
        if (!expected) return;
        EXPECT_LT(from.value(), to.value());
        ++compared;
    };
    Energies before;
    for (int step = 32; step <= 249; ++step) {  // from where a full particle is not an overlap
        const double r = 0.01 * step;
        const Energies now = of_a_pair<TypeParam>(plain_mixture, r, stages);
        for (std::size_t k = 1; k < stages.size(); ++k) {
            SCOPED_TRACE(::testing::Message() << "r = " << r << ", zeta = " << stages[k]);
            // Both ends of a step on the same side: d grows with r and falls with zeta.
            expect_rise(denominator(r, stages[k - 1]) < 1.0, now[k - 1], now[k]);
            expect_rise(denominator(r, stages[k]) > 2.0, now[k], now[k - 1]);
            if (before.empty()) continue;
            expect_rise(denominator(r, stages[k]) < 2.0, now[k], before[k]);
            expect_rise(denominator(r - 0.01, stages[k]) > 2.0, before[k], now[k]);
        }
        before = now;
    }
    EXPECT_GT(compared, 40000U);  // nearly two for each of 218 x 100 points
}

TYPED_TEST(SoftCore, IsShiftedToZeroAtTheCutoffOfEveryStage) {
    const std::vector<double> stages = evenly(20);
    for (const Truncation truncation : {Truncation::shifted, Truncation::force_shifted}) {
        const Energies within = of_a_pair<TypeParam>(pure_mixture(2.5, truncation), 2.5 - 0x1p-20, stages);
        for (std::size_t k = 0; k < stages.size(); ++k) {
            // |u'| at 2.5 is below 0.04 zeta; without a slope |u''| is below 0.2 zeta.
            const double slope = truncation == Truncation::shifted ? 0.04 : 0.2 * 0x1p-20;
            EXPECT_LE(std::fabs(within[k].value()), stages[k] * slope * 0x1p-20 + 0x1p-41) << stages[k];
        }
    }
    for (const ParticleEnergy& beyond : of_a_pair<TypeParam>(pure_mixture(2.5, Truncation::shifted), 2.5, stages)) {
        EXPECT_EQ(beyond, ParticleEnergy{});
    }
}

/// The energies of all stages at a few points, from both backends on every instruction set, in any order.
void expect_same_energies(const Mixture& mixture, const State& state, const std::vector<double>& stages,
                          const std::vector<Vector3>& points) {
    const auto reference = soft_core_of<ReferenceBackend>(mixture, state, stages);
    const auto species_count = static_cast<std::int32_t>(mixture.species_count());
    const std::vector<std::size_t> order = shuffled_order(state.size(), 5);
    const State shuffled = state.permuted(order);
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        SCOPED_TRACE(name_of(instruction_set));
        const auto optimized = soft_core_of<OptimizedBackend>(mixture, shuffled, stages, instruction_set);
        for (const Vector3& r : points) {
            for (std::int32_t s = 0; s < species_count; ++s) ASSERT_EQ(at(reference, r, s), at(optimized, r, s));
        }
        for (std::size_t k = 0; k < state.size(); k += 1 + state.size() / 8) {
            const Vector3& r = points[k % points.size()];
            for (const Vector3& place : {r, shuffled.position_of(k)}) {
                ASSERT_EQ(without(reference, order[k], place, 0), without(optimized, k, place, 0));
            }
        }
    }
}

std::vector<Vector3> trial_points(const State& state) {
    Uniform uniform(31);
    const Vector3 edge = state.box.edges();
    std::vector<Vector3> points{{0.0, 0.0, 0.0},
                                {edge.x - position_quantum, edge.y - position_quantum, edge.z - position_quantum}};
    for (int k = 0; k < 8; ++k) points.push_back(random_point(state.box, uniform));
    return points;
}

TEST(SoftCoreBits, AreTheSameOnEveryInstructionSetAndInAnyOrder) {
    for (const Truncation truncation : all_truncations) {
        for (const std::size_t n : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 26U, 108U, 500U}) {
            SCOPED_TRACE(n);
            for (const double density : {0.8, 0.02}) {
                const State three = cubic_liquid(3, n, density, n);
                expect_same_energies(asymmetric_mixture(truncation), three, evenly(9), trial_points(three));
                const State one = cubic_liquid(1, n, density, n);
                expect_same_energies(pure_mixture(2.5, truncation), one, {0.4}, trial_points(one));
            }
        }
        const State ghosts = cubic_liquid(2, 200, 0.8, 3);
        expect_same_energies(mixture_with_ghosts(truncation), ghosts, evenly(4), trial_points(ghosts));
    }
}

TEST(SoftCoreBits, AreTheSameWithOverlapsAndLargeTerms) {
    // Jitter up to half a lattice edge leaves pairs at 0.3 sigma and less; particles are put on top of each other too.
    std::vector<double> stages = evenly(10);
    stages.insert(stages.end(), {0.97, 0.99, 0.999, 1.0 - 0x1p-20, 1.0 - 0x1p-53});
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const State state = lattice(Box({6.0, 6.0, 6.0}), 3, 150, {.cells = {6, 5, 5}, .jitter = 0.5, .seed = seed});
        std::vector<Vector3> points = trial_points(state);
        for (std::size_t k = 0; k < 6; ++k) points.push_back(state.position_of(k));
        expect_same_energies(asymmetric_mixture(Truncation::shifted), state, stages, points);
    }
}

TYPED_TEST(SoftCore, RefuseWhatDoesNotExist) {
    const State state = cubic_liquid(1, 10, 0.1, 42);
    const auto refusal = [&](const std::vector<double>& stages, std::size_t i, std::int32_t s) {
        return message_of<InvalidArgument>([&] {
            without(soft_core_of<TypeParam>(plain_mixture, state, stages), i, {1.0, 1.0, 1.0}, s);
        });
    };
    EXPECT_EQ(refusal({1.0}, 10, 0), "particle 10: must be below 10");
    EXPECT_EQ(refusal({1.0}, 0, 1), "species 1: must be in [0, 1)");
    EXPECT_EQ(refusal({1.0}, 0, -1), "species -1: must be in [0, 1)");
    EXPECT_EQ(refusal({}, 0, 0), "soft core: 0 stages: must be at least 1");
    EXPECT_EQ(refusal({0.5, 1.5}, 0, 0), "soft core: stages[1] = 1.5: must be in [0, 1]");
    EXPECT_EQ(refusal({-0.25}, 0, 0), "soft core: stages[0] = -0.25: must be in [0, 1]");
    EXPECT_EQ(refusal({std::nan("")}, 0, 0), "soft core: stages[0] = nan: must be in [0, 1]");
}

TYPED_TEST(SoftCore, OfMoreThanTheLargestNumberOfNeighboursAreRefused) {
    const Mixture mixture(lorentz_berthelot({1.0, 1.0}, {1.0, 0.5}, {0.05, 0.05}, 2.5));
    const Vector3 centre{2.5, 2.5, 2.5};
    const auto crowd = [&](std::size_t n) {
        State state;
        state.box = Box({5.0, 5.0, 5.0});
        for (std::size_t k = 0; k < n; ++k) {
            const auto place = static_cast<int>(k);
            const Vector3 d{place % 13 - 6.0, place / 13 % 13 - 6.0, place / 169 - 6.0};
            state.add(static_cast<std::int64_t>(k) + 1, place % 2, Vector3{2.57, 2.58, 2.59} + 0.18 * d);
        }
        return state;
    };
    const State most = crowd(2048), more = crowd(2049);
    EXPECT_FALSE(at(soft_core_of<TypeParam>(mixture, most, {0.5, 1.0}), centre, 0)[1].overlap);
    EXPECT_EQ(message_of<InvalidState>([&] {
                  at(soft_core_of<TypeParam>(mixture, more, {0.5, 1.0}), centre, 0);
              }),
              "a particle has 2049 neighbours within the cutoff: must be at most 2048");
}

}  // namespace
}  // namespace soret::test
