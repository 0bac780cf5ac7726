#include "soret/validation/planning/pilot.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include <fmt/format.h>

#include "soret/common/contracts/transport.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/autocorrelation.hpp"
#include "soret/common/statistics/polynomial_fit.hpp"
#include "soret/validation/planning/mixture_scales.hpp"
#include "soret/validation/routes/chain_liquid.hpp"
#include "soret/validation/routes/hnemd/field_responses.hpp"
#include "soret/validation/routes/hnemd/hnemd.hpp"
#include "soret/validation/routes/semi_grand/wanted_chains.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {

namespace {

constexpr int least_chain_particles = 500;
constexpr int least_field_particles = 250;
constexpr double pilot_sweeps = 4096.0;     // of each of two chains
constexpr double pilot_field_time = 700.0;  // of all runs of a composition, in the time unit of the mixture
constexpr double pilot_settling_time = 50.0;
constexpr double pilot_interval = 2.0;
/// A mixture of one phase has a larger Gamma; the pilot's chains could not tell a smaller one from 0.
constexpr double smallest_gamma = 0.05;
/// How far the mean composition of chains may be from the wanted one, over the error that it has.
constexpr double largest_shift = 0.08;
/// Of a Lennard-Jones fluid, in its own units.
constexpr double critical_temperature = 1.1;
constexpr double critical_density = 0.31;

/// The first task of each stage at each composition.
std::vector<std::pair<const Task*, const TaskResult*>> tasks_of(const Manifest& manifest, const TaskResults& results,
                                                                const std::string& route, const std::string& stage) {
    std::vector<std::pair<const Task*, const TaskResult*>> found;
    for (const Task& task : manifest.tasks) {
        if (task.route != route || field<std::string>(task.settings, "stage") != stage) continue;
        found.emplace_back(&task, &result_of(results, task.id));
    }
    return found;
}

std::optional<std::string> departure_in(const TaskResult& result) {
    const auto departure = field<nlohmann::json>(result.values, "departure");
    return departure.is_null() ? std::nullopt : std::optional(departure.get<std::string>());
}

NoLiquid not_there(double x1, const std::string& what) {
    const bool froze = what.rfind("froze", 0) == 0;
    const bool demixed = what.rfind("demixed", 0) == 0;
    return {x1, fmt::format("x1 = {:.3g}: the liquid {}; {}", x1, what,
                            froze     ? "raise the temperature or lower the pressure"
                            : demixed ? "raise the temperature or leave this composition out"
                                      : "raise the pressure or lower the temperature")};
}

/// Whether chains of one composition are a gas at a temperature where there is a liquid.
std::optional<NoLiquid> boiled(const StateLine& line, double x1, double density) {
    const double guess = guessed_density(line.mixture, x1);
    const double reduced = density * 0.8 / guess;
    const MixtureScales scales = scales_of(line.mixture, line.temperature);
    if (line.temperature > critical_temperature * scales.energy || reduced > critical_density) return std::nullopt;
    return NoLiquid{x1,
                    fmt::format("x1 = {:.3g}: the liquid boiled: its density has fallen to {:.3g}, that of a liquid "
                                "is near {:.2g}; raise the pressure or lower the temperature",
                                x1, density, guess)};
}

/// Sum of the seconds of a route's tasks over that of their planned costs.
double speed_of(const Manifest& manifest, const TaskResults& results, const std::string& route) {
    double seconds = 0.0;
    double cost = 0.0;
    for (const Task& task : manifest.tasks) {
        if (task.route != route) continue;
        seconds += result_of(results, task.id).seconds;
        cost += task.cost;
    }
    return cost > 0.0 && seconds > 0.0 ? seconds / cost : 1.0;
}

std::map<double, std::vector<const TaskResult*>> field_runs(const Manifest& manifest, const TaskResults& results) {
    std::map<double, std::vector<const TaskResult*>> runs;
    for (const auto& [task, result] : tasks_of(manifest, results, hnemd_route, "run")) {
        runs[field<double>(task->settings, "x1")].push_back(result);
    }
    return runs;
}

double heating_of(const std::vector<const TaskResult*>& runs) {
    double sum = 0.0;
    for (const TaskResult* run : runs) {
        const nlohmann::json& temperature = run->values.at("temperature");  // the first is along the field
        double mean = 0.0;
        for (std::size_t a = 0; a < 3; ++a) mean += temperature.at(a).at("value").get<double>() / 3.0;
        sum += temperature.at(0).at("value").get<double>() / mean - 1.0;
    }
    return sum / static_cast<double>(runs.size());
}

/// T m_1 x_1 m_2 x_2 n/m, V <J_1^2> of one axis by equipartition; L_11 over it is the memory of J_1.
double noise_at_once(const StateLine& line, double x1, double density) {
    const double mass_1 = x1 * line.mixture.mass(0);
    const double mass_2 = (1.0 - x1) * line.mixture.mass(1);
    return line.temperature * density * mass_1 * mass_2 / (mass_1 + mass_2);
}

/// Of three compositions or more, those of the straight line through them all.
void smooth_ratios(std::vector<PilotPoint>& points) {
    if (points.size() >= 3) {
        std::vector<FitPoint> measured;
        for (const PilotPoint& point : points) measured.push_back({point.x1, point.onsager_ratio});
        const PolynomialFit line(measured, 1);
        if (line.p_value() >= 0.01) {
            for (PilotPoint& point : points) point.onsager_ratio = line.at(point.x1);
        }
    }
    for (PilotPoint& point : points) point.onsager[field_1q] = point.onsager_ratio.value * point.onsager[field_11];
}

/// Of the mean of a function of N blocks, with their memory. A sum of correlations up to the lag W has the relative
/// error (2 (2 W + 1)/N)^(1/2) [Wolff, CPC 156, 143 (2004)], a chi^2 of f degrees of freedom (2/f)^(1/2).
PilotPoint::SquaredError noise_of(const std::vector<double>& of_blocks, double sweeps) {
    const double error = correlated_mean(of_blocks).standard_error;
    const auto window = static_cast<double>(autocorrelation_time(of_blocks).window);
    return {sweeps * error * error, static_cast<double>(of_blocks.size()) / (2.0 * window + 1.0)};
}

/// By the finest blocks there are, of functions that are linear in what the blocks are means of: the deviations of
/// Var(N_1), of the covariance of H = U + P V with N_1 that the slope leaves, and of H less the slope.
PilotPoint::Noise noise_of_chains(const std::vector<const TaskResult*>& chains, double particles, double pressure) {
    const BlockTable table = merged_blocks(chains, "samples");
    const std::vector<double> means = table.mean();
    const auto enthalpy = [&](std::span<const double> block) {
        return block[potential_energy] + pressure * block[box_volume];
    };
    const auto with_n1 = [&](std::span<const double> block) {
        return block[table.product_column(potential_energy, species_1_count)] +
               pressure * block[table.product_column(box_volume, species_1_count)];
    };
    const double n1 = means[species_1_count];
    const double h = enthalpy(means);
    const double variance = means[table.product_column(species_1_count, species_1_count)] - n1 * n1;
    const double slope = (with_n1(means) - h * n1) / variance;
    std::vector<double> composition, squares, products, enthalpies;
    for (std::size_t b = 0; b < table.block_count(); ++b) {
        const std::span<const double> block = table.block(b);
        const double of_n1 = block[species_1_count];
        const double square = block[table.product_column(species_1_count, species_1_count)] - 2.0 * n1 * of_n1;
        composition.push_back(of_n1 / particles);
        squares.push_back(square / variance);
        products.push_back((with_n1(block) - h * of_n1 - n1 * enthalpy(block) - slope * square) / variance);
        enthalpies.push_back((enthalpy(block) - slope * of_n1) / particles);
    }
    const double sweeps = table.sample_count();
    return {noise_of(composition, sweeps), noise_of(squares, sweeps), noise_of(enthalpies, sweeps),
            noise_of(products, sweeps)};
}

/// h_s1 - h_s2 by all chains of the pilot together.
std::vector<double> specific_differences(const std::vector<PilotPoint>& points, const Mixture& mixture) {
    std::vector<SemiGrandPoint> chains;
    for (const PilotPoint& point : points) chains.push_back(point.chain);
    const Curve curve = enthalpy_differences_from_fit(chains, EnthalpyData::with_fluctuations);
    std::vector<double> differences;
    for (std::size_t k = 0; k < chains.size(); ++k) {
        differences.push_back(specific_enthalpy_difference_of_mixture(chains[k].enthalpy.value,
                                                                      curve.points.at(k).estimate.value, points[k].x1,
                                                                      mixture.mass(0), mixture.mass(1)));
    }
    return differences;
}

void add_fields(Pilot& pilot, const Manifest& manifest, const TaskResults& results) {
    const auto runs = field_runs(manifest, results);
    if (runs.empty()) return;
    const StateLine& line = manifest.state_line;
    const nlohmann::json& first = runs.begin()->second.front()->values;
    pilot.interval = field<double>(first, "interval");
    std::vector<FieldPoint> measured;
    std::vector<double> wanted;
    for (const auto& [x1, of_composition] : runs) {
        measured.push_back(field_point(of_composition, line.temperature));
        wanted.push_back(x1);
    }
    const double edge = std::cbrt(field<double>(first, "volume"));
    const ZeroField fit = zero_field(measured, curvature_known_of(line, pilot.field_particles, edge));
    const std::vector<double> differences = specific_differences(pilot.points, line.mixture);
    for (std::size_t k = 0; k < measured.size(); ++k) {
        PilotPoint& point = pilot.points.at(k);
        if (point.x1 != wanted[k]) throw InvalidInput(fmt::format("x1 = {}: has no chains", wanted[k]));
        point.onsager = fit.coefficients(k);
        const Eigen::Matrix3d covariance = fit.covariance_of(k);
        const double ratio = point.onsager[field_1q] / point.onsager[field_11];
        const double variance = covariance(field_1q, field_1q) - 2.0 * ratio * covariance(field_11, field_1q) +
                                ratio * ratio * covariance(field_11, field_11);
        // The runs had the enthalpies of two chains; what all compositions say of them is known better.
        const auto used = field<double>(measured[k].first, "enthalpy_difference");
        point.onsager_ratio = {ratio + used - differences[k], std::sqrt(variance) / point.onsager[field_11],
                               measured[k].blocks};
        pilot.field = measured[k].field;
        point.heating = heating_of(runs.at(wanted[k])) / (pilot.field * pilot.field);
        point.memory = point.onsager[field_11] / noise_at_once(line, measured[k].x1, point.density);
    }
    smooth_ratios(pilot.points);
}

}  // namespace

