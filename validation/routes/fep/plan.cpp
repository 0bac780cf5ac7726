#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/fep/fep.hpp"
#include "soret/validation/routes/planned_speed.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "soret/validation/simulation/growing_weights.hpp"

namespace soret {

namespace {

/// Turns with a displacement alone, and of the growing particle with all its stages, against one with a displacement
/// and a change of identity.
constexpr double turns_of_a_displacement = 0.5;
constexpr double turns_of_a_growing_turn = 1.4;

/// Energies at all stages are kept every so many sweeps, as many as BAR and MBAR need.
constexpr std::uint64_t samples_of_energies = 5000;
constexpr std::uint64_t least_interval = 2;

void add_task(const FepPlan& plan, double x1, int species, int replica, Manifest& manifest) {
    const SemiGrandChains chains = semi_grand_chains(manifest, x1);
    const double longer = std::exp(plan.slowing * (0.5 - x1));
    const auto sweeps = static_cast<std::uint64_t>(std::llround(longer * static_cast<double>(plan.sweeps)));
    const std::string id = fmt::format("fep-n{}-x{:.3f}-s{}-r{}", plan.particles, x1, species, replica);
    const nlohmann::json settings{{"stage", "grow"},
                                  {"particles", plan.particles},
                                  {"x1", x1},
                                  {"species", species},
                                  {"replica", replica},
                                  {"chain_particles", chains.particles},
                                  {"stages", plan.stages},
                                  {"turns", plan.turns},
                                  {"rounds", plan.rounds},
                                  {"equilibration", plan.equilibration},
                                  {"sweeps", sweeps},
                                  {"every", std::max(least_interval, sweeps / samples_of_energies)}};
    const double turns = turns_of_a_displacement * static_cast<double>(plan.particles) +
                         turns_of_a_growing_turn * static_cast<double>(plan.turns);
    const std::uint64_t in_all = plan.rounds * GrowingWeightsSearch{}.sweeps + plan.equilibration + sweeps;
    manifest.tasks.push_back({id, fep_route, settings, task_seed(manifest.seed, id), chains.ids,
                              seconds_per_turn * turns * static_cast<double>(in_all)});
}

/// A turn with a displacement and a swap, and looks at all changes of identity.
constexpr double turns_of_a_swapping_turn = 2.0;

void add_swap_task(const FepPlan& plan, double x1, int replica, Manifest& manifest) {
    const SemiGrandChains chains = semi_grand_chains(manifest, x1);
    const std::string id = fmt::format("fep-swap-n{}-x{:.3f}-r{}", plan.swap_particles, x1, replica);
    const nlohmann::json settings{{"stage", "swap"},
                                  {"particles", plan.swap_particles},
                                  {"x1", x1},
                                  {"replica", replica},
                                  {"chain_particles", chains.particles},
                                  {"equilibration", plan.swap_equilibration},
                                  {"sweeps", plan.swap_sweeps},
                                  {"every", plan.swap_every}};
    const double turns =
        static_cast<double>(plan.swap_particles) * static_cast<double>(plan.swap_equilibration + plan.swap_sweeps);
    manifest.tasks.push_back({id, fep_route, settings, task_seed(manifest.seed, id), chains.ids,
                              seconds_per_turn * turns_of_a_swapping_turn * turns});
}

}  // namespace

FepPlan fep_plan(const PlanOptions& options) {
    check_size(options);
    FepPlan plan;
    for (int k = 0; k <= 10; ++k) plan.compositions.push_back(k / 10.0);
    switch (options.tier) {
        case Tier::quick:
            plan.compositions = {0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0};
            plan.equilibration = 1000;
            plan.sweeps = 4000;
            plan.swap_replicas = 1;
            plan.swap_sweeps = 2000;
            break;
        case Tier::standard:
            plan.replicas = 2;
            plan.sweeps = 60000;
            plan.swap_sweeps = 5000;
            break;
        case Tier::full:
            plan.replicas = 6;
            plan.sweeps = 180000;
            plan.swap_replicas = 6;
            plan.swap_sweeps = 15000;
            break;
    }
    if (options.particles != 0) plan.particles = options.particles;
    const auto scaled = [&](std::uint64_t usual, double factor, std::uint64_t least) {
        return std::max(least, static_cast<std::uint64_t>(std::llround(factor * static_cast<double>(usual))));
    };
    plan.sweeps = scaled(plan.sweeps, options.effort, 200);
    plan.equilibration = scaled(plan.equilibration, std::min(1.0, options.effort), 100);
    plan.swap_sweeps = scaled(plan.swap_sweeps, options.effort, 160);
    plan.swap_equilibration = scaled(plan.swap_equilibration, std::min(1.0, options.effort), 50);
    if (options.particles != 0) plan.swap_particles = options.particles;
    plan.rounds = scaled(plan.rounds, std::min(1.0, options.effort), 2);
    return plan;
}

void FepRoute::plan(const PlanOptions& options, Manifest& manifest) const {
    add_tasks(fep_plan(options), manifest);
}

void add_tasks(const FepPlan& plan, Manifest& manifest) {
    manifest.routes.push_back(fep_route);
    manifest.main_studies[fep_route] = {{"particles", plan.particles}};
    // So that a campaign that is interrupted has all compositions.
    for (int replica = 1; replica <= plan.swap_replicas; ++replica) {
        for (const double x1 : plan.compositions) add_swap_task(plan, x1, replica, manifest);
    }
    for (int replica = 1; replica <= plan.replicas; ++replica) {
        for (const double x1 : plan.compositions) {
            for (const int species : {1, 2}) add_task(plan, x1, species, replica, manifest);
        }
    }
}

Yield FepRoute::yields(const Manifest& manifest) const {
    Yield yield;
    for (const Task& task : manifest.tasks) {
        if (task.route != name()) continue;
        for (const Quantity& one : {quantity::thermodynamic_factor,
                                    quantity::thermodynamic_factor_ideal,
                                    quantity::thermodynamic_factor_excess,
                                    quantity::density,
                                    quantity::chemical_potential_1,
                                    quantity::chemical_potential_2,
                                    quantity::chemical_potential_ideal_1,
                                    quantity::chemical_potential_ideal_2,
                                    quantity::chemical_potential_excess_1,
                                    quantity::chemical_potential_excess_2,
                                    quantity::chemical_potential_excess_published_1,
                                    quantity::chemical_potential_excess_published_2,
                                    quantity::delta_mu,
                                    quantity::enthalpy,
                                    quantity::enthalpy_difference,
                                    quantity::energy_difference,
                                    quantity::volume_difference,
                                    quantity::partial_enthalpy_1,
                                    quantity::partial_enthalpy_2,
                                    quantity::partial_energy_1,
                                    quantity::partial_energy_2,
                                    quantity::partial_volume_1,
                                    quantity::partial_volume_2}) {
            yield.curves.insert({one, {name()}});
        }
        break;
    }
    return yield;
}

RouteWords FepRoute::words() const {
    return {"growing particle",
            "In chains at constant pressure one more particle grows and shrinks: how often it is there says what it "
            "costs, \u03bc_i, and one smooth curve through \u03bc_1 and \u03bc_2 of all compositions says \u0393."};
}

}  // namespace soret
