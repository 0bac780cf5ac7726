#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/validation/routes/chain_liquid.hpp"
#include "soret/validation/routes/semi_grand/acceptance_values.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {

namespace {

using Replicas = std::vector<const TaskResult*>;  // by replica number
using Compositions = std::map<double, Replicas>;  // by wanted x_1
using PointsBySize = std::map<int, std::vector<SemiGrandPoint>>;

bool is_pure(const SemiGrandPoint& point) {
    return point.x1_wanted == 0.0 || point.x1_wanted == 1.0;
}

Curve curve_of(const std::vector<SemiGrandPoint>& points, std::string quantity, std::string unit,
               Estimate SemiGrandPoint::*member, bool with_pure_ends) {
    Curve curve{std::move(quantity), std::move(unit), {}};
    for (const SemiGrandPoint& point : points) {
        if (is_pure(point) && !with_pure_ends) continue;
        const Estimate& estimate = point.*member;
        if (estimate.standard_error > 0.0) curve.points.push_back({point.x1.value, estimate});
    }
    return curve;
}

// Both estimates where there are two, weighted with their inverse variances. They are nearly independent: one is made
// of second moments at a composition, the other of first moments at its neighbours.
Curve combined_curve(std::string quantity, const Curve& a, const Curve& b) {
    Curve curve{std::move(quantity), a.unit, {}};
    for (const CurvePoint& point : a.points) {
        std::vector<Estimate> estimates{point.estimate};
        for (const CurvePoint& other : b.points) {
            if (other.x1 == point.x1 && other.estimate.standard_error > 0.0) estimates.push_back(other.estimate);
        }
        curve.points.push_back({point.x1, pooled(estimates).mean});
    }
    return curve;
}

Curve delta_mu_curve(const std::vector<SemiGrandPoint>& inner, double temperature) {
    Curve curve{"difference of the chemical potentials, mu_1 - mu_2", "eps", {}};
    for (const SemiGrandPoint& point : inner) {
        const double x1 = point.x1.value;
        const double slope = temperature * point.gamma.value / (x1 * (1.0 - x1));
        curve.points.push_back({x1, {point.delta_mu, slope * point.x1.standard_error, point.x1.effective_samples}});
    }
    return curve;
}

// Of the combined Gamma and h_1 - h_2: their fluctuations come from the same blocks; their slopes are nearly independent, as
// one is made of compositions and the other of enthalpies with what follows the composition taken off. What a value
// weighs in a least-squares estimate of what it measures is the estimate's variance over its own.
double combined_covariance(const SemiGrandPoint& point, const Curve& gamma, const Curve& difference) {
    double covariance = point.gamma_enthalpy_covariance;
    const auto weigh = [&](const Curve& combined, const Estimate& fluctuation) {
        for (const CurvePoint& other : combined.points) {
            if (other.x1 == point.x1.value) {
                covariance *= std::pow(other.estimate.standard_error / fluctuation.standard_error, 2);
            }
        }
    };
    weigh(gamma, point.gamma);
    weigh(difference, point.enthalpy_difference);
    return covariance;
}

nlohmann::json details_of(const SemiGrandPoint& point, int particles, bool main) {
    nlohmann::json row{{"particles", particles},
                       {"main", main},
                       {"x1_wanted", point.x1_wanted},
                       {"x1", point.x1},
                       {"density", point.density},
                       {"sweeps", point.sweeps},
                       {"pressure", point.pressure},
                       {"acceptance_displacement", point.acceptance_displacement},
                       {"acceptance_volume", point.acceptance_volume},
                       {"autocorrelation_volume", point.autocorrelation_volume},
                       {"block_length", point.block_length},
                       {"block_count", point.block_count},
                       {"errors_converged", point.errors_converged},
                       {"replicas", nlohmann::json::object()}};
    for (const auto& [quantity, agreement] : point.replicas) {
        row["replicas"][quantity] = {{"chi_squared", agreement.chi_squared},
                                     {"degrees_of_freedom", agreement.degrees_of_freedom},
                                     {"p_value", agreement.p_value}};
    }
    if (!is_pure(point)) {
        row["delta_mu"] = point.delta_mu;
        row["acceptance_identity"] = point.acceptance_identity;
        row["autocorrelation_particles_1"] = point.autocorrelation_particles_1;
    }
    return row;
}

SemiGrandPoint semi_grand_point(const std::vector<const TaskResult*>& replicas, int particles, double x1,
                                const StateLine& line) {
    const BlockTable samples = merged_blocks(replicas, "samples");
    const bool pure = x1 == 0.0 || x1 == 1.0;
    SemiGrandPoint point = pure ? reduce_pure(samples, particles, line.temperature, line.pressure)
                                : reduce_mixed(samples, particles, line.temperature, line.pressure);
    point.x1_wanted = x1;
    const BlockTable pressure = merged_blocks(replicas, "pressure");
    if (pressure.block_count() >= 4) point.pressure = block_average(pressure, virial_pressure).mean;
    const double share = 1.0 / static_cast<double>(replicas.size());
    for (const TaskResult* replica : replicas) {
        const auto acceptance = field<std::vector<double>>(replica->values, "acceptance");
        point.acceptance_displacement += share * acceptance_in(acceptance, MonteCarloMove::displacement);
        point.acceptance_identity += share * acceptance_in(acceptance, MonteCarloMove::identity);
        point.acceptance_volume += share * acceptance_in(acceptance, MonteCarloMove::volume);
    }
    if (!pure) {
        point.delta_mu = field<double>(replicas.front()->values, "delta_mu");
    }
    return point;
}

}  // namespace

