#pragma once

#include <algorithm>
#include <cmath>

#include "soret/common/contracts/soft_core.hpp"

namespace soret::reference {

/// u(r; zeta) of a pair of species at one stage; the equation and its order of operations are in
/// contracts/soft_core.hpp.
class SoftCorePair {
public:
    SoftCorePair(const PairParameters& pair, Truncation truncation, double zeta)
        : pair_(&pair), a_(soft_core_alpha * ((1.0 - zeta) * (1.0 - zeta))), epsilon4_(zeta * pair.epsilon4) {
        if (!(pair.cutoff2 > 0.0) || truncation == Truncation::plain) return;
        const double s6 = sixth_power(pair.cutoff2);
        const double q = s6 / (1.0 + a_ * s6);
        shift_ = epsilon4_ * (q * (q - 1.0));
        if (truncation == Truncation::force_shifted) {
            slope_ = -(((zeta * pair.epsilon24) * (q * ((q + q) - 1.0))) * (q / s6)) / pair.cutoff;
        }
    }

    bool sees(double r2) const { return r2 < pair_->cutoff2; }

    /// r2   r^2 >= 0, within the cutoff
    double energy(double r2) const {
        const double s6 = sixth_power(r2);
        const double q = s6 / (1.0 + a_ * s6);  // 1/[a + (r/s)^6]
        double u = epsilon4_ * (q * (q - 1.0)) - shift_;
        if (slope_ != 0.0) u += slope_ * (pair_->cutoff - std::sqrt(r2));
        return u;
    }

private:
    /// (s/r)^6
    double sixth_power(double r2) const {
        const double w = 1.0 / r2;
        const double s2 = pair_->sigma2 * w;
        return std::min((s2 * s2) * s2, largest_soft_core_s6);
    }

    const PairParameters* pair_;
    double a_;         // alpha (1 - zeta)^2
    double epsilon4_;  // zeta 4 eps
    double shift_ = 0.0;
    double slope_ = 0.0;
};

}  // namespace soret::reference
