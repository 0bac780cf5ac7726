#include "soret/validation/routes/fep/swap.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/chain_liquid.hpp"
#include "soret/validation/routes/fep/gibbs_energy.hpp"
#include "soret/validation/routes/fep/smooth_curve.hpp"
#include "soret/validation/routes/recorded.hpp"
#include "soret/validation/routes/replicas.hpp"
#include "soret/validation/routes/task_liquid.hpp"
#include "soret/validation/simulation/identity_samples.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/observers/identity_observer.hpp"

namespace soret {

namespace {

constexpr std::uint64_t swap_pressure_every = 20;

bool is_mixed(double x1) {
    return x1 > 0.0 && x1 < 1.0;
}

/// Of Bennett's equation: about the excess part of Delta mu over T, the same for all replicas. On a grid so coarse that
/// the last digit of a logarithm does not matter.
double bennett_constant(const TaskResult& chain, double x1, double temperature) {
    constexpr double grid = 64.0;
    const double excess = field<double>(chain.values, "delta_mu") / temperature - std::log(x1 / (1.0 - x1));
    return std::nearbyint(grid * excess) / grid;
}

}  // namespace

nlohmann::json run_swap_stage(const StateLine& line, const Task& task, const std::vector<const TaskResult*>& needed,
                              const RunContext& context) {
    const double n = field<double>(task.settings, "particles");
    const double x1 = std::nearbyint(n * field<double>(task.settings, "x1")) / n;
    const double volume = merged_blocks(needed, "samples").mean().at(box_volume);
    const double density = field<double>(task.settings, "chain_particles") / volume;
    MonteCarloRunSettings settings;
    settings.parameters.ensemble = is_mixed(x1) ? MonteCarloEnsemble::npt_swap : MonteCarloEnsemble::npt;
    settings.parameters.temperature = line.temperature;
    settings.parameters.pressure = line.pressure;
    settings.parameters.seed = task.seed;
    settings.equilibration = field<std::uint64_t>(task.settings, "equilibration");
    settings.production = field<std::uint64_t>(task.settings, "sweeps");
    settings.pressure_every = swap_pressure_every;
    settings.observables.identity = {field<std::uint64_t>(task.settings, "every"), line.temperature};
    if (is_mixed(x1)) {
        settings.observables.identity.bennett_constants = {bennett_constant(*needed.front(), x1, line.temperature)};
    }
    const MonteCarloRun run = finished_chain(context, "swap", line, task, density, settings);
    const MonteCarloRunResult result = run.result();
    nlohmann::json values{{"x1", x1},
                          {"particles", result.chain.state.species_counts(line.mixture.species_count())},
                          {"samples", result.samples.to_json()},
                          {"identity", run.observers().identity()->tables().at(0).to_json()},
                          {"pressure", recorded(block_average(result.pressure, virial_pressure))},
                          {"departure", departure_of(result.chain.state, line, density)},
                          {"chain_digest", hex_digits(result.chain.digest)}};
    return values;
}

SwapPoint swap_point(const std::vector<const TaskResult*>& results, const StateLine& line) {
    SwapPoint point;
    std::vector<IdentityTable> tables;
    double particles = 0.0;
    for (const TaskResult* result : results) {
        reading_json("task " + result->task, [&] {
            const auto counts = field<std::array<double, 2>>(result->values, "particles");
            if (particles != 0.0 && counts[0] + counts[1] != particles) {
                throw InvalidInput("its particles are not those of the other replicas");
            }
            particles = counts[0] + counts[1];
            point.x1 = counts[0] / particles;
            IdentityTable table = IdentityTable::from_json(field<nlohmann::json>(result->values, "identity"));
            if (!is_mixed(point.x1)) {
                tables.push_back(std::move(table));  // each with a constant of its own
            } else if (tables.empty()) {
                tables.push_back(std::move(table));
            } else {
                tables.front().merge(table);
            }
        });
    }
    const JackknifeResult means =
        jackknife_with_chosen_blocks(merged_blocks(results, "samples"), [&](std::span<const double> of) {
            const double u = of[potential_energy] / particles, v = of[box_volume] / particles;
            return Eigen::Vector3d{v, u, u + line.pressure * v + 1.5 * line.temperature};
        });
    point.volume = means.estimate(0);
    point.energy = means.estimate(1);
    point.enthalpy = means.estimate(2);
    const double n1 = std::nearbyint(point.x1 * particles), n2 = particles - n1;
    const auto belongs = [&](const Estimate& delta_mu, double ratio, double moved) {
        GibbsPoint of_difference{GibbsPoint::Of::difference, (n1 + moved) / particles, delta_mu};
        of_difference.value.value -= line.temperature * std::log(ratio);
        return of_difference;
    };
    if (!is_mixed(point.x1)) {
        std::vector<Estimate> one_way;
        for (const IdentityTable& table : tables) {
            const ChemicalPotentialDifference known = chemical_potential_difference(table);
            const DifferenceValue& value = n1 == 0.0 ? known.into_a : known.into_b;
            if (value.estimate && value.estimate->standard_error > 0.0) one_way.push_back(*value.estimate);
        }
        if (one_way.empty()) return point;
        point.difference = belongs(mean_of_replicas(one_way), n1 == 0.0 ? 1.0 / n2 : n1, n1 == 0.0 ? 0.5 : -0.5);
        return point;
    }
    const ChemicalPotentialDifference known = chemical_potential_difference(tables.front());
    point.into_1 = known.into_a.estimate;
    point.into_2 = known.into_b.estimate;
    point.reason = known.inconclusive.empty() ? known.bar.reason : known.inconclusive;
    if (known.bar.estimate) {
        const double ratio = std::sqrt((n1 + 1.0) * n1 / (n2 * (n2 + 1.0)));
        point.difference = belongs(*known.bar.estimate, ratio, known.bar_lean.value_or(0.0));
        point.delta_mu = point.difference->value;
        point.delta_mu->value += line.temperature * std::log(n1 / n2);
    }
    return point;
}

std::optional<PartialMolar> partial_molar(const std::vector<SwapPoint>& points, Estimate SwapPoint::*member) {
    std::vector<FitPoint> fitted;
    std::vector<double> inner;
    double samples = 0.0;
    for (const SwapPoint& point : points) {
        fitted.push_back({point.x1, point.*member});
        if (is_mixed(point.x1)) inner.push_back(point.x1);
        const double n = (point.*member).effective_samples;
        samples = fitted.size() == 1 ? n : std::min(samples, n);
    }
    const std::optional<PolynomialFit> fit = smooth_fit(fitted);
    if (!fit) return std::nullopt;
    const Polynomial slope = fit->polynomial().derivative();
    PartialMolar result;
    result.degree = fit->degree();
    result.p_value = fit->p_value();
    // z, and how much of the slope is added to it.
    const auto partial = [&](double of_value, const auto& of_slope) {
        const auto n = static_cast<Eigen::Index>(inner.size());
        Eigen::MatrixXd gradients(n, fit->polynomial().coefficients.size());
        Eigen::VectorXd values(n);
        for (Eigen::Index i = 0; i < n; ++i) {
            const double x = inner[static_cast<std::size_t>(i)], weight = of_slope(x);
            gradients.row(i) = (of_value * fit->gradient_at(x) + weight * fit->slope_gradient_at(x)).transpose();
            values[i] = of_value * (*fit)(x) + weight * slope(x);
        }
        return curve_of(inner, {values, gradients * fit->covariance() * gradients.transpose()}, samples);
    };
    result.of_1 = partial(1.0, [](double x) { return 1.0 - x; });
    result.of_2 = partial(1.0, [](double x) { return -x; });
    result.difference = partial(0.0, [](double) { return 1.0; });
    return result;
}

void add_swap_curves(const std::vector<SwapPoint>& points, Reduction& reduction) {
    const RouteName by{fep_route};
    Curve delta_mu, enthalpy;
    std::string unknown;
    nlohmann::json rows = nlohmann::json::array();
    for (const SwapPoint& point : points) {
        enthalpy.points.push_back({point.x1, point.enthalpy});
        nlohmann::json row{{"x1", point.x1}, {"delta_mu", nullptr}};
        if (point.delta_mu) {
            delta_mu.points.push_back({point.x1, *point.delta_mu});
            row["delta_mu"] = *point.delta_mu;
        }
        if (point.into_1) row["into_1"] = *point.into_1;
        if (point.into_2) row["into_2"] = *point.into_2;
        if (!point.reason.empty()) {
            unknown += fmt::format("{}x_1 = {:.3f} ({})", unknown.empty() ? "" : "; ", point.x1, point.reason);
        }
        rows.push_back(std::move(row));
    }
    if (!delta_mu.points.empty()) reduction.add_curve({quantity::delta_mu, by}, std::move(delta_mu));
    reduction.add_curve({quantity::enthalpy, by}, std::move(enthalpy));
    if (!unknown.empty())
        reduction.remarks.push_back("Changes of identity do not tell \u0394\u03bc at " + unknown + ".");
    reduction.details["identity_changes"] = std::move(rows);

    struct Property {
        Estimate SwapPoint::*member;
        Quantity of_1, of_2, difference;
    };
    const Property properties[] = {
        {&SwapPoint::enthalpy, quantity::partial_enthalpy_1, quantity::partial_enthalpy_2,
         quantity::enthalpy_difference},
        {&SwapPoint::energy, quantity::partial_energy_1, quantity::partial_energy_2, quantity::energy_difference},
        {&SwapPoint::volume, quantity::partial_volume_1, quantity::partial_volume_2, quantity::volume_difference}};
    for (const Property& property : properties) {
        const auto partial = partial_molar(points, property.member);
        if (!partial) {
            reduction.remarks.push_back(fmt::format("No {}: too few compositions, or no smooth curve through them.",
                                                    property.difference.words));
            continue;
        }
        reduction.add_curve({property.of_1, by}, partial->of_1);
        reduction.add_curve({property.of_2, by}, partial->of_2);
        reduction.add_curve({property.difference, by}, partial->difference);
    }
}

}  // namespace soret
