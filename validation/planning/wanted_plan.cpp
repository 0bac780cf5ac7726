#include "soret/validation/planning/wanted_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/planning.hpp"
#include "soret/validation/planning/mixture_scales.hpp"
#include "soret/validation/planning/viscosity_plan.hpp"
#include "soret/validation/routes/hnemd/hnemd.hpp"
#include "soret/validation/routes/planned_speed.hpp"
#include "soret/validation/routes/semi_grand/wanted_chains.hpp"
#include "soret/validation/simulation/field_response.hpp"

namespace soret {

namespace {

/// A field may heat the motion along it by this; at largest_field_heating it is refused.
constexpr double wanted_heating = 0.06;
constexpr double largest_field_times_edge = 2.7;  // larger ones end in waves (docs/fields.md)
constexpr double seconds_of_a_task = 300.0;
constexpr double fewest_sweeps = 2048.0;   // of a composition, two chains
constexpr double times_of_memory = 64.0;   // the same in autocorrelation times: fewer leave errors uncertain
constexpr double fewest_intervals = 40.0;  // of a composition under one field
constexpr double settling_time = 100.0;    // in the time unit of the mixture
constexpr double most_sweeps = 1e10;
constexpr double longest_time = 1e9;  // of a composition under fields                       [tau]
constexpr double steps_of_a_field_step = 1.7;
constexpr int least_fluctuating_particles = 250;
constexpr int turns = 12;  // of the search for lengths

double core_seconds_of_a_sweep(const Pilot& pilot) {
    return seconds_per_turn * pilot.chain_particles;
}

struct Needs {
    double timestep;
    double core_seconds_of_a_tau;
    std::vector<Length> shortest;
};

/// A wanted quantity: its expected error and the parts of its square.
struct Wanted {
    double error;
    double ExpectedErrors::*expected;
    bool relative_gamma;  // Gamma's own part counts
    bool of_enthalpies, of_ratio, of_mass, of_heat;
};

std::vector<Wanted> wanted_of(const WantedErrors& errors) {
    std::vector<Wanted> wanted;
    const auto add = [&](const std::optional<double>& error, Wanted one) {
        if (!error) return;
        one.error = *error;
        wanted.push_back(one);
    };
    add(errors.gamma, {0.0, &ExpectedErrors::gamma, true, false, false, false, false});
    add(errors.soret_coefficient, {0.0, &ExpectedErrors::soret_coefficient, true, true, true, false, false});
    add(errors.onsager_ratio, {0.0, &ExpectedErrors::onsager_ratio, false, true, true, false, false});
    add(errors.mutual_diffusion, {0.0, &ExpectedErrors::mutual_diffusion, true, false, false, true, false});
    add(errors.thermal_conductivity, {0.0, &ExpectedErrors::thermal_conductivity, false, false, false, false, true});
    return wanted;
}

/// The shares of the square of an error that chains and fields have.
struct Parts {
    double chains = 0.0;
    double fields = 0.0;
};

Parts parts_of(const Wanted& wanted, const ExpectedErrors& errors) {
    const auto square = [](bool counts, double error) { return counts ? error * error : 0.0; };
    const double of_gamma = wanted.expected == &ExpectedErrors::gamma ? errors.gamma : errors.gamma_relative;
    return {square(wanted.relative_gamma, of_gamma) + square(wanted.of_enthalpies, errors.of_enthalpies),
            square(wanted.of_ratio, errors.of_ratio) + square(wanted.of_mass, errors.of_mass) +
                square(wanted.of_heat, errors.thermal_conductivity)};
}

/// Lengths with which every error is reached: each composition by itself takes chains n and time t with A/n + B/t = e^2
/// at the least cost a n + b t, n = (A/a)^(1/2) [(A a)^(1/2) + (B b)^(1/2)]/e^2; what compositions do for each other
/// follows by turns.
std::vector<Length> lengths_for(const std::vector<Wanted>& wanted, const Pilot& pilot, const StateLine& line,
                                const Fields& fields, const Needs& needs) {
    const double a = core_seconds_of_a_sweep(pilot);
    const double b = needs.core_seconds_of_a_tau;
    std::vector<Length> lengths = needs.shortest;
    for (int turn = 0; turn < turns; ++turn) {
        const std::vector<ExpectedErrors> errors =
            expected_errors(on_the_safe_side(pilot, lengths), line, lengths, fields);
        std::vector<Length> next = needs.shortest;
        for (std::size_t k = 0; k < lengths.size(); ++k) {
            for (const Wanted& one : wanted) {
                const Parts parts = parts_of(one, errors[k]);
                const double A = parts.chains * lengths[k].sweeps;
                const double B = parts.fields * lengths[k].field_time;
                const double both = (std::sqrt(A * a) + std::sqrt(B * b)) / (one.error * one.error);
                next[k].sweeps = std::max(next[k].sweeps, std::sqrt(A / a) * both);
                if (b > 0.0) next[k].field_time = std::max(next[k].field_time, std::sqrt(B / b) * both);
            }
            next[k].sweeps = std::min(next[k].sweeps, most_sweeps);
            next[k].field_time = std::min(next[k].field_time, longest_time);
        }
        lengths = next;
    }
    return lengths;
}

double core_seconds(const std::vector<Length>& lengths, const Pilot& pilot, const Needs& needs) {
    double seconds = 0.0;
    for (const Length& length : lengths) {
        seconds += core_seconds_of_a_sweep(pilot) * pilot.chain_speed * length.sweeps +
                   needs.core_seconds_of_a_tau * pilot.field_speed * length.field_time;
    }
    return seconds;
}

/// What fields the liquid bears: the pilot's heating goes with F^2.
double largest_field(const Pilot& pilot) {
    double field = std::numeric_limits<double>::max();
    for (const PilotPoint& point : pilot.points) {
        const double edge = std::cbrt(pilot.field_particles / point.density);
        field = std::min(field, largest_field_times_edge / edge);
        const double least = 0.01 * wanted_heating / (pilot.field * pilot.field);  // not heated within its noise
        field = std::min(field, std::sqrt(wanted_heating / std::max(point.heating, least)));
    }
    return field;
}

double rounded_field(double field) {
    return std::max(0.002, std::floor(500.0 * field) / 500.0);  // ids have three digits of it and of its half
}

/// Samples as far apart as L_11 by noise needs them, in whole intervals of the pilot.
double interval_for(const Pilot& pilot) {
    double memory = 0.0;
    for (const PilotPoint& point : pilot.points) memory = std::max(memory, point.memory);
    return pilot.interval * std::max(1.0, std::ceil(1.1 * fewest_memories * memory / pilot.interval));
}

Needs needs_of(const CampaignRequest& request, const Pilot& pilot, const Fields& fields) {
    Needs needs{scales_of(request.state_line.mixture, request.state_line.temperature).timestep, 0.0, {}};
    if (pilot.field_particles > 0) {
        needs.core_seconds_of_a_tau = seconds_per_step * steps_of_a_field_step * pilot.field_particles / needs.timestep;
    }
    for (const PilotPoint& point : pilot.points) {
        Length shortest;
        const double memory = std::max(point.chain.autocorrelation_particles_1, point.chain.autocorrelation_volume);
        shortest.sweeps = std::max(fewest_sweeps, times_of_memory * memory);
        if (pilot.field_particles > 0) {
            const double smaller = std::min(fields.share_of_it, 1.0 - fields.share_of_it);
            shortest.field_time = fewest_intervals * fields.interval / smaller;
        }
        needs.shortest.push_back(shortest);
    }
    return needs;
}

struct Solution {
    Fields fields;
    Needs needs;
    std::vector<Length> lengths;
    double seconds = std::numeric_limits<double>::max();
    GreenKuboPlan fluctuations = {};  ///< without studies where no viscosity is wanted

