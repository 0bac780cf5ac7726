#include "soret/validation/program/grand_canonical_summary.hpp"

#include <cmath>

#include <fmt/format.h>

#include "soret/common/contracts/rdf.hpp"
#include "soret/common/errors.hpp"
#include "soret/validation/program/summary_quantities.hpp"
#include "soret/validation/simulation/grand_canonical_samples.hpp"
#include "soret/validation/simulation/observers/rdf_observer.hpp"
#include "soret/validation/simulation/reweighting.hpp"

namespace soret {

namespace {

using OfMoments = std::function<double(const NumberMoments&)>;

std::string particles_name(std::size_t s) {
    return fmt::format("particles_{}", s + 1);
}

/// By pair of species.
std::vector<std::string> kirkwood_buff_names(std::size_t species) {
    std::vector<std::string> names;
    for (std::size_t a = 0; a < species; ++a) {
        for (std::size_t b = a; b < species; ++b) {
            names.push_back("kirkwood_buff_" + pair_label(a, b, species));
        }
    }
    return names;
}

/// Adds what averages of numbers say, but for the fluctuations.
///   quantity   makes a SummaryQuantity of a function of the moments
template <class Quantity>
void add_averages(std::size_t species, const Quantity& quantity, nlohmann::json& summary) {
    const auto fraction = [&](std::size_t s) {
        return quantity([s](const NumberMoments& m) { return m.particles[s] / m.total(); });
    };
    add_to(summary, "density", quantity([](const NumberMoments& m) { return m.total() / m.volume; }));
    add_to(summary, "potential_energy_per_particle",
           quantity([](const NumberMoments& m) { return m.energy / m.total(); }));
    add_to(summary, "x1", fraction(0));
    if (species <= 2) return;
    summary["x"] = nlohmann::json::array();
    for (std::size_t s = 0; s < species; ++s) summary["x"].push_back(json_of(fraction(s)));
}

template <class Quantity>
void add_fluctuations(std::size_t species, const Quantity& quantity, nlohmann::json& summary) {
    const std::vector<std::string> names = kirkwood_buff_names(species);
    for (std::size_t pair = 0; pair < names.size(); ++pair) {
        add_to(summary, names[pair], quantity([pair](const NumberMoments& m) { return m.kirkwood_buff()[pair]; }));
    }
    add_to(summary, "gamma",
           species == 2 ? quantity([](const NumberMoments& m) { return m.thermodynamic_factor(); })
                        : missing("there is one factor only of two species"));
}

/// Estimates with the correlations of their errors; null where an error is 0.
nlohmann::json correlated_json(const std::vector<std::string>& names, const JackknifeResult& result) {
    nlohmann::json json{{"quantities", names},
                        {"values", nlohmann::json::array()},
                        {"sem", nlohmann::json::array()},
                        {"correlation", nlohmann::json::array()},
                        {"block_length", result.block_length},
                        {"blocks", result.block_count},
                        {"converged", result.converged}};
    const auto error = [&](Eigen::Index k) { return std::sqrt(result.covariance(k, k)); };
    for (Eigen::Index i = 0; i < result.values.size(); ++i) {
        json["values"].push_back(result.values(i));
        json["sem"].push_back(error(i));
        nlohmann::json row = nlohmann::json::array();
        for (Eigen::Index j = 0; j < result.values.size(); ++j) {
            const double scale = error(i) * error(j);
            row.push_back(scale > 0.0 ? nlohmann::json(result.covariance(i, j) / scale) : nlohmann::json(nullptr));
        }
        json["correlation"].push_back(std::move(row));
    }
    return json;
}

nlohmann::json fluctuations_json(const BlockTable& samples, std::size_t species) {
    std::vector<std::string> names;
    for (std::size_t s = 0; s < species; ++s) names.push_back(particles_name(s));
    for (std::size_t a = 0; a < species; ++a) {
        for (std::size_t b = a; b < species; ++b) {
            names.push_back(fmt::format("{} {}", particles_name(a), particles_name(b)));
        }
    }
    names.emplace_back("potential_energy");
    const auto all_moments = [&](std::span<const double> means) {
        const NumberMoments m = number_moments(samples, means, species);
        std::vector<double> values = m.particles;
        values.insert(values.end(), m.products.begin(), m.products.end());
        values.push_back(m.energy);
        return Eigen::VectorXd(
            Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size())));
    };
    nlohmann::json json{
        {"moments", correlated_json(names, jackknife_with_chosen_blocks(samples, all_moments, Bias::remove))},
        {"kirkwood_buff", nullptr}};

    std::vector<std::string> names_of_integrals = kirkwood_buff_names(species);
    if (species == 2) names_of_integrals.emplace_back("gamma");
    const auto integrals = [&](std::span<const double> means) {
        const NumberMoments m = number_moments(samples, means, species);
        std::vector<double> values = m.kirkwood_buff();
        if (species == 2) values.push_back(m.thermodynamic_factor());
        return Eigen::VectorXd(
            Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size())));
    };
    try {
        json["kirkwood_buff"] =
            correlated_json(names_of_integrals, jackknife_with_chosen_blocks(samples, integrals, Bias::remove));
    } catch (const InvalidState&) {  // a species was not there: kirkwood_buff_ij say so
    }
    return json;
}

