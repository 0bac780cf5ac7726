#include "soret/validation/program/models_sources.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/equations_of_state/pets.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/text_file.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/campaign/results.hpp"

namespace soret {

namespace {

constexpr std::size_t points_of_an_interpolation = 4;

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
    const Results results = reading_json(*file, [&] { return results_from_json(read_json_file(*file)); });
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

CurveValue curve_value(const Curves& curves, const CurveKey& key, double x1) {
    const Curve* curve = find_curve(curves, key);
    if (curve == nullptr) throw InvalidInput(fmt::format("curve {} is not there", name_of(key)));
    const std::vector<CurvePoint>& points = curve->points;
    const std::size_t n = points.size();
    const double first = points.front().x, last = points.back().x;
    const double below = n > 1 ? 0.1 * (points[1].x - first) : 0.0;
    const double above = n > 1 ? 0.1 * (last - points[n - 2].x) : 0.0;
    if (x1 < first - below || x1 > last + above) {
        throw InvalidInput(fmt::format("curve {} ends at x1 = {} and {}: x1 = {} is outside", name_of(key),
                                       displayed(first), displayed(last), displayed(x1)));
    }
    const auto at = std::find_if(points.begin(), points.end(), [&](const CurvePoint& p) { return p.x == x1; });
    if (at != points.end()) return {at->estimate, name_of(key)};
    std::size_t from = 0;  // of the nearest points: they stand next to each other
    const std::size_t count = std::min(points_of_an_interpolation, n);
    while (from + count < n && points[from + count].x - x1 < x1 - points[from].x) ++from;
    std::vector<double> weights(count, 1.0);  // Lagrange
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = 0; j < count; ++j) {
            const double xi = points[from + i].x, xj = points[from + j].x;
            if (i != j) weights[i] *= (x1 - xj) / (xi - xj);
        }
    }
    CurveValue value;
    double variance = 0.0;
    value.estimate.effective_samples = points[from].estimate.effective_samples;
    for (std::size_t i = 0; i < count; ++i) {
        const Estimate& estimate = points[from + i].estimate;
        value.estimate.value += weights[i] * estimate.value;
        value.estimate.effective_samples = std::min(value.estimate.effective_samples, estimate.effective_samples);
        for (std::size_t j = 0; j < count; ++j) {
            variance += weights[i] * weights[j] * covariance_of_points(*curve, from + i, from + j);
        }
    }
    value.estimate.standard_error = std::sqrt(std::max(0.0, variance));
    value.from = fmt::format("{}, {} points from x1 = {:.4g} to {:.4g}", name_of(key), count, points[from].x,
                             points[from + count - 1].x);
    return value;
}

StatedState campaign_state(const CampaignSource& source, double x1) {
    const double T = source.state_line.temperature, P = source.state_line.pressure;
    const double x2 = 1.0 - x1;
    const auto value = [&](const Quantity& quantity, const std::string& route) {
        try {
            return curve_value(source.curves, CurveKey{quantity, {route}}, x1);
        } catch (const InvalidInput& error) {
            throw InvalidInput(fmt::format("{}: {}", source.file, error.what()));
        }
    };
    const CurveValue gamma = value(quantity::thermodynamic_factor, source.gamma_route);
    const CurveValue density = value(quantity::density, source.route);
    const CurveValue enthalpy = value(quantity::enthalpy, source.route);
    const CurveValue dh = value(quantity::enthalpy_difference, source.route);
    const CurveValue dv = value(quantity::volume_difference, source.route);
    if (!(gamma.estimate.value > 0.0) || !(density.estimate.value > 0.0)) {
        throw InvalidInput(fmt::format("{}: gamma = {}, density = {} at x1 = {}: must be > 0", source.file,
                                       displayed(gamma.estimate.value), displayed(density.estimate.value),
                                       displayed(x1)));
    }
    StatedState state;
    state.label = fmt::format("campaign, x1 = {}", displayed(x1));
    state.set("temperature", {T, "the campaign"});
    state.set("x1", {x1, "where the curves are read"});
    state.set("gamma", {gamma.estimate.value, gamma.from, gamma.estimate.effective_samples});
    state.set_error("gamma", gamma.estimate.standard_error);

    const double rho = density.estimate.value;
    const Eigen::Vector4d errors{enthalpy.estimate.standard_error, dh.estimate.standard_error,
                                 density.estimate.standard_error, dv.estimate.standard_error};
    // Of h_1, h_2, v_1, v_2, u_1, u_2 by h, h_1 - h_2, rho, v_1 - v_2.
    Eigen::Matrix<double, 6, 4> slopes = Eigen::Matrix<double, 6, 4>::Zero();
    slopes.row(0) << 1.0, x2, 0.0, 0.0;
    slopes.row(1) << 1.0, -x1, 0.0, 0.0;
    slopes.row(2) << 0.0, 0.0, -1.0 / (rho * rho), x2;
    slopes.row(3) << 0.0, 0.0, -1.0 / (rho * rho), -x1;
    slopes.row(4) = slopes.row(0) - P * slopes.row(2);
    slopes.row(5) = slopes.row(1) - P * slopes.row(3);
    const Eigen::Matrix<double, 6, 6> covariance = slopes * errors.cwiseAbs2().asDiagonal() * slopes.transpose();
    const double h1 = enthalpy.estimate.value + x2 * dh.estimate.value;
    const double h2 = enthalpy.estimate.value - x1 * dh.estimate.value;
    const double v1 = 1.0 / rho + x2 * dv.estimate.value;
    const double v2 = 1.0 / rho - x1 * dv.estimate.value;
    const std::array<double, 6> values{h1, h2, v1, v2, h1 - 1.5 * T - P * v1, h2 - 1.5 * T - P * v2};
    const std::array<std::string_view, 6> names{"partial_enthalpy_1", "partial_enthalpy_2", "partial_volume_1",
                                                "partial_volume_2",   "partial_energy_1",   "partial_energy_2"};
    const std::string of_h = enthalpy.from + "; " + dh.from;
    const std::string of_v = density.from + "; " + dv.from;
    const std::array<std::string, 6> from{of_h,
                                          of_h,
                                          of_v,
                                          of_v,
                                          "partial_enthalpy_1 - 3/2 T - P partial_volume_1",
                                          "partial_enthalpy_2 - 3/2 T - P partial_volume_2"};
    const double samples_h = std::min(enthalpy.estimate.effective_samples, dh.estimate.effective_samples);
    const double samples_v = std::min(density.estimate.effective_samples, dv.estimate.effective_samples);
    const std::array<double, 6> samples{
        samples_h, samples_h, samples_v, samples_v, std::min(samples_h, samples_v), std::min(samples_h, samples_v)};
    for (std::size_t i = 0; i < names.size(); ++i) state.set(names[i], {values[i], from[i], samples[i]});
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::size_t j = 0; j < names.size(); ++j) {
            const auto row = static_cast<Eigen::Index>(*theory_input_named(names[i]));
            const auto column = static_cast<Eigen::Index>(*theory_input_named(names[j]));
            state.covariance(row, column) = covariance(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
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

void set_ideal_gas_soret(StatedState& state, const Mixture&) {
    state.set("ideal_gas_soret", {0.0, "not known"});
    state.remarks.emplace_back(
        "ideal_gas_soret is not given: taken as 0, so Haase and Kempers are without their kinetic part");
}

}  // namespace soret
