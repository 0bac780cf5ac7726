#pragma once

#include "soret/optimized/kernels/pair_potential.hpp"
#include "soret/optimized/kernels/soft_core.hpp"

// Twin of reference/soft_core_potential.hpp: one text for a double and for a vector of doubles; (s/r)^6 comes from the
// caller, so that all stages of a pair share it.

namespace soret::optimized {

static inline double smaller(double x, double y) {
    return x < y ? x : y;
}

/// (s/r)^6, bounded.
template <class Real>
inline Real soft_core_s6(const SoftCoreStages& pair, const Real& r2) {
    const Real w = Real(1.0) / r2;
    const Real s2 = Real(pair.sigma2) * w;
    return smaller((s2 * s2) * s2, Real(0x1p500));
}

/// u(r; zeta) from (s/r)^6, without the part of a force shift, slope (r_c - r).
template <class Real>
inline Real soft_core_energy(const SoftCoreConstants& stage, const Real& s6) {
    const Real q = s6 / (Real(1.0) + Real(stage.a) * s6);
    return Real(stage.epsilon4) * (q * (q - Real(1.0))) - Real(stage.shift);
}

}  // namespace soret::optimized
