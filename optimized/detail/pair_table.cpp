#include "soret/optimized/detail/pair_table.hpp"

#include <algorithm>
#include <cmath>

#include "soret/common/order_independent_sum.hpp"
#include "soret/optimized/kernels/pair_potential.hpp"

namespace soret::optimized {

namespace {

/// Upper bound of every rounded term of a pair at distance r or more: u, f_a and r_a f_b, from the magnitudes of the
/// parts of u and f, each of which falls with r; the slope's part of the virial is largest at the cutoff.
double largest_term(const PairParameters& pair, double r) {
    const double s2 = pair.sigma2 / (r * r);
    const double s6 = (s2 * s2) * s2;
    const double slope = std::fabs(pair.slope) * std::max(1.0, pair.cutoff);
    const double u = pair.epsilon4 * (s6 * s6 + s6) + std::fabs(pair.shift) + slope;
    const double f = pair.epsilon24 * (2.0 * (s6 * s6) + s6) / r;
    return std::max(u, f * std::max(1.0, r) + slope);
}

/// Smallest r^2 from which on every term is safely small; infinity if there is none within the cutoff.
double safe_distance2(const PairParameters& pair, double limit) {
    double high = pair.cutoff;
    if (!(largest_term(pair, high) < limit)) return INFINITY;
    double low = 0.0;
    for (int halving = 0; halving < 60; ++halving) {
        const double middle = 0.5 * (low + high);
        (largest_term(pair, middle) < limit ? high : low) = middle;
    }
    return high * high;
}

}  // namespace

std::vector<PairConstants> pair_table(const Mixture& mixture) {
    std::vector<PairConstants> table;
    for (std::size_t a = 0; a < mixture.species_count(); ++a) {
        for (std::size_t b = 0; b < mixture.species_count(); ++b) {
            const PairParameters& p = mixture.pair(a, b);
            const double safe2 = p.cutoff2 > 0.0 ? safe_distance2(p, exact_term_limit) : 0.0;
            table.push_back({p.cutoff2, p.sigma2, p.epsilon4, p.epsilon24, p.shift, p.slope, p.cutoff, safe2});
        }
    }
    return table;
}

std::vector<PairConstants> in_quanta(std::vector<PairConstants> table) {
    for (PairConstants& pair : table) {
        for (double* value : {&pair.epsilon4, &pair.epsilon24, &pair.shift, &pair.slope}) *value /= sum_quantum;
    }
    return table;
}

double largest_safe_force_over_r(const std::vector<PairConstants>& table) {
    double largest = INFINITY;
    for (const PairConstants& pair : table) {
        if (pair.cutoff2 <= 0.0) continue;
        if (!std::isfinite(pair.safe2)) return -1.0;
        largest = std::min(largest, pair_force_over_r(pair, pair.safe2, 1.0 / pair.safe2));
    }
    return largest;
}

}  // namespace soret::optimized
