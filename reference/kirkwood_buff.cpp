#include "soret/reference/kirkwood_buff.hpp"

#include <limits>
#include <numbers>

namespace soret::reference {

namespace {

constexpr double pi = std::numbers::pi;

double power(double r, std::size_t p) {
    double product = 1.0;
    for (std::size_t k = 0; k < p; ++k) product *= r;
    return product;
}

/// r at a border of bins, or between two.
double radius(const RadialBins& bins, double k) {
    return bins.r_max * (k / static_cast<double>(bins.bins));
}

/// v_p(k): the integral of r^p over shell k.
double shell_moment(const RadialBins& bins, std::size_t p, std::size_t k) {
    const double inner = radius(bins, static_cast<double>(k));
    const double outer = radius(bins, static_cast<double>(k + 1));
    return 4.0 * pi / static_cast<double>(p + 3) * (power(outer, p + 3) - power(inner, p + 3));
}

/// Row p, column k.
std::vector<std::vector<double>> shell_moments(const RadialBins& bins) {
    std::vector<std::vector<double>> v(kirkwood_buff_power_count);
    for (std::size_t p = 0; p < v.size(); ++p) {
        for (std::size_t k = 0; k < bins.bins; ++k) v[p].push_back(shell_moment(bins, p, k));
    }
    return v;
}

double ball(double r) {
    return 4.0 * pi / 3.0 * power(r, 3);
}

/// SI eqs. 26 and 27, divided by N_j; missing = delta_ij/N_i, the particle itself.
std::vector<double> corrected(const std::vector<double>& g, const std::vector<double>& v0, const RadialBins& bins,
                              double volume, double missing) {
    std::vector<double> g_corrected;
    for (std::size_t k = 0; k < g.size(); ++k) {
        double D = 0.0;  // (g - 1) integrated up to r, the middle of the bin
        for (std::size_t l = 0; l < k; ++l) D += (g[l] - 1.0) * v0[l];
        const double r = radius(bins, static_cast<double>(k) + 0.5);
        D += (g[k] - 1.0) * (ball(r) - ball(radius(bins, static_cast<double>(k))));
        const double h = 1.0 - ball(r) / volume;
        const double open = (h - D / volume) - missing;
        g_corrected.push_back(open > 0.0 ? g[k] * (h / open) : std::numeric_limits<double>::quiet_NaN());
    }
    return g_corrected;
}

/// G of the sphere whose diameter L is the outer border of bin n.
double integral(const KirkwoodBuffPolynomial& u, const std::vector<double>& g,
                const std::vector<std::vector<double>>& v, std::size_t n, double L) {
    double G = 0.0;
    for (std::size_t p = 0; p < u.size(); ++p) {
        if (u[p] == 0.0) continue;
        double I = 0.0;
        for (std::size_t k = 0; k <= n; ++k) I += (g[k] - 1.0) * v[p][k];
        G += (u[p] * I) / power(L, p);
    }
    return G;
}

KirkwoodBuffRelations relations_of(const BinaryKirkwoodBuff& s) {
    const double x2 = 1.0 - s.x1;
    const double rho1 = s.number_density * s.x1;
    const double rho2 = s.number_density * x2;
    KirkwoodBuffRelations r;
    r.n11 = rho1 * s.G11;
    r.n12 = rho2 * s.G12;
    r.n21 = rho1 * s.G12;
    r.n22 = rho2 * s.G22;
    r.f11 = x2 * r.n11;
    r.f22 = s.x1 * r.n22;
    r.f12 = (-2.0 * s.x1) * r.n12;
    const double f = (r.f11 + r.f22) + r.f12;
    r.gamma_first_order = 1.0 - f;
    r.gamma = 1.0 / (1.0 + f);  // P eq. 7
    return r;
}

}  // namespace

KirkwoodBuffIntegrals KirkwoodBuff::integrals(const PairDistances& distances, ClosedBoxCorrection correction) {
    check_pair_distances(distances, correction);
    const RadialBins& bins = distances.bins;
    const std::vector<std::vector<double>> v = shell_moments(bins);
    const std::size_t species = distances.particles.size();
    KirkwoodBuffIntegrals result;
    for (std::size_t i = 0; i < species; ++i) {
        for (std::size_t j = i; j < species; ++j) {
            const double* pairs = distances.pairs.data() + species_pair(i, j, species) * bins.bins;
            const double c = i == j ? 0.5 : 1.0;
            std::vector<double> g;
            for (std::size_t k = 0; k < bins.bins; ++k) {
                const double expected =
                    c * (distances.particles[i] * distances.particles[j]) * (v[0][k] / distances.volume);
                g.push_back(pairs[k] / expected);
            }
            if (correction == ClosedBoxCorrection::ganguly_van_der_vegt) {
                g = corrected(g, v[0], bins, distances.volume, i == j ? 1.0 / distances.particles[i] : 0.0);
            }
            for (const KirkwoodBuffWeight weight : every_kirkwood_buff_weight) {
                for (std::size_t n = 0; n < bins.bins; ++n) {
                    const double L = radius(bins, static_cast<double>(n + 1));
                    const double G = integral(polynomial_of(weight), g, v, n, L);
                    result.G[static_cast<std::size_t>(weight)].push_back(G);
                }
            }
            result.g.insert(result.g.end(), g.begin(), g.end());
        }
    }
    check_kirkwood_buff_integrals(result, distances);
    return result;
}

void KirkwoodBuff::relations(std::span<const BinaryKirkwoodBuff> states, std::span<KirkwoodBuffRelations> relations) {
    check_binary_kirkwood_buff(states, relations);
    for (std::size_t k = 0; k < states.size(); ++k) relations[k] = relations_of(states[k]);
    check_kirkwood_buff_relations(relations);
}

}  // namespace soret::reference
