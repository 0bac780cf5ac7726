#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include "fixed_random_seed.hpp"
#include "soret/common/digest.hpp"

namespace soret {
namespace {

// The published value of XXH64 for no input and seed 0 (xxHash specification, github.com/Cyan4973/xxHash).
TEST(Digest, OfNothingIsThePublishedValue) {
    EXPECT_EQ(Digest().hex(), "ef46db3751d8e999");
}

// The 8 bytes of this word are the text "abcdefgh" in little-endian order; `printf abcdefgh | xxh64sum` of the xxhash
// package prints the same digits.
TEST(Digest, TakesTheBytesOfAWordLittleEndian) {
    EXPECT_EQ(Digest().add(std::uint64_t{0x6867666564636261u}).hex(), "3ad351775b4634b7");
}

// Words 0 .. 999, more than one block; the digits are those of xxh64sum for the same 8000 bytes.
TEST(Digest, OfManyWordsIsThatOfTheirBytes) {
    Digest digest;
    for (std::int64_t word = 0; word < 1000; ++word) digest.add(word);
    EXPECT_EQ(digest.hex(), "cfcbdac774bbb08d");
}

TEST(Digest, CountsMinusZeroAsZero) {
    EXPECT_EQ(Digest().add(-0.0).hex(), Digest().add(0.0).hex());
}

TEST(Digest, HasOneNaN) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(Digest().add(nan).hex(), Digest().add(std::copysign(nan, -1.0)).hex());
}

TEST(Digest, OfASpanIsThatOfItsValues) {
    const std::vector<double> values{1.0, -2.5, 1e-300};
    EXPECT_EQ(Digest().add(std::span<const double>(values)).hex(), Digest().add(1.0).add(-2.5).add(1e-300).hex());
}

TEST(Digest, OfACopyGoesOnByItself) {
    Digest first;
    first.add(1.0);
    Digest second = first;
    second.add(2.0);
    EXPECT_EQ(first.hex(), Digest().add(1.0).hex());
    EXPECT_EQ(second.hex(), Digest().add(1.0).add(2.0).hex());
    first = second;
    EXPECT_EQ(first.hex(), second.hex());
}

TEST(Digest, SeesASingleBitOfADouble) {
    const bool held =
        rc::check("one unit in the last place changes the digest", [](double value, std::uint32_t before) {
            if (!std::isfinite(value)) return;
            const double next = std::nextafter(value, 1e308);
            RC_ASSERT(Digest().add(std::int64_t{before}).add(value).value() !=
                      Digest().add(std::int64_t{before}).add(next).value());
        });
    ASSERT_TRUE(held);
}

TEST(FoldedDigest, DiffersIfOneWordDiffers) {
    const bool held =
        rc::check("a bijection of either argument", [](std::uint64_t a, std::uint64_t b, std::uint64_t c) {
            RC_PRE(a != b);
            RC_ASSERT(fold_into_digest(a, c) != fold_into_digest(b, c));
            RC_ASSERT(fold_into_digest(c, a) != fold_into_digest(c, b));
        });
    ASSERT_TRUE(held);
}

TEST(FoldedDigest, DependsOnTheOrderAndNumberOfWords) {
    EXPECT_NE(fold_into_digest(fold_into_digest(0, 1), 2), fold_into_digest(fold_into_digest(0, 2), 1));
    std::set<std::uint64_t> digests{0};
    std::uint64_t digest = 0;
    for (int k = 0; k < 1000; ++k) digests.insert(digest = fold_into_digest(digest, 0));
    EXPECT_EQ(digests.size(), 1001u);
}

}  // namespace
}  // namespace soret