Manifest pilot_manifest(const CampaignRequest& request, std::size_t attempt) {
    const StateLine& line = request.state_line;
    const MixtureScales scales = scales_of(line.mixture, line.temperature);
    const double density = guessed_density(line.mixture, 0.5);
    Manifest manifest;
    manifest.tier = Tier::standard;
    manifest.seed = task_seed(request.seed, fmt::format("pilot-{}", attempt + 1));  // other runs than the campaign's
    manifest.state_line = line;
    SemiGrandPlan chains;
    chains.main.particles = particles_for(line.mixture, density, least_chain_particles);
    chains.main.compositions = request.compositions;
    chains.main.replicas = 2;
    chains.main.sweeps = chains.main.outer_sweeps = in_whole_blocks(pilot_sweeps);
    chains.search_sweeps = 1000;
    add_tasks(chains, manifest);
    if (request.has_route(hnemd_route)) {
        FieldStudy study;
        study.particles = particles_for(line.mixture, density, least_field_particles);
        const double edge = std::cbrt(study.particles / density);
        study.heat = std::max(0.001, std::round(1000.0 * pilot_fields[attempt] / edge) / 1000.0);
        study.compositions = request.compositions;
        // A straight line along many compositions tells as much as long runs at one.
        const double share = std::clamp(3.0 / static_cast<double>(request.compositions.size()), 1.0 / 3.0, 1.0);
        study.times.assign(request.compositions.size(), share * pilot_field_time * scales.time);
        HnemdPlan plan;
        plan.studies = {study};
        plan.timestep = scales.timestep;
        plan.interval = pilot_interval * scales.time;
        plan.settling_time = pilot_settling_time * scales.time;
        add_tasks(plan, manifest);
    }
    return manifest;
}

