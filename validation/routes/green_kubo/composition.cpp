#include "soret/validation/routes/green_kubo/composition.hpp"

#include <algorithm>
#include <cmath>

#include "soret/common/files/json_fields.hpp"

namespace soret {

namespace {

/// Where the time integrals end. The correlations of J_1 with J_1 and with J_q have decayed after some 1.2 tau
/// (docs/settings.md); what twice that limit changes is a part of the errors (truncation.hpp), and the difference to a
/// later limit is measured and reported (onsager_ratio_truncation).
constexpr double shortest_upper_limit = 2.0;
constexpr double edge_of_shortest_limit = 6.8;

double coupling_scale(double l11, double lqq) {
    return std::sqrt(std::fabs(l11 * lqq));
}

OnsagerPoint onsager_point(const GreenKubo& fluxes, const GreenKuboGroup& group, double x1) {
    const double volume = fluxes.volume();
    const JackknifeResult result = jackknife(fluxes.integrals(fluxes.lag_at(upper_limit(volume, group.units))),
                                             [&](std::span<const double> means) { return onsager_of(means, volume); });
    OnsagerPoint point;
    point.route = green_kubo_route;
    point.study = group.study;
    point.particles = group.particles;
    point.x1 = x1;
    point.number_density = static_cast<double>(group.particles) / volume;
    point.temperature = fluxes.integrals(0).mean()[temperature_column];
    point.values = result.values;
    point.covariance = result.covariance;
    point.effective_samples = static_cast<double>(result.block_count);
    return point;
}

}  // namespace

FluxRecord flux_record_of(const TaskResult& run) {
    return flux_record_from_json(field<nlohmann::json>(run.values, "fluxes"));
}

JackknifeResult coefficients_at(const GreenKubo& fluxes, double limit, Backend backend) {
    const std::size_t lag = fluxes.lag_at(limit);
    return jackknife(fluxes.integrals(lag), [&](std::span<const double> means) {
        return coefficients_of(means, fluxes.volume(), fluxes.times()[lag], backend);
    });
}

/// In a larger box longer waves take part in L_11, which decay with the square of their length: beyond a limit that did
/// not grow with the box, 1000 particles would lose 2 % of D_12 and a fifth of what it grows by from 250: by mode
/// coupling (2T/3N) sum_k exp(-nu k^2 t)/(nu k^2), nu = eta/rho.
double upper_limit(double volume, const GreenKuboUnits& units) {
    const double edges = std::cbrt(volume) / (edge_of_shortest_limit * units.length);
    return units.time * std::clamp(shortest_upper_limit * edges * edges, shortest_upper_limit, later_limit);
}

std::vector<GreenKuboGroup> groups_of(const Manifest& manifest) {
    std::vector<GreenKuboGroup> groups;
    std::map<std::pair<int, double>, const Task*> states;
    for (const Task& task : manifest.tasks) {
        if (task.route != green_kubo_route) continue;
        const int particles = field<int>(task.settings, "particles");
        const double x1 = field<double>(task.settings, "x1");
        if (field<std::string>(task.settings, "stage") == "state") {
            states[{particles, x1}] = &task;
            continue;
        }
        const Study study = study_of(manifest, task.settings);
        auto group =
            std::find_if(groups.begin(), groups.end(), [&](const GreenKuboGroup& g) { return g.study == study; });
        if (group == groups.end()) {
            groups.push_back({study, particles, units_of(task.settings), {}, {}});
            group = groups.end() - 1;
        }
        group->runs[x1].push_back(&task);
        group->states[x1] = states.at({particles, x1});
    }
    return groups;
}

Eigen::VectorXd coefficients_of(std::span<const double> means, double volume, double time, Backend backend) {
    const OnsagerCoefficients onsager = onsager_coefficients(means, volume);
    const PressureIntegrals integrals = pressure_integrals(means, volume, time);
    Viscosities viscosities;
    ThermalConductivity conductivity;
    with_backend(backend, [&]<class B>(B) {
        B::Transport::viscosities(std::span(&integrals, 1), std::span(&viscosities, 1));
        B::Transport::thermal_conductivities(std::span(&onsager, 1), std::span(&conductivity, 1));
    });
    Eigen::VectorXd values(coefficient_rows);
    values[viscosity_row] = viscosities.traceless;
    values[shear_row] = viscosities.off_diagonal;
    values[bulk_row] = viscosities.bulk;
    values[conductivity_row] = conductivity.lambda;
    values[symmetry_row] = onsager.L1q - onsager.Lq1;
    values[coupling_scale_row] = coupling_scale(onsager.L11, onsager.Lqq);
    return values;
}

Eigen::VectorXd onsager_of(std::span<const double> means, double volume) {
    const OnsagerCoefficients onsager = onsager_coefficients(means, volume);
    Eigen::VectorXd values(4);
    values << onsager.L11, onsager.L1q, onsager.Lq1, onsager.Lqq;
    return values;
}

GreenKuboRuns::GreenKuboRuns(const Runs& runs, const GreenKuboUnits& units, const ResultsOnDemand& results)
    : displacements(units.time) {
    for (const Task* task : runs) {
        const HeldResult run = results.at(task->id);
        checks.add(*run);
        records.push_back(flux_record_of(*run));
        displacements.add(*run);
        if (run->values.contains("energy_resets")) resets.push_back(run->values.at("energy_resets"));
    }
}

GreenKuboComposition::GreenKuboComposition(const GreenKuboGroup& of_group, double wanted,
                                           const ResultsOnDemand& results, Backend backend)
    : group(of_group),
      state(results.at(group.states.at(wanted)->id)->values),
      x1(field<double>(state, "x1")),
      runs(group.runs.at(wanted), group.units, results),
      fluxes(runs.records),
      coefficients(coefficients_at(fluxes, later_limit * group.units.time, backend)) {
    if (group.constant_energy()) onsager = onsager_point(fluxes, group, x1);
}

Eigen::VectorXd GreenKuboComposition::coefficient_scales() const {
    Eigen::VectorXd scales = coefficients.values;
    scales[symmetry_row] = scales[coupling_scale_row];
    return scales;
}

Eigen::Vector4d GreenKuboComposition::onsager_scales() const {
    const Eigen::Vector4d& values = onsager.value().values;
    const double coupling = coupling_scale(values[0], values[3]);
    return {values[0], coupling, coupling, values[3]};
}

}  // namespace soret
