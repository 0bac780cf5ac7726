#include "soret/common/portable_expm1.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <string>

#include "soret/common/portable_math.hpp"
#include "soret/common/random_streams.hpp"

namespace soret {
namespace {

using Precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

double uniform(std::uint64_t k) {
    const auto words = random_words(22, RandomStream::synthetic_series, k, 0);
    return uniform_from(words[0], words[1]);
}

TEST(PortableExpm1, IsThatOfFiftyDigitsWithinTwoUlp) {
    double worst = 0.0;
    for (std::uint64_t k = 0; k < 200'000; ++k) {
        // All magnitudes from 2^-60 to the largest, and the places where the table steps.
        double x = std::ldexp(1.0 + uniform(2 * k), static_cast<int>(70.0 * uniform(2 * k + 1)) - 60);
        if (k % 3 == 0)
            x = (static_cast<double>(k % 301) + 0.5) * std::log(2.0) / 64.0 * (1.0 + (uniform(k) - 0.5) * 1e-6);
        x = std::min(x, largest_plain_exponent);
        for (const double signed_x : {x, -x}) {
            const Precise exact = expm1(Precise(signed_x));
            int exponent = 0;
            frexp(exact, &exponent);
            const Precise error = abs(portable_exp_and_expm1(signed_x).expm1 - exact);
            worst = std::max(worst, static_cast<double>(ldexp(error, 53 - exponent)));
        }
    }
    EXPECT_LE(worst, 2.0);
    RecordProperty("largest_error_in_ulp", std::to_string(worst));
}

TEST(PortableExpm1, ComesWithTheBitsOfTheExponentialFunction) {
    for (std::uint64_t k = 0; k < 100'000; ++k) {
        const double x = largest_plain_exponent * (2.0 * uniform(k) - 1.0) * (k % 2 == 0 ? 1.0 : 1e-3);
        EXPECT_EQ(std::bit_cast<std::uint64_t>(portable_exp_and_expm1(x).exp),
                  std::bit_cast<std::uint64_t>(portable_exp(x)));
    }
    EXPECT_EQ(portable_exp_and_expm1(0.0).expm1, 0.0);
    EXPECT_EQ(portable_exp_and_expm1(0.0).exp, 1.0);
}

}  // namespace
}  // namespace soret
