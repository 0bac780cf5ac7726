// The route of radial distribution functions: its plan, one real task, what replicas say together.

#include <array>
#include <cmath>
#include <numbers>
#include <set>

#include <gtest/gtest.h>

#include "campaign_directories.hpp"
#include "curve_names.hpp"
#include "pair_distances.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/kirkwood_buff/kirkwood_buff.hpp"
#include "soret/validation/routes/routes.hpp"
#include "soret/validation/simulation/kirkwood_buff_analysis.hpp"

namespace soret {
namespace {

/// Chains of the route "semigrand" and short runs of 200 particles.
Manifest tiny_manifest() {
    KirkwoodBuffPlan plan;
    plan.compositions = {0.1, 0.3, 0.5, 0.7, 0.9};
    plan.particles = 200;
    plan.sweeps = 400;
    Manifest manifest;
    add_tasks(test::tiny_chains(plan.compositions), manifest);
    add_tasks({plan}, manifest);
    return manifest;
}

TEST(KirkwoodBuffRoute, PlansRunsThatStartFromTheChains) {
    const Manifest manifest = tiny_manifest();
    std::set<double> compositions;
    for (const Task& task : manifest.tasks) {
        if (task.route != kirkwood_buff_route) continue;
        compositions.insert(task.settings.at("x1").get<double>());
        EXPECT_EQ(task.settings.at("particles"), 200);
        EXPECT_FALSE(task.needs.empty());
        EXPECT_GT(task.cost, 0.0);
    }
    EXPECT_EQ(compositions, (std::set<double>{0.1, 0.3, 0.5, 0.7, 0.9}));
    EXPECT_EQ(manifest.main_particles(kirkwood_buff_route), 200);
    const Yield yield = KirkwoodBuffRoute().yields(manifest);
    EXPECT_TRUE(yield.curves.contains({quantity::thermodynamic_factor, {"rdf"}}));
    EXPECT_TRUE(yield.curves.contains({quantity::pressure, {"rdf"}}));
    EXPECT_TRUE(yield.curves.contains({quantity::thermodynamic_factor, {"rdf", "", "structure_factor"}}));
}

TEST(KirkwoodBuffRoute, HasOneSizeInTheTierQuickAndThreeAbove) {
    const std::vector<KirkwoodBuffPlan> quick = kirkwood_buff_plans({});
    ASSERT_EQ(quick.size(), 1U);
    EXPECT_EQ(quick[0].compositions, (std::vector<double>{0.3, 0.5, 0.7}));
    PlanOptions options;
    options.tier = Tier::standard;
    options.effort = 1e-4;
    const std::vector<KirkwoodBuffPlan> plans = kirkwood_buff_plans(options);
    ASSERT_EQ(plans.size(), 3U);
    EXPECT_EQ(plans[0].compositions.size(), 9U);
    EXPECT_EQ(plans[1].particles, 1000);
    EXPECT_EQ(plans[2].particles, 4000);
    EXPECT_EQ(plans[0].sweeps, 400U);  // forty samples, the fewest
    EXPECT_EQ(plans[1].sweeps, 800U);  // as many turns
    EXPECT_EQ(plans[2].sweeps, 400U);
}

TEST(KirkwoodBuffRoute, HasTheSameBitsInBothBackends) {
    const Manifest manifest = tiny_manifest();
    TaskResults finished;
    std::optional<nlohmann::json> of_run;
    for (const Task& task : manifest.tasks) {
        const bool runs = task.route == kirkwood_buff_route;
        if (of_run || std::fabs(task.settings.at("x1").get<double>() - 0.3) > 1e-9) continue;
        const TaskResult result = run_task(manifest.state_line, task, finished, route_by_name, {});
        finished.emplace(task.id, result);
        if (!runs) continue;
        RunContext reference;
        reference.backend = Backend::reference;
        EXPECT_EQ(run_task(manifest.state_line, task, finished, route_by_name, reference).digest, result.digest);
        of_run = result.values;
    }
    ASSERT_TRUE(of_run.has_value());
    EXPECT_EQ(of_run->at("particles"), (std::vector<double>{60.0, 140.0}));
    EXPECT_EQ(of_run->at("pairs").size(), 20U);
    EXPECT_EQ(of_run->at("structure_factors").size(), 20U);
    EXPECT_EQ(of_run->at("structure_factors")[0].size(), 33U);  // eleven lengths by three pairs
    // Half the edge, less at most a 64th.
    const double edge = std::cbrt(of_run->at("volume").get<double>());
    EXPECT_LE(of_run->at("r_max").get<double>(), 0.5 * edge);
    EXPECT_GT(of_run->at("r_max").get<double>(), 0.5 * edge - 1.0 / 64.0);
}

/// g = 1 + A exp(-r^2/2s^2) in a box so large that only the missing particle itself is noticed, G = A (2 pi s^2)^(3/2):
/// straight lines in 1/R within the noise.
constexpr double bump_width = 0.3;
constexpr std::array amplitude{2.0, -0.5, 1.0};
constexpr RadialBins bump_bins{6.0, 240};

double gamma_of_bumps(double x1) {
    const double volume = std::pow(2.0 * std::numbers::pi * bump_width * bump_width, 1.5);
    return 1.0 / (1.0 + x1 * (1.0 - x1) * 0.8 * (amplitude[0] + amplitude[2] - 2.0 * amplitude[1]) * volume);
}

/// Results of all replicas, with Poisson noise. With a bend g has a tail that no closed volume holds.
TaskResults invented(const Manifest& manifest, double bend = 0.0) {
    TaskResults results;
    NormalSequence normal(5, RandomStream::synthetic_series, 3);
    for (const Task& task : manifest.tasks) {
        if (task.route != kirkwood_buff_route) continue;
        const double x1 = task.settings.at("x1");
        const std::vector<double> particles{8e5 * x1, 8e5 * (1.0 - x1)};
        const PairDistances mean =
            test::distances_of(bump_bins, 1e6, particles, [&](std::size_t a, std::size_t b, double r) {
                const double bump = std::exp(-r * r / (2.0 * bump_width * bump_width));
                const double open = 1.0 + amplitude[species_pair(a, b, 2)] * bump + bend / (1.0 + r * r);
                return open * (a == b ? 1.0 - 1.0 / particles[a] : 1.0);
            });
        nlohmann::json blocks = nlohmann::json::array();
        for (int block = 0; block < 16; ++block) {
            std::vector<double> pairs;
            for (const double expected : mean.pairs) {
                pairs.push_back(std::max(0.0, expected + std::sqrt(expected / 10.0) * normal.next()));
            }
            blocks.push_back(pairs);
        }
        // S_ab = x_a delta_ab + x_a x_b rho G_ab, with the noise of 100 modes.
        const double volume = std::pow(2.0 * std::numbers::pi * bump_width * bump_width, 1.5);
        const std::array x{x1, 1.0 - x1};
        nlohmann::json structure_factors = nlohmann::json::array();
        for (int block = 0; block < 16; ++block) {
            std::vector<double> S;
            for (std::size_t a = 0; a < 2; ++a) {
                for (std::size_t b = a; b < 2; ++b) {
                    const double mean_S = (a == b ? x[a] : 0.0) + x[a] * x[b] * 0.8 * amplitude[a + b] * volume;
                    for (int shell = 0; shell < 11; ++shell) S.push_back(mean_S + 0.1 * x[a] * x[b] * normal.next());
                }
            }
            structure_factors.push_back(S);
        }
        TaskResult result;
        result.task = task.id;
        result.values = {{"x1", x1},
                         {"density", 0.8},
                         {"volume", 1e6},
                         {"particles", mean.particles},
                         {"r_max", bump_bins.r_max},
                         {"bins", bump_bins.bins},
                         {"pairs", blocks},
                         {"edge", 100.0},
                         {"largest_square", 12},
                         {"structure_factors", structure_factors},
                         {"pressure", Estimate{0.46, 0.01, 100.0}},
                         {"departure", nullptr}};
        results.emplace(task.id, result);
    }
    return results;
}

TEST(KirkwoodBuffRoute, TakesAllReplicasTogether) {
    const Manifest manifest = tiny_manifest();
    const TaskResults results = invented(manifest);
    const Reduction reduction = KirkwoodBuffRoute().reduce(manifest, results, Backend::optimized);
    ASSERT_TRUE(test::has(reduction.curves, "gamma_rdf"));
    const Curve& gamma = test::named(reduction.curves, "gamma_rdf");
    ASSERT_EQ(gamma.points.size(), 5U);
    for (const CurvePoint& point : gamma.points) {
        // Four errors with 31 degrees of freedom: five compositions have a false alarm in 500 seeds.
        EXPECT_NEAR(point.estimate.value, gamma_of_bumps(point.x), 4.0 * point.estimate.standard_error) << point.x;
        EXPECT_EQ(point.estimate.effective_samples, 32.0);  // blocks of two replicas
    }
    EXPECT_EQ(reduction.checks.at("rdf").runs, 10U);
    const Curve& without_window = test::named(reduction.curves, "gamma_rdf_structure_factor");
    ASSERT_EQ(without_window.points.size(), 5U);
    for (const CurvePoint& point : without_window.points) {
        EXPECT_NEAR(point.estimate.value, gamma_of_bumps(point.x), 4.0 * point.estimate.standard_error) << point.x;
        EXPECT_LT(point.estimate.standard_error, 0.1);
    }
    // Of one replica alone: errors are larger by about the root of two.
    TaskResults half;
    for (const auto& [id, result] : results) {
        if (id.ends_with("r1")) half.emplace(id, result);
    }
    const Reduction of_half = KirkwoodBuffRoute().reduce(manifest, half, Backend::optimized);
    double ratio = 0.0;
    for (std::size_t k = 0; k < 5; ++k) {
        ratio += test::named(of_half.curves, "gamma_rdf").points[k].estimate.standard_error /
                 gamma.points[k].estimate.standard_error / 5.0;
    }
    EXPECT_NEAR(ratio, std::sqrt(2.0), 0.5);
    const Estimate pressure = test::named(reduction.curves, "pressure_rdf").points.at(0).estimate;
    EXPECT_NEAR(pressure.standard_error, 0.01 / std::sqrt(2.0), 1e-15);
    EXPECT_EQ(pressure.value, 0.46);
    // f = f_11 + f_22 + f_12 makes Gamma.
    double f = 0.0;
    for (const char* name : {"kirkwood_buff_f_11", "kirkwood_buff_f_12", "kirkwood_buff_f_22"}) {
        f += test::named(reduction.curves, name).points[1].estimate.value;
    }
    EXPECT_NEAR(gamma.points[1].estimate.value, 1.0 / (1.0 + f), 1e-12);
    // f_12 (1 + ratio) is 1/Gamma - 1, and to first order the error of the ratio is not above that of its parts apart.
    const auto at = [&](const char* name) { return test::named(reduction.curves, name).points[1].estimate; };
    const Estimate ratio_of_f = at("kirkwood_buff_ratio"), f_12 = at("kirkwood_buff_f_12");
    EXPECT_NEAR(f_12.value * (1.0 + ratio_of_f.value), f, 1e-12);
    EXPECT_GT(ratio_of_f.standard_error, 0.0);
    EXPECT_LT(ratio_of_f.standard_error * std::fabs(f_12.value), at("kirkwood_buff_f_11").standard_error +
                                                                     at("kirkwood_buff_f_22").standard_error +
                                                                     std::fabs(ratio_of_f.value) * f_12.standard_error);
}

TEST(KirkwoodBuffRoute, HasNoPointWhereNoWindowHoldsTheSeries) {
    const Manifest manifest = tiny_manifest();
    const Reduction reduction = KirkwoodBuffRoute().reduce(manifest, invented(manifest, 0.05), Backend::optimized);
    EXPECT_FALSE(test::has(reduction.curves, "gamma_rdf"));
    ASSERT_EQ(reduction.remarks.size(), 1U);
    EXPECT_NE(reduction.remarks.front().find("0 of 5"), std::string::npos) << reduction.remarks.front();
}

/// 170 particles have two lengths of wave vectors below the first peak: windows alone say Gamma then.
TEST(KirkwoodBuffRoute, GoesWithoutStructureFactorsInASmallBox) {
    const Manifest manifest = tiny_manifest();
    TaskResults results = invented(manifest);
    for (auto& [id, result] : results) result.values["edge"] = 6.0;
    const Reduction reduction = KirkwoodBuffRoute().reduce(manifest, results, Backend::optimized);
    EXPECT_FALSE(test::has(reduction.curves, "gamma_rdf_structure_factor"));
    EXPECT_EQ(test::named(reduction.curves, "gamma_rdf").points.size(), 5U);
    EXPECT_NE(reduction.details.at("kirkwood_buff")[0].at("structure_factor").value("reason", "").find("lengths"),
              std::string::npos);
}

TEST(KirkwoodBuffRoute, RefusesReplicasOfAnotherBox) {
    const Manifest manifest = tiny_manifest();
    TaskResults results = invented(manifest);
    results.at("rdf-n200-x0.300-r2").values["volume"] = 1e6 + 1.0;
    try {
        KirkwoodBuffRoute().reduce(manifest, results, Backend::optimized);
        FAIL();
    } catch (const InvalidInput& error) {
        EXPECT_NE(std::string(error.what()).find("rdf-n200-x0.300-r2"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace soret
