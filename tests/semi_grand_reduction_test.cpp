// What blocks of semi-grand chains say: Gamma, enthalpies and their slopes, with errors.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "curve_names.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/running_moments.hpp"
#include "soret/validation/claims/equations_of_state.hpp"
#include "soret/validation/routes/semi_grand/semi_grand_point.hpp"
#include "soret/validation/routes/semi_grand/wanted_chains.hpp"
#include "synthetic_campaign.hpp"

namespace soret {
namespace {

// Independent samples a replica: with four replicas the standard error of Gamma is sqrt(2/16384) = 1.1 %.
constexpr std::uint64_t quick_sweeps = 4096;

Reduction reduced(const Manifest& manifest, const synthetic::Truth& truth) {
    return SemiGrandRoute().reduce(manifest, synthetic::results(manifest, truth), Backend::optimized);
}

// One replica of independent normal N_1 with variance 250 (Gamma = 1 at x_1 = 0.5, N = 1000).
BlockTable independent_samples(std::uint64_t seed, int count) {
    NormalSequence normal(seed, RandomStream::synthetic_series, 1);
    BlockAccumulator samples(3, 128);
    for (int k = 0; k < count; ++k) {
        const double d = std::sqrt(250.0) * normal.next();
        samples.add(std::vector<double>{500.0 + d, 3.0 * d + normal.next(), 1250.0});
    }
    return samples.blocks();
}

TEST(SemiGrandReduction, TheBiasOfTheVarianceIsTakenOff) {
    // With n independent samples <1/(m2 - m1^2)> is (1 + 3/n + ...) times too large for normal N_1 (inverse chi-squared
    // with n - 1 degrees of freedom: n/(n - 3)). At n = 32 that is 10 %; the jackknife leaves terms of order 1/n^2,
    // below 2 %.
    RunningMoments gammas(1);
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        gammas.add(std::vector<double>{reduce_mixed(independent_samples(seed, 32), 1000, 0.62, 0.46).gamma.value});
    }
    const double error = std::sqrt(gammas.variance(0) / 2000.0);
    EXPECT_LT(error, 0.01);
    EXPECT_NEAR(gammas.mean(0), 1.0, 0.02 + 4.0 * error);  // 4 standard errors: false alarms below 1e-4
}

TEST(SemiGrandReduction, GammaAndItsErrorAreThoseOfIndependentSamples) {
    RunningMoments scatter(1);
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        const SemiGrandPoint point = reduce_mixed(independent_samples(seed, 1024), 1000, 0.62, 0.46);
        scatter.add(std::vector<double>{(point.gamma.value - 1.0) / point.gamma.standard_error});
    }
    // A variance of 1, or a little more because errors are measured; relative error sqrt(2/400) = 7 %, four of them.
    EXPECT_NEAR(scatter.variance(0), 1.05, 0.28 + 0.05);
}

// A chain as the real ones are: V and with it U remember some 90 sweeps, N_1 forgets soon but for a part that follows
// V.
BlockTable slow_chains(std::uint64_t seed, int sweeps) {
    const double fast = std::exp(-1.0 / 10.0);
    const double slow = std::exp(-1.0 / 90.0);
    BlockTable table(3, 1);
    for (std::uint64_t replica = 0; replica < 4; ++replica) {
        NormalSequence normal(4 * seed + replica, RandomStream::synthetic_series, 3);
        BlockAccumulator samples(3, 128);
        double a = normal.next();
        double b = normal.next();
        for (int k = 0; k < sweeps; ++k) {
            const double n1 = 500.0 + std::sqrt(250.0) * (std::sqrt(0.85) * a + std::sqrt(0.15) * b);
            samples.add(std::vector<double>{n1, 3.0 * (n1 - 500.0) + 50.0 * b, 1250.0 + 10.0 * b});
            a = fast * a + std::sqrt(1.0 - fast * fast) * normal.next();
            b = slow * b + std::sqrt(1.0 - slow * slow) * normal.next();
        }
        table.merge(samples.blocks());
    }
    return table;
}

