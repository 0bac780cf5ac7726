#include "soret/validation/simulation/closest_pair.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include <rapidcheck.h>

#include "fixed_random_seed.hpp"

namespace soret::test {
namespace {

Mixture three_species() {
    return Mixture(lorentz_berthelot({1.0, 1.0, 1.0}, {1.0, 0.5, 0.0}, {1.0, 1.3, 0.7}, 2.5));  // the third is a ghost
}

/// All pairs.
ClosestPair by_all_pairs(const State& state, const Mixture& mixture) {
    ClosestPair closest;
    closest.in_sigma = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (std::size_t j = i + 1; j < state.size(); ++j) {
            const auto a = static_cast<std::size_t>(state.species[i]);
            const auto b = static_cast<std::size_t>(state.species[j]);
            if (mixture.parameters().epsilon(a, b) == 0.0) continue;
            const Vector3 r = state.box.minimum_image(state.position_of(i), state.position_of(j));
            const double distance = std::sqrt(dot(r, r));
            if (distance / mixture.parameters().sigma(a, b) >= closest.in_sigma) continue;
            closest = {std::min(state.id[i], state.id[j]), std::max(state.id[i], state.id[j]), distance,
                       distance / mixture.parameters().sigma(a, b)};
        }
    }
    return closest;
}

TEST(ClosestPair, IsThatOfAllPairs) {
    const Mixture mixture = three_species();
    ASSERT_TRUE(rc::check([&] {
        State state;
        state.box = Box({9.0, 8.0, 7.0});
        const int n = *rc::gen::inRange(2, 60);
        for (int k = 0; k < n; ++k) {
            const auto coordinate = [] { return *rc::gen::inRange(0, 10000) * 1e-3 - 1.0; };
            state.add(100 - k, *rc::gen::inRange(0, 3), {coordinate(), coordinate(), coordinate()});
        }
        const auto found = closest_pair(state, mixture);
        const ClosestPair expected = by_all_pairs(state, mixture);
        RC_ASSERT(found.has_value() == std::isfinite(expected.in_sigma));
        if (!found) return;
        RC_ASSERT(found->in_sigma == expected.in_sigma);
        RC_ASSERT(found->distance == expected.distance);
    }));
}

TEST(ClosestPair, IsFoundThroughTheBordersAndOutsideTheBox) {
    const Mixture mixture = three_species();
    State state;
    state.box = Box({9.0, 8.0, 7.0});
    state.add(5, 0, {0.1, 7.9, 0.2});
    state.add(3, 1, {8.9, 0.1, 6.9});
    state.add(4, 0, {4.5, 4.0, 3.5});
    for (const double shift : {0.0, 9.0, -18.0}) {
        state.position[0][1] = 8.9 + shift;  // as an integrator leaves it that stopped in the midst of a step
        const auto pair = closest_pair(state, mixture);
        ASSERT_TRUE(pair);
        EXPECT_EQ(pair->first, 3);
        EXPECT_EQ(pair->second, 5);
        EXPECT_NEAR(pair->distance, std::sqrt(0.04 + 0.04 + 0.09), 1e-11);
        EXPECT_NEAR(pair->in_sigma, pair->distance / 1.15, 1e-11);
    }
}

State two_particles(double distance) {
    State state;
    state.box = Box({9.0, 9.0, 9.0});
    state.add(17, 0, {1.0, 1.0, 1.0});
    state.add(8, 0, {1.0 + distance, 1.0, 1.0});
    return state;
}

TEST(ClosestPair, NamesAnOverlapAndLeavesOtherErrors) {
    const Mixture mixture = three_species();
    const auto message = [&](double distance) {
        try {
            naming_overlap(two_particles(distance), mixture, [] { throw InvalidState("something else"); });
        } catch (const InvalidState& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_EQ(message(0.25),
              "particles 8 and 17 are 0.25 apart, 0.25 times the sigma of their pair: too close for their energy and "
              "force to be computed");
    EXPECT_EQ(message(0.7), "something else");
    EXPECT_EQ(naming_overlap(two_particles(0.25), mixture, [] { return 3; }), 3);
}

TEST(ClosestPair, ExplainsAStepThatFailed) {
    const Mixture mixture(lorentz_berthelot({1.0, 0.25}, {1.0, 4.0}, {1.0, 1.0}, 2.5));  // a usual time step of 0.00125
    const auto explained = [&](double distance, double timestep, const std::string& error = "a term is too large") {
        return explanation_of(InvalidState("step 12: " + error), two_particles(distance), mixture, timestep);
    };
    EXPECT_EQ(
        explained(0.5, 0.0125),
        "step 12: particles 8 and 17 came within 0.5 of each other, 0.5 times the sigma of their pair; the time step "
        "0.0125 is 10 times the usual 0.00125: take a shorter one");
    EXPECT_EQ(explained(1.0, 0.0125),
              "step 12: a term is too large; the time step 0.0125 is 10 times the usual 0.00125: take a shorter one");
    EXPECT_EQ(explained(0.5, 0.001),
              "step 12: particles 8 and 17 came within 0.5 of each other, 0.5 times the sigma of their pair; the time "
              "step 0.001 is not longer than usual (0.00125): the particles were too close or too fast before");
    EXPECT_EQ(explained(1.0, 0.001), "step 12: a term is too large");
    // Both backends name the same particle, though not all have drifted in both.
    EXPECT_EQ(
        explained(0.5, 0.0125, "particle 8 is too fast"),
        "step 12: particle 8 is too fast; the time step 0.0125 is 10 times the usual 0.00125: take a shorter one");
    EXPECT_EQ(
        explained(0.5, 0.001, "particle 8 is too fast"),
        "step 12: particle 8 is too fast; the time step 0.001 is not longer than usual (0.00125): the particles were "
        "too close or too fast before");
}

}  // namespace
}  // namespace soret::test
