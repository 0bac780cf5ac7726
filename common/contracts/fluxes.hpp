#pragma once

#include <array>
#include <concepts>

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/common/execution.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// The microscopic fluxes of one configuration; transport coefficients come from their correlations in time.
struct Fluxes {
    std::array<double, 3> mass_current{};  ///< V J_1, of species 1                                    [m sigma/tau]
    std::array<double, 3> heat_current{};  ///< V J_q                                                  [eps sigma/tau]
    SymmetricTensor pressure{};            ///< P_ab: xx yy zz xy xz yz                                [eps/sigma^3]

    friend bool operator==(const Fluxes&, const Fluxes&) = default;
};

/// totals   with virial and currents
Fluxes fluxes_of(const PairForcesTotals& totals, double volume);

/// Where the parts of Fluxes stand among the signals that are correlated.
enum FluxSignal : std::size_t {
    mass_current_signals = 0,  ///< V J_1: x y z
    heat_current_signals = 3,  ///< V J_q: x y z
    shear_signals = 6,         ///< P_xy, P_xz, P_yz
    normal_signals = 9,        ///< (P_xx - P_yy)/sqrt(2), (2 P_zz - P_xx - P_yy)/sqrt(6)
    pressure_signal = 11,      ///< (P_xx + P_yy + P_zz)/3
    flux_signal_count = 12,
};

/// The traceless part of the pressure has five independent components:
///   sum_ab P^tl_ab P^tl_ab = 2 (P_xy^2 + P_xz^2 + P_yz^2) + n_1^2 + n_2^2,    n the two normal signals
std::array<double, flux_signal_count> flux_signals(const Fluxes& fluxes);

/// Fluxes: mass current of species 1, heat current and pressure tensor of a configuration.
///   V J_1 = sum_{i in 1} m_i v_i                                                                      [SI eq. 11]
///   V J_q = sum_i (V_i + K_i) v_i - 1/2 sum_i sum_{j != i} (v_i . F_ij) r_ij,   V_i = 1/2 sum_j u_ij  [SI eq. 12]
///           r_ij = r_j - r_i, F_ij on i by j
///   V P_ab = sum_i m v_a v_b + sum_pairs r_a f_b,   r = r_i - r_j, f on i by j
/// Which terms are rounded, and how, is written in contracts/pair_forces.hpp: the double sum of V J_q is taken over
/// pairs, 1/2 ((v_i + v_j) . f) r_a. So the bits do not depend on backend, instruction set, threads or order.
/// The currents are relative to a centre of mass at rest, which is for the state to have: nothing is taken off.
///
/// state      N particles with velocities
/// throws     InvalidArgument: no velocities;  InvalidState: as pair_forces
/// accuracy   as pair_forces; pressure: three roundings more
template <class T>
concept FluxesBackend = std::constructible_from<T, const Mixture&, const Execution&> &&
    requires(T fluxes, const State& state) {
    { fluxes.compute(state) } -> std::same_as<Fluxes>;
};

/// throws   InvalidArgument: no velocities
void check_fluxes_state(const State& state);

}  // namespace soret
