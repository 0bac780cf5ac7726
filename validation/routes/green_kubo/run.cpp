#include "soret/validation/routes/green_kubo/run.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/validation/campaign/task_stages.hpp"
#include "soret/validation/routes/chain_liquid.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/routes/recorded.hpp"
#include "soret/validation/routes/steps_in.hpp"
#include "soret/validation/routes/task_liquid.hpp"
#include "soret/validation/simulation/molecular_dynamics_run.hpp"
#include "soret/validation/simulation/observers/flux_observer.hpp"
#include "soret/validation/simulation/observers/msd_observer.hpp"
#include "soret/validation/simulation/preparation.hpp"
#include "soret/validation/simulation/state_digest.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret {

namespace {

/// Between two samples of the mean-square displacements, about.                   [tau, of GreenKuboUnits]
constexpr double displacement_time = 1.0;
constexpr std::uint64_t thermo_every = 10;

MolecularDynamicsRunSettings settings_of(const StateLine& line, const Task& task, IntegratorEnsemble ensemble) {
    MolecularDynamicsRunSettings settings;
    settings.parameters.timestep = field<double>(task.settings, "timestep");
    settings.parameters.ensemble = ensemble;
    settings.parameters.temperature = line.temperature;
    settings.parameters.thermostat_time = units_of(task.settings).time;
    settings.sample_every = thermo_every;
    // Tasks of earlier campaigns have no resets.
    const double reset_time = task.settings.value("energy_reset_time", 0.0);
    if (ensemble == IntegratorEnsemble::nve && reset_time > 0.0) {
        settings.energy_reset_every = steps_in(reset_time, settings.parameters.timestep);
    }
    return settings;
}

/// What resets have given a particle, [eps]: their number, sum and root of the mean square.
nlohmann::json recorded_resets(const EnergyResets& resets, std::size_t particles) {
    const auto n = static_cast<double>(particles);
    const double mean_square = resets.count > 0 ? resets.sum_of_squares / static_cast<double>(resets.count) : 0.0;
    return {{"count", resets.count}, {"sum", resets.sum / n}, {"size", std::sqrt(mean_square) / n}};
}

/// A run of a stage, at its end.
///   start_of   the state it begins with, made if no earlier attempt left the run under way
MolecularDynamicsRun run_of(const StateLine& line, const std::string& stage, Part part,
                            const MolecularDynamicsRunSettings& settings, const RunContext& context,
                            const std::function<State()>& start_of) {
    return finished_run(
        context, stage, part,
        [&] {
            const Trajectory start = start_of_trajectory(line.mixture, start_of(), settings.parameters);
            return MolecularDynamicsRun(line.mixture, start, settings, context.backend, context.execution);
        },
        [&](const nlohmann::json& saved) {
            return MolecularDynamicsRun(line.mixture, saved, settings, context.backend, context.execution);
        });
}

/// A liquid of its own, some time with a thermostat.
State thermostatted_liquid(const StateLine& line, const Task& task, double density, const std::string& stage, Part part,
                           const RunContext& context) {
    MolecularDynamicsRunSettings settings = settings_of(line, task, IntegratorEnsemble::nvt);
    settings.equilibration =
        steps_in(field<double>(task.settings, "thermostat_time_span"), settings.parameters.timestep);
    const auto fresh_liquid = [&] {
        State state =
            prepare_liquid(task_liquid(line, task, density), line.mixture, context.backend, context.execution).state;
        draw_maxwell_velocities(state, line.mixture, line.temperature, task.seed);
        return state;
    };
    return run_of(line, stage + "thermostat", part, settings, context, fresh_liquid).trajectory().state;
}

/// Scales the velocities so that U + K is N times `energy`.
void set_energy(State& state, const StateLine& line, double energy, const RunContext& context) {
    PairForcesResult sums;
    with_backend(context.backend, [&]<class B>(B) {
        typename B::PairForces(line.mixture, context.execution)
            .compute(state, {.energies = true, .virial = false, .currents = false}, sums);
    });
    const double kinetic = energy * static_cast<double>(state.size()) - sums.potential_energy;
    if (!(kinetic > 0.0)) throw InvalidState("the energy wanted is below the potential energy of the liquid");
    scale_velocities(state, line.mixture, kinetic_temperature(kinetic, state.size()));
}

/// Temperature and pressure of a fresh liquid at constant energy.
nlohmann::json measure_at_energy(double density, double energy, double time, const StateLine& line, const Task& task,
                                 const RunContext& context, const std::string& stage, Part part) {
    const double melted = part.from + 0.05 * (part.to - part.from);
    MolecularDynamicsRunSettings settings = settings_of(line, task, IntegratorEnsemble::nve);
    settings.equilibration = steps_in(field<double>(task.settings, "settling_time"), settings.parameters.timestep);
    settings.production = steps_in(time, settings.parameters.timestep);
    const auto start_of = [&] {
        State state = thermostatted_liquid(line, task, density, stage, {part.from, melted}, context);
        set_energy(state, line, energy, context);
        return state;
    };
    const MolecularDynamicsRunResult result =
        run_of(line, stage + "run", {melted, part.to}, settings, context, start_of).result();
    return {{"temperature", recorded(block_average(result.samples, kinetic_temperature_now))},
            {"pressure", recorded(block_average(result.samples, pressure_now))}};
}

}  // namespace

