#pragma once

#include <cstdint>
#include <vector>

#include "soret/validation/routes/semi_grand/semi_grand.hpp"

namespace soret {

// What plans for wanted errors need of semi-grand chains.

/// The number density that chains start from, near that of a liquid: the packing of the Lennard-Jones liquid at its
/// triple point, 0.8/sum x_a x_b sigma_ab^3.
double guessed_density(const Mixture& mixture, double x1);

/// Sweeps that fill 64 to 128 equal blocks exactly, so that none is left over; 16 at least.
std::uint64_t in_whole_blocks(double sweeps);

/// What the chains of the main size say at each wanted composition, in ascending order.
/// throws   InvalidInput: a task is not finished, or its result is not what the route writes; N_1 never changes
std::vector<SemiGrandPoint> main_points(const Manifest& manifest, const ResultsOnDemand& results);

/// Slopes of Delta mu and sums over the compositions use neighbours that are at most so far away in x_1.
inline constexpr double widest_step_of_slopes = 0.15;
bool are_near(const SemiGrandPoint& a, const SemiGrandPoint& b);
/// Whether all neighbours are.
bool have_small_steps(const std::vector<SemiGrandPoint>& points);

}  // namespace soret
