#include "soret/validation/program/run_summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "soret/validation/program/free_energy_summary.hpp"
#include "soret/validation/program/grand_canonical_summary.hpp"
#include "soret/validation/program/summary_quantities.hpp"
#include "soret/validation/simulation/phase_check.hpp"

namespace soret {

namespace {

struct Quantities {
    SummaryQuantity density, energy, enthalpy, x1, gamma, enthalpy_difference;
};

Quantities quantities_of(const RunSettings& settings, const MonteCarloRunResult& result) {
    const BlockTable& samples = result.samples;
    const MonteCarloParameters& parameters = settings.run.parameters;
    const double n = static_cast<double>(result.chain.state.size());
    const double kinetic = 1.5 * parameters.temperature;
    Quantities q;
    q.energy = scaled(mean_of(samples, potential_energy), 1.0 / n);
    q.x1 = scaled(mean_of(samples, species_1_count), 1.0 / n);

    if (!has_move(parameters.ensemble, MonteCarloMove::volume)) {
        q.density = known(n / result.chain.state.box.volume());
        q.enthalpy = scaled(mean_of(result.pressure, virial_enthalpy), 1.0 / n, kinetic);
    } else {
        q.density = mean_of(samples, box_volume);
        if (q.density.estimate) {
            const Estimate mean = *q.density.estimate;
            const double density = n / mean.value;
            q.density.estimate = {density, density * mean.standard_error / mean.value, mean.effective_samples};
        }
        q.enthalpy = function_of(
            samples,
            [&](std::span<const double> means) {
                return (means[potential_energy] + parameters.pressure * means[box_volume]) / n + kinetic;
            },
            "no energy");
    }
    if (parameters.ensemble != MonteCarloEnsemble::semi_grand) {
        if (q.x1.estimate) q.x1 = known(q.x1.estimate->value);
        q.gamma = q.enthalpy_difference =
            missing(fmt::format("kind = \"{}\" keeps x1: semigrand measures it", settings.kind));
        return q;
    }
    const std::string no_variance = samples.constant_value(species_1_count)
                                        ? "x1 was the same in all samples: there is no variance to divide by"
                                        : "x1 changed in too few of the samples to divide by its variance";
    q.gamma = function_of(
        samples,
        [&](std::span<const double> means) {
            const double n1 = means[species_1_count];
            return n1 * (n - n1) / n / covariance(samples, means, species_1_count, species_1_count);
        },
        no_variance);
    q.enthalpy_difference = function_of(
        samples,
        [&](std::span<const double> means) {
            const double with_energy = covariance(samples, means, species_1_count, potential_energy);
            const double with_volume = covariance(samples, means, species_1_count, box_volume);
            return (with_energy + parameters.pressure * with_volume) /
                   covariance(samples, means, species_1_count, species_1_count);
        },
        no_variance);
    return q;
}

/// A species that was in no sample, or alone in all of them: how much of it there may be all the same. If a thing
/// happens in none of n independent samples, its probability is below 3/n with a confidence of 95 % (rule of three):
/// then a particle of the species is there, one of N. The samples of N_1 say nothing of how many are independent; those
/// of the potential energy are taken for that.
void add_bound_of_x1(const BlockTable& samples, std::uint64_t particles, nlohmann::json& x1) {
    const auto count = samples.constant_value(species_1_count);
    const double n = static_cast<double>(particles);
    if (!count || x1.is_null() || (*count != 0.0 && *count != n)) return;
    const SummaryQuantity energy = mean_of(samples, potential_energy);
    const double independent = energy.reason.empty() ? energy.estimate->effective_samples : 1.0;
    const double bound = std::min(1.0, 3.0 / (independent * n));
    const bool is_absent = *count == 0.0;
    x1[is_absent ? "upper_bound" : "lower_bound"] = is_absent ? bound : 1.0 - bound;
    x1["confidence"] = 0.95;
    x1["bound_from"] = fmt::format("rule of three: 3/({:.4g} effective samples of the potential energy x {} particles)",
                                   independent, particles);
}

nlohmann::json block_analyses_of(const MonteCarloRunResult& result) {
    return {{"pressure", block_analysis_of(result.pressure, virial_pressure)},
            {"potential_energy_per_particle", block_analysis_of(result.samples, potential_energy)},
            {"volume", block_analysis_of(result.samples, box_volume)},
            {"x1", block_analysis_of(result.samples, species_1_count)}};
}

nlohmann::json acceptance_of(const AcceptanceTable& acceptance) {
    nlohmann::json json;
    for (const MonteCarloMove move : acceptance.moves) {
        json[std::string(name_of(move))] = json_of(mean_of(acceptance.blocks, acceptance.column_of(move)));
    }
    return json;
}

bool is_uncertain(const nlohmann::json& estimate) {
    return estimate.is_object() && !estimate.value("converged", true);
}

/// A value without an error.
std::string row_without_error(std::string_view name, const nlohmann::json& estimate) {
    std::string text = fmt::format("  {:<32} {:>14.6g}", name, estimate.at("value").get<double>());
    for (const auto& [key, sign] : {std::pair{"upper_bound", '<'}, std::pair{"lower_bound", '>'}}) {
        if (!estimate.contains(key)) continue;
        text += fmt::format(", {} {:.2g} with a confidence of {:.0f} %", sign, estimate.at(key).get<double>(),
                            100.0 * estimate.at("confidence").get<double>());
    }
    return text + fmt::format(" ({})\n", estimate.at("reason").get<std::string>());
}

std::string row(std::string_view name, const nlohmann::json& estimate) {
    if (estimate.at("sem").is_null()) return row_without_error(name, estimate);
    const double error = estimate.at("sem").get<double>();
    const double value = estimate.at("value").get<double>();
    if (error == 0.0) return fmt::format("  {:<32} {:>14.6g}\n", name, value);
    const int digits = std::clamp(1 - static_cast<int>(std::floor(std::log10(error))), 0, 15);
    return fmt::format("  {:<32} {:>14.{}f} +- {:.{}f}{} ({:.0f} effective samples)\n", name, value, digits, error,
                       digits, is_uncertain(estimate) ? " *" : "  ", estimate.at("n_eff").get<double>());
}

std::string momentum_row(const nlohmann::json& summary) {
    const auto removed = summary.at("momentum_removed").get<std::array<double, 3>>();
    const bool none = removed == std::array<double, 3>{};
    const std::string text =
        none ? (summary.at("momentum") == "kept" ? "none, it is kept" : "none")
             : fmt::format("{:.6g} {:.6g} {:.6g}, that of the start", removed[0], removed[1], removed[2]);
    return fmt::format("  {:<32} {:>14}\n", "momentum_removed", text);
}

// False for what an ensemble does not give at all: no row is missed where it is not.
bool is_of_ensemble(std::string_view quantity, std::string_view kind) {
    if (quantity == "gamma" && kind == "gcmc") return true;
    if (quantity == "gamma" || quantity == "enthalpy_difference") return kind == "semigrand";
    return quantity != "conserved_drift_per_particle" || dynamics_ensemble(kind).has_value();
}

}  // namespace

nlohmann::json summary_of(const RunSettings& settings, const MonteCarloRunResult& result, const State& final_state) {
    const auto departure = departure_from_liquid(settings, final_state);
    nlohmann::json summary{{"kind", settings.kind},
                           {"n", final_state.size()},
                           {"acceptance", acceptance_of(result.acceptance)},
                           {"conserved_drift_per_particle", nullptr},
                           {"conserved_drift_per_particle_reason", "a Markov chain conserves nothing"},
                           {"departure_from_liquid", departure ? nlohmann::json(*departure) : nlohmann::json(nullptr)},
                           {"final_digest", final_digest(final_state, result.chain)}};
    add_to(summary, "temperature", known(settings.run.parameters.temperature));
    if (exchanges_particles(settings.run.parameters.ensemble)) {
        add_grand_canonical(settings, result, summary);
        return summary;
    }
    add_to(summary, "pressure", mean_of(result.pressure, virial_pressure));
    const Quantities q = quantities_of(settings, result);
    summary["block_analysis"] = block_analyses_of(result);
    add_to(summary, "density", q.density);
    add_to(summary, "potential_energy_per_particle", q.energy);
    add_to(summary, "enthalpy_per_particle", q.enthalpy);
    add_to(summary, "gamma", q.gamma);
    add_to(summary, "enthalpy_difference", q.enthalpy_difference);
    add_to(summary, "x1", q.x1);
    add_bound_of_x1(result.samples, final_state.size(), summary.at("x1"));
    add_mole_fractions(settings, final_state, summary);
    if (result.growing) add_free_energy(settings, result, summary);
    return summary;
}

void add_mole_fractions(const RunSettings& settings, const State& state, nlohmann::json& summary) {
    const std::size_t species = settings.mixture.species_count();
    if (species <= 2) return;
    summary["x"] = nlohmann::json::array();
    for (const std::int64_t count : state.species_counts(species)) {
        summary["x"].push_back(json_of(known(static_cast<double>(count) / static_cast<double>(state.size()))));
    }
}

std::string final_digest(const State& final_state, const MonteCarloChain& chain) {
    Digest digest = digest_of_state(final_state);
    digest.add(chain.largest_displacement).add(chain.largest_log_volume_step);
    if (chain.growing) {
        const Vector3& r = chain.growing->position;
        digest.add(r.x).add(r.y).add(r.z).add(chain.growing->stage).add(chain.growing->weights);
    }
    return digest.add(chain.digest).add(chain.sweep).hex();
}

std::optional<std::string> departure_from_liquid(const RunSettings& settings, const State& state) {
    if (!settings.liquid) return std::nullopt;
    if (settings.kind == "gcmc") return departure_from_fluid(state, settings.mixture, looks_of(settings));
    return departure_from_liquid(state, settings.mixture, settings.liquid->density, looks_of(settings));
}

int looks_of(const RunSettings& settings) {
    if (!settings.liquid) return 1;
    const double steps = (settings.is_molecular_dynamics() ? 1.0 : 10.0) * static_cast<double>(settings.run.production);
    return looks_of(settings.liquid->n, steps * static_cast<double>(settings.liquid->n));
}

std::string table_of(const nlohmann::json& summary) {
    std::string text =
        fmt::format("{}, {} particles\n", summary.at("kind").get<std::string>(), summary.at("n").get<std::uint64_t>());
    bool any_uncertain = false;
    const auto add_from = [&](const nlohmann::json& object, const std::string& key, const std::string& name) {
        const nlohmann::json& estimate = object.at(key);
        const std::string reason = object.value(key + "_reason", "");
        text += estimate.is_null() ? fmt::format("  {:<32} {:>14} {}\n", name, "-", reason) : row(name, estimate);
        any_uncertain = any_uncertain || is_uncertain(estimate);
    };
    const auto add = [&](const std::string& key) { add_from(summary, key, key); };
    for (const char* key :
         {"temperature", "pressure", "density", "potential_energy_per_particle", "enthalpy_per_particle", "x1", "gamma",
          "enthalpy_difference", "conserved_drift_per_particle"}) {
        if (!summary.at(key).is_null() || is_of_ensemble(key, summary.at("kind").get<std::string>())) {
            add(key);
        }
    }
    for (const auto& [key, estimate] : summary.items()) {
        const bool is_of_numbers = key.starts_with("particles_") || key.starts_with("kirkwood_buff_");
        const bool is_potential = key.starts_with("chemical_potential") && !estimate.is_array();
        if ((is_of_numbers || is_potential) && !key.ends_with("_reason")) add(key);
    }
    for (const nlohmann::json& pair : summary.value("chemical_potential_differences", nlohmann::json::array())) {
        const auto species = pair.at("species").get<std::array<int, 2>>();
        for (const char* key : {"forward", "backward", "mean", "bar"}) {
            add_from(pair, key, fmt::format("mu_{} - mu_{}, {}", species[0], species[1], key));
        }
    }
    for (const nlohmann::json& at : summary.value("reweighted", nlohmann::json::array())) {
        for (const char* key : {"density", "x1", "gamma"}) {
            if (!at.at(key).is_null()) add_from(at, key, fmt::format("{}, mu = {}", key, at.at("mu").dump()));
        }
        if (at.at("reason").is_null()) continue;
        text += fmt::format("  mu = {}: {}\n", at.at("mu").dump(), at.at("reason").get<std::string>());
    }
    if (summary.value("verdict", "") == "inconclusive") {
        text += fmt::format("  inconclusive: {}\n", summary.at("verdict_reason").get<std::string>());
    }
    for (const char* key : {"heat_flux_hot", "heat_flux_cold"}) {
        if (summary.contains(key)) add(key);
    }
    if (summary.contains("momentum_removed")) text += momentum_row(summary);
    for (const auto& [move, estimate] : summary.at("acceptance").items()) {
        add_from(summary.at("acceptance"), move, "acceptance, " + move);
    }
    text += fmt::format("  {:<32} {:>16}\n", "final_digest", summary.at("final_digest").get<std::string>());
    if (any_uncertain) text += "  * the run is too short to know this error: take it as a lower bound\n";
    return text;
}

}  // namespace soret
