#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/activation/activation.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/routes/planned_speed.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"

namespace soret {

namespace {

constexpr double correlation_time = 12.0;      // of the fluxes                                        [tau]
constexpr double thermostat_time_span = 50.0;  // before the production                                [tau]
constexpr double settling_time = 20.0;         // in the production's ensemble, before it              [tau]
constexpr std::uint64_t fewest_sweeps = 200;
constexpr double turns_of_a_displacement = 0.5;  // against one with a change of identity too

bool is_pure(double x1) {
    return x1 <= 0.0 || x1 >= 1.0;
}

std::string id_of(double x1, double temperature, const std::string& last) {
    return fmt::format("activation-x{:.3f}-t{:.4f}-{}", x1, temperature, last);
}

}  // namespace

ActivationPlan activation_plan(const PlanOptions& options) {
    check_size(options);
    ActivationPlan plan;
    for (const double step : {-2.5, -1.5, -0.5, 0.5, 1.5, 2.5}) plan.temperatures.push_back(1.0 + 0.032 * step);
    switch (options.tier) {
        case Tier::quick: return plan;
        case Tier::standard:
            plan.compositions = {0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0};
            plan.pure_replicas = 4;
            plan.state_sweeps = 100000;
            plan.samples = 1 << 17;
            break;
        case Tier::full:
            for (int k = 0; k <= 10; ++k) plan.compositions.push_back(k / 10.0);
            plan.particles = 1000;
            plan.replicas = 8;
            plan.pure_replicas = 32;
            plan.state_sweeps = 200000;
            plan.samples = 1 << 18;
            break;
    }
    if (options.particles != 0) plan.particles = options.particles;
    plan.state_sweeps =
        std::max(fewest_sweeps,
                 static_cast<std::uint64_t>(std::llround(options.effort * static_cast<double>(plan.state_sweeps))));
    plan.samples = flux_samples(options.effort * static_cast<double>(plan.samples));
    return plan;
}

void ActivationRoute::plan(const PlanOptions& options, Manifest& manifest) const {
    const ActivationPlan of_tier = activation_plan(options);
    if (!of_tier.compositions.empty()) add_tasks(of_tier, manifest);
}

void add_tasks(const ActivationPlan& plan, Manifest& manifest) {
    manifest.routes.push_back(activation_route);
    manifest.main_studies[activation_route] = {{"particles", plan.particles}};
    const auto particles = static_cast<double>(plan.particles);
    const auto add = [&](const std::string& id, nlohmann::json settings, std::vector<std::string> needs, double cost) {
        manifest.tasks.push_back(
            {id, activation_route, std::move(settings), task_seed(manifest.seed, id), std::move(needs), cost});
    };
    const auto at_each_state = [&](auto&& work) {
        for (const double x1 : plan.compositions) {
            for (const double part : plan.temperatures) work(x1, part * manifest.state_line.temperature);
        }
    };
    at_each_state([&](double x1, double temperature) {
        const SemiGrandChains chains = semi_grand_chains(manifest, x1);
        add(id_of(x1, temperature, "state"),
            {{"stage", "state"},
             {"particles", plan.particles},
             {"x1", x1},
             {"temperature", temperature},
             {"chain_particles", chains.particles},
             {"sweeps", plan.state_sweeps}},
            chains.ids,
            seconds_per_turn * turns_of_a_displacement * particles * 1.1 * static_cast<double>(plan.state_sweeps));
    });
    const double steps = static_cast<double>(plan.samples * plan.sample_every) + thermostat_time_span / plan.timestep;
    const double cost =
        seconds_per_step * particles * steps * (1.0 + steps_per_sample / static_cast<double>(plan.sample_every));
    for (int replica = 1; replica <= std::max(plan.replicas, plan.pure_replicas); ++replica) {
        at_each_state([&](double x1, double temperature) {
            if (replica > (is_pure(x1) ? plan.pure_replicas : plan.replicas)) return;
            add(id_of(x1, temperature, fmt::format("r{}", replica)),
                {{"stage", "run"},
                 {"particles", plan.particles},
                 {"x1", x1},
                 {"temperature", temperature},
                 {"replica", replica},
                 {"ensemble", "nvt"},
                 {"timestep", plan.timestep},
                 {"samples", plan.samples},
                 {"sample_every", plan.sample_every},
                 {"correlation_time", correlation_time},
                 {"thermostat_time_span", thermostat_time_span},
                 {"settling_time", settling_time}},
                {id_of(x1, temperature, "state")}, cost);
        });
    }
}

Yield ActivationRoute::yields(const Manifest& manifest) const {
    Yield yield;
    for (const Task& task : manifest.tasks) {
        if (task.route != name() || field<std::string>(task.settings, "stage") != "run") continue;
        const double x1 = field<double>(task.settings, "x1");
        if (x1 > 0.0) yield.curves.insert({quantity::activation_energy_1, {name()}});
        if (x1 < 1.0) yield.curves.insert({quantity::activation_energy_2, {name()}});
        if (x1 >= 1.0) yield.numbers.insert(number::viscous_energy_ratio_1);
        if (x1 <= 0.0) yield.numbers.insert(number::viscous_energy_ratio_2);
        yield.numbers.insert({number::conserved_change, name()});
    }
    return yield;
}

RouteWords ActivationRoute::words() const {
    return {"Temperatures",
            "Liquids at several temperatures: how diffusion (\u0394G_i) and viscosity (\u03c4_i) follow it, which "
            "theories of S_T start from."};
}

}  // namespace soret
