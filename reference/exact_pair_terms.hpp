#pragma once

#include <optional>

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"
#include "soret/reference/pair_potential.hpp"
#include "soret/reference/pair_terms.hpp"

namespace soret::reference {

/// The terms of a pair within its cutoff. Contract: contracts/pair_forces.hpp.
inline std::optional<PairTerms> exact_pair_terms(const State& state, std::size_t i, std::size_t j,
                                                 const PairParameters& pair, PairForcesRequest request) {
    const Vector3 r = state.box.minimum_image(state.position_of(i), state.position_of(j));  // r_i - r_j
    const double r2 = dot(r, r);
    if (!(r2 < pair.cutoff2)) return std::nullopt;

    PairTerms terms;
    const double phi = pair_force_over_r(pair, r2);
    const Vector3 f = phi * r;
    terms.force = f;
    if (request.energies) terms.energy = pair_energy(pair, r2);
    if (request.virial) terms.virial = {r.x * f.x, r.y * f.y, r.z * f.z, r.x * f.y, r.x * f.z, r.y * f.z};
    if (request.scalar_virial == ScalarVirial::trace) terms.scalar_virial = phi * r2;
    if (request.scalar_virial == ScalarVirial::zz) terms.scalar_virial = phi * (r.z * r.z);
    if (request.currents) {
        const double power = 0.5 * dot(state.velocity_of(i) + state.velocity_of(j), f);
        terms.heat_current = {power * r.x, power * r.y, power * r.z};
    }
    return terms;
}

}  // namespace soret::reference
