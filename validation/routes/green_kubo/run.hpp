#pragma once

#include <vector>

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// Density and energy of the runs at one composition and size.
///   chains   semi-grand chains there
/// returns    x1 (N_1/N), density, energy (U + K a particle), and of both measurements density, energy, temperature
///            (kinetic) and pressure
/// accuracy   temperature and pressure of a run at this density and energy are those of the state line within the
///            errors of the second measurement, and a share of the last correction as large as the relative error of
///            the chains' derivatives
nlohmann::json find_green_kubo_state(const StateLine& state_line, const Task& task,
                                     const std::vector<const TaskResult*>& chains, const RunContext& context);

/// One run: fluxes (FluxRecord), mean-square displacements, temperature, pressure, drift, what departed from a liquid.
///   state   what find_green_kubo_state() returns
nlohmann::json run_green_kubo(const StateLine& state_line, const Task& task, const nlohmann::json& state,
                              const RunContext& context);

}  // namespace soret
