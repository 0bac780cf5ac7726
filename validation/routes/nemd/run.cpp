#include "soret/validation/routes/nemd/run.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/validation/campaign/task_stages.hpp"
#include "soret/validation/routes/chain_liquid.hpp"
#include "soret/validation/routes/nemd/flow_observer.hpp"
#include "soret/validation/routes/nemd/nemd.hpp"
#include "soret/validation/routes/nemd/nemd_point.hpp"
#include "soret/validation/routes/recorded.hpp"
#include "soret/validation/routes/steps_in.hpp"
#include "soret/validation/routes/task_liquid.hpp"
#include "soret/validation/simulation/preparation.hpp"
#include "soret/validation/simulation/state_digest.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret {

namespace {

/// A run between slabs at its end.
struct Flow {
    NemdRecord record;
    Trajectory end;
    double conserved_change = 0.0;  ///< a particle, in the production
};

/// How long a run is.
struct FlowLength {
    std::uint64_t settling = 0;  ///< steps
    std::uint64_t blocks = 0;    ///< of the production
    std::uint64_t samples = 0;   ///< of a block
};

IntegratorParameters parameters_of(const StateLine& line, const Task& task, const Box& box) {
    IntegratorParameters parameters;
    parameters.ensemble = IntegratorEnsemble::nemd;
    parameters.timestep = field<double>(task.settings, "timestep");
    parameters.temperature = line.temperature;
    const double width = field<double>(task.settings, "slab_width");
    const double gap = 0.5 * box.edges().z - width;
    const double half = 0.5 * field<double>(task.settings, "gradient") * gap;
    parameters.hot = {line.temperature + half, width};
    parameters.cold = {line.temperature - half, width};
    return parameters;
}

LiquidSettings liquid_settings(const StateLine& line, const Task& task, double density) {
    LiquidSettings liquid = task_liquid(line, task, density);
    liquid.aspect = {1.0, 1.0, field<double>(task.settings, "aspect")};
    return liquid;
}

/// A liquid of its own with velocities of the state line's temperature.
State liquid_of(const StateLine& line, const Task& task, double density, const RunContext& context) {
    State state =
        prepare_liquid(liquid_settings(line, task, density), line.mixture, context.backend, context.execution).state;
    draw_maxwell_velocities(state, line.mixture, line.temperature, task.seed);
    return state;
}

Flow flow_of(const StateLine& line, const Task& task, double density, const FlowLength& length,
             const std::string& stage, Part part, const RunContext& context) {
    MolecularDynamicsRunSettings settings;
    // The box, and with it the slabs, is the same whether the run begins or goes on.
    settings.parameters =
        parameters_of(line, task, lattice_start(liquid_settings(line, task, density), line.mixture).box);
    FlowSettings observed;
    observed.sample_every = field<std::uint64_t>(task.settings, "sample_every");
    observed.samples = length.samples;
    observed.timestep = settings.parameters.timestep;
    settings.equilibration = length.settling;
    settings.production = length.blocks * length.samples * observed.sample_every;
    settings.sample_every = settings.production;
    settings.observables.own = [observed](const Mixture& mixture, const State& start, Backend backend) {
        return std::make_unique<FlowObserver>(observed, mixture, start, backend);
    };
    const MolecularDynamicsRun run = finished_run(
        context, stage, part,
        [&] {
            const State start = liquid_of(line, task, density, context);
            return MolecularDynamicsRun(line.mixture, start_of_trajectory(line.mixture, start, settings.parameters),
                                        settings, context.backend, context.execution);
        },
        [&](const nlohmann::json& saved) {
            return MolecularDynamicsRun(line.mixture, saved, settings, context.backend, context.execution);
        });
    return {dynamic_cast<const FlowObserver&>(*run.observers().own()).record(), run.trajectory(),
            run.conserved_change_per_particle()};
}

/// <P_zz> of a fresh liquid with the slabs on.
Estimate measured_pressure(const StateLine& line, const Task& task, double density, double time,
                           const std::string& stage, Part part, const RunContext& context) {
    constexpr std::uint64_t blocks = 16;
    const auto timestep = field<double>(task.settings, "timestep");
    const auto every = field<std::uint64_t>(task.settings, "sample_every");
    const FlowLength length{steps_in(field<double>(task.settings, "settling_time"), timestep), blocks,
                            std::max<std::uint64_t>(1, steps_in(time, timestep) / (every * blocks))};
    std::vector<double> pressures;
    for (const NemdBlock& block : flow_of(line, task, density, length, stage, part, context).record.blocks) {
        pressures.push_back(block.pressure);
    }
    return recorded(block_average(BlockTable::from_series(pressures)));
}

}  // namespace

nlohmann::json find_nemd_state(const StateLine& line, const Task& task, const std::vector<const TaskResult*>& chains,
                               const RunContext& context) {
    const double n = field<double>(task.settings, "particles");
    const double x1 = std::nearbyint(n * field<double>(task.settings, "x1")) / n;
    const ChainLiquid liquid = chain_liquid(chains, field<double>(task.settings, "chain_particles"), line).at(x1);
    double volume = liquid.volume;  // of a particle
    const double times[2] = {field<double>(task.settings, "first_time"), field<double>(task.settings, "time")};
    const double part = times[0] / (times[0] + times[1]);
    nlohmann::json measured = nlohmann::json::array();
    for (int turn = 0; turn < 2; ++turn) {
        const std::string stage = turn == 0 ? "first" : "second";
        const Part of_task = turn == 0 ? Part{0.0, part} : Part{part, 1.0};
        const Estimate pressure = stage_result(context, stage + " measurement", [&] {
                                      return nlohmann::json(measured_pressure(line, task, 1.0 / volume, times[turn],
                                                                              stage, of_task, context));
                                  }).get<Estimate>();
        measured.push_back({{"density", 1.0 / volume}, {"pressure", pressure}});
        volume = corrected_state(liquid, line, volume, line.temperature, pressure.value).volume;
    }
    return {{"x1", x1},
            {"density", 1.0 / volume},
            {"density_start", 1.0 / liquid.volume},
            {"bulk_modulus", liquid.bulk_modulus},
            {"measured", measured}};
}

nlohmann::json run_nemd(const StateLine& line, const Task& task, const nlohmann::json& state,
                        const RunContext& context) {
    const double density = field<double>(state, "density");
    const auto timestep = field<double>(task.settings, "timestep");
    const FlowLength length{steps_in(field<double>(task.settings, "settling_time"), timestep),
                            field<std::uint64_t>(task.settings, "blocks"),
                            field<std::uint64_t>(task.settings, "samples")};
    const Flow flow = flow_of(line, task, density, length, "run", {}, context);
    nlohmann::json values{{"profiles", to_json(flow.record)},
                          {"conserved_change", flow.conserved_change},
                          {"departure", departure_of(flow.end.state, line, density)},
                          {"state_digest", digest_of_state(flow.end.state).hex()}};
    return values;
}

}  // namespace soret