    bool has_fluctuations() const { return !fluctuations.studies.empty(); }
};

/// The speed of molecular dynamics, of which the pilot has no other than that under fields.
double speed_of_dynamics(const Pilot& pilot) {
    return pilot.field_particles > 0 ? pilot.field_speed : pilot.chain_speed;
}

void add_fluctuations(double viscosity, const CampaignRequest& request, const Pilot& pilot, Solution& solution) {
    double density = 0.0;
    for (const PilotPoint& point : pilot.points) density = std::max(density, point.density);
    const StateLine& line = request.state_line;
    const int particles = particles_for(line.mixture, density, least_fluctuating_particles);
    solution.fluctuations = viscosity_plan(line, request.compositions, particles, viscosity);
    solution.seconds += speed_of_dynamics(pilot) * core_seconds(solution.fluctuations);
}

/// The cheapest of some fields and shares.
Solution cheapest_fields(const std::vector<Wanted>& wanted, const CampaignRequest& request, const Pilot& pilot) {
    if (pilot.field_particles == 0) {
        const Needs needs = needs_of(request, pilot, {});
        const std::vector<Length> lengths = lengths_for(wanted, pilot, request.state_line, {}, needs);
        return {{}, needs, lengths, core_seconds(lengths, pilot, needs)};
    }
    Solution best;
    const double most = largest_field(pilot);
    for (const double part : {1.0, 0.75, 0.55}) {
        for (const double share : {0.25, 0.5, 0.75}) {
            const Fields fields{rounded_field(part * most), share, interval_for(pilot)};
            const Needs needs = needs_of(request, pilot, fields);
            std::vector<Length> lengths = lengths_for(wanted, pilot, request.state_line, fields, needs);
            const double seconds = core_seconds(lengths, pilot, needs);
            if (seconds < best.seconds) best = {fields, needs, std::move(lengths), seconds};
        }
    }
    return best;
}

Solution cheapest(const WantedErrors& wanted, const CampaignRequest& request, const Pilot& pilot) {
    Solution solution = cheapest_fields(wanted_of(wanted), request, pilot);
    if (wanted.viscosity) add_fluctuations(*wanted.viscosity, request, pilot, solution);
    return solution;
}

/// Errors go with the square root of the cost, but for what the shortest runs cost: a few steps find what a budget
/// buys.
Solution within_budget(const CampaignRequest& request, const Pilot& pilot) {
    WantedErrors errors;
    std::optional<double>& error = pilot.field_particles > 0 ? errors.soret_coefficient : errors.gamma;
    const double budget = 3600.0 * *request.wanted.core_hours;
    error = 0.05;
    Solution solution;
    for (int step = 0; step < 5; ++step) {
        if (request.has_route(green_kubo_route)) errors.viscosity = std::clamp(*error, smallest_error, 1.0);
        solution = cheapest(errors, request, pilot);
        *error = std::clamp(*error * std::sqrt(solution.seconds / budget), 1e-5, 10.0);
    }
    if (solution.seconds > 1.1 * budget) {
        throw InvalidInput(fmt::format("{}: wanted.core_hours = {}: the shortest campaign takes {:.2g}", request.file,
                                       *request.wanted.core_hours, solution.seconds / 3600.0));
    }
    return solution;
}

int tasks_for(double seconds) {
    return std::max(2, static_cast<int>(std::ceil(seconds / seconds_of_a_task)));
}

/// Each composition has lengths of its own, so its tasks are those of a plan of its own.
void add_chains(const Solution& solution, const CampaignRequest& request, const Pilot& pilot, Manifest& manifest) {
    SemiGrandPlan plan;
    plan.main.particles = pilot.chain_particles;
    for (const PilotPoint& point : pilot.points) {
        const double settling = 20.0 * point.chain.autocorrelation_volume;
        plan.equilibration_sweeps =
            std::max(plan.equilibration_sweeps, static_cast<std::uint64_t>(std::lround(settling)));
    }
    for (std::size_t k = 0; k < request.compositions.size(); ++k) {
        const double sweeps = solution.lengths[k].sweeps;
        plan.main.compositions = {request.compositions[k]};
        plan.main.replicas = tasks_for(sweeps * core_seconds_of_a_sweep(pilot));
        plan.main.sweeps = plan.main.outer_sweeps = in_whole_blocks(sweeps / plan.main.replicas);
        Manifest of_composition;
        of_composition.seed = manifest.seed;
        add_tasks(plan, of_composition);
        manifest.routes = of_composition.routes;
        manifest.main_studies = of_composition.main_studies;
        manifest.tasks.insert(manifest.tasks.end(), of_composition.tasks.begin(), of_composition.tasks.end());
    }
}

void add_fields(const Solution& solution, const CampaignRequest& request, const Pilot& pilot, Manifest& manifest) {
    if (pilot.field_particles == 0) return;
    const MixtureScales scales = scales_of(request.state_line.mixture, request.state_line.temperature);
    HnemdPlan plan;
    plan.timestep = scales.timestep;
    plan.interval = solution.fields.interval;
    plan.settling_time = settling_time * scales.time;
    for (const bool largest : {true, false}) {
        FieldStudy study;
        study.particles = pilot.field_particles;
        study.heat = (largest ? 1.0 : 0.5) * solution.fields.largest;
        study.compositions = request.compositions;
        const double share = largest ? solution.fields.share_of_it : 1.0 - solution.fields.share_of_it;
        for (const Length& length : solution.lengths) study.times.push_back(share * length.field_time);
        study.run_time = seconds_of_a_task / solution.needs.core_seconds_of_a_tau;
        plan.studies.push_back(study);
    }
    add_tasks(plan, manifest);
}

nlohmann::json expected_json(const CampaignRequest& request, const Solution& solution, const Pilot& pilot,
                             const Manifest& manifest) {
    const StateLine& line = request.state_line;
    const std::vector<ExpectedErrors> errors = expected_errors(pilot, line, solution.lengths, solution.fields);
    const std::vector<ExpectedErrors> safe =
        expected_errors(on_the_safe_side(pilot, solution.lengths), line, solution.lengths, solution.fields);
    nlohmann::json rows = nlohmann::json::array();
    for (std::size_t k = 0; k < errors.size(); ++k) {
        std::map<std::string, double> seconds;  // by route
        for (const Task& task : manifest.tasks) {
            if (task.settings.at("x1").get<double>() == request.compositions[k]) seconds[task.route] += task.cost;
        }
        nlohmann::json row{{"x1", request.compositions[k]},
                           {"gamma", errors[k].gamma},
                           {"sweeps", solution.lengths[k].sweeps},
                           {"core_seconds_of_chains", seconds[semi_grand_route]},
                           {"safe_side", {{"gamma", safe[k].gamma}}}};
        if (pilot.field_particles > 0) {
            row.update({{"soret_coefficient", errors[k].soret_coefficient},
                        {"onsager_ratio", errors[k].onsager_ratio},
                        {"mutual_diffusion", errors[k].mutual_diffusion},
                        {"thermal_conductivity", errors[k].thermal_conductivity},
                        {"field_time", solution.lengths[k].field_time},
                        {"core_seconds_under_fields", seconds[hnemd_route]}});
            row["safe_side"]["soret_coefficient"] = safe[k].soret_coefficient;
        }
        if (solution.has_fluctuations()) {
            row.update({{"viscosity", expected_viscosity_error(solution.fluctuations)},
                        {"fluctuation_time", measured_time(solution.fluctuations)},
                        {"core_seconds_of_fluctuations", seconds[green_kubo_route]}});
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

Manifest plan_of_tier(const CampaignRequest& request, const RouteTable& routes) {
    PlanOptions options;
    options.tier = *request.tier;
    options.seed = request.seed;
    options.state_line = request.state_line;
    std::set<std::string> wanted(request.routes.begin(), request.routes.end());
    for (auto route = routes.routes.rbegin(); route != routes.routes.rend(); ++route) {  // each before those it needs
        if (!wanted.contains((*route)->name())) continue;
        for (const std::string& needed : (*route)->needs()) wanted.insert(needed);
    }
    Manifest manifest;
    manifest.tier = options.tier;
    manifest.seed = options.seed;
    manifest.state_line = options.state_line;
    for (const auto& route : routes.routes) {
        if (wanted.contains(route->name())) route->plan(options, manifest);
    }
    put_in_order(manifest.tasks, routes);
    return manifest;
}

PlannedCampaign plan_for_errors(const CampaignRequest& request, const Pilot& pilot, const RouteTable& routes) {
    const Solution solution =
        request.wanted.core_hours ? within_budget(request, pilot) : cheapest(request.wanted, request, pilot);
    Manifest manifest;
    manifest.tier = Tier::standard;
    manifest.seed = request.seed;
    manifest.state_line = request.state_line;
    add_chains(solution, request, pilot, manifest);
    add_fields(solution, request, pilot, manifest);
    if (solution.has_fluctuations()) add_tasks(solution.fluctuations, manifest);
    for (Task& task : manifest.tasks) {
        task.cost *= task.route == semi_grand_route ? pilot.chain_speed : speed_of_dynamics(pilot);
    }
    put_in_order(manifest.tasks, routes);
    nlohmann::json planned{{"wanted", to_json(request.wanted)},
                           {"expected", expected_json(request, solution, pilot, manifest)},
                           {"chain_particles", pilot.chain_particles},
                           {"core_seconds", manifest.cost()}};
    if (pilot.field_particles > 0) {
        planned["field_particles"] = pilot.field_particles;
        planned["fields"] = {solution.fields.largest, 0.5 * solution.fields.largest};
        planned["timestep"] = solution.needs.timestep;
    }
    if (solution.has_fluctuations()) planned["fluctuation_particles"] = solution.fluctuations.studies.front().particles;
    return {std::move(manifest), std::move(planned)};
}

}  // namespace soret
