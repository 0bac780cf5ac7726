#include "soret/validation/claims/melting_claims.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/statistics/linear_combination.hpp"
#include "soret/validation/campaign/published_melting.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"

namespace soret {

namespace {

const std::string table_1 = fmt::format("{}, SI Table 1; the published error is the tolerance", paper);

ClaimRule about_number(Claim claim, const NumberKey& key) {
    return {std::move(claim), ClaimScope::paper, needs::all_of({key}), judge_number};
}

ClaimRule melting_temperature(int species, const NumberKey& key, const Estimate& published, const char* text) {
    return about_number({.id = fmt::format("tm/{}", species),
                         .statement = fmt::format("Pure substance {} melts at the published temperature", species),
                         .formula = "T_m of P_f(T) = 1/2 - 1/2 tanh((T - T_m)/d), crystal and liquid in one box",
                         .published = published.value,
                         .tolerance = published.standard_error,
                         .unit = "eps",
                         .source = table_1,
                         .as_published = text},
                        key);
}

struct Phase {
    const char* id;
    const char* what;
    NumberKey key;
    Estimate published;
    const char* unit;
    const char* text;
};

ClaimRule phase_at_melting(int species, const Phase& phase) {
    return about_number(
        {.id = fmt::format("melt-{}/{}", species, phase.id),
         .statement = fmt::format("{} of pure substance {} where it melts is the published one", phase.what, species),
         .formula = "lines through bulk chains about T_m, at T_m",
         .published = phase.published.value,
         .tolerance = phase.published.standard_error,
         .unit = phase.unit,
         .source = table_1,
         .as_published = phase.text},
        phase.key);
}

ClaimRule published_liquidus() {
    Claim claim{.id = "liquidus",
                .statement = "The ideal solid solution freezes below the published composition at T = 0.62",
                .formula = "x_l of ln(x_s/x_l) = (dH_i/T)(1 - T/T_{m,i}), i = 1, 2",
                .unit = "1",
                .source = fmt::format("{}, SI 1.1", paper),
                .as_published = "~ 0.21"};
    accept_rounded(claim, 0.21, 0.21, 0.01);
    return about_number(std::move(claim), number::liquidus);
}

/// dP/dT = dH/(T dV) of both species, against the slope between their melting points in reduced units: one line.
struct MeltingPoint {
    Estimate temperature, solid, liquid, enthalpy;
    double epsilon = 1.0, sigma3 = 1.0, pressure = 0.0;

