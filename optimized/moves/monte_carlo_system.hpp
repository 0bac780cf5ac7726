#pragma once

#include <optional>

#include "soret/common/contracts/monte_carlo.hpp"
#include "soret/optimized/detail/cell_grid.hpp"
#include "soret/optimized/detail/free_places.hpp"
#include "soret/optimized/detail/soft_core_energies.hpp"
#include "soret/optimized/detail/trial_energies.hpp"

namespace soret::optimized {

/// What the moves of a chain read and change.
struct MonteCarloSystem {
    MonteCarloSystem(const Mixture& of_mixture, const MonteCarloChain& start, const MonteCarloParameters& at_parameters,
                     const Execution& execution);

    /// The chain with the positions, species and box of the grid.
    MonteCarloChain present_chain() const;

    std::int32_t growing_species() const { return parameters.growing->species; }
    /// Of the growing particle at its stage, from the distances to its neighbours.
    ParticleEnergy growing_energy(NearDistances& of_growing) const {
        return soft_core->energy(of_growing, growing_species(), chain.growing->stage);
    }
    /// The same with particle k alone, were that at r.
    ParticleEnergy growing_pair_energy(std::size_t k, const Vector3& r) const {
        const Vector3 apart = grid.box().minimum_image(chain.growing->position, r);
        return soft_core->pair_energy(growing_species(), grid.species(k), chain.growing->stage, dot(apart, apart));
    }

    Mixture mixture;
    MonteCarloParameters parameters;
    TrialEnergies energies;
    FreePlaces free_places;
    MonteCarloChain chain;  ///< but positions, species and box: the present ones are in the grid
    CellGrid grid;
    NearDistances near;        ///< from where the particle of a turn is at its start
    NearDistances moved_near;  ///< from where it would be after a displacement
    CellRows rows;             ///< for total energies
    WideQuanta energy = 0;
    std::vector<std::int64_t> species_counts;
    std::optional<SoftCoreEnergies> soft_core;   ///< of the growing particle
    std::vector<double> stage_probability_sums;  ///< of the heat baths of the sweep
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
    NearDistances* near = nullptr;  ///< set by a displacement, of the growing particle too: distances from where it is
    ParticleEnergy energy;          ///< the same: its energy there
};

}  // namespace soret::optimized
