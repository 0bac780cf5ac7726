#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "soret/validation/campaign/manifest.hpp"
#include "soret/validation/campaign/route.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/preparation.hpp"

namespace soret {

/// The liquid that a task starts from: its "particles" and "x1", its seed, the temperature of the state line.
/// density   [sigma^-3]
/// throws    InvalidInput: the task's settings lack one of them
LiquidSettings task_liquid(const StateLine& line, const Task& task, double density);

/// The run of a stage by a Markov chain that begins with that liquid, at its end: finished_run().
MonteCarloRun finished_chain(const RunContext& context, const std::string& stage, const StateLine& line,
                             const Task& task, double density, const MonteCarloRunSettings& settings);

/// "departure" in the result of a run: null for a homogeneous liquid, else what it became.
/// end       the last configuration
/// density   of the start   [sigma^-3]
nlohmann::json departure_of(const State& end, const StateLine& line, double density);

/// Of a task whose stage its route does not have, or that came without the results it needs.
/// throws   InvalidInput, always
[[noreturn]] void refuse_stage(const Task& task, std::size_t needed);

}  // namespace soret
