// The route of growing particles: its plan, real tasks, what replicas and both species say together.

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "campaign_directories.hpp"
#include "curve_names.hpp"
#include "soret/common/equations_of_state/pets.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/fep/fep.hpp"
#include "soret/validation/routes/fep/gibbs_energy.hpp"
#include "soret/validation/routes/routes.hpp"

namespace soret {
namespace {

constexpr double temperature = 0.62;

Manifest manifest_of(const FepPlan& plan) {
    Manifest manifest;
    add_tasks(test::tiny_chains({0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0}), manifest);
    add_tasks(plan, manifest);
    return manifest;
}

FepPlan tiny_plan() {
    FepPlan plan;
    plan.compositions = {0.0, 0.3, 1.0};
    plan.particles = 128;
    plan.stages = 6;
    plan.turns = 40;
    plan.replicas = 1;
    plan.rounds = 3;
    plan.equilibration = 200;
    plan.sweeps = 400;
    plan.swap_replicas = 0;
    return plan;
}

double quick_cost(const Manifest& manifest) {
    double cost = 0.0;
    for (const Task& task : manifest.tasks) {
        if (task.route == fep_route) cost += task.cost;
    }
    return cost;
}

TEST(FepRoute, PlansBothSpeciesFromTheChainsOfEveryComposition) {
    PlanOptions options;
    options.tier = Tier::standard;
    const Manifest manifest = manifest_of(fep_plan(options));
    std::set<std::pair<double, int>> planned;
    for (const Task& task : manifest.tasks) {
        if (task.route != fep_route || task.settings.at("stage") != "grow") continue;
        const double x1 = task.settings.at("x1");
        planned.insert({x1, task.settings.at("species").get<int>()});
        ASSERT_FALSE(task.needs.empty());
        for (const std::string& needed : task.needs) EXPECT_EQ(manifest.find(needed)->settings.at("x1"), x1);
        EXPECT_GT(task.cost, 0.0);
    }
    EXPECT_EQ(planned.size(), 22U);
    EXPECT_EQ(manifest.main_particles(fep_route), 250);
    EXPECT_LT(quick_cost(manifest), 1.2 * 3600.0);
}

TEST(FepRoute, TakesThreeMinutesOfACoreInTheTierQuick) {
    Manifest manifest = manifest_of(fep_plan());
    EXPECT_LT(quick_cost(manifest), 180.0);
    EXPECT_TRUE(FepRoute().yields(manifest).curves.contains({quantity::thermodynamic_factor, {"fep"}}));
    PlanOptions options;
    options.effort = 1e-4;
    options.particles = 128;
    const FepPlan plan = fep_plan(options);
    EXPECT_EQ(plan.sweeps, 200U);
    EXPECT_EQ(plan.equilibration, 100U);
    EXPECT_EQ(plan.particles, 128);
}

TEST(FepRoute, HasTheSameBitsInBothBackends) {
    const Manifest manifest = manifest_of(tiny_plan());
    TaskResults finished;
    int runs = 0;
    for (const Task& task : manifest.tasks) {
        const double x1 = task.settings.at("x1");
        if (x1 != 0.0 && x1 != 0.3) continue;
        const TaskResult result = run_task(manifest.state_line, task, finished, route_by_name, {});
        finished.emplace(task.id, result);
        if (task.route != fep_route) continue;
        ++runs;
        RunContext reference;
        reference.backend = Backend::reference;
        EXPECT_EQ(run_task(manifest.state_line, task, finished, route_by_name, reference).digest, result.digest);
        EXPECT_EQ(result.values.at("particles"), (x1 == 0.0 ? std::vector{0, 128} : std::vector{38, 90}));
        EXPECT_TRUE(result.values.at("departure").is_null());
        EXPECT_EQ(result.values.at("species"), task.settings.at("species"));
        EXPECT_LT(result.values.dump().size(), 100000U);
    }
    EXPECT_EQ(runs, 4);
}

/// What the chains would find if the liquid were that of PeTS.
struct InventedLiquid {
    double error = 0.01;           ///< of mu_ex of a replica                          [eps]
    bool with_wrong_sign = false;  ///< of what mu_1 has more than mu_2
    double shift_of_replica_2 = 0.0;

