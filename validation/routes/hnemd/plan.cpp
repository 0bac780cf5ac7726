#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/hnemd/hnemd.hpp"
#include "soret/validation/routes/hnemd/run.hpp"
#include "soret/validation/routes/planned_speed.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "soret/validation/routes/task_liquid.hpp"

namespace soret {

namespace {

constexpr double planned_density = 0.8;
/// Of a composition under one field: less would leave no blocks.
constexpr double fewest_intervals = 40.0;
/// Of the tier quick: the configurations are those of a temperature that is higher by 0.4 % (docs/settings.md).  [tau]
constexpr double coarse_timestep = 0.008;
/// A step under a heat field costs so many at constant energy.
constexpr double steps_of_a_field_step = 1.7;

FieldStudy heat_study(int particles, double heat, const std::vector<double>& compositions, double relative_error,
                      double temperature) {
    FieldStudy study;
    study.particles = particles;
    study.heat = heat;
    study.compositions = compositions;
    for (const double x1 : compositions) {
        study.times.push_back(time_for_error(heat, x1, particles / planned_density, temperature, relative_error));
    }
    study.run_time = particles < 500 ? 1e4 : particles < 2500 ? 5e3 : 2e3;
    return study;
}

/// Where a set of runs at each composition leaves S_T(min)/S_T(1) undecided, which goes on by a parabola to x_1 = 1:
/// most further sets are near the minimum and near x_1 = 1, and under the smaller field, which tells how the way to
/// zero field depends on the composition (docs/costs.md).
std::vector<FieldStudy> studies_of_the_depth(const std::vector<double>& nine, double temperature) {
    FieldStudy larger = heat_study(250, 0.4, nine, 0.013, temperature);
    larger.sets = {2, 2, 1, 2, 3, 3, 1, 2, 3};
    FieldStudy smaller = heat_study(250, 0.2, nine, 0.026, temperature);
    smaller.sets = {2, 2, 2, 5, 12, 1, 1, 1, 12};
    return {larger, smaller};
}

/// Larger boxes, for whether the box term is all that the size changes. The way to zero field is the largest part of
/// the error of 1 000 particles, so that most of their time is under the smaller of their fields.
std::vector<FieldStudy> studies_of_the_size(double temperature) {
    const std::vector<double> three{0.1, 0.5, 0.9};
    FieldStudy smaller = heat_study(1000, 0.15, three, 0.06, temperature);
    smaller.sets = {3, 3, 3};
    return {heat_study(1000, 0.3, three, 0.03, temperature), smaller, heat_study(5000, 0.1, three, 0.04, temperature)};
}

/// Where the minimum of a cubic through S_T is, and that it lies below both ends, decides how the time is shared: its
/// slope in the middle is known best by what is measured on both sides. 2 to 4 % of S_T each, the position to 0.03
/// (docs/costs.md).
FieldStudy study_of_the_minimum() {
    FieldStudy study;
    study.particles = 250;
    study.heat = 0.4;
    study.compositions = {0.1, 0.3, 0.5, 0.7, 0.8, 0.9};
    study.times = {1.6e4, 3.2e4, 5e3, 2e4, 1.4e4, 1.4e4};
    study.run_time = 5e3;
    return study;
}

std::string id_of(const FieldStudy& study, double x1, int replica) {
    const std::string field =
        study.heat != 0.0 ? fmt::format("f{:.3f}", study.heat) : fmt::format("m{:.3f}", study.mass);
    return fmt::format("hnemd-n{}-{}-x{:.3f}-r{}", study.particles, field, x1, replica);
}

}  // namespace

double time_for_error(double heat, double x1, double volume, double temperature, double relative_error) {
    const double L_11 = 0.036 * x1 * (1.0 - x1);
    const double error = relative_error * 0.66 * L_11;
    const double factor = temperature / (heat * error);
    return factor * factor * 2.0 * L_11 / volume;
}

HnemdPlan hnemd_plan(const PlanOptions& options) {
    check_size(options);
    HnemdPlan plan;
    const double T = options.state_line.temperature;
    std::vector<double> nine;
    for (int k = 1; k <= 9; ++k) nine.push_back(k / 10.0);
    switch (options.tier) {
        case Tier::quick:
            plan.studies = {study_of_the_minimum()};
            plan.timestep = coarse_timestep;
            break;
        case Tier::standard:
            plan.studies = studies_of_the_depth(nine, T);
            for (FieldStudy& larger_box : studies_of_the_size(T)) plan.studies.push_back(std::move(larger_box));
            for (const double mass : {0.5, 1.0}) {
                FieldStudy study;
                study.mass = mass;
                study.compositions = {0.5};
                study.times = {5e3 / (mass * mass)};
                plan.studies.push_back(study);
            }
            break;
        case Tier::full:
            plan.studies = {heat_study(5000, 0.1, nine, 0.01, T), heat_study(5000, 0.05, nine, 0.02, T)};
            break;
    }
    for (FieldStudy& study : plan.studies) {
        if (options.particles != 0) study.particles = options.particles;
        for (double& time : study.times) time = std::max(time * options.effort, fewest_intervals * plan.interval);
    }
    if (options.effort < 1.0) plan.settling_time = std::max(5.0, plan.settling_time * options.effort);
    return plan;
}

void add_tasks(const HnemdPlan& plan, Manifest& manifest) {
    manifest.routes.push_back(hnemd_route);
    manifest.main_studies[hnemd_route] = {{"particles", plan.studies.front().particles}};
    std::vector<std::pair<double, Task>> tasks;  // by the share of its composition's time that is planned before it
    for (const FieldStudy& study : plan.studies) {
        if (!study.sets.empty()) check_one_for_each("sets", study.sets.size(), study.compositions.size());
        for (std::size_t k = 0; k < study.compositions.size(); ++k) {
            const double x1 = study.compositions[k];
            const SemiGrandChains chains = semi_grand_chains(manifest, x1);
            const int runs_of_a_set = std::max(2, static_cast<int>(std::ceil(study.times[k] / study.run_time)));
            const int runs = runs_of_a_set * (study.sets.empty() ? 1 : study.sets[k]);
            const double time = study.times[k] / runs_of_a_set;
            for (int replica = 1; replica <= runs; ++replica) {
                const std::string id = id_of(study, x1, replica);
                const auto is_id = [&](const auto& task) { return task.second.id == id; };
                if (std::any_of(tasks.begin(), tasks.end(), is_id)) continue;  // all sizes are options.particles
                const double sign = (replica - 1) / 3 % 2 == 0 ? 1.0 : -1.0;
                const nlohmann::json settings{{"stage", "run"},
                                              {"particles", study.particles},
                                              {"x1", x1},
                                              {"replica", replica},
                                              {"heat", sign * study.heat},
                                              {"mass", sign * study.mass},
                                              {"axis", (replica - 1) % 3},
                                              {"chain_particles", chains.particles},
                                              {"timestep", plan.timestep},
                                              {"interval", plan.interval},
                                              {"settling_time", plan.settling_time},
                                              {"time", time}};
                const double steps = (plan.settling_time + time) / plan.timestep;
                tasks.push_back({(replica - 0.5) / runs,
                                 {id, hnemd_route, settings, task_seed(manifest.seed, id), chains.ids,
                                  seconds_per_step * steps_of_a_field_step * study.particles * steps}});
            }
        }
    }
    // So that a campaign that is interrupted has some of every composition, field and size.
    std::stable_sort(tasks.begin(), tasks.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [share, task] : tasks) manifest.tasks.push_back(std::move(task));
}

RouteWords HnemdRoute::words() const {
    return {"synthetic field",
            "A field that exists only in a computer drives heat through a liquid without walls or gradients: S_T "
            "follows from the particles that go along (Evans), with the \u0393 of the chains."};
}

void HnemdRoute::plan(const PlanOptions& options, Manifest& manifest) const {
    add_tasks(hnemd_plan(options), manifest);
}

nlohmann::json HnemdRoute::run(const StateLine& state_line, const Task& task,
                               const std::vector<const TaskResult*>& needed, const RunContext& context) const {
    if (field<std::string>(task.settings, "stage") == "run" && !needed.empty()) {
        return run_under_field(state_line, task, needed, context);
    }
    refuse_stage(task, needed.size());
}

}  // namespace soret
