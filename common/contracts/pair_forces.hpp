#pragma once

#include <array>
#include <concepts>
#include <optional>
#include <vector>

#include "soret/common/execution.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/scalar_virial.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// What is wanted besides the forces. Parts not asked for are left zero or empty.
struct PairForcesRequest {
    bool energies = true;  ///< potential energy and particle energies
    bool virial = true;    ///< virial and kinetic tensors
    bool currents = true;  ///< heat and mass current; implies energies
    ScalarVirial scalar_virial = ScalarVirial::none;
    /// Axis of a heat field of which the configurational forces are wanted
    std::optional<std::size_t> heat_field_axis = std::nullopt;
};

/// No sums at all: forces only.
inline constexpr PairForcesRequest forces_only{.energies = false, .virial = false, .currents = false};

/// The sums over all pairs and particles.
struct PairForcesTotals {
    double potential_energy = 0.0;         ///< sum over pairs of u                                    [eps]
    SymmetricTensor virial{};              ///< sum over pairs of r_a f_b                              [eps]
    double scalar_virial = 0.0;            ///< sum over pairs of r . f or r_z f_z                     [eps]
    SymmetricTensor kinetic{};             ///< sum over particles of m v_a v_b                        [eps]
    std::array<double, 3> heat_current{};  ///< V J_q, SI eq. 12                                       [eps sigma/tau]
    /// V J_s of each species, SI eq. 11                                                               [m sigma/tau]
    std::vector<std::array<double, 3>> mass_current;

    double kinetic_energy() const { return 0.5 * ((kinetic[0] + kinetic[1]) + kinetic[2]); }
};

/// What pair_forces yields. Per-particle rows are in the order of the state.
struct PairForcesResult : PairForcesTotals {
    std::array<std::vector<double>, 3> force;  ///< axis first                                        [eps/sigma]
    std::vector<double> particle_energy;       ///< V_i = 1/2 sum_j u_ij                               [eps]
    std::array<std::vector<double>, 3> heat_field_force;  ///< t_i,a, axis first                      [eps]
};

/// throws   InvalidArgument: a heat field along an axis that is none
void check_request(const PairForcesRequest& request);

/// in_range   of the sums of the force on a particle and of its energy
/// throws     InvalidState: more neighbours than largest_neighbour_count, or sums out of range
void check_particle_sums(std::int64_t id, int neighbours, bool in_range);

/// Pair forces: potential energy, forces, virial and the microscopic currents of a configuration.
///
/// The pair potential, for r^2 < r_c^2; beyond it there is no pair                                     [P, Methods]
///   w = 1/r^2,  s2 = sigma^2 w,  s6 = (s2 s2) s2
///   u = 4 eps (s6 (s6 - 1)) - shift  [+ slope (r_c - r) if force-shifted]
///   f = r (24 eps w) (s6 ((s6 + s6) - 1))  [+ r slope (r w)],   r = r_i - r_j, f on i by j
///
/// The sums
///   potential energy  sum over pairs of Q(u);                 V_i = 1/2 sum_j Q(u_ij)
///   force on i        sum_j Q(f_a), each component by itself
///   heat field force  t_i,a = sum_j Q(r_x f_a + u), u only where a is the axis of the field, here x: half of it is the
///                     part of D_i of a unit field that depends on positions       [contracts/integrators.hpp, hnemd]
///   virial            sum over pairs of Q(r_a f_b), a <= b
///   scalar virial     sum over pairs of Q(phi q), phi the factor of r in f, q = r^2 (trace) or r_z r_z (zz)
///   kinetic           sum_i Q(m (v_a v_b))
///   heat current      sum_i Q((V_i + K_i) v_a) + sum over pairs of Q(1/2 ((v_i + v_j) . f) r_a)           [SI eq. 12]
///   mass current      sum over i of species s of Q(m v_a)                                                 [SI eq. 11]
/// Q rounds to the nearest multiple of 2^-40, ties to even; K_i = 1/2 m (v . v). Every operation above is one IEEE
/// double operation in the order written, dot products as in vector3.hpp; nothing is contracted. The sums are of
/// integers: they have the same bits in any order, so on any instruction set, number of threads and order of the
/// particles.
///
/// state      N particles; currents and kinetic are 0 without velocities
/// returns    result, overwritten
/// throws     InvalidArgument: heat_field_axis is no axis
///            InvalidState: terms too large to sum (two particles nearly on top of each other: in OrderIndependentSum
///            the large terms of one particle, in OrderIndependentTotal any term, reach 2^22), more than 2048
///            neighbours of a particle within r_c
/// accuracy   |error| <= n 2^-41 + 2^-47 of the sum of the magnitudes of the parts of the terms, n the rounded
///            terms: of force components, energy, virial, currents. A particle's own term of the heat current also
///            carries the error of V_i times |v_a|. 2^-47 is 64 roundings of 2^-53: r^2 has 3, s6 20, u 46 at most,
///            f 51, the terms of virial and heat current 56. Asserted in tests against 50-digit arithmetic; the
///            largest error seen there is 23 roundings.
template <class T>
concept PairForcesBackend = std::constructible_from<T, const Mixture&, const Execution&> &&
    requires(T pair_forces, const State& state, PairForcesRequest request, PairForcesResult& result) {
    { pair_forces.compute(state, request, result) } -> std::same_as<void>;
};

}  // namespace soret