nlohmann::json find_green_kubo_state(const StateLine& line, const Task& task,
                                     const std::vector<const TaskResult*>& chains, const RunContext& context) {
    const double n = field<double>(task.settings, "particles");
    const double x1 = std::nearbyint(n * field<double>(task.settings, "x1")) / n;
    const ChainLiquid liquid = chain_liquid(chains, field<double>(task.settings, "chain_particles"), line).at(x1);
    double volume = liquid.volume;  // of a particle
    // The centre of mass is at rest.
    double energy = liquid.energy + 1.5 * line.temperature * (1.0 - 1.0 / n);

    const double times[2] = {field<double>(task.settings, "first_state_time"),
                             field<double>(task.settings, "state_time")};
    const double share = times[0] / (times[0] + times[1]);
    nlohmann::json measured = nlohmann::json::array();
    for (int turn = 0; turn < 2; ++turn) {
        const std::string stage = turn == 0 ? "first " : "second ";
        const Part part = turn == 0 ? Part{0.0, share} : Part{share, 1.0};
        const nlohmann::json now = stage_result(context, stage + "measurement", [&] {
            return measure_at_energy(1.0 / volume, energy, times[turn], line, task, context, stage, part);
        });
        measured.push_back({{"density", 1.0 / volume}, {"energy", energy}});
        measured.back().update(now);
        const CorrectedState corrected =
            corrected_state(liquid, line, volume, now.at("temperature").get<Estimate>().value,
                            now.at("pressure").get<Estimate>().value);
        volume = corrected.volume;
        energy += corrected.energy_change;
    }
    return {{"x1", x1}, {"density", 1.0 / volume}, {"energy", energy}, {"measured", measured}};
}

nlohmann::json run_green_kubo(const StateLine& line, const Task& task, const nlohmann::json& state,
                              const RunContext& context) {
    constexpr double part = 0.02;
    const double density = field<double>(state, "density");
    const bool constant_energy = field<std::string>(task.settings, "ensemble") == "nve";
    MolecularDynamicsRunSettings settings =
        settings_of(line, task, constant_energy ? IntegratorEnsemble::nve : IntegratorEnsemble::nvt);
    const double timestep = settings.parameters.timestep;
    const auto every = field<std::uint64_t>(task.settings, "sample_every");
    settings.equilibration = steps_in(field<double>(task.settings, "settling_time"), timestep);
    settings.production = every * field<std::uint64_t>(task.settings, "samples");
    settings.sample_every = every;
    settings.observables.fluxes = {every, field<double>(task.settings, "correlation_time")};
    const double between = displacement_time * units_of(task.settings).time;
    settings.observables.msd.every =
        every * std::max<std::uint64_t>(1, steps_in(between, timestep * static_cast<double>(every)));
    const auto start_of = [&] {
        State liquid = thermostatted_liquid(line, task, density, "", {0.0, part}, context);
        if (constant_energy) set_energy(liquid, line, field<double>(state, "energy"), context);
        return liquid;
    };
    const MolecularDynamicsRun run = run_of(line, "run", {part, 1.0}, settings, context, start_of);

    const MolecularDynamicsRunResult result = run.result();
    FluxRecord record = run.observers().fluxes()->record();
    // Two blocks are enough: the errors come from all runs together.
    while (record.blocks.size() > 2 && record.blocks.size() % 2 == 0) {
        for (std::size_t k = 0; k < record.blocks.size() / 2; ++k) {
            record.blocks[k] = record.blocks[2 * k];
            record.blocks[k] += record.blocks[2 * k + 1];
        }
        record.blocks.resize(record.blocks.size() / 2);
    }
    nlohmann::json displacements = nlohmann::json::array();
    for (const MsdObserver::Row& row : run.observers().msd()->rows()) {
        displacements.push_back({{"time", row.time}, {"by_species", row.by_species}});
    }
    nlohmann::json values{{"fluxes", to_json(record)},
                          {"displacements", displacements},
                          {"temperature", recorded(block_average(result.samples, kinetic_temperature_now))},
                          {"pressure", recorded(block_average(result.samples, pressure_now))},
                          {"conserved_change", run.conserved_change_per_particle()},
                          {"departure", departure_of(result.trajectory.state, line, density)},
                          {"state_digest", digest_of_state(result.trajectory.state).hex()}};
    if (settings.energy_reset_every > 0) {
        values["energy_resets"] = recorded_resets(result.energy_resets, result.trajectory.state.size());
    }
    return values;
}

}  // namespace soret
