#pragma once

namespace soret {

struct ExpAndExpm1 {
    double exp = 1.0;
    double expm1 = 0.0;  ///< e^x - 1
};

/// Up to this magnitude of x, 2^e of e^x and its products with small numbers are normal.
inline constexpr double largest_plain_exponent = 650.0;

/// e^x and e^x - 1 together, by + - x and bit operations only, like the functions of portable_math.hpp.
///   accuracy   exp: that of portable_exp(), of which it has the bits; expm1: 2 ulp (measured 1.5; asserted against
///              Boost.Multiprecision); both exact at 0
/// x          |x| <= largest_plain_exponent
ExpAndExpm1 portable_exp_and_expm1(double x);

}  // namespace soret