std::optional<NoLiquid> no_liquid(const Manifest& manifest, const TaskResults& results) {
    const StateLine& line = manifest.state_line;
    for (const auto& [task, result] : tasks_of(manifest, results, semi_grand_route, "search")) {
        const double x1 = field<double>(task->settings, "x1");
        const auto density = field<double>(result->values, "density");
        if (const auto gas = boiled(line, x1, density)) return gas;
    }
    for (const auto& [task, result] : tasks_of(manifest, results, semi_grand_route, "production")) {
        const double x1 = field<double>(task->settings, "x1");
        if (const auto departure = departure_in(*result)) return not_there(x1, *departure);
    }
    std::vector<SemiGrandPoint> points;
    try {
        points = main_points(manifest, results);
    } catch (const InvalidInput& error) {
        return NoLiquid{0.0, fmt::format("{}; particles so different cannot change into each other: no chain can find "
                                         "Gamma of this mixture",
                                         error.what())};
    }
    for (const SemiGrandPoint& point : points) {
        const double x1 = point.x1_wanted;
        const bool unstable = std::fabs(point.x1.value - x1) > largest_shift + 3.0 * point.x1.standard_error;
        if (!unstable && point.gamma.value > smallest_gamma) continue;
        return NoLiquid{x1, fmt::format("x1 = {:.3g}: the mixture demixes: Gamma = {:.3f}({:.3f}), composition of the "
                                        "chains {:.2f}; raise the temperature or leave this composition out",
                                        x1, point.gamma.value, point.gamma.standard_error, point.x1.value)};
    }
    for (const auto& [task, result] : tasks_of(manifest, results, hnemd_route, "run")) {
        const double x1 = field<double>(task->settings, "x1");
        const auto departure = departure_in(*result);
        if (departure && result->values.at("excess").is_null()) return not_there(x1, *departure);
    }
    return std::nullopt;
}

