#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/finite_size/yeh_hummer.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/simulation/green_kubo/green_kubo.hpp"

namespace soret {

namespace {

/// Where the time integrals end. The correlations of J_1 with J_1 and with J_q have decayed after some 1.2 tau
/// (docs/settings.md); the difference to a later limit is measured and reported (onsager_ratio_truncation).
constexpr double shortest_upper_limit = 2.0;
constexpr double edge_of_shortest_limit = 6.8;
constexpr double later_limit = 10.0;

/// In a larger box longer waves take part in L_11, which decay with the square of their length: beyond a limit that did
/// not grow with the box, 1000 particles would lose 2 % of D_12 and a fifth of what it grows by from 250: by mode
/// coupling (2T/3N) sum_k exp(-nu k^2 t)/(nu k^2), nu = eta/rho.
double upper_limit(double volume) {
    const double edges = std::cbrt(volume) / edge_of_shortest_limit;
    return std::clamp(shortest_upper_limit * edges * edges, shortest_upper_limit, later_limit);
}
/// Slopes of mean-square displacements are taken between these times.                                    [SI eq. 20]
constexpr double first_displacement_time = 10.0;
constexpr double last_displacement_time = 60.0;

using Runs = std::vector<const TaskResult*>;

/// The runs of one study, and the states that were found for them.
struct Group {
    Study study;
    int particles = 0;
    std::map<double, Runs> runs;  // by x_1 wanted
    std::map<double, const TaskResult*> states;

    bool constant_energy() const { return study.of != Study::Of::thermostat; }
};

/// The numbers that a run gives by itself.
enum : Eigen::Index {
    viscosity_row,
    shear_row,
    bulk_row,
    conductivity_row,
    symmetry_row,
    temperature_row,
    pressure_row,
    rows
};

/// In the order of the manifest.
std::vector<Group> groups_of(const Manifest& manifest, const TaskResults& results) {
    std::vector<Group> groups;
    std::map<std::pair<int, double>, const TaskResult*> states;
    for (const Task& task : manifest.tasks) {
        if (task.route != green_kubo_route) continue;
        const int particles = field<int>(task.settings, "particles");
        const double x1 = field<double>(task.settings, "x1");
        if (field<std::string>(task.settings, "stage") == "state") {
            states[{particles, x1}] = &result_of(results, task.id);
            continue;
        }
        const Study study = study_of(manifest, task.settings);
        auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.study == study; });
        if (group == groups.end()) {
            groups.push_back({study, particles, {}, {}});
            group = groups.end() - 1;
        }
        group->runs[x1].push_back(&result_of(results, task.id));
        group->states[x1] = states.at({particles, x1});
    }
    return groups;
}

Eigen::VectorXd coefficients_of_run(std::span<const double> means, double volume, double time, Backend backend) {
    const OnsagerCoefficients onsager = onsager_coefficients(means, volume);
    const PressureIntegrals integrals = pressure_integrals(means, volume, time);
    Viscosities viscosities;
    ThermalConductivity conductivity;
    with_backend(backend, [&]<class B>(B) {
        B::Transport::viscosities(std::span(&integrals, 1), std::span(&viscosities, 1));
        B::Transport::thermal_conductivities(std::span(&onsager, 1), std::span(&conductivity, 1));
    });
    Eigen::VectorXd values(rows);
    values[viscosity_row] = viscosities.traceless;
    values[shear_row] = viscosities.off_diagonal;
    values[bulk_row] = viscosities.bulk;
    values[conductivity_row] = conductivity.lambda;
    values[symmetry_row] = onsager.L1q - onsager.Lq1;
    values[temperature_row] = onsager.temperature;
    values[pressure_row] = means[pressure_column];
    return values;
}

OnsagerPoint onsager_point(const GreenKubo& fluxes, const Group& group, const nlohmann::json& state) {
    const double volume = fluxes.volume();
    const JackknifeResult result =
        jackknife(fluxes.integrals(fluxes.lag_at(upper_limit(fluxes.volume()))), [&](std::span<const double> means) {
            const OnsagerCoefficients onsager = onsager_coefficients(means, volume);
            Eigen::VectorXd values(4);
            values << onsager.L11, onsager.L1q, onsager.Lq1, onsager.Lqq;
            return values;
        });
    OnsagerPoint point;
    point.route = green_kubo_route;
    point.study = group.study;
    point.particles = group.particles;
    point.x1 = field<double>(state, "x1");
    point.number_density = static_cast<double>(group.particles) / volume;
    point.temperature = fluxes.integrals(0).mean()[temperature_column];
    point.values = result.values;
    point.covariance = result.covariance;
    point.effective_samples = static_cast<double>(result.block_count);
    return point;
}

/// (L_1q + L_q1)/(2 L_11) against the upper limit, and what it still changes after the limit that is used.
struct Plateau {
    nlohmann::json row;
    Estimate later_change;
};

double ratio_of(std::span<const double> means) {
    return 0.5 * (means[mass_heat] + means[heat_mass]) / means[mass_mass];
}

