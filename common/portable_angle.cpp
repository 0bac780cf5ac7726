#include "soret/common/portable_angle.hpp"

#include <cmath>
#include <numbers>

#include "soret/common/portable_math.hpp"

namespace soret {

double portable_turns_of(double cosine, double sine) {
    const double length = std::sqrt(cosine * cosine + sine * sine);
    const double c = cosine / length;
    const double s = sine / length;
    // Off by at most 0.004 rad. The sine of what is left is d; asin(d) = d + d^3/6 + O(d^5): twice is enough.
    double turns = 0.125 + (s - c) * (0.125 - 0.025 * (s * c));
    for (int step = 0; step < 2; ++step) {
        const CosineAndSine guess = portable_cosine_and_sine_of_turns(turns);
        const double d = s * guess.cosine - c * guess.sine;
        turns += (d + d * d * d / 6.0) / (2.0 * std::numbers::pi);
    }
    return turns;
}

}  // namespace soret
