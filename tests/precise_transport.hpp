#pragma once

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "soret/common/contracts/transport.hpp"

namespace soret::test {

using Precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

/// Values and sums of magnitudes with 50 digits; D_12 and S_T by their closed forms for any masses, not as the
/// backends.
struct PreciseCoefficients {
    Precise L1q, Lq1, Lqq, ratio, lambda, lambda_primed, delta, delta_primed, D12, DT, ST;
};

inline PreciseCoefficients magnitudes_or_values(const OnsagerState& s, bool magnitudes) {
    const auto part = [&](const Precise& x) { return magnitudes ? abs(x) : x; };
    const Precise minus = magnitudes ? 1 : -1;
    const Precise T = s.temperature, L11 = s.L11, h = part(s.enthalpy_difference), x1 = s.x1, x2 = 1 - x1;
    const Precise L1q = part(s.L1q), Lq1 = part(s.Lq1), Lqq = part(s.Lqq), m1 = s.mass_1, m2 = s.mass_2;
    const Precise m = m1 * x1 + m2 * x2, n = s.number_density, G = s.gamma;
    PreciseCoefficients c;
    c.L1q = L1q + minus * L11 * h;
    c.Lq1 = Lq1 + minus * L11 * h;
    c.Lqq = Lqq + minus * (L1q + Lq1) * h + L11 * h * h;
    const Precise L = (c.L1q + c.Lq1) / 2;
    c.ratio = L / L11;
    c.delta = minus * L1q * Lq1 / L11 / (T * T);
    c.lambda = Lqq / (T * T) + c.delta;
    c.delta_primed = minus * c.L1q * c.Lq1 / L11 / (T * T);
    c.lambda_primed = c.Lqq / (T * T) + c.delta_primed;
    c.D12 = L11 * G * m * m / (n * m1 * m1 * m2 * m2 * x1 * x2);
    c.ST = c.ratio * m1 * m2 / (m * T * T * G);
    c.DT = c.ST * c.D12;
    return c;
}

}  // namespace soret::test