    Estimate slope() const {  // of the reduced line
        const double volume = 1.0 / liquid.value - 1.0 / solid.value;
        const double value = enthalpy.value / (temperature.value * volume) * sigma3;
        const double of_volume = std::hypot(liquid.standard_error / (liquid.value * liquid.value),
                                            solid.standard_error / (solid.value * solid.value)) /
                                 volume;
        const double relative = std::hypot(enthalpy.standard_error / enthalpy.value,
                                           temperature.standard_error / temperature.value, of_volume);
        return {value, std::fabs(value) * relative,
                std::min({enthalpy.effective_samples, liquid.effective_samples, solid.effective_samples})};
    }
    Estimate reduced_temperature() const {
        return {temperature.value / epsilon, temperature.standard_error / epsilon, temperature.effective_samples};
    }
    bool expands() const { return solid.value > liquid.value && liquid.value > 0.0; }
    double reduced_pressure() const { return pressure * sigma3 / epsilon; }
};

MeltingPoint melting_point(const Findings& findings, const std::vector<NumberKey>& keys, std::size_t species) {
    const PairParameters& pair = findings.state_line.mixture.pair(species, species);
    const std::size_t first = 4 * species;
    return {findings.numbers.at(keys[first]),
            findings.numbers.at(keys[first + 1]),
            findings.numbers.at(keys[first + 2]),
            findings.numbers.at(keys[first + 3]),
            0.25 * pair.epsilon4,
            std::pow(pair.sigma2, 1.5),
            findings.state_line.pressure};
}

ClaimResult judge_clapeyron(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    for (const NumberKey& key : instance.numbers) {
        if (!findings.numbers.contains(key)) return not_measured(std::move(claim), name_of(key));
    }
    const MeltingPoint one = melting_point(findings, instance.numbers, 0);
    const MeltingPoint two = melting_point(findings, instance.numbers, 1);
    if (std::fabs(one.reduced_pressure() - two.reduced_pressure()) < 1e-3 || !one.expands() || !two.expands()) {
        return without_measurement(std::move(claim),
                                   "both substances melt at one reduced pressure, or one does not expand as it melts");
    }
    // The slope of a chord is the mean of those at its ends, to second order.
    const Estimate of_enthalpies = linear_combination(std::array{0.5, 0.5}, std::array{one.slope(), two.slope()});
    const Estimate distance =
        linear_combination(std::array{1.0, -1.0}, std::array{one.reduced_temperature(), two.reduced_temperature()});
    const double chord = (one.reduced_pressure() - two.reduced_pressure()) / distance.value;
    const double of_chord = std::fabs(chord * distance.standard_error / distance.value);
    const Estimate measured{
        of_enthalpies.value / chord - 1.0,
        std::hypot(of_enthalpies.standard_error / chord, of_enthalpies.value * of_chord / (chord * chord)),
        std::min(of_enthalpies.effective_samples, distance.effective_samples)};
    Judgement judgement = judge_band(measured, {claim.published, claim.tolerance, 0.0}, rules_for(measured));
    return {std::move(claim), measured, std::move(judgement)};
}

ClaimRule clapeyron() {
    using namespace number;
    const std::vector<NumberKey> keys{melting_temperature_1, solid_density_1, liquid_density_1, fusion_enthalpy_1,
                                      melting_temperature_2, solid_density_2, liquid_density_2, fusion_enthalpy_2};
    return {{.id = "clapeyron",
             .statement = "Enthalpies of fusion fit the melting line that both substances share in reduced units",
             .formula = "mean of dH/(T_m dV) over the slope of the chord between both points of the line, less 1",
             .published = 0.0,
             .tolerance = 0.05,
             .unit = "1",
             .source = "Clausius and Clapeyron; the published numbers miss it by 15 %; tolerance: a third of that"},
            ClaimScope::equations,
            needs::all_of(keys),
            judge_clapeyron};
}

}  // namespace

std::vector<ClaimRule> melting_claims() {
    using namespace number;
    const auto& [one, two] = published_melting;
    std::vector<ClaimRule> rules{melting_temperature(1, melting_temperature_1, one.temperature, "0.4115(5)"),
                                 melting_temperature(2, melting_temperature_2, two.temperature, "0.6598(3)")};
    const char* density = "sigma^-3";
    for (const Phase& phase :
         {Phase{"solid_density", "The density of the crystal", solid_density_1, one.solid, density, "0.9550(2)"},
          Phase{"liquid_density", "The density of the liquid", liquid_density_1, one.liquid, density, "0.8500(3)"},
          Phase{"fusion_enthalpy", "The enthalpy of fusion", fusion_enthalpy_1, one.fusion_enthalpy, "eps",
                "0.523(3)"}}) {
        rules.push_back(phase_at_melting(1, phase));
    }
    for (const Phase& phase :
         {Phase{"solid_density", "The density of the crystal", solid_density_2, two.solid, density, "0.9509(1)"},
          Phase{"liquid_density", "The density of the liquid", liquid_density_2, two.liquid, density, "0.8419(2)"},
          Phase{"fusion_enthalpy", "The enthalpy of fusion", fusion_enthalpy_2, two.fusion_enthalpy, "eps",
                "0.927(3)"}}) {
        rules.push_back(phase_at_melting(2, phase));
    }
    rules.push_back(published_liquidus());
    rules.push_back(clapeyron());
    return rules;
}

}  // namespace soret
