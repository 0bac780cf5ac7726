#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "soret/common/contracts/monte_carlo.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {

/// A liquid wanted at a density and composition.
struct LiquidSettings {
    std::uint64_t n = 1000;                       ///< particles, in [1, 2^31]
    double x1 = 0.5;                              ///< N_1 is the integer nearest to n x1, ties to even; in [0, 1]
    double density = 0.8;                         ///< number density, > 0                         [1/sigma^3]
    std::array<double, 3> aspect{1.0, 1.0, 1.0};  ///< ratio of the edges, each > 0
    double temperature = 1.0;                     ///< that the liquid is to have, in (0, 1e4]     [eps/k_B]
    std::uint64_t seed = 1;
};

/// Any number of particles on the n_x n_y n_z grid of simple cubic cells that keeps neighbours furthest apart; which
/// sites stay empty and which particles are of species 1 is drawn from stream start_configuration (index: particle).
/// All others are of species 2. throws   InvalidArgument: a setting out of its range, an edge above largest_edge, x1 <
/// 1 with one species
State lattice_start(const LiquidSettings& settings, const Mixture& mixture);

/// One part of the way from the lattice to the liquid.
struct PreparationStage {
    double temperature = 1.0;
    std::uint64_t sweeps = 0;
};

/// Melting far above the temperature wanted and above the melting points of the mixture's species, cooling, settling:
/// Monte Carlo at constant volume and composition.
std::vector<PreparationStage> preparation_stages(const LiquidSettings& settings, const Mixture& mixture);

/// The run of one stage, from where the stage before has left the chain.
MonteCarloRunSettings preparation_run(const LiquidSettings& settings, const PreparationStage& stage);

/// A chain before its first sweep, with step sizes that suit a liquid of this many particles before any adaptation.
MonteCarloChain first_chain(const State& start);

/// All stages, one after the other. The chain returned goes on where they have stopped (its sweep number is theirs), so
/// that a run from it with the same seed draws other random numbers.
/// throws   as lattice_start; InvalidState: an edge below 2 r_c
MonteCarloChain prepare_liquid(const LiquidSettings& settings, const Mixture& mixture, Backend backend,
                               const Execution& execution);

}  // namespace soret
