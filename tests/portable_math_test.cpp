#include "soret/common/portable_math.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "soret/common/random_streams.hpp"

namespace soret {
namespace {

using Real =
    boost::multiprecision::number<boost::multiprecision::cpp_bin_float<160, boost::multiprecision::digit_base_2>,
                                  boost::multiprecision::et_off>;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double smallest_subnormal = 0x1p-1074;
constexpr double ulp_of_normal_result = 0.52;     // as the docstring states
constexpr double ulp_of_subnormal_result = 0.76;  // as the docstring states

// |computed - exact| in units in the last place of a double of the size of exact.
double error_in_ulp(double computed, const Real& exact) {
    int exponent = 0;
    frexp(exact, &exponent);
    const Real ulp = ldexp(Real(1), std::max(exponent - 53, -1074));
    const auto error = static_cast<double>(abs(Real(computed) - exact) / ulp);
    return std::isnan(error) ? infinity : error;  // a comparison with NaN would let it pass
}

double exp_error(double x) {
    return error_in_ulp(portable_exp(x), exp(Real(x)));
}
double log_error(double x) {
    return error_in_ulp(portable_log(x), log(Real(x)));
}

double stated_exp_accuracy(double x) {
    return x < -708.3 ? ulp_of_subnormal_result : ulp_of_normal_result;
}

// Number k of a fixed series, uniform in [low, high).
double uniform(std::uint64_t k, double low, double high) {
    const auto words = random_words(20, RandomStream::synthetic_series, k, 0);
    return low + (high - low) * uniform_from(words[0], words[1]);
}

// Positive finite double number k of a fixed series, every bit pattern alike: all exponents, subnormal ones too.
double any_positive(std::uint64_t k) {
    const auto words = random_words(21, RandomStream::synthetic_series, k, 0);
    const std::uint64_t bits = (std::uint64_t{words[0]} << 32 | words[1]) % 0x7ff0000000000000u;
    return std::bit_cast<double>(bits);
}

double next_up(double x) {
    return std::nextafter(x, infinity);
}
double next_down(double x) {
    return std::nextafter(x, -infinity);
}

TEST(PortableExp, IsAsAccurateAsStatedOverTheWholeRange) {
    double largest_normal = 0.0;
    double largest_subnormal = 0.0;
    for (std::uint64_t k = 0; k < 20000; ++k) {
        for (const double range : {1e-8, 0.02, 1.0, 20.0}) {
            largest_normal = std::max(largest_normal, exp_error(uniform(k, -range, range)));
        }
        largest_normal = std::max(largest_normal, exp_error(uniform(k, -708.3, 709.78)));
        largest_subnormal = std::max(largest_subnormal, exp_error(uniform(k, -745.13, -708.3)));
    }
    EXPECT_LE(largest_normal, ulp_of_normal_result);
    EXPECT_LE(largest_subnormal, ulp_of_subnormal_result);
    RecordProperty("largest_error_of_normal_results_ulp", std::to_string(largest_normal));
    RecordProperty("largest_error_of_subnormal_results_ulp", std::to_string(largest_subnormal));
}

TEST(PortableLog, IsAsAccurateAsStatedOverTheWholeRange) {
    double largest = 0.0;
    for (std::uint64_t k = 0; k < 20000; ++k) {
        largest = std::max(largest, log_error(any_positive(k)));
        largest = std::max(largest, log_error(uniform(k, 0.65, 1.45)));
        largest = std::max(largest, log_error(uniform(k, 0.98, 1.02)));
        largest = std::max(largest, log_error(1.0 + uniform(k, -1e-7, 1e-7)));
        largest = std::max(largest, log_error(uniform(k, 0x1p-1070, 0x1p-1060)));
    }
    EXPECT_LE(largest, ulp_of_normal_result);
    RecordProperty("largest_error_ulp", std::to_string(largest));
}

// Between two table entries the formula changes: the worst arguments are at the ends of the intervals.
TEST(PortableExp, IsAccurateAndMonotonicAcrossTheEndsOfItsIntervals) {
    const double step = std::log(2.0) / 64.0;
    for (int n = -68000; n <= 65400; n += (std::abs(n) < 200 ? 1 : 97)) {
        double x = (n + 0.5) * step;
        for (int i = 0; i < 8; ++i) x = next_down(x);
        double previous = portable_exp(x);
        for (int i = 0; i < 16; ++i) {
            x = next_up(x);
            const double value = portable_exp(x);
            ASSERT_GE(value, previous) << "at " << x;
            previous = value;
        }
        ASSERT_LE(exp_error(x), stated_exp_accuracy(x)) << "at " << x;
    }
}

TEST(PortableLog, IsAccurateAndMonotonicAcrossTheEndsOfItsIntervals) {
    for (const int exponent : {-1074, -1022, -700, -2, -1, 0, 1, 2, 700, 1022}) {
        for (int n = 0; n < 256; ++n) {
            double x = std::ldexp(1.0 + n / 256.0, exponent);
            for (int i = 0; i < 8; ++i) x = std::max(next_down(x), smallest_subnormal);
            double previous = portable_log(x);
            for (int i = 0; i < 16; ++i) {
                x = next_up(x);
                const double value = portable_log(x);
                ASSERT_GE(value, previous) << "at " << x;
                previous = value;
            }
            ASSERT_LE(log_error(x), ulp_of_normal_result) << "at " << x;
        }
    }
}

TEST(PortableExp, HasItsEdgesWhereTheExactFunctionHasThem) {
    EXPECT_EQ(portable_exp(0.0), 1.0);
    EXPECT_EQ(portable_exp(-0.0), 1.0);
    EXPECT_EQ(portable_exp(0x1p-54), 1.0);
    EXPECT_EQ(portable_exp(-0x1p-55), 1.0);
    EXPECT_EQ(portable_exp(smallest_subnormal), 1.0);
    EXPECT_EQ(portable_exp(infinity), infinity);
    EXPECT_EQ(portable_exp(-infinity), 0.0);
    EXPECT_FALSE(std::signbit(portable_exp(-infinity)));
    EXPECT_TRUE(std::isnan(portable_exp(std::numeric_limits<double>::quiet_NaN())));

    const Real overflow = ldexp(Real(1), 1024) - ldexp(Real(1), 970);  // from here on nearest is infinity
    double x = 709.782712893384;
    while (exp(Real(x)) < overflow) x = next_up(x);
    while (exp(Real(x)) >= overflow) x = next_down(x);
    EXPECT_LE(exp_error(x), ulp_of_normal_result);
    EXPECT_LT(portable_exp(x), infinity);
    EXPECT_EQ(portable_exp(next_up(x)), infinity);

    const Real underflow = ldexp(Real(1), -1075);  // below it nearest is 0
    x = -745.1332191019411;
    while (exp(Real(x)) > underflow) x = next_down(x);
    while (exp(Real(x)) < underflow) x = next_up(x);
    EXPECT_EQ(portable_exp(x), smallest_subnormal);
    EXPECT_EQ(portable_exp(next_down(x)), 0.0);
}

TEST(PortableLog, HasItsSpecialValues) {
    EXPECT_EQ(portable_log(1.0), 0.0);
    EXPECT_FALSE(std::signbit(portable_log(1.0)));
    EXPECT_EQ(portable_log(0.0), -infinity);
    EXPECT_EQ(portable_log(-0.0), -infinity);
    EXPECT_EQ(portable_log(infinity), infinity);
    EXPECT_TRUE(std::isnan(portable_log(-smallest_subnormal)));
    EXPECT_TRUE(std::isnan(portable_log(-1.0)));
    EXPECT_TRUE(std::isnan(portable_log(-infinity)));
    EXPECT_TRUE(std::isnan(portable_log(std::numeric_limits<double>::quiet_NaN())));
    EXPECT_TRUE(std::isnan(portable_log(-std::numeric_limits<double>::quiet_NaN())));
    for (const double x : {smallest_subnormal, 0x1p-1022, next_down(0x1p-1022), next_down(1.0), next_up(1.0), 2.0,
                           std::numeric_limits<double>::max()}) {
        EXPECT_LE(log_error(x), ulp_of_normal_result) << "at " << x;
    }
}

TEST(PortableLog, UndoesTheExponential) {
    const bool holds = rc::check([] {
        const double x = *rc::gen::map(rc::gen::inRange<std::int64_t>(-708'000'000, 709'000'000),
                                       [](std::int64_t n) { return static_cast<double>(n) * 1e-6; });
        // The exponential is off by a factor 1 + 2 * 0.52 * 2^-53 at most, the logarithm by 0.52 ulp of its value.
        const double tolerance = 1.04 * 0x1p-53 + 0.52 * 0x1p-52 * std::max(std::fabs(x), 0x1p-53);
        RC_ASSERT(std::fabs(portable_log(portable_exp(x)) - x) <= tolerance);
    });
    ASSERT_TRUE(holds);
}

TEST(PortableExp, TurnsSumsIntoProducts) {
    const bool holds = rc::check([] {
        const auto number =
            rc::gen::map(rc::gen::inRange<std::int64_t>(-(std::int64_t{1} << 48), std::int64_t{1} << 48),
                         [](std::int64_t n) { return static_cast<double>(n) * 0x1p-40; });
        const double a = *number;
        const double b = *number;  // |a|, |b| < 256 on a grid: a + b is exact
        const double product = portable_exp(a) * portable_exp(b);
        // Each exponential is off by at most 0.52 ulp, the product by half of one: together 1.54 ulp, an ulp 2^-52 at
        // most.
        RC_ASSERT(std::fabs(portable_exp(a + b) - product) <= (3 * 0.52 + 0.5 + 1e-3) * 0x1p-52 * product);
    });
    ASSERT_TRUE(holds);
}

constexpr double cosine_and_sine_accuracy = 2.0 * 0x1p-53;  // as the docstring states

TEST(PortableCosineAndSine, AreAsAccurateAsStated) {
    const Real two_pi = 2 * acos(Real(-1));
    double largest = 0.0;
    const auto look = [&](double t) {
        const CosineAndSine of_t = portable_cosine_and_sine_of_turns(t);
        const Real angle = two_pi * (Real(t) - floor(Real(t)));
        largest = std::max(largest, static_cast<double>(abs(Real(of_t.cosine) - cos(angle))));
        largest = std::max(largest, static_cast<double>(abs(Real(of_t.sine) - sin(angle))));
        const CosineAndSine back = portable_cosine_and_sine_of_turns(-t);
        ASSERT_EQ(back.cosine, of_t.cosine);
        ASSERT_EQ(back.sine, -of_t.sine);
    };
    for (std::uint64_t k = 0; k < 20000; ++k) {
        for (const double range : {1e-6, 0.125, 1.0, 64.0, 0x1p20}) look(uniform(k, -range, range));
    }
    for (int eighths = -64; eighths <= 64; ++eighths) {
        double t = next_down(next_down(eighths / 8.0));
        for (int i = 0; i < 5; ++i, t = next_up(t)) look(t);
    }
    EXPECT_LE(largest, cosine_and_sine_accuracy);
    RecordProperty("largest_error_in_units_of_2^-53", std::to_string(largest * 0x1p53));
}

TEST(PortableCosineAndSine, AreExactAtQuarterTurns) {
    for (int quarters = -9; quarters <= 9; ++quarters) {
        const CosineAndSine of_t = portable_cosine_and_sine_of_turns(quarters / 4.0);
        const int quadrant = (quarters % 4 + 4) % 4;
        EXPECT_EQ(of_t.cosine, quadrant == 0 ? 1.0 : quadrant == 2 ? -1.0 : 0.0);
        EXPECT_EQ(of_t.sine, quadrant == 1 ? 1.0 : quadrant == 3 ? -1.0 : 0.0);
    }
}

// Regression value: every compiler, optimisation level and CPU has to meet these bits.
TEST(PortableMath, HasTheSameBitsEverywhere) {
    std::vector<std::uint64_t> bits;
    for (std::uint64_t k = 0; k < 20000; ++k) {
        bits.push_back(std::bit_cast<std::uint64_t>(portable_exp(uniform(k, -746.0, 710.0))));
        bits.push_back(std::bit_cast<std::uint64_t>(portable_exp(uniform(k, -10.0, 10.0))));
        bits.push_back(std::bit_cast<std::uint64_t>(portable_exp(uniform(k, -0.01, 0.01))));
        bits.push_back(std::bit_cast<std::uint64_t>(portable_log(any_positive(k))));
        bits.push_back(std::bit_cast<std::uint64_t>(portable_log(uniform(k, 0.0, 1.0))));
        bits.push_back(std::bit_cast<std::uint64_t>(portable_log(uniform(k, 0.9, 1.1))));
        bits.push_back(std::bit_cast<std::uint64_t>(portable_log(uniform(k, 1.0 - 1e-7, 1.0 + 1e-7))));
    }
    EXPECT_EQ(XXH64(bits.data(), bits.size() * sizeof(std::uint64_t), 0), 0x4ba00d52cdac4166u);
}

}  // namespace
}  // namespace soret