    double excess(int species, double n1, double n, double volume) const {
        // Of the state halfway between N_s and N_s + 1.
        const double x1 = (n1 + (species == 1 ? 0.5 : 0.0)) / (n + 0.5);
        const auto g = [&](int s) {
            const auto state = PetsEquation({0.6, 1.0}, {1.0, 1.0}).at_pressure(temperature, 0.46, {x1, 1.0 - x1});
            return temperature * std::log(state.density) +
                   state.residual_chemical_potential[static_cast<std::size_t>(s - 1)];
        };
        // mu_s = g_s + T ln[(N_s + 1)/(N + 1)] less T ln[(N_s + 1)/V]
        return g(with_wrong_sign ? 3 - species : species) + temperature * std::log(volume / (n + 1.0));
    }

    TaskResult result(const Task& task) const {
        NormalSequence normal(task.seed, RandomStream::synthetic_series, 31);
        const double n = task.settings.at("particles"), x1 = task.settings.at("x1");
        const int species = task.settings.at("species");
        const double n1 = std::nearbyint(n * x1);
        const double density =
            PetsEquation({0.6, 1.0}, {1.0, 1.0}).at_pressure(temperature, 0.46, {n1 / n, 1.0 - n1 / n}).density;
        const double volume = n / density;
        double mu_ex = excess(species, n1, n, volume);
        if (task.settings.at("replica") == 2) mu_ex += shift_of_replica_2;
        BlockAccumulator samples(4, 128);
        constexpr int sweeps = 1024;
        for (int sweep = 0; sweep < sweeps; ++sweep) {
            // Relative noise of p_{K-1} that leaves `error` of T ln <p_{K-1}>.
            const double p = 0.1 * (1.0 + error / temperature * std::sqrt(sweeps) * normal.next());
            const double v = volume * (1.0 + 1e-3 * normal.next());
            samples.add(std::vector<double>{0.1, p, v, 1.0 / v});
        }
        TaskResult result;
        result.task = task.id;
        result.values = {
            {"x1", n1 / n},
            {"species", species},
            {"particles", {n1, n - n1}},
            {"stages", 2},
            {"weights", {0.0, mu_ex / temperature}},
            {"blocks", samples.blocks().to_json()},
            {"round_trips", 100},
            {"windows", {{"overlap", {{0.5, 0.5}, {0.4, 0.6}}}, {"mbar", {{"value", mu_ex}, {"sem", 0.1}}}}},
            {"pressure", Estimate{0.46, 0.01, 100.0}},
            {"departure", nullptr},
            {"reason", nullptr}};
        return result;
    }

