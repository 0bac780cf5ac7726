#pragma once

#include <vector>

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// Density of the runs at one composition, size and gradient.
///   chains   the semi-grand chains at that composition
/// returns    x1 (N_1/N), density, density_start (of the chains, moved to N_1/N), bulk_modulus (of the chains, at
///            constant composition: T <V>/(Var V - Cov(V, N_1)^2/Var N_1)), and for each of two measurements
///            `measured`: density and pressure (<P_zz> with its error)
/// The composition has not settled when the pressure is measured: what its slope changes is of second order.
/// throws     InvalidState: a run that cannot go on;  InvalidInput: chains that cannot be read
nlohmann::json find_nemd_state(const StateLine& state_line, const Task& task,
                               const std::vector<const TaskResult*>& chains, const RunContext& context);

/// One run: block means of the profiles (NemdRecord), drift of the conserved energy, what departed from a liquid.
///   state   what find_nemd_state() returns
nlohmann::json run_nemd(const StateLine& state_line, const Task& task, const nlohmann::json& state,
                        const RunContext& context);

}  // namespace soret
