#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "soret/common/contracts/monte_carlo.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {

/// A liquid wanted at a density and composition.
struct LiquidSettings {
    std::uint64_t n = 1000;                       ///< particles, in [1, 2^31]
    double x1 = 0.5;                              ///< mole fraction of species 1 of at most two, in [0, 1]
    double density = 0.8;                         ///< number density, in (0, largest_density()]   [1/sigma^3]
    std::array<double, 3> aspect{1.0, 1.0, 1.0};  ///< ratio of the edges, each in [1e-6, 1e6]
    double temperature = 1.0;                     ///< that the liquid is to have, in (0, 1e4]     [eps/k_B]
    std::uint64_t seed = 1;
    /// Of all species, each in [0, 1], adding up to 1. Must be given if there are more than two species; if it is
    /// given, x1 is not looked at.
    std::vector<double> mole_fractions = {};
};

/// throws   InvalidArgument: not one mole fraction a species, one outside [0, 1], a sum that differs from 1 by more
///          than 1e-8
void check_mole_fractions(std::span<const double> mole_fractions, std::size_t species);

/// Numbers of particles of all species. With X_s = x_1 + .. + x_s, the first s species have the integer nearest to n
/// X_s, ties to even.
/// throws   InvalidArgument: mole fractions that do not fit the mixture or do not add up to 1
std::vector<std::uint64_t> species_numbers(const LiquidSettings& settings, const Mixture& mixture);

/// Places any number of particles on a grid of n_x n_y n_z simple cubic cells: the grid whose neighbours are furthest
/// apart. The sites that stay empty and the species of the particles are drawn from the stream start_configuration.
/// throws   InvalidArgument: a setting out of its range, an edge above largest_edge, as species_numbers()
State lattice_start(const LiquidSettings& settings, const Mixture& mixture);

/// One part of the way from the lattice to the liquid.
struct PreparationStage {
    double temperature = 1.0;
    std::uint64_t sweeps = 0;
};

/// The way from a lattice to a liquid, by Monte Carlo at constant volume and composition: melting, far above the
/// temperature wanted and above the melting points of the species; cooling; settling at the temperature wanted.
std::vector<PreparationStage> preparation_stages(const LiquidSettings& settings, const Mixture& mixture);

/// The Monte Carlo run of one stage. It begins with the chain that the stage before it has left.
MonteCarloRunSettings preparation_run(const LiquidSettings& settings, const PreparationStage& stage);

/// A chain before its first sweep. Its step sizes suit a liquid of this many particles until they are adapted.
MonteCarloChain first_chain(const State& start);

/// Runs all stages, one after the other, from lattice_start().
/// returns  The chain after the last sweep. It keeps its number of sweeps, so that a run which begins with it and has
///          the same seed draws other random numbers than the preparation has.
/// throws   InvalidArgument: as lattice_start();  InvalidState: an edge below 2 r_c
MonteCarloChain prepare_liquid(const LiquidSettings& settings, const Mixture& mixture, Backend backend,
                               const Execution& execution);

}  // namespace soret
