#pragma once

#include <nlohmann/json.hpp>

#include "soret/validation/program/run_settings.hpp"

namespace soret {

/// What summary.json says of the samples of a run of kind gcmc. Errors come from the block means of all numbers and of
/// all their products, by jackknife, so with all their correlations.
///   pressure                       ideal plus virial, from every thermo_every-th sweep
///   particles_s                    <N_s>
///   density, x1                    <N>/V, <N_1>/<N>; of more than two species also x
///   potential_energy_per_particle  <U>/<N>, without tail correction
///   enthalpy_per_particle          <U + P V>/<N> + 3/2 T, P the virial's, from every thermo_every-th sweep
///   kirkwood_buff_ij               NumberMoments::kirkwood_buff()
///   gamma                          of two species: NumberMoments::thermodynamic_factor()
///   fluctuations                   `moments`, <N_i>, <N_i N_j> and <U>, and `kirkwood_buff`, G_ij and gamma: names,
///                                  values, sem, and the correlation matrix of their errors
///   block_analysis                 block_analysis_of() of the quantities as they are sampled
///   verdict, verdict_reason        "sampled"; else "inconclusive":
///                                  - no insertion or deletion was accepted, or a number that was not 0 never changed:
///                                    the numbers are those of the start, and all of the above are null
///                                  - the run is too short for the memory of a number (fewer than
///                                    fewest_effective_samples, or an error that is not known): kirkwood_buff_ij,
///                                    gamma and fluctuations are null
///   reweighted                     for each of reweight_to: `mu`, `share` and `effective_samples` of
///                                  ReweightedNumbers, its quantities as above or nulls with their `reason`
void add_grand_canonical(const RunSettings& settings, const MonteCarloRunResult& result, nlohmann::json& summary);

/// `effective_samples_per_second` of each number, from n_eff a sweep of the production and `steps_per_second`, both of
/// the summary.
void add_effective_rates(const RunSettings& settings, nlohmann::json& summary);

}  // namespace soret
