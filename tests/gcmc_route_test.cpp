// The route of grand-canonical runs: its plan, one real task, what invented numbers say.

#include <array>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "autoregressive_series.hpp"
#include "campaign_directories.hpp"
#include "curve_names.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/gcmc/gcmc.hpp"
#include "soret/validation/routes/routes.hpp"
#include "soret/validation/simulation/grand_canonical_samples.hpp"

namespace soret {
namespace {

/// The route, whether or not the program has it, and all others.
const Route& route_named(const std::string& name) {
    static const GrandCanonicalRoute route;
    if (name == grand_canonical_route) return route;
    return route_by_name(name);
}

/// Runs of a growing particle of each species at every composition, as the route "fep" plans them.
void add_growing_tasks(const std::vector<double>& compositions, Manifest& manifest) {
    for (const double x1 : compositions) {
        for (const int species : {1, 2}) {
            const std::string id = "fep-" + std::to_string(species) + "-" + std::to_string(x1);
            manifest.tasks.push_back({id, "fep", {{"stage", "grow"}, {"species", species}, {"x1", x1}}, 1, {}, 1.0});
        }
    }
}

Manifest tiny_manifest(const std::vector<double>& compositions = {0.2, 0.5, 0.8}) {
    GrandCanonicalPlan plan;
    plan.compositions = compositions;
    plan.particles = 200;
    plan.equilibration = 60;
    plan.sweeps = 200;
    Manifest manifest;
    add_tasks(test::tiny_chains(plan.compositions), manifest);
    add_growing_tasks(plan.compositions, manifest);
    add_tasks(plan, manifest);
    return manifest;
}

TEST(GrandCanonicalRoute, PlansRunsThatNeedChainsAndGrowingParticles) {
    const Manifest manifest = tiny_manifest();
    std::set<double> compositions;
    for (const Task& task : manifest.tasks) {
        if (task.route != grand_canonical_route) continue;
        compositions.insert(task.settings.at("x1").get<double>());
        EXPECT_EQ(task.settings.at("growing_species"), (std::vector<int>{1, 2}));
        ASSERT_EQ(task.needs.size(), 4U);
        EXPECT_TRUE(task.needs[0].starts_with("semigrand"));
        EXPECT_TRUE(task.needs[3].starts_with("fep-2"));
        EXPECT_GT(task.cost, 0.0);
    }
    EXPECT_EQ(compositions, (std::set<double>{0.2, 0.5, 0.8}));
    EXPECT_EQ(manifest.main_particles(grand_canonical_route), 200);
    const Yield yield = GrandCanonicalRoute().yields(manifest);
    for (const Quantity& one :
         {quantity::thermodynamic_factor, quantity::excess_coordination_12, quantity::density, quantity::pressure}) {
        EXPECT_TRUE(yield.curves.contains({one, {"gcmc"}})) << one.name;
    }
    EXPECT_TRUE(GrandCanonicalRoute().yields({}).curves.empty());
}

TEST(GrandCanonicalRoute, IsAtThoseCompositionsWhereParticlesGrow) {
    Manifest manifest;
    SemiGrandRoute().plan({}, manifest);
    GrandCanonicalRoute().plan({}, manifest);
    EXPECT_EQ(manifest.routes, std::vector<std::string>{"semigrand"});
    add_growing_tasks({0.5, 0.6}, manifest);
    GrandCanonicalRoute().plan({}, manifest);
    ASSERT_EQ(manifest.routes.back(), "gcmc");
    for (const Task& task : manifest.tasks) {
        if (task.route != grand_canonical_route) continue;
        EXPECT_EQ(task.settings.at("x1"), 0.5) << task.id;
    }
    GrandCanonicalPlan plan;
    plan.compositions = {0.3};
    EXPECT_THROW(add_tasks(plan, manifest), InvalidArgument);
}

TEST(GrandCanonicalRoute, TakesTheLevelOfThePotentialsFromAllMeasurements) {
    const std::vector<MeasuredPotential> measured{
        {1, {-1.5, 0.01, 50.0}}, {2, {-3.5, 0.02, 50.0}}, {2, {-3.48, 0.02, 50.0}}};
    const ImposedPotentials imposed = imposed_potentials(1.96, measured);
    // Levels -3.46(1), -3.50(2), -3.48(2), with the weights 4, 1, 1.
    EXPECT_NEAR(imposed.mu[1], (4.0 * -3.46 - 3.5 - 3.48) / 6.0, 1e-12);
    EXPECT_NEAR(imposed.mu[0] - imposed.mu[1], 1.96, 1e-12);
    EXPECT_NEAR(imposed.level_error, 0.02 / std::sqrt(6.0), 1e-12);
    EXPECT_GT(imposed.p_value, 0.05);
    EXPECT_LT(imposed.p_value, 0.95);
    EXPECT_THROW(imposed_potentials(1.96, {}), InvalidInput);
    const std::vector<MeasuredPotential> third{{3, {-1.5, 0.01, 50.0}}};
    EXPECT_THROW(imposed_potentials(1.96, third), InvalidInput);
}

/// What a run of a growing particle leaves; of the second one nothing is known.
TaskResult grown(const Task& task) {
    TaskResult result;
    result.task = task.id;
    const bool first = task.settings.at("species") == 1;
    result.values = {{"chemical_potential", first ? nlohmann::json(Estimate{-2.4, 0.02, 50.0}) : nlohmann::json()}};
    return result;
}

TEST(GrandCanonicalRoute, HasTheSameBitsInBothBackends) {
    const Manifest manifest = tiny_manifest({0.3});
    TaskResults finished;
    for (const Task& task : manifest.tasks) {
        if (task.route == "fep") {
            finished.emplace(task.id, grown(task));
            continue;
        }
        const TaskResult result = run_task(manifest.state_line, task, finished, route_named, {});
        finished.emplace(task.id, result);
        if (task.route != grand_canonical_route) continue;
        RunContext reference;
        reference.backend = Backend::reference;
        EXPECT_EQ(run_task(manifest.state_line, task, finished, route_named, reference).digest, result.digest);
        const nlohmann::json& values = result.values;
        EXPECT_EQ(values.at("stuck"), "");
        EXPECT_EQ(values.at("level_error"), 0.02);
        EXPECT_NEAR(values.at("mu").at(0).get<double>(), -2.4, 1e-12);
        EXPECT_GT(values.at("acceptance").at("identity").get<double>(), 0.1);
        EXPECT_EQ(BlockTable::from_json(values.at("samples")).sample_count(), 200.0);
        EXPECT_LT(values.dump().size(), 100000U);
        return;
    }
    FAIL() << "no task";
}

/// Where no particle has grown there is nothing to impose: the campaign goes on, and the composition has no point.
TEST(GrandCanonicalRoute, SaysWhereNoChemicalPotentialIsKnown) {
    const Manifest manifest = tiny_manifest({0.3});
    TaskResults finished;
    for (const Task& task : manifest.tasks) {
        if (task.route == "fep") {
            TaskResult unknown = grown(task);
            unknown.values["chemical_potential"] = nullptr;
            finished.emplace(task.id, unknown);
            continue;
        }
        finished.emplace(task.id, run_task(manifest.state_line, task, finished, route_named, {}));
    }
    const Reduction reduction = GrandCanonicalRoute().reduce(manifest, finished, Backend::optimized);
    EXPECT_FALSE(test::has(reduction.curves, "gamma_gcmc"));
    ASSERT_EQ(reduction.remarks.size(), 1U);
    EXPECT_NE(reduction.remarks.front().find("chemical potential"), std::string::npos) << reduction.remarks.front();
}

// ---------------------------------------------------------------------------------------------- invented numbers

/// Numbers whose means are 500 x_1, 500 x_2 in a volume of 625, with standard deviations and a correlation as below.
constexpr double particles = 500.0, volume = 625.0;
constexpr std::array deviation{9.0, 7.0};
constexpr double correlation = -0.5;

struct InventedNumbers {
    std::uint64_t seed = 1;
    std::size_t sweeps = 4000;
    double memory = 3.0;  ///< [sweeps]
    double x1 = 0.4;

