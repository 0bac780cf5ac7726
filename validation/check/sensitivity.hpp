#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// How far the positions, velocities and edges that another code had may be from ours.
struct InputErrors {
    std::array<std::vector<double>, 3> position;  ///< largest error of each coordinate                     [sigma]
    std::array<std::vector<double>, 3> velocity;  ///< empty without velocities                        [sigma/tau]
    std::array<double, 3> edge{};                 ///<                                                      [sigma]
};

/// A number for everything that is compared.
struct PerQuantity {
    std::array<std::vector<double>, 3> force;
    std::vector<double> particle_energy;
    double potential_energy = 0.0;
    SymmetricTensor virial{};
    SymmetricTensor kinetic{};
    std::array<double, 3> heat_current{};
    std::array<double, 3> mass_current_1{};
};

/// What errors of the inputs do, and how large the terms are that a code adds up.
struct Sensitivity {
    PerQuantity by_inputs;   ///< largest change by errors of the inputs
    PerQuantity magnitudes;  ///< sums of the magnitudes of the parts of the terms (contracts/pair_forces.hpp)
    PerQuantity squares;     ///< of totals: sums of the squares of these magnitudes, a term by itself
    std::vector<std::int32_t> neighbours;
    std::int64_t pairs = 0;
};

/// Sums of independent uniform errors stay within this many standard deviations but for a probability of 2 exp(-z^2/2),
/// 5e-11: a uniform number is sub-Gaussian with its own variance.
inline constexpr double standard_deviations = 7.0;

/// The change of every quantity by errors of the inputs within their bounds d:
///   of a particle   the worst case, sum_b |(sum_j D_ab)| d_ib + sum_j sum_b |D_ab| d_jb with D = df/dr of a pair, the
///                   Hessian of the pair potential; for its energy half of |f| d of all
///   of totals       the worst case or seven standard deviations of uniform errors, whichever is less
///   both            and a bound on the second order of Taylor's series, derivatives taken at the shortest distance
///                   that the errors allow; and all of the force, energy and so on at the cutoff for a pair that may
///                   be on either side of it
/// result     of our own forces in the order of the state
/// tensors    whether virial and heat current are wanted, else they are left zero: they take most of the time
Sensitivity sensitivity(const State& state, const Mixture& mixture, const PairForcesResult& result,
                        const InputErrors& errors, bool tensors);

}  // namespace soret
