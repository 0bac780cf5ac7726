#pragma once

#include "soret/optimized/kernels/cell_view.hpp"

// Twin of reference/pair_potential.hpp: one text for a double and for a vector of doubles, and w = 1/r^2 comes from the
// caller, so that energy and force of a pair share one division.

namespace soret::optimized {

static inline double square_root(double x) {
    return __builtin_sqrt(x);
}

/// u(r) from r^2 and w = 1/r^2.
template <class Real>
inline Real pair_energy(const PairConstants& pair, const Real& r2, const Real& w) {
    const Real s2 = Real(pair.sigma2) * w;
    const Real s6 = (s2 * s2) * s2;
    const Real u = Real(pair.epsilon4) * (s6 * (s6 - Real(1.0))) - Real(pair.shift);
    if (pair.slope == 0.0) return u;
    return u + Real(pair.slope) * (Real(pair.cutoff) - square_root(r2));
}

/// -u'(r)/r from r^2 and w = 1/r^2.
template <class Real>
inline Real pair_force_over_r(const PairConstants& pair, const Real& r2, const Real& w) {
    const Real s2 = Real(pair.sigma2) * w;
    const Real s6 = (s2 * s2) * s2;
    const Real f = (Real(pair.epsilon24) * w) * (s6 * ((s6 + s6) - Real(1.0)));
    if (pair.slope == 0.0) return f;
    return f + Real(pair.slope) * (square_root(r2) * w);
}

}  // namespace soret::optimized
