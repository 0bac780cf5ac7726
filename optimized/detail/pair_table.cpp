#include "soret/optimized/detail/pair_table.hpp"

#include <algorithm>
#include <cmath>

#include "soret/common/order_independent_sum.hpp"

namespace soret::optimized {

namespace {

/// Upper bound of every rounded term of a pair at distance r or more: u, f_a, r_a f_b and (v . f) r_a, from the
/// magnitudes of the parts of u and f, which fall with r.
double largest_term(const PairParameters& pair, double r, double largest_speed) {
    const double s2 = pair.sigma2 / (r * r);
    const double s6 = (s2 * s2) * s2;
    const double u = pair.epsilon4 * (s6 * s6 + s6) + std::fabs(pair.shift) + std::fabs(pair.slope) * pair.cutoff;
    const double f = pair.epsilon24 * (2.0 * (s6 * s6) + s6) / r + std::fabs(pair.slope);
    const double lever = std::max(1.0, pair.cutoff);
    return std::max(u, f * lever * std::max(1.0, largest_speed));
}

/// Smallest r^2 from which on every term is safely small; infinity if there is none within the cutoff.
double safe_distance2(const PairParameters& pair, double largest_speed) {
    constexpr double limit = 0.5 * small_term_limit;
    double high = pair.cutoff;
    if (!(largest_term(pair, high, largest_speed) < limit)) return INFINITY;
    double low = 0.0;
    for (int halving = 0; halving < 50; ++halving) {
        const double middle = 0.5 * (low + high);
        (largest_term(pair, middle, largest_speed) < limit ? high : low) = middle;
    }
    return high * high;
}

}  // namespace

std::vector<PairConstants> pair_table(const Mixture& mixture, double largest_speed) {
    std::vector<PairConstants> table;
    for (std::size_t a = 0; a < mixture.species_count(); ++a) {
        for (std::size_t b = 0; b < mixture.species_count(); ++b) {
            const PairParameters& p = mixture.pair(a, b);
            const double safe2 = p.cutoff2 > 0.0 ? safe_distance2(p, largest_speed) : 0.0;
            table.push_back({p.cutoff2, p.sigma2, p.epsilon4, p.epsilon24, p.shift, p.slope, p.cutoff, safe2});
        }
    }
    return table;
}

}  // namespace soret::optimized
