#include <algorithm>
#include <cmath>
#include <functional>

#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/campaign/task_stages.hpp"
#include "soret/validation/routes/melting/bond_order_observer.hpp"
#include "soret/validation/routes/melting/melting.hpp"
#include "soret/validation/routes/steps_in.hpp"
#include "soret/validation/routes/task_liquid.hpp"
#include "soret/validation/simulation/crystal.hpp"
#include "soret/validation/simulation/molecular_dynamics_run.hpp"
#include "soret/validation/simulation/phase_check.hpp"
#include "soret/validation/simulation/preparation.hpp"
#include "soret/validation/simulation/restraint.hpp"
#include "soret/validation/simulation/state_digest.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret {

namespace {

/// A Lennard-Jones crystal of the liquid's density has no barrier to melting at this temperature, over epsilon, and
/// springs of this stiffness, in epsilon/sigma^2, hold the rest.
constexpr double melting_temperature_of_half = 2.0;
constexpr double spring = 200.0;

constexpr double density_to_begin_with = 0.96;  // of a crystal near its melting point at low pressure, times sigma^3
constexpr double liquid_over_solid = 0.9;       // densities, to begin with
constexpr std::uint64_t equilibration_share = 10;
constexpr std::uint64_t samples_of_bond_order = 100;  // of a phase alone

std::int32_t species_of(const Task& task) {
    return field<std::int32_t>(task.settings, "species") - 1;
}

const PairParameters& pure_pair(const StateLine& line, const Task& task) {
    const auto species = static_cast<std::size_t>(species_of(task));
    return line.mixture.pair(species, species);
}

template <class Run>
const BondOrderObserver& bond_order_of(const Run& run) {
    return dynamic_cast<const BondOrderObserver&>(*run.observers().own());
}

double mean_of(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

/// Density, enthalpy and <Q_6> of one phase at constant pressure.
nlohmann::json bulk_phase(const StateLine& line, const Task& task, const std::string& stage, Part part,
                          const State& start, const RunContext& context) {
    MonteCarloRunSettings settings;
    settings.parameters.ensemble = MonteCarloEnsemble::npt;
    settings.parameters.temperature = line.temperature;
    settings.parameters.pressure = line.pressure;
    settings.parameters.seed = task.seed + (stage == "solid" ? 0 : 1);
    settings.production = field<std::uint64_t>(task.settings, "sweeps");
    settings.equilibration = settings.production / equilibration_share;
    const std::uint64_t every = std::max<std::uint64_t>(1, settings.production / samples_of_bond_order);
    settings.observables.own = [&](const Mixture&, const State&, Backend) {
        return std::make_unique<BondOrderObserver>(every, BondOrderLimits{}, context.execution);
    };
    const MonteCarloRun run = finished_run(
        context, stage, part,
        [&] { return MonteCarloRun(line.mixture, first_chain(start), settings, context.backend, context.execution); },
        [&](const nlohmann::json& saved) {
            return MonteCarloRun(line.mixture, saved, settings, context.backend, context.execution);
        });
    const auto n = static_cast<double>(start.size());
    const MonteCarloRunResult result = run.result();
    const JackknifeResult means = jackknife_with_chosen_blocks(result.samples, [&](std::span<const double> of) {
        const double enthalpy = (of[potential_energy] + line.pressure * of[box_volume]) / n + 1.5 * line.temperature;
        return Eigen::Vector2d{n / of[box_volume], enthalpy};
    });
    // The other phase, if it is no longer this one.
    const auto departure = departure_from_liquid(result.chain.state, line.mixture, means.values[0]);
    const bool is_crystal = stage == "solid";
    return {{"density", means.estimate(0)},
            {"departed", is_crystal ? !departure.has_value() : departure.has_value()},
            {"enthalpy", means.estimate(1)},
            {"bond_order", mean_of(bond_order_of(run).values())},
            {"chain_digest", hex_digits(result.chain.digest)}};
}

nlohmann::json run_bulk(const StateLine& line, const Task& task, const RunContext& context) {
    const std::int32_t species = species_of(task);
    FccCells of;
    of.cells = field<std::array<int, 3>>(task.settings, "bulk_cells");
    of.density = density_to_begin_with / std::pow(pure_pair(line, task).sigma2, 1.5);
    const nlohmann::json solid = stage_result(context, "solid phase", [&] {
        return bulk_phase(line, task, "solid", {0.0, 0.5}, fcc_crystal(of, species), context);
    });
    const nlohmann::json liquid = stage_result(context, "liquid phase", [&] {
        LiquidSettings settings;
        settings.n = static_cast<std::uint64_t>(of.particles());
        settings.x1 = species == 0 ? 1.0 : 0.0;
        settings.density = liquid_over_solid * of.density;
        settings.temperature = line.temperature;
        settings.seed = task.seed;
        const State start = prepare_liquid(settings, line.mixture, context.backend, context.execution).state;
        return bulk_phase(line, task, "liquid", {0.5, 1.0}, start, context);
    });
    nlohmann::json departure = nullptr;
    if (field<bool>(solid, "departed")) departure = "the crystal alone is one no more";
    if (field<bool>(liquid, "departed")) departure = "the liquid alone is one no more";
    return {{"solid", solid}, {"liquid", liquid}, {"departure", departure}};
}

/// A crystal at rest whose lower half has the density of the liquid, and springs for the upper half.
struct HalfStretched {
    State state;
    RestraintAnchors anchors;
};

HalfStretched half_stretched(const Task& task, const nlohmann::json& bulk) {
    const auto density_of = [&](const char* phase) {
        return field<Estimate>(field<nlohmann::json>(bulk, phase), "density").value;
    };
    FccCells of;
    of.cells = field<std::array<int, 3>>(task.settings, "cells");
    of.density = density_of("solid");
    of.expanded = of.cells[2] / 2;
    of.density_expanded = density_of("liquid");
    HalfStretched half;
    half.state = fcc_crystal(of, species_of(task));
    const double held_from = of.expanded * of.expanded_edge() / half.state.box.edges().z;
    half.anchors = anchors_of(half.state, {.spring = spring, .z_low = held_from});
    return half;
}

nlohmann::json run_half_melted(const StateLine& line, const Task& task, const nlohmann::json& bulk,
                               const RunContext& context) {
    const double epsilon = 0.25 * pure_pair(line, task).epsilon4;
    const double sigma2 = pure_pair(line, task).sigma2;
    const HalfStretched half = half_stretched(task, bulk);
    const auto steps = [&](const char* time) {
        return steps_in(field<double>(task.settings, time), field<double>(task.settings, "timestep"));
    };
    const auto settings_of = [&](IntegratorEnsemble ensemble, double temperature, const char* time) {
        MolecularDynamicsRunSettings settings;
        settings.parameters.ensemble = ensemble;
        settings.parameters.timestep = field<double>(task.settings, "timestep");
        settings.parameters.temperature = temperature;
        settings.production = steps(time);
        settings.sample_every = steps("sample_time");
        return settings;
    };
    // Each stage has velocities of its own, without a total momentum: springs do not keep it.
    const auto run_of = [&](const std::string& stage, std::uint64_t turn, Part part,
                            const MolecularDynamicsRunSettings& settings, const RestraintAnchors& anchors,
                            const std::function<State()>& start_of, auto enough) {
        return finished_run(
            context, stage, part,
            [&] {
                State state = start_of();
                draw_maxwell_velocities(state, line.mixture, settings.parameters.temperature, task.seed + turn);
                return MolecularDynamicsRun(line.mixture,
                                            start_of_trajectory(line.mixture, state, settings.parameters, anchors),
                                            settings, context.backend, context.execution);
            },
            [&](const nlohmann::json& saved) {
                return MolecularDynamicsRun(line.mixture, saved, settings, context.backend, context.execution);
            },
            enough);
    };
    const auto held = [&](const std::string& stage, std::uint64_t turn, Part part, double temperature, const char* time,
                          const std::function<State()>& start_of) {
        MolecularDynamicsRunSettings settings = settings_of(IntegratorEnsemble::nvt, temperature, time);
        settings.parameters.spring = spring * epsilon / sigma2;
        settings.restrained_steps = settings.production + 1;
        return run_of(stage, turn, part, settings, half.anchors, start_of, NeverEarlier{}).trajectory().state;
    };
    const auto melted_half = [&] {
        return held("melt", 1, {0.0, 0.05}, melting_temperature_of_half * epsilon, "melting_time",
                    [&] { return half.state; });
    };
    const auto at_temperature = [&] {
        return held("settle", 2, {0.05, 0.1}, line.temperature, "settling_time", melted_half);
    };
    MolecularDynamicsRunSettings settings = settings_of(IntegratorEnsemble::npzt, line.temperature, "longest_time");
    settings.parameters.pressure = line.pressure;
    // Where one phase has become the other there is nothing to decide by.
    if (!field<nlohmann::json>(bulk, "departure").is_null()) {
        return {{"fate", std::string(name_of(Fate::undecided))},
                {"bond_order", nlohmann::json::array()},
                {"conserved_change", 0.0},
                {"departure", nullptr}};
    }
    const auto limits = BondOrderLimits::between(field<double>(field<nlohmann::json>(bulk, "liquid"), "bond_order"),
                                                 field<double>(field<nlohmann::json>(bulk, "solid"), "bond_order"));
    settings.observables.own = [&](const Mixture&, const State&, Backend) {
        return std::make_unique<BondOrderObserver>(settings.sample_every, limits, context.execution);
    };
    const MolecularDynamicsRun run =
        run_of("run", 0, {0.1, 1.0}, settings, {}, at_temperature,
               [](const MolecularDynamicsRun& so_far) { return bond_order_of(so_far).fate() != Fate::undecided; });
    const BondOrderObserver& order = bond_order_of(run);
    return {{"fate", std::string(name_of(order.fate()))},
            {"bond_order", order.values()},
            {"steps", run.steps_done()},
            {"conserved_change", run.conserved_change_per_particle()},
            {"departure", nullptr},
            {"state_digest", digest_of_state(run.trajectory().state).hex()}};
}

}  // namespace

nlohmann::json MeltingRoute::run(const StateLine& state_line, const Task& task,
                                 const std::vector<const TaskResult*>& needed, const RunContext& context) const {
    StateLine at = state_line;
    at.temperature = field<double>(task.settings, "temperature");
    const auto stage = field<std::string>(task.settings, "stage");
    if (stage == "bulk" && needed.empty()) return run_bulk(at, task, context);
    if (stage == "run" && needed.size() == 1) return run_half_melted(at, task, needed.front()->values, context);
    refuse_stage(task, needed.size());
}

}  // namespace soret
