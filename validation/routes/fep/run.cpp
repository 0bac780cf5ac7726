#include <cmath>

#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/task_stages.hpp"
#include "soret/validation/routes/chain_liquid.hpp"
#include "soret/validation/routes/fep/fep.hpp"
#include "soret/validation/routes/fep/swap.hpp"
#include "soret/validation/routes/recorded.hpp"
#include "soret/validation/routes/task_liquid.hpp"
#include "soret/validation/simulation/growing_estimates.hpp"
#include "soret/validation/simulation/growing_weights.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {

namespace {

/// Logarithms of the C library differ by their last digit from machine to machine, the digest of a result must not: it
/// has eight decimals of what is made of them.
double rounded(double value) {
    constexpr double decimals = 1e8;
    return std::nearbyint(decimals * value) / decimals;
}

nlohmann::json rounded(nlohmann::json json) {
    if (json.is_number_float()) return rounded(json.get<double>());
    if (json.is_structured()) {
        for (nlohmann::json& member : json) member = rounded(std::move(member));
    }
    return json;
}

MonteCarloRunSettings settings_of(const StateLine& line, const Task& task) {
    MonteCarloRunSettings settings;
    settings.parameters.ensemble = MonteCarloEnsemble::growing;
    settings.parameters.temperature = line.temperature;
    settings.parameters.pressure = line.pressure;
    settings.parameters.seed = task.seed;
    GrowingParameters growing{.species = field<std::int32_t>(task.settings, "species") - 1,
                              .stages = {},
                              .turns_per_sweep = field<std::uint64_t>(task.settings, "turns"),
                              .adjusts = true};
    const int last = field<int>(task.settings, "stages") - 1;
    for (int k = 0; k <= last; ++k) growing.stages.push_back(static_cast<double>(k) / last);
    settings.parameters.growing = growing;
    settings.equilibration = field<std::uint64_t>(task.settings, "equilibration");
    settings.production = field<std::uint64_t>(task.settings, "sweeps");
    settings.pressure_every = field<std::uint64_t>(task.settings, "every");
    return settings;
}

/// What the heat baths say. Null, with a reason, where they do not know it.
void add_potentials(const MonteCarloRunResult& run, double temperature, double of_species, nlohmann::json& values) {
    const GrowingSamples& samples = *run.growing;
    const GrowingMeans means(samples.blocks(), run.chain.growing->weights, temperature);
    const std::string doubt = why_unknown(samples);
    values["reason"] = doubt.empty() ? nlohmann::json(nullptr) : nlohmann::json(doubt);
    const auto estimate = [&](const FunctionOfMeans& function) -> nlohmann::json {
        if (!doubt.empty()) return nullptr;
        const auto functions = [&](std::span<const double> of) { return Eigen::VectorXd::Constant(1, function(of)); };
        return rounded(jackknife_with_chosen_blocks(means.blocks(), functions, Bias::remove).estimate(0));
    };
    values["chemical_potential"] = estimate(means.whole(of_species));
    values["chemical_potential_ideal"] = estimate(means.ideal(of_species));
    values["chemical_potential_excess"] = estimate(means.excess());
    values["chemical_potential_excess_published"] = estimate(means.published());
    values["difference"] = nlohmann::json::array();
    for (std::size_t k = 1; k < means.stages(); ++k) values["difference"].push_back(estimate(means.difference(k)));
}

}  // namespace

nlohmann::json FepRoute::run(const StateLine& line, const Task& task, const std::vector<const TaskResult*>& needed,
                             const RunContext& context) const {
    const auto stage = field<std::string>(task.settings, "stage");
    if (stage == "swap" && !needed.empty()) return run_swap_stage(line, task, needed, context);
    if (stage != "grow" || needed.empty()) refuse_stage(task, needed.size());
    const double volume = merged_blocks(needed, "samples").mean().at(box_volume);
    const double density = field<double>(task.settings, "chain_particles") / volume;
    const MonteCarloRunSettings settings = settings_of(line, task);
    const nlohmann::json weighted = stage_result(context, "weights", [&] {
        const MonteCarloChain liquid =
            prepare_liquid(task_liquid(line, task, density), line.mixture, context.backend, context.execution);
        return chain_to_json(find_growing_weights(line.mixture, liquid, settings,
                                                  {.rounds = field<std::uint64_t>(task.settings, "rounds")},
                                                  context.backend, context.execution));
    });
    const MonteCarloRun run = finished_run(
        context, "grow", {},
        [&] {
            return MonteCarloRun(line.mixture, chain_from_json(weighted), settings, context.backend, context.execution);
        },
        [&](const nlohmann::json& saved) {
            return MonteCarloRun(line.mixture, saved, settings, context.backend, context.execution);
        });
    const MonteCarloRunResult result = run.result();
    const std::size_t stages = result.growing->stages();
    const auto counts = result.chain.state.species_counts(line.mixture.species_count());
    nlohmann::json values{{"x1", static_cast<double>(counts[0]) / field<double>(task.settings, "particles")},
                          {"species", task.settings.at("species")},
                          {"particles", counts},
                          {"stages", stages},
                          {"weights", result.chain.growing->weights},
                          {"blocks", first_and_last_stage(result.growing->blocks(), stages).to_json()},
                          {"visits", result.growing->visits()},
                          {"round_trips", result.growing->round_trips()},
                          {"windows", rounded(estimates_of_windows(*result.growing, line.temperature))},
                          {"pressure", recorded(block_average(result.pressure, virial_pressure))},
                          {"departure", departure_of(result.chain.state, line, density)},
                          {"chain_digest", hex_digits(result.chain.digest)}};
    const auto species = static_cast<std::size_t>(settings.parameters.growing->species);
    add_potentials(result, line.temperature, static_cast<double>(counts.at(species)), values);
    return values;
}

}  // namespace soret
