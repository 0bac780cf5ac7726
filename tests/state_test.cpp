#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/state.hpp"

namespace soret::test {
namespace {

State three_particles() {
    State state;
    state.box = Box({6.0, 5.0, 7.0});
    state.add(7, 1, {1.0, 2.0, 3.0});
    state.add(2, 0, {-1.0, 12.5, 6.9});
    state.add(5, 1, {6.0, 0.0, 7.25});
    return state;
}

TEST(State, AddsAParticleInAnyImageAsAWrappedOne) {
    const State state = three_particles();
    EXPECT_EQ(state.size(), 3U);
    EXPECT_EQ(state.position_of(1), (Vector3{5.0, 2.5, on_position_grid(6.9)}));
    EXPECT_EQ(state.position_of(2), (Vector3{0.0, 0.0, 0.25}));
    EXPECT_EQ(state.image[0], (std::vector<std::int32_t>{0, -1, 1}));
    EXPECT_EQ(state.image[1], (std::vector<std::int32_t>{0, 2, 0}));
    EXPECT_EQ(state.image[2], (std::vector<std::int32_t>{0, 0, 1}));
    EXPECT_FALSE(state.has_velocities());
    EXPECT_NO_THROW(check_state(state, paper_mixture()));
}

TEST(State, IsSortedByIdWithAllThatBelongsToAParticle) {
    State state = three_particles();
    draw_velocities(state, 1.0, 1);
    const State sorted = state.sorted_by_id();
    EXPECT_EQ(sorted.id, (std::vector<std::int64_t>{2, 5, 7}));
    EXPECT_EQ(sorted.species, (std::vector<std::int32_t>{0, 1, 1}));
    EXPECT_EQ(sorted.position_of(2), state.position_of(0));
    EXPECT_EQ(sorted.velocity_of(0), state.velocity_of(1));
    EXPECT_EQ(sorted.image[0], (std::vector<std::int32_t>{-1, 1, 0}));
    EXPECT_EQ(sorted.box, state.box);
}

TEST(State, GivesUpAParticleWithAllThatBelongsToItAndPutsTheLastOneIntoItsRow) {
    State state = three_particles();
    draw_velocities(state, 1.0, 1);
    const State before = state;
    state.remove(0);
    ASSERT_EQ(state.size(), 2U);
    EXPECT_EQ(state.id, (std::vector<std::int64_t>{5, 2}));
    EXPECT_EQ(state.species, (std::vector<std::int32_t>{1, 0}));
    EXPECT_EQ(state.position_of(0), before.position_of(2));
    EXPECT_EQ(state.velocity_of(0), before.velocity_of(2));
    EXPECT_EQ(state.image[2], (std::vector<std::int32_t>{1, 0}));
    EXPECT_NO_THROW(check_state(state, paper_mixture()));
    state.remove(1);  // the last one itself
    EXPECT_EQ(state.id, (std::vector<std::int64_t>{5}));
    state.remove(0);
    EXPECT_EQ(state.size(), 0U);
    EXPECT_NO_THROW(check_state(state, paper_mixture()));
    State resting = three_particles();
    resting.remove(1);
    EXPECT_FALSE(resting.has_velocities());
    EXPECT_EQ(resting.id, (std::vector<std::int64_t>{7, 5}));
}

TEST(State, CountsItsSpecies) {
    EXPECT_EQ(three_particles().species_counts(3), (std::vector<std::int64_t>{1, 2, 0}));
}

/// The refusal of the three particles after a change; empty if they are accepted.
std::string refusal(const std::function<void(State&)>& change) {
    State state = three_particles();
    change(state);
    return message_of<InvalidState>([&] { check_state(state, paper_mixture()); });
}

TEST(CheckState, NamesWhatIsWrong) {
    EXPECT_EQ(refusal([](State&) {}), "");
    EXPECT_EQ(refusal([](State& s) { s.id.pop_back(); }), "arrays of unequal length in a state of 3 particles");
    EXPECT_EQ(refusal([](State& s) { s.velocity[0].assign(3, 0.0); }),
              "arrays of unequal length in a state of 3 particles");
    EXPECT_EQ(refusal([](State& s) { s.species[1] = 2; }), "species of particle 2 = 3: must be in [1, 2]");
    EXPECT_EQ(refusal([](State& s) { s.species[1] = -1; }), "species of particle 2 = 0: must be in [1, 2]");
    EXPECT_EQ(refusal([](State& s) { s.id[0] = 0; }), "particle id 0: must be >= 1");
    EXPECT_EQ(refusal([](State& s) { s.id[0] = 5; }), "particle id 5 appears twice: must be unique");
    EXPECT_EQ(refusal([](State& s) { s.position[1][0] = 5.0; }),
              "y of particle 7 = 5: must be a multiple of 2^-42 in [0, 5)");
}

TEST(CheckState, RefusesEveryPositionOutsideTheBoxOrOffTheGrid) {
    for (const double x : {-position_quantum, 6.0, 1.0 + 0.5 * position_quantum, std::nan(""), HUGE_VAL, -1e300}) {
        EXPECT_NE(refusal([&](State& s) { s.position[0][1] = x; }), "") << x;
    }
    for (const double x : {0.0, 6.0 - position_quantum, position_quantum}) {
        EXPECT_EQ(refusal([&](State& s) { s.position[0][1] = x; }), "") << x;
    }
}

TEST(CheckState, NeedsEdgesOfAtLeastTwoCutoffs) {
    EXPECT_EQ(refusal([](State& s) {
                  s.box = Box({6.0, 5.0 - position_quantum, 7.0});
              }).substr(0, 45),
              "cutoff = 2.5 needs box edges of at least 5, b");
    EXPECT_EQ(refusal([](State& s) { s.box = Box({6.0, 5.0, 7.5}); }), "");
}

}  // namespace
}  // namespace soret::test
