#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"
#include "soret/reference/pair_terms.hpp"

namespace soret::reference {

/// The nearest whole number of units.
inline std::int32_t whole_units(double x, double unit) {
    return static_cast<std::int32_t>(std::nearbyint(x / unit));
}

inline float displacement(double xi, double xj, double edge) {
    const double unit = mixed_unit(edge);
    const std::int32_t whole = whole_units(edge, unit);
    std::int32_t difference = whole_units(xi, unit) - whole_units(xj, unit);
    if (difference > whole / 2) difference -= whole;
    if (difference < -whole / 2) difference += whole;
    return static_cast<float>(difference) * static_cast<float>(unit);
}

/// The multiple of a quantum nearest to x, ties to even.
inline double rounded(float x, float quantum) {
    return std::nearbyint(static_cast<double>(x) / static_cast<double>(quantum)) * static_cast<double>(quantum);
}

/// The terms of a pair within its cutoff. Contract: contracts/pair_forces.hpp.
inline std::optional<PairTerms> mixed_pair_terms(const State& state, std::size_t i, std::size_t j,
                                                 const PairParameters& pair, PairForcesRequest request) {
    const Vector3& edges = state.box.edges();
    const float x = displacement(state.position[0][i], state.position[0][j], edges.x);
    const float y = displacement(state.position[1][i], state.position[1][j], edges.y);
    const float z = displacement(state.position[2][i], state.position[2][j], edges.z);
    const float r2 = (x * x + y * y) + z * z;
    if (!(r2 < static_cast<float>(pair.cutoff2))) return std::nullopt;

    const float w = 1.0F / r2;
    const float s2 = static_cast<float>(pair.sigma2) * w;
    const float s6 = (s2 * s2) * s2;
    const float slope = static_cast<float>(pair.slope);
    float f = (static_cast<float>(pair.epsilon24) * w) * (s6 * ((s6 + s6) - 1.0F));  // -u'(r)/r
    if (slope != 0.0F) f += slope * (std::sqrt(r2) * w);
    const float fx = f * x;
    const float fy = f * y;
    const float fz = f * z;

    PairTerms terms;
    const auto q = [](float term) { return rounded(term, mixed_quantum); };
    terms.force = {q(fx), q(fy), q(fz)};
    if (request.energies) {
        float u = static_cast<float>(pair.epsilon4) * (s6 * (s6 - 1.0F)) - static_cast<float>(pair.shift);
        if (slope != 0.0F) u += slope * (static_cast<float>(pair.cutoff) - std::sqrt(r2));
        terms.energy = q(u);
    }
    if (request.virial) terms.virial = {q(x * fx), q(y * fy), q(z * fz), q(x * fy), q(x * fz), q(y * fz)};
    if (request.scalar_virial == ScalarVirial::trace) terms.scalar_virial = q(f * r2);
    if (request.scalar_virial == ScalarVirial::zz) terms.scalar_virial = q(f * (z * z));
    if (request.currents) {
        const Vector3 vi = state.velocity_of(i);
        const Vector3 vj = state.velocity_of(j);
        const float vx = static_cast<float>(vi.x) + static_cast<float>(vj.x);
        const float vy = static_cast<float>(vi.y) + static_cast<float>(vj.y);
        const float vz = static_cast<float>(vi.z) + static_cast<float>(vj.z);
        const float power = 0.5F * ((vx * fx + vy * fy) + vz * fz);
        const auto heat = [](float term) { return rounded(term, mixed_heat_quantum); };
        terms.heat_current = {heat(power * x), heat(power * y), heat(power * z)};
    }
    return terms;
}

}  // namespace soret::reference
