#pragma once

#include <vector>

#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {

// How the result of a task lists the acceptance of its moves: the means of displacement, identity and volume, then
// those of their products as in a BlockTable. A move that the ensemble does not have counts as never accepted.

/// The list of one run.
std::vector<double> acceptance_values(const AcceptanceTable& acceptance);

/// The mean acceptance of a move.
/// throws   std::out_of_range: such a list has no value of this move
double acceptance_in(const std::vector<double>& values, MonteCarloMove move);

}  // namespace soret
