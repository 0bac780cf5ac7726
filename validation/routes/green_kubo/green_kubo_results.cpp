#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/finite_size/yeh_hummer.hpp"
#include "soret/optimized/transport.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/simulation/green_kubo/green_kubo.hpp"

namespace soret {

namespace {

/// Where the time integrals end. The correlations of J_1 with J_1 and with J_q have decayed after some 1.2 tau
/// (docs/settings.md); the difference to a later limit is measured and reported (onsager_ratio_truncation).
constexpr double shortest_upper_limit = 2.0;
constexpr double edge_of_shortest_limit = 6.8;
constexpr double later_limit = 10.0;

/// In a larger box longer waves take part in L_11, which decay with the square of their length: beyond a limit that did not
/// grow with the box, 1000 particles would lose 2 % of D_12 and a fifth of what it grows by from 250: by mode coupling
/// (2T/3N) sum_k exp(-nu k^2 t)/(nu k^2), nu = eta/rho.
double upper_limit(double volume) {
    const double edges = std::cbrt(volume) / edge_of_shortest_limit;
    return std::clamp(shortest_upper_limit * edges * edges, shortest_upper_limit, later_limit);
}
/// Slopes of mean-square displacements are taken between these times.                                    [SI eq. 20]
constexpr double first_displacement_time = 10.0;
constexpr double last_displacement_time = 60.0;

using Runs = std::vector<const TaskResult*>;

struct Study {
    std::string suffix;
    bool constant_energy = true;
    bool main = false;
    int particles = 0;
    std::map<double, Runs> runs;  // by x_1 wanted
    std::map<double, const TaskResult*> states;
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

std::vector<Study> studies_of(const Manifest& manifest, const TaskResults& results, const std::string& route) {
    std::vector<Study> studies;
    std::map<std::pair<int, double>, const TaskResult*> states;
    const auto result_of = [&](const Task& task) {
        const auto found = results.find(task.id);
        if (found == results.end()) throw InvalidInput(fmt::format("task {} is not finished", task.id));
        return &found->second;
    };
    for (const Task& task : manifest.tasks) {
        if (task.route != route) continue;
        const int particles = field<int>(task.settings, "particles");
        const double x1 = field<double>(task.settings, "x1");
        if (field<std::string>(task.settings, "stage") == "state") {
            states[{particles, x1}] = result_of(task);
            continue;
        }
        const bool constant_energy = field<std::string>(task.settings, "ensemble") == "nve";
        auto study = std::find_if(studies.begin(), studies.end(), [&](const Study& s) {
            return s.particles == particles && s.constant_energy == constant_energy;
        });
        if (study == studies.end()) {
            const bool main = studies.empty();
            const std::string size =
                main || particles == studies.front().particles ? "" : fmt::format("_n{}", particles);
            studies.push_back({(constant_energy ? "" : "_nvt") + size, constant_energy, main, particles, {}, {}});
            study = studies.end() - 1;
        }
        study->runs[x1].push_back(result_of(task));
        study->states[x1] = states.at({particles, x1});
    }
    return studies;
}

Eigen::VectorXd coefficients_of_run(std::span<const double> means, double volume, double time) {
    const OnsagerCoefficients onsager = onsager_coefficients(means, volume);
    const PressureIntegrals integrals = pressure_integrals(means, volume, time);
    Viscosities viscosities;
    optimized::Transport::viscosities(std::span(&integrals, 1), std::span(&viscosities, 1));
    ThermalConductivity conductivity;
    optimized::Transport::thermal_conductivities(std::span(&onsager, 1), std::span(&conductivity, 1));
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

OnsagerPoint onsager_point(const GreenKubo& fluxes, const Study& study, const nlohmann::json& state) {
    const double volume = fluxes.volume();
    const JackknifeResult result =
        jackknife(fluxes.integrals(fluxes.lag_at(upper_limit(fluxes.volume()))), [&](std::span<const double> means) {
            const OnsagerCoefficients onsager = onsager_coefficients(means, volume);
            Eigen::VectorXd values(4);
            values << onsager.L11, onsager.L1q, onsager.Lq1, onsager.Lqq;
            return values;
        });
    OnsagerPoint point;
    point.particles = study.particles;
    point.main = study.main;
    point.x1 = field<double>(state, "x1");
    point.number_density = static_cast<double>(study.particles) / volume;
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
    const BlockTable early = fluxes.integrals(fluxes.lag_at(upper_limit(fluxes.volume())));
    const BlockTable late = fluxes.integrals(fluxes.lag_at(later_limit));
    const std::size_t blocks = early.block_count();
    std::vector<double> differences(blocks);
    const auto without = [](const BlockTable& table, std::size_t left_out) {
        std::vector<double> sums(3, 0.0);
        for (std::size_t b = 0; b < table.block_count(); ++b) {
            for (std::size_t f = 0; f < 3 && b != left_out; ++f) sums[f] += table.block(b)[f];
        }
        return ratio_of(sums);
    };
    double mean = 0.0;
    for (std::size_t b = 0; b < blocks; ++b) {
        differences[b] = without(late, b) - without(early, b);
        mean += differences[b] / static_cast<double>(blocks);
    }
    double variance = 0.0;
    for (const double d : differences) variance += (d - mean) * (d - mean);
    const auto n = static_cast<double>(blocks);
    const Estimate change{without(late, blocks) - without(early, blocks), std::sqrt(variance * (n - 1.0) / n), n};
    return {{{"x1", x1},
             {"times", times},
             {"onsager_ratio", values},
             {"onsager_ratio_sem", errors},
             {"upper_limit", fluxes.times()[fluxes.lag_at(upper_limit(fluxes.volume()))]}},
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

/// All runs at a composition have the one density that was found for them: its error is that of the pressure found there.
Estimate pressure_of(Estimate of_runs, const nlohmann::json& state) {
    const auto found = field<nlohmann::json>(state, "measured").back().at("pressure").get<Estimate>();
    of_runs.standard_error = std::hypot(of_runs.standard_error, found.standard_error);
    return of_runs;
}

void add_yeh_hummer(const std::vector<BoxDiffusion>& boxes, double temperature, Reduction& reduction) {
    try {
        const YehHummerFit fit = yeh_hummer_fit(boxes, temperature);
        reduction.quantities["self_diffusion_yeh_hummer_viscosity"] = fit.viscosity;
        reduction.details["yeh_hummer"] = {{"diffusion", fit.diffusion},
                                           {"viscosity", fit.viscosity},
                                           {"chi_squared", fit.chi_squared},
                                           {"degrees_of_freedom", fit.degrees_of_freedom}};
    } catch (const Error&) {
        return;  // too few sizes, or errors that hide the dependence on the size
    }
}

}  // namespace

Reduction GreenKuboRoute::reduce(const Manifest& manifest, const TaskResults& results) const {
    Reduction reduction;
    nlohmann::json plateaus = nlohmann::json::array();
    nlohmann::json table = nlohmann::json::array();
    std::vector<Estimate> changes;
    std::vector<BoxDiffusion> boxes;
    const auto add = [&](const std::string& name, const char* quantity, const char* unit, double x1,
                         const Estimate& estimate) {
        Curve& curve = reduction.curves[name];
        curve.quantity = quantity;
        curve.unit = unit;
        curve.points.push_back({x1, estimate});
    };
    for (const Study& study : studies_of(manifest, results, name())) {
        for (const auto& [wanted, runs] : study.runs) {
            const nlohmann::json& state = study.states.at(wanted)->values;
            std::vector<FluxRecord> records;
            for (const TaskResult* run : runs) {
                records.push_back(flux_record_from_json(field<nlohmann::json>(run->values, "fluxes")));
            }
            const GreenKubo fluxes(records);
            const double x1 = field<double>(state, "x1");
            const std::size_t lag = fluxes.lag_at(later_limit);
            const JackknifeResult of_runs = jackknife(fluxes.integrals(lag), [&](std::span<const double> means) {
                return coefficients_of_run(means, fluxes.volume(), fluxes.times()[lag]);
            });
            const auto add_row = [&](const char* name, const char* quantity, const char* unit, Eigen::Index row) {
                add(name + study.suffix, quantity, unit, x1, of_runs.estimate(row));
            };
            add_row("viscosity", "shear viscosity, five components", "eps tau/sigma^3", viscosity_row);
            add_row("viscosity_shear", "shear viscosity, three components", "eps tau/sigma^3", shear_row);
            if (study.constant_energy) {
                add_row("bulk_viscosity", "bulk viscosity", "eps tau/sigma^3", bulk_row);
                add_row("thermal_conductivity", "thermal conductivity", "1/(sigma tau)", conductivity_row);
                add_row("onsager_symmetry", "L_1q - L_q1", "m eps/(sigma tau)", symmetry_row);
                reduction.onsager.push_back(onsager_point(fluxes, study, state));
                Plateau plateau = plateau_of(fluxes, x1);
                if (study.main) {
                    add_row("temperature_green_kubo", "kinetic temperature of the runs", "eps", temperature_row);
                    add("pressure_green_kubo", "virial pressure of the runs", "eps/sigma^3", x1,
                        pressure_of(of_runs.estimate(pressure_row), state));
                    plateaus.push_back(std::move(plateau.row));
                    if (plateau.later_change.standard_error > 0.0) changes.push_back(plateau.later_change);
                }
            }
            for (std::size_t species = 0; species < 2; ++species) {
                const auto diffusion = self_diffusion(runs, species);
                if (!diffusion) continue;
                add(fmt::format("self_diffusion_{}{}", species + 1, study.suffix), "self-diffusion coefficient",
                    "sigma^2/tau", x1, *diffusion);
                if (study.constant_energy && x1 == 0.5)
                    boxes.push_back({species, std::cbrt(fluxes.volume()), *diffusion});
            }
            table.push_back({{"particles", study.particles},
                             {"ensemble", study.constant_energy ? "nve" : "nvt"},
                             {"x1", x1},
                             {"runs", runs.size()},
                             {"simulated_time", fluxes.simulated_time()},
                             {"density", 1.0 * study.particles / fluxes.volume()},
                             {"temperature", of_runs.estimate(temperature_row)},
                             {"pressure", of_runs.estimate(pressure_row)}});
        }
    }
    if (!changes.empty()) reduction.quantities["onsager_ratio_truncation/green_kubo"] = pooled(changes).mean;
    add_yeh_hummer(boxes, manifest.state_line.temperature, reduction);
    reduction.details["green_kubo_plateaus"] = std::move(plateaus);
    reduction.details["green_kubo"] = std::move(table);
    return reduction;
}

}  // namespace soret
