#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/finite_size/yeh_hummer.hpp"
#include "soret/common/statistics/independent_values.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/error_of_state.hpp"
#include "soret/validation/routes/green_kubo/composition.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/routes/green_kubo/self_diffusion.hpp"
#include "soret/validation/routes/green_kubo/truncation.hpp"
#include "soret/validation/simulation/green_kubo/green_kubo.hpp"

namespace soret {

namespace {

/// (L_1q + L_q1)/(2 L_11) against the upper limit, and what it still changes after the limit that is used.
struct Plateau {
    nlohmann::json row;
    Estimate later_change;
};

double ratio_of(std::span<const double> means) {
    return 0.5 * (means[mass_heat] + means[heat_mass]) / means[mass_mass];
}

Plateau plateau_of(const GreenKubo& fluxes, const GreenKuboUnits& units, double x1) {
    std::vector<double> times;
    std::vector<double> values;
    std::vector<double> errors;
    for (std::size_t lag = 1; lag < fluxes.times().size(); ++lag) {
        const Estimate estimate = jackknife(fluxes.integrals(lag), ratio_of);
        times.push_back(fluxes.times()[lag]);
        values.push_back(estimate.value);
        errors.push_back(estimate.standard_error);
    }
    // Both limits from the same blocks: their errors are correlated, the difference has a smaller one.
    const std::size_t limits[] = {fluxes.lag_at(upper_limit(fluxes.volume(), units)),
                                  fluxes.lag_at(later_limit * units.time)};
    const Estimate change = jackknife(fluxes.integrals(limits), [](std::span<const double> means) {
        return ratio_of(means.subspan(green_kubo_columns)) - ratio_of(means);
    });
    return {{{"x1", x1},
             {"times", times},
             {"onsager_ratio", values},
             {"onsager_ratio_sem", errors},
             {"upper_limit", fluxes.times()[limits[0]]}},
            change};
}

/// The mean over the samples of each run, by a member of its blocks.
std::vector<double> means_of_runs(const std::vector<FluxRecord>& records, double FluxBlock::*sum) {
    std::vector<double> means;
    for (const FluxRecord& record : records) {
        double total = 0.0;
        double samples = 0.0;
        for (const FluxBlock& block : record.blocks) {
            total += block.*sum;
            samples += static_cast<double>(block.samples);
        }
        means.push_back(total / samples);
    }
    return means;
}

void add_yeh_hummer(const std::vector<BoxDiffusion>& boxes, double temperature, Reduction& reduction) {
    try {
        const YehHummerFit fit = yeh_hummer_fit(boxes, temperature);
        reduction.numbers[number::yeh_hummer_viscosity] = fit.viscosity;
        reduction.numbers[number::yeh_hummer_p_value] = {fit.p_value, 0.0, 0.0};
        reduction.details["yeh_hummer"] = {{"diffusion", fit.diffusion},
                                           {"viscosity", fit.viscosity},
                                           {"chi_squared", fit.chi_squared},
                                           {"degrees_of_freedom", fit.degrees_of_freedom}};
    } catch (const Error&) {
        return;  // too few sizes, or errors that hide the dependence on the size
    }
}

ValueTable transport_from_fluctuations() {
    const RouteName by{green_kubo_route};
    return {"Transport from fluctuations",
            {{{quantity::onsager_ratio, by}, "L\u2032_{1q}/L_{11} [\u03b5/m]"},
             {{quantity::soret_coefficient, {green_kubo_route, preferred_gamma_route}}, "S_T [k_B/\u03b5]"},
             {{quantity::mutual_diffusion, by}, "D_{12} [\u03c3 \u221a(\u03b5/m)]"},
             {{quantity::thermal_diffusion, by}, "D_T [\u03c3 k_B/\u221a(m\u03b5)]"},
             {{quantity::thermal_conductivity, by}, "\u03bb [k_B \u221a(\u03b5/m)/\u03c3\u00b2]"},
             {{quantity::viscosity, by}, "\u03b7 [\u221a(m\u03b5)/\u03c3\u00b2]"}}};
}

/// What is collected over all studies.
struct Collected {
    nlohmann::json plateaus = nlohmann::json::array();
    nlohmann::json table = nlohmann::json::array();
    nlohmann::json truncation = nlohmann::json::array();
    std::vector<Estimate> changes;
    std::vector<BoxDiffusion> boxes;
};

/// What the limits leave out at the compositions of one study.
struct StudyTruncation {
    LimitTruncation coefficients;
    LimitTruncation onsager;

    void add(const GreenKuboComposition& of, Backend backend) {
        const double volume = of.fluxes.volume();
        const double time = of.fluxes.simulated_time();
        coefficients.add(change_between_limits(of.fluxes, later_limit * of.group.units.time,
                                               [&](std::span<const double> means, double at) {
                                                   return coefficients_of(means, volume, at, backend);
                                               }),
                         of.coefficient_scales(), time);
        if (!of.onsager) return;
        onsager.add(
            change_between_limits(of.fluxes, upper_limit(volume, of.group.units),
                                  [&](std::span<const double> means, double) { return onsager_of(means, volume); }),
            of.onsager_scales(), time);
    }

