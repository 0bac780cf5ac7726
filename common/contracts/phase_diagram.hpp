#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>

#include "soret/common/execution.hpp"

namespace soret {

/// What the ideal solid solution of two species knows, and the temperature at which it is asked.
struct MeltingState {
    double melting_temperature_1 = 0.0;  ///< T_m,1 > 0, of pure species 1                            [eps]
    double melting_enthalpy_1 = 0.0;     ///< dH_1 > 0, liquid less solid, of a particle              [eps]
    double melting_temperature_2 = 0.0;  ///< > 0, not T_m,1                                          [eps]
    double melting_enthalpy_2 = 0.0;     ///< > 0                                                     [eps]
    double temperature = 0.0;            ///< T, from one T_m to the other, both included             [eps]
};

/// Mole fractions of species 1 in the phases that are in equilibrium.
struct PhaseComposition {
    double liquid = 0.0;  ///< x_l,1: the liquidus
    double solid = 0.0;   ///< x_s,1: the solidus
    friend bool operator==(const PhaseComposition&, const PhaseComposition&) = default;
};

/// Derivatives with respect to T_m,1, dH_1, T_m,2, dH_2, in this order.                              [1/eps]
inline constexpr std::size_t melting_inputs = 4;
struct PhaseGradient {
    std::array<double, melting_inputs> liquid{}, solid{};
    friend bool operator==(const PhaseGradient&, const PhaseGradient&) = default;
};

/// Variances and covariances of T_m,1, dH_1, T_m,2, dH_2: symmetric, row by row.                     [eps^2]
using MeltingCovariance = std::array<std::array<double, melting_inputs>, melting_inputs>;

/// Standard errors of both compositions to first order: the roots of g^T C g.
/// throws   InvalidArgument: a covariance that is not finite or not symmetric, or a variance of a result below 0
PhaseComposition standard_errors(const PhaseGradient& gradient, const MeltingCovariance& covariance);

/// throws   InvalidArgument: as many results as states are needed
///          InvalidState: a value outside its range; an exponent a_i above largest_plain_exponent in magnitude
void check_melting_states(std::span<const MeltingState> states, std::size_t results);

/// Solidus and liquidus of a binary mixture whose solid and liquid solutions are both ideal, each state by itself.
///   ln(x_s,i/x_l,i) = a_i,   a_i = (dH_i/k_B)(1/T - 1/T_m,i),   i = 1, 2,   x_2 = 1 - x_1
/// SI eqs. 1 and 2 have 1/T_m,i - 1/T as printed, which exchanges solid and liquid; the numbers of the SI are of the
/// form here. As operations, k_B = 1:
///   a_i = dH_i ((T_m,i - T)/(T T_m,i)),   E_i = e^a_i, M_i = e^a_i - 1 by portable_exp_and_expm1()
///   x_l = |M_2|/(|M_1| + |M_2|),   x_s = E_1 x_l
/// M_1 and M_2 have opposite signs, so nothing cancels; at T_m,1 both are exactly 1, at T_m,2 exactly 0. And with
/// S = |M_1| + |M_2|, t_i = (T_m,i - T)/(T T_m,i), s_i = dH_i/(T_m,i T_m,i):
///   l_1 = (E_1 M_2)/(S S),   l_2 = (0 - E_2 M_1)/(S S):   d x_l = l_1 d a_1 + l_2 d a_2
///   s_1 = E_2 l_1,   s_2 = E_1 l_2:                       d x_s = s_1 d a_1 + s_2 d a_2
///   d a_i = s_i d T_m,i + t_i d dH_i
/// Every operation is one IEEE double operation in the order of the brackets: the same bits in both backends and on
/// every instruction set. States share nothing: a batch gives what each state gives alone.
/// throws     as check_melting_states()
/// accuracy   relative, in units of 2^-53, for |a_i| <= 1: compositions 32, derivatives 64 (asserted in tests; measured
///            4 and 18): four roundings in a_i, of which M_i has 1.6 times the error and 2 ulp, then those of the rest
template <class T>
concept PhaseDiagramBackend = requires(std::span<const MeltingState> states, std::span<PhaseComposition> compositions,
                                       std::span<PhaseGradient> gradients, const Execution& execution) {
    { T::compositions(states, compositions) } -> std::same_as<void>;
    { T::compositions(states, compositions, execution) } -> std::same_as<void>;
    { T::gradients(states, gradients) } -> std::same_as<void>;
    { T::gradients(states, gradients, execution) } -> std::same_as<void>;
};

}  // namespace soret
