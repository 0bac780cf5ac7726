// The same bits from both backends, on every instruction set, with any number of threads, in any order.

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"

namespace soret::test {
namespace {

constexpr PairForcesRequest everything{.scalar_virial = ScalarVirial::trace};
/// What a barostat of the z edge asks for.
constexpr PairForcesRequest forces_and_zz{
    .energies = false, .virial = false, .currents = false, .scalar_virial = ScalarVirial::zz};

/// All numbers, and the one that a barostat asks for.
std::vector<double> numbers_of(const State& state, const PairForcesResult& result) {
    std::vector<double> numbers = numbers_by_id(state, result);
    numbers.push_back(result.scalar_virial);
    return numbers;
}

/// The optimised backend in every way it can run, against the reference in the order of the state.
void expect_same_bits(const Mixture& mixture, const State& state) {
    check_state(state, mixture);
    const auto reference = [&](const State& ordered, PairForcesRequest request) {
        return numbers_of(ordered, pair_forces_of<ReferenceBackend>(mixture, ordered, request));
    };
    const std::vector<double> expected = reference(state, everything);
    const std::vector<double> expected_for_barostat = reference(state, forces_and_zz);
    const State reversed = state.permuted(reversed_order(state.size()));
    const State shuffled = state.permuted(shuffled_order(state.size(), 3));
    ASSERT_EQ(expected, reference(shuffled, everything));
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        for (const int threads : {1, 2, 3, 8}) {
            SCOPED_TRACE(::testing::Message() << state.size() << " particles, " << name_of(mixture.truncation()) << ", "
                                              << name_of(instruction_set) << ", " << threads << " threads");
            OptimizedBackend::PairForces pair_forces(mixture, {instruction_set, threads});
            PairForcesResult result;
            for (const State* ordered : {&state, &reversed, &shuffled}) {
                pair_forces.compute(*ordered, everything, result);
                ASSERT_EQ(expected, numbers_of(*ordered, result));
            }
            pair_forces.compute(reversed, forces_and_zz, result);
            ASSERT_EQ(expected_for_barostat, numbers_of(reversed, result));
        }
    }
}

/// N around the vector widths 2, 4 and 8, their doubles and triples, and sizes of real systems.
constexpr std::array<std::size_t, 16> sizes{1, 2, 3, 4, 5, 7, 8, 9, 14, 15, 16, 17, 26, 50, 500, 1372};

TEST(PairForcesBits, AreTheSameOnEveryInstructionSetThreadCountAndOrder) {
    for (const std::size_t n : sizes) {
        for (const Truncation truncation : all_truncations) {
            if (n == 1372 && truncation == Truncation::plain) continue;
            expect_same_bits(asymmetric_mixture(truncation), cubic_liquid(3, n, 0.8, n));
        }
        expect_same_bits(paper_mixture(), cubic_liquid(2, n, 0.8, n));
    }
}

TEST(PairForcesBits, AreTheSameInADiluteGas) {
    for (const std::size_t n : {2U, 9U, 26U, 500U}) {
        expect_same_bits(asymmetric_mixture(Truncation::force_shifted), cubic_liquid(3, n, 0.01, n));
        expect_same_bits(pure_mixture(3.0, Truncation::plain), cubic_liquid(1, n, 0.03, n, 6.0));
    }
}

TEST(PairForcesBits, AreTheSameInASlabBesideItsVapour) {
    for (const Truncation truncation : {Truncation::shifted, Truncation::force_shifted}) {
        const State slab = lattice(Box({8.0, 9.0, 40.0}), 3, 700, {.cells = {8, 9, 10}, .filled_part_of_z = 0.3});
        expect_same_bits(asymmetric_mixture(truncation), slab);
    }
}

TEST(PairForcesBits, AreTheSameInBoxesAtTheLimitsOfTheCellGrid) {
    // Edges of exactly 2 r_c and 3 r_c, a little more, and unequal ones.
    const double q = position_quantum;
    for (const Vector3& edges :
         {Vector3{5.0, 5.0, 5.0}, Vector3{7.5, 7.5, 7.5}, Vector3{5.0, 7.5, 10.0}, Vector3{7.5 + q, 5.0 + q, 7.5 - q},
          Vector3{7.5 + 1e-8, 10.0 + 1e-8, 12.5}, Vector3{5.0, 30.0, 6.2}}) {
        const State state = lattice(Box(edges), 3, 120, {.cells = {5, 6, 4}, .jitter = 0.2});
        expect_same_bits(asymmetric_mixture(Truncation::shifted), state);
        expect_same_bits(asymmetric_mixture(Truncation::force_shifted), state);
    }
}

TEST(PairForcesBits, AreTheSameWithParticlesOnTheBordersOfCellsAndOfTheBox) {
    for (const double edge : {5.0, 7.5, 10.0, 12.7}) {
        State state;
        state.box = Box({edge, edge, edge});
        const double e = state.box.edges().x;
        const std::array<double, 5> places{0.0, e - position_quantum, on_position_grid(e / 2.0),
                                           on_position_grid(e / 3.0), on_position_grid(2.0 * e / 3.0)};
        for (std::size_t k = 0; k < 125; ++k) {
            const Vector3 r{places[k % 5], places[k / 5 % 5], places[k / 25]};
            // 0 and edge - quantum are on top of each other: one of the two only.
            if ((k % 5 == 1) != (k / 5 % 5 == 1) || (k % 5 == 1) != (k / 25 == 1)) continue;
            if (k % 5 == 0 && k / 5 % 5 == 0 && k / 25 == 0) continue;
            state.add(static_cast<std::int64_t>(k) + 1, static_cast<std::int32_t>(k % 3), r);
        }
        ASSERT_GT(state.size(), 60U);
        draw_velocities(state, 1.0, 4);
        expect_same_bits(asymmetric_mixture(Truncation::shifted), state);
    }
}

/// Pairs of all species at r_c - 2 to r_c + 2 position quanta, far from each other. A comparison that is coarser than
/// that takes all of them in or leaves all of them out.
State pairs_about_the_cutoff(const Mixture& mixture) {
    State state;
    state.box = Box({60.0, 60.0, 60.0});
    std::int64_t id = 0;
    for (std::int32_t a = 0; a < 3; ++a) {
        for (std::int32_t b = 0; b < 3; ++b) {
            const double rc = mixture.pair(static_cast<std::size_t>(a), static_cast<std::size_t>(b)).cutoff;
            const double nearest = on_position_grid(rc);
            for (int steps = -2; steps <= 2; ++steps) {
                const Vector3 r{6.0 * (a * 3 + b), 6.0 * (steps + 3), 1.0};
                state.add(++id, a, r);
                state.add(++id, b, r + Vector3{0.0, 0.0, nearest + steps * position_quantum});
                // The same distance in a general direction: r^2 with roundings on both sides of r_c^2.
                const Vector3 away = r + Vector3{0.0, 0.0, 20.0};
                const double along = (rc + steps * position_quantum) / 3.0;
                state.add(++id, a, away);
                state.add(++id, b, away + Vector3{along, 2.0 * along, 2.0 * along});
            }
        }
    }
    draw_velocities(state, 1.0, 5);
    return state;
}

TEST(PairForcesBits, AreTheSameJustUnderAtAndOverTheCutoff) {
    for (const Truncation truncation : {Truncation::plain, Truncation::force_shifted}) {
        const Mixture mixture = asymmetric_mixture(truncation);
        expect_same_bits(mixture, pairs_about_the_cutoff(mixture));
    }
}

TEST(PairForcesBits, AreTheSameWithTermsTooLargeForTheFastRounding) {
    // Pairs at 0.5 to 0.8 sigma: forces of 10^3 to 10^6, in a liquid where all other terms are small.
    for (const double r : {0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8}) {
        State state = cubic_liquid(3, 300, 0.6, 8);
        const Vector3 place = state.position_of(100);
        state.add(1000, 0, place + Vector3{0.6 * r, 0.8 * r, 0.0});
        draw_velocities(state, 3.0, 9);
        expect_same_bits(asymmetric_mixture(Truncation::shifted), state);
        expect_same_bits(asymmetric_mixture(Truncation::force_shifted), state);
    }
}

/// Four particles of one species and thirty-two of the other, that only the other species can feel: a cluster with
/// eight others whose terms of the virial are large, all in the same lanes.
TEST(PairForcesBits, AreTheSameWhereManyTermsOfTheVirialAreLarge) {
    MixtureParameters parameters;
    parameters.mass = {1.0, 1.0};
    parameters.epsilon = symmetric_matrix(2, {1.0, 1.0, 1.0});
    parameters.sigma = symmetric_matrix(2, {0.05, 1.0, 0.05});
    parameters.cutoff = symmetric_matrix(2, {2.5, 2.5, 2.5});
    State state;
    state.box = Box({6.0, 6.0, 6.0});
    for (std::int64_t k = 0; k < 36; ++k) {
        const bool below = k < 4;
        const std::int64_t n = below ? k : k - 4;
        const std::int64_t side = below ? 2 : 6;
        const double x = 1.0 + 0.0625 * static_cast<double>(n % side);
        const double y = 1.0 + 0.0625 * static_cast<double>(n / side);
        state.add(k + 1, below ? 0 : 1, {x, y, below ? 1.0 : 1.8515625 + 0.0009765625 * static_cast<double>(n / 4)});
    }
    draw_velocities(state, 1.0, 3);
    const auto result = pair_forces_of<ReferenceBackend>(Mixture(parameters), state);
    EXPECT_GT(result.virial[2], 4.0 * 4096.0);
    expect_same_bits(Mixture(parameters), state);
}

TEST(PairForcesBits, AreTheSameWithFastParticles) {
    // Terms of the heat current may then be large where forces are not.
    for (const double speed : {30.0, 300.0, 1500.0}) {
        State state = cubic_liquid(3, 120, 0.8, 10);
        draw_velocities(state, speed, 11);
        const std::string refused = message_of<InvalidState>(
            [&] { pair_forces_of<ReferenceBackend>(asymmetric_mixture(Truncation::shifted), state); });
        if (refused.empty()) {
            expect_same_bits(asymmetric_mixture(Truncation::shifted), state);
            continue;
        }
        EXPECT_EQ(refused, message_of<InvalidState>([&] {
                      pair_forces_of<OptimizedBackend>(asymmetric_mixture(Truncation::shifted), state);
                  }));
    }
}

TEST(PairForcesBits, AreTheSameInARandomPileThatBothAcceptOrBothRefuse) {
    // Neighbouring lattice places may overlap: from harmless to hopeless.
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    int accepted = 0, refused = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const double jitter = 0.15 + 0.004 * static_cast<double>(seed);
        const State state = lattice(Box({5.5, 6.0, 5.0}), 3, 90, {.cells = {5, 6, 4}, .jitter = jitter, .seed = seed});
        const std::string message = message_of<InvalidState>([&] { pair_forces_of<ReferenceBackend>(mixture, state); });
        if (message.empty()) {
            ++accepted;
            expect_same_bits(mixture, state);
            continue;
        }
        ++refused;
        for (const InstructionSet instruction_set : supported_instruction_sets()) {
            EXPECT_EQ(message, message_of<InvalidState>([&] {
                          pair_forces_of<OptimizedBackend>(mixture, state, {}, {instruction_set, 2});
                      }));
        }
    }
    EXPECT_GT(accepted, 20);
    EXPECT_GT(refused, 2);
}

