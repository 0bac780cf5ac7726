#include "soret/validation/routes/hnemd/run.hpp"

#include <cmath>
#include <cstdlib>

#include "soret/common/contracts/transport.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/validation/campaign/task_stages.hpp"
#include "soret/validation/routes/chain_liquid.hpp"
#include "soret/validation/routes/recorded.hpp"
#include "soret/validation/routes/steps_in.hpp"
#include "soret/validation/routes/task_liquid.hpp"
#include "soret/validation/simulation/field_response.hpp"
#include "soret/validation/simulation/molecular_dynamics_run.hpp"
#include "soret/validation/simulation/state_digest.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret {

namespace {

constexpr std::size_t most_blocks = 32;

MolecularDynamicsRunSettings settings_of(const StateLine& line, const Task& task, double enthalpy_difference) {
    const nlohmann::json& wanted = task.settings;
    MolecularDynamicsRunSettings settings;
    IntegratorParameters& parameters = settings.parameters;
    parameters.timestep = field<double>(wanted, "timestep");
    parameters.ensemble = IntegratorEnsemble::hnemd;
    parameters.temperature = line.temperature;
    parameters.field.heat = field<double>(wanted, "heat");
    parameters.field.mass = field<double>(wanted, "mass");
    parameters.field.axis = field<std::size_t>(wanted, "axis");
    parameters.field.enthalpy = {enthalpy_difference, 0.0};
    settings.sample_every = steps_in(field<double>(wanted, "interval"), parameters.timestep);
    settings.equilibration = steps_in(field<double>(wanted, "settling_time"), parameters.timestep);
    const std::uint64_t production = steps_in(field<double>(wanted, "time"), parameters.timestep);
    settings.production = (production / settings.sample_every + 1) * settings.sample_every;
    settings.most_blocks = most_blocks;
    return settings;
}

}  // namespace

nlohmann::json blocks_under_field(const BlockTable& samples, std::size_t axis) {
    nlohmann::json blocks = nlohmann::json::array();
    for (std::size_t b = 0; b < samples.block_count(); ++b) {
        const std::span<const double> means = samples.block(b);
        double squares = 0.0;
        double lags = 0.0;
        for (std::size_t a = 0; a < 3; ++a) {
            const std::size_t current = field_mass_current + a;
            squares += means[samples.product_column(current, current)] / 3.0;
            lags += means[field_current_lag + a] / 3.0;
        }
        blocks.push_back({means[field_mass_current + axis], means[field_heat_current], squares, lags});
    }
    return blocks;
}

nlohmann::json run_under_field(const StateLine& line, const Task& task, const std::vector<const TaskResult*>& chains,
                               const RunContext& context) {
    const double n = field<double>(task.settings, "particles");
    const double x1 = std::nearbyint(n * field<double>(task.settings, "x1")) / n;
    const ChainLiquid liquid = chain_liquid(chains, field<double>(task.settings, "chain_particles"), line).at(x1);
    const double enthalpy = liquid.energy + 1.5 * line.temperature + line.pressure * liquid.volume;
    const double enthalpy_difference = specific_enthalpy_difference_of_mixture(
        enthalpy, liquid.energy_difference + line.pressure * liquid.volume_difference, x1, line.mixture.mass(0),
        line.mixture.mass(1));
    return run_driven_fluid(line, task, {x1, 1.0 / liquid.volume, enthalpy_difference}, context);
}

nlohmann::json run_driven_fluid(const StateLine& line, const Task& task, const DrivenFluid& fluid,
                                const RunContext& context) {
    const double density = fluid.density;
    const MolecularDynamicsRunSettings settings = settings_of(line, task, fluid.enthalpy_difference);
    const MolecularDynamicsRun run = finished_run(
        context, "run", {0.0, 1.0},
        [&] {
            State state =
                prepare_liquid(task_liquid(line, task, density), line.mixture, context.backend, context.execution)
                    .state;
            draw_maxwell_velocities(state, line.mixture, line.temperature, task.seed);
            const Trajectory start = start_of_trajectory(line.mixture, state, settings.parameters);
            return MolecularDynamicsRun(line.mixture, start, settings, context.backend, context.execution);
        },
        [&](const nlohmann::json& saved) {
            return MolecularDynamicsRun(line.mixture, saved, settings, context.backend, context.execution);
        });

    const MolecularDynamicsRunResult result = run.result();
    const SyntheticField& driving = settings.parameters.field;
    const double interval = static_cast<double>(settings.sample_every) * settings.parameters.timestep;
    const double volume = result.trajectory.state.box.volume();
    const std::vector<double> means = result.field.mean();
    const auto excess = excess_of_field({driving, line.temperature, volume, interval}, means);
    nlohmann::json temperature = nlohmann::json::array();
    for (std::size_t a = 0; a < 3; ++a) {
        temperature.push_back(recorded(block_average(result.field, field_temperature + (driving.axis + a) % 3)));
    }
    const double work = means[field_power] * static_cast<double>(settings.production) * settings.parameters.timestep;
    return {{"x1", fluid.x1},
            {"density", density},
            {"volume", volume},
            {"interval", interval},
            {"enthalpy_difference", fluid.enthalpy_difference},
            {"field", {{"heat", driving.heat}, {"mass", driving.mass}}},
            {"blocks", blocks_under_field(result.field, driving.axis)},
            {"temperature", temperature},
            {"pressure", recorded(block_average(result.samples, pressure_now))},
            {"power", means[field_power]},
            {"heat_taken", means[field_heat_taken]},
            {"unaccounted", work != 0.0 ? run.conserved_change_per_particle() / work : 0.0},
            {"excess", excess ? nlohmann::json(*excess) : nlohmann::json(nullptr)},
            {"departure", departure_of(result.trajectory.state, line, density)},
            {"state_digest", digest_of_state(result.trajectory.state).hex()}};
}

}  // namespace soret
