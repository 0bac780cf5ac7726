#pragma once

#include <nlohmann/json.hpp>

#include "soret/validation/program/run_settings.hpp"

namespace soret {

/// What summary.json says of the samples of a run of kind gcmc. Errors come from the block means of all numbers and of
/// all their products, by jackknife, so with all their correlations.
///   particles_s                    <N_s>
///   density, x1                    <N>/V, <N_1>/<N>; of more than two species also x
///   potential_energy_per_particle  <U>/<N>, without tail correction
///   enthalpy_per_particle          <U + P V>/<N> + 3/2 T, P the virial's, from every thermo_every-th sweep
///   kirkwood_buff_ij               G_ij = V (<N_i N_j> - <N_i><N_j>)/(<N_i><N_j>) - V delta_ij/<N_j>      [SI eq. 23]
///   gamma                          of two species: 1/(1 + x_1 x_2 rho (G_11 + G_22 - 2 G_12))           [P eq. 7]
///   block_analysis                 block_analysis_of() of the quantities as they are sampled
///   verdict, verdict_reason        "sampled"; "inconclusive" if no insertion or deletion was accepted, a number that
///                                  was not 0 never changed, or the run is too short for the memory of a number: fewer
///                                  than fewest_effective_samples, or an error that is not known (choose_block_length).
///                                  Then there are no kirkwood_buff_ij and no gamma
void add_grand_canonical(const RunSettings& settings, const MonteCarloRunResult& result, nlohmann::json& summary);

/// Of a number of particles, below which its fluctuations are not known: their relative error would be above 1/3.
inline constexpr double fewest_effective_samples = 20.0;

}  // namespace soret
