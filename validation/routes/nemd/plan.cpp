#include "soret/validation/routes/nemd/nemd.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/nemd/run.hpp"
#include "soret/validation/routes/planned_speed.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "soret/validation/routes/task_liquid.hpp"

namespace soret {

namespace {

constexpr int blocks_a_run = 8;

std::string base_id(const NemdStudy& study, double x1) {
    return fmt::format("nemd-n{}-g{:.5f}-x{:.3f}", study.particles, study.gradient, x1);
}

/// Replicas and lengths of the studies of a tier at effort 1.
void add_standard(NemdPlan& plan) {
    NemdStudy main;
    main.compositions = {0.5};
    main.replicas = 6;
    NemdStudy low = main;
    low.compositions = {0.2};
    low.replicas = 18;
    NemdStudy high = main;
    high.compositions = {0.8};
    high.replicas = 14;
    NemdStudy slow = main;
    slow.gradient = 9e-3;
    slow.replicas = 4;
    NemdStudy steep = main;
    steep.gradient = 1.8e-2;
    steep.replicas = 18;
    NemdStudy narrow = main;
    narrow.particles = 600;
    narrow.aspect = 3.0 * std::numbers::sqrt2;
    narrow.replicas = 6;
    NemdStudy wide = main;
    wide.particles = 2400;
    wide.aspect = 3.0 / std::numbers::sqrt2;
    wide.replicas = 3;
    NemdStudy steep_low = steep;
    steep_low.compositions = {0.2};
    steep_low.replicas = 30;
    NemdStudy steep_high = steep;
    steep_high.compositions = {0.8};
    steep_high.replicas = 4;
    plan.studies = {main, low, high, slow, steep, narrow, wide, steep_low, steep_high};
}

void add_full(NemdPlan& plan) {
    NemdStudy main;
    main.particles = 9600;
    main.aspect = 1.5;
    main.gradient = 0.04 / 12.0;  // 0.04 between slabs 12 apart
    main.time = 6000.0;
    main.replicas = 160;
    for (int k = 1; k <= 9; ++k) main.compositions.push_back(k / 10.0);
    NemdStudy middle = main;
    middle.compositions = {0.5};
    NemdStudy slow = middle;
    slow.gradient = 0.02 / 12.0;
    NemdStudy steep = middle;
    steep.gradient = 0.06 / 12.0;
    NemdStudy narrow = middle;
    narrow.particles = 2400;
    narrow.aspect = 3.0;
    narrow.replicas = 640;
    NemdStudy wide = middle;
    wide.particles = 38400;
    wide.aspect = 0.75;
    wide.replicas = 40;
    plan.studies = {main, slow, steep, narrow, wide};
    plan.first_state_time = 400.0;
    plan.state_time = 4000.0;
    plan.pressure_window = 0.001;
}

}  // namespace

std::pair<double, double> nemd_edges(double particles, double aspect, double density) {
    const double lateral = std::cbrt(particles / (density * aspect));
    return {lateral, aspect * lateral};
}

double nemd_settling_time(double edge_z, double diffusion) {
    return 0.25 * edge_z * edge_z / (std::numbers::pi * std::numbers::pi * diffusion);
}

NemdPlan nemd_plan(const PlanOptions& options) {
    check_size(options);
    const double effort = options.effort;
    const int particles = options.particles;
    NemdPlan plan;
    if (options.tier == Tier::quick) return plan;
    options.tier == Tier::standard ? add_standard(plan) : add_full(plan);
    const int own = plan.studies.front().particles;
    for (NemdStudy& study : plan.studies) {
        study.replicas = std::max(2, static_cast<int>(std::lround(effort * study.replicas)));
        study.time *= std::min(1.0, std::max(effort, 1e-3));
        if (particles != 0) {
            study.particles = static_cast<int>(std::lround(static_cast<double>(study.particles) * particles / own));
        }
    }
    if (effort < 1.0) {
        plan.settling_times *= effort;
        for (double* time : {&plan.state_settling_time, &plan.first_state_time, &plan.state_time}) {
            *time = std::max(1.0, *time * effort);
        }
    }
    return plan;
}

Yield NemdRoute::yields(const Manifest& manifest) const {
    // At one composition sizes, and gradients of the main size, are compared.
    std::set<std::pair<double, double>> edges, gradients;  // x_1 and what is varied
    const auto setting = [](const Task& task, const char* key) { return field<double>(task.settings, key); };
    Yield yield;
    const auto add = [&](const Study& study) {
        yield.curves.insert({quantity::soret_coefficient, {name()}, study});
        yield.curves.insert({quantity::thermal_conductivity, {name()}, study});
    };
    bool any = false;
    for (const Task& task : manifest.tasks) {
        if (task.route != name() || field<std::string>(task.settings, "stage") != "run") continue;
        any = true;
        const bool main_size = setting(task, "particles") == manifest.main_particles(name());
        const bool main_gradient =
            task.settings.at("gradient") == manifest.main_studies.at(name()).value("gradient", nlohmann::json());
        if (main_size) add({});
        if (main_size) gradients.insert({setting(task, "x1"), setting(task, "gradient")});
        if (main_gradient) edges.insert({setting(task, "x1"), setting(task, "particles")});
        if (!main_size && main_gradient) add({Study::Of::size, field<int>(task.settings, "particles")});
    }
    const auto has_two = [](const std::set<std::pair<double, double>>& pairs) {
        return std::adjacent_find(pairs.begin(), pairs.end(),
                                  [](const auto& a, const auto& b) { return a.first == b.first; }) != pairs.end();
    };
    if (has_two(gradients)) add({Study::Of::gradient});
    if (has_two(edges)) add({Study::Of::lateral_edge});
    if (any) yield.curves.insert({quantity::pressure, {name()}});
    if (any) yield.numbers.insert({number::conserved_change, name()});
    if (any) yield.flows.insert(name());
    return yield;
}

RouteWords NemdRoute::words() const {
    return {"NEMD",
            "In liquids between a hot and a cold layer S_T is read off the profiles of temperature and composition, "
            "without any \u0393."};
}

void NemdRoute::plan(const PlanOptions& options, Manifest& manifest) const {
    add_tasks(nemd_plan(options), manifest);
}

void add_tasks(const NemdPlan& plan, Manifest& manifest) {
    // For the settling time, which must not depend on what the chains find.
    constexpr double usual_density = 0.8;
    if (plan.studies.empty()) return;
    manifest.routes.push_back(nemd_route);
    const NemdStudy& main = plan.studies.front();
    manifest.main_studies[nemd_route] = {{"particles", main.particles}, {"gradient", main.gradient}};
    const auto add = [&](const std::string& id, const NemdStudy& study, double x1, nlohmann::json settings,
                         std::vector<std::string> needs, double time) {
        settings.update({{"particles", study.particles},
                         {"aspect", study.aspect},
                         {"gradient", study.gradient},
                         {"x1", x1},
                         {"timestep", plan.timestep},
                         {"sample_every", plan.sample_every},
                         {"slab_width", plan.slab_width}});
        manifest.tasks.push_back({id, nemd_route, std::move(settings), task_seed(manifest.seed, id), std::move(needs),
                                  seconds_per_step * study.particles * time / plan.timestep});
    };
    int most = 0;
    for (const NemdStudy& study : plan.studies) {
        most = std::max(most, study.replicas);
        for (const double x1 : study.compositions) {
            const SemiGrandChains chains = semi_grand_chains(manifest, x1);
            add(base_id(study, x1) + "-state", study, x1,
                {{"stage", "state"},
                 {"chain_particles", chains.particles},
                 {"settling_time", plan.state_settling_time},
                 {"first_time", plan.first_state_time},
                 {"time", plan.state_time}},
                chains.ids, 2.0 * plan.state_settling_time + plan.first_state_time + plan.state_time);
        }
    }
    const double block_of_samples = plan.timestep * plan.sample_every * blocks_a_run;
    for (int replica = 1; replica <= most; ++replica) {
        for (const NemdStudy& study : plan.studies) {
            if (replica > study.replicas) continue;
            const double edge = nemd_edges(study.particles, study.aspect, usual_density).second;
            const double correlation_time = nemd_settling_time(edge, plan.diffusion);
            const double settling = plan.settling_times * correlation_time;
            const auto samples =
                std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::llround(study.time / block_of_samples)));
            for (const double x1 : study.compositions) {
                add(fmt::format("{}-r{}", base_id(study, x1), replica), study, x1,
                    {{"stage", "run"},
                     {"replica", replica},
                     {"settling_time", settling},
                     {"correlation_time", correlation_time},
                     {"blocks", blocks_a_run},
                     {"samples", samples},
                     {"pressure_window", plan.pressure_window}},
                    {base_id(study, x1) + "-state"}, settling + study.time);
            }
        }
    }
}

nlohmann::json NemdRoute::run(const StateLine& state_line, const Task& task,
                              const std::vector<const TaskResult*>& needed, const RunContext& context) const {
    const auto stage = field<std::string>(task.settings, "stage");
    if (stage == "state" && !needed.empty()) return find_nemd_state(state_line, task, needed, context);
    if (stage == "run" && needed.size() == 1) return run_nemd(state_line, task, needed.front()->values, context);
    refuse_stage(task, needed.size());
}

}  // namespace soret