Reduction SemiGrandRoute::reduce(const Manifest& manifest, const TaskResults& results) const {
    const StateLine& line = manifest.state_line;
    std::map<int, Compositions> studies;
    int main_size = 0;
    for (const Task& task : manifest.tasks) {
        if (task.route != name() || field<std::string>(task.settings, "stage") == "search") continue;
        const int particles = field<int>(task.settings, "particles");
        if (main_size == 0) main_size = particles;
        try {
            studies[particles][field<double>(task.settings, "x1")].push_back(&results.at(task.id));
        } catch (const std::out_of_range&) {
            throw InvalidInput(fmt::format("task {} is not finished", task.id));
        }
    }

    Reduction reduction;
    nlohmann::json rows = nlohmann::json::array();
    nlohmann::json departures = nlohmann::json::object();
    nlohmann::json covariances = nlohmann::json::array();
    double chains = 0.0;
    for (const auto& [particles, compositions] : studies) {
        std::vector<SemiGrandPoint> points;
        for (const auto& [x1, replicas] : compositions) {
            for (const TaskResult* replica : replicas) {
                chains += 1.0;
                const auto departure = field<nlohmann::json>(replica->values, "departure");
                if (!departure.is_null()) departures[replica->task] = departure;
            }
            try {
                points.push_back(semi_grand_point(replicas, particles, x1, line));
            } catch (const Error& error) {
                throw InvalidInput(fmt::format("{} and its replicas: {}", replicas.front()->task, error.what()));
            }
            rows.push_back(details_of(points.back(), particles, particles == main_size));
        }
        const std::string suffix = particles == main_size ? "" : fmt::format("_n{}", particles);
        const auto add = [&](const std::string& curve, Curve values) {
            if (!values.points.empty()) reduction.curves.emplace(curve + suffix, std::move(values));
        };
        const Curve gammas =
            curve_of(points, "thermodynamic factor, from fluctuations", "1", &SemiGrandPoint::gamma, false);
        if (particles != main_size) add("gamma_semigrand", gammas);
        const Curve fluctuations = curve_of(points, "partial enthalpies, h_1 - h_2, from fluctuations", "eps",
                                            &SemiGrandPoint::enthalpy_difference, false);
        add("enthalpy_difference_fluctuation", fluctuations);
        if (particles != main_size) continue;
        add("enthalpy_difference_slope", {"partial enthalpies, h_1 - h_2, from slopes", "eps",
                                          enthalpy_differences_from_fit(points, EnthalpyData::enthalpies)});
        add("enthalpy_difference", {"partial enthalpies, h_1 - h_2", "eps",
                                    enthalpy_differences_from_fit(points, EnthalpyData::with_fluctuations)});
        add("energy_difference",
            curve_of(points, "partial energies, u_1 - u_2", "eps", &SemiGrandPoint::energy_difference, false));
        add("volume_difference",
            curve_of(points, "partial volumes, v_1 - v_2", "sigma^3", &SemiGrandPoint::volume_difference, false));
        add("density", curve_of(points, "number density", "sigma^-3", &SemiGrandPoint::density, true));
        add("enthalpy", curve_of(points, "enthalpy per particle", "eps", &SemiGrandPoint::enthalpy, true));
        add("pressure_semigrand", curve_of(points, "virial pressure", "eps/sigma^3", &SemiGrandPoint::pressure, true));
        std::vector<SemiGrandPoint> inner;
        std::copy_if(points.begin(), points.end(), std::back_inserter(inner),
                     [](const auto& point) { return !is_pure(point); });
        const Curve gamma_slopes{"thermodynamic factor, from slopes", "1", gamma_from_slopes(inner, line.temperature)};
        add("gamma_semigrand_fluctuation", gammas);
        add("gamma_semigrand_slope", gamma_slopes);
        const Curve gamma = combined_curve("thermodynamic factor", gammas, gamma_slopes);
        for (const SemiGrandPoint& point : inner) {
            covariances.push_back(
                {{"x1", point.x1.value},
                 {"covariance", combined_covariance(point, gamma, reduction.curves.at("enthalpy_difference"))}});
        }
        add("gamma_semigrand", gamma);
        add("delta_mu", delta_mu_curve(inner, line.temperature));
        if (inner.size() >= 2) {
            reduction.quantities["gamma_integral_difference/semigrand"] = integral_consistency(inner, line.temperature);
        }
    }
    reduction.quantities["departures_from_liquid/semigrand"] = {static_cast<double>(departures.size()), 0.0, chains};
    reduction.details["gamma_enthalpy_covariance"] = {{"semigrand", std::move(covariances)}};
    reduction.details["semigrand"] = std::move(rows);
    reduction.details["departures_from_liquid"] = std::move(departures);
    return reduction;
}

}  // namespace soret
