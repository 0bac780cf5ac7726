#include "soret/validation/routes/task_liquid.hpp"

#include <fmt/format.h>

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/task_stages.hpp"
#include "soret/validation/simulation/phase_check.hpp"

namespace soret {

LiquidSettings task_liquid(const StateLine& line, const Task& task, double density) {
    LiquidSettings liquid;
    liquid.n = field<std::uint64_t>(task.settings, "particles");
    liquid.x1 = field<double>(task.settings, "x1");
    liquid.density = density;
    liquid.temperature = line.temperature;
    liquid.seed = task.seed;
    return liquid;
}

MonteCarloRun finished_chain(const RunContext& context, const std::string& stage, const StateLine& line,
                             const Task& task, double density, const MonteCarloRunSettings& settings) {
    return finished_run(
        context, stage, {},
        [&] {
            const MonteCarloChain liquid =
                prepare_liquid(task_liquid(line, task, density), line.mixture, context.backend, context.execution);
            return MonteCarloRun(line.mixture, liquid, settings, context.backend, context.execution);
        },
        [&](const nlohmann::json& saved) {
            return MonteCarloRun(line.mixture, saved, settings, context.backend, context.execution);
        });
}

nlohmann::json departure_of(const State& end, const StateLine& line, double density) {
    const auto departure = departure_from_liquid(end, line.mixture, density);
    return departure ? nlohmann::json(*departure) : nlohmann::json(nullptr);
}

void refuse_stage(const Task& task, std::size_t needed) {
    throw InvalidInput(fmt::format("task {}: stage = {} with {} needed results: there is no such stage", task.id,
                                   field<std::string>(task.settings, "stage"), needed));
}

}  // namespace soret
