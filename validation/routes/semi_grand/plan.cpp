#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/planned_speed.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "soret/validation/routes/semi_grand/wanted_chains.hpp"

namespace soret {

namespace {

bool is_pure(double x1) {
    return x1 == 0.0 || x1 == 1.0;
}

std::string base_id(int particles, double x1) {
    return fmt::format("semigrand-n{}-x{:.3f}", particles, x1);
}
std::string search_id(int particles, double x1) {
    return base_id(particles, x1) + "-search";
}
std::string replica_id(int particles, double x1, int replica) {
    return fmt::format("{}-r{}", base_id(particles, x1), replica);
}

}  // namespace

std::uint64_t in_whole_blocks(double sweeps) {
    std::uint64_t block = 1;
    while (sweeps / static_cast<double>(block) > 128.0) block *= 2;
    const double blocks = std::max(16.0, std::round(sweeps / static_cast<double>(block)));
    return block * static_cast<std::uint64_t>(blocks);
}

SemiGrandPlan semi_grand_plan(const PlanOptions& options) {
    check_size(options);
    const double effort = options.effort;
    SemiGrandPlan plan;
    // Chosen for the standard error of Gamma at 1000 particles, at most: 0.009 (quick), 0.0023 (standard), 0.0008
    // (full); in the quick tier the outer compositions, which have no neighbours for a slope, and the pure ends, on
    // which h_1 - h_2 at the outer compositions depends, take most of the time.
    double sweeps = 0.0;
    double size_sweeps = 0.0;
    int size_replicas = 0;
    double outer = 1.8;  // against `sweeps`
    double pure = 0.4;   // the same; few replicas need chains long enough to know their memory
    plan.main.compositions = {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
    switch (options.tier) {
        case Tier::quick:
            plan.main.replicas = 2;
            sweeps = 5000.0;
            outer = 3.6;
            pure = 3.2;
            break;
        case Tier::standard:
            // What S_T(min)/S_T(1) needs of h_1 - h_2: most near x_1 = 1, and in the middle for Gamma (docs/costs.md).
            plan.main.replicas_at = {64, 32, 20, 30, 20, 30, 30, 40, 40, 48, 192};
            size_replicas = 12;
            sweeps = 20000.0;
            size_sweeps = 18000.0;
            break;
        case Tier::full:
            plan.main.compositions.clear();
            for (int k = 0; k <= 20; ++k) plan.main.compositions.push_back(k / 20.0);
            plan.main.replicas = 64;
            size_replicas = 64;
            sweeps = 40000.0;
            size_sweeps = 64000.0;
            break;
    }
    plan.main.particles = options.particles != 0 ? options.particles : 1000;
    plan.main.sweeps = in_whole_blocks(effort * sweeps);
    plan.main.outer_sweeps = in_whole_blocks(effort * outer * sweeps);
    plan.main.pure_sweeps = in_whole_blocks(effort * pure * sweeps);
    const auto shortened = [effort](std::uint64_t usual, std::uint64_t least) {
        return std::max(least, static_cast<std::uint64_t>(static_cast<double>(usual) * std::min(1.0, effort)));
    };
    plan.search_sweeps = shortened(plan.search_sweeps, 200);
    plan.equilibration_sweeps = shortened(plan.equilibration_sweeps, 100);
    if (size_sweeps > 0.0) {
        for (const double factor : {0.5, 2.0}) {
            SemiGrandStudy study;
            study.particles = static_cast<int>(std::lround(factor * plan.main.particles));
            study.compositions = {0.2, 0.5, 0.8};
            study.replicas = size_replicas;
            study.sweeps = in_whole_blocks(effort * size_sweeps);
            study.outer_sweeps = study.sweeps;
            plan.sizes.push_back(study);
        }
    }
    return plan;
}

Yield SemiGrandRoute::yields(const Manifest& manifest) const {
    const RouteName by{name()};
    Yield yield;
    for (const Quantity& one :
         {quantity::density, quantity::enthalpy, quantity::thermodynamic_factor, quantity::enthalpy_difference,
          quantity::energy_difference, quantity::volume_difference, quantity::delta_mu, quantity::pressure}) {
        yield.curves.insert({one, by});
    }
    for (const char* part : {from_fluctuations, from_slopes}) {
        yield.curves.insert({quantity::thermodynamic_factor, {name(), "", part}});
        yield.curves.insert({quantity::enthalpy_difference, {name(), "", part}});
    }
    for (const Task& task : manifest.tasks) {
        if (task.route != name() || manifest.is_main(task)) continue;
        const Study size{Study::Of::size, field<int>(task.settings, "particles")};
        yield.curves.insert({quantity::thermodynamic_factor, by, size});
        yield.curves.insert({quantity::enthalpy_difference, {name(), "", from_fluctuations}, size});
    }
    yield.numbers.insert({number::gamma_integral_difference, name()});
    return yield;
}

RouteWords SemiGrandRoute::words() const {
    return {"simulation",
            "In Monte Carlo chains particles change their kind: \u0393 follows from how the composition fluctuates and "
            "from how it answers to the chemical potential."};
}

void SemiGrandRoute::plan(const PlanOptions& options, Manifest& manifest) const {
    add_tasks(semi_grand_plan(options), manifest);
}

void add_tasks(const SemiGrandPlan& plan, Manifest& manifest) {
    std::vector<SemiGrandStudy> studies = plan.sizes;
    studies.insert(studies.begin(), plan.main);
    const auto add = [&](const std::string& id, nlohmann::json settings, std::vector<std::string> needs,
                         double sweeps) {
        const double particles = settings.at("particles").get<double>();
        manifest.tasks.push_back({id, semi_grand_route, std::move(settings), task_seed(manifest.seed, id),
                                  std::move(needs), seconds_per_turn * particles * sweeps});
    };
    manifest.routes.push_back(semi_grand_route);
    manifest.main_studies[semi_grand_route] = {{"particles", plan.main.particles}};
    for (const SemiGrandStudy& study : studies) {
        for (const double x1 : study.compositions) {
            if (is_pure(x1)) continue;
            add(search_id(study.particles, x1),
                {{"stage", "search"}, {"particles", study.particles}, {"x1", x1}, {"sweeps", plan.search_sweeps}}, {},
                static_cast<double>(plan.search_sweeps));
        }
    }
    for (const SemiGrandStudy& study : studies) {
        std::vector<double> inner = study.compositions;
        std::erase_if(inner, is_pure);
        std::vector<int> replicas = study.replicas_at;
        if (replicas.empty()) replicas.assign(study.compositions.size(), study.replicas);
        check_one_for_each("replicas_at", replicas.size(), study.compositions.size());
        for (int replica = 1; replica <= *std::max_element(replicas.begin(), replicas.end()); ++replica) {
            for (std::size_t k = 0; k < study.compositions.size(); ++k) {
                if (replica > replicas[k]) continue;
                const double x1 = study.compositions[k];
                const bool pure = is_pure(x1);
                const bool outer = x1 == inner.front() || x1 == inner.back();
                const std::uint64_t sweeps = pure ? study.pure_sweeps : outer ? study.outer_sweeps : study.sweeps;
                std::vector<std::string> needs;
                if (!pure) needs.push_back(search_id(study.particles, x1));
                add(replica_id(study.particles, x1, replica),
                    {{"stage", pure ? "pure" : "production"},
                     {"particles", study.particles},
                     {"x1", x1},
                     {"replica", replica},
                     {"equilibration", plan.equilibration_sweeps},
                     {"sweeps", sweeps}},
                    std::move(needs), static_cast<double>(plan.equilibration_sweeps + sweeps));
            }
        }
    }
}

SemiGrandChains semi_grand_chains(const Manifest& manifest, double x1) {
    constexpr std::size_t most = 2;
    SemiGrandChains chains;
    for (const Task& task : manifest.tasks) {
        if (task.route != semi_grand_route || !manifest.is_main(task) || chains.ids.size() == most) continue;
        const bool search = field<std::string>(task.settings, "stage") == "search";
        if (!search && field<double>(task.settings, "x1") == x1) chains.ids.push_back(task.id);
    }
    if (chains.ids.empty()) throw InvalidArgument(fmt::format("there are no semi-grand chains at x1 = {}", x1));
    chains.particles = manifest.main_particles(semi_grand_route);
    return chains;
}

}  // namespace soret
