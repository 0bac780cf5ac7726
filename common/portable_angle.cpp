#include "soret/common/portable_angle.hpp"

#include <cmath>
#include <numbers>

#include "soret/common/portable_math.hpp"

namespace soret {

double portable_turns_of(double cosine, double sine) {
    const double length = std::sqrt(cosine * cosine + sine * sine);
    const double c = cosine / length;
    const double s = sine / length;
    // Off by at most 0.0045 rad. The sine of what is left is d, and asin(d) = d + d^3/6 + 3 d^5/40 + O(d^7).
    const double turns = 0.125 + (s - c) * (0.125 - 0.025 * (s * c));
    const CosineAndSine guess = portable_cosine_and_sine_of_turns(turns);
    const double d = s * guess.cosine - c * guess.sine;
    const double d2 = d * d;
    return turns + (d + d * d2 * (1.0 / 6.0 + 3.0 / 40.0 * d2)) / (2.0 * std::numbers::pi);
}

}  // namespace soret
