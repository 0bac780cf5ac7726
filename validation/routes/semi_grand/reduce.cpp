#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/chain_liquid.hpp"
#include "soret/validation/routes/replicas.hpp"
#include "soret/validation/routes/semi_grand/acceptance_values.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "soret/validation/routes/semi_grand/wanted_chains.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {

namespace {

using Replicas = std::vector<const Task*>;        // by replica number
using Compositions = std::map<double, Replicas>;  // by wanted x_1

bool is_pure(const SemiGrandPoint& point) {
    return point.x1_wanted == 0.0 || point.x1_wanted == 1.0;
}

Curve curve_of(const std::vector<SemiGrandPoint>& points, Estimate SemiGrandPoint::*member, bool with_pure_ends) {
    Curve curve;
    for (const SemiGrandPoint& point : points) {
        if (is_pure(point) && !with_pure_ends) continue;
        const Estimate& estimate = point.*member;
        if (estimate.standard_error > 0.0) curve.points.push_back({point.x1.value, estimate});
    }
    return curve;
}

// Both estimates where there are two, weighted with their inverse variances. They are nearly independent: one is made
// of second moments at a composition, the other of first moments at its neighbours.
Curve combined_curve(const Curve& a, const Curve& b) {
    Curve curve;
    for (const CurvePoint& point : a.points) {
        std::vector<Estimate> estimates{point.estimate};
        for (const CurvePoint& other : b.points) {
            if (other.x == point.x && other.estimate.standard_error > 0.0) estimates.push_back(other.estimate);
        }
        curve.points.push_back({point.x, pooled(estimates).mean});
    }
    return curve;
}

Curve delta_mu_curve(const std::vector<SemiGrandPoint>& inner, double temperature) {
    Curve curve;
    for (const SemiGrandPoint& point : inner) {
        const double x1 = point.x1.value;
        const double slope = temperature * point.gamma.value / (x1 * (1.0 - x1));
        curve.points.push_back({x1, {point.delta_mu, slope * point.x1.standard_error, point.x1.effective_samples}});
    }
    return curve;
}

// Of the combined Gamma and h_1 - h_2: their fluctuations come from the same blocks; their slopes are nearly
// independent, as one is made of compositions and the other of enthalpies with what follows the composition taken off.
// What a value weighs in a least-squares estimate of what it measures is the estimate's variance over its own.
double combined_covariance(const SemiGrandPoint& point, const Curve& gamma, const Curve& difference) {
    double covariance = point.gamma_enthalpy_covariance;
    const auto weigh = [&](const Curve& combined, const Estimate& fluctuation) {
        for (const CurvePoint& other : combined.points) {
            if (other.x == point.x1.value) {
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
                       {"replicas", json_of_replicas(point.replicas)}};
    if (!is_pure(point)) {
        row["delta_mu"] = point.delta_mu;
        row["acceptance_identity"] = point.acceptance_identity;
        row["autocorrelation_particles_1"] = point.autocorrelation_particles_1;
    }
    return row;
}

/// What the replicas at one composition leave of their results.
class ReplicaSums {
public:
    explicit ReplicaSums(std::size_t replicas) : share_(1.0 / static_cast<double>(replicas)) {}

    void add(const TaskResult& replica) {
        merge_blocks(samples_, replica, "samples");
        merge_blocks(pressure_, replica, "pressure");
        const auto acceptance = field<std::vector<double>>(replica.values, "acceptance");
        displacement_ += share_ * acceptance_in(acceptance, MonteCarloMove::displacement);
        identity_ += share_ * acceptance_in(acceptance, MonteCarloMove::identity);
        volume_ += share_ * acceptance_in(acceptance, MonteCarloMove::volume);
        if (!delta_mu_ && replica.values.contains("delta_mu")) delta_mu_ = field<double>(replica.values, "delta_mu");
    }

    SemiGrandPoint point(int particles, double x1, const StateLine& line) const {
        const bool pure = x1 == 0.0 || x1 == 1.0;
        SemiGrandPoint point = pure ? reduce_pure(samples_.value(), particles, line.temperature, line.pressure)
                                    : reduce_mixed(samples_.value(), particles, line.temperature, line.pressure);
        point.x1_wanted = x1;
        if (pressure_->block_count() >= 4) point.pressure = block_average(*pressure_, virial_pressure).mean;
        point.acceptance_displacement = displacement_;
        point.acceptance_identity = identity_;
        point.acceptance_volume = volume_;
        if (!pure && !delta_mu_) throw InvalidInput("delta_mu is missing");
        if (!pure) point.delta_mu = *delta_mu_;
        return point;
    }

private:
    double share_;
    std::optional<BlockTable> samples_, pressure_;
    double displacement_ = 0.0, identity_ = 0.0, volume_ = 0.0;  // means of the acceptance
    std::optional<double> delta_mu_;
};

/// Whether replicas scatter as the blocks within them say, by quantity.
std::string replicas_remark(const std::vector<SemiGrandPoint>& points) {
    constexpr std::pair<const char*, const char*> quantities[] = {
        {"gamma", "\u0393"}, {"x1", "x_1"}, {"density", "density"}, {"enthalpy", "enthalpy"}};
    std::vector<ReplicaAgreements> states;
    for (const SemiGrandPoint& point : points) states.push_back(point.replicas);
    return fmt::format(
        "Scatter of independent replicas against the errors from within them: {}. Density, enthalpy and x_1 share one "
        "slow memory: their values are not independent.",
        summed_over_states(states, quantities));
}

std::string short_blocks_remark(const std::vector<std::pair<int, SemiGrandPoint>>& points) {
    std::string names;
    for (const auto& [particles, point] : points) {
        if (point.errors_converged) continue;
        names += fmt::format("{}x_1 = {:.3f} (N = {}, blocks of {:.0f} sweeps)", names.empty() ? "" : ", ",
                             point.x1.value, particles, point.block_length);
    }
    if (names.empty()) return "The blocks of all errors are at least eight times as long as the memory of their chain.";
    return "Short blocks, below eight times the memory of their chain, at " + names +
           ". Errors there contain a correction for what the blocks miss, which is itself uncertain.";
}

/// The runs of each size, by wanted x_1, in order of replica.
std::map<int, Compositions> studies_of(const Manifest& manifest) {
    std::map<int, Compositions> studies;
    for (const Task& task : manifest.tasks) {
        if (task.route != semi_grand_route || field<std::string>(task.settings, "stage") == "search") continue;
        studies[field<int>(task.settings, "particles")][field<double>(task.settings, "x1")].push_back(&task);
    }
    return studies;
}

/// The curves of the main study.
void add_main_curves(const std::vector<SemiGrandPoint>& points, double temperature, Reduction& reduction) {
    const RouteName by{semi_grand_route};
    const auto add = [&](const Quantity& quantity, Curve curve, const char* part = "") {
        if (!curve.points.empty()) reduction.add_curve({quantity, {semi_grand_route, "", part}}, std::move(curve));
    };
    add(quantity::enthalpy_difference, enthalpy_differences_from_fit(points, EnthalpyData::enthalpies), from_slopes);
    const Curve difference = enthalpy_differences_from_fit(points, EnthalpyData::with_fluctuations);
    add(quantity::enthalpy_difference, difference);
    add(quantity::energy_difference, curve_of(points, &SemiGrandPoint::energy_difference, false));
    add(quantity::volume_difference, curve_of(points, &SemiGrandPoint::volume_difference, false));
    add(quantity::density, curve_of(points, &SemiGrandPoint::density, true));
    add(quantity::enthalpy, curve_of(points, &SemiGrandPoint::enthalpy, true));
    add(quantity::pressure, curve_of(points, &SemiGrandPoint::pressure, true));
    std::vector<SemiGrandPoint> inner;
    std::copy_if(points.begin(), points.end(), std::back_inserter(inner),
                 [](const auto& point) { return !is_pure(point); });
    const Curve fluctuations = curve_of(points, &SemiGrandPoint::gamma, false);
    const Curve slopes{gamma_from_slopes(inner, temperature)};
    const Curve gamma = combined_curve(fluctuations, slopes);
    for (const SemiGrandPoint& point : inner) {
        reduction.covariances.push_back({{quantity::thermodynamic_factor, by},
                                         {quantity::enthalpy_difference, by},
                                         point.x1.value,
                                         combined_covariance(point, gamma, difference)});
    }
    add(quantity::thermodynamic_factor, fluctuations, from_fluctuations);
    add(quantity::thermodynamic_factor, slopes, from_slopes);
    add(quantity::thermodynamic_factor, gamma);
    add(quantity::delta_mu, delta_mu_curve(inner, temperature));
    if (inner.size() >= 2 && have_small_steps(inner)) {
        reduction.numbers[{number::gamma_integral_difference, semi_grand_route}] =
            integral_consistency(inner, temperature);
    }
}

/// One result after the other: of a composition only the blocks of its chains are in memory.
SemiGrandPoint named_point(const ResultsOnDemand& results, const Replicas& replicas, int particles, double x1,
                           const StateLine& line, RunChecks& checks) {
    try {
        ReplicaSums sums(replicas.size());
        for (const Task* task : replicas) {
            const HeldResult replica = results.at(task->id);
            checks.add(*replica);
            sums.add(*replica);
        }
        return sums.point(particles, x1, line);
    } catch (const Error& error) {
        throw InvalidInput(fmt::format("{} and its replicas: {}", replicas.front()->id, error.what()));
    }
}

ValueTable values_at_equilibrium() {
    const RouteName by{semi_grand_route};
    return {"Values at equilibrium",
            {{{quantity::density, by}, "density [\u03c3\u207b\u00b3]"},
             {{quantity::thermodynamic_factor, by}, "\u0393"},
             {{quantity::enthalpy_difference, by}, "h_1 \u2212 h_2 [\u03b5]"},
             {{quantity::delta_mu, by}, "\u0394\u03bc [\u03b5]"}}};
}

}  // namespace

std::vector<SemiGrandPoint> main_points(const Manifest& manifest, const ResultsOnDemand& results) {
    const int particles = manifest.main_particles(semi_grand_route);
    const std::map<int, Compositions> studies = studies_of(manifest);
    RunChecks ignored;
    std::vector<SemiGrandPoint> points;
    for (const auto& [x1, replicas] : studies.at(particles)) {
        points.push_back(named_point(results, replicas, particles, x1, manifest.state_line, ignored));
    }
    return points;
}

Reduction SemiGrandRoute::reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend) const {
    const StateLine& line = manifest.state_line;
    Reduction reduction;
    nlohmann::json rows = nlohmann::json::array();
    std::vector<std::pair<int, SemiGrandPoint>> all;
    for (const auto& [particles, compositions] : studies_of(manifest)) {
        const bool main = particles == manifest.main_particles(semi_grand_route);
        std::vector<SemiGrandPoint> points;
        for (const auto& [x1, replicas] : compositions) {
            points.push_back(named_point(results, replicas, particles, x1, line, reduction.checks[semi_grand_route]));
            rows.push_back(details_of(points.back(), particles, main));
            all.emplace_back(particles, points.back());
        }
        const Study study = study_of_size(manifest, semi_grand_route, particles);
        const Curve differences = curve_of(points, &SemiGrandPoint::enthalpy_difference, false);
        if (!differences.points.empty()) {
            reduction.add_curve({quantity::enthalpy_difference, {semi_grand_route, "", from_fluctuations}, study},
                                differences);
        }
        if (main) {
            add_main_curves(points, line.temperature, reduction);
            continue;
        }
        const Curve gammas = curve_of(points, &SemiGrandPoint::gamma, false);
        if (!gammas.points.empty()) {
            reduction.add_curve({quantity::thermodynamic_factor, {semi_grand_route}, study}, gammas);
        }
    }
    std::vector<SemiGrandPoint> points;
    for (const auto& [particles, point] : all) points.push_back(point);
    reduction.remarks = {replicas_remark(points), short_blocks_remark(all)};
    reduction.tables.push_back(values_at_equilibrium());
    reduction.details["semigrand"] = std::move(rows);
    return reduction;
}

}  // namespace soret
