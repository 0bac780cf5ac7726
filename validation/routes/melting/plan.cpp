#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/melting/melting.hpp"
#include "soret/validation/routes/planned_speed.hpp"

namespace soret {

namespace {

constexpr double turns_of_a_displacement = 0.5;  // against one with a change of identity too
constexpr double expected_share = 0.4;           // of the longest time until a run has decided
constexpr int fewest_cells = 4;                  // edges of 6.4 sigma: more than two cutoffs

int particles_of(const std::array<int, 3>& cells) {
    return 4 * cells[0] * cells[1] * cells[2];
}

/// Cells of about the same shape that hold about so many particles.
std::array<int, 3> resized(const std::array<int, 3>& cells, int particles) {
    const double factor = std::cbrt(static_cast<double>(particles) / particles_of(cells));
    const auto scaled = [&](int count) {
        return std::max(fewest_cells, static_cast<int>(std::lround(factor * static_cast<double>(count))));
    };
    return {scaled(cells[0]), scaled(cells[1]), scaled(cells[2])};
}

/// sigma sqrt(m/epsilon) of a pure substance, on a grid so coarse that it reads back as it was written.
double unit_of_time(const Mixture& mixture, int species) {
    const auto s = static_cast<std::size_t>(species - 1);
    const PairParameters& pair = mixture.pair(s, s);
    return std::nearbyint(100.0 * std::sqrt(4.0 * pair.sigma2 * mixture.mass(s) / pair.epsilon4)) / 100.0;
}

std::string id_of(int species, double temperature, const std::string& last) {
    return fmt::format("melting-s{}-t{:.4f}-{}", species, temperature, last);
}

}  // namespace

double expected_melting_temperature(const StateLine& line, int species) {
    constexpr double reduced_temperature = 0.6598, reduced_pressure = 0.46, slope = 11.78;
    const auto s = static_cast<std::size_t>(species - 1);
    const PairParameters& pair = line.mixture.pair(s, s);
    const double epsilon = 0.25 * pair.epsilon4;
    const double pressure = line.pressure * std::pow(pair.sigma2, 1.5) / epsilon;
    return epsilon * (reduced_temperature + (pressure - reduced_pressure) / slope);
}

MeltingPlan melting_plan(const PlanOptions& options) {
    check_size(options);
    MeltingPlan plan;
    for (const double part : {0.97, 0.98, 0.99, 0.995, 1.0, 1.005, 1.01, 1.02, 1.03}) plan.temperatures.push_back(part);
    switch (options.tier) {
        case Tier::quick: return plan;
        case Tier::standard: plan.replicas = 6; break;
        case Tier::full:
            plan.cells = {11, 11, 22};
            plan.bulk_cells = {8, 8, 8};
            plan.bulk_sweeps = 100000;
            plan.longest_time = 20000.0;
            plan.replicas = 20;
            break;
    }
    if (options.particles != 0) {
        plan.cells = resized(plan.cells, options.particles);
        plan.cells[2] += plan.cells[2] % 2;  // two halves
        plan.bulk_cells = resized(plan.bulk_cells, options.particles);
    }
    plan.replicas = std::max(1, static_cast<int>(std::lround(plan.replicas * options.effort)));
    if (options.effort < 1.0) {
        plan.bulk_sweeps = std::max<std::uint64_t>(
            200, static_cast<std::uint64_t>(std::llround(options.effort * static_cast<double>(plan.bulk_sweeps))));
        plan.longest_time = std::max(50.0, options.effort * plan.longest_time);
    }
    return plan;
}

void MeltingRoute::plan(const PlanOptions& options, Manifest& manifest) const {
    const MeltingPlan of_tier = melting_plan(options);
    if (of_tier.replicas > 0) add_tasks(of_tier, manifest);
}

void add_tasks(const MeltingPlan& plan, Manifest& manifest) {
    manifest.routes.push_back(melting_route);
    manifest.main_studies[melting_route] = {{"particles", particles_of(plan.cells)}};
    const auto add = [&](const std::string& id, nlohmann::json settings, std::vector<std::string> needs, double cost) {
        manifest.tasks.push_back(
            {id, melting_route, std::move(settings), task_seed(manifest.seed, id), std::move(needs), cost});
    };
    const auto at_each_state = [&](auto&& work) {
        for (const int species : {2, 1}) {
            for (const double part : plan.temperatures) {
                work(species, part * expected_melting_temperature(manifest.state_line, species));
            }
        }
    };
    at_each_state([&](int species, double temperature) {
        add(id_of(species, temperature, "bulk"),
            {{"stage", "bulk"},
             {"particles", particles_of(plan.bulk_cells)},
             {"species", species},
             {"temperature", temperature},
             {"bulk_cells", plan.bulk_cells},
             {"sweeps", plan.bulk_sweeps}},
            {},
            2.2 * seconds_per_turn * turns_of_a_displacement * particles_of(plan.bulk_cells) *
                static_cast<double>(plan.bulk_sweeps));
    });
    const double steps = (plan.melting_time + plan.settling_time + expected_share * plan.longest_time) / plan.timestep;
    for (int replica = 1; replica <= plan.replicas; ++replica) {
        at_each_state([&](int species, double temperature) {
            const double unit = unit_of_time(manifest.state_line.mixture, species);
            add(id_of(species, temperature, fmt::format("r{}", replica)),
                {{"stage", "run"},
                 {"particles", particles_of(plan.cells)},
                 {"species", species},
                 {"temperature", temperature},
                 {"replica", replica},
                 {"cells", plan.cells},
                 {"timestep", unit * plan.timestep},
                 {"melting_time", unit * plan.melting_time},
                 {"settling_time", unit * plan.settling_time},
                 {"longest_time", unit * plan.longest_time},
                 {"sample_time", unit * plan.sample_time}},
                {id_of(species, temperature, "bulk")}, seconds_per_step * particles_of(plan.cells) * steps);
        });
    }
}

Yield MeltingRoute::yields(const Manifest& manifest) const {
    Yield yield;
    if (std::none_of(manifest.tasks.begin(), manifest.tasks.end(),
                     [&](const Task& task) { return task.route == name(); })) {
        return yield;
    }
    using namespace number;
    for (const NumberKey& key :
         {melting_temperature_1, melting_temperature_2, solid_density_1, solid_density_2, liquid_density_1,
          liquid_density_2, fusion_enthalpy_1, fusion_enthalpy_2, liquidus, solidus}) {
        yield.numbers.insert(key);
    }
    yield.numbers.insert({conserved_change, name()});
    return yield;
}

RouteWords MeltingRoute::words() const {
    return {"Melting",
            "A crystal of a pure substance, half of it melted: which half wins says on which side of the melting point "
            "it is."};
}

}  // namespace soret
