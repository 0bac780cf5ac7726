#include <cmath>
#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "soret/common/random_streams.hpp"

namespace soret {
namespace {

// Salmon et al. 2011, known answers of Philox4x32-10 that come with Random123 (kat_vectors).
TEST(RandomStreams, GeneratorHasItsPublishedValues) {
    const r123::Philox4x32 philox;
    const auto zeros = philox({{0, 0, 0, 0}}, {{0, 0}});
    EXPECT_EQ(zeros, (r123::Philox4x32::ctr_type{{0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u}}));
    constexpr std::uint32_t ones = 0xffffffffu;
    const auto all_ones = philox({{ones, ones, ones, ones}}, {{ones, ones}});
    EXPECT_EQ(all_ones, (r123::Philox4x32::ctr_type{{0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu}}));
    const auto pi = philox({{0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}}, {{0xa4093822u, 0x299f31d0u}});
    EXPECT_EQ(pi, (r123::Philox4x32::ctr_type{{0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u}}));
}

TEST(RandomStreams, WordsDependOnSeedStreamIndexAndBlock) {
    // The third known answer above, as a call: counter = index low, index high, block, stream; key = seed.
    const auto stream = static_cast<RandomStream>(0x03707344u);
    const RandomWords words = random_words(0x299f31d0a4093822u, stream, 0x85a308d3243f6a88u, 0x13198a2eu);
    EXPECT_EQ(words, (RandomWords{0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u}));
}

TEST(RandomStreams, EveryStreamHasANumberAndANameOfItsOwn) {
    const std::vector<RandomStream> streams{
        RandomStream::start_configuration, RandomStream::velocities,         RandomStream::monte_carlo_particle,
        RandomStream::monte_carlo_volume,  RandomStream::task_seed,          RandomStream::bootstrap,
        RandomStream::synthetic_series,    RandomStream::monte_carlo_growing,  RandomStream::error_propagation};
    std::set<std::uint32_t> numbers;
    std::set<std::string_view> names;
    for (const RandomStream stream : streams) {
        numbers.insert(static_cast<std::uint32_t>(stream));
        names.insert(name_of(stream));
        EXPECT_NE(name_of(stream), "unknown");
    }
    EXPECT_EQ(numbers.size(), streams.size());
    EXPECT_EQ(names.size(), streams.size());
    EXPECT_EQ(name_of(static_cast<RandomStream>(0)), "unknown");
}

TEST(RandomStreams, UniformNumbersHaveTheirStatedRanges) {
    constexpr std::uint32_t ones = 0xffffffffu;
    EXPECT_EQ(uniform_from(0, 0), 0.0);
    EXPECT_EQ(uniform_from(ones, ones), 1.0 - 0x1p-53);
    EXPECT_EQ(uniform_from(0x80000000u, 0), 0.5);
    EXPECT_EQ(uniform_from(0, 0x800), 0x1p-53);
    EXPECT_EQ(symmetric_uniform_from(ones), 1.0 - 0x1p-32);
    EXPECT_EQ(symmetric_uniform_from(0), -(1.0 - 0x1p-32));
    for (const std::uint32_t word : {0u, 1u, 77u, 0x7fffffffu, 0x80000000u}) {
        EXPECT_EQ(symmetric_uniform_from(word), -symmetric_uniform_from(~word));
    }
    EXPECT_EQ(index_from(0, 7), 0U);
    EXPECT_EQ(index_from(ones, 7), 6U);
    EXPECT_EQ(index_from(ones, 1), 0U);
    EXPECT_EQ(index_from(ones, ones), ones - 1);
}

// Chi-squared of 10^6 draws over 64 classes, 63 degrees of freedom: 126.1 is exceeded with probability 4e-6. The draws
// are fixed, so the verdict is too.
TEST(RandomStreams, DrawsFillTheirRangeEvenly) {
    constexpr int classes = 64, draws = 1000000;
    std::vector<int> uniform(classes, 0), symmetric(classes, 0), index(classes, 0);
    for (std::uint64_t k = 0; k < draws; ++k) {
        const RandomWords words = random_words(1, RandomStream::synthetic_series, k, 0);
        ++uniform[static_cast<std::size_t>(uniform_from(words[0], words[1]) * classes)];
        ++symmetric[static_cast<std::size_t>((symmetric_uniform_from(words[2]) + 1.0) * 0.5 * classes)];
        ++index[index_from(words[3], classes)];
    }
    for (const auto* counts : {&uniform, &symmetric, &index}) {
        double chi_squared = 0.0;
        constexpr double expected = static_cast<double>(draws) / classes;
        for (const int count : *counts) chi_squared += (count - expected) * (count - expected) / expected;
        EXPECT_LT(chi_squared, 126.1);
        EXPECT_GT(chi_squared, 22.0);  // as improbable on the other side
    }
}

}  // namespace
}  // namespace soret
