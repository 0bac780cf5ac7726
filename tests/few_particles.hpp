#pragma once

#include <array>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

#include "soret/common/mixture.hpp"

namespace soret::test {

/// Configuration integrals of two or three particles by quadrature on a grid in r, written apart from the library.
/// With f = exp(-u/T) - 1 of pairs closer than r_c, V >= (2 r_c)^3 for two and >= (3 r_c)^3 for three particles (then
/// no triangle of neighbours closes through the periodic boundary), in any orthorhombic box:
///   two     z = V (V + B),                                                     B = integral f d^3r
///   three   z = V [V^2 + V (B_ab + B_ac + B_bc) + (B_ab B_ac + B_ab B_bc + B_ac B_bc) + C],
///           C = integral f_ab(r) D(r) d^3r,  D(r) = integral f_ac f_bc d^3r_c
///                                                 = (2 pi/r) integral s f_ac(s) [G_bc(r + s) - G_bc(|r - s|)] ds
/// with G(x) = integral_0^x t f(t) dt, and likewise w = integral U exp(-U/T).
/// All pairs have the same cutoff. Trapezoids of width r_c/intervals: relative error of some intervals^-2.
class FewParticles {
public:
    FewParticles(const Mixture& mixture, double temperature, std::size_t intervals = 2000)
        : parameters_(mixture.parameters()),
          temperature_(temperature),
          intervals_(intervals),
          cutoff_(parameters_.cutoff(0, 0)),
          h_(cutoff_ / static_cast<double>(intervals)) {}

    /// Coefficients of powers of V.
    struct Polynomials {
        std::array<double, 4> z{};
        std::array<double, 4> w{};
    };

    Polynomials of(const std::vector<std::size_t>& species) const {
        return species.size() == 2 ? pair(species[0], species[1]) : triple(species[0], species[1], species[2]);
    }

private:
    double energy(std::size_t a, std::size_t b, double r) const {
        const auto lennard_jones = [&](double x) {
            return 4.0 * parameters_.epsilon(a, b) *
                   (std::pow(parameters_.sigma(a, b) / x, 12.0) - std::pow(parameters_.sigma(a, b) / x, 6.0));
        };
        const double s6 = std::pow(parameters_.sigma(a, b) / cutoff_, 6.0);
        const double slope = -24.0 * parameters_.epsilon(a, b) * (2.0 * s6 * s6 - s6) / cutoff_;
        double u = lennard_jones(r);
        if (parameters_.truncation != Truncation::plain) u -= lennard_jones(cutoff_);
        if (parameters_.truncation == Truncation::force_shifted) u -= (r - cutoff_) * slope;
        return u;
    }
    double f(std::size_t a, std::size_t b, std::size_t k) const {
        return k == 0 ? -1.0 : std::expm1(-energy(a, b, h_ * static_cast<double>(k)) / temperature_);
    }
    /// u exp(-u/T)
    double ue(std::size_t a, std::size_t b, std::size_t k) const {
        if (k == 0) return 0.0;
        const double u = energy(a, b, h_ * static_cast<double>(k));
        return u > 700.0 * temperature_ ? 0.0 : u * std::exp(-u / temperature_);
    }
    /// Integral over the sphere of a function of k = r/h.
    template <class Function>
    double over_sphere(const Function& function) const {
        double sum = 0.0;
        for (std::size_t k = 1; k <= intervals_; ++k) {
            const double r = h_ * static_cast<double>(k);
            sum += (k == intervals_ ? 0.5 : 1.0) * r * r * function(k);
        }
        return 4.0 * M_PI * h_ * sum;
    }
    std::vector<double> tabulated_f(std::size_t a, std::size_t b) const {
        std::vector<double> values(intervals_ + 1);
        for (std::size_t k = 0; k <= intervals_; ++k) values[k] = f(a, b, k);
        return values;
    }
    double b2(std::size_t a, std::size_t b) const {
        return over_sphere([&](std::size_t k) { return f(a, b, k); });
    }
    double k2(std::size_t a, std::size_t b) const {
        return over_sphere([&](std::size_t k) { return ue(a, b, k); });
    }
    Polynomials pair(std::size_t a, std::size_t b) const {
        return {{0.0, b2(a, b), 1.0, 0.0}, {0.0, k2(a, b), 0.0, 0.0}};
    }

