#pragma once

#include <vector>

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// Density and energy of the runs at one composition and size.
///   chains   the semi-grand chains there
/// returns    x1 (N_1/N), density, energy (U + K a particle), temperature and temperature_sem (kinetic, at the energy before
///            the last correction), pressure, density_sem
/// accuracy   the mean temperature of a run at this energy is that of the state line within temperature_sem and a fifth of
///            the last correction: 5/2 is taken as heat capacity a particle, which is right to a fifth in dense liquids
nlohmann::json find_green_kubo_state(const StateLine& state_line, const Task& task,
                                     const std::vector<const TaskResult*>& chains, const RunContext& context);

/// One run: fluxes (FluxRecord), mean-square displacements, temperature, pressure, drift, what departed from a liquid.
///   state   what find_green_kubo_state() returns
nlohmann::json run_green_kubo(const StateLine& state_line, const Task& task, const nlohmann::json& state,
                              const RunContext& context);

}  // namespace soret
