#pragma once

#include "soret/common/contracts/monte_carlo.hpp"
#include "soret/optimized/detail/cell_grid.hpp"
#include "soret/optimized/detail/trial_energies.hpp"

namespace soret::optimized {

/// What the moves of a chain read and change.
struct MonteCarloSystem {
    MonteCarloSystem(const Mixture& of_mixture, const MonteCarloChain& start, const MonteCarloParameters& at_parameters,
                     const Execution& execution);

    /// The chain with the positions, species and box of the grid.
    MonteCarloChain present_chain() const;

    Mixture mixture;
    MonteCarloParameters parameters;
    TrialEnergies energies;
    MonteCarloChain chain;  ///< but positions, species and box: the present ones are in the grid
    CellGrid grid;
    NearDistances near;        ///< from where the particle of a turn is at its start
    NearDistances moved_near;  ///< from where it would be after a displacement
    WideQuanta energy = 0;
    std::vector<std::int64_t> species_counts;
};

/// A turn with what a move of it leaves for those after it.
struct Turn {
    Turn(const MonteCarloTurn& its_numbers, const MonteCarloSystem& system)
        : numbers(its_numbers),
          a(numbers.words(0)),
          b(numbers.words(1)),
          particle(index_from(a[0], static_cast<std::uint32_t>(system.grid.size()))) {}

    MonteCarloTurn numbers;
    RandomWords a;
    RandomWords b;
    std::size_t particle;
    NearDistances* near = nullptr;  ///< set by a displacement: distances from where the particle is now
    ParticleEnergy energy;          ///< the same: its energy there
};

}  // namespace soret::optimized
