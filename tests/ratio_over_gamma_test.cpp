#include "soret/validation/claims/ratio_over_gamma.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>

#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/common/statistics/running_moments.hpp"
#include "soret/validation/claims/along_curve.hpp"
#include "soret/validation/claims/soret_claims.hpp"
#include "synthetic_transport.hpp"

namespace soret {
namespace {

constexpr double temperature = 0.62;

// Gamma = 1 - 1.4 x (1 - x), the mixture's to a few hundredths.
double gamma_of(double x) {
    return 1.0 - 1.4 * x * (1.0 - x);
}

Curve curve_of(const std::function<double(double)>& value, double error, std::uint64_t seed,
               const std::vector<double>& compositions = synthetic::nine_compositions()) {
    NormalSequence normal(seed, RandomStream::synthetic_series, 11);
    Curve curve;
    for (const double x : compositions) {
        curve.points.push_back({x, {value(x) + error * normal.next(), error, 64.0}});
    }
    return curve;
}

std::optional<RatioOverGamma> fit(const Curve& ratio, const Curve& gamma, double mass = 1.0) {
    Findings findings;
    MixtureParameters parameters = paper_mixture().parameters();
    parameters.mass[1] = mass;
    findings.state_line.mixture = Mixture(parameters);
    const CurveKey soret{quantity::soret_coefficient, {"green_kubo", "semigrand"}};
    findings.curves = {{{quantity::onsager_ratio, {"green_kubo"}}, ratio},
                       {{quantity::thermodynamic_factor, {"semigrand"}}, gamma},
                       {soret, ratio}};
    const auto ratios = straight_ratios(findings);
    if (ratios.empty()) return std::nullopt;
    return ratios.at(soret);
}

// L'_1q/L_11 = a + b x.
constexpr double a = -0.6;
constexpr double b = -0.1;

double line(double x) {
    return a + b * x;
}

double truth(double x) {
    return line(x) / (temperature * temperature * gamma_of(x));
}

// S_T' = 0 where b (1 - 1.4 x + 1.4 x^2) = (a + b x) (2.8 x - 1.4): 1.4 b x^2 + 2.8 a x - 1.4 a - b = 0.
double lowest_of_truth() {
    return (-2.8 * a - std::sqrt(7.84 * a * a + 5.6 * b * (1.4 * a + b))) / (2.8 * b);
}

TEST(RatioOverGamma, FindsTheMinimumOfARatioThatFalls) {
    const double expected = lowest_of_truth();
    const auto soret = fit(curve_of(line, 1e-12, 1), curve_of(gamma_of, 1e-12, 2));
    ASSERT_TRUE(soret);
    const auto position = soret->minimum();
    ASSERT_TRUE(position);
    // S_T is flat there: its minimum is found to the root of the rounding error.
    EXPECT_NEAR(position->value, expected, 1e-7);
    EXPECT_NEAR((*soret)(0.3), truth(0.3), 1e-10);
    EXPECT_NEAR(soret->enhancement(expected, 0.1).value, truth(expected) / truth(0.1) - 1.0, 1e-10);
}

// Normal errors of R and Gamma; the variance of the deviations in units of their errors, as many as repeats.
void expect_honest_errors(double error_of_ratio, double error_of_gamma) {
    constexpr std::uint64_t campaigns = 500;
    RunningMoments z(4);
    const double expected = lowest_of_truth();
    const double expected_slope = b * gamma_of(0.3) - line(0.3) * 1.4 * (2.0 * 0.3 - 1.0);
    for (std::uint64_t seed = 1; seed <= campaigns; ++seed) {
        // Gamma with the degree given, so that what its choice is worth plays no part.
        Curve ratio = curve_of(line, error_of_ratio, seed);
        const PolynomialFit factor(fit_points_of(curve_of(gamma_of, error_of_gamma, seed + campaigns)), 3,
                                   {{0.0, 1.0}, {1.0, 1.0}});
        const RatioOverGamma soret(PolynomialFit(fit_points_of(ratio), 1), factor, temperature);
        const auto position = soret.minimum();
        ASSERT_TRUE(position);
        const Estimate value = soret.at(0.3);
        const Estimate larger = soret.enhancement(0.5, 0.1);
        const Estimate slope = soret.slope_sign_at(0.3);
        const double sample[4] = {(position->value - expected) / position->standard_error,
                                  (value.value - truth(0.3)) / value.standard_error,
                                  (larger.value - (truth(0.5) / truth(0.1) - 1.0)) / larger.standard_error,
                                  (slope.value - expected_slope) / slope.standard_error};
        z.add(sample);
    }
    const double error = std::sqrt(2.0 / static_cast<double>(campaigns));  // of a variance of normal numbers
    for (std::size_t k = 0; k < 4; ++k) {  // 4.5 standard errors: a false alarm in 1e-4 of all seeds
        EXPECT_NEAR(z.mean(k), 0.0, 4.5 / std::sqrt(static_cast<double>(campaigns))) << k;
        EXPECT_NEAR(z.variance(k), 1.0, 4.5 * error) << k;
    }
}

TEST(RatioOverGamma, ErrorsAreThoseOfRepeatedCampaigns) {
    expect_honest_errors(0.03, 0.001);
    expect_honest_errors(0.0003, 0.01);
}

// S_T itself at six compositions as in a quick campaign, 3 %, and Gamma at nine, 0.6 %. The ratio bends, and by a
// little more than a parabola. The errors of Gamma count twice, so that they are rather too large.
TEST(RatioOverGamma, FromPointsOfSoretHasHonestErrors) {
    constexpr std::uint64_t campaigns = 500;
    const auto ratio = [](double x) { return -0.7 - 0.1 * x + 0.3 * x * x - 0.1 * x * x * x; };
    const auto soret_of = [&](double x) { return ratio(x) / (temperature * temperature * gamma_of(x)); };
    double expected = 0.5;
    for (double x = 0.4; x < 0.6; x += 1e-5) expected = soret_of(x) < soret_of(expected) ? x : expected;
    const std::vector<double> compositions{0.1, 0.3, 0.5, 0.7, 0.8, 0.9};
    const auto deviations = [&](const RatioOverGamma& smooth) {
        const Estimate position = *smooth.minimum();
        const Estimate value = smooth.at(0.5);
        const Estimate larger = smooth.enhancement(0.5, 0.1);
        return std::array{(position.value - expected) / position.standard_error,
                          (value.value - soret_of(0.5)) / value.standard_error,
                          (larger.value - (soret_of(0.5) / soret_of(0.1) - 1.0)) / larger.standard_error};
    };
    RunningMoments z(3);
    for (std::uint64_t seed = 1; seed <= campaigns; ++seed) {
        const auto smooth = smooth_soret(curve_of(soret_of, 0.08, seed + campaigns, compositions),
                                         curve_of(gamma_of, 0.006, seed), temperature);
        if (!smooth) continue;  // one in a hundred, by its p-value
        ASSERT_TRUE(smooth->minimum());
        z.add(deviations(*smooth));
    }
    // What the cubic term is worth: less than a third of an error.
    Curve exact = curve_of(soret_of, 1e-12, 1, compositions);
    for (CurvePoint& point : exact.points) point.estimate.standard_error = 0.08;
    const auto bias = deviations(*smooth_soret(exact, curve_of(gamma_of, 1e-9, 2), temperature));
    const double error = std::sqrt(2.0 / static_cast<double>(campaigns));
    for (std::size_t k = 0; k < 3; ++k) {
        EXPECT_LT(std::fabs(bias[k]), 0.33) << k;
        EXPECT_NEAR(z.mean(k), bias[k], 4.5 / std::sqrt(static_cast<double>(campaigns))) << k;
        EXPECT_LT(z.variance(k), 1.0 + 4.5 * error) << k;
        EXPECT_GT(z.variance(k), 0.6 - 4.5 * error) << k;
    }
}

// The points' common errors enter the fit: a factor that all share moves S_T, not its minimum.
TEST(RatioOverGamma, TakesTheCovarianceOfItsPoints) {
    const Curve gamma = curve_of(gamma_of, 0.002, 1);
    Curve soret = curve_of(truth, 1e-6, 2);
    for (CurvePoint& point : soret.points) point.estimate.standard_error = std::fabs(0.04 * point.estimate.value);
    for (const CurvePoint& p : soret.points) {
        for (const CurvePoint& q : soret.points) {
            const double common = 0.0399 * 0.0399 * p.estimate.value * q.estimate.value;
            soret.covariance.push_back(p.x == q.x ? std::pow(p.estimate.standard_error, 2) : common);
        }
    }
    const auto together = smooth_soret(soret, gamma, temperature);
    soret.covariance.clear();
    const auto apart = smooth_soret(soret, gamma, temperature);
    ASSERT_TRUE(together && apart);
    EXPECT_GT(together->at(0.5).standard_error, 1.2 * apart->at(0.5).standard_error);
    EXPECT_LT(together->minimum()->standard_error, 0.3 * apart->minimum()->standard_error);
}

// S_T that is flat has no minimum, whatever Gamma has.
TEST(RatioOverGamma, DoesNotMakeAMinimumOfGamma) {
    int seen = 0;
    Claim claim;
    claim.published = 0.5;
    claim.tolerance = 0.1;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Curve gamma = curve_of(gamma_of, 0.002, seed);
        const Curve soret = curve_of([](double) { return -2.4; }, 0.05, seed + 1000);
        const auto smooth = smooth_soret(soret, gamma, temperature);
        if (!smooth) continue;
        const ClaimResult result = judge_soret_minimum(claim, *smooth);
        seen += result.judgement.verdict == Verdict::pass;
    }
    EXPECT_LE(seen, 3);  // 0.0014 of 200: four or more in 2e-4 of all seeds
}

TEST(RatioOverGamma, SaysHowDeepTheMinimumIs) {
    Claim claim;
    accept_rounded(claim, 0.3, 0.4, 0.1);
    const Curve gamma = curve_of(gamma_of, 0.002, 1);
    const auto verdict = [&](const std::function<double(double)>& ratio, double error) {
        const auto soret_of = [&](double x) { return ratio(x) / (temperature * temperature * gamma_of(x)); };
        const auto smooth = smooth_soret(curve_of(soret_of, error, 3), gamma, temperature);
        return smooth ? judge_soret_depth(claim, *smooth).judgement.verdict : Verdict::inconclusive;
    };
    const auto constant = [](double) { return -0.7; };  // 0.874/0.65 - 1 = 0.34
    EXPECT_EQ(verdict(constant, 0.02), Verdict::pass);
    EXPECT_EQ(verdict(constant, 0.3), Verdict::inconclusive);
    EXPECT_EQ(verdict([](double x) { return -0.7 - 1.0 * (x - 0.5) * (x - 0.5); }, 0.02), Verdict::fail);  // 0.09
    EXPECT_EQ(verdict([](double x) { return -0.7 + 1.0 * (x - 0.5) * (x - 0.5); }, 0.02), Verdict::fail);  // 0.74
}

TEST(RatioOverGamma, SaysHowDeepTheMinimumIsAgainstThePureLiquid) {
    Claim claim;
    accept_rounded(claim, 0.6, 0.8, 0.1);
    const Curve gamma = curve_of(gamma_of, 0.002, 1);
    const auto judged = [&](double bend, double error) {
        const auto soret_of = [&](double x) {
            return (-0.7 + bend * (x - 0.5) * (x - 0.5)) / (temperature * temperature * gamma_of(x));
        };
        return judge_soret_depth_at_one(claim, *smooth_soret(curve_of(soret_of, error, 3), gamma, temperature));
    };
    // 0.7/0.65 over 0.6 and over 0.8, where Gamma = 1; over S_T(0.9) of the former it would be 0.48.
    const ClaimResult within = judged(0.4, 0.01);
    EXPECT_EQ(within.judgement.verdict, Verdict::pass);
    EXPECT_NEAR(within.measured->value, 0.795, 4.0 * within.measured->standard_error);
    EXPECT_EQ(judged(-0.4, 0.01).judgement.verdict, Verdict::fail);
    EXPECT_EQ(judged(0.4, 0.3).judgement.verdict, Verdict::inconclusive);
}

TEST(RatioOverGamma, IsLeftOutWhereItDoesNotHold) {
    const auto constant = [](double) { return -0.65; };
    const Curve ratio = curve_of(constant, 0.01, 1);
    const Curve gamma = curve_of(gamma_of, 0.002, 2);
    ASSERT_TRUE(fit(ratio, gamma));
    EXPECT_FALSE(fit(curve_of([](double x) { return -0.65 + 2.0 * std::pow(x - 0.5, 2); }, 0.01, 1), gamma));
    EXPECT_FALSE(fit(curve_of(constant, 0.01, 1, {0.1, 0.3, 0.5, 0.9}), gamma));
    EXPECT_FALSE(fit(curve_of(constant, 0.01, 1, {0.3, 0.4, 0.5, 0.6, 0.7}), gamma));
    EXPECT_FALSE(fit(ratio, curve_of([](double x) { return 1.0 - 5.0 * x * (1.0 - x); }, 0.002, 2)));  // not above 0
    EXPECT_FALSE(fit(ratio, gamma, 2.0));
    const auto falling = fit(curve_of([](double x) { return -0.3 - x; }, 0.01, 1),
                             curve_of([](double x) { return 1.0 - 0.3 * x * (1.0 - x); }, 0.002, 2));
    ASSERT_TRUE(falling);
    EXPECT_FALSE(falling->minimum());
}

}  // namespace
}  // namespace soret
