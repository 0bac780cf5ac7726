#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <boost/multiprecision/cpp_int.hpp>

#include "configurations.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"

namespace soret::test {
namespace {

using BigInteger = boost::multiprecision::cpp_int;

/// The nearest integer to term 2^40, ties to even, in whole numbers.
BigInteger exact_quanta(double term) {
    int exponent = 0;
    const double fraction = std::frexp(std::fabs(term), &exponent);
    const BigInteger mantissa(static_cast<std::int64_t>(std::ldexp(fraction, 53)));
    const int shift = exponent - 53 + 40;
    BigInteger quanta;
    if (shift >= 0) {
        quanta = mantissa << shift;
    } else if (shift < -60) {
        quanta = 0;
    } else {
        quanta = mantissa >> -shift;
        const BigInteger rest = mantissa - (quanta << -shift), half = BigInteger(1) << (-shift - 1);
        if (rest > half || (rest == half && (quanta & 1) != 0)) ++quanta;
    }
    return term < 0.0 ? BigInteger(-quanta) : quanta;
}

double term_of_size(Uniform& uniform, double limit) {
    return uniform(-1.0, 1.0) * std::ldexp(limit, -uniform.below(60));
}

TEST(Quanta, AreTheNearestIntegersWithTiesToEven) {
    EXPECT_EQ(small_term_to_quanta(0.5 * sum_quantum), 0);
    EXPECT_EQ(small_term_to_quanta(1.5 * sum_quantum), 2);
    EXPECT_EQ(small_term_to_quanta(-2.5 * sum_quantum), -2);
    EXPECT_EQ(to_quanta(2.5 * sum_quantum), 2);
    EXPECT_EQ(to_quanta(-3.5 * sum_quantum), -4);
    EXPECT_EQ(to_quanta(1.0), Quanta{1} << 40);
    const bool held = rc::check("against whole numbers", [](std::uint32_t seed) {
        Uniform uniform(seed);
        const double small = term_of_size(uniform, small_term_limit);
        RC_ASSERT(BigInteger(small_term_to_quanta(small)) == exact_quanta(small));
        const double large = term_of_size(uniform, large_terms_limit);
        RC_ASSERT(BigInteger(to_quanta(large)) == exact_quanta(large));
    });
    ASSERT_TRUE(held);
}

TEST(Quanta, RoundOddly) {
    const bool held = rc::check("quanta(-x) = -quanta(x)", [](std::uint32_t seed) {
        Uniform uniform(seed);
        const double x = term_of_size(uniform, small_term_limit);
        RC_ASSERT(small_term_to_quanta(-x) == -small_term_to_quanta(x));
        RC_ASSERT(to_quanta(-x) == small_term_to_quanta(-x));
    });
    ASSERT_TRUE(held);
}

TEST(Quanta, AreExactAtTheLimitOfSmallTerms) {
    for (const double limit : {small_term_limit, -small_term_limit}) {
        const double inside = std::nextafter(limit, 0.0);
        EXPECT_EQ(BigInteger(small_term_to_quanta(inside)), exact_quanta(inside));
    }
}

TEST(OrderIndependentSum, HasTheSameQuantaInAnyOrder) {
    const bool held = rc::check("of a permutation", [](std::uint32_t seed) {
        Uniform uniform(seed);
        std::vector<double> terms(1 + static_cast<std::size_t>(uniform.below(200)));
        BigInteger exact = 0;
        for (double& term : terms) {
            term = term_of_size(uniform, 0x1p14);
            exact += exact_quanta(term);
        }
        OrderIndependentSum forward, backward;
        OrderIndependentTotal total;
        for (const double term : terms) forward.add(term);
        std::reverse(terms.begin(), terms.end());
        for (const double term : terms) backward.add(term);
        for (const double term : terms) total.add(term);
        RC_ASSERT(forward.in_range() && backward.in_range() && total.in_range());
        RC_ASSERT(BigInteger(forward.quanta()) == exact);
        RC_ASSERT(forward.quanta() == backward.quanta());
        RC_ASSERT(total.quanta() == forward.quanta());
    });
    ASSERT_TRUE(held);
}

TEST(OrderIndependentSum, AsManySmallTermsAsAllowedAndLargeOnesNeverWrap) {
    OrderIndependentSum sum;
    BigInteger exact = 0;
    const double small = std::nextafter(small_term_limit, 0.0);
    for (int k = 0; k < largest_neighbour_count; ++k) {
        sum.add(small);
        exact += exact_quanta(small);
    }
    const double large = std::nextafter(large_terms_limit, 0.0) - 1.0;
    sum.add(large);
    exact += exact_quanta(large);
    ASSERT_TRUE(sum.in_range());
    EXPECT_EQ(BigInteger(sum.quanta()), exact);
    EXPECT_LT(exact, BigInteger(1) << 63);
}

TEST(OrderIndependentSum, LargeTermsAreDetectedInAnyOrderEvenIfTheyCancel) {
    const double half = 0.6 * large_terms_limit;
    std::vector<double> terms{half, 1.0, -half, 2.0, 5000.0};
    std::sort(terms.begin(), terms.end());
    do {
        OrderIndependentSum sum;
        for (const double term : terms) sum.add(term);
        EXPECT_FALSE(sum.in_range());
    } while (std::next_permutation(terms.begin(), terms.end()));
}

TEST(OrderIndependentSum, OnceOutOfRangeStaysOutOfRange) {
    for (const double bad : {large_terms_limit, -large_terms_limit, 1e300, HUGE_VAL, -HUGE_VAL, std::nan("")}) {
        OrderIndependentSum sum;
        OrderIndependentTotal total;
        sum.add(bad);
        total.add(bad);
        for (int k = 0; k < 10000; ++k) {
            sum.add(k % 2 == 0 ? 1e6 : bad);
            total.add(1.0);
        }
        EXPECT_FALSE(sum.in_range()) << bad;
        EXPECT_FALSE(total.in_range()) << bad;
    }
}

TEST(OrderIndependentTotal, OfTensorsHasTheirComponentsInOrder) {
    TensorTotal tensor;
    VectorTotal vector;
    const Vector3 a{1.0, 2.0, 4.0};
    const Vector3 b{8.0, 16.0, 32.0};
    add(tensor, products(0.5, a, b));
    add(tensor, products(a, b));
    add(vector, -a);
    EXPECT_EQ(checked_values(tensor, "virial"), (SymmetricTensor{12.0, 48.0, 192.0, 24.0, 48.0, 96.0}));
    EXPECT_EQ(checked_values(vector, "force"), (std::array{-1.0, -2.0, -4.0}));
    add(vector, {0.0, large_terms_limit, 0.0});
    EXPECT_EQ(message_of<InvalidState>([&] { checked_values(vector, "force"); }),
              "a term of the force is not below 2^22");
}

TEST(OrderIndependentTotal, OfAMillionLargeTermsDoesNotWrap) {
    OrderIndependentTotal total;
    const double term = large_terms_limit - 1.0;
    for (int k = 0; k < 1000000; ++k) total.add(term);
    ASSERT_TRUE(total.in_range());
    EXPECT_EQ(from_quanta(total.quanta()), 1e6 * term);
}

}  // namespace
}  // namespace soret::test
