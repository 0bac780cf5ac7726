#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "soret/common/box.hpp"

namespace soret {

// A particle that grows among the N full ones of a Monte Carlo chain: what it is, and the weights of its stages. Its
// energies are those of contracts/soft_core.hpp, its moves stand in contracts/monte_carlo.hpp.

/// How a particle grows in a chain.
struct GrowingParameters {
    std::int32_t species = 0;
    std::vector<double> stages;         ///< zeta_0 = 0 < zeta_1 < ... < zeta_{K-1} = 1, K >= 2
    std::vector<double> weights = {};   ///< eta_k to start with, finite; none means 0
    std::size_t first_stage = 0;        ///< k at the start
    std::uint64_t turns_per_sweep = 1;  ///< of the growing particle, >= 1
    bool adjusts = false;               ///< whether the weights are adjusted until freeze_weights() is called
};

/// The growing particle of a chain.
struct GrowingParticle {
    Vector3 position{};                ///< wrapped, on the position grid                                       [sigma]
    std::uint64_t stage = 0;           ///< k
    std::vector<double> weights = {};  ///< eta_k
    std::vector<std::uint64_t> visits = {};  ///< how often each stage was chosen
    std::uint64_t turn = 0;                  ///< turns done: the index of the next one's random numbers
    bool adjusts = false;
    std::uint64_t settled = 0;  ///< adjustments made since every stage was chosen twice

    friend bool operator==(const GrowingParticle&, const GrowingParticle&) = default;
};

/// throws   InvalidArgument: a species that is not there, stages that do not grow from 0 to 1, weights that are not
///          finite or of another number, a first stage that is not one, no turns
void check_growing(const GrowingParameters& parameters, std::size_t species_count);

/// throws   InvalidState: a position outside the box or off the grid, a stage, weights or visits that do not fit
void check_growing(const GrowingParticle& particle, const GrowingParameters& parameters, const Box& box);

/// Largest displacement of the growing particle along an axis: up to five times that of the others where it is nearly
/// nothing, never more than half the shortest edge. It depends on what a displacement leaves as it is.
///   min(d (1 + 4 (1 - zeta)^4), shortest edge/2)
double growing_displacement_limit(const Box& box, double largest_displacement, double zeta);

/// Adds a visit of the stage that was chosen and, while the weights are adjusted, brings them nearer to those that make
/// all stages equally likely, by the probabilities p that the stages had:
///   eta_j -= g (K p_j - 1),  g = 1/K until every stage has been chosen twice, then 1/(K + t) in the t-th adjustment
/// [Tan, J. Comput. Graph. Stat. 26, 54 (2017), the Rao-Blackwellised update in two rounds; the first is that of Wang
/// and Landau]
void count_stage(GrowingParticle& particle, std::size_t chosen, std::span<const double> probabilities);

}  // namespace soret
