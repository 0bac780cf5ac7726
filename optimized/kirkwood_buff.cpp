#include "soret/optimized/kirkwood_buff.hpp"

#include <limits>
#include <numbers>

namespace soret::optimized {

namespace {

constexpr double four_pi = 4.0 * std::numbers::pi;

/// What depends on the bins alone. Arrays over bins.
struct Shells {
    std::array<std::vector<double>, kirkwood_buff_power_count> moment;    // v_p
    std::array<std::vector<double>, kirkwood_buff_power_count> diameter;  // L^p
    std::vector<double> ball;                                             // b at the middle of a bin
    std::vector<double> half_ball;                                        // b at the middle less b at the inner border

    explicit Shells(const RadialBins& bins);
};

Shells::Shells(const RadialBins& bins) {
    const std::size_t count = bins.bins;
    const auto whole = static_cast<double>(count);
    std::vector<double> r(count + 1);
    for (std::size_t k = 0; k <= count; ++k) r[k] = bins.r_max * (static_cast<double>(k) / whole);
    // powers of the borders, one power after the other
    std::vector<double> r_p(count + 1, 1.0);
    for (std::size_t p = 0; p < kirkwood_buff_power_count + 3; ++p) {
        if (p < kirkwood_buff_power_count) diameter[p].assign(r_p.begin() + 1, r_p.end());
        if (p >= 3) {
            const double factor = four_pi / static_cast<double>(p);
            std::vector<double>& v = moment[p - 3];
            v.resize(count);
            for (std::size_t k = 0; k < count; ++k) v[k] = factor * (r_p[k + 1] - r_p[k]);
        }
        if (p == 3) {
            for (std::size_t k = 0; k < count; ++k) {
                const double middle = bins.r_max * ((static_cast<double>(k) + 0.5) / whole);
                ball.push_back(four_pi / 3.0 * (middle * middle * middle));
                half_ball.push_back(ball[k] - four_pi / 3.0 * r_p[k]);
            }
        }
        for (std::size_t k = 0; k <= count; ++k) r_p[k] *= r[k];
    }
}

/// In place: what comes later needs the uncorrected g of the bins before, which is kept in the running sum.
void correct(double* g, const Shells& shells, double volume, double missing) {
    double within = 0.0;
    for (std::size_t k = 0; k < shells.ball.size(); ++k) {
        const double excess = g[k] - 1.0;
        const double D = within + excess * shells.half_ball[k];
        within += excess * shells.moment[0][k];
        const double h = 1.0 - shells.ball[k] / volume;
        const double open = (h - D / volume) - missing;
        g[k] = open > 0.0 ? g[k] * (h / open) : std::numeric_limits<double>::quiet_NaN();
    }
}

}  // namespace

KirkwoodBuffIntegrals KirkwoodBuff::integrals(const PairDistances& distances, ClosedBoxCorrection correction) {
    check_pair_distances(distances, correction);
    const Shells shells(distances.bins);
    const std::size_t count = distances.bins.bins;
    const std::size_t species = distances.particles.size();
    KirkwoodBuffIntegrals result;
    result.g.resize(distances.pairs.size());
    for (auto& G : result.G) G.assign(distances.pairs.size(), 0.0);
    std::vector<double> excess(count), running(count);
    for (std::size_t i = 0; i < species; ++i) {
        for (std::size_t j = i; j < species; ++j) {
            const std::size_t row = species_pair(i, j, species) * count;
            const double pairs_expected = (i == j ? 0.5 : 1.0) * (distances.particles[i] * distances.particles[j]);
            double* g = result.g.data() + row;
            for (std::size_t k = 0; k < count; ++k) {
                g[k] = distances.pairs[row + k] / (pairs_expected * (shells.moment[0][k] / distances.volume));
            }
            if (correction == ClosedBoxCorrection::ganguly_van_der_vegt) {
                correct(g, shells, distances.volume, i == j ? 1.0 / distances.particles[i] : 0.0);
            }
            for (std::size_t k = 0; k < count; ++k) excess[k] = g[k] - 1.0;
            for (std::size_t p = 0; p < kirkwood_buff_power_count; ++p) {
                double I = 0.0;
                for (std::size_t k = 0; k < count; ++k) running[k] = I += excess[k] * shells.moment[p][k];
                for (const KirkwoodBuffWeight weight : every_kirkwood_buff_weight) {
                    const double u = polynomial_of(weight)[p];
                    if (u == 0.0) continue;
                    double* G = result.G[static_cast<std::size_t>(weight)].data() + row;
                    const double* L = shells.diameter[p].data();
                    for (std::size_t n = 0; n < count; ++n) G[n] += (u * running[n]) / L[n];
                }
            }
        }
    }
    check_kirkwood_buff_integrals(result, distances);
    return result;
}

void KirkwoodBuff::relations(std::span<const BinaryKirkwoodBuff> states, std::span<KirkwoodBuffRelations> relations) {
    check_binary_kirkwood_buff(states, relations);
    for (std::size_t k = 0; k < states.size(); ++k) {
        const auto& [x1, rho, G11, G12, G22] = states[k];
        const double x2 = 1.0 - x1;
        const double n11 = rho * x1 * G11, n12 = rho * x2 * G12, n22 = rho * x2 * G22;
        const double f11 = x2 * n11, f12 = -2.0 * x1 * n12, f22 = x1 * n22;
        const double f = f11 + f22 + f12;
        relations[k] = {n11, n12, rho * x1 * G12, n22, f11, f12, f22, 1.0 - f, 1.0 / (1.0 + f)};
    }
    check_kirkwood_buff_relations(relations);
}

}  // namespace soret::optimized