TEST(SemiGrandReduction, ErrorsHoldTheSlowMemoryOfTheVolume) {
    const int trials = 300;
    for (const int sweeps : {7616, 3040}) {  // 85 and 34 times the memory: the quick tier, inside and at its pure ends
        RunningMoments z(4);
        int unresolved = 0;
        for (std::uint64_t seed = 1; seed <= trials; ++seed) {
            const SemiGrandPoint point = reduce_mixed(slow_chains(seed, sweeps), 1000, 0.62, 0.46);
            // In units of the error a mean of B blocks scatters as Student's t: variance (B - 1)/(B - 3).
            const double blocks = static_cast<double>(point.block_count);
            const double student = std::sqrt((blocks - 3.0) / (blocks - 1.0));
            const auto deviation = [&](const Estimate& estimate, double truth) {
                return student * (estimate.value - truth) / estimate.standard_error;
            };
            z.add(std::vector<double>{deviation(point.x1, 0.5), deviation(point.gamma, 1.0),
                                      deviation(point.density, 0.8),
                                      deviation(point.enthalpy, 0.46 * 1.25 + 1.5 * 0.62)});
            unresolved += !point.errors_converged;
        }
        for (std::size_t k = 0; k < 4; ++k) {
            // 1 is right. Half of what short blocks miss may be left where tau is measured too short: 8 % and 15 %;
            // four errors sqrt(2/300) of a variance: 33 %.
            EXPECT_LT(z.variance(k), 1.0 + (sweeps > 5000 ? 0.08 : 0.15) + 0.33) << k << " " << sweeps;
            EXPECT_GT(z.variance(k), 0.67 - 0.1) << k << " " << sweeps;
        }
        if (sweeps < 5000) {
            EXPECT_GT(unresolved, trials / 4);
        }
    }
}

TEST(SemiGrandReduction, TheEnthalpyDifferenceIsTheRegressionOnTheComposition) {
    const SemiGrandPoint point = reduce_mixed(independent_samples(3, 4096), 1000, 0.62, 0.46);
    EXPECT_NEAR(point.enthalpy_difference.value, 3.0, 5.0 * point.enthalpy_difference.standard_error);
    EXPECT_LT(point.enthalpy_difference.standard_error, 0.01);
    EXPECT_NEAR(point.volume_difference.value, 0.0, 1e-9);
}

TEST(SemiGrandReduction, SlopesOfTheChemicalPotentialGiveGammaOfPets) {
    const auto equations = EquationsOfState::along(StateLine{});
    ASSERT_TRUE(equations.has_value());
    std::vector<SemiGrandPoint> points;
    for (int k = 1; k < 10; ++k) {
        SemiGrandPoint point;
        point.x1 = {0.1 * k, 1e-4, 100.0};
        const FluidProperties state = equations->mixture(0.1 * k);
        point.delta_mu = state.chemical_potential[0] - state.chemical_potential[1];
        point.gamma = {*state.thermodynamic_factor, 0.01, 100.0};
        points.push_back(point);
    }
    for (const CurvePoint& point : gamma_from_slopes(points, 0.62)) {
        EXPECT_NEAR(point.estimate.value, *equations->mixture(point.x).thermodynamic_factor, 1e-4) << point.x;
    }
    const Estimate difference = integral_consistency(points, 0.62);
    EXPECT_NEAR(difference.value, 0.0, 1e-3);
    // Nine errors of 100 samples each that count about alike, those at 0.1 and 0.9 more: together more than any alone.
    EXPECT_GT(difference.effective_samples, 300.0);
    EXPECT_LT(difference.effective_samples, 900.0);
}

/// Over wide steps a parabola is no measure of a slope: the fluctuations have to tell.
TEST(SemiGrandReduction, SlopesAreTakenOverSmallStepsOnly) {
    std::vector<SemiGrandPoint> points;
    for (const double x1 : {0.1, 0.2, 0.3, 0.5, 0.7, 0.84, 0.9}) {
        SemiGrandPoint point;
        point.x1 = {x1, 1e-4, 100.0};
        point.gamma = {0.8, 0.01, 100.0};
        points.push_back(point);
    }
    std::vector<double> places;
    for (const CurvePoint& point : gamma_from_slopes(points, 0.62)) places.push_back(point.x);
    EXPECT_EQ(places, (std::vector<double>{0.2, 0.84}));
    EXPECT_FALSE(have_small_steps(points));
    points.resize(3);
    EXPECT_TRUE(have_small_steps(points));
}

/// Without noise, as if it were measured with these errors of the enthalpy and ten times them of its slope.
std::vector<SemiGrandPoint> enthalpies_of_pets(const EquationsOfState& equations, double error) {
    std::vector<SemiGrandPoint> points;
    for (int k = 0; k <= 10; ++k) {
        SemiGrandPoint point;
        point.x1 = {0.1 * k + (k % 2 == 0 ? 0.0 : 0.004), 1e-4, 100.0};
        point.enthalpy_at_x1 = {equations.mixture(point.x1.value).enthalpy, error, 100.0};
        if (k != 0 && k != 10) {
            point.enthalpy_difference = {equations.enthalpy_difference(point.x1.value), 10.0 * error, 100.0};
        }
        points.push_back(point);
    }
    return points;
}

