// Stage "swap" of the route fep: real tasks, what changes of identity say of Gamma, partial molar properties.

#include <cmath>

#include <gtest/gtest.h>

#include "campaign_directories.hpp"
#include "curve_names.hpp"
#include "soret/common/equations_of_state/pets.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/fep/fep.hpp"
#include "soret/validation/routes/fep/swap.hpp"
#include "soret/validation/routes/routes.hpp"
#include "soret/validation/simulation/identity_samples.hpp"

namespace soret {
namespace {

constexpr double temperature = 0.62, pressure = 0.46;

FepPlan swaps_alone(int particles, int replicas) {
    FepPlan plan;
    plan.replicas = 0;
    plan.swap_replicas = replicas;
    plan.swap_particles = particles;
    plan.swap_equilibration = 20;
    plan.swap_sweeps = 64;
    plan.swap_every = 2;
    return plan;
}

TEST(FepSwap, HasTheSameBitsInBothBackends) {
    FepPlan plan = swaps_alone(128, 1);
    plan.compositions = {0.0, 0.3};
    Manifest manifest;
    add_tasks(test::tiny_chains(plan.compositions), manifest);
    add_tasks(plan, manifest);
    TaskResults finished;
    int runs = 0;
    for (const Task& task : manifest.tasks) {
        const TaskResult result = run_task(manifest.state_line, task, finished, route_by_name, {});
        finished.emplace(task.id, result);
        if (task.route != fep_route) continue;
        ++runs;
        RunContext reference;
        reference.backend = Backend::reference;
        EXPECT_EQ(run_task(manifest.state_line, task, finished, route_by_name, reference).digest, result.digest);
        const bool mixed = task.settings.at("x1") == 0.3;
        EXPECT_EQ(result.values.at("particles"), (mixed ? std::vector{38, 90} : std::vector{0, 128}));
        EXPECT_EQ(result.values.at("identity").is_null(), !mixed);
        EXPECT_TRUE(result.values.at("departure").is_null());
        EXPECT_LT(result.values.dump().size(), 100000U);
        const SwapPoint point = swap_point({&result}, manifest.state_line);
        EXPECT_EQ(point.delta_mu.has_value(), mixed) << point.reason;
        EXPECT_NEAR(point.enthalpy.value, point.energy.value + pressure * point.volume.value + 1.5 * temperature,
                    1e-12);
    }
    EXPECT_EQ(runs, 2);
}

/// What the chains would find if the liquid were that of PeTS.
struct PetsLiquid {
    double noise = 0.01;  ///< of a work over T, a sample
    bool with_wrong_sign = false;
    PetsEquation pets{{0.6, 1.0}, {1.0, 1.0}};

    auto state(double x1) const { return pets.at_pressure(temperature, pressure, {x1, 1.0 - x1}); }
    /// (g_1 - g_2)/T
    double work(double x1) const {
        const auto& mu = state(x1).residual_chemical_potential;
        return (with_wrong_sign ? -1.0 : 1.0) * (mu[0] - mu[1]) / temperature;
    }

    TaskResult result(const Task& task) const {
        NormalSequence normal(task.seed, RandomStream::synthetic_series, 41);
        const double n = task.settings.at("particles"), x1 = task.settings.at("x1");
        const double n1 = std::nearbyint(n * x1);
        BlockAccumulator samples(3, 128);
        const double volume = n / state(n1 / n).density;
        for (int sweep = 0; sweep < 1024; ++sweep) {
            samples.add(std::vector<double>{n1, -5.0 * n * (1.0 + 1e-3 * normal.next()),
                                            volume * (1.0 + 1e-3 * normal.next())});
        }
        TaskResult result;
        result.task = task.id;
        result.values = {{"x1", n1 / n},
                         {"particles", {n1, n - n1}},
                         {"samples", samples.blocks().to_json()},
                         {"identity", nullptr},
                         {"departure", nullptr}};
        if (x1 == 0.0 || x1 == 1.0) return result;
        constexpr double C = 3.0;
        BlockAccumulator blocks(identity_quantities, 128);
        const double mean = work(n1 / n);
        for (int sample = 0; sample < 512; ++sample) {
            const double w = mean + noise * normal.next();
            blocks.add(identity_sample(std::vector{w}, std::vector{-w}, C));
        }
        IdentityTable table;
        table.particles_a = static_cast<std::int64_t>(n1);
        table.particles_b = static_cast<std::int64_t>(n - n1);
        table.temperature = temperature;
        table.bennett_constant = C;
        table.blocks = blocks.blocks();
        result.values["identity"] = table.to_json();
        return result;
    }

