// Modes of the density in both backends: by hand, against high precision, the same bits, bad input.

#include <bit>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"

namespace soret::test {
namespace {

template <class Backend>
class DensityModesOf : public ::testing::Test {};
TYPED_TEST_SUITE(DensityModesOf, BothBackends, BackendNames);

template <class Backend>
std::vector<CosineAndSine> modes_of(const State& state, std::size_t species, const std::vector<WaveVector>& vectors,
                                    const Execution& execution = {}) {
    return typename Backend::DensityModes(species, vectors, execution).of(state);
}

State some_state(std::size_t n) {
    LatticeOptions options;
    options.cells = {11, 9, 8};
    options.jitter = 0.4;
    options.seed = 3;
    return lattice(Box({9.0, 11.5, 8.25}), 3, n, options);
}

std::vector<std::uint64_t> bits_of(const std::vector<CosineAndSine>& modes) {
    std::vector<std::uint64_t> bits;
    for (const CosineAndSine& mode : modes) {
        bits.push_back(std::bit_cast<std::uint64_t>(mode.cosine));
        bits.push_back(std::bit_cast<std::uint64_t>(mode.sine));
    }
    return bits;
}

const std::vector<WaveVector> some_vectors{{0, 0, 0}, {1, 0, 0},   {0, 2, 0},  {0, 0, -3},
                                           {1, 1, 1}, {5, -4, -7}, {-2, 0, 1}, {64, -64, 1}};

TYPED_TEST(DensityModesOf, AreThoseOfParticlesAtQuartersOfAnEdge) {
    State state;
    state.box = Box({8.0, 8.0, 16.0});
    state.add(1, 0, {0.0, 0.0, 0.0});
    state.add(2, 0, {2.0, 0.0, 0.0});  // a quarter turn of (1, 0, 0)
    state.add(3, 1, {4.0, 2.0, 4.0});
    const auto modes = modes_of<TypeParam>(state, 2, {{1, 0, 0}, {2, 1, -1}, {0, 0, 0}});
    ASSERT_EQ(modes.size(), 6U);
    EXPECT_EQ(modes[0].cosine, 1.0);
    EXPECT_EQ(modes[0].sine, 1.0);
    EXPECT_EQ(modes[1].cosine, -1.0);
    EXPECT_EQ(modes[1].sine, 0.0);
    EXPECT_EQ(modes[2].cosine, 0.0);
    EXPECT_EQ(modes[3].cosine, 1.0);  // a whole turn, a quarter one, a quarter back
    EXPECT_EQ(modes[3].sine, 0.0);
    EXPECT_EQ(modes[4].cosine, 2.0);  // q = 0 counts
    EXPECT_EQ(modes[5].cosine, 1.0);
}

/// Against 50 digits, within the accuracy stated.
TYPED_TEST(DensityModesOf, AreAsAccurateAsStated) {
    using Real = boost::multiprecision::cpp_bin_float_50;
    const State state = some_state(600);
    const std::array<double, 3> L = edges_of(state.box);
    const auto modes = modes_of<TypeParam>(state, 3, some_vectors);
    const Real two_pi = 2 * acos(Real(-1));
    for (std::size_t k = 0; k < some_vectors.size(); ++k) {
        const WaveVector& n = some_vectors[k];
        std::vector<Real> cosine(3), sine(3);
        std::vector<double> count(3);
        for (std::size_t i = 0; i < state.size(); ++i) {
            Real turns = 0;
            for (std::size_t axis = 0; axis < 3; ++axis) turns += n[axis] * (Real(state.position[axis][i]) / L[axis]);
            const auto s = static_cast<std::size_t>(state.species[i]);
            cosine[s] += cos(two_pi * turns);
            sine[s] += sin(two_pi * turns);
            ++count[s];
        }
        const double size = std::max(1, std::abs(n[0]) + std::abs(n[1]) + std::abs(n[2]));
        for (std::size_t s = 0; s < 3; ++s) {
            const double accuracy = (0x1p-41 + 30.0 * size * 0x1p-53) * count[s];
            EXPECT_NEAR(modes[3 * k + s].cosine, static_cast<double>(cosine[s]), accuracy) << k << " " << s;
            EXPECT_NEAR(modes[3 * k + s].sine, static_cast<double>(sine[s]), accuracy) << k << " " << s;
        }
    }
}

TYPED_TEST(DensityModesOf, DoNotDependOnTheOrderOfTheParticles) {
    const State state = some_state(600);
    std::vector<std::size_t> order(state.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::reverse(order.begin() + 7, order.end());
    EXPECT_EQ(bits_of(modes_of<TypeParam>(state, 3, some_vectors)),
              bits_of(modes_of<TypeParam>(state.permuted(order), 3, some_vectors)));
}

TYPED_TEST(DensityModesOf, RefuseWhatTheyCannotDo) {
    EXPECT_THROW(modes_of<TypeParam>(some_state(5), 3, {}), InvalidArgument);
    EXPECT_THROW(modes_of<TypeParam>(some_state(5), 0, {{1, 0, 0}}), InvalidArgument);
    EXPECT_THROW(modes_of<TypeParam>(some_state(5), 3, {{65, 0, 0}}), InvalidArgument);
    EXPECT_THROW(modes_of<TypeParam>(some_state(50), 2, {{1, 0, 0}}), InvalidState);
}

/// Whole blocks, a block and a bit, fewer than a vector; every instruction set.
TEST(DensityModes, HaveTheSameBitsInBothBackends) {
    for (const std::size_t n : {0U, 1U, 3U, 255U, 256U, 257U, 792U}) {
        const State state = some_state(n);
        const auto expected = bits_of(modes_of<ReferenceBackend>(state, 3, some_vectors));
        for (const InstructionSet isa : supported_instruction_sets()) {
            EXPECT_EQ(bits_of(modes_of<OptimizedBackend>(state, 3, some_vectors, {.instruction_set = isa})), expected)
                << n << " " << name_of(isa);
        }
    }
    const State pure = some_state(700);
    const auto many = wave_vectors_up_to(30);
    State one_species = pure;
    std::fill(one_species.species.begin(), one_species.species.end(), 0);
    EXPECT_EQ(bits_of(modes_of<ReferenceBackend>(one_species, 1, many)),
              bits_of(modes_of<OptimizedBackend>(one_species, 1, many)));
}

/// n.n = 1 has 6 vectors, 2 has 12, 3 has 8, 4 has 6, 5 has 24: half of them stand for all.
TEST(WaveVectors, AreHalfOfThoseInTheSphere) {
    EXPECT_EQ(wave_vectors_up_to(1), (std::vector<WaveVector>{{0, 0, 1}, {0, 1, 0}, {1, 0, 0}}));
    EXPECT_EQ(wave_vectors_up_to(5).size(), (6U + 12U + 8U + 6U + 24U) / 2U);
    for (const WaveVector& n : wave_vectors_up_to(20)) {
        EXPECT_LE(n[0] * n[0] + n[1] * n[1] + n[2] * n[2], 20);
        EXPECT_GT(n, (WaveVector{0, 0, 0}));
    }
    EXPECT_THROW(wave_vectors_up_to(0), InvalidArgument);
}

/// Independent particles: <|rho|^2> = N, of 40 samples and 28 vectors with a standard deviation of N/sqrt(1120).
TEST(DensityModes, OfAnIdealGasHaveTheStructureFactorOne) {
    constexpr int samples = 40;
    constexpr double n = 300.0;
    const auto vectors = wave_vectors_up_to(5);
    double sum = 0.0;
    Uniform uniform(11);
    for (int k = 0; k < samples; ++k) {
        State state;
        state.box = Box({7.0, 8.0, 9.0});
        for (int i = 0; i < static_cast<int>(n); ++i) {
            state.add(i + 1, 0, {uniform(0.0, 7.0), uniform(0.0, 8.0), uniform(0.0, 9.0)});
        }
        for (const CosineAndSine& mode : modes_of<OptimizedBackend>(state, 1, vectors)) {
            sum += (mode.cosine * mode.cosine + mode.sine * mode.sine) / n;
        }
    }
    const double number = samples * static_cast<double>(vectors.size());
    EXPECT_NEAR(sum / number, 1.0, 4.0 / std::sqrt(number));  // false alarms: 6e-5
}

}  // namespace
}  // namespace soret::test
