#include <cmath>

#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/routes/activation/activation.hpp"
#include "soret/validation/routes/chain_liquid.hpp"
#include "soret/validation/routes/green_kubo/run.hpp"
#include "soret/validation/routes/task_liquid.hpp"

namespace soret {

namespace {

constexpr std::uint64_t equilibration_share = 10;  // of the production

/// Density and potential energy of a particle at constant pressure.
nlohmann::json find_state(const StateLine& line, const Task& task, const std::vector<const TaskResult*>& chains,
                          const RunContext& context) {
    const double n = field<double>(task.settings, "particles");
    const double x1 = std::nearbyint(n * field<double>(task.settings, "x1")) / n;
    const double start =
        field<double>(task.settings, "chain_particles") / merged_blocks(chains, "samples").mean().at(box_volume);
    MonteCarloRunSettings settings;
    settings.parameters.ensemble = MonteCarloEnsemble::npt;
    settings.parameters.temperature = line.temperature;
    settings.parameters.pressure = line.pressure;
    settings.parameters.seed = task.seed;
    settings.production = field<std::uint64_t>(task.settings, "sweeps");
    settings.equilibration = settings.production / equilibration_share;
    const MonteCarloRun run = finished_chain(context, "state", line, task, start, settings);
    const MonteCarloRunResult result = run.result();
    const JackknifeResult means = jackknife_with_chosen_blocks(result.samples, [&](std::span<const double> of) {
        return Eigen::Vector2d{n / of[box_volume], of[potential_energy] / n};
    });
    return {{"x1", x1},
            {"density", means.values[0]},
            {"density_sem", means.estimate(0).standard_error},
            {"potential_energy", means.estimate(1)},
            {"departure", departure_of(result.chain.state, line, means.values[0])},
            {"chain_digest", hex_digits(result.chain.digest)}};
}

}  // namespace

nlohmann::json ActivationRoute::run(const StateLine& state_line, const Task& task,
                                    const std::vector<const TaskResult*>& needed, const RunContext& context) const {
    StateLine at = state_line;
    at.temperature = field<double>(task.settings, "temperature");
    const auto stage = field<std::string>(task.settings, "stage");
    if (stage == "state" && !needed.empty()) return find_state(at, task, needed, context);
    if (stage == "run" && needed.size() == 1) return run_green_kubo(at, task, needed.front()->values, context);
    refuse_stage(task, needed.size());
}

}  // namespace soret
