#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/linear_combination.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/fep/fep.hpp"
#include "soret/validation/routes/fep/gibbs_energy.hpp"
#include "soret/validation/routes/fep/potentials.hpp"
#include "soret/validation/routes/fep/smooth_curve.hpp"
#include "soret/validation/routes/fep/swap.hpp"

namespace soret {

namespace {

/// By composition and species.
using Grown = std::map<std::pair<double, int>, GrownPotential>;

struct PotentialCurve {
    Quantity quantities[2];  ///< of species 1 and 2
    Estimate GrownPotential::*member;
    bool with_ideal_mixing;  ///< has T ln x_s in it: no value where there is none of the species
};

const std::array<PotentialCurve, 4>& potential_curves() {
    static const std::array<PotentialCurve, 4> all{
        {{{quantity::chemical_potential_1, quantity::chemical_potential_2}, &GrownPotential::whole, true},
         {{quantity::chemical_potential_ideal_1, quantity::chemical_potential_ideal_2}, &GrownPotential::ideal, true},
         {{quantity::chemical_potential_excess_1, quantity::chemical_potential_excess_2},
          &GrownPotential::excess,
          false},
         {{quantity::chemical_potential_excess_published_1, quantity::chemical_potential_excess_published_2},
          &GrownPotential::published,
          false}}};
    return all;
}

void add_potential_curves(const Grown& grown, double temperature, Reduction& reduction) {
    for (const PotentialCurve& kind : potential_curves()) {
        for (const auto& [key, potential] : grown) {
            if (!potential.is_known() || (kind.with_ideal_mixing && potential.of_species == 0.0)) continue;
            Estimate estimate = potential.*kind.member;
            if (kind.with_ideal_mixing) estimate.value += potential.to_composition(temperature);
            reduction.curves[{kind.quantities[potential.species - 1], {fep_route}}].points.push_back(
                {potential.x1, estimate});
        }
    }
}

/// Volumes a particle, by composition: chains of both species have the same full particles.
std::vector<FitPoint> volumes_of(const Grown& grown, const std::vector<SwapPoint>& swapped) {
    std::map<double, std::vector<Estimate>> by_composition;
    for (const SwapPoint& point : swapped) by_composition[point.x1].push_back(point.volume);
    for (const auto& [key, potential] : grown) {
        if (potential.is_known()) by_composition[potential.x1].push_back(potential.volume);
    }
    std::vector<FitPoint> points;
    for (const auto& [x1, volumes] : by_composition) points.push_back({x1, pooled(volumes).mean});
    return points;
}

Curve density_of(const std::vector<FitPoint>& volumes) {
    Curve density;
    for (const FitPoint& volume : volumes) {
        const double value = 1.0 / volume.y.value;
        density.points.push_back(
            {volume.x, {value, value * value * volume.y.standard_error, volume.y.effective_samples}});
    }
    return density;
}

/// Gamma_id = 1 + (x_1/rho) drho/dx_1 = 1 - x_1 v'/v of the smooth curve v(x_1); a cubic misses that of PeTS by 0.0009.
/// returns   nothing if there are too few compositions, or no polynomial describes their volumes
std::optional<CorrelatedValues> ideal_gamma(const std::vector<FitPoint>& volumes, std::span<const double> x1) {
    constexpr double truncation = 0.001;
    const std::optional<PolynomialFit> fit = smooth_fit(volumes);
    if (!fit) return std::nullopt;
    const auto n = static_cast<Eigen::Index>(x1.size());
    Eigen::MatrixXd gradients(n, fit->polynomial().coefficients.size());
    Eigen::VectorXd values(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        const double x = x1[static_cast<std::size_t>(i)];
        const double v = (*fit)(x), slope = fit->polynomial().derivative()(x);
        values[i] = 1.0 - x * slope / v;
        gradients.row(i) = -x / v * (fit->slope_gradient_at(x) - slope / v * fit->gradient_at(x)).transpose();
    }
    Eigen::MatrixXd covariance = gradients * fit->covariance() * gradients.transpose();
    covariance.diagonal().array() += truncation * truncation;
    return CorrelatedValues{values, covariance};
}

/// The points of one smooth Gibbs energy, and the compositions between the ends.
struct GibbsPoints {
    std::vector<GibbsPoint> points;
    std::vector<double> inner;
};

GibbsPoints gibbs_points(const Grown& grown, const std::vector<SwapPoint>& swapped, double temperature) {
    GibbsPoints result;
    for (const SwapPoint& point : swapped) {
        if (!point.difference) continue;
        result.points.push_back(*point.difference);
        if (point.delta_mu) result.inner.push_back(point.x1);
    }
    for (const auto& [key, potential] : grown) {
        if (!potential.is_known()) continue;
        result.points.push_back(potential.gibbs_point(temperature));
        if (potential.x1 > 0.0 && potential.x1 < 1.0) result.inner.push_back(potential.x1);
    }
    std::sort(result.inner.begin(), result.inner.end());
    // The same wanted composition is another one of few particles: within half a particle of them it is one.
    constexpr double same = 0.01;
    const auto twice = [](double a_x1, double b_x1) { return b_x1 - a_x1 < same; };
    result.inner.erase(std::unique(result.inner.begin(), result.inner.end(), twice), result.inner.end());
    return result;
}

/// returns   nothing if the points determine none
std::optional<GibbsEnergy> energy_through(const std::vector<GibbsPoint>& points) {
    try {
        return GibbsEnergy(points);
    } catch (const InvalidArgument&) {
        return std::nullopt;
    }
}

void add_gamma_curves(const Grown& grown, const std::vector<SwapPoint>& swapped, const std::vector<FitPoint>& volumes,
                      double temperature, Reduction& reduction) {
    const auto [points, inner] = gibbs_points(grown, swapped, temperature);
    const std::optional<GibbsEnergy> determined = inner.empty() ? std::nullopt : energy_through(points);
    if (!determined) {
        reduction.remarks.push_back("Chemical potentials: too few for a curve through those of both species.");
        return;
    }
    const GibbsEnergy& energy = *determined;
    const LinearFit& fit = energy.fit();
    reduction.details["gibbs_energy"] = {{"degree", energy.degree()},
                                         {"chi_squared", fit.chi_squared},
                                         {"degrees_of_freedom", fit.degrees_of_freedom},
                                         {"p_value", fit.p_value}};
    reduction.remarks.push_back(
        fmt::format("Chemical potentials of both species against one Gibbs energy of degree {}: \u03c7\u00b2 = {:.1f} "
                    "for {} degrees of freedom (p = {:.2g}){}",
                    energy.degree(), fit.chi_squared, fit.degrees_of_freedom, fit.p_value,
                    energy.acceptable() ? "." : ": no such curve within their errors, and so no \u0393."));
    if (!energy.acceptable()) return;
    CorrelatedValues gamma = energy.gamma(inner, temperature);
    gamma.covariance.diagonal().array() += truncation_of_gamma * truncation_of_gamma;
    const double samples = energy.effective_samples();
    reduction.add_curve({quantity::thermodynamic_factor, {fep_route}}, curve_of(inner, gamma, samples));
    const auto ideal = ideal_gamma(volumes, inner);
    if (!ideal) return;
    reduction.add_curve({quantity::thermodynamic_factor_ideal, {fep_route}}, curve_of(inner, *ideal, samples));
    // Volumes and changes of identity of one chain are taken to be independent.
    const CorrelatedValues excess{gamma.values - ideal->values, gamma.covariance + ideal->covariance};
    reduction.add_curve({quantity::thermodynamic_factor_excess, {fep_route}}, curve_of(inner, excess, samples));
}

/// x_1/T times the slope of the straight line through the neighbours of each composition, as in the paper, whose
/// neighbours are nearer: x_1 +- 0.01 for the ideal and x_1 +- 0.05 for the excess part.
/// factor   what the slope is multiplied with at x_1
nlohmann::json by_lines(const Curve* curve, double shift, const std::function<double(const CurvePoint&)>& factor) {
    nlohmann::json rows = nlohmann::json::array();
    for (std::size_t k = 1; curve != nullptr && k + 1 < curve->points.size(); ++k) {
        const CurvePoint &before = curve->points[k - 1], &at = curve->points[k], &after = curve->points[k + 1];
        const double weight = factor(at) / (after.x - before.x);
        Estimate value = linear_combination(std::array{weight, -weight}, std::array{after.estimate, before.estimate});
        value.value += shift;
        rows.push_back({{"x1", at.x}, {"from", before.x}, {"to", after.x}, {"value", value}});
    }
    return rows;
}

void add_lines(double temperature, Reduction& reduction) {
    const RouteName by{fep_route};
    reduction.details["gamma_by_lines"] = {
        {"ideal", by_lines(find_curve(reduction.curves, {quantity::density, by}), 1.0,
                           [](const CurvePoint& at) { return at.x / at.estimate.value; })},
        {"excess", by_lines(find_curve(reduction.curves, {quantity::chemical_potential_excess_1, by}), 0.0,
                            [&](const CurvePoint& at) { return at.x / temperature; })}};
}

using Replicas = std::vector<const Task*>;

/// The results of those that are finished, which are looked at as all runs are.
HeldResults finished(const Replicas& replicas, const ResultsOnDemand& results, Reduction& reduction) {
    HeldResults held;
    for (const Task* task : replicas) {
        HeldResult result = results.find(task->id);
        if (!result) continue;
        reduction.checks[fep_route].add(*result);
        held.add(std::move(result));
    }
    return held;
}

/// How far neighbouring stages overlap, mean of the replicas; empty if none knows it.
nlohmann::json overlap_of_neighbours(const std::vector<const TaskResult*>& results) {
    std::vector<double> sum;
    double known = 0.0;
    for (const TaskResult* result : results) {
        const auto overlap = field<nlohmann::json>(field<nlohmann::json>(result->values, "windows"), "overlap");
        if (overlap.is_null()) continue;
        const auto matrix = overlap.get<std::vector<std::vector<double>>>();
        sum.resize(matrix.size() - 1, 0.0);
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += matrix.at(k).at(k + 1);
        ++known;
    }
    for (double& overlap : sum) overlap /= known;
    return sum;
}

nlohmann::json row_of(const GrownPotential& potential, const std::vector<const TaskResult*>& results) {
    nlohmann::json row{{"x1", potential.x1},
                       {"species", potential.species},
                       {"particles", potential.particles},
                       {"replicas", potential.excess_of_replicas},
                       {"unknown", potential.unknown},
                       {"round_trips", 0},
                       {"mbar", nlohmann::json::array()},
                       {"pressure", nlohmann::json::array()}};
    for (const TaskResult* result : results) {
        reading_json("task " + result->task, [&] {
            const auto trips = field<std::uint64_t>(result->values, "round_trips");
            row["round_trips"] = row["round_trips"].get<std::uint64_t>() + trips;
            row["mbar"].push_back(field<nlohmann::json>(field<nlohmann::json>(result->values, "windows"), "mbar"));
            row["pressure"].push_back(field<Estimate>(result->values, "pressure"));
        });
    }
    row["overlap"] = overlap_of_neighbours(results);
    if (!potential.is_known()) return row;
    row["whole"] = potential.whole;
    row["ideal"] = potential.ideal;
    row["excess"] = potential.excess;
    row["published"] = potential.published;
    return row;
}

/// Whether replicas scatter as the blocks within them say.
std::string replicas_remark(const Grown& grown) {
    double chi_squared = 0.0;
    int degrees_of_freedom = 0;
    std::string unknown;
    for (const auto& [key, potential] : grown) {
        for (const std::string& one : potential.unknown) unknown += (unknown.empty() ? "" : "; ") + one;
        if (!potential.is_known()) continue;
        const PooledEstimate agreement = pooled(potential.excess_of_replicas);
        chi_squared += agreement.chi_squared;
        degrees_of_freedom += agreement.degrees_of_freedom;
    }
    std::string text = fmt::format(
        "Growing particles: replicas scatter against the errors from within them by \u03c7\u00b2 = {:.1f} for {} "
        "degrees "
        "of freedom (p = {:.2g}).",
        chi_squared, degrees_of_freedom, chi_squared_p_value(chi_squared, degrees_of_freedom));
    if (!unknown.empty()) text += " Not used: " + unknown + ".";
    return text;
}

}  // namespace

Reduction FepRoute::reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend) const {
    const double temperature = manifest.state_line.temperature;
    std::map<std::pair<double, int>, Replicas> by_composition;
    std::map<double, Replicas> swaps;
    Reduction reduction;
    for (const Task& task : manifest.tasks) {
        if (task.route != name()) continue;
        if (field<std::string>(task.settings, "stage") == "swap") {
            swaps[field<double>(task.settings, "x1")].push_back(&task);
            continue;
        }
        by_composition[{field<double>(task.settings, "x1"), field<int>(task.settings, "species")}].push_back(&task);
    }
    std::vector<SwapPoint> swapped;
    for (const auto& [x1, replicas] : swaps) {
        const HeldResults held = finished(replicas, results, reduction);
        if (!held.empty()) swapped.push_back(swap_point(held.pointers(), manifest.state_line));
    }
    Grown grown;
    nlohmann::json rows = nlohmann::json::array();
    for (const auto& [key, replicas] : by_composition) {
        const HeldResults held = finished(replicas, results, reduction);
        if (held.empty()) continue;
        const GrownPotential& potential = grown[key] = grown_potential(held.pointers(), temperature);
        rows.push_back(row_of(potential, held.pointers()));
    }
    if (grown.empty() && swapped.empty()) return reduction;
    if (!grown.empty()) reduction.remarks.push_back(replicas_remark(grown));
    add_potential_curves(grown, temperature, reduction);
    if (!swapped.empty()) add_swap_curves(swapped, reduction);
    const std::vector<FitPoint> volumes = volumes_of(grown, swapped);
    const Curve density = density_of(volumes);
    if (!density.points.empty()) reduction.add_curve({quantity::density, {name()}}, density);
    add_gamma_curves(grown, swapped, volumes, temperature, reduction);
    add_lines(temperature, reduction);
    reduction.details["fep"] = std::move(rows);
    return reduction;
}

}  // namespace soret
