#include <fmt/format.h>

#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/routes/chain_liquid.hpp"
#include "soret/validation/routes/gcmc/gcmc.hpp"
#include "soret/validation/routes/recorded.hpp"
#include "soret/validation/routes/task_liquid.hpp"
#include "soret/validation/simulation/grand_canonical_samples.hpp"

namespace soret {

namespace {

constexpr std::uint64_t pressure_every = 20;

/// Of the runs of a growing particle that have found it.
std::vector<MeasuredPotential> measured_potentials(std::span<const TaskResult* const> runs,
                                                   const std::vector<int>& species) {
    std::vector<MeasuredPotential> measured;
    for (std::size_t k = 0; k < runs.size(); ++k) {
        const auto mu = field<std::optional<Estimate>>(runs[k]->values, "chemical_potential");
        if (mu) measured.push_back({species[k], *mu});
    }
    return measured;
}

nlohmann::json acceptance_of(const AcceptanceTable& acceptance) {
    const std::vector<double> means = acceptance.blocks.mean();
    nlohmann::json json;
    for (const MonteCarloMove move : acceptance.moves) {
        json[std::string(name_of(move))] = means.at(acceptance.column_of(move));
    }
    return json;
}

}  // namespace

ImposedPotentials imposed_potentials(double delta_mu, std::span<const MeasuredPotential> measured) {
    std::vector<Estimate> levels;
    for (const auto& [species, mu] : measured) {
        if (species != 1 && species != 2) throw InvalidInput(fmt::format("species = {}: must be 1 or 2", species));
        const double shift = species == 1 ? delta_mu : 0.0;
        levels.push_back({mu.value - shift, mu.standard_error, mu.effective_samples});
    }
    if (levels.empty()) throw InvalidInput("no run of a growing particle has found a chemical potential");
    const PooledEstimate level = pooled(levels);
    return {{level.mean.value + delta_mu, level.mean.value}, level.mean.standard_error, level.p_value};
}

nlohmann::json GrandCanonicalRoute::run(const StateLine& line, const Task& task,
                                        const std::vector<const TaskResult*>& needed, const RunContext& context) const {
    const auto growing_species = field<std::vector<int>>(task.settings, "growing_species");
    const bool complete = field<std::string>(task.settings, "stage") == "run" && !growing_species.empty() &&
                          needed.size() > growing_species.size();
    if (!complete) refuse_stage(task, needed.size());
    const auto first_growing = needed.end() - static_cast<std::ptrdiff_t>(growing_species.size());
    const std::vector<const TaskResult*> chains(needed.begin(), first_growing);
    const std::vector<const TaskResult*> growing(first_growing, needed.end());

    const double density = 1.0 / chain_liquid(chains, field<double>(task.settings, "chain_particles"), line)
                                     .at(field<double>(task.settings, "x1"))
                                     .volume;
    const std::vector<MeasuredPotential> measured = measured_potentials(growing, growing_species);
    if (measured.empty()) {
        return {{"stuck", "no run of a growing particle has found a chemical potential"}, {"departure", nullptr}};
    }
    const ImposedPotentials imposed = imposed_potentials(field<double>(chains.front()->values, "delta_mu"), measured);
    MonteCarloRunSettings settings;
    settings.parameters.ensemble = MonteCarloEnsemble::grand_canonical_biased;
    settings.parameters.temperature = line.temperature;
    settings.parameters.chemical_potential = {imposed.mu.begin(), imposed.mu.end()};
    settings.parameters.seed = task.seed;
    settings.equilibration = field<std::uint64_t>(task.settings, "equilibration");
    settings.production = field<std::uint64_t>(task.settings, "sweeps");
    settings.pressure_every = pressure_every;
    const MonteCarloRun run = finished_chain(context, "run", line, task, density, settings);
    const MonteCarloRunResult result = run.result();
    return {{"mu", imposed.mu},
            {"level_error", imposed.level_error},
            {"level_p_value", imposed.p_value},
            {"samples", result.samples.to_json()},
            {"stuck", why_stuck(result.samples, result.acceptance, line.mixture.species_count())},
            {"acceptance", acceptance_of(result.acceptance)},
            {"pressure", recorded(block_average(result.pressure, virial_pressure))},
            {"departure", departure_of(result.chain.state, line, density)},
            {"chain_digest", hex_digits(result.chain.digest)}};
}

}  // namespace soret
