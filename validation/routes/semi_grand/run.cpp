#include <fmt/format.h>

#include <algorithm>

#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/task_stages.hpp"
#include "soret/validation/routes/semi_grand/acceptance_values.hpp"
#include "soret/validation/routes/semi_grand/delta_mu_search.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "soret/validation/routes/semi_grand/wanted_chains.hpp"
#include "soret/validation/routes/task_liquid.hpp"
#include "soret/validation/simulation/preparation.hpp"

namespace soret {

namespace {

inline constexpr std::uint64_t pressure_every = 20;

MonteCarloParameters parameters_of(const StateLine& state_line, const Task& task, MonteCarloEnsemble ensemble) {
    MonteCarloParameters parameters;
    parameters.ensemble = ensemble;
    parameters.temperature = state_line.temperature;
    parameters.pressure = state_line.pressure;
    parameters.seed = task.seed;
    return parameters;
}

MonteCarloChain prepared(const StateLine& state_line, const Task& task, double density, const RunContext& context) {
    return prepare_liquid(task_liquid(state_line, task, density), state_line.mixture, context.backend,
                          context.execution);
}

nlohmann::json run_search(const StateLine& state_line, const Task& task, const RunContext& context) {
    const double x1 = field<double>(task.settings, "x1");
    const MonteCarloChain liquid = prepared(state_line, task, guessed_density(state_line.mixture, x1), context);
    const DeltaMuSearch found =
        find_delta_mu(state_line.mixture, liquid, parameters_of(state_line, task, MonteCarloEnsemble::semi_grand), x1,
                      field<std::uint64_t>(task.settings, "sweeps"), context);
    return {{"delta_mu", found.delta_mu},
            {"x1", found.x1},
            {"density", found.density},
            {"chain_digest", hex_digits(found.chain.digest)}};
}

nlohmann::json run_production(const StateLine& state_line, const Task& task, const nlohmann::json* search,
                              const RunContext& context) {
    const double x1 = field<double>(task.settings, "x1");
    const double density = search ? field<double>(*search, "density") : guessed_density(state_line.mixture, x1);
    MonteCarloRunSettings settings;
    settings.parameters =
        parameters_of(state_line, task, search ? MonteCarloEnsemble::semi_grand : MonteCarloEnsemble::npt);
    const double delta_mu = search ? field<double>(*search, "delta_mu") : 0.0;
    if (search) settings.parameters.chemical_potential = {delta_mu, 0.0};
    settings.equilibration = field<std::uint64_t>(task.settings, "equilibration");
    settings.production = field<std::uint64_t>(task.settings, "sweeps");
    settings.pressure_every = pressure_every;
    const MonteCarloRun run = finished_run(
        context, "production", {},
        [&] {
            const MonteCarloChain liquid = prepared(state_line, task, density, context);
            return MonteCarloRun(state_line.mixture, liquid, settings, context.backend, context.execution);
        },
        [&](const nlohmann::json& saved) {
            return MonteCarloRun(state_line.mixture, saved, settings, context.backend, context.execution);
        });
    const MonteCarloRunResult result = run.result();
    nlohmann::json values{{"samples", result.samples.to_json()},
                          {"acceptance", acceptance_values(result.acceptance)},
                          {"pressure", result.pressure.to_json()},
                          {"largest_displacement", result.chain.largest_displacement},
                          {"largest_log_volume_step", result.chain.largest_log_volume_step},
                          {"departure", departure_of(result.chain.state, state_line, density)},
                          {"chain_digest", hex_digits(result.chain.digest)}};
    if (search) values["delta_mu"] = delta_mu;
    return values;
}

}  // namespace

double guessed_density(const Mixture& mixture, double x1) {
    const SpeciesMatrix& sigma = mixture.parameters().sigma;
    const double x[2] = {x1, 1.0 - x1};
    double volume = 0.0;
    for (std::size_t a = 0; a < 2; ++a) {
        for (std::size_t b = 0; b < 2; ++b) volume += x[a] * x[b] * (sigma(a, b) * sigma(a, b) * sigma(a, b));
    }
    return 0.8 / volume;
}

nlohmann::json SemiGrandRoute::run(const StateLine& state_line, const Task& task,
                                   const std::vector<const TaskResult*>& needed, const RunContext& context) const {
    const auto stage = field<std::string>(task.settings, "stage");
    if (stage == "search") return run_search(state_line, task, context);
    if (stage == "production" && needed.size() == 1) {
        return run_production(state_line, task, &needed.front()->values, context);
    }
    if (stage == "pure" && needed.empty()) return run_production(state_line, task, nullptr, context);
    refuse_stage(task, needed.size());
}

}  // namespace soret
