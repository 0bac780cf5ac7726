#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/gcmc/gcmc.hpp"
#include "soret/validation/routes/kirkwood_buff_curves.hpp"
#include "soret/validation/routes/planned_speed.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"

namespace soret {

namespace {

/// A turn with a displacement, a change of identity and a biased exchange, against one without the last.
constexpr double turns_of_an_exchange_turn = 1.5;
constexpr std::uint64_t fewest_sweeps = 64;

void add_grand_canonical_task(const GrandCanonicalPlan& plan, double x1, int replica, Manifest& manifest) {
    const SemiGrandChains chains = semi_grand_chains(manifest, x1);
    const GrowingRuns growing = growing_runs(manifest, x1);
    if (growing.ids.empty()) {
        throw InvalidArgument(fmt::format("no particle grows at x1 = {}: gcmc needs its chemical potential", x1));
    }
    const std::string id = fmt::format("gcmc-n{}-x{:.3f}-r{}", plan.particles, x1, replica);
    const nlohmann::json settings{{"stage", "run"},
                                  {"particles", plan.particles},
                                  {"x1", x1},
                                  {"replica", replica},
                                  {"chain_particles", chains.particles},
                                  {"growing_species", growing.species},
                                  {"equilibration", plan.equilibration},
                                  {"sweeps", plan.sweeps}};
    std::vector<std::string> needs = chains.ids;
    needs.insert(needs.end(), growing.ids.begin(), growing.ids.end());
    const double turns = static_cast<double>(plan.particles) * static_cast<double>(plan.equilibration + plan.sweeps);
    manifest.tasks.push_back({id, grand_canonical_route, settings, task_seed(manifest.seed, id), std::move(needs),
                              seconds_per_turn * turns_of_an_exchange_turn * turns});
}

}  // namespace

GrandCanonicalPlan grand_canonical_plan(const PlanOptions& options) {
    check_size(options);
    GrandCanonicalPlan plan;
    plan.compositions = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    switch (options.tier) {
        case Tier::quick: plan.compositions = {0.3, 0.5, 0.7}; break;
        case Tier::standard:
            plan.replicas = 4;
            plan.sweeps = 20000;
            break;
        case Tier::full:
            plan.replicas = 16;
            plan.sweeps = 80000;
            break;
    }
    if (options.particles != 0) plan.particles = options.particles;
    const double effort = options.effort;
    plan.sweeps = std::max(fewest_sweeps, static_cast<std::uint64_t>(effort * static_cast<double>(plan.sweeps)));
    if (effort < 1.0) {
        plan.equilibration =
            std::max<std::uint64_t>(100, static_cast<std::uint64_t>(effort * static_cast<double>(plan.equilibration)));
    }
    return plan;
}

GrowingRuns growing_runs(const Manifest& manifest, double x1) {
    GrowingRuns runs;
    for (const Task& task : manifest.tasks) {
        if (task.route != "fep" || field<std::string>(task.settings, "stage") != "grow") continue;
        if (std::fabs(field<double>(task.settings, "x1") - x1) > 1e-9) continue;
        runs.ids.push_back(task.id);
        runs.species.push_back(field<int>(task.settings, "species"));
    }
    return runs;
}

void GrandCanonicalRoute::plan(const PlanOptions& options, Manifest& manifest) const {
    GrandCanonicalPlan plan = grand_canonical_plan(options);
    std::erase_if(plan.compositions, [&](double x1) { return growing_runs(manifest, x1).ids.empty(); });
    if (!plan.compositions.empty()) add_tasks(plan, manifest);
}

void add_tasks(const GrandCanonicalPlan& plan, Manifest& manifest) {
    manifest.routes.push_back(grand_canonical_route);
    manifest.main_studies[grand_canonical_route] = {{"particles", plan.particles}};
    // So that a campaign that is interrupted has all compositions.
    for (int replica = 1; replica <= plan.replicas; ++replica) {
        for (const double x1 : plan.compositions) add_grand_canonical_task(plan, x1, replica, manifest);
    }
}

Yield GrandCanonicalRoute::yields(const Manifest& manifest) const {
    Yield yield;
    const auto is_ours = [&](const Task& task) { return task.route == name(); };
    if (std::none_of(manifest.tasks.begin(), manifest.tasks.end(), is_ours)) return yield;
    for (const Quantity& one : kirkwood_buff_quantities()) yield.curves.insert({one, {name()}});
    yield.curves.insert({quantity::density, {name()}});
    yield.curves.insert({quantity::pressure, {name()}});
    return yield;
}

RouteWords GrandCanonicalRoute::words() const {
    return {"grand-canonical",
            "In open boxes particles come, go and change their kind: \u0393 follows from how the numbers of both kinds "
            "fluctuate."};
}

}  // namespace soret
