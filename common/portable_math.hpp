#pragma once

namespace soret {

/// e^x and ln x made of + - x and bit operations only, so that they have the same bits on every machine and compiler.
/// Wherever a result enters a trajectory or a Markov chain these are used, never those of the C library. They need
/// rounding to nearest and no flushing of subnormal numbers to zero, as every program starts.
///   method     tables of 64 entries and a short Taylor series (Tang 1989, 1990), the table entries in two parts
///   accuracy   exp: 0.52 ulp where the result is normal, 0.76 ulp where it is subnormal; log: 0.52 ulp
///              (measured 0.513, 0.752 and 0.513; asserted against Boost.Multiprecision over the whole range)
///   special    exp: infinity from 709.79 on, 0 below -745.14, NaN for NaN; exp(0) = 1 exactly
///              log: -infinity at +-0, NaN below 0 and for NaN, infinity at infinity; log(1) = +0 exactly
double portable_exp(double x);
double portable_log(double x);

}  // namespace soret