    /// D on the grid.
    std::vector<double> third_particle(std::size_t a, std::size_t b, std::size_t c) const {
        const std::vector<double> f_ac = tabulated_f(a, c);
        const std::vector<double> f_bc = tabulated_f(b, c);
        std::vector<double> cumulative(2 * intervals_ + 1, 0.0);  // G / h^2
        for (std::size_t k = 1; k <= 2 * intervals_; ++k) {
            cumulative[k] = cumulative[k - 1];
            if (k > intervals_) continue;
            cumulative[k] += 0.5 * (static_cast<double>(k - 1) * f_bc[k - 1] + static_cast<double>(k) * f_bc[k]);
        }
        std::vector<double> d(intervals_ + 1, 0.0);
        for (std::size_t k = 1; k <= intervals_; ++k) {
            double sum = 0.0;
            for (std::size_t s = 1; s <= intervals_; ++s) {
                const double weight = (s == intervals_ ? 0.5 : 1.0) * static_cast<double>(s) * f_ac[s];
                sum += weight * (cumulative[k + s] - cumulative[k > s ? k - s : s - k]);
            }
            d[k] = 2.0 * M_PI / static_cast<double>(k) * h_ * h_ * h_ * sum;
        }
        return d;
    }
    Polynomials triple(std::size_t a, std::size_t b, std::size_t c) const {
        const double ab = b2(a, b);
        const double ac = b2(a, c);
        const double bc = b2(b, c);
        const std::vector<double> d_ab = third_particle(a, b, c);
        const std::vector<double> d_ac = third_particle(a, c, b);
        const std::vector<double> d_bc = third_particle(b, c, a);
        Polynomials result;
        result.z[3] = 1.0;
        result.z[2] = ab + ac + bc;
        result.z[1] = ab * ac + ab * bc + ac * bc + over_sphere([&](std::size_t k) { return f(a, b, k) * d_ab[k]; });
        result.w[2] = k2(a, b) + k2(a, c) + k2(b, c);
        result.w[1] = k2(a, b) * (ac + bc) + k2(a, c) * (ab + bc) + k2(b, c) * (ab + ac);
        result.w[1] += over_sphere([&](std::size_t k) { return ue(a, b, k) * d_ab[k]; });
        result.w[1] += over_sphere([&](std::size_t k) { return ue(a, c, k) * d_ac[k]; });
        result.w[1] += over_sphere([&](std::size_t k) { return ue(b, c, k) * d_bc[k]; });
        return result;
    }

    MixtureParameters parameters_;
    double temperature_;
    std::size_t intervals_;
    double cutoff_;
    double h_;
};

/// <U> at constant volume.
inline double mean_energy(const FewParticles::Polynomials& p, double volume) {
    const auto at = [&](const std::array<double, 4>& c) {
        return c[0] + volume * (c[1] + volume * (c[2] + volume * c[3]));
    };
    return at(p.w) / at(p.z);
}

/// The integral of a polynomial times exp(-P V/T) over V > v_least.
inline double over_volumes(const std::array<double, 4>& coefficients, int extra_power, double pressure_over_t,
                           double v_least) {
    double sum = 0.0;
    for (int m = 0; m < 4; ++m) {
        const double power = m + extra_power + 1;
        sum += coefficients[static_cast<std::size_t>(m)] * boost::math::tgamma(power, pressure_over_t * v_least) /
               std::pow(pressure_over_t, power);
    }
    return sum;
}

struct FewParticleMeans {
    double energy = 0.0;
    double volume = 0.0;
    std::vector<double> probability;  ///< of N_1 = 0, 1, ..., N
};

/// Averages at constant pressure over volumes above v_least and, with two entries in mu, over the species 0 and 1 of
/// every particle; with none all are of species `only`.
inline FewParticleMeans means_at_pressure(const FewParticles& integrals, std::size_t n, double temperature,
                                          double pressure, double v_least, const std::vector<double>& mu,
                                          std::size_t only = 0) {
    FewParticleMeans means;
    means.probability.assign(n + 1, 0.0);
    double total = 0.0;
    for (unsigned bits = 0; bits < (1U << n); ++bits) {
        if (mu.empty() && bits != 0) continue;
        std::vector<std::size_t> species(n, only);
        double chemical = 0.0;
        std::size_t of_first = 0;
        for (std::size_t i = 0; i < n && !mu.empty(); ++i) {
            species[i] = (bits >> i) & 1U;
            chemical += mu[species[i]];
            of_first += species[i] == 0 ? 1 : 0;
        }
        const FewParticles::Polynomials p = integrals.of(species);
        const double weight = std::exp(chemical / temperature);
        const double beta_p = pressure / temperature;
        const double z = weight * over_volumes(p.z, 0, beta_p, v_least);
        total += z;
        means.probability[of_first] += z;
        means.volume += weight * over_volumes(p.z, 1, beta_p, v_least);
        means.energy += weight * over_volumes(p.w, 0, beta_p, v_least);
    }
    for (double& p : means.probability) p /= total;
    means.volume /= total;
    means.energy /= total;
    return means;
}

}  // namespace soret::test
