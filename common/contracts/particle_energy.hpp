#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "soret/common/execution.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// Energy of one (real or trial) particle with all others, as an exact integer, or an overlap.
struct ParticleEnergy {
    Quanta quanta = 0;     ///< sum over the others of Q(u); 0 in an overlap
    bool overlap = false;  ///< the large pair energies add up to 2^22 eps or more: counts as infinite
    double value() const { return from_quanta(quanta); }
    friend bool operator==(const ParticleEnergy&, const ParticleEnergy&) = default;
};

/// Energy of a whole state as an exact integer, or an overlap.
struct TotalEnergy {
    WideQuanta quanta = 0;
    bool overlap = false;
    double value() const { return from_quanta(quanta); }
    friend bool operator==(const TotalEnergy&, const TotalEnergy&) = default;
};

/// Trial energies for Monte Carlo. u and Q as in pair_forces. The displaced and the inserted particle differ in who is
/// left out: a displaced particle does not see itself at its old place.
///   at(r, s)            energy of a particle of species s inserted at r
///   without(i, r, s)    energy of particle i if it were of species s and at r: displaced (r changed), changed (s
///   changed),
///                       or removed (minus the energy at its own r and s)
///   total()             sum over pairs of Q(u) of the whole state; overlap if any particle's own sum overlaps
/// The state must outlive the object and not change under it.
/// r          wrapped, on the position grid                                                     [sigma]
/// s, i       0-based; i is the row of the particle in the state
/// throws     InvalidArgument: s or i out of range; InvalidState: more than 2048 neighbours within r_c
/// accuracy   |error| <= n 2^-41 + 2^-47 of the sum of the magnitudes of the parts of u, n pairs, as in
///            pair_forces; the same bits in any order of the particles
template <class T>
concept ParticleEnergyBackend = std::constructible_from<T, const Mixture&, const State&, const Execution&> &&
    requires(const T energies, std::size_t i, const Vector3& r, std::int32_t s) {
    { energies.at(r, s) } -> std::same_as<ParticleEnergy>;
    { energies.without(i, r, s) } -> std::same_as<ParticleEnergy>;
    { energies.total() } -> std::same_as<TotalEnergy>;
};

}  // namespace soret
