#include "soret/validation/program/run_summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "soret/validation/program/summary_quantities.hpp"
#include "soret/validation/simulation/phase_check.hpp"

namespace soret {

namespace {

struct Quantities {
    OptionalMeasured pressure, density, energy, enthalpy, x1, gamma, enthalpy_difference;
};

Quantities quantities_of(const RunSettings& settings, const MonteCarloRunResult& result) {
    const BlockTable& samples = result.samples;
    const MonteCarloParameters& parameters = settings.run.parameters;
    const double n = static_cast<double>(result.chain.state.size());
    const double kinetic = 1.5 * parameters.temperature;
    Quantities q;
    q.pressure = mean_of(result.pressure, virial_pressure);
    q.energy = scaled(mean_of(samples, potential_energy), 1.0 / n);
    q.x1 = scaled(mean_of(samples, species_1_count), 1.0 / n);

    if (parameters.ensemble == MonteCarloEnsemble::nvt) {
        q.density = known(n / result.chain.state.box.volume());
        q.enthalpy = scaled(mean_of(result.pressure, virial_enthalpy), 1.0 / n, kinetic);
    } else {
        if (const auto volume = mean_of(samples, box_volume)) {
            const Estimate& mean = volume->estimate;
            const double density = n / mean.value;
            q.density = Measured{{density, density * mean.standard_error / mean.value, mean.effective_samples},
                                 volume->converged};
        }
        q.enthalpy = function_of(samples, [&](std::span<const double> means) {
            return (means[potential_energy] + parameters.pressure * means[box_volume]) / n + kinetic;
        });
    }
    if (parameters.ensemble != MonteCarloEnsemble::semi_grand) {
        if (q.x1) q.x1 = known(q.x1->estimate.value);
        return q;
    }
    q.gamma = function_of(samples, [&](std::span<const double> means) {
        const double n1 = means[species_1_count];
        return n1 * (n - n1) / n / covariance(samples, means, species_1_count, species_1_count);
    });
    q.enthalpy_difference = function_of(samples, [&](std::span<const double> means) {
        const double with_energy = covariance(samples, means, species_1_count, potential_energy);
        const double with_volume = covariance(samples, means, species_1_count, box_volume);
        return (with_energy + parameters.pressure * with_volume) /
               covariance(samples, means, species_1_count, species_1_count);
    });
    return q;
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

std::string row(std::string_view name, const nlohmann::json& estimate) {
    if (estimate.is_null()) return fmt::format("  {:<32} -\n", name);
    const double error = estimate.at("sem").get<double>();
    const double value = estimate.at("value").get<double>();
    if (error == 0.0) return fmt::format("  {:<32} {:>14.6g}\n", name, value);
    const int digits = std::clamp(1 - static_cast<int>(std::floor(std::log10(error))), 0, 15);
    return fmt::format("  {:<32} {:>14.{}f} +- {:.{}f}{} ({:.0f} effective samples)\n", name, value, digits, error,
                       digits, is_uncertain(estimate) ? " *" : "  ", estimate.at("n_eff").get<double>());
}

// False for what an ensemble does not give at all: no row is missed where it is not.
bool is_of_ensemble(std::string_view quantity, std::string_view kind) {
    if (quantity == "gamma" || quantity == "enthalpy_difference") return kind == "semigrand";
    return quantity != "conserved_drift_per_particle" || dynamics_ensemble(kind).has_value();
}

}  // namespace

nlohmann::json summary_of(const RunSettings& settings, const MonteCarloRunResult& result, const State& final_state) {
    const Quantities q = quantities_of(settings, result);
    const auto departure = departure_from_liquid(settings, final_state);
    return {{"kind", settings.kind},
            {"n", final_state.size()},
            {"temperature", known(settings.run.parameters.temperature).estimate},
            {"pressure", json_of(q.pressure)},
            {"density", json_of(q.density)},
            {"potential_energy_per_particle", json_of(q.energy)},
            {"enthalpy_per_particle", json_of(q.enthalpy)},
            {"x1", json_of(q.x1)},
            {"gamma", json_of(q.gamma)},
            {"enthalpy_difference", json_of(q.enthalpy_difference)},
            {"block_analysis", block_analyses_of(result)},
            {"acceptance", acceptance_of(result.acceptance)},
            {"conserved_drift_per_particle", nullptr},
            {"departure_from_liquid", departure ? nlohmann::json(*departure) : nlohmann::json(nullptr)},
            {"final_digest", final_digest(final_state, result.chain)}};
}

std::string final_digest(const State& final_state, const MonteCarloChain& chain) {
    Digest digest = digest_of_state(final_state);
    digest.add(chain.largest_displacement).add(chain.largest_log_volume_step);
    return digest.add(chain.digest).add(chain.sweep).hex();
}

std::optional<std::string> departure_from_liquid(const RunSettings& settings, const State& state) {
    if (!settings.liquid) return std::nullopt;
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
    const auto add = [&](const std::string& name, const nlohmann::json& estimate) {
        text += row(name, estimate);
        any_uncertain = any_uncertain || is_uncertain(estimate);
    };
    for (const char* key :
         {"temperature", "pressure", "density", "potential_energy_per_particle", "enthalpy_per_particle", "x1", "gamma",
          "enthalpy_difference", "conserved_drift_per_particle"}) {
        if (!summary.at(key).is_null() || is_of_ensemble(key, summary.at("kind").get<std::string>())) {
            add(key, summary.at(key));
        }
    }
    for (const char* key : {"heat_flux_hot", "heat_flux_cold"}) {
        if (summary.contains(key)) add(key, summary.at(key));
    }
    for (const auto& [move, estimate] : summary.at("acceptance").items()) add("acceptance, " + move, estimate);
    text += fmt::format("  {:<32} {:>16}\n", "final_digest", summary.at("final_digest").get<std::string>());
    if (any_uncertain) text += "  * the run is too short to know this error: take it as a lower bound\n";
    return text;
}

}  // namespace soret