    TaskResults results(const Manifest& manifest) const {
        TaskResults all;
        for (const Task& task : manifest.tasks) {
            if (task.route == fep_route) all.emplace(task.id, result(task));
        }
        return all;
    }
};

Manifest standard_manifest(std::uint64_t seed = 1) {
    FepPlan plan;
    plan.replicas = 2;
    plan.swap_replicas = 0;
    for (int k = 0; k <= 10; ++k) plan.compositions.push_back(k / 10.0);
    Manifest manifest;
    manifest.seed = seed;
    add_tasks(test::tiny_chains(plan.compositions), manifest);
    add_tasks(plan, manifest);
    return manifest;
}

const Estimate& at(const Reduction& reduction, const char* name, double x1) {
    for (const CurvePoint& point : test::named(reduction.curves, name).points) {
        if (std::fabs(point.x - x1) < 1e-9) return point.estimate;
    }
    throw std::out_of_range(name);
}

TEST(FepRoute, FindsThePotentialsAndGammaOfAnInventedLiquid) {
    const Manifest manifest = standard_manifest();
    InventedLiquid liquid;
    liquid.error = 1e-3;
    const Reduction reduction = FepRoute().reduce(manifest, liquid.results(manifest), Backend::optimized);
    const PetsEquation pets({0.6, 1.0}, {1.0, 1.0});
    const auto volume = [&](double x1) { return 1.0 / pets.at_pressure(temperature, 0.46, {x1, 1.0 - x1}).density; };
    EXPECT_EQ(test::named(reduction.curves, "chemical_potential_1").points.size(), 10U);  // none where x_1 = 0
    EXPECT_EQ(test::named(reduction.curves, "chemical_potential_excess_1").points.size(), 11U);
    EXPECT_EQ(test::named(reduction.curves, "gamma_fep").points.size(), 9U);
    EXPECT_EQ(test::named(reduction.curves, "gamma_fep").covariance.size(), 81U);
    for (const double x1 : {0.2, 0.5, 0.8}) {
        const auto state = pets.at_pressure(temperature, 0.46, {x1, 1.0 - x1});
        // Half a particle moves g_i by g_i'/2N, below 0.001 here.
        for (const char* species : {"1", "2"}) {
            const Estimate& mu = at(reduction, (std::string("chemical_potential_") + species).c_str(), x1);
            EXPECT_NEAR(mu.value, state.chemical_potential[species[0] - '1'], 4.0 * mu.standard_error + 1e-3) << x1;
            // Of two times 64 blocks: four times 6 %.
            EXPECT_NEAR(mu.standard_error * std::sqrt(2.0) / 1e-3, 1.0, 0.25);
        }
        const Estimate& gamma = at(reduction, "gamma_fep", x1);
        EXPECT_NEAR(gamma.value, *state.thermodynamic_factor, 4.0 * gamma.standard_error) << x1;
        EXPECT_LT(gamma.standard_error, 0.01);
        const Estimate& ideal = at(reduction, "gamma_ideal", x1);
        const double slope = (volume(x1 + 1e-4) - volume(x1 - 1e-4)) / 2e-4;
        EXPECT_NEAR(ideal.value, 1.0 - x1 * slope / volume(x1), 4.0 * ideal.standard_error + 1e-4) << x1;
        EXPECT_NEAR(at(reduction, "gamma_excess", x1).value, gamma.value - ideal.value, 1e-12);
        EXPECT_NEAR(at(reduction, "density_fep", x1).value, state.density, 1e-3);
    }
    EXPECT_EQ(reduction.checks.at("fep").runs, 44U);
    EXPECT_EQ(reduction.details.at("fep").size(), 22U);
    EXPECT_EQ(reduction.details.at("gamma_by_lines").at("excess").size(), 9U);
}

TEST(FepRoute, HoldsGammaWithinItsErrorsInTwoHundredCampaigns) {
    // 95.4 % are expected within two errors: 180 to 199 of 200 but in a thousandth of all sets of seeds.
    const double truth =
        *PetsEquation({0.6, 1.0}, {1.0, 1.0}).at_pressure(temperature, 0.46, {0.5, 0.5}).thermodynamic_factor;
    int within = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Manifest manifest = standard_manifest(seed);
        const Reduction reduction = FepRoute().reduce(manifest, InventedLiquid().results(manifest), Backend::optimized);
        const Estimate& gamma = at(reduction, "gamma_fep", 0.5);
        within += std::fabs(gamma.value - truth) < 2.0 * gamma.standard_error;
    }
    EXPECT_GE(within, 180);
    EXPECT_LE(within, 199);
}

TEST(FepRoute, HasNoGammaWhereThePotentialsObeyNoGibbsEnergy) {
    const Manifest manifest = standard_manifest();
    InventedLiquid liquid;
    liquid.with_wrong_sign = true;
    const Reduction reduction = FepRoute().reduce(manifest, liquid.results(manifest), Backend::optimized);
    EXPECT_FALSE(test::has(reduction.curves, "gamma_fep"));
    EXPECT_TRUE(test::has(reduction.curves, "chemical_potential_1"));
    ASSERT_EQ(reduction.remarks.size(), 2U);
    EXPECT_NE(reduction.remarks[1].find("no such curve"), std::string::npos) << reduction.remarks[1];
}

TEST(FepRoute, SaysHowReplicasScatterAndWhichAreNotUsed) {
    const Manifest manifest = standard_manifest();
    InventedLiquid liquid;
    TaskResults results = liquid.results(manifest);
    const std::string id = "fep-n250-x0.300-s1-r2";
    results.at(id).values["reason"] = "9 round trips";
    const Reduction reduction = FepRoute().reduce(manifest, results, Backend::optimized);
    EXPECT_NE(reduction.remarks.front().find(id + " (9 round trips)"), std::string::npos) << reduction.remarks.front();
    const Reduction of_both = FepRoute().reduce(manifest, liquid.results(manifest), Backend::optimized);
    EXPECT_LT(at(reduction, "chemical_potential_1", 0.3).effective_samples,
              at(of_both, "chemical_potential_1", 0.3).effective_samples);
    liquid.shift_of_replica_2 = 0.1;
    const Reduction shifted = FepRoute().reduce(manifest, liquid.results(manifest), Backend::optimized);
    EXPECT_NE(shifted.remarks.front().find("e-"), std::string::npos) << shifted.remarks.front();  // an exponent
    EXPECT_EQ(reduction.remarks.front().find("e-"), std::string::npos) << reduction.remarks.front();
    results.at(id).values["particles"] = {74, 176};
    EXPECT_THROW(FepRoute().reduce(manifest, results, Backend::optimized), InvalidInput);
}

}  // namespace
}  // namespace soret
