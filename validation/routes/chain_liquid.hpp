#pragma once

#include <optional>
#include <vector>

#include "soret/common/statistics/block_table.hpp"
#include "soret/validation/campaign/manifest.hpp"
#include "soret/validation/campaign/task.hpp"

namespace soret {

/// A liquid of one composition as semi-grand chains tell it. Volumes and energies are those of a particle.
struct ChainLiquid {
    double x1 = 0.0;
    double volume = 0.0;             ///< <V>/N                                            [sigma^3]
    double energy = 0.0;             ///< <U>/N, without the kinetic energy                [eps]
    double volume_difference = 0.0;  ///< v_1 - v_2                                        [sigma^3]
    double energy_difference = 0.0;  ///< u_1 - u_2                                        [eps]
    double bulk_modulus = 0.0;       ///< -V (dP/dV) at constant T and composition         [eps/sigma^3]
    double thermal_pressure = 0.0;   ///< (dP/dT) at constant V and composition            [1/sigma^3]
    double heat_capacity = 0.0;      ///< at constant V and composition, with the kinetic part, of a particle

    /// Moved to another composition by the partial volumes and energies.
    ChainLiquid at(double other_x1) const;
};

/// Appends the blocks of a chain to those of others; a table that is not there begins with them.
/// key      of a table in its result: "samples" or "pressure"
/// throws   InvalidInput: a result without such a table
void merge_blocks(std::optional<BlockTable>& table, const TaskResult& chain, const char* key);

/// The blocks of all chains together.
/// key      of a table in their results: "samples" or "pressure"
/// throws   InvalidInput: no chains, or results without such a table
BlockTable merged_blocks(const std::vector<const TaskResult*>& chains, const char* key);

/// Density, energy and their derivatives at the pressure of the chains. The covariances at fixed composition are what
/// is left of those of the semi-grand ensemble without their regression on N_1:
///   B = T <V>/Var(V),   (dP/dT)_V = Cov(U + P V, V)/(T Var(V)),   C_V = 3/2 N + [Var(U) - Cov(U, V)^2/Var(V)]/T^2
/// chains      results of stage 2 of the route "semigrand" at one composition, at least one
/// particles   of each chain
/// throws      InvalidInput: not such results, or a composition or volume that never changes
ChainLiquid chain_liquid(const std::vector<const TaskResult*>& chains, double particles, const StateLine& line);

/// One correction of a liquid towards a temperature and a pressure, from what was measured at `volume`.
struct CorrectedState {
    double volume = 0.0;         ///< of a particle
    double energy_change = 0.0;  ///< of a particle: what to add to its energy at the old volume
};
/// By the derivatives of the chains, to first order. The volume changes by 2 % at most, whatever was measured.
CorrectedState corrected_state(const ChainLiquid& liquid, const StateLine& line, double volume, double temperature,
                               double pressure);

}  // namespace soret
