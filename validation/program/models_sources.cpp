#include "soret/validation/program/models_sources.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/equations_of_state/pets.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/text_file.hpp"
#include "soret/validation/campaign/curve_value.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/campaign/results.hpp"
#include "soret/validation/simulation/ideal_gas_soret.hpp"

namespace soret {

namespace {

const NumberRange open_fraction{.least = 0.0, .most = 1.0, .least_allowed = false, .most_allowed = false};

std::vector<double> compositions(TomlTable& table) {
    if (table.is_list("x1")) return table.numbers("x1", open_fraction);
    return {table.number("x1", open_fraction)};
}

/// `pets` for the mixture. Its remarks are what it is not quite made for.
PetsEquation pets_equation(const ChosenMixture& chosen, std::vector<std::string>& remarks) {
    const Mixture& mixture = chosen.mixture;
    if (mixture.species_count() != 2) {
        throw InvalidArgument(fmt::format("the mixture has {} species: must be 2", mixture.species_count()));
    }
    if (mixture.truncation() != Truncation::shifted) {
        throw InvalidArgument(fmt::format("PeTS is not made for truncation = \"{}\": must be \"shifted\"",
                                          name_of(mixture.truncation())));
    }
    const MixtureParameters& p = mixture.parameters();
    const double mean_sigma = 0.5 * (p.sigma(0, 0) + p.sigma(1, 1));
    if (std::abs(p.sigma(0, 1) - mean_sigma) > 1e-12 * mean_sigma) {
        throw InvalidArgument(
            fmt::format("PeTS is not made for sigma_12 = {}: must be the mean, {}", p.sigma(0, 1), mean_sigma));
    }
    const double mean_epsilon = std::sqrt(p.epsilon(0, 0) * p.epsilon(1, 1));
    for (std::size_t a = 0; a < 2; ++a) {
        for (std::size_t b = a; b < 2; ++b) {
            if (std::abs(p.cutoff(a, b) - 2.5 * p.sigma(a, b)) <= 1e-12 * p.cutoff(a, b)) continue;
            remarks.push_back(fmt::format("PeTS is made for cutoffs of 2.5 sigma, here cutoff_{}{} = {} sigma_{}{}",
                                          a + 1, b + 1, p.cutoff(a, b) / p.sigma(a, b), a + 1, b + 1));
        }
    }
    return PetsEquation({p.epsilon(0, 0), p.epsilon(1, 1)}, {p.sigma(0, 0), p.sigma(1, 1)},
                        p.epsilon(0, 1) / mean_epsilon);
}

std::vector<StatedState> pets_states(TomlTable& table, const ChosenMixture& chosen) {
    const double temperature = table.number("temperature", greater_than(0.0));
    const double pressure = table.number("pressure", any_number());
    std::vector<StatedState> states;
    for (const double x1 : compositions(table)) {
        try {
            states.push_back(pets_state(chosen, temperature, pressure, x1));
        } catch (const Error& error) {
            table.reject("source", fmt::format("at x1 = {}: {}", displayed(x1), error.what()));
        }
    }
    return states;
}

std::vector<StatedState> campaign_states(TomlTable& table, ChosenMixture& chosen, bool mixture_given) {
    if (mixture_given) {
        throw InvalidInput(
            "mixture: the one of a campaign is in its results: must not be given with source = campaign");
    }
    for (const char* key : {"temperature", "pressure", "mass_1", "mass_2"}) {
        table.must_not_have(key, "is in the results of the campaign: must not be given");
    }
    const auto file = table.optional_path("results");
    if (!file) table.reject("results", "must be the path of a results.json");
    const nlohmann::json json = read_json_file(*file);
    const Results results = reading_json(*file, [&] { return results_from_json(json); });
    chosen = {results.findings.state_line.mixture, *file, "the mixture of the campaign"};
    CampaignSource source{*file, results.findings.state_line, results.findings.curves};
    source.route = table.optional_string("route").value_or("semigrand");
    source.gamma_route = table.optional_string("gamma_route").value_or(source.route);
    std::vector<StatedState> states;
    for (const double x1 : compositions(table)) states.push_back(campaign_state(source, x1));
    return states;
}

}  // namespace

StatedState pets_state(const ChosenMixture& chosen, double temperature, double pressure, double x1) {
    StatedState state;
    state.label = fmt::format("PeTS, x1 = {}", displayed(x1));
    const PetsEquation pets = pets_equation(chosen, state.remarks);
    const FluidProperties liquid = pets.at_pressure(temperature, pressure, {x1, 1.0 - x1});
    if (!(*liquid.thermodynamic_factor > 0.0)) {
        throw InvalidState(fmt::format("gamma = {}: PeTS has no stable mixture there: must be > 0",
                                       displayed(*liquid.thermodynamic_factor)));
    }
    const std::string from = fmt::format("PeTS at pressure = {}", displayed(pressure));
    const auto set = [&](std::string_view name, double value) { state.set(name, {value, from}); };
    state.set("temperature", {temperature, "where PeTS is evaluated"});
    state.set("x1", {x1, "where PeTS is evaluated"});
    set("gamma", *liquid.thermodynamic_factor);
    for (std::size_t s = 0; s < 2; ++s) {
        const double h = liquid.partial_enthalpy[s], v = liquid.partial_volume[s];
        set(s == 0 ? "partial_enthalpy_1" : "partial_enthalpy_2", h);
        set(s == 0 ? "partial_volume_1" : "partial_volume_2", v);
        set(s == 0 ? "partial_energy_1" : "partial_energy_2", h - 1.5 * temperature - pressure * v);
    }
    state.remarks.emplace_back("values of PeTS have no errors here, though the equation is an approximation");
    return state;
}

StatedState campaign_state(const CampaignSource& source, double x1) {
    const double T = source.state_line.temperature, P = source.state_line.pressure;
    const auto [gamma, molar] = [&] {
        try {
            return std::pair{curve_value(source.curves, {quantity::thermodynamic_factor, {source.gamma_route}}, x1),
                             partial_molar_properties(source.curves, source.route, T, P, x1)};
        } catch (const InvalidInput& error) {
            throw InvalidInput(fmt::format("{}: {}", source.file, error.what()));
        }
    }();
    if (!(gamma.estimate.value > 0.0)) {
        throw InvalidInput(fmt::format("{}: gamma = {} at x1 = {}: must be > 0", source.file,
                                       displayed(gamma.estimate.value), displayed(x1)));
    }
    StatedState state;
    state.label = fmt::format("campaign, x1 = {}", displayed(x1));
    state.set("temperature", {T, source.file});
    state.set("x1", {x1, "where the curves are read"});
    state.set("gamma", {gamma.estimate.value, gamma.from, gamma.estimate.effective_samples});
    state.set_error("gamma", gamma.estimate.standard_error);

    // In the order of PartialMolarProperties.
    const std::array<std::string_view, 6> names{"partial_enthalpy_1", "partial_enthalpy_2", "partial_volume_1",
                                                "partial_volume_2",   "partial_energy_1",   "partial_energy_2"};
    const std::array<std::string, 6> from{molar.enthalpies_from,
                                          molar.enthalpies_from,
                                          molar.volumes_from,
                                          molar.volumes_from,
                                          "partial_enthalpy_1 - 3/2 T - P partial_volume_1",
                                          "partial_enthalpy_2 - 3/2 T - P partial_volume_2"};
    const double of_both = std::min(molar.samples_of_enthalpies, molar.samples_of_volumes);
    const std::array<double, 6> samples{molar.samples_of_enthalpies,
                                        molar.samples_of_enthalpies,
                                        molar.samples_of_volumes,
                                        molar.samples_of_volumes,
                                        of_both,
                                        of_both};
    for (std::size_t i = 0; i < names.size(); ++i) {
        state.set(names[i], {molar.values[static_cast<Eigen::Index>(i)], from[i], samples[i]});
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::size_t j = 0; j < names.size(); ++j) {
            const auto row = static_cast<Eigen::Index>(*theory_input_named(names[i]));
            const auto column = static_cast<Eigen::Index>(*theory_input_named(names[j]));
            state.covariance(row, column) =
                molar.covariance(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
        }
    }
    state.remarks.push_back(fmt::format("curves of {}", source.file));
    state.remarks.emplace_back(
        "errors of the curves gamma, density, enthalpy, h_1 - h_2 and v_1 - v_2 are taken as independent");
    return state;
}

std::vector<StatedState> states_of_source(TomlTable& table, ChosenMixture& chosen, bool mixture_given) {
    if (!table.has("source")) return {};
    if (table.choice("source", {"pets", "campaign"}) == "pets") return pets_states(table, chosen);
    return campaign_states(table, chosen, mixture_given);
}

void set_ideal_gas_soret(StatedState& state, const Mixture& mixture) {
    try {
        const double value =
            ideal_gas_soret_of(mixture, state.value("temperature"), state.value("x1"), Backend::optimized);
        state.set("ideal_gas_soret", {value, "dilute gas of the mixture, Chapman and Enskog to the first order"});
    } catch (const Error& error) {
        state.set("ideal_gas_soret", {0.0, "not known"});
        state.remarks.push_back(fmt::format(
            "ideal_gas_soret is not given and taken as 0, so Haase and Kempers are without their kinetic part: {}",
            error.what()));
    }
}

}  // namespace soret
