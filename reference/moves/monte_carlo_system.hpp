#pragma once

#include "soret/common/contracts/monte_carlo.hpp"

namespace soret::reference {

/// What the moves of a chain read and change.
struct MonteCarloSystem {
    MonteCarloSystem(const Mixture& of_mixture, const MonteCarloChain& start, const MonteCarloParameters& at_parameters,
                     const Execution& = {});

    /// The particle on which the moves of this turn act.
    std::size_t particle_of(const MonteCarloTurn& turn) const {
        return index_from(turn.words(0)[0], static_cast<std::uint32_t>(chain.state.size()));
    }

    std::int32_t growing_species() const { return parameters.growing->species; }
    /// zeta of the growing particle's stage
    double growing_zeta() const { return parameters.growing->stages[chain.growing->stage]; }

    Mixture mixture;
    MonteCarloParameters parameters;
    MonteCarloChain chain;
    WideQuanta energy = 0;
    std::vector<std::int64_t> species_counts;
    std::vector<double> stage_probability_sums;  ///< of the heat baths of the sweep
};

}  // namespace soret::reference
