// identity_energies: what it costs single particles to become one of another species: hand-checked, against the energy
// of the whole state after each change, and the backends against each other to the bit.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include "configurations.hpp"
#include "soret/common/errors.hpp"

namespace soret::test {
namespace {

template <class Backend>
class IdentityEnergies : public ::testing::Test {};
TYPED_TEST_SUITE(IdentityEnergies, BothBackends, BackendNames);

using Changes = std::vector<ParticleEnergy>;

template <class Backend>
Changes changes_of(const Mixture& mixture, const State& state, std::int32_t from, std::int32_t to,
                   InstructionSet instruction_set = best_instruction_set()) {
    Changes changes{{7, true}};  // is overwritten
    typename Backend::IdentityEnergies(mixture, state, Execution{.instruction_set = instruction_set})
        .changes(from, to, changes);
    return changes;
}

/// u(r) at r = 2^(1/6) sigma is -eps: with sigma = 1 for all, not shifted, a pair of the species s and t has -eps_st.
TYPED_TEST(IdentityEnergies, OfATrioAreDifferencesOfItsPairs) {
    MixtureParameters parameters{{1.0, 1.0, 1.0},
                                 symmetric_matrix(3, {1.0, 0.5, 0.25, 2.0, 0.75, 3.0}),
                                 SpeciesMatrix(3, 1.0),
                                 SpeciesMatrix(3, 1.25),
                                 Truncation::plain};
    const Mixture mixture(parameters);
    State state;
    state.box = Box({10.0, 10.0, 10.0});
    const double r = 1.122462048309373;
    state.add(1, 0, {on_position_grid(5.0 - r), 5.0, 5.0});
    state.add(2, 1, {5.0, 5.0, 5.0});
    state.add(3, 0, {on_position_grid(5.0 + r), 5.0, 5.0});
    const auto expect = [&](std::int32_t from, std::int32_t to, const std::vector<double>& energies) {
        const Changes changes = changes_of<TypeParam>(mixture, state, from, to);
        ASSERT_EQ(changes.size(), energies.size());
        for (std::size_t k = 0; k < energies.size(); ++k) EXPECT_NEAR(changes[k].value(), energies[k], 1e-11) << k;
    };
    expect(0, 1, {-2.0 + 0.5, -2.0 + 0.5});  // each end meets the middle alone
    expect(0, 2, {-0.75 + 0.5, -0.75 + 0.5});
    expect(1, 0, {2.0 * (-1.0 + 0.5)});  // the middle meets both ends
    expect(1, 2, {2.0 * (-0.25 + 0.5)});
    expect(2, 0, {});
}

/// Row by row, the energy of the whole state with that particle changed less the one before: equal integers.
TYPED_TEST(IdentityEnergies, AreDifferencesOfTheEnergyOfTheWholeState) {
    const bool held = rc::check("total after less total before", [] {
        const auto n = static_cast<std::size_t>(*rc::gen::inRange(1, 70));
        const auto seed = *rc::gen::inRange<std::uint64_t>(0, 1U << 30);
        const Mixture mixture = asymmetric_mixture(all_truncations[seed % 3]);
        State state = cubic_liquid(3, n, 0.6, seed);
        const auto total = [&] { return reference::ParticleEnergies(mixture, state).total(); };
        const TotalEnergy before = total();
        RC_PRE(!before.overlap);
        for (std::int32_t from = 0; from < 3; ++from) {
            for (const std::int32_t to : {(from + 1) % 3, (from + 2) % 3}) {
                const Changes changes = changes_of<TypeParam>(mixture, state, from, to);
                std::size_t k = 0;
                for (std::size_t i = 0; i < n; ++i) {
                    if (state.species[i] != from) continue;
                    state.species[i] = to;
                    const TotalEnergy after = total();
                    state.species[i] = from;
                    RC_ASSERT(k < changes.size());
                    RC_ASSERT(changes[k].overlap == after.overlap);
                    if (!after.overlap) RC_ASSERT(WideQuanta{changes[k].quanta} == after.quanta - before.quanta);
                    ++k;
                }
                RC_ASSERT(k == changes.size());
            }
        }
    });
    ASSERT_TRUE(held);
}

/// A ghost next to another particle costs nothing, but as one of the first species it would overlap: at r = 0.25,
/// 4 (1/r)^12 = 4^13 is above the 2^22 of an overlap.
TYPED_TEST(IdentityEnergies, OfAParticleThatWouldOverlapIsInfinite) {
    const Mixture mixture = mixture_with_ghosts(Truncation::shifted);
    State state;
    state.box = Box({10.0, 10.0, 10.0});
    state.add(1, 0, {5.0, 5.0, 5.0});
    state.add(2, 1, {5.25, 5.0, 5.0});
    state.add(3, 1, {8.0, 8.0, 8.0});
    EXPECT_EQ(changes_of<TypeParam>(mixture, state, 1, 0), (Changes{{0, true}, {0, false}}));
    EXPECT_EQ(changes_of<TypeParam>(mixture, state, 0, 1), (Changes{{0, false}}));
    state.species[1] = 0;
    EXPECT_EQ(message_of<InvalidState>([&] { changes_of<TypeParam>(mixture, state, 0, 1); }),
              "particle 0 is nearly on top of another: a change of its identity has no energy");
}

TYPED_TEST(IdentityEnergies, RefuseWhatDoesNotExist) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const State state = cubic_liquid(3, 10, 0.1, 42);
    const auto refusal = [&](std::int32_t from, std::int32_t to) {
        return message_of<InvalidArgument>([&] { changes_of<TypeParam>(mixture, state, from, to); });
    };
    EXPECT_EQ(refusal(0, 3), "species 3: must be in [0, 3)");
    EXPECT_EQ(refusal(-1, 0), "species -1: must be in [0, 3)");
    EXPECT_EQ(refusal(1, 1), "species 1: must become another one");
}

void expect_same_changes(const Mixture& mixture, const State& state) {
    const State reversed = state.permuted(reversed_order(state.size()));
    const auto species_count = static_cast<std::int32_t>(mixture.species_count());
    for (std::int32_t from = 0; from < species_count; ++from) {
        for (std::int32_t to = 0; to < species_count; ++to) {
            if (from == to) continue;
            const Changes expected = changes_of<ReferenceBackend>(mixture, state, from, to);
            const Changes backwards(expected.rbegin(), expected.rend());
            for (const InstructionSet instruction_set : supported_instruction_sets()) {
                SCOPED_TRACE(name_of(instruction_set));
                ASSERT_EQ(changes_of<OptimizedBackend>(mixture, state, from, to, instruction_set), expected);
                ASSERT_EQ(changes_of<OptimizedBackend>(mixture, reversed, from, to, instruction_set), backwards);
            }
        }
    }
}

TEST(IdentityEnergiesBits, AreTheSameOnEveryInstructionSetAndInAnyOrder) {
    for (const Truncation truncation : all_truncations) {
        for (const std::size_t n : {0U, 1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 26U, 108U, 300U}) {
            SCOPED_TRACE(n);
            for (const double density : {0.8, 0.02}) {
                expect_same_changes(asymmetric_mixture(truncation), cubic_liquid(3, n, density, n + 1));
            }
        }
        expect_same_changes(mixture_with_ghosts(truncation), cubic_liquid(2, 200, 0.8, 3));
    }
}

/// As ghosts 2048 neighbours are within reach of a particle, and one more is refused.
TYPED_TEST(IdentityEnergies, OfMoreThanTheLargestNumberOfNeighboursAreRefused) {
    const Mixture mixture(lorentz_berthelot({1.0, 1.0}, {1.0, 0.5}, {0.05, 0.05}, 2.5));
    const auto crowd = [&](std::size_t n) {
        State state;
        state.box = Box({5.0, 5.0, 5.0});
        state.add(1, 0, {2.5, 2.5, 2.5});
        for (std::size_t k = 0; k < n; ++k) {
            const auto place = static_cast<int>(k);
            const Vector3 d{place % 13 - 6.0, place / 13 % 13 - 6.0, place / 169 - 6.0};
            state.add(static_cast<std::int64_t>(k) + 2, 1, Vector3{2.57, 2.58, 2.59} + 0.18 * d);
        }
        return state;
    };
    const State most = crowd(2048), more = crowd(2049);
    EXPECT_EQ(changes_of<TypeParam>(mixture, most, 0, 1).size(), 1U);
    EXPECT_EQ(message_of<InvalidState>([&] { changes_of<TypeParam>(mixture, more, 0, 1); }),
              "a particle has 2049 neighbours within the cutoff: must be at most 2048");
}

}  // namespace
}  // namespace soret::test