    Reduction reduced(std::uint64_t seed = 1) const {
        FepPlan plan = swaps_alone(1000, 2);
        for (int k = 0; k <= 10; ++k) plan.compositions.push_back(k / 10.0);
        Manifest manifest;
        manifest.seed = seed;
        add_tasks(test::tiny_chains(plan.compositions), manifest);
        add_tasks(plan, manifest);
        TaskResults results;
        for (const Task& task : manifest.tasks) {
            if (task.route == fep_route) results.emplace(task.id, result(task));
        }
        return FepRoute().reduce(manifest, results, Backend::optimized);
    }
};

const Estimate& at(const Reduction& reduction, const char* name, double x1) {
    for (const CurvePoint& point : test::named(reduction.curves, name).points) {
        if (std::fabs(point.x - x1) < 1e-9) return point.estimate;
    }
    throw std::out_of_range(name);
}

TEST(FepSwap, GammaOfAnInventedLiquidFollowsFromChangesOfIdentityAlone) {
    const PetsLiquid liquid;
    const Reduction reduction = liquid.reduced();
    for (const double x1 : {0.2, 0.5, 0.8}) {
        const Estimate& gamma = at(reduction, "gamma_fep", x1);
        EXPECT_NEAR(gamma.value, *liquid.state(x1).thermodynamic_factor, 4.0 * gamma.standard_error) << x1;
        EXPECT_LT(gamma.standard_error, 0.01);
        const Estimate& delta_mu = at(reduction, "delta_mu_fep", x1);
        const auto& mu = liquid.state(x1).chemical_potential;
        // Both ways of a work with noise s differ by s^2: 1e-4 T here.
        EXPECT_NEAR(delta_mu.value, mu[0] - mu[1], 4.0 * delta_mu.standard_error + 1e-4) << x1;
        EXPECT_NEAR(delta_mu.standard_error, temperature * liquid.noise / std::sqrt(1024.0),
                    0.3 * temperature * liquid.noise / std::sqrt(1024.0));
        const double slope = (1.0 / liquid.state(x1 + 1e-4).density - 1.0 / liquid.state(x1 - 1e-4).density) / 2e-4;
        const Estimate& difference = at(reduction, "volume_difference_fep", x1);
        EXPECT_NEAR(difference.value, slope, 4.0 * difference.standard_error + 1e-3) << x1;
        const double v = 1.0 / liquid.state(x1).density;
        EXPECT_NEAR(at(reduction, "partial_volume_1", x1).value, v + (1.0 - x1) * slope, 3e-3) << x1;
        EXPECT_NEAR(at(reduction, "partial_volume_2", x1).value, v - x1 * slope, 3e-3) << x1;
    }
    EXPECT_EQ(reduction.checks.at("fep").runs, 22U);
    EXPECT_EQ(test::named(reduction.curves, "delta_mu_fep").points.size(), 9U);
    EXPECT_EQ(test::named(reduction.curves, "enthalpy_fep").points.size(), 11U);
}

TEST(FepSwap, AWrongSignOfDeltaMuIsAnotherGamma) {
    PetsLiquid liquid;
    liquid.with_wrong_sign = true;
    const Reduction reduction = liquid.reduced();
    const Estimate& gamma = at(reduction, "gamma_fep", 0.5);
    EXPECT_GT(gamma.value - *liquid.state(0.5).thermodynamic_factor, 10.0 * gamma.standard_error);
}

SwapPoint invented_point(double x1, double value, double error) {
    SwapPoint point;
    point.x1 = x1;
    point.volume = {value, error, 50.0};
    return point;
}

double cubic(double x) {
    return 1.2 + x * (0.4 + x * (-0.3 + x * 0.2));
}
double slope_of_cubic(double x) {
    return 0.4 + x * (-0.6 + x * 0.6);
}

TEST(PartialMolar, AreThoseOfAnExactCurve) {
    std::vector<SwapPoint> points;
    for (int k = 0; k <= 10; ++k) points.push_back(invented_point(k / 10.0, cubic(k / 10.0), 0.01));
    const auto partial = partial_molar(points, &SwapPoint::volume);
    ASSERT_TRUE(partial.has_value());
    EXPECT_EQ(partial->degree, 3);
    ASSERT_EQ(partial->of_1.points.size(), 9U);
    for (std::size_t k = 0; k < 9; ++k) {
        const double x = partial->of_1.points[k].x;
        EXPECT_NEAR(partial->of_1.points[k].estimate.value, cubic(x) + (1.0 - x) * slope_of_cubic(x), 1e-11);
        EXPECT_NEAR(partial->of_2.points[k].estimate.value, cubic(x) - x * slope_of_cubic(x), 1e-11);
        EXPECT_NEAR(partial->difference.points[k].estimate.value, slope_of_cubic(x), 1e-11);
        EXPECT_NEAR(partial->difference.covariance[10 * k],
                    std::pow(partial->difference.points[k].estimate.standard_error, 2), 1e-15);
    }
}

/// Of 200 campaigns 136 are expected within one error, with a standard deviation of 6.6.
TEST(PartialMolar, HaveErrorsThatHoldTheTruth) {
    int within = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        NormalSequence normal(seed, RandomStream::synthetic_series, 43);
        std::vector<SwapPoint> points;
        for (int k = 0; k <= 10; ++k) {
            points.push_back(invented_point(k / 10.0, cubic(k / 10.0) + 0.01 * normal.next(), 0.01));
        }
        const auto partial = partial_molar(points, &SwapPoint::volume);
        ASSERT_TRUE(partial.has_value());
        const CurvePoint& middle = partial->of_1.points[4];
        within += std::fabs(middle.estimate.value - (cubic(0.5) + 0.5 * slope_of_cubic(0.5))) <
                  middle.estimate.standard_error;
    }
    EXPECT_NEAR(within, 136, 4.0 * 6.6);
}

TEST(PartialMolar, AreNotMadeOfPointsOnNoSmoothCurve) {
    std::vector<SwapPoint> points;
    for (int k = 0; k <= 10; ++k) points.push_back(invented_point(k / 10.0, k % 2 == 0 ? 1.0 : 1.2, 0.01));
    EXPECT_FALSE(partial_molar(points, &SwapPoint::volume).has_value());
    points.resize(4);
    EXPECT_FALSE(partial_molar(points, &SwapPoint::volume).has_value());
}

}  // namespace
}  // namespace soret
