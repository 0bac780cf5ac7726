#include "soret/validation/simulation/phase_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include <fmt/format.h>

namespace soret {

namespace {

inline constexpr std::size_t fewest_particles = 150;
inline constexpr double most_particles = 32000.0;

double density_of(const State& state) {
    return static_cast<double>(state.size()) / state.box.volume();
}

std::array<double, 3> edges_of(const State& state) {
    const Vector3& e = state.box.edges();
    return {e.x, e.y, e.z};
}

/// exp(i m x 2 pi/L) of every particle for one axis and m = 0 .. most.
using PhaseFactors = std::vector<std::vector<std::complex<double>>>;

PhaseFactors phase_factors(const std::vector<double>& coordinate, double length, int most) {
    PhaseFactors factors(static_cast<std::size_t>(most) + 1);
    for (std::size_t m = 0; m < factors.size(); ++m) {
        for (const double x : coordinate) {
            factors[m].push_back(std::polar(1.0, 2.0 * std::numbers::pi * static_cast<double>(m) * (x / length)));
        }
    }
    return factors;
}

std::complex<double> factor(const PhaseFactors& factors, int m, std::size_t i) {
    const std::complex<double> value = factors[static_cast<std::size_t>(std::abs(m))][i];
    return m < 0 ? std::conj(value) : value;
}

/// How unevenly particles and species are spread over cells.
struct Spread {
    double number = 0.0;
    double composition = 0.0;  ///< largest of all species
};

Spread spread_over_cells(const State& state, const Mixture& mixture) {
    const double cell = 3.5 / std::cbrt(density_of(state));
    const auto edges = edges_of(state);
    std::array<std::size_t, 3> count{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        count[axis] = std::max<std::size_t>(1, static_cast<std::size_t>(std::nearbyint(edges[axis] / cell)));
    }
    const std::size_t cells = count[0] * count[1] * count[2];
    const std::size_t species = mixture.species_count();
    std::vector<double> number(cells, 0.0);
    std::vector<double> number_of(cells * species, 0.0);
    for (std::size_t i = 0; i < state.size(); ++i) {
        std::size_t c = 0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const auto k =
                static_cast<std::size_t>(state.position[axis][i] / edges[axis] * static_cast<double>(count[axis]));
            c = c * count[axis] + std::min(k, count[axis] - 1);
        }
        number[c] += 1.0;
        number_of[c * species + static_cast<std::size_t>(state.species[i])] += 1.0;
    }
    const double n = static_cast<double>(state.size());
    const double mean = n / static_cast<double>(cells);
    const double freedom = static_cast<double>(cells) - 1.0;
    Spread spread;
    if (cells < 2) return spread;
    for (const double in_cell : number) spread.number += (in_cell - mean) * (in_cell - mean) / (freedom * mean);
    const auto counts = state.species_counts(species);
    for (std::size_t s = 0; s < species; ++s) {
        const double x = static_cast<double>(counts[s]) / n;
        if (x * (1.0 - x) * mean < 1.0) continue;  // too few to say
        double sum = 0.0;
        for (std::size_t c = 0; c < cells; ++c) {
            const double excess = number_of[c * species + s] - x * number[c];
            sum += excess * excess;
        }
        spread.composition = std::max(spread.composition, sum / (freedom * x * (1.0 - x) * mean));
    }
    return spread;
}

}  // namespace

LargestStructureFactor largest_structure_factor(const State& state, int looks) {
    const auto edges = edges_of(state);
    const double share = std::min(1.0, std::cbrt(most_particles / static_cast<double>(state.size())));
    std::array<std::vector<double>, 3> r;
    for (std::size_t i = 0; i < state.size(); ++i) {
        const bool inside = state.position[0][i] < share * edges[0] && state.position[1][i] < share * edges[1] &&
                            state.position[2][i] < share * edges[2];
        for (std::size_t axis = 0; inside && axis < 3; ++axis) r[axis].push_back(state.position[axis][i]);
    }
    const double scale = std::cbrt(density_of(state));
    const double least = 5.8 * scale;
    const double most = 8.2 * scale;
    std::array<double, 3> unit{};  // smallest k along each axis
    std::array<int, 3> top{};
    std::array<PhaseFactors, 3> factors;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        unit[axis] = 2.0 * std::numbers::pi / (share * edges[axis]);
        top[axis] = static_cast<int>(most / unit[axis]);
        factors[axis] = phase_factors(r[axis], share * edges[axis], top[axis]);
    }

    const std::size_t n = r[0].size();
    double largest = 0.0;
    double examined = 0.0;
    std::vector<std::complex<double>> plane(n);
    for (int a = 0; a <= top[0]; ++a) {  // k and -k have the same value
        for (int b = a == 0 ? 0 : -top[1]; b <= top[1]; ++b) {
            const double kx = a * unit[0];
            const double ky = b * unit[1];
            if (kx * kx + ky * ky > most * most) continue;
            for (std::size_t i = 0; i < n; ++i) plane[i] = factor(factors[0], a, i) * factor(factors[1], b, i);
            for (int c = -top[2]; c <= top[2]; ++c) {
                const double kz = c * unit[2];
                const double k2 = kx * kx + ky * ky + kz * kz;
                if (k2 < least * least || k2 > most * most) continue;
                std::complex<double> sum = 0.0;
                for (std::size_t i = 0; i < n; ++i) sum += plane[i] * factor(factors[2], c, i);
                largest = std::max(largest, std::norm(sum) / static_cast<double>(n));
                examined += 1.0;
            }
        }
    }
    return {largest, 2.85 * std::log(1e6 * looks * std::max(1.0, examined))};
}

std::optional<std::string> departure_from_liquid(const State& state, const Mixture& mixture, double prepared_density,
                                                 int looks) {
    const double density = density_of(state);
    if (density < 0.5 * prepared_density) {
        return fmt::format("boiled: the density has fallen from {:.4g} to {:.4g} (limit: half)", prepared_density,
                           density);
    }
    return departure_from_fluid(state, mixture, looks);
}

int looks_of(std::size_t particles, double particle_steps) {
    // Some 3 N wave vectors, N particles each and 2 ns for each of those; 1.8e7 particle-steps a second.
    const double n = std::min(static_cast<double>(particles), most_particles);
    const double look = 6e-9 * n * n;
    const double run = particle_steps / 1.8e7;
    return static_cast<int>(std::clamp(0.05 * run / look, 1.0, 16.0));
}

std::optional<std::string> departure_from_fluid(const State& state, const Mixture& mixture, int looks) {
    if (state.size() < fewest_particles || mixture.largest_cutoff() == 0.0) return std::nullopt;
    const Spread spread = spread_over_cells(state, mixture);
    if (spread.number > 3.0) {
        return fmt::format(
            "separated into a dense and a dilute phase: numbers in cells vary {:.1f} times as much as in an "
            "ideal gas (limit 3)",
            spread.number);
    }
    if (spread.composition > 6.0) {
        return fmt::format(
            "demixed: the composition of cells varies {:.1f} times as much as in an ideal mixture (limit 6)",
            spread.composition);
    }
    const LargestStructureFactor peak = largest_structure_factor(state, looks);
    if (peak.value > peak.limit) {
        return fmt::format("froze: the structure factor reaches {:.0f} (limit {:.0f})", peak.value, peak.limit);
    }
    return std::nullopt;
}

}  // namespace soret