/// The samples at other chemical potentials.
///   doubt   why nothing is known anyway; empty if there is no reason
nlohmann::json reweighted_json(const RunSettings& settings, const MonteCarloRunResult& result,
                               const std::vector<double>& mu, const std::string& doubt) {
    const std::size_t species = settings.mixture.species_count();
    const MonteCarloParameters& parameters = settings.run.parameters;
    const ReweightedNumbers numbers(
        *result.numbers, {parameters.temperature, result.chain.state.box.volume(), parameters.chemical_potential}, mu);
    const std::string reason = doubt.empty() ? numbers.refusal() : doubt;
    nlohmann::json json{{"mu", mu},
                        {"share", numbers.share()},
                        {"effective_samples", numbers.effective_samples()},
                        {"reason", reason.empty() ? nlohmann::json(nullptr) : nlohmann::json(reason)}};
    const auto quantity = [&](const OfMoments& function) {
        if (!reason.empty()) return missing("inconclusive: " + reason);
        try {
            const JackknifeResult found = numbers.of(
                [&](const NumberMoments& m) { return Eigen::VectorXd(Eigen::VectorXd::Constant(1, function(m))); });
            return SummaryQuantity{.estimate = found.estimate(0), .converged = found.converged};
        } catch (const InvalidState&) {
            return missing("a species was not there");
        }
    };
    for (std::size_t s = 0; s < species; ++s) {
        add_to(json, particles_name(s), quantity([s](const NumberMoments& m) { return m.particles[s]; }));
    }
    add_averages(species, quantity, json);
    add_fluctuations(species, quantity, json);
    return json;
}

}  // namespace

void add_grand_canonical(const RunSettings& settings, const MonteCarloRunResult& result, nlohmann::json& summary) {
    const BlockTable& samples = result.samples;
    const std::size_t species = settings.mixture.species_count();
    const std::string stuck = why_stuck(result.samples, result.acceptance, species);
    const std::string doubt = stuck.empty() ? why_too_short(samples, species) : stuck;
    summary["verdict"] = doubt.empty() ? "sampled" : "inconclusive";
    summary["verdict_reason"] = doubt.empty() ? nlohmann::json(nullptr) : nlohmann::json(doubt);

    const auto unless = [](const std::string& reason, const auto& make) {
        return reason.empty() ? make() : missing("inconclusive: " + reason);
    };
    const auto of_samples = [&](const OfMoments& function, const std::string& no_value) {
        return function_of(
            samples, [&](std::span<const double> means) { return function(number_moments(samples, means, species)); },
            no_value);
    };
    nlohmann::json& analysis = summary["block_analysis"];
    analysis = {{"pressure", block_analysis_of(result.pressure, virial_pressure)},
                {"potential_energy", block_analysis_of(samples, potential_energy)}};
    add_to(summary, "pressure", unless(stuck, [&] { return mean_of(result.pressure, virial_pressure); }));
    for (std::size_t s = 0; s < species; ++s) {
        add_to(summary, particles_name(s), unless(stuck, [&] { return mean_of(samples, count_column(s)); }));
        analysis[particles_name(s)] = block_analysis_of(samples, count_column(s));
    }
    const std::string empty_box = "the box was empty";
    add_averages(
        species,
        [&](const OfMoments& function) { return unless(stuck, [&] { return of_samples(function, empty_box); }); },
        summary);
    const double kinetic = 1.5 * settings.run.parameters.temperature;
    const FunctionOfMeans enthalpy = [&](std::span<const double> means) {
        return means[virial_enthalpy] / means[particle_count] + kinetic;
    };
    add_to(summary, "enthalpy_per_particle",
           unless(stuck, [&] { return function_of(result.pressure, enthalpy, empty_box); }));
    add_to(summary, "enthalpy_difference", missing("kind = \"gcmc\" does not give it: semigrand measures it"));
    add_fluctuations(
        species,
        [&](const OfMoments& function) {
            return unless(doubt, [&] { return of_samples(function, "a species was not there"); });
        },
        summary);
    summary["fluctuations"] = doubt.empty() ? fluctuations_json(samples, species) : nlohmann::json(nullptr);
    for (const auto& mu : settings.reweighted_to) {
        summary["reweighted"].push_back(reweighted_json(settings, result, mu, doubt));
    }
}

void add_effective_rates(const RunSettings& settings, nlohmann::json& summary) {
    nlohmann::json& rates = summary["effective_samples_per_second"];
    const nlohmann::json& sweeps = summary.at("steps_per_second");
    for (std::size_t s = 0; s < settings.mixture.species_count(); ++s) {
        const nlohmann::json& number = summary.at(particles_name(s));
        nlohmann::json& rate = rates[particles_name(s)];
        if (number.is_null() || number.at("n_eff").is_null() || sweeps.is_null()) continue;
        rate = number.at("n_eff").get<double>() / static_cast<double>(settings.run.production) * sweeps.get<double>();
    }
}

}  // namespace soret
