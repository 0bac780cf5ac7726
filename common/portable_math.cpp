#include "soret/common/portable_math.hpp"

#include <bit>
#include <cstdint>
#include <limits>

#include "soret/common/portable_expm1.hpp"
#include "soret/common/portable_math_tables.hpp"

// Only IEEE operations that every machine rounds in the same way, in the order written; compiled without contraction.
namespace soret {

namespace {

using namespace portable_math_tables;

double power_of_two(std::int64_t exponent) {
    return std::bit_cast<double>((exponent + 1023) << 52);
}

/// e^x = 2^e value (1 + rest), value = 2^(j/64) rounded.
struct ReducedExp {
    std::int64_t e;
    double value, rest;

    double scale() const { return std::bit_cast<double>(std::bit_cast<std::int64_t>(value) + (e << 52)); }
};

// x = (64 e + j) ln(2)/64 + r with |r| <= ln(2)/128, so e^x = 2^e 2^(j/64) e^r; e^r by its Taylor series to r^6, whose
// remainder is below 3e-20.
ReducedExp reduced_exp(double x) {
    constexpr double to_integer = 0x1.8p52;
    const double steps = (x * steps_per_unit + to_integer) - to_integer;
    const auto n = static_cast<std::int64_t>(steps);
    const PowerOfTwo& power = powers_of_two[static_cast<std::size_t>(n & 63)];
    const double r = (x - steps * step_high) - steps * step_low;
    const double r2 = r * r;
    const double high_terms = (1.0 / 24.0 + r * (1.0 / 120.0)) + r2 * (1.0 / 720.0);
    return {n >> 6, power.value, r + (r2 * ((0.5 + r * (1.0 / 6.0)) + r2 * high_terms) + power.tail)};
}

}  // namespace

double portable_exp(double x) {
    constexpr double largest = 0x1.62e42fefa39efp+9;    // the next double overflows
    constexpr double smallest = -0x1.74910d52d3052p+9;  // below it the result is nearer to 0 than to 2^-1074
    if (!(x >= smallest && x <= largest)) {
        if (x != x) return x;
        return x > 0.0 ? std::numeric_limits<double>::infinity() : 0.0;
    }
    const ReducedExp reduced = reduced_exp(x);
    if (x >= -largest_plain_exponent && x <= largest_plain_exponent) {
        const double scale = reduced.scale();
        return scale + scale * reduced.rest;
    }
    // 2^e alone would overflow or be subnormal: two factors, of which only the last one rounds.
    const std::int64_t half = reduced.e / 2;
    return ((reduced.value + reduced.value * reduced.rest) * power_of_two(half)) * power_of_two(reduced.e - half);
}

// scale - 1 is exact where it nearly cancels, and where scale is 1 what is left is e^x - 1 itself.
ExpAndExpm1 portable_exp_and_expm1(double x) {
    const ReducedExp reduced = reduced_exp(x);
    const double scale = reduced.scale();
    const double rest = scale * reduced.rest;
    return {scale + rest, (scale - 1.0) + rest};
}

// x = 2^k z with z in [0.699, 1.398), c the inverse of its interval: ln x = k ln 2 - ln c + ln(1 + r), r = z c - 1,
// |r| <= 2^-7. z is split in two halves so that both halves of r are exact; the high half is a multiple of 2^-42 like
// ln2_high and minus_log_high, so that the sum of these three is exact as well. ln(1 + r) - r by its series to r^9.
double portable_log(double x) {
    constexpr std::int64_t smallest_normal = std::int64_t{1} << 52;
    constexpr std::int64_t infinity = std::int64_t{0x7ff} << 52;
    constexpr std::int64_t exponent_bits = static_cast<std::int64_t>(std::uint64_t{0xfff} << 52);
    constexpr std::int64_t high_half = ~((std::int64_t{1} << 27) - 1);
    std::int64_t bits = std::bit_cast<std::int64_t>(x);
    std::int64_t k = 0;
    if (bits < smallest_normal || bits >= infinity) {
        if (x == 0.0) return -std::numeric_limits<double>::infinity();
        if (x < 0.0) return std::numeric_limits<double>::quiet_NaN();
        if (!(x <= std::numeric_limits<double>::max())) return x;  // infinity, not a number
        bits = std::bit_cast<std::int64_t>(x * 0x1p52);
        k = -52;
    }
    const std::int64_t offset = bits - first_interval_bits;
    k += offset >> 52;
    const std::int64_t i = (offset >> 46) & 63;
    const LogInterval& interval = log_intervals[static_cast<std::size_t>(i)];
    const std::int64_t z_bits = bits - (offset & exponent_bits);
    const double z = std::bit_cast<double>(z_bits);
    const double z_high = std::bit_cast<double>(z_bits & high_half);
    const double r_high = z_high * interval.inverse - 1.0;
    const double r_low = (z - z_high) * interval.inverse;
    const double r = r_high + r_low;
    const double r2 = r * r;
    const double r4 = r2 * r2;
    const double low_terms = (-1.0 / 2.0 + r * (1.0 / 3.0)) + r2 * (-1.0 / 4.0 + r * (1.0 / 5.0));
    const double high_terms = (-1.0 / 6.0 + r * (1.0 / 7.0)) + r2 * (-1.0 / 8.0 + r * (1.0 / 9.0));
    const double log_minus_r = r2 * (low_terms + r4 * high_terms);
    if (k == 0 && i == unit_interval) return r + log_minus_r;  // r = x - 1 exactly: no digit is lost near 1
    const auto octaves = static_cast<double>(k);
    const double high = (octaves * ln2_high + interval.minus_log_high) + r_high;
    const double low = (octaves * ln2_low + interval.minus_log_low) + (r_low + log_minus_r);
    return high + low;
}

// t = k/4 + f with |f| <= 1/8: the subtraction is exact. Coefficients: (-1)^n/(2n + 1)! and (-1)^n/(2n)!.
CosineAndSine portable_cosine_and_sine_of_turns(double t) {
    constexpr double to_integer = 0x1.8p52;
    const double quarters = (4.0 * t + to_integer) - to_integer;
    const double x = two_pi * (t - 0.25 * quarters);
    const double x2 = x * x;
    double sine = sine_series.back();
    for (std::size_t n = sine_series.size() - 1; n-- > 0;) sine = sine_series[n] + x2 * sine;
    double cosine = cosine_series.back();
    for (std::size_t n = cosine_series.size() - 1; n-- > 0;) cosine = cosine_series[n] + x2 * cosine;
    sine = x + (x * x2) * sine;
    cosine = 1.0 + x2 * cosine;
    switch (static_cast<std::int64_t>(quarters) & 3) {
        case 0: return {cosine, sine};
        case 1: return {-sine, cosine};
        case 2: return {-cosine, -sine};
        default: return {sine, -cosine};
    }
}

}  // namespace soret
