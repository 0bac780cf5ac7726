#include "soret/validation/program/free_energy_summary.hpp"

#include "soret/validation/program/summary_quantities.hpp"
#include "soret/validation/simulation/growing_estimates.hpp"

namespace soret {

namespace {

constexpr const char* never_there = "a stage has no probability in some of the blocks";

}  // namespace

void add_free_energy(const RunSettings& settings, const MonteCarloRunResult& result, nlohmann::json& summary) {
    const MonteCarloParameters& parameters = settings.run.parameters;
    const GrowingParameters& growing = *parameters.growing;
    const GrowingSamples& samples = *result.growing;
    const std::vector<double>& weights = result.chain.growing->weights;
    const GrowingMeans means(samples.blocks(), weights, parameters.temperature);
    const auto quantity = [&](const FunctionOfMeans& function) {
        return function_of(means.blocks(), function, never_there);
    };
    const std::string doubt = why_unknown(samples);
    summary["verdict"] = doubt.empty() ? "sampled" : "inconclusive";
    summary["verdict_reason"] = doubt.empty() ? nlohmann::json(nullptr) : nlohmann::json(doubt);

    const auto counts = result.chain.state.species_counts(settings.mixture.species_count());
    const auto of_species = static_cast<double>(counts[static_cast<std::size_t>(growing.species)]);
    const auto add = [&](const char* name, const FunctionOfMeans& function) {
        add_to(summary, name, doubt.empty() ? quantity(function) : missing("inconclusive: " + doubt));
    };
    add("chemical_potential", means.whole(of_species));
    add("chemical_potential_ideal", means.ideal(of_species));
    add("chemical_potential_excess", means.excess());
    add("chemical_potential_excess_published", means.published());

    nlohmann::json& json = summary["free_energy"];
    json = {{"species", growing.species + 1},
            {"stages", growing.stages},
            {"weights", weights},
            {"visits", samples.visits()},
            {"round_trips", samples.round_trips()},
            {"probability", nlohmann::json::array()},
            {"difference", nlohmann::json::array()}};
    for (std::size_t k = 0; k < samples.stages(); ++k) {
        json["probability"].push_back(json_of(mean_of(means.blocks(), k)));
        json["difference"].push_back(json_of(k == 0 ? known(0.0) : quantity(means.difference(k))));
    }
    json.update(estimates_of_windows(samples, parameters.temperature));
}

}  // namespace soret
