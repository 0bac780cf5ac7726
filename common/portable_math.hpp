#pragma once

namespace soret {

/// e^x, ln x, cos and sin made of + - x and bit operations only, so that they have the same bits on every machine and
/// compiler. Wherever a result enters a trajectory, a Markov chain or a sum that is compared bit for bit these are
/// used, never those of the C library. They need rounding to nearest and no flushing of subnormal numbers to zero, as
/// every program starts.
///   method     tables of 64 entries and a short Taylor series (Tang 1989, 1990), the table entries in two parts
///   accuracy   exp: 0.52 ulp where the result is normal, 0.76 ulp where it is subnormal; log: 0.52 ulp
///              (measured 0.513, 0.752 and 0.513; asserted against Boost.Multiprecision over the whole range)
///   special    exp: infinity from 709.79 on, 0 below -745.14, NaN for NaN; exp(0) = 1 exactly
///              log: -infinity at +-0, NaN below 0 and for NaN, infinity at infinity; log(1) = +0 exactly
double portable_exp(double x);
double portable_log(double x);

struct CosineAndSine {
    double cosine = 1.0, sine = 0.0;
};
/// cos and sin of 2 pi t.
///   method     t less the nearest quarter turn, exactly; Taylor series to the 16th power of what is left, at most an
///              eighth of a turn
///   accuracy   2 2^-53 each, absolute (measured 1.52; asserted as the others); exact at quarter turns; t and -t
///              have opposite sines
/// t          |t| < 2^20
CosineAndSine portable_cosine_and_sine_of_turns(double t);

}  // namespace soret
