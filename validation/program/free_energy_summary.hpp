#pragma once

#include <nlohmann/json.hpp>

#include "soret/validation/program/run_settings.hpp"

namespace soret {

/// What summary.json says of a run of kind fep besides what one at constant pressure says.
///   chemical_potential             of the species that grows, Lambda = 1: ideal + excess
///   chemical_potential_ideal       T ln[(N_s + 1)/<V>_N], <V>_N = 1/<1/V>_0 the volume of N particles, N_s of them of
///                                  the species: stage 0 carries one V more
///   chemical_potential_excess      f_{K-1} - f_0 of the heat baths: f_k/T = eta_k - ln <p_k>
///   chemical_potential_excess_published   the same less T ln(<V>_{K-1}/<V>_0): averages with the volume weight [SI 18]
///   free_energy                    `species` from 1, `stages`, `weights`; by stage `difference` = f_k - f_0 with its
///                                  error, `probability` and `visits`; `round_trips` from stage 0 to K - 1 and back, as
///                                  ends of sweeps show them; from the samples of u_nk.csv the excess by `exponential`
///                                  averages over the windows, `exponential_published`, `bar` and `mbar`, each a value
///                                  with its error or null with its `reason`, and the `overlap` matrix; all null, with
///                                  `windows_reason`, where a stage has too few samples. Their errors take windows for
///                                  independent, those of one chain are not: that of the heat baths has all
///                                  correlations.
///   verdict, verdict_reason        "sampled"; else "inconclusive", and the chemical potentials are null:
///                                  - a stage was visited in fewer than 1 % of its even share of the sweeps
///                                  - fewer than ten round trips
void add_free_energy(const RunSettings& settings, const MonteCarloRunResult& result, nlohmann::json& summary);

}  // namespace soret
