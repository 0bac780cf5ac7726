#pragma once

#include <concepts>
#include <cstdint>
#include <vector>

#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// Sums over slices of a configuration along z, by slice.
struct ProfileSums {
    std::vector<std::vector<std::int64_t>> number;  ///< particles, [species][slice]
    std::vector<double> kinetic;                    ///< sum of m v.v                                  [eps]
    std::vector<double> kinetic_zz;                 ///< sum of m v_z^2                                [eps]
    std::vector<double> virial_zz;                  ///< the slice's share of the virial               [eps]
    friend bool operator==(const ProfileSums&, const ProfileSums&) = default;
};

/// Profiles along z in M slices of the width w = L_z/M, over the whole xy plane of area A. A particle is in the slice
///   b = the integer part of z (M/L_z), at most M - 1
/// Kinetic sums over the particles of a slice: X_b = sum_i sum_a Q(m (v_a v_a)); kinetic_zz, sum_i Q(m (v_z v_z)).
///
/// The virial is that of Irving and Kirkwood (1950): a pair acts along the straight line between its particles, and a
/// slice has as much of r_z f_z as it has of that line. Its pressure is the force across a plane, so that <P_zz> is the
/// same at every z of a system at mechanical rest, however inhomogeneous. Half a pair for each of its particles, the
/// other usual choice, gives a <P_zz> that varies near walls and interfaces.
///
/// No pair has to be looked at. A pair puts its f on the planes between its particles and nothing on the others: A P(z)
/// falls by F_z where z passes a particle, and its mean over z is the virial Xi_zz over L_z. So
///   d = (b + 1) w - z,    Phi_b = sum_i Q(F_z),    D_b = sum_i Q(F_z d)
///   A_b = Phi_0 + .. + Phi_{b-1}, exact,    S = sum_b (D_b + w A_b), in the order of b
///   virial_zz   W_b = w ((Xi_zz + S)/L_z - A_b) - D_b,    whose sum over b is Xi_zz
/// and P_zz = (kinetic_zz + virial_zz)/(A w), T = X_b/(3 N_b). Velocities are taken as they are: no flow is taken off.
/// Every operation is one of IEEE doubles in the order written; sums over particles have the same bits in any order.
///
/// bins        M, in [1, 2^20]
/// state       N particles with velocities
/// force_z     F_z of each particle by all pairs, in the order of the state                            [eps/sigma]
/// virial_zz   Xi_zz of all pairs                                                                     [eps]
/// throws      InvalidArgument: bins out of range, not N forces; InvalidState: no velocities, a term not below 2^22
/// accuracy    a term's rounding of 2^-41 each, and 2^-53 of each magnitude in W_b
template <class T>
concept ProfileBackend = std::constructible_from<T, const Mixture&, std::size_t> &&
    requires(const T profile, const State& state, const std::vector<double>& force_z, double virial_zz) {
    { profile.sums(state, force_z, virial_zz) } -> std::same_as<ProfileSums>;
};

inline constexpr std::size_t most_profile_bins = std::size_t{1} << 20;

/// throws   as ProfileBackend
void check_profile_bins(std::size_t bins);
void check_profile_input(const State& state, const std::vector<double>& force_z);
[[noreturn]] void refuse_profile_term();

}  // namespace soret