    /// r by coefficient, for the details of the results.
    nlohmann::json rows(const GreenKuboGroup& group) const {
        nlohmann::json changes = nlohmann::json::object();
        const auto add_all = [&](const LimitTruncation& truncation,
                                 std::initializer_list<std::pair<const char*, int>> names) {
            for (const auto& [name, k] : names) changes[name] = truncation.estimate(k);
        };
        add_all(coefficients, {{"viscosity", viscosity_row}, {"viscosity_shear", shear_row}});
        if (!onsager.empty()) {
            add_all(coefficients, {{"bulk_viscosity", bulk_row}, {"thermal_conductivity", conductivity_row}});
            add_all(onsager, {{"L_11", 0}, {"L_1q", 1}, {"L_q1", 2}, {"L_qq", 3}});
        }
        return {{"particles", group.particles},
                {"ensemble", group.constant_energy() ? "nve" : "nvt"},
                {"relative_change", changes}};
    }
};

void add_temperature_and_pressure(const GreenKuboComposition& of, nlohmann::json& row, Reduction& reduction) {
    if (of.runs.records.size() < 2) return;
    // Within a run both go along with the energy, which walks: blocks of one run are not independent, runs are.
    const std::pair<Quantity, double FluxBlock::*> means[] = {{quantity::temperature, &FluxBlock::temperature},
                                                              {quantity::pressure, &FluxBlock::pressure}};
    for (const auto& [quantity, member] : means) {
        const Estimate of_runs = mean_of_independent(means_of_runs(of.runs.records, member));
        row[quantity.name] = of_runs;
        if (!of.group.study.is_main()) continue;
        reduction.curves[{quantity, {green_kubo_route}}].points.push_back(
            {of.x1, with_error_of_state(of_runs, of.state, quantity.name.c_str())});
    }
}

/// Adds what the runs of one study at one composition say.
void add_composition(const GreenKuboComposition& of, const StudyTruncation& truncation, Reduction& reduction,
                     Collected& collected) {
    reduction.checks[green_kubo_route].add(of.runs.checks);
    const auto add = [&](const Quantity& quantity, const Estimate& estimate) {
        reduction.curves[{quantity, {green_kubo_route}, of.group.study}].points.push_back({of.x1, estimate});
    };
    const Eigen::VectorXd systematic =
        truncation.coefficients.relative().cwiseProduct(of.coefficient_scales()).cwiseAbs();
    const auto coefficient = [&](Eigen::Index row) {
        return with_systematic(of.coefficients.estimate(row), systematic[row]);
    };
    add(quantity::viscosity, coefficient(viscosity_row));
    add(quantity::viscosity_shear, coefficient(shear_row));
    if (of.onsager) {
        add(quantity::bulk_viscosity, coefficient(bulk_row));
        add(quantity::thermal_conductivity, coefficient(conductivity_row));
        add(quantity::onsager_symmetry, coefficient(symmetry_row));
        OnsagerPoint point = *of.onsager;
        point.shared_errors = truncation.onsager.relative().cwiseProduct(of.onsager_scales());
        point.covariance += point.shared_errors * point.shared_errors.transpose();
        reduction.onsager.push_back(point);
    }
    if (of.group.study.is_main()) {
        Plateau plateau = plateau_of(of.fluxes, of.group.units, of.x1);
        collected.plateaus.push_back(std::move(plateau.row));
        if (plateau.later_change.standard_error > 0.0) collected.changes.push_back(plateau.later_change);
    }
    for (std::size_t species = 0; species < 2; ++species) {
        const auto diffusion = of.runs.displacements.of(species);
        if (!diffusion) continue;
        add(species == 0 ? quantity::self_diffusion_1 : quantity::self_diffusion_2, *diffusion);
        if (of.group.constant_energy() && of.x1 == 0.5) {
            collected.boxes.push_back({species, std::cbrt(of.fluxes.volume()), *diffusion});
        }
    }
    nlohmann::json row{{"particles", of.group.particles},
                       {"ensemble", of.group.constant_energy() ? "nve" : "nvt"},
                       {"x1", of.x1},
                       {"runs", of.runs.records.size()},
                       {"simulated_time", of.fluxes.simulated_time()},
                       {"density", 1.0 * of.group.particles / of.fluxes.volume()},
                       {"temperature", nullptr},
                       {"pressure", nullptr},
                       {"energy_resets", of.runs.resets.empty() ? nlohmann::json(nullptr) : of.runs.resets}};
    add_temperature_and_pressure(of, row, reduction);
    collected.table.push_back(std::move(row));
}

void add_group(const GreenKuboGroup& group, const ResultsOnDemand& results, Backend backend, Reduction& reduction,
               Collected& collected) {
    std::vector<GreenKuboComposition> compositions;
    StudyTruncation truncation;
    for (const auto& [wanted, runs] : group.runs) {
        compositions.emplace_back(group, wanted, results, backend);
        truncation.add(compositions.back(), backend);
    }
    for (const GreenKuboComposition& one : compositions) add_composition(one, truncation, reduction, collected);
    collected.truncation.push_back(truncation.rows(group));
}

}  // namespace

Reduction GreenKuboRoute::reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const {
    Reduction reduction;
    Collected collected;
    for (const GreenKuboGroup& group : groups_of(manifest)) {
        add_group(group, results, backend, reduction, collected);
    }
    if (!collected.changes.empty()) {
        reduction.numbers[{number::onsager_ratio_truncation, name()}] = pooled(collected.changes).mean;
    }
    add_yeh_hummer(collected.boxes, manifest.state_line.temperature, reduction);
    reduction.tables.push_back(transport_from_fluctuations());
    reduction.details["green_kubo_plateaus"] = std::move(collected.plateaus);
    reduction.details["green_kubo"] = std::move(collected.table);
    reduction.details["green_kubo_truncation"] = std::move(collected.truncation);
    return reduction;
}

}  // namespace soret
