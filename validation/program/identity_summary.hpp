#pragma once

#include <nlohmann/json.hpp>

#include "soret/validation/simulation/observers/observers.hpp"

namespace soret {

/// Of a run whose changes of identity are observed, `chemical_potential_differences`: a list, one a pair of species
/// a < b. Values are null with NAME_reason where they are not known (chemical_potential_difference()), and have "sem":
/// null, "reason": "constant" where nothing varied.
///   species                     [a, b], 1-based
///   particles                   [N_a, N_b]
///   forward                     mu_a - mu_b at (N_a + 1/2, N_b - 1/2), of particles of b that become a
///   backward                    the same at (N_a - 1/2, N_b + 1/2), of particles of a that become b
///   mean, bar                   at (N_a, N_b)
///   bar_lean, overlap           h and the overlap of both ways; null where bar is not known
///   bennett_constant            C of bar [k_B T]
///   hysteresis                  forward - backward, with `of_ideal_mixture`, `z` and `z_limit` (null without an error)
///   verdict, verdict_reason     "sampled"; "inconclusive": then mean and bar are null; null where a species is missing
void add_chemical_potential_differences(const Observers& observers, nlohmann::json& summary);

}  // namespace soret
