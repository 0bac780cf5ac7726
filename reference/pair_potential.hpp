#pragma once

#include <cmath>

#include "soret/common/mixture.hpp"

namespace soret::reference {

/// u(r) of a pair within its cutoff, from r^2 > 0; the equation and its order of operations are in
/// contracts/pair_forces.hpp.
inline double pair_energy(const PairParameters& pair, double r2) {
    const double w = 1.0 / r2;
    const double s2 = pair.sigma2 * w;
    const double s6 = (s2 * s2) * s2;
    double u = pair.epsilon4 * (s6 * (s6 - 1.0)) - pair.shift;
    if (pair.slope != 0.0) u += pair.slope * (pair.cutoff - std::sqrt(r2));
    return u;
}

/// -u'(r)/r of a pair within its cutoff.
inline double pair_force_over_r(const PairParameters& pair, double r2) {
    const double w = 1.0 / r2;
    const double s2 = pair.sigma2 * w;
    const double s6 = (s2 * s2) * s2;
    double f = (pair.epsilon24 * w) * (s6 * ((s6 + s6) - 1.0));
    if (pair.slope != 0.0) f += pair.slope * (std::sqrt(r2) * w);
    return f;
}

}  // namespace soret::reference
