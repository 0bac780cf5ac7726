#pragma once

namespace soret {

/// The angle whose cosine and sine stand in a fixed ratio, the inverse of portable_cosine_and_sine_of_turns(), of
/// + - x / and sqrt only: the same bits on every machine and compiler.
///   method     two steps by asin(d) = d + d^3/6, d = sin(angle - guess), from a guess that is off by 0.004 rad
///   accuracy   4 2^-53 of a turn (asserted against Boost.Multiprecision)
/// cosine, sine   >= 0, not both 0; they need not be of length 1
/// returns    the angle from the axis of the cosine, in [0, 1/4]                                            [turns]
double portable_turns_of(double cosine, double sine);

}  // namespace soret
