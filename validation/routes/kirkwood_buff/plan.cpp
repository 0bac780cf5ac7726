#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/kirkwood_buff/kirkwood_buff.hpp"
#include "soret/validation/routes/kirkwood_buff_curves.hpp"
#include "soret/validation/routes/planned_speed.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"

namespace soret {

namespace {

/// A turn with a displacement and a swap, against one with a displacement and a change of identity.
constexpr double turns_of_a_swap_turn = 1.8;
constexpr std::uint64_t fewest_samples = 40;

std::uint64_t whole_samples(double sweeps, std::uint64_t every) {
    const double samples = std::ceil(sweeps / static_cast<double>(every));
    return every * std::max(fewest_samples, static_cast<std::uint64_t>(samples));
}

void add_task(const KirkwoodBuffPlan& plan, double x1, int replica, Manifest& manifest) {
    const SemiGrandChains chains = semi_grand_chains(manifest, x1);
    const std::string id = fmt::format("rdf-n{}-x{:.3f}-r{}", plan.particles, x1, replica);
    const nlohmann::json settings{{"stage", "run"},
                                  {"particles", plan.particles},
                                  {"x1", x1},
                                  {"replica", replica},
                                  {"chain_particles", chains.particles},
                                  {"equilibration", plan.equilibration},
                                  {"sweeps", plan.sweeps},
                                  {"every", plan.every},
                                  {"bins", plan.bins}};
    const double turns = static_cast<double>(plan.particles) * static_cast<double>(plan.equilibration + plan.sweeps);
    manifest.tasks.push_back({id, kirkwood_buff_route, settings, task_seed(manifest.seed, id), chains.ids,
                              seconds_per_turn * turns_of_a_swap_turn * turns});
}

}  // namespace

std::vector<KirkwoodBuffPlan> kirkwood_buff_plans(const PlanOptions& options) {
    check_size(options);
    KirkwoodBuffPlan main;
    std::vector<double> sizes;  // of boxes at x_1 = 0.5, against the main one
    switch (options.tier) {
        case Tier::quick:
            main.compositions = {0.3, 0.5, 0.7};
            main.sweeps = 5000;
            break;
        case Tier::standard:
            for (int k = 1; k <= 9; ++k) main.compositions.push_back(k / 10.0);
            main.replicas = 4;
            main.sweeps = 8000;
            sizes = {0.5, 2.0};
            break;
        case Tier::full:
            for (int k = 1; k <= 9; ++k) main.compositions.push_back(k / 10.0);
            main.replicas = 16;
            main.sweeps = 40000;
            sizes = {0.5, 2.0};
            break;
    }
    if (options.particles != 0) main.particles = options.particles;
    main.sweeps = whole_samples(options.effort * static_cast<double>(main.sweeps), main.every);
    if (options.effort < 1.0) {
        main.equilibration = std::max<std::uint64_t>(
            30, static_cast<std::uint64_t>(options.effort * static_cast<double>(main.equilibration)));
    }
    std::vector<KirkwoodBuffPlan> plans{main};
    for (const double factor : sizes) {
        KirkwoodBuffPlan size = main;
        size.particles = static_cast<int>(std::lround(factor * main.particles));
        size.compositions = {0.5};
        size.sweeps = whole_samples(static_cast<double>(main.sweeps) / factor, main.every);
        plans.push_back(size);
    }
    return plans;
}

void KirkwoodBuffRoute::plan(const PlanOptions& options, Manifest& manifest) const {
    const std::vector<KirkwoodBuffPlan> plans = kirkwood_buff_plans(options);
    if (!plans.empty()) add_tasks(plans, manifest);
}

void add_tasks(const std::vector<KirkwoodBuffPlan>& plans, Manifest& manifest) {
    manifest.routes.push_back(kirkwood_buff_route);
    manifest.main_studies[kirkwood_buff_route] = {{"particles", plans.front().particles}};
    int replicas = 0;
    for (const KirkwoodBuffPlan& one : plans) replicas = std::max(replicas, one.replicas);
    // So that a campaign that is interrupted has all compositions and sizes.
    for (int replica = 1; replica <= replicas; ++replica) {
        for (const KirkwoodBuffPlan& one : plans) {
            for (const double x1 : one.compositions) {
                if (replica <= one.replicas) add_task(one, x1, replica, manifest);
            }
        }
    }
}

Yield KirkwoodBuffRoute::yields(const Manifest& manifest) const {
    Yield yield;
    for (const Task& task : manifest.tasks) {
        if (task.route != name()) continue;
        const Study study = study_of_size(manifest, name(), field<int>(task.settings, "particles"));
        for (const Quantity& one : kirkwood_buff_quantities()) {
            yield.curves.insert({one, {name()}, study});
        }
        yield.curves.insert({quantity::thermodynamic_factor, {name(), "", from_structure_factors}, study});
        yield.curves.insert({quantity::pressure, {name()}});
    }
    return yield;
}

RouteWords KirkwoodBuffRoute::words() const {
    return {"radial distributions",
            "In closed boxes particles swap their kind: \u0393 follows from how many neighbours of each kind particles "
            "have in excess of chance (Kirkwood and Buff)."};
}

}  // namespace soret
