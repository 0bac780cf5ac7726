#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "soret/validation/program/run_settings.hpp"

namespace soret {

/// What summary.json says of a finished run, but for rates and provenance.
/// A quantity is null if there are too few samples for an error, or if the ensemble does not give it; then NAME_reason
/// says which. It has "converged": false if the run is too short to know the error (choose_block_length): then that is
/// the best guess, and to be taken as a lower bound. One that was the same in all samples has "sem": null, "reason":
/// "constant".
///   temperature                    the one set, sem 0
///   pressure                       ideal plus virial, from every thermo_every-th sweep
///   density                        N/<V>
///   enthalpy_per_particle          (<U> + P <V>)/N + 3/2 T, P the pressure set; mc_nvt: the same
///                                  with the virial's P, (<U + P V>)/N + 3/2 T
///   x1                             where no particle, or each, was of species 1 in all samples: also upper_bound or
///                                  lower_bound with its confidence, and bound_from says by which rule
///   x                              mole fractions of all, only of more than two species
///   gamma                          x_1 x_2 N/Var(N_1)                  [jackknife, bias removed]
///   enthalpy_difference            Cov(U + P V, N_1)/Var(N_1) = h_1 - h_2
///   acceptance                     accepted over attempted moves, by move
///   block_analysis                 block_analysis_of() of the quantities as they are sampled
///   conserved_drift_per_particle   null: a Markov chain conserves nothing
/// Of kind fep also add_free_energy(). Its N are the full particles, also in the pressure; the growing one's energy is
/// in potential_energy_per_particle and enthalpy_per_particle.
/// Of kind gcmc, in which numbers of particles vary: add_grand_canonical().
nlohmann::json summary_of(const RunSettings& settings, const MonteCarloRunResult& result, const State& final_state);

/// Writes `x`, the mole fractions of all species, into the summary of a mixture of more than two.
void add_mole_fractions(const RunSettings& settings, const State& state, nlohmann::json& summary);

/// Digest of the state, step sizes, place, stage and weights of a growing particle, digest of the Markov chain, number
/// of sweeps, in this order.
std::string final_digest(const State& final_state, const MonteCarloChain& chain);

/// One line that says what became of a prepared liquid that is none any more; nothing if it is well, or was not
/// prepared. The density of a run of kind gcmc is its result: it may fall.
std::optional<std::string> departure_from_liquid(const RunSettings& settings, const State& final_state);

/// How often a run is looked at, the last time at its end.
int looks_of(const RunSettings& settings);

/// The table for a terminal.
std::string table_of(const nlohmann::json& summary);

}  // namespace soret
