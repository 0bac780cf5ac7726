#include "soret/validation/program/run_stage.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/validation/program/molecular_dynamics_stage.hpp"
#include "soret/validation/program/monte_carlo_stage.hpp"
#include "soret/validation/simulation/closest_pair.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret {

namespace {

// One sweep is as much work as about so many steps.
constexpr double steps_per_sweep = 10.0;

bool is_monte_carlo(const StageSettings& stage) {
    return std::holds_alternative<MonteCarloRunSettings>(stage);
}

template <class Start>
std::unique_ptr<RunStage> monte_carlo_stage(const RunSettings& settings, const StageSettings& stage,
                                            const Start& start) {
    return std::make_unique<MonteCarloStage>(
        settings, MonteCarloRun(settings.mixture, start, std::get<MonteCarloRunSettings>(stage), settings.backend,
                                settings.execution));
}

struct DynamicsStart {
    Trajectory trajectory;
    Vector3 momentum_removed;
};

// The start of molecular dynamics: with the velocities that a state has, or with drawn ones. Without the total
// momentum, unless it is to be kept or, at constant energy, no more than what the digits of a file leave.
DynamicsStart dynamics_start(const RunSettings& settings, State state) {
    if (!state.has_velocities()) {
        if (!settings.has_temperature) {
            throw InvalidInput(
                fmt::format("{}: ensemble.temperature is missing: must be given, since {} has no velocities",
                            settings.file, settings.configuration.value_or("the start")));
        }
        const MonteCarloParameters& drawn = settings.run.parameters;
        draw_maxwell_velocities(state, settings.mixture, drawn.temperature, drawn.seed);
    }
    const IntegratorParameters& parameters = settings.dynamics.parameters;
    const bool is_removed = !settings.dynamics.keeps_momentum && (parameters.ensemble != IntegratorEnsemble::nve ||
                                                                  has_total_momentum(state, settings.mixture));
    const Vector3 removed = is_removed ? remove_total_momentum(state, settings.mixture) : Vector3{};
    const RestraintAnchors anchors =
        settings.restraint.any() ? anchors_of(state, settings.restraint) : RestraintAnchors{};
    return {start_of_trajectory(settings.mixture, state, parameters, anchors), removed};
}

std::unique_ptr<RunStage> dynamics_stage(const RunSettings& settings, const StageSettings& stage,
                                         const DynamicsStart& start) {
    return std::make_unique<MolecularDynamicsStage>(
        settings,
        MolecularDynamicsRun(settings.mixture, start.trajectory, std::get<MolecularDynamicsRunSettings>(stage),
                             settings.backend, settings.execution),
        start.momentum_removed);
}

}  // namespace

std::vector<StageSettings> stages_of(const RunSettings& settings) {
    std::vector<StageSettings> stages;
    if (settings.liquid) {
        for (const PreparationStage& stage : preparation_stages(*settings.liquid, settings.mixture)) {
            stages.emplace_back(preparation_run(*settings.liquid, stage));
        }
    }
    if (settings.is_molecular_dynamics()) {
        stages.emplace_back(settings.dynamics);
    } else {
        stages.emplace_back(settings.run);
    }
    return stages;
}

double work_of(const RunSettings& settings, const StageSettings& stage) {
    if (const auto* dynamics = std::get_if<MolecularDynamicsRunSettings>(&stage)) {
        return static_cast<double>(dynamics->equilibration + dynamics->production);
    }
    const auto& run = std::get<MonteCarloRunSettings>(stage);
    const double sweeps = static_cast<double>(run.equilibration + run.production);
    return settings.is_molecular_dynamics() ? steps_per_sweep * sweeps : sweeps;
}

std::unique_ptr<RunStage> first_stage(const RunSettings& settings, const StageSettings& stage, const State& start) {
    check_observables(settings.observables, start.box);
    return naming_overlap(start, settings.mixture, [&] {
        if (!is_monte_carlo(stage)) return dynamics_stage(settings, stage, dynamics_start(settings, start));
        const MonteCarloChain chain = first_chain(start);
        for (const StageSettings& any : stages_of(settings)) {
            if (is_monte_carlo(any)) {
                const MonteCarloParameters& parameters = std::get<MonteCarloRunSettings>(any).parameters;
                check_chain(settings.mixture, with_growing_particle(chain, parameters), parameters);
            } else {
                dynamics_start(settings, start);  // the lattice stands for the liquid: all else is the same
            }
        }
        return monte_carlo_stage(settings, stage, chain);
    });
}

std::unique_ptr<RunStage> next_stage(const RunSettings& settings, const StageSettings& stage,
                                     const RunStage& finished) {
    if (!is_monte_carlo(stage)) return dynamics_stage(settings, stage, dynamics_start(settings, finished.state()));
    return monte_carlo_stage(settings, stage, dynamic_cast<const MonteCarloStage&>(finished).chain());
}

std::unique_ptr<RunStage> saved_stage(const RunSettings& settings, const StageSettings& stage,
                                      const nlohmann::json& saved) {
    if (!is_monte_carlo(stage)) {
        return std::make_unique<MolecularDynamicsStage>(
            settings,
            MolecularDynamicsRun(settings.mixture, saved, std::get<MolecularDynamicsRunSettings>(stage),
                                 settings.backend, settings.execution),
            MolecularDynamicsStage::saved_momentum(saved));
    }
    return monte_carlo_stage(settings, stage, saved);
}

}  // namespace soret
