#include <cmath>

#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/routes/chain_liquid.hpp"
#include "soret/validation/routes/kirkwood_buff/kirkwood_buff.hpp"
#include "soret/validation/routes/recorded.hpp"
#include "soret/validation/routes/task_liquid.hpp"
#include "soret/validation/simulation/observers/rdf_observer.hpp"
#include "soret/validation/simulation/observers/structure_factor_observer.hpp"

namespace soret {

namespace {

constexpr std::uint64_t pressure_every = 20;

/// Half the edge of a cube, less at most a 64th, so that no rounding of the edge matters.
double half_edge(double volume) {
    return std::floor(32.0 * std::cbrt(volume)) / 64.0;
}

}  // namespace

nlohmann::json KirkwoodBuffRoute::run(const StateLine& line, const Task& task,
                                      const std::vector<const TaskResult*>& needed, const RunContext& context) const {
    if (field<std::string>(task.settings, "stage") != "run" || needed.empty()) refuse_stage(task, needed.size());
    const double n = field<double>(task.settings, "particles");
    const double x1 = std::nearbyint(n * field<double>(task.settings, "x1")) / n;
    const double density =
        1.0 / chain_liquid(needed, field<double>(task.settings, "chain_particles"), line).at(x1).volume;
    MonteCarloRunSettings settings;
    settings.parameters.ensemble = MonteCarloEnsemble::nvt_swap;
    settings.parameters.temperature = line.temperature;
    settings.parameters.seed = task.seed;
    settings.equilibration = field<std::uint64_t>(task.settings, "equilibration");
    settings.production = field<std::uint64_t>(task.settings, "sweeps");
    settings.pressure_every = pressure_every;
    const auto every = field<std::uint64_t>(task.settings, "every");
    settings.observables.structure_factor.every = every;
    settings.observables.rdf = {every, {half_edge(n / density), field<std::size_t>(task.settings, "bins")}};
    const MonteCarloRun run = finished_chain(context, "run", line, task, density, settings);
    const MonteCarloRunResult result = run.result();
    const auto blocks = run.observers().rdf()->kirkwood_buff_blocks();
    const auto structure = run.observers().structure_factor()->blocks();
    if (!blocks || !structure) throw InvalidState("rdf: the box of a run at constant volume has changed");
    return {{"x1", x1},
            {"density", density},
            {"volume", blocks->volume},
            {"particles", blocks->particles},
            {"r_max", blocks->bins.r_max},
            {"bins", blocks->bins.bins},
            {"pairs", blocks->pairs},
            {"edge", structure->edge},
            {"largest_square", structure->largest_square},
            {"structure_factors", structure->S},
            {"pressure", recorded(block_average(result.pressure, virial_pressure))},
            {"departure", departure_of(result.chain.state, line, density)},
            {"chain_digest", hex_digits(result.chain.digest)}};
}

}  // namespace soret
