#pragma once

// Windows of free-energy calculations whose free energies are known in closed form.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "autoregressive_series.hpp"
#include "soret/common/portable_math.hpp"
#include "soret/common/random_streams.hpp"
#include "soret/common/statistics/free_energy_windows.hpp"

namespace soret::test {

/// One coordinate in harmonic potentials u_k(x) = K_k/2 (x - c_k)^2:  f_k - f_0 = 1/2 ln(K_k/K_0).
struct HarmonicWindows {
    std::vector<double> stiffness, centre;
    double phi = 0.0;  ///< correlation of one sample with the next

    std::size_t count() const { return stiffness.size(); }
    double energy(std::size_t k, double x) const { return 0.5 * stiffness[k] * (x - centre[k]) * (x - centre[k]); }
    double free_energy(std::size_t k) const { return 0.5 * std::log(stiffness[k] / stiffness[0]); }

    /// n places drawn from a window.
    std::vector<double> places(std::size_t own, std::size_t n, std::uint64_t seed) const {
        std::vector<double> x = AutoregressiveSeries(phi).values(n, 1000 * seed + own);
        for (double& place : x) place = centre[own] + place / std::sqrt(stiffness[own]);
        return x;
    }
    FreeEnergyWindow window_of(const std::vector<double>& places) const {
        Eigen::MatrixXd u(static_cast<Eigen::Index>(places.size()), static_cast<Eigen::Index>(count()));
        for (std::size_t n = 0; n < places.size(); ++n) {
            for (std::size_t k = 0; k < count(); ++k) {
                u(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(k)) = energy(k, places[n]);
            }
        }
        return {u};
    }
    std::vector<FreeEnergyWindow> samples(std::size_t n, std::uint64_t seed) const {
        std::vector<FreeEnergyWindow> windows;
        for (std::size_t own = 0; own < count(); ++own) windows.push_back(window_of(places(own, n, seed)));
        return windows;
    }
};

/// Four windows that overlap well.
inline HarmonicWindows growing_stiffness(double phi = 0.0) {
    return {{1.0, 1.8, 3.0, 5.0}, {0.0, 0.4, 0.7, 1.1}, phi};
}

/// A volume in u_k(V) = p V - n_k ln V: gamma distributions.
///   f_k - f_0 = ln[n_0!/n_k!] + (n_k - n_0) ln p,   <V>_k = (n_k + 1)/p
struct VolumeWindows {
    double pressure = 1.0;
    std::vector<int> power;  ///< n_k >= 0

    double mean(std::size_t k) const { return (power[k] + 1) / pressure; }
    double free_energy(std::size_t k) const {
        return std::lgamma(power[0] + 1.0) - std::lgamma(power[k] + 1.0) + (power[k] - power[0]) * std::log(pressure);
    }

    std::vector<FreeEnergyWindow> samples(std::size_t n, std::uint64_t seed) const {
        std::vector<FreeEnergyWindow> windows;
        for (std::size_t own = 0; own < power.size(); ++own) {
            const auto rows = static_cast<Eigen::Index>(n);
            FreeEnergyWindow window{Eigen::MatrixXd(rows, static_cast<Eigen::Index>(power.size())),
                                    Eigen::VectorXd(rows)};
            for (Eigen::Index i = 0; i < rows; ++i) {
                double volume = 0.0;  // a sum of n_k + 1 exponential numbers
                for (int k = 0; k <= power[own]; ++k) {
                    const RandomWords words =
                        random_words(1000 * seed + own, RandomStream::synthetic_series, static_cast<std::uint64_t>(i),
                                     static_cast<std::uint32_t>(k));
                    volume -= portable_log(1.0 - uniform_from(words[0], words[1])) / pressure;
                }
                window.volume[i] = volume;
                for (std::size_t k = 0; k < power.size(); ++k) {
                    window.reduced_energy(i, static_cast<Eigen::Index>(k)) =
                        pressure * volume - power[k] * std::log(volume);
                }
            }
            windows.push_back(window);
        }
        return windows;
    }
};

}  // namespace soret::test
