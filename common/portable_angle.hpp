#pragma once

namespace soret {

/// The angle whose cosine and sine stand in a fixed ratio, the inverse of portable_cosine_and_sine_of_turns(), of
/// + - x / and sqrt only: the same bits on every machine and compiler.
///   method     a guess that is off by at most 0.0045 rad; the series of asin(d) for the rest, d = sin(angle - guess)
///   accuracy   4 2^-53 of a turn (asserted against cos and sin of the C library)
/// cosine, sine   >= 0, not both 0; they need not be of length 1
/// returns    the angle from the axis of the cosine, in [0, 1/4]                                            [turns]
double portable_turns_of(double cosine, double sine);

}  // namespace soret