bool field_is_too_large(const Manifest& manifest, const TaskResults& results) {
    for (const auto& [task, result] : tasks_of(manifest, results, hnemd_route, "run")) {
        if (!field<nlohmann::json>(result->values, "excess").is_null()) return true;
    }
    return false;
}

Pilot what_the_pilot_says(const Manifest& manifest, const TaskResults& results) {
    const Mixture& mixture = manifest.state_line.mixture;
    Pilot pilot;
    pilot.chain_particles = manifest.main_particles(semi_grand_route);
    pilot.chain_speed = speed_of(manifest, results, semi_grand_route);
    std::map<double, std::vector<const TaskResult*>> chains;
    for (const auto& [task, result] : tasks_of(manifest, results, semi_grand_route, "production")) {
        chains[field<double>(task->settings, "x1")].push_back(result);
    }
    for (const SemiGrandPoint& chain : main_points(manifest, results)) {
        PilotPoint point;
        point.x1 = chain.x1_wanted;
        point.chain = chain;
        point.density = chain.density.value;
        point.specific = (1.0 - point.x1) / mixture.mass(0) + point.x1 / mixture.mass(1);
        point.noise = noise_of_chains(chains.at(point.x1), pilot.chain_particles, manifest.state_line.pressure);
        pilot.points.push_back(std::move(point));
    }
    if (manifest.main_studies.contains(hnemd_route)) {
        pilot.field_particles = manifest.main_particles(hnemd_route);
        pilot.field_speed = speed_of(manifest, results, hnemd_route);
        add_fields(pilot, manifest, results);
    }
    return pilot;
}

}  // namespace soret