    BlockTable samples() const {
        const test::AutoregressiveSeries series(std::exp(-1.0 / memory));
        const std::vector<double> a = series.values(sweeps, 2 * seed), c = series.values(sweeps, 2 * seed + 1);
        BlockAccumulator samples(4, 128);
        for (std::size_t k = 0; k < sweeps; ++k) {
            const double b = correlation * a[k] + std::sqrt(1.0 - correlation * correlation) * c[k];
            const double n1 = particles * x1 + deviation[0] * a[k];
            const double n2 = particles * (1.0 - x1) + deviation[1] * b;
            samples.add(std::vector<double>{n1, -5.0 * (n1 + n2), volume, n2});
        }
        return samples.blocks();
    }
};

double exact_gamma(double x1) {
    const double n1 = particles * x1, n2 = particles - n1;
    const double G11 = volume * (deviation[0] * deviation[0] / (n1 * n1) - 1.0 / n1);
    const double G22 = volume * (deviation[1] * deviation[1] / (n2 * n2) - 1.0 / n2);
    const double G12 = volume * correlation * deviation[0] * deviation[1] / (n1 * n2);
    return 1.0 / (1.0 + x1 * (1.0 - x1) * particles / volume * (G11 + G22 - 2.0 * G12));
}

// Of 200 campaigns of 4000 sweeps, some 600 independent samples, two errors hold the truth in 95 %; fewer than 179 is a
// false alarm in 1000 sets of seeds (binomial).
TEST(GrandCanonicalAnalysis, HasErrorsThatHold) {
    int held_gamma = 0, held_g12 = 0, held_density = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const GrandCanonicalAnalysis found = analyse_grand_canonical(InventedNumbers{.seed = seed}.samples());
        const auto holds = [](const Estimate& estimate, double exact) {
            return std::fabs(estimate.value - exact) < 2.0 * estimate.standard_error ? 1 : 0;
        };
        const double x1 = 0.4;
        held_gamma += holds(found.gamma(), exact_gamma(x1));
        held_g12 += holds(
            found.G[1], volume * correlation * deviation[0] * deviation[1] / (particles * particles * x1 * (1.0 - x1)));
        held_density += holds(found.density, particles / volume);
    }
    EXPECT_GE(held_gamma, 179);
    EXPECT_GE(held_g12, 179);
    EXPECT_GE(held_density, 179);
}

TEST(GrandCanonicalAnalysis, KnowsHowTheDensityAnswers) {
    const GrandCanonicalAnalysis found = analyse_grand_canonical(InventedNumbers{.sweeps = 40000}.samples());
    const double variance = 81.0 + 49.0 + 2.0 * correlation * 63.0;
    EXPECT_NEAR(found.density_response, variance / volume, 0.1 * variance / volume);  // four errors: sqrt(2/6000) each
    EXPECT_NEAR(found.x1.value, 0.4, 4.0 * found.x1.standard_error);
    // n_12 = rho_2 G_12 and n_21 = rho_1 G_12 have one error between them.
    const double relative = found.G[1].standard_error / std::fabs(found.G[1].value);
    const Estimate n12 = found.estimate(&KirkwoodBuffRelations::n12);
    EXPECT_NEAR(n12.standard_error / std::fabs(n12.value), relative, 0.2 * relative);
}

TaskResults invented(const Manifest& manifest, const InventedNumbers& numbers, const std::string& stuck_replica = "") {
    TaskResults results;
    for (const Task& task : manifest.tasks) {
        if (task.route != grand_canonical_route) continue;
        InventedNumbers of_task = numbers;
        of_task.seed = task.seed;
        of_task.x1 = task.settings.at("x1");
        const bool stuck = !stuck_replica.empty() && task.id.ends_with(stuck_replica);
        TaskResult result;
        result.task = task.id;
        result.values = {{"mu", {-1.5, -3.5}},
                         {"level_error", 0.01},
                         {"level_p_value", 0.5},
                         {"samples", of_task.samples().to_json()},
                         {"stuck", stuck ? "no insertion or deletion was accepted" : ""},
                         {"acceptance", {{"displacement", 0.4}, {"biased_exchange", stuck ? 0.0 : 0.02}}},
                         {"pressure", Estimate{0.46, 0.006, 100.0}},
                         {"departure", nullptr}};
        results.emplace(task.id, std::move(result));
    }
    return results;
}

TEST(GrandCanonicalRoute, TakesAllReplicasTogether) {
    const Manifest manifest = tiny_manifest();
    const Reduction reduction = GrandCanonicalRoute().reduce(manifest, invented(manifest, {}), Backend::optimized);
    const Curve& gamma = test::named(reduction.curves, "gamma_gcmc");
    ASSERT_EQ(gamma.points.size(), 3U);
    for (const CurvePoint& point : gamma.points) {
        // Four errors: three compositions have a false alarm in some thousand seeds.
        EXPECT_NEAR(point.estimate.value, exact_gamma(point.x), 4.0 * point.estimate.standard_error) << point.x;
    }
    EXPECT_EQ(reduction.checks.at("gcmc").runs, 6U);
    EXPECT_TRUE(reduction.remarks.empty());
    // dP = rho dmu, d rho = Var(N)/(V T) dmu, on top of the statistical errors.
    const double T = manifest.state_line.temperature;
    const Estimate pressure = test::named(reduction.curves, "pressure_gcmc").points.at(1).estimate;
    EXPECT_EQ(pressure.value, 0.46);
    EXPECT_NEAR(pressure.standard_error, std::hypot(0.006 / std::sqrt(2.0), particles / volume * 0.01), 1e-5);
    const Estimate density = test::named(reduction.curves, "density_gcmc").points.at(1).estimate;
    const double of_level = (81.0 + 49.0 + 2.0 * correlation * 63.0) / (volume * T) * 0.01;
    EXPECT_GT(density.standard_error, 0.9 * of_level);
    EXPECT_LT(density.standard_error, 1.5 * of_level);
    // f = f_11 + f_22 + f_12 makes Gamma, but for the bias that is taken off each.
    double f = 0.0;
    for (const char* name : {"kirkwood_buff_f_11_gcmc", "kirkwood_buff_f_12_gcmc", "kirkwood_buff_f_22_gcmc"}) {
        f += test::named(reduction.curves, name).points[1].estimate.value;
    }
    EXPECT_NEAR(gamma.points[1].estimate.value, 1.0 / (1.0 + f), 0.2 * gamma.points[1].estimate.standard_error);
    const nlohmann::json& row = reduction.details.at("gcmc").at(1);
    EXPECT_EQ(row.at("acceptance").at("biased_exchange"), 0.02);
    EXPECT_NEAR(row.at("autocorrelation_times").at(0).get<double>(), 3.0, 1.0);
    EXPECT_EQ(row.at("mu"), nlohmann::json({-1.5, -3.5}));
}

TEST(GrandCanonicalRoute, HasNoPointOfStuckRunsAndOfShortOnes) {
    const Manifest manifest = tiny_manifest();
    const Reduction stuck = GrandCanonicalRoute().reduce(manifest, invented(manifest, {}, "-r1"), Backend::optimized);
    EXPECT_EQ(test::named(stuck.curves, "gamma_gcmc").points.size(), 3U);  // of the second replicas
    EXPECT_EQ(stuck.details.at("gcmc").at(0).at("replicas"), 1);
    TaskResults all = invented(manifest, {}, "-r1");
    for (auto& [id, result] : all) result.values["stuck"] = "no insertion or deletion was accepted";
    const Reduction none = GrandCanonicalRoute().reduce(manifest, all, Backend::optimized);
    EXPECT_TRUE(none.curves.empty());
    ASSERT_EQ(none.remarks.size(), 3U);
    EXPECT_NE(none.remarks[0].find("no insertion or deletion was accepted"), std::string::npos);
    EXPECT_NE(none.remarks[0].find("x_1 = 0.200"), std::string::npos);
    const Reduction slow = GrandCanonicalRoute().reduce(manifest, invented(manifest, {.sweeps = 500, .memory = 100.0}),
                                                        Backend::optimized);
    EXPECT_TRUE(slow.curves.empty());
    ASSERT_EQ(slow.remarks.size(), 3U);
    EXPECT_NE(slow.remarks[0].find("too short for the memory"), std::string::npos) << slow.remarks[0];
}

}  // namespace
}  // namespace soret