TEST(SemiGrandReduction, SlopesOfTheEnthalpyAreThoseOfPets) {
    const auto equations = EquationsOfState::along(StateLine{});
    ASSERT_TRUE(equations.has_value());
    for (const EnthalpyData data : {EnthalpyData::enthalpies, EnthalpyData::with_fluctuations}) {
        const auto curve = enthalpy_differences_from_fit(enthalpies_of_pets(*equations, 0.002), data).points;
        ASSERT_EQ(curve.size(), 9u);
        for (const CurvePoint& point : curve) {
            EXPECT_NEAR(point.estimate.value, equations->enthalpy_difference(point.x), 1e-3) << point.x;
        }
        // Where errors hide what a cubic misses, it is taken: at 0.3 a quartic has twice its error.
        const auto coarse = enthalpy_differences_from_fit(enthalpies_of_pets(*equations, 0.01), data).points;
        for (std::size_t k = 0; k < 9; ++k) {
            EXPECT_NEAR(coarse[k].estimate.value, equations->enthalpy_difference(coarse[k].x), 2e-3) << coarse[k].x;
        }
        EXPECT_LT(coarse[2].estimate.standard_error, 4.0 * curve[2].estimate.standard_error);
    }
}

TEST(SemiGrandReduction, ErrorsOfTheFittedEnthalpyDifferenceAreItsScatter) {
    constexpr std::size_t trials = 2000;
    NormalSequence normal(20, RandomStream::synthetic_series, 4);
    const auto slope = [](double x1) { return 3.2 - 0.6 * x1 + 0.1 * x1 * x1; };
    for (const EnthalpyData data : {EnthalpyData::enthalpies, EnthalpyData::with_fluctuations}) {
        RunningMoments z(9);
        Curve curve;  // its errors are the same in all trials
        for (std::size_t trial = 0; trial < trials; ++trial) {
            std::vector<SemiGrandPoint> points;
            for (int k = 0; k <= 10; ++k) {
                const double x1 = 0.1 * k;
                SemiGrandPoint point;
                point.x1.value = x1;
                const double error = 0.001 * (1 + k % 3);
                const double enthalpy = x1 * (3.2 + x1 * (-0.3 + x1 * 0.1 / 3.0));
                point.enthalpy_at_x1 = {enthalpy + error * normal.next(), error, 100.0};
                if (k != 0 && k != 10) point.enthalpy_difference = {slope(x1) + 0.01 * normal.next(), 0.01, 100.0};
                points.push_back(point);
            }
            std::vector<double> deviations;
            curve = enthalpy_differences_from_fit(points, data);
            for (const CurvePoint& point : curve.points) {
                deviations.push_back((point.estimate.value - slope(point.x)) / point.estimate.standard_error);
            }
            z.add(deviations);
        }
        for (std::size_t k = 0; k < 9; ++k) {
            // Four standard errors, sqrt(2/n) of the variance and sqrt(1/n) of the mean.
            EXPECT_NEAR(z.variance(k), 1.0, 4.0 * std::sqrt(2.0 / trials)) << k;
            EXPECT_NEAR(z.mean(k), 0.0, 4.0 * std::sqrt(1.0 / trials)) << k;
            for (std::size_t j = 0; j < k; ++j) {
                const double correlation =
                    covariance_of_points(curve, j, k) /
                    (curve.points[j].estimate.standard_error * curve.points[k].estimate.standard_error);
                EXPECT_NEAR(z.covariance(j, k), correlation,
                            4.0 * std::sqrt((1.0 + correlation * correlation) / trials))
                    << j << " " << k;
            }
        }
    }
}

TEST(SemiGrandReduction, BothEstimatesOfTheEnthalpyDifferenceAgree) {
    const Manifest manifest = synthetic::manifest(synthetic::plan(quick_sweeps), 5);
    const Reduction reduction = reduced(manifest, synthetic::truth_of_pets(0.6));
    const Curve& fluctuations = test::named(reduction.curves, "enthalpy_difference_fluctuation");
    const Curve& slopes = test::named(reduction.curves, "enthalpy_difference_slope");
    const Curve& both = test::named(reduction.curves, "enthalpy_difference");
    ASSERT_EQ(fluctuations.points.size(), 9u);
    ASSERT_EQ(slopes.points.size(), 9u);
    for (std::size_t k = 0; k < 9; ++k) {
        const Estimate& a = fluctuations.points[k].estimate;
        const Estimate& b = slopes.points[k].estimate;
        // 4.5 standard errors: false alarms below 1e-4 in all nine.
        EXPECT_NEAR(a.value, b.value, 4.5 * std::hypot(a.standard_error, b.standard_error));
        EXPECT_LT(both.points[k].estimate.standard_error, std::min(a.standard_error, b.standard_error));
    }
}

TEST(SemiGrandReduction, AnInterruptedCampaignIsRefused) {
    const Manifest manifest = synthetic::manifest(synthetic::plan(64), 1);
    TaskResults results = synthetic::results(manifest, synthetic::ideal_truth());
    results.erase("semigrand-n1000-x0.500-r3");
    EXPECT_THROW(SemiGrandRoute().reduce(manifest, results, Backend::optimized), InvalidInput);
}

}  // namespace
}  // namespace soret