TEST(PairForcesBits, AreTheSameForAMixtureInWhichNothingInteracts) {
    const Mixture ideal(lorentz_berthelot({1.0, 2.0}, {0.0, 0.0}, {1.0, 1.0}, 2.5));
    expect_same_bits(ideal, cubic_liquid(2, 40, 0.5, 13));
}

TEST(PairForcesBits, AreTheSameForAnyNumberOfSpecies) {
    for (const std::size_t count : {1U, 2U, 4U, 8U, 9U, 12U}) {
        std::vector<double> mass, epsilon, sigma;
        for (std::size_t s = 0; s < count; ++s) {
            mass.push_back(1.0 + static_cast<double>(s));
            epsilon.push_back(0.5 + 0.1 * static_cast<double>(s % 5));
            sigma.push_back(1.0 - 0.03 * static_cast<double>(s % 4));
        }
        for (const Truncation truncation : all_truncations) {
            expect_same_bits(Mixture(lorentz_berthelot(mass, epsilon, sigma, 2.5, 0.9, truncation)),
                             cubic_liquid(count, 150, 0.7, count));
        }
        const std::vector<double> ones(count, 1.0);
        expect_same_bits(Mixture(lorentz_berthelot(mass, epsilon, ones, 2.5)), cubic_liquid(count, 150, 0.7, count));
    }
}

TEST(PairForcesBits, AreTheSameForOneObjectUsedForManyStates) {
    OptimizedBackend::PairForces pair_forces(paper_mixture(), {.threads = 2});
    PairForcesResult result;
    for (const std::size_t n : {500U, 8U, 0U, 1U, 300U, 26U}) {
        const State state = cubic_liquid(2, n, n % 2 == 0 ? 0.7 : 0.1, n + 1);
        pair_forces.compute(state, {}, result);
        EXPECT_EQ(numbers_by_id(state, result),
                  numbers_by_id(state, pair_forces_of<ReferenceBackend>(paper_mixture(), state)));
    }
}

// The test of the test: one quantum in one coordinate of one particle is seen.
TEST(PairForcesBitsPower, APositionMovedByOneQuantumIsSeen) {
    const State state = cubic_liquid(2, 108, 0.8, 14);
    State moved = state;
    moved.position[2][77] += position_quantum;
    EXPECT_NE(numbers_by_id(state, pair_forces_of<ReferenceBackend>(paper_mixture(), state)),
              numbers_by_id(moved, pair_forces_of<OptimizedBackend>(paper_mixture(), moved)));
}

}  // namespace
}  // namespace soret::test
