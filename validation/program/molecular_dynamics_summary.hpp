#pragma once

#include <nlohmann/json.hpp>

#include "soret/validation/program/run_settings.hpp"

namespace soret {

/// What summary.json says of a finished run of molecular dynamics, but for rates and provenance. A quantity is null if
/// there are too few samples for an error, or if the ensemble does not give it; then NAME_reason says which.
///   temperature                    2 K/(3 N - 3)
///   degrees_of_freedom             3 N - 3; 3 N if particles are held to the end
///   momentum                       "removed": at the start; "kept": then K in temperature, pressure, pressure_tensor
///                                  and enthalpy is that of velocities relative to the centre of mass
///   pressure                       (2 K/3 + tr W/3)/V
///   density                        N/<V>; known, sem 0, where the box does not breathe
///   pressure_tensor                (sum m v_a v_b + virial)/V: xx, yy, zz, xy, xz, yz
///   volume, box                    mean volume and edges; known, sem 0, where they do not breathe
///   block_analysis                 block_analysis_of() of the means, and their number of samples
///   x1, x                          known, sem 0; x, the mole fractions of all, only of more than two species
///   gamma, enthalpy_difference     null
///   enthalpy_per_particle          (U + K + P V)/N, P the pressure of the step
///   conserved_drift_per_particle   slope of a straight line through conserved_quantity(), times the length of the
///                                  production: the change over all of it           [jackknife of 16 to 31 blocks]
///   heat_flux_hot, heat_flux_cold  nemd only: E_hot/(2 A t) and -E_cold/(2 A t), both > 0 from hot to cold
///   energy_given                   nemd only: {hot, cold, rest} in the production
///   total_momentum                 nemd, hnemd, or momentum kept: [3], of the last step
/// hnemd only; what its field does not tell is left out, _primed if the field has enthalpies:
///   mass_current_1, heat_current[_primed]   means of J_1 and J_q along the field
///   onsager_1q[_primed], onsager_qq[_primed], thermal_conductivity    of a heat field alone     [field_response.hpp]
///   onsager_11, onsager_q1[_primed]         of a mass field alone
///   onsager_11_by_noise            from the fluctuations of J_1
///   temperature_by_direction       x, y, z, of velocities relative to the mean of each species
///   field_power, heat_taken        work of the field and heat taken by the thermostat, a particle and time
///   field_too_large                null, or why; the responses are null then
nlohmann::json summary_of(const RunSettings& settings, const MolecularDynamicsRunResult& result,
                          const State& final_state);

/// Digest of the state, with a thermostat of the chains and the strain rate, with slabs of the energies given (hot,
/// cold, rest), with a field of work, heat, the drift kick and the chain, and of the number of steps.
std::string final_digest(const State& final_state, const Trajectory& end, IntegratorEnsemble ensemble);

}  // namespace soret
