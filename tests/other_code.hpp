#pragma once

// Another code, written as plainly as can be and with nothing of the library but its State and Mixture: a double loop
// over particles and images. Tests of diagnoses plant their mistakes in it.

#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"

namespace soret::test {

/// Energy u and -u' of a pair of species a and b at distance r.
struct PairValue {
    double u = 0.0;
    double force = 0.0;
};
using PairLaw = std::function<PairValue(std::size_t a, std::size_t b, double r)>;

inline PairValue lennard_jones(double epsilon, double sigma, double r) {
    const double s6 = std::pow(sigma / r, 6.0);
    return {4.0 * epsilon * (s6 * s6 - s6), 24.0 * epsilon * (2.0 * s6 * s6 - s6) / r};
}

/// The law of a mixture: 0 beyond the cutoff.
inline PairLaw law_of(const MixtureParameters& m) {
    return [m](std::size_t a, std::size_t b, double r) -> PairValue {
        const double cutoff = m.cutoff(a, b);
        if (r >= cutoff) return {};
        PairValue value = lennard_jones(m.epsilon(a, b), m.sigma(a, b), r);
        if (m.truncation == Truncation::plain) return value;
        const PairValue at_cutoff = lennard_jones(m.epsilon(a, b), m.sigma(a, b), cutoff);
        value.u -= at_cutoff.u;
        if (m.truncation == Truncation::force_shifted) {
            value.u += (r - cutoff) * at_cutoff.force;
            value.force -= at_cutoff.force;
        }
        return value;
    };
}

/// A code and its possible mistakes.
struct OtherCode {
    PairLaw law;
    double reach = 0.0;  ///< no pair interacts beyond
    std::array<bool, 3> images{true, true, true};
    std::array<double, 3> edges{};
    std::vector<std::int32_t> species;
    std::vector<double> mass;  ///< of each particle
    std::array<std::vector<double>, 3> position;
    std::array<std::vector<double>, 3> velocity;
    /// Whether i feels j, an image `shift` edges away
    std::function<bool(std::size_t i, std::size_t j, const std::array<int, 3>& shift, double r)> feels;
};

inline OtherCode right_code(const State& state, const Mixture& mixture) {
    OtherCode code;
    code.law = law_of(mixture.parameters());
    code.reach = mixture.largest_cutoff();
    code.edges = {state.box.edges().x, state.box.edges().y, state.box.edges().z};
    code.species = state.species;
    for (const std::int32_t s : state.species) code.mass.push_back(mixture.mass(static_cast<std::size_t>(s)));
    code.position = state.position;
    code.velocity = state.velocity;
    return code;
}

/// Everything that a code prints.
struct Sheet {
    std::vector<double> forces;  // 3 a particle
    std::vector<double> particle_energies;
    std::vector<double> energies_to_lower;  // no part of what it prints: the whole of each pair to its first particle
    double potential_energy = 0.0;
    std::array<double, 6> virial{};
    std::array<double, 6> kinetic{};
    std::array<double, 3> heat_energies{};
    std::array<double, 3> heat_kinetic{};
    std::array<double, 3> heat_pairs{};
    std::array<double, 3> mass_current{};
    double volume = 1.0;

    double kinetic_energy() const { return 0.5 * (kinetic[0] + kinetic[1] + kinetic[2]); }
    std::array<double, 6> pressure() const {
        std::array<double, 6> p{};
        for (std::size_t c = 0; c < 6; ++c) p[c] = (kinetic[c] + virial[c]) / volume;
        return p;
    }
    std::array<double, 3> heat() const {
        std::array<double, 3> q{};
        for (std::size_t c = 0; c < 3; ++c) q[c] = heat_energies[c] + heat_kinetic[c] + heat_pairs[c];
        return q;
    }
};

inline Sheet sheet_of(const OtherCode& code) {
    static constexpr std::array<std::pair<std::size_t, std::size_t>, 6> tensor{
        {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}}};
    const std::size_t n = code.species.size();
    const bool moving = !code.velocity[0].empty();
    Sheet sheet;
    sheet.forces.assign(3 * n, 0.0);
    sheet.particle_energies.assign(n, 0.0);
    sheet.energies_to_lower.assign(n, 0.0);
    sheet.volume = code.edges[0] * code.edges[1] * code.edges[2];
    std::array<int, 3> most{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        most[axis] = code.images[axis] ? static_cast<int>(std::ceil(code.reach / code.edges[axis])) : 0;
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            std::array<int, 3> shift{};
            for (shift[0] = -most[0]; shift[0] <= most[0]; ++shift[0]) {
                const double x = code.position[0][i] - code.position[0][j] - shift[0] * code.edges[0];
                if (std::abs(x) >= code.reach) continue;
                for (shift[1] = -most[1]; shift[1] <= most[1]; ++shift[1]) {
                    const double y = code.position[1][i] - code.position[1][j] - shift[1] * code.edges[1];
                    if (std::abs(y) >= code.reach) continue;
                    for (shift[2] = -most[2]; shift[2] <= most[2]; ++shift[2]) {
                        const double z = code.position[2][i] - code.position[2][j] - shift[2] * code.edges[2];
                        const double r2 = x * x + y * y + z * z;
                        if (r2 >= code.reach * code.reach || r2 == 0.0) continue;
                        const double r = std::sqrt(r2);
                        if (code.feels && !code.feels(i, j, shift, r)) continue;
                        const PairValue value = code.law(static_cast<std::size_t>(code.species[i]),
                                                         static_cast<std::size_t>(code.species[j]), r);
                        const std::array<double, 3> d{x, y, z};
                        std::array<double, 3> f{};
                        for (std::size_t a = 0; a < 3; ++a) {
                            f[a] = value.force * d[a] / r;
                            sheet.forces[3 * i + a] += f[a];
                        }
                        sheet.particle_energies[i] += 0.5 * value.u;
                        if (i < j) sheet.energies_to_lower[i] += value.u;
                        sheet.potential_energy += 0.5 * value.u;
                        for (std::size_t c = 0; c < 6; ++c) {
                            sheet.virial[c] += 0.5 * d[tensor[c].first] * f[tensor[c].second];
                        }
                        if (!moving) continue;
                        double power = 0.0;
                        for (std::size_t a = 0; a < 3; ++a) power += 0.5 * code.velocity[a][i] * f[a];
                        for (std::size_t a = 0; a < 3; ++a) sheet.heat_pairs[a] += power * d[a];
                    }
                }
            }
        }
    }
    for (std::size_t i = 0; moving && i < n; ++i) {
        double v2 = 0.0;
        for (std::size_t a = 0; a < 3; ++a) v2 += code.velocity[a][i] * code.velocity[a][i];
        for (std::size_t a = 0; a < 3; ++a) {
            const double v = code.velocity[a][i];
            sheet.heat_energies[a] += sheet.particle_energies[i] * v;
            sheet.heat_kinetic[a] += 0.5 * code.mass[i] * v2 * v;
            if (code.species[i] == 0) sheet.mass_current[a] += code.mass[i] * v;
        }
        for (std::size_t c = 0; c < 6; ++c) {
            sheet.kinetic[c] += code.mass[i] * code.velocity[tensor[c].first][i] * code.velocity[tensor[c].second][i];
        }
    }
    return sheet;
}

}  // namespace soret::test
