#pragma once

// The equations of contracts/pair_forces.hpp in the form of the paper, evaluated with 50 digits on the same grid
// positions, together with the sums of the magnitudes of the parts of the terms.

#include <array>
#include <cstddef>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"

namespace soret::test {

using Precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

/// A sum of terms, the sum of the magnitudes of their parts, and what the rounding of terms to the quantum may add.
struct PreciseSum {
    Precise value = 0;
    Precise magnitude = 0;
    double roundings = 0.0;  ///< in half quanta: the number of rounded terms

    void add(const Precise& term, const Precise& parts, double terms = 1.0) {
        value += term;
        magnitude += parts;
        roundings += terms;
    }
    /// The stated accuracy: roundings 2^-41 + 2^-47 of the sum of magnitudes.
    double allowed_error() const { return roundings * 0x1p-41 + 0x1p-47 * static_cast<double>(magnitude); }
    double error_of(double measured) const {
        const Precise difference = Precise(measured) - value;
        return static_cast<double>(difference < 0 ? Precise(-difference) : difference);
    }
};

struct PreciseForces {
    std::array<std::vector<PreciseSum>, 3> force;
    std::vector<PreciseSum> particle_energy;
    PreciseSum potential_energy;
    std::array<PreciseSum, 6> virial, kinetic;
    PreciseSum trace, zz;  ///< of the virial, each pair rounded once
    std::array<PreciseSum, 3> heat_current;
    std::vector<std::array<PreciseSum, 3>> mass_current;
};

inline Precise magnitude_of(const Precise& x) {
    return x < 0 ? Precise(-x) : x;
}

/// u and -u'/r of a pair, each with the sum of the magnitudes of its parts.
struct PrecisePair {
    Precise u, u_parts, f_over_r, f_parts;
};

inline PrecisePair precise_pair(const MixtureParameters& p, std::size_t a, std::size_t b, const Precise& r2) {
    const Precise eps = p.epsilon(a, b), sigma = p.sigma(a, b), rc = p.cutoff(a, b);
    const auto sixth = [&](const Precise& d2) {
        const Precise s2 = sigma * sigma / d2;
        return Precise(s2 * s2 * s2);
    };
    const Precise s6 = sixth(r2), c6 = sixth(rc * rc), r = sqrt(r2);
    PrecisePair pair{4 * eps * (s6 * s6 - s6), 4 * eps * (s6 * s6 + s6), 24 * eps * (2 * s6 * s6 - s6) / r2,
                     24 * eps * (2 * s6 * s6 + s6) / r2};
    if (p.truncation != Truncation::plain) {
        pair.u -= 4 * eps * (c6 * c6 - c6);
        pair.u_parts += 4 * eps * (c6 * c6 + c6);
    }
    if (p.truncation == Truncation::force_shifted) {
        const Precise slope = -24 * eps * (2 * c6 * c6 - c6) / rc;
        const Precise slope_parts = 24 * eps * (2 * c6 * c6 + c6) / rc;
        pair.u += slope * (rc - r);
        pair.u_parts += slope_parts * (rc + r);
        pair.f_over_r += slope / r;
        pair.f_parts += slope_parts / r;
    }
    return pair;
}

/// d - k edge with the whole number k that makes it smallest.
inline Precise precise_minimum_image(double xi, double xj, double edge) {
    const Precise d = Precise(xi) - Precise(xj);
    const Precise e = edge;
    return d - e * round(Precise(d / e));
}

inline constexpr std::array<std::array<std::size_t, 2>, 6> tensor_axes{
    {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}}};

inline void add_precise_pair(PreciseForces& sums, const State& state, const MixtureParameters& p, std::size_t i,
                             std::size_t j) {
    const std::array<double, 3> edge{state.box.edges().x, state.box.edges().y, state.box.edges().z};
    std::array<Precise, 3> r;
    Precise r2 = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        r[axis] = precise_minimum_image(state.position[axis][i], state.position[axis][j], edge[axis]);
        r2 += r[axis] * r[axis];
    }
    const auto a = static_cast<std::size_t>(state.species[i]);
    const auto b = static_cast<std::size_t>(state.species[j]);
    const Precise rc = p.cutoff(a, b);
    if (p.epsilon(a, b) == 0.0 || r2 >= rc * rc) return;

    const PrecisePair pair = precise_pair(p, a, b, r2);
    Precise power = 0, power_parts = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const Precise f = pair.f_over_r * r[axis];
        const Precise parts = pair.f_parts * magnitude_of(r[axis]);
        sums.force[axis][i].add(f, parts);
        sums.force[axis][j].add(-f, parts);
        if (!state.has_velocities()) continue;
        const Precise vi = state.velocity[axis][i], vj = state.velocity[axis][j];
        power += (vi + vj) * f / 2;
        power_parts += (magnitude_of(vi) + magnitude_of(vj)) * parts / 2;
    }
    for (std::size_t k = 0; k < 6; ++k) {
        const Precise rr = r[tensor_axes[k][0]] * r[tensor_axes[k][1]];
        sums.virial[k].add(rr * pair.f_over_r, magnitude_of(rr) * pair.f_parts);
    }
    sums.trace.add(r2 * pair.f_over_r, r2 * pair.f_parts);
    sums.zz.add(r[2] * r[2] * pair.f_over_r, r[2] * r[2] * pair.f_parts);
    for (std::size_t axis = 0; axis < 3 && state.has_velocities(); ++axis) {
        sums.heat_current[axis].add(power * r[axis], power_parts * magnitude_of(r[axis]));
    }
    sums.potential_energy.add(pair.u, pair.u_parts);
    sums.particle_energy[i].add(pair.u / 2, pair.u_parts / 2, 0.5);
    sums.particle_energy[j].add(pair.u / 2, pair.u_parts / 2, 0.5);
}

inline void add_precise_particle(PreciseForces& sums, const State& state, const MixtureParameters& p, std::size_t i) {
    const auto species = static_cast<std::size_t>(state.species[i]);
    const Precise m = p.mass[species];
    const std::array<Precise, 3> v{state.velocity[0][i], state.velocity[1][i], state.velocity[2][i]};
    for (std::size_t k = 0; k < 6; ++k) {
        const Precise term = m * v[tensor_axes[k][0]] * v[tensor_axes[k][1]];
        sums.kinetic[k].add(term, magnitude_of(term));
    }
    const Precise kinetic = m * (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]) / 2;
    const PreciseSum& energy = sums.particle_energy[i];
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const Precise speed = magnitude_of(v[axis]);
        // The energy carries the roundings of its own terms, times the velocity.
        sums.heat_current[axis].add((energy.value + kinetic) * v[axis], (energy.magnitude + kinetic) * speed,
                                    1.0 + energy.roundings * static_cast<double>(speed));
        sums.mass_current[species][axis].add(m * v[axis], m * speed);
    }
}

inline PreciseForces precise_forces(const Mixture& mixture, const State& state) {
    const std::size_t n = state.size();
    PreciseForces sums;
    for (auto& axis : sums.force) axis.resize(n);
    sums.particle_energy.resize(n);
    sums.mass_current.resize(mixture.species_count());
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 1; j < n; ++j) add_precise_pair(sums, state, mixture.parameters(), i, j);
    }
    for (std::size_t i = 0; i < n && state.has_velocities(); ++i) {
        add_precise_particle(sums, state, mixture.parameters(), i);
    }
    return sums;
}

}  // namespace soret::test
