#include "soret/validation/routes/semi_grand/semi_grand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/routes/planned_speed.hpp"
#include "soret/validation/routes/semi_grand/acceptance_values.hpp"
#include "soret/validation/routes/semi_grand/delta_mu_search.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/phase_check.hpp"
#include "soret/validation/simulation/preparation.hpp"

namespace soret {

namespace {

inline constexpr std::uint64_t pressure_every = 20;

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

// A start near the liquid's density: the packing of the Lennard-Jones liquid at its triple point.
double guessed_density(const Mixture& mixture, double x1) {
    const SpeciesMatrix& sigma = mixture.parameters().sigma;
    const double x[2] = {x1, 1.0 - x1};
    double volume = 0.0;
    for (std::size_t a = 0; a < 2; ++a) {
        for (std::size_t b = 0; b < 2; ++b) volume += x[a] * x[b] * (sigma(a, b) * sigma(a, b) * sigma(a, b));
    }
    return 0.8 / volume;
}

MonteCarloParameters parameters_of(const StateLine& state_line, const Task& task, MonteCarloEnsemble ensemble) {
    MonteCarloParameters parameters;
    parameters.ensemble = ensemble;
    parameters.temperature = state_line.temperature;
    parameters.pressure = state_line.pressure;
    parameters.seed = task.seed;
    return parameters;
}

MonteCarloChain prepared(const StateLine& state_line, const Task& task, double density, const RunContext& context) {
    LiquidSettings liquid;
    liquid.n = field<std::uint64_t>(task.settings, "particles");
    liquid.x1 = field<double>(task.settings, "x1");
    liquid.density = density;
    liquid.temperature = state_line.temperature;
    liquid.seed = task.seed;
    return prepare_liquid(liquid, state_line.mixture, context.backend, context.execution);
}

nlohmann::json run_search(const StateLine& state_line, const Task& task, const RunContext& context) {
    const double x1 = field<double>(task.settings, "x1");
    const MonteCarloChain liquid = prepared(state_line, task, guessed_density(state_line.mixture, x1), context);
    const DeltaMuSearch found =
        find_delta_mu(state_line.mixture, liquid, parameters_of(state_line, task, MonteCarloEnsemble::semi_grand), x1,
                      field<std::uint64_t>(task.settings, "sweeps"), context);
    return {{"delta_mu", found.delta_mu},
            {"x1", found.x1},
            {"density", found.density},
            {"chain_digest", hex_digits(found.chain.digest)}};
}

nlohmann::json run_production(const StateLine& state_line, const Task& task, const nlohmann::json* search,
                              const RunContext& context) {
    const double x1 = field<double>(task.settings, "x1");
    const double density = search ? field<double>(*search, "density") : guessed_density(state_line.mixture, x1);
    const MonteCarloChain liquid = prepared(state_line, task, density, context);

    MonteCarloRunSettings settings;
    settings.parameters =
        parameters_of(state_line, task, search ? MonteCarloEnsemble::semi_grand : MonteCarloEnsemble::npt);
    const double delta_mu = search ? field<double>(*search, "delta_mu") : 0.0;
    if (search) settings.parameters.chemical_potential = {delta_mu, 0.0};
    settings.equilibration = field<std::uint64_t>(task.settings, "equilibration");
    settings.production = field<std::uint64_t>(task.settings, "sweeps");
    settings.pressure_every = pressure_every;
    const MonteCarloRunResult result = run_monte_carlo(
        state_line.mixture, liquid, settings, context.backend, context.execution, [&context](const MonteCarloRun& run) {
            if (context.progress) {
                context.progress(static_cast<double>(run.sweeps_done()) / static_cast<double>(run.sweeps_in_all()));
            }
            return true;
        });
    nlohmann::json values{{"samples", result.samples.to_json()},
                          {"acceptance", acceptance_values(result.acceptance)},
                          {"pressure", result.pressure.to_json()},
                          {"largest_displacement", result.chain.largest_displacement},
                          {"largest_log_volume_step", result.chain.largest_log_volume_step},
                          {"departure", nullptr},
                          {"chain_digest", hex_digits(result.chain.digest)}};
    if (const auto departure = departure_from_liquid(result.chain.state, state_line.mixture, density)) {
        values["departure"] = *departure;
    }
    if (search) values["delta_mu"] = delta_mu;
    return values;
}

// Sweeps that fill 64 to 128 equal blocks exactly, so that none is left over.
std::uint64_t in_whole_blocks(double sweeps) {
    std::uint64_t block = 1;
    while (sweeps / static_cast<double>(block) > 128.0) block *= 2;
    const double blocks = std::max(16.0, std::round(sweeps / static_cast<double>(block)));
    return block * static_cast<std::uint64_t>(blocks);
}

}  // namespace

SemiGrandPlan semi_grand_plan(Tier tier, int particles, double effort) {
    if (particles != 0 && !(particles >= 100 && particles <= 1000000)) {
        throw InvalidArgument(fmt::format("particles = {}: must be in [100, 1000000]", particles));
    }
    if (!(effort >= 1e-4 && effort <= 1e4))
        throw InvalidArgument(fmt::format("effort = {}: must be in [1e-4, 1e4]", effort));
    SemiGrandPlan plan;
    // Chosen for the standard error of Gamma at 1000 particles, at most: 0.009 (quick), 0.0023 (standard), 0.0008
    // (full); in the quick tier the outer compositions, which have no neighbours for a slope, and the pure ends, on which
    // h_1 - h_2 at the outer compositions depends, take most of the time.
    double sweeps = 0.0;
    double size_sweeps = 0.0;
    int size_replicas = 0;
    double outer = 1.8;  // against `sweeps`
    double pure = 0.4;   // the same; few replicas need chains long enough to know their memory
    plan.main.compositions = {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
    switch (tier) {
        case Tier::quick:
            plan.main.replicas = 2;
            sweeps = 5000.0;
            outer = 3.0;
            pure = 2.2;
            break;
        case Tier::standard:
            plan.main.replicas = 16;
            plan.main.inner_replicas = 10;
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
    plan.main.particles = particles != 0 ? particles : 1000;
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

std::vector<std::string> SemiGrandRoute::curves(Tier tier) const {
    std::vector<std::string> names{"density",
                                   "gamma_semigrand",
                                   "gamma_semigrand_fluctuation",
                                   "gamma_semigrand_slope",
                                   "enthalpy_difference",
                                   "enthalpy_difference_fluctuation",
                                   "enthalpy_difference_slope",
                                   "energy_difference",
                                   "volume_difference",
                                   "enthalpy",
                                   "delta_mu",
                                   "pressure_semigrand"};
    for (const SemiGrandStudy& study : semi_grand_plan(tier).sizes) {
        names.push_back(fmt::format("gamma_semigrand_n{}", study.particles));
        names.push_back(fmt::format("enthalpy_difference_fluctuation_n{}", study.particles));
    }
    return names;
}

void SemiGrandRoute::plan(Manifest& manifest) const {
    std::vector<SemiGrandStudy> studies = plan_.sizes;
    studies.insert(studies.begin(), plan_.main);
    const auto add = [&](const std::string& id, nlohmann::json settings, std::vector<std::string> needs,
                         double sweeps) {
        const double particles = settings.at("particles").get<double>();
        manifest.tasks.push_back({id, name(), std::move(settings), task_seed(manifest.seed, id), std::move(needs),
                                  seconds_per_turn * particles * sweeps});
    };
    manifest.routes.push_back(name());
    for (const SemiGrandStudy& study : studies) {
        for (const double x1 : study.compositions) {
            if (is_pure(x1)) continue;
            add(search_id(study.particles, x1),
                {{"stage", "search"}, {"particles", study.particles}, {"x1", x1}, {"sweeps", plan_.search_sweeps}}, {},
                static_cast<double>(plan_.search_sweeps));
        }
    }
    for (const SemiGrandStudy& study : studies) {
        std::vector<double> inner = study.compositions;
        std::erase_if(inner, is_pure);
        for (int replica = 1; replica <= study.replicas; ++replica) {
            for (const double x1 : study.compositions) {
                const bool pure = is_pure(x1);
                const bool outer = x1 == inner.front() || x1 == inner.back();
                if (!pure && !outer && study.inner_replicas > 0 && replica > study.inner_replicas) continue;
                const std::uint64_t sweeps = pure ? study.pure_sweeps : outer ? study.outer_sweeps : study.sweeps;
                std::vector<std::string> needs;
                if (!pure) needs.push_back(search_id(study.particles, x1));
                add(replica_id(study.particles, x1, replica),
                    {{"stage", pure ? "pure" : "production"},
                     {"particles", study.particles},
                     {"x1", x1},
                     {"replica", replica},
                     {"equilibration", plan_.equilibration_sweeps},
                     {"sweeps", sweeps}},
                    std::move(needs), static_cast<double>(plan_.equilibration_sweeps + sweeps));
            }
        }
    }
}

SemiGrandChains semi_grand_chains(const Manifest& manifest, double x1) {
    constexpr std::size_t most = 2;
    SemiGrandChains chains;
    for (const Task& task : manifest.tasks) {
        if (task.route != "semigrand" || chains.ids.size() == most) continue;
        const int particles = field<int>(task.settings, "particles");
        if (chains.particles == 0) chains.particles = particles;
        const bool production = field<std::string>(task.settings, "stage") == "production";
        if (production && particles == chains.particles && field<double>(task.settings, "x1") == x1) {
            chains.ids.push_back(task.id);
        }
    }
    if (chains.ids.empty()) throw InvalidArgument(fmt::format("there are no semi-grand chains at x1 = {}", x1));
    return chains;
}

nlohmann::json SemiGrandRoute::run(const StateLine& state_line, const Task& task,
                                   const std::vector<const TaskResult*>& needed, const RunContext& context) const {
    const auto stage = field<std::string>(task.settings, "stage");
    if (stage == "search") return run_search(state_line, task, context);
    if (stage == "production" && needed.size() == 1) {
        return run_production(state_line, task, &needed.front()->values, context);
    }
    if (stage == "pure" && needed.empty()) return run_production(state_line, task, nullptr, context);
    throw InvalidInput(fmt::format("task {}: stage = {} with {} needed results: there is no such stage", task.id, stage,
                                   needed.size()));
}

}  // namespace soret
