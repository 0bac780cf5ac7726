// The Markov chain as a sequence of bits: the same in both backends, on every instruction set, for any order of the
// particles and from any restart. Its books are in monte_carlo_books_test.cpp.

#include <gtest/gtest.h>
// RapidCheck needs gtest first.
#include <rapidcheck.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "every_ensemble.hpp"
#include "fixed_random_seed.hpp"
#include "soret/optimized/monte_carlo.hpp"
#include "soret/reference/monte_carlo.hpp"
#include "soret/reference/particle_energy.hpp"

namespace soret {
namespace {

using test::after_sweeps;
using test::every_ensemble;
using test::every_mixture;
using test::parameters_for;
using test::start_of;
using test::unlike_pair;
using test::unlike_triple;

void expect_same_chain(const MonteCarloChain& a, const MonteCarloChain& b) {
    EXPECT_EQ(a.digest, b.digest);
    EXPECT_EQ(a.counts, b.counts);
    EXPECT_EQ(a.sweep, b.sweep);
    EXPECT_EQ(a.turn, b.turn);
    EXPECT_EQ(a.turns_per_sweep, b.turns_per_sweep);
    EXPECT_EQ(a.first_new_id, b.first_new_id);
    EXPECT_EQ(a.largest_displacement, b.largest_displacement);
    EXPECT_EQ(a.largest_log_volume_step, b.largest_log_volume_step);
    EXPECT_EQ(a.state.box, b.state.box);
    EXPECT_EQ(a.state.position, b.state.position);
    EXPECT_EQ(a.state.image, b.state.image);
    EXPECT_EQ(a.state.species, b.state.species);
    EXPECT_EQ(a.state.id, b.state.id);
    EXPECT_EQ(a.state.velocity, b.state.velocity);
    EXPECT_EQ(a.growing.has_value(), b.growing.has_value());
    EXPECT_TRUE(a.growing == b.growing);
}

template <class Backend>
class MonteCarloBooks : public ::testing::Test {};
using Backends = ::testing::Types<reference::MonteCarlo, optimized::MonteCarlo>;
TYPED_TEST_SUITE(MonteCarloBooks, Backends);

// ---------------------------------------------------------------------------------------------- the same bits

class MonteCarloBits : public ::testing::TestWithParam<InstructionSet> {
protected:
    void SetUp() override {
        const auto supported = supported_instruction_sets();
        if (std::find(supported.begin(), supported.end(), GetParam()) == supported.end()) {
            GTEST_SKIP() << "this CPU lacks " << name_of(GetParam());
        }
    }
};

INSTANTIATE_TEST_SUITE_P(Every, MonteCarloBits,
                         ::testing::Values(InstructionSet::sse2, InstructionSet::avx2, InstructionSet::avx512),
                         [](const auto& set) { return std::string(name_of(set.param)); });

TEST_P(MonteCarloBits, AreThoseOfTheReferenceInEveryEnsembleMixtureAndSize) {
    for (const Mixture& mixture : every_mixture()) {
        for (const MonteCarloEnsemble ensemble : every_ensemble) {
            const MonteCarloParameters parameters = parameters_for(ensemble, mixture);
            for (const std::size_t n : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 14U, 26U, 108U}) {
                SCOPED_TRACE(std::to_string(n) + " particles, " + std::to_string(mixture.species_count()) +
                             " species, ensemble " + std::to_string(static_cast<int>(ensemble)));
                const State start = start_of(n, mixture);
                const int sweeps = n < 20 ? 100 : 20;
                expect_same_chain(
                    after_sweeps(optimized::MonteCarlo(mixture, start, parameters, {.instruction_set = GetParam()}),
                                 sweeps),
                    after_sweeps(reference::MonteCarlo(mixture, start, parameters), sweeps));
            }
        }
    }
}

TEST_P(MonteCarloBits, AreThoseOfTheReferenceWithManyCells) {
    const Mixture mixture = paper_mixture();
    for (const auto ensemble : {MonteCarloEnsemble::semi_grand, MonteCarloEnsemble::grand_canonical,
                                MonteCarloEnsemble::grand_canonical_biased}) {
        for (const std::size_t n : {500U, 1372U}) {
            const MonteCarloParameters parameters = parameters_for(ensemble, mixture);
            const State start = test::grid_state_of_density(n, 0.75, 2);
            expect_same_chain(
                after_sweeps(optimized::MonteCarlo(mixture, start, parameters, {.instruction_set = GetParam()}), 4),
                after_sweeps(reference::MonteCarlo(mixture, start, parameters), 4));
        }
    }
}

// Numbers that rise from 8 to hundreds, so that the cells are chosen anew, and fall to none at all.
TEST_P(MonteCarloBits, AreThoseOfTheReferenceWhereParticlesMultiplyAndWhereNoneIsLeft) {
    for (const auto ensemble : {MonteCarloEnsemble::grand_canonical, MonteCarloEnsemble::grand_canonical_biased}) {
        const Mixture mixture = unlike_pair(Truncation::plain);
        const State start = start_of(8, mixture);
        MonteCarloParameters parameters = parameters_for(ensemble, mixture);
        parameters.chemical_potential = {4.0, 3.0};
        MonteCarloChain chain =
            after_sweeps(optimized::MonteCarlo(mixture, start, parameters, {.instruction_set = GetParam()}), 400);
        expect_same_chain(chain, after_sweeps(reference::MonteCarlo(mixture, start, parameters), 400));
        EXPECT_GT(chain.state.size(), 100U);

        parameters.chemical_potential = {-12.0, -14.0};
        for (int s = 0; s < 1000 && chain.state.size() > 0; ++s) {
            const MonteCarloChain expected = after_sweeps(reference::MonteCarlo(mixture, chain, parameters), 1);
            chain = after_sweeps(optimized::MonteCarlo(mixture, chain, parameters, {.instruction_set = GetParam()}), 1);
            expect_same_chain(chain, expected);
        }
        ASSERT_EQ(chain.state.size(), 0U);
        parameters.chemical_potential = {-4.0, -4.0};
        const MonteCarloChain refilled = after_sweeps(reference::MonteCarlo(mixture, chain, parameters), 100);
        expect_same_chain(
            after_sweeps(optimized::MonteCarlo(mixture, chain, parameters, {.instruction_set = GetParam()}), 100),
            refilled);
        EXPECT_GT(refilled.state.size(), 0U);
    }
}

// The fast rounding of pair energies ends at 2^11 eps; a hot chain in a crowd passes it often.
TEST_P(MonteCarloBits, AreThoseOfTheReferenceWhenParticlesAlmostOverlap) {
    const Mixture mixture = unlike_pair(Truncation::shifted);
    for (const MonteCarloEnsemble ensemble : every_ensemble) {
        MonteCarloParameters parameters = parameters_for(ensemble, mixture);
        parameters.temperature = 5000.0;
        parameters.pressure = 3000.0;
        parameters.largest_displacement = 2.0;
        const State start = start_of(64, mixture);
        const MonteCarloChain expected = after_sweeps(reference::MonteCarlo(mixture, start, parameters), 60);
        expect_same_chain(
            after_sweeps(optimized::MonteCarlo(mixture, start, parameters, {.instruction_set = GetParam()}), 60),
            expected);
        double largest = 0.0;
        reference::MonteCarlo further(mixture, expected, parameters);
        for (int sweep = 0; sweep < 10; ++sweep) {
            further.sweep();
            const State state = further.chain().state;
            const reference::ParticleEnergies energies(mixture, state);
            for (std::size_t i = 0; i < state.size(); ++i) {
                largest = std::max(largest, energies.without(i, state.position_of(i), state.species[i]).value());
            }
        }
        EXPECT_GT(largest, small_term_limit);
    }
}

// With eps = T = 10^4 neighbours in a liquid overlap (2^22) when the box shrinks by the largest step, and the pressure
// is so high that the volume alone would decide for it.
TEST_P(MonteCarloBits, AreThoseOfTheReferenceWhenVolumeMovesMakeOverlaps) {
    const Mixture mixture({{1.0, 1.0}, SpeciesMatrix(2, 1e4), SpeciesMatrix(2, 1.0), SpeciesMatrix(2, 1.5)});
    const MonteCarloParameters parameters{.ensemble = MonteCarloEnsemble::npt,
                                          .temperature = 1e4,
                                          .pressure = 2e5,
                                          .chemical_potential = {},
                                          .largest_displacement = 0.3,
                                          .largest_log_volume_step = 1.0};
    const State start = test::grid_state_of_density(108, 0.9, 2);
    const MonteCarloChain chain =
        after_sweeps(optimized::MonteCarlo(mixture, start, parameters, {.instruction_set = GetParam()}), 200);
    expect_same_chain(chain, after_sweeps(reference::MonteCarlo(mixture, start, parameters), 200));
    EXPECT_GT(chain.counts[MonteCarloMove::volume].accepted, 3U);
    EXPECT_LT(chain.counts[MonteCarloMove::volume].accepted, 100U);
}

TEST_P(MonteCarloBits, StayTheSameWhenTheBackendsTakeTurns) {
    const Mixture mixture = unlike_triple();
    const MonteCarloParameters parameters = parameters_for(MonteCarloEnsemble::semi_grand, mixture);
    const State start = start_of(60, mixture);
    const MonteCarloChain through = after_sweeps(reference::MonteCarlo(mixture, start, parameters), 30);
    MonteCarloChain chain = start_of_chain(start, parameters);
    for (int turn = 0; turn < 3; ++turn) {
        chain = after_sweeps(reference::MonteCarlo(mixture, chain, parameters), 4);
        chain = after_sweeps(optimized::MonteCarlo(mixture, chain, parameters, {.instruction_set = GetParam()}), 6);
    }
    expect_same_chain(chain, through);
}

/// Regression values: digests that this library gave when its chains had passed the tests against exact results. They
/// must be met by every compiler and machine; a change of the contract changes them.
struct GoldenDigest {
    MonteCarloEnsemble ensemble;
    std::uint64_t digest;
};
constexpr GoldenDigest golden_digests[] = {{MonteCarloEnsemble::nvt, 16054722872450417820u},
                                           {MonteCarloEnsemble::npt, 5055131199347875508u},
                                           {MonteCarloEnsemble::semi_grand, 16573269583244395983u},
                                           {MonteCarloEnsemble::grand_canonical, 13904853971232454596u},
                                           {MonteCarloEnsemble::nvt_swap, 8054012141289115380u},
                                           {MonteCarloEnsemble::npt_swap, 13398293380052780773u},
                                           {MonteCarloEnsemble::growing, 8528420097420165924u},
                                           {MonteCarloEnsemble::growing_fixed, 12081542129390933650u},
                                           {MonteCarloEnsemble::grand_canonical_biased, 18398134664936031088u}};

TEST_P(MonteCarloBits, MeetTheGoldenDigests) {
    const Mixture mixture = unlike_pair(Truncation::shifted);
    for (const GoldenDigest& golden : golden_digests) {
        const MonteCarloParameters parameters = parameters_for(golden.ensemble, mixture);
        const State start = start_of(200, mixture);
        EXPECT_EQ(
            after_sweeps(optimized::MonteCarlo(mixture, start, parameters, {.instruction_set = GetParam()}), 50).digest,
            golden.digest);
    }
}

TYPED_TEST(MonteCarloBooks, DoNotDependOnTheOrderOfTheParticles) {
    const Mixture mixture = unlike_triple();
    const State start = start_of(40, mixture);
    ASSERT_TRUE(rc::check("a permuted start makes the same chain", [&] {
        const auto ensemble = *rc::gen::elementOf(std::vector(std::begin(every_ensemble), std::end(every_ensemble)));
        const auto seed = *rc::gen::arbitrary<std::uint64_t>();
        const auto keys =
            *rc::gen::container<std::vector<std::uint32_t>>(start.size(), rc::gen::arbitrary<std::uint32_t>());
        std::vector<std::size_t> order(start.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
        const MonteCarloParameters parameters = parameters_for(ensemble, mixture, seed);
        const MonteCarloChain a = after_sweeps(TypeParam(mixture, start, parameters), 4);
        const MonteCarloChain b = after_sweeps(TypeParam(mixture, start.permuted(order), parameters), 4);
        RC_ASSERT(a.digest == b.digest);
        RC_ASSERT(a.state.position == b.state.position);
        RC_ASSERT(a.state.species == b.state.species);
        RC_ASSERT(a.state.id == b.state.id);
        RC_ASSERT((a.growing == b.growing));
    }));
}

TYPED_TEST(MonteCarloBooks, AChainRestartedAnywhereGoesOnWithTheSameBits) {
    const Mixture mixture = unlike_pair(Truncation::shifted);
    const State start = start_of(30, mixture);
    ASSERT_TRUE(rc::check("restart at any sweep, with step sizes changed at any other", [&] {
        const auto ensemble = *rc::gen::elementOf(std::vector(std::begin(every_ensemble), std::end(every_ensemble)));
        const int restart = *rc::gen::inRange(0, 12);
        const int change = *rc::gen::inRange(0, 12);
        const MonteCarloParameters parameters = parameters_for(ensemble, mixture);
        TypeParam through(mixture, start, parameters);
        TypeParam stopped(mixture, start, parameters);
        for (int s = 0; s < 12; ++s) {
            if (s == change) {
                through.set_step_sizes(0.3, 0.02);
                stopped.set_step_sizes(0.3, 0.02);
                through.freeze_weights();
                stopped.freeze_weights();
            }
            if (s == restart) {
                const MonteCarloChain chain = stopped.chain();
                stopped = TypeParam(mixture, chain, parameters);
            }
            through.sweep();
            stopped.sweep();
        }
        RC_ASSERT(through.chain().digest == stopped.chain().digest);
        RC_ASSERT(through.chain().counts == stopped.chain().counts);
        RC_ASSERT(through.chain().state.position == stopped.chain().state.position);
        RC_ASSERT(through.chain().state.image == stopped.chain().state.image);
        RC_ASSERT(through.chain().state.id == stopped.chain().state.id);
        RC_ASSERT((through.chain().growing == stopped.chain().growing));
    }));
}

TYPED_TEST(MonteCarloBooks, TheDigestTellsSeedsStepsAndParametersApart) {
    const Mixture mixture = paper_mixture();
    const State start = start_of(20, mixture);
    const MonteCarloParameters parameters = parameters_for(MonteCarloEnsemble::semi_grand, mixture);
    std::vector<MonteCarloParameters> others(4, parameters);
    others[0].seed += std::uint64_t{1} << 32;  // the upper half of the seed counts as well
    others[1].temperature *= 1.5;
    others[2].chemical_potential[0] += 1.0;
    others[3].largest_displacement *= 1.0 + 1e-9;
    const std::uint64_t digest = after_sweeps(TypeParam(mixture, start, parameters), 10).digest;
    for (const MonteCarloParameters& other : others) {
        EXPECT_NE(after_sweeps(TypeParam(mixture, start, other), 10).digest, digest);
    }
    MonteCarloParameters shifted = parameters;  // only differences of mu matter, here to the bit
    for (double& mu : shifted.chemical_potential) mu += 1024.0;
    shifted.chemical_potential[0] = 1024.5;
    MonteCarloParameters same = parameters;
    same.chemical_potential = {0.5, 0.0};
    EXPECT_EQ(after_sweeps(TypeParam(mixture, start, shifted), 10).digest,
              after_sweeps(TypeParam(mixture, start, same), 10).digest);
}

}  // namespace
}  // namespace soret
