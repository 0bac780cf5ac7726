#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/gas_quantities.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/isotope/isotope.hpp"
#include "soret/validation/routes/planned_speed.hpp"

namespace soret {

namespace {

constexpr double turns_of_a_displacement = 0.5;  // against one with a change of identity too
/// A step under a heat field costs so many at constant energy of a liquid: there are fewer pairs.
constexpr double steps_of_a_field_step = 0.6;
constexpr std::uint64_t fewest_sweeps = 200;
/// Of a gas under one field: less would leave no blocks.
constexpr double fewest_intervals = 40.0;

std::string id_of(const IsotopeStudy& study, const std::string& last) {
    return fmt::format("isotope-n{}-d{:.3f}-{}", study.particles, study.density, last);
}

}  // namespace

IsotopePlan isotope_plan(const PlanOptions& options) {
    check_size(options);
    IsotopePlan plan;
    double effort = options.effort;
    switch (options.tier) {
        case Tier::quick: return plan;
        case Tier::standard: break;
        case Tier::full: effort *= 9.0; break;
    }
    // The lower field decides, the higher one says what it is wrong by; a smaller box, whether its size matters.
    plan.studies = {{500, 0.1, 0.2, 1.2e5},
                    {500, 0.05, 0.2, 2e5},
                    {500, 0.1, 0.3, 3e4},
                    {500, 0.05, 0.3, 6e4},
                    {250, 0.1, 0.3, 2e4}};
    plan.state_sweeps = 20000;
    for (IsotopeStudy& study : plan.studies) {
        if (options.particles != 0) study.particles = options.particles;
        study.time = std::max(effort * study.time, fewest_intervals * plan.interval / study.density);
    }
    plan.state_sweeps = std::max(
        fewest_sweeps, static_cast<std::uint64_t>(std::llround(effort * static_cast<double>(plan.state_sweeps))));
    return plan;
}

void IsotopeRoute::plan(const PlanOptions& options, Manifest& manifest) const {
    const IsotopePlan of_tier = isotope_plan(options);
    if (!of_tier.studies.empty()) add_tasks(of_tier, manifest);
}

void add_tasks(const IsotopePlan& plan, Manifest& manifest) {
    manifest.routes.push_back(isotope_route);
    manifest.main_studies[isotope_route] = {{"particles", plan.studies.front().particles}};
    const auto settings_of = [&](const IsotopeStudy& study, const char* stage) {
        return nlohmann::json{{"stage", stage},
                              {"particles", study.particles},
                              {"x1", plan.gas.x1},
                              {"masses", {plan.gas.mass_1, plan.gas.mass_2}},
                              {"temperature", plan.gas.temperature},
                              {"density", study.density}};
    };
    const auto add = [&](const std::string& id, nlohmann::json settings, std::vector<std::string> needs, double cost) {
        if (manifest.find(id) != nullptr) return;  // several fields need one state
        manifest.tasks.push_back(
            {id, isotope_route, std::move(settings), task_seed(manifest.seed, id), std::move(needs), cost});
    };
    std::vector<std::pair<double, Task>> runs;  // by the share of its study's time that is planned before it
    for (const IsotopeStudy& study : plan.studies) {
        nlohmann::json settings = settings_of(study, "state");
        settings["sweeps"] = plan.state_sweeps;
        const std::string state = id_of(study, "state");
        add(state, settings, {},
            seconds_per_turn * turns_of_a_displacement * study.particles * static_cast<double>(plan.state_sweeps));
        // Both signs, on every axis.
        const int count = std::max(2, static_cast<int>(std::ceil(study.time / plan.longest_run)));
        const double settling = plan.settling / study.density;
        for (int replica = 1; replica <= count; ++replica) {
            const std::string id = id_of(study, fmt::format("f{:.3f}-r{}", study.reduced_field, replica));
            const auto is_id = [&](const auto& run) { return run.second.id == id; };
            if (std::any_of(runs.begin(), runs.end(), is_id)) continue;  // all sizes are options.particles
            settings = settings_of(study, "run");
            const double sign = replica % 2 == 1 ? 1.0 : -1.0;
            settings.update({{"replica", replica},
                             {"heat", sign * study.reduced_field * study.density},
                             {"mass", 0.0},
                             {"axis", (replica - 1) % 3},
                             {"timestep", plan.timestep},
                             {"interval", plan.interval / study.density},
                             {"settling_time", settling},
                             {"time", study.time / count}});
            const double steps = (settling + study.time / count) / plan.timestep;
            runs.push_back({(replica - 0.5) / count,
                            {id,
                             isotope_route,
                             settings,
                             task_seed(manifest.seed, id),
                             {state},
                             seconds_per_step * steps_of_a_field_step * study.particles * steps}});
        }
    }
    // So that a campaign that is interrupted has some of every gas and field.
    std::stable_sort(runs.begin(), runs.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [share, task] : runs) manifest.tasks.push_back(std::move(task));
}

Yield IsotopeRoute::yields(const Manifest& manifest) const {
    Yield yield;
    if (std::none_of(manifest.tasks.begin(), manifest.tasks.end(),
                     [&](const Task& task) { return task.route == name(); })) {
        return yield;
    }
    yield.curves.insert({quantity::isotope_soret, {name()}});
    yield.curves.insert({quantity::isotope_diffusion, {name()}});
    using namespace number;
    for (const NumberKey& key : {dilute_isotope_soret, dilute_isotope_diffusion, dilute_isotope_soret_theory,
                                 dilute_isotope_diffusion_theory, dilute_isotope_p_value}) {
        yield.numbers.insert(key);
    }
    yield.numbers.insert({unaccounted_work, name()});
    return yield;
}

RouteWords IsotopeRoute::words() const {
    return {
        "isotopes",
        "A dilute gas whose particles differ in mass alone, under a synthetic heat field: the one mixture whose S_T "
        "theory knows and which is not zero (Chapman and Enskog)."};
}

}  // namespace soret
