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

/// Energy of a particle, real or on trial, with all others: an integer number of quanta, or an overlap.
struct ParticleEnergy {
    Quanta quanta = 0;     ///< sum over the others of Q(u); 0 in an overlap
    bool overlap = false;  ///< the pair energies above 2^11 eps add up to 2^22 eps: infinite
    double value() const { return from_quanta(quanta); }
    friend bool operator==(const ParticleEnergy&, const ParticleEnergy&) = default;
};

/// The same for a whole state.
struct TotalEnergy {
    WideQuanta quanta = 0;
    bool overlap = false;
    double value() const { return from_quanta(quanta); }
    friend bool operator==(const TotalEnergy&, const TotalEnergy&) = default;
};

/// Energies of single particles for the trial moves of Monte Carlo. u and Q are those of contracts/pair_forces.hpp.
///   at(r, s)           the energy that one more particle, of species s and at r, would have: an insertion
///   without(i, r, s)   the energy that particle i would have at r as species s; i itself, where it stands, is left out
///                      of the sum. At another r a displacement, with another s an identity change; at its own r and s
///                      it is what a removal gives back
///   total()            sum over pairs of Q(u); an overlap if the sum of any particle is one
/// The state must outlive the object and not change under it.
///
/// r          wrapped, on the position grid                                                     [sigma]
/// s, i       0-based; i is the row of the particle in the state
/// throws     InvalidArgument: s or i out of range; InvalidState: more than 2048 neighbours within r_c
/// accuracy   |error| <= n 2^-41 + 2^-47 of the sum of the magnitudes of the parts of u, n pairs, as in
///            contracts/pair_forces.hpp; the same bits in any order of the particles
template <class T>
concept ParticleEnergyBackend = std::constructible_from<T, const Mixture&, const State&, const Execution&> &&
    requires(const T energies, std::size_t i, const Vector3& r, std::int32_t s) {
    { energies.at(r, s) } -> std::same_as<ParticleEnergy>;
    { energies.without(i, r, s) } -> std::same_as<ParticleEnergy>;
    { energies.total() } -> std::same_as<TotalEnergy>;
};

}  // namespace soret
