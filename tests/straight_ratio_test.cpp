#include "soret/validation/claims/straight_ratio.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/common/statistics/running_moments.hpp"
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

ClaimResult judge(const Curve& ratio, const Curve& gamma) {
    return judge_straight_ratio_minimum("green_kubo_semigrand", ratio, gamma, temperature);
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

TEST(StraightRatio, FindsTheMinimumOfARatioThatFalls) {
    const double expected = lowest_of_truth();
    const auto soret = fit_straight_ratio(curve_of(line, 1e-12, 1), curve_of(gamma_of, 1e-12, 2), temperature);
    ASSERT_TRUE(soret);
    const auto position = soret->minimum();
    ASSERT_TRUE(position);
    // S_T is flat there: its minimum is found to the root of the rounding error.
    EXPECT_NEAR(position->value, expected, 1e-7);
    EXPECT_NEAR((*soret)(0.3), truth(0.3), 1e-10);
    EXPECT_NEAR(soret->enhancement(expected, 0.1).value, truth(expected) / truth(0.1) - 1.0, 1e-10);
}

TEST(StraightRatio, ErrorsAreThoseOfRepeatedCampaigns) {
    constexpr std::uint64_t campaigns = 500;
    RunningMoments z(4);
    const double expected = lowest_of_truth();
    const double expected_descent = b * gamma_of(0.3) - line(0.3) * 1.4 * (2.0 * 0.3 - 1.0);
    for (std::uint64_t seed = 1; seed <= campaigns; ++seed) {
        const auto soret =
            fit_straight_ratio(curve_of(line, 0.03, seed), curve_of(gamma_of, 0.004, seed + campaigns), temperature);
        if (!soret) continue;  // 2 % of them by their p-values
        const auto position = soret->minimum();
        ASSERT_TRUE(position);
        const Estimate value = soret->at(0.3);
        const Estimate larger = soret->enhancement(0.5, 0.1);
        const Estimate slope = soret->descent_at(0.3);
        const double sample[4] = {(position->value - expected) / position->standard_error,
                                  (value.value - truth(0.3)) / value.standard_error,
                                  (larger.value - (truth(0.5) / truth(0.1) - 1.0)) / larger.standard_error,
                                  (slope.value - expected_descent) / slope.standard_error};
        z.add(sample);
    }
    ASSERT_GE(z.count(), 470u);
    const double error = std::sqrt(2.0 / static_cast<double>(campaigns));  // of a variance of normal numbers
    for (std::size_t k = 0; k < 4; ++k) {
        EXPECT_NEAR(z.mean(k), 0.0, 4.5 / std::sqrt(static_cast<double>(campaigns))) << k;
        EXPECT_NEAR(z.variance(k), 1.0, 4.5 * error) << k;
    }
}

TEST(StraightRatio, PassesNearTheMiddleAndFailsElsewhere) {
    const auto constant = [](double) { return -0.65; };
    int pass = 0;
    int fail_of_ratio = 0;
    int fail_of_gamma = 0;
    int fail_without = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Curve gamma = curve_of(gamma_of, 0.002, seed + 20);
        pass += judge(curve_of(constant, 0.03, seed), gamma).judgement.verdict == Verdict::pass;
        // A ratio that doubles moves the minimum to 0.67.
        const Curve doubling = curve_of([](double x) { return -0.4 - 0.4 * x; }, 0.01, seed);
        fail_of_ratio += judge(doubling, gamma).judgement.verdict == Verdict::fail;
        const Curve lowest_at_a_fifth =
            curve_of([](double x) { return 0.65 + 0.5 * std::pow(x - 0.2, 2); }, 0.002, seed + 20);
        fail_of_gamma += judge(curve_of(constant, 0.01, seed), lowest_at_a_fifth).judgement.verdict == Verdict::fail;
        const Curve falling = curve_of([](double x) { return 0.9 - 0.4 * x; }, 0.002, seed + 20);
        fail_without += judge(curve_of(constant, 0.01, seed), falling).judgement.verdict == Verdict::fail;
    }
    // Fits refused for their p-values are undecided, 2 %: more than three of 20 with a probability below 0.1 %.
    EXPECT_GE(pass, 17);
    EXPECT_GE(fail_of_ratio, 17);
    EXPECT_GE(fail_of_gamma, 17);
    EXPECT_GE(fail_without, 17);
}

TEST(StraightRatio, NothingIsSaidWhereNoLineDescribesTheRatioOrPointsAreFew) {
    const Curve gamma = curve_of(gamma_of, 0.002, 2);
    const Curve bent = curve_of([](double x) { return -0.65 + 2.0 * std::pow(x - 0.5, 2); }, 0.01, 1);
    for (const ClaimResult& result :
         {judge(bent, gamma), judge(curve_of([](double) { return -0.65; }, 0.01, 1, {0.1, 0.3, 0.5, 0.9}), gamma)}) {
        EXPECT_EQ(result.judgement.verdict, Verdict::inconclusive);
        EXPECT_FALSE(result.measured);
    }
}

}  // namespace
}  // namespace soret
