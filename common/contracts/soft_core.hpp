#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "soret/common/contracts/particle_energy.hpp"

namespace soret {

/// alpha of the soft core                                                                                    [SI 19]
inline constexpr double soft_core_alpha = 0.5;

/// Bound of s6 below. Only particles on top of each other, much nearer than a ghost and a particle come by chance,
/// reach it: without it 1/r^2 = infinity would give no number.
inline constexpr double largest_soft_core_s6 = 0x1p500;

/// throws   InvalidArgument: no stage, a stage that is not in [0, 1]
void check_soft_core_stages(std::span<const double> stages);

/// Energies that one growing particle has with all particles of a state, at several coupling stages zeta from one look
/// at the distances: zeta = 0 is no particle, zeta = 1 a full one.                            [SI 19 with its n = 1]
///   u(r; zeta) = zeta 4 eps { 1/[alpha (1 - zeta)^2 + (r/s)^6]^2 - 1/[alpha (1 - zeta)^2 + (r/s)^6] }
/// truncated at r_c as the mixture says: the shift is u(r_c; zeta), the slope u'(r_c; zeta), both of this zeta. As
/// operations, each one of IEEE double precision in the order written:
///   a     = alpha ((1 - zeta) (1 - zeta))
///   w, s2, s6 of contracts/pair_forces.hpp, s6 at most largest_soft_core_s6
///   q     = s6/(1 + a s6)
///   u     = (zeta 4 eps) (q (q - 1)) - shift  [+ slope (r_c - r) if force-shifted]
///   shift = (zeta 4 eps) (q_c (q_c - 1)),  slope = -(((zeta 24 eps) (q_c ((q_c + q_c) - 1))) (q_c/s6_c))/r_c
/// The sums are those of contracts/particle_energy.hpp, overlaps included, one a stage.
///   at(r, s, energies)           of one more particle, of species s and at r
///   without(i, r, s, energies)   of particle i, were it at r and of species s; i itself, where it stands, is left out
///
/// stages     zeta in [0, 1], in any order, K of them
/// r          wrapped, on the position grid                                                     [sigma]
/// s, i       0-based; i is the row of the particle in the state
/// energies   overwritten; K energies, in the order of the stages
/// throws     InvalidArgument: no stage or one outside [0, 1], s or i out of range; InvalidState: more than 2048
///            neighbours within r_c
/// accuracy   |error| <= n 2^-41 + 2^-47 of the sum of the magnitudes of the parts of u, n pairs: q has at most the 20
///            roundings of s6, 3 of a and 3 of its own, u 57 of the 64 that make 2^-47. Asserted in tests against 50
///            digits. The same bits in any order of the particles. At zeta = 1 the bits of
///            contracts/particle_energy.hpp, at zeta = 0 exactly 0
/// The state must outlive the object and not change under it.
template <class T>
concept SoftCoreBackend = std::constructible_from < T,
        const Mixture&, const State&, const std::vector<double>
&, const Execution& > &&requires(const T soft_core, std::size_t i, const Vector3& r, std::int32_t s,
                                 std::vector<ParticleEnergy>& energies) {
    { soft_core.at(r, s, energies) } -> std::same_as<void>;
    { soft_core.without(i, r, s, energies) } -> std::same_as<void>;
};

}  // namespace soret