Plateau plateau_of(const GreenKubo& fluxes, double x1) {
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
    const std::size_t limits[] = {fluxes.lag_at(upper_limit(fluxes.volume())), fluxes.lag_at(later_limit)};
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

/// D of a species from the slope of its mean-square displacement, run by run.
std::optional<Estimate> self_diffusion(const Runs& runs, std::size_t species) {
    std::vector<double> slopes;
    for (const TaskResult* run : runs) {
        double first_time = 0.0, last_time = 0.0, first = 0.0, last = 0.0;
        for (const auto& row : field<std::vector<nlohmann::json>>(run->values, "displacements")) {
            const double time = field<double>(row, "time");
            const double square = field<std::vector<double>>(row, "by_species").at(species);
            if (time >= first_displacement_time && first_time == 0.0) first_time = time, first = square;
            if (time <= last_displacement_time && time > first_time) last_time = time, last = square;
        }
        if (first_time > 0.0 && last_time > first_time)
            slopes.push_back((last - first) / (6.0 * (last_time - first_time)));
    }
    if (slopes.size() < 2) return std::nullopt;
    const auto n = static_cast<double>(slopes.size());
    double mean = 0.0;
    for (const double slope : slopes) mean += slope / n;
    double variance = 0.0;
    for (const double slope : slopes) variance += (slope - mean) * (slope - mean) / (n - 1.0);
    return Estimate{mean, std::sqrt(variance / n), n};
}

/// All runs at a composition have the one density that was found for them: its error is that of the pressure found
/// there.
Estimate pressure_of(Estimate of_runs, const nlohmann::json& state) {
    const auto found = field<nlohmann::json>(state, "measured").back().at("pressure").get<Estimate>();
    of_runs.standard_error = std::hypot(of_runs.standard_error, found.standard_error);
    return of_runs;
}

void add_yeh_hummer(const std::vector<BoxDiffusion>& boxes, double temperature, Reduction& reduction) {
    try {
        const YehHummerFit fit = yeh_hummer_fit(boxes, temperature);
        reduction.numbers[number::yeh_hummer_viscosity] = fit.viscosity;
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
    std::vector<Estimate> changes;
    std::vector<BoxDiffusion> boxes;
};

/// Adds what the runs of one study at one composition say.
void add_composition(const Group& group, double wanted, Backend backend, Reduction& reduction, Collected& collected) {
    const Runs& runs = group.runs.at(wanted);
    const nlohmann::json& state = group.states.at(wanted)->values;
    std::vector<FluxRecord> records;
    for (const TaskResult* run : runs) {
        reduction.checks[green_kubo_route].add(*run);
        records.push_back(flux_record_from_json(field<nlohmann::json>(run->values, "fluxes")));
    }
    const GreenKubo fluxes(records);
    const double x1 = field<double>(state, "x1");
    const std::size_t lag = fluxes.lag_at(later_limit);
    const JackknifeResult of_runs = jackknife(fluxes.integrals(lag), [&](std::span<const double> means) {
        return coefficients_of_run(means, fluxes.volume(), fluxes.times()[lag], backend);
    });
    const auto add = [&](const Quantity& quantity, const Estimate& estimate) {
        reduction.curves[{quantity, {green_kubo_route}, group.study}].points.push_back({x1, estimate});
    };
    add(quantity::viscosity, of_runs.estimate(viscosity_row));
    add(quantity::viscosity_shear, of_runs.estimate(shear_row));
    if (group.constant_energy()) {
        add(quantity::bulk_viscosity, of_runs.estimate(bulk_row));
        add(quantity::thermal_conductivity, of_runs.estimate(conductivity_row));
        add(quantity::onsager_symmetry, of_runs.estimate(symmetry_row));
        reduction.onsager.push_back(onsager_point(fluxes, group, state));
    }
    if (group.study.is_main()) {
        add(quantity::temperature, of_runs.estimate(temperature_row));
        add(quantity::pressure, pressure_of(of_runs.estimate(pressure_row), state));
        Plateau plateau = plateau_of(fluxes, x1);
        collected.plateaus.push_back(std::move(plateau.row));
        if (plateau.later_change.standard_error > 0.0) collected.changes.push_back(plateau.later_change);
    }
    for (std::size_t species = 0; species < 2; ++species) {
        const auto diffusion = self_diffusion(runs, species);
        if (!diffusion) continue;
        add(species == 0 ? quantity::self_diffusion_1 : quantity::self_diffusion_2, *diffusion);
        if (group.constant_energy() && x1 == 0.5) {
            collected.boxes.push_back({species, std::cbrt(fluxes.volume()), *diffusion});
        }
    }
    collected.table.push_back({{"particles", group.particles},
                               {"ensemble", group.constant_energy() ? "nve" : "nvt"},
                               {"x1", x1},
                               {"runs", runs.size()},
                               {"simulated_time", fluxes.simulated_time()},
                               {"density", 1.0 * group.particles / fluxes.volume()},
                               {"temperature", of_runs.estimate(temperature_row)},
                               {"pressure", of_runs.estimate(pressure_row)}});
}

}  // namespace

Reduction GreenKuboRoute::reduce(const Manifest& manifest, const TaskResults& results, Backend backend) const {
    Reduction reduction;
    Collected collected;
    for (const Group& group : groups_of(manifest, results)) {
        for (const auto& [wanted, runs] : group.runs) add_composition(group, wanted, backend, reduction, collected);
    }
    if (!collected.changes.empty()) {
        reduction.numbers[{number::onsager_ratio_truncation, name()}] = pooled(collected.changes).mean;
    }
    add_yeh_hummer(collected.boxes, manifest.state_line.temperature, reduction);
    reduction.tables.push_back(transport_from_fluctuations());
    reduction.details["green_kubo_plateaus"] = std::move(collected.plateaus);
    reduction.details["green_kubo"] = std::move(collected.table);
    return reduction;
}

}  // namespace soret
