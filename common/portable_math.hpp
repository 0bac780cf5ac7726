#pragma once

namespace soret {

/// e^x and ln x made of + - x / sqrt and bit operations only, so that they have the same bits on every machine and
/// compiler. Wherever a result enters a trajectory or a Markov chain these are used, never those of the C library.
///   accuracy   at most 1 ulp (asserted against Boost.Multiprecision over the whole range)
///   special    exp: overflow to infinity, gradual underflow to 0, NaN for NaN; log: -infinity at 0, NaN below 0
double portable_exp(double x);
double portable_log(double x);

}  // namespace soret
