#pragma once

#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {

/// How the weights of a growing particle are found from nothing.
struct GrowingWeightsSearch {
    std::uint64_t rounds = 30;
    std::uint64_t sweeps = 20;         ///< of a round
    std::uint64_t sweeps_after = 200;  ///< by which the gain has fallen where the search ends
};

/// A chain whose growing particle has weights near those that make all stages equally likely, and goes on adjusting
/// them. The adjustment of count_stage() begins with a gain of 1/K a turn: before the liquid has opened or closed its
/// cavity, which takes tens of sweeps, a few sweeps of that leave weights that are wrong by 10 to 20, and the gain that
/// falls as 1/t does not mend them. Here the gain is 1/(K + t) from t = the turns of a round on; every round begins
/// with that gain again, and what goes on afterwards begins with that of `sweeps_after` sweeps.
/// settings   of the run: its ensemble and parameters; `growing` is there
/// throws     InvalidArgument: as MonteCarloRun
MonteCarloChain find_growing_weights(const Mixture& mixture, const MonteCarloChain& start,
                                     const MonteCarloRunSettings& settings, const GrowingWeightsSearch& search,
                                     Backend backend, const Execution& execution);

}  // namespace soret
