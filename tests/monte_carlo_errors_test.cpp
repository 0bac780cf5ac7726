// What a chain refuses, with the words it says, and the limits of its step sizes.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "monte_carlo_chains.hpp"
#include "soret/optimized/monte_carlo.hpp"
#include "soret/reference/monte_carlo.hpp"

namespace soret {
namespace {

template <class Backend>
class MonteCarloErrors : public ::testing::Test {};
using Backends = ::testing::Types<reference::MonteCarlo, optimized::MonteCarlo>;
TYPED_TEST_SUITE(MonteCarloErrors, Backends);

/// The message of the Expected that an action throws; no message if it throws nothing or something else.
template <class Expected, class Action>
std::string message_of(const Action& action) {
    try {
        action();
    } catch (const Expected& error) {
        return error.what();
    } catch (const std::exception& error) {
        ADD_FAILURE() << "another exception: " << error.what();
        return "";
    }
    ADD_FAILURE() << "no exception";
    return "";
}

MonteCarloParameters good_parameters() {
    return {.ensemble = MonteCarloEnsemble::semi_grand,
            .temperature = 1.0,
            .pressure = 0.5,
            .chemical_potential = {1.0, 0.0},
            .seed = 3};
}

template <class Backend, class Change>
std::string refusal_of_parameters(const Change& change) {
    MonteCarloParameters parameters = good_parameters();
    change(parameters);
    const State start = test::grid_state_of_density(64, 0.3, 2);
    return message_of<InvalidArgument>([&] { Backend(paper_mixture(), start, parameters); });
}

TYPED_TEST(MonteCarloErrors, ParametersOutOfRangeAreNamedWithValueAndRange) {
    const auto refusal = [](const auto& change) { return refusal_of_parameters<TypeParam>(change); };
    EXPECT_EQ(refusal([](auto& p) { p.temperature = -0.62; }), "temperature = -0.62: must be in (0, 10000]");
    EXPECT_EQ(refusal([](auto& p) { p.temperature = 0.0; }), "temperature = 0: must be in (0, 10000]");
    EXPECT_EQ(refusal([](auto& p) { p.temperature = 10001.0; }), "temperature = 10001: must be in (0, 10000]");
    EXPECT_EQ(refusal([](auto& p) { p.temperature = NAN; }), "temperature = nan: must be in (0, 10000]");
    EXPECT_EQ(refusal([](auto& p) { p.pressure = NAN; }), "pressure = nan: must be finite");
    EXPECT_EQ(refusal([](auto& p) { p.chemical_potential = {1.0}; }),
              "chemical_potential has 1 values: must have one for each of 2 species");
    EXPECT_EQ(refusal([](auto& p) { p.chemical_potential[1] = INFINITY; }), "chemical_potential = inf: must be finite");
    EXPECT_EQ(refusal([](auto& p) { p.largest_log_volume_step = 1.5; }),
              "largest_log_volume_step = 1.5: must be in (0, 1]");
    EXPECT_EQ(refusal([](auto& p) { p.largest_log_volume_step = 0.0; }),
              "largest_log_volume_step = 0: must be in (0, 1]");
    EXPECT_EQ(refusal([](auto& p) { p.largest_displacement = -0.1; }).substr(0, 44),
              "largest_displacement = -0.1: must be in (0, ");
    EXPECT_EQ(refusal([](auto& p) { p.largest_displacement = NAN; }).substr(0, 43),
              "largest_displacement = nan: must be in (0, ");
}

TYPED_TEST(MonteCarloErrors, TheSemiGrandEnsembleNeedsTwoSpecies) {
    MonteCarloParameters parameters = good_parameters();
    parameters.chemical_potential = {1.0};
    const State start = test::grid_state_of_density(64, 0.3, 1);
    EXPECT_EQ(message_of<InvalidArgument>([&] { TypeParam(test::ideal_mixture(1), start, parameters); }),
              "the semi-grand ensemble needs a mixture of at least 2 species");
}

TYPED_TEST(MonteCarloErrors, TheGrandCanonicalEnsembleRefusesWhatItCannotUse) {
    MonteCarloParameters parameters = good_parameters();
    parameters.ensemble = MonteCarloEnsemble::grand_canonical;
    MonteCarloChain chain = start_of_chain(test::grid_state_of_density(64, 0.3, 1), parameters);
    EXPECT_EQ(chain.first_new_id, 3 * 63 + 4 + 1);
    EXPECT_EQ(message_of<InvalidArgument>([&] { TypeParam(test::ideal_mixture(1), chain, parameters); }),
              "chemical_potential has 2 values: must have one for each of 1 species");
    EXPECT_NO_THROW(TypeParam(paper_mixture(), chain, parameters));
    chain.first_new_id -= 1;
    EXPECT_EQ(message_of<InvalidState>([&] { TypeParam(paper_mixture(), chain, parameters); }),
              "first_new_id = 193: a particle has the id 193 after 0 turns: the next one could have it again");
    chain.first_new_id += 1;
    chain.state = State{};
    chain.state.box = Box({6.0, 6.0, 6.0});
    EXPECT_EQ(message_of<InvalidState>([&] { TypeParam(paper_mixture(), chain, parameters); }),
              "0 particles: must be in [1, 2147483648]");
    chain.turn = 64;
    EXPECT_NO_THROW(TypeParam(paper_mixture(), chain, parameters));
}

TYPED_TEST(MonteCarloErrors, AStateThatIsNotValidIsRefused) {
    const State good = test::grid_state_of_density(64, 0.3, 2);
    const auto refusal = [](const State& start) {
        return message_of<InvalidState>([&] { TypeParam(paper_mixture(), start, good_parameters()); });
    };
    State narrow = test::grid_state(64, {6.0, 4.5, 6.0}, 2);
    EXPECT_EQ(refusal(narrow), "cutoff = 2.5 needs box edges of at least 5, but the y edge is 4.5");
    State overlapping = good;
    for (auto& axis : overlapping.position) axis[5] = axis[4];
    EXPECT_EQ(refusal(overlapping), "the start has two particles nearly on top of each other");
    State close = good;
    for (auto& axis : close.position) axis[5] = axis[4];
    close.position[0][5] += 0x1p-4;
    EXPECT_EQ(refusal(close), "the start has two particles nearly on top of each other");
    State off_grid = good;
    off_grid.position[1][3] = std::nextafter(0.1, 1.0);
    EXPECT_NE(refusal(off_grid).find("y of particle 13 = 0.1"), std::string::npos);
    State outside = good;
    outside.position[2][3] = -1.0;
    EXPECT_NE(refusal(outside).find("z of particle 13 = -1: must be a multiple of 2^-42 in [0, "), std::string::npos);
    State foreign = good;
    foreign.species[3] = 2;
    EXPECT_EQ(refusal(foreign), "species of particle 13 = 3: must be in [1, 2]");
    State twice = good;
    twice.id[3] = twice.id[9];
    EXPECT_EQ(refusal(twice), "particle id 31 appears twice: must be unique");
    State empty;
    empty.box = good.box;
    EXPECT_EQ(refusal(empty), "0 particles: must be in [1, 2147483648]");
}

TYPED_TEST(MonteCarloErrors, AChainMustBeInOrderOfId) {
    const MonteCarloParameters parameters = good_parameters();
    MonteCarloChain chain = start_of_chain(test::grid_state_of_density(8, 0.02, 2), parameters);
    std::swap(chain.state.id[2], chain.state.id[5]);
    EXPECT_EQ(message_of<InvalidState>([&] { TypeParam(paper_mixture(), chain, parameters); }),
              "the particles of a chain must be in order of id");
    chain.turn = 8;  // from then on the order is the chain's own
    EXPECT_NO_THROW(TypeParam(paper_mixture(), chain, parameters));
    chain.turns_per_sweep = 0;
    EXPECT_EQ(message_of<InvalidState>([&] { TypeParam(paper_mixture(), chain, parameters); }),
              "turns_per_sweep = 0: must be >= 1");
}

TYPED_TEST(MonteCarloErrors, StepSizesAreLimitedToHalfTheShortestEdgeAndToOne) {
    const State start = test::grid_state(27, {8.0, 6.0, 7.0}, 2);
    TypeParam backend(paper_mixture(), start, good_parameters());
    EXPECT_NO_THROW(backend.set_step_sizes(3.0, 1.0));
    EXPECT_EQ(backend.chain().largest_displacement, 3.0);
    EXPECT_EQ(backend.chain().largest_log_volume_step, 1.0);
    const auto refusal = [&](double displacement, double log_volume_step) {
        return message_of<InvalidArgument>([&] { backend.set_step_sizes(displacement, log_volume_step); });
    };
    EXPECT_EQ(refusal(std::nextafter(3.0, 4.0), 0.1), "largest_displacement = 3.0000000000000004: must be in (0, 3]");
    EXPECT_EQ(refusal(0.0, 0.1), "largest_displacement = 0: must be in (0, 3]");
    EXPECT_EQ(refusal(0.1, 0.0), "largest_log_volume_step = 0: must be in (0, 1]");
    EXPECT_EQ(refusal(0.1, 1.0001), "largest_log_volume_step = 1.0001: must be in (0, 1]");
    EXPECT_EQ(backend.chain().largest_displacement, 3.0);  // a refused change changes nothing
    EXPECT_EQ(backend.chain().largest_log_volume_step, 1.0);
}

TYPED_TEST(MonteCarloErrors, ABoxShrinkingBelowTwiceTheCutoffIsAnError) {
    MonteCarloParameters parameters = good_parameters();
    parameters.pressure = 20.0;
    parameters.largest_log_volume_step = 0.2;
    const State start = test::grid_state(27, {5.5, 5.5, 5.5}, 2);
    TypeParam backend(paper_mixture(), start, parameters);
    const std::string message = message_of<InvalidState>([&] {
        for (int s = 0; s < 1000; ++s) backend.sweep();
    });
    EXPECT_EQ(message.find("the box has shrunk to an edge of 4."), 0U) << message;
    EXPECT_NE(message.find(": cutoff = 2.5 needs at least 5; use more particles"), std::string::npos) << message;
    // The chain stays where the refused move found it, the same in both backends.
    const MonteCarloChain stopped = backend.chain();
    EXPECT_NO_THROW(check_state(stopped.state, paper_mixture()));
    reference::MonteCarlo twin(paper_mixture(), start, parameters);
    EXPECT_THROW(for (int s = 0; s < 1000; ++s) twin.sweep(), InvalidState);
    EXPECT_EQ(stopped.sweep, twin.chain().sweep);
    EXPECT_EQ(stopped.turn, 27 * stopped.sweep);
    EXPECT_EQ(stopped.turn, twin.chain().turn);
    EXPECT_EQ(stopped.digest, twin.chain().digest);
    EXPECT_EQ(stopped.state.position, twin.chain().state.position);
    EXPECT_EQ(stopped.state.species, twin.chain().state.species);
}

TYPED_TEST(MonteCarloErrors, ABoxGrowingPastTheLargestEdgeIsAnError) {
    MonteCarloParameters parameters = good_parameters();
    parameters.pressure = 0.0;
    parameters.largest_log_volume_step = 1.0;
    TypeParam backend(paper_mixture(), test::grid_state(8, {500.0, 500.0, 500.0}, 2), parameters);
    const std::string message = message_of<InvalidState>([&] {
        for (int s = 0; s < 1000; ++s) backend.sweep();
    });
    EXPECT_EQ(message.find("the box has grown to an edge of "), 0U) << message;
    EXPECT_NE(message.find(": must be at most 1024"), std::string::npos) << message;
    EXPECT_NO_THROW(check_state(backend.chain().state, paper_mixture()));
}

// The limit of a displacement is that of the box it was set in; the box may then shrink to any size above 2 r_c.
TYPED_TEST(MonteCarloErrors, ABoxThatShrinksBelowTheStepSizeGoesOnAndRestarts) {
    MonteCarloParameters parameters = good_parameters();
    parameters.pressure = 40.0;
    parameters.largest_displacement = 15.0;
    parameters.largest_log_volume_step = 1.0;
    const Mixture mixture = test::ideal_mixture(2);
    TypeParam backend(mixture, test::grid_state(20, {30.0, 30.0, 30.0}, 2), parameters);
    for (int s = 0; s < 200; ++s) backend.sweep();
    ASSERT_LT(backend.volume(), 10.0 * 10.0 * 10.0);
    const MonteCarloChain chain = backend.chain();
    EXPECT_NO_THROW(check_state(chain.state, mixture));
    TypeParam restarted(mixture, chain, parameters);
    restarted.sweep();
    backend.sweep();
    EXPECT_EQ(restarted.chain().digest, backend.chain().digest);
    reference::MonteCarlo twin(mixture, chain, parameters);
    twin.sweep();
    EXPECT_EQ(twin.chain().digest, backend.chain().digest);
}

}  // namespace
}  // namespace soret
