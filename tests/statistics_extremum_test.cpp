#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "autoregressive_series.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/fit_extremum.hpp"
#include "soret/common/statistics/running_moments.hpp"

namespace soret {
namespace {

// Shaped like the thermodynamic factor of the validation: 1 at both ends, lowest near the middle.
double like_gamma(double x) {
    return 1.0 - x * (1.0 - x) * (1.3 + 0.2 * x);
}
// p' = -1.3 + 2.2 x + 0.6 x^2 = 0
const double exact_position = (-2.2 + std::sqrt(2.2 * 2.2 + 4.0 * 0.6 * 1.3)) / 1.2;

PolynomialFit noisy_fit(double error, std::uint64_t seed, int degree = 3) {
    NormalSequence normal(seed, RandomStream::synthetic_series, 3);
    std::vector<FitPoint> points;
    for (int i = 1; i <= 9; ++i) {
        const double x = 0.1 * i;
        points.push_back({x, {like_gamma(x) + error * normal.next(), error, 50.0}});
    }
    return PolynomialFit(points, degree, {{0.0, 1.0}, {1.0, 1.0}});
}

TEST(InteriorExtrema, OfAParabolaByHand) {
    // (x - 0.3)^2 + 2
    const Polynomial parabola{Eigen::Vector3d(2.09, -0.6, 1.0), 0.0, 1.0};
    EXPECT_NEAR(*interior_extremum(parabola, Extremum::minimum, 0.0, 1.0), 0.3, 1e-15);
    EXPECT_FALSE(interior_extremum(parabola, Extremum::minimum, 0.4, 1.0).has_value());
    EXPECT_FALSE(interior_extremum(parabola, Extremum::maximum, 0.0, 1.0).has_value());
    EXPECT_THROW(interior_extremum(parabola, Extremum::minimum, 1.0, 1.0), InvalidArgument);
}

TEST(InteriorExtrema, AreTheLowestOfSeveralAndLowerThanTheEnds) {
    // p' = (x + 1)(x)(x - 1.5): minima at -1 and 1.5, the second lower (p = x^4/4 - x^3/6 - 3/4 x^2).
    const Polynomial quartic{(Eigen::VectorXd(5) << 0.0, 0.0, -0.75, -1.0 / 6.0, 0.25).finished(), 0.0, 1.0};
    EXPECT_NEAR(*interior_extremum(quartic, Extremum::minimum, -2.0, 2.0), 1.5, 1e-14);
    EXPECT_NEAR(*interior_extremum(quartic, Extremum::minimum, -2.0, 0.0), -1.0, 1e-14);
    EXPECT_NEAR(*interior_extremum(quartic, Extremum::maximum, -0.5, 0.5), 0.0, 1e-14);
    EXPECT_FALSE(interior_extremum(quartic, Extremum::maximum, -2.0, 2.0).has_value());
    // The lowest point of [-2, 1.2] is its end, not the local minimum at -1: p(1.2) = -0.8496, p(-1) = -1/3.
    EXPECT_FALSE(interior_extremum(quartic, Extremum::minimum, -2.0, 1.2).has_value());
}

TEST(FitExtrema, OfExactDataAreExact) {
    std::vector<FitPoint> points;
    for (int i = 1; i <= 9; ++i) points.push_back({0.1 * i, {like_gamma(0.1 * i), 0.01, 50.0}});
    const auto minimum = find_extremum(PolynomialFit(points, 3, {{0.0, 1.0}, {1.0, 1.0}}), Extremum::minimum, 0.0, 1.0);
    ASSERT_TRUE(minimum.has_value());
    EXPECT_NEAR(minimum->position.value, exact_position, 1e-12);
    EXPECT_NEAR(minimum->value.value, like_gamma(exact_position), 1e-13);
    EXPECT_GT(minimum->position.effective_samples, 50.0);
}

TEST(FitExtrema, CoverTheTruthAsOftenAsStated) {
    test::ExpectedCount expected;
    std::size_t position_covered = 0;
    std::size_t value_covered = 0;
    std::size_t covered_by_half_the_error = 0;
    RunningMoments moments(2);
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        const auto minimum = find_extremum(noisy_fit(0.01, seed), Extremum::minimum, 0.0, 1.0);
        ASSERT_TRUE(minimum.has_value());
        const double miss = std::fabs(minimum->position.value - exact_position);
        position_covered += miss <= minimum->position.standard_error;
        covered_by_half_the_error += miss <= 0.5 * minimum->position.standard_error;
        value_covered += std::fabs(minimum->value.value - like_gamma(exact_position)) <= minimum->value.standard_error;
        const double sample[] = {minimum->position.value, minimum->position.standard_error};
        moments.add(sample);
        expected.add(0.6827);
    }
    EXPECT_LT(std::fabs(expected.z_of(position_covered)), test::z_limit) << position_covered;
    EXPECT_LT(std::fabs(expected.z_of(value_covered)), test::z_limit) << value_covered;
    EXPECT_LT(expected.z_of(covered_by_half_the_error), -10.0);
    EXPECT_NEAR(std::sqrt(moments.variance(0)) / moments.mean(1), 1.0, test::z_limit / std::sqrt(2000.0) + 0.01);
}

TEST(FitExtrema, ByResamplingAgreeWithTheFirstOrderWhereErrorsAreSmall) {
    const PolynomialFit fit = noisy_fit(0.003, 1);
    const auto first_order = find_extremum(fit, Extremum::minimum, 0.0, 1.0);
    const auto resampled = resample_extremum(fit, Extremum::minimum, 0.0, 1.0, {.seed = 5, .resamples = 2000});
    ASSERT_TRUE(resampled.has_value());
    const double tolerance = test::z_limit / std::sqrt(4000.0) + 0.01;  // of the resampling; 0.01 for the second order
    EXPECT_NEAR(resampled->position.standard_error / first_order->position.standard_error, 1.0, tolerance);
    EXPECT_NEAR(resampled->value.standard_error / first_order->value.standard_error, 1.0, tolerance);
    EXPECT_EQ(resampled->fraction_without, 0.0);
    EXPECT_EQ(resampled->position.value, first_order->position.value);
    // A percentile of 2.5 % of 2000 resamples is known to 0.06 standard deviations.
    const double s = first_order->position.standard_error;
    EXPECT_NEAR(resampled->lower, first_order->position.value - 1.96 * s, test::z_limit * 0.06 * s + 0.02 * s);
    EXPECT_NEAR(resampled->upper, first_order->position.value + 1.96 * s, test::z_limit * 0.06 * s + 0.02 * s);
    const auto again = resample_extremum(fit, Extremum::minimum, 0.0, 1.0, {.seed = 5, .resamples = 2000});
    EXPECT_EQ(again->lower, resampled->lower);
}

TEST(FitExtrema, ByResamplingCoverTheTruthAsOftenAsStated) {
    test::ExpectedCount expected;
    std::size_t covered = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const auto minimum = resample_extremum(noisy_fit(0.02, seed), Extremum::minimum, 0.0, 1.0,
                                               {.seed = seed, .resamples = 300, .confidence = 0.9});
        ASSERT_TRUE(minimum.has_value());
        covered += minimum->lower <= exact_position && exact_position <= minimum->upper;
        expected.add(0.9);
    }
    // 300 resamples take off 0.003 of the coverage: well below the noise of 0.017.
    EXPECT_LT(std::fabs(expected.z_of(covered)), test::z_limit) << covered;
}

// How often a stated 95 % interval of the position holds the truth, over 500 sets of nine points with errors of 0.003,
// if the truth is like_gamma with a quartic term that the points may or may not show.
struct Coverage {
    std::size_t averaged = 0;
    std::size_t cubic_alone = 0;
};

Coverage coverage_with_quartic_term(double c) {
    const auto truth = [&](double x) { return like_gamma(x) - c * x * (1.0 - x) * (x - 0.2) * (x - 0.2); };
    const Polynomial exact = [&] {
        std::vector<FitPoint> points;
        for (int i = 0; i <= 8; ++i) points.push_back({0.125 * i, {truth(0.125 * i), 1.0, 1.0}});
        return PolynomialFit(points, 4).polynomial();
    }();
    const double position = interior_extremum(exact, Extremum::minimum, 0.0, 1.0).value();
    Coverage coverage;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        NormalSequence normal(seed, RandomStream::synthetic_series, 5);
        std::vector<FitPoint> points;
        for (int i = 1; i <= 9; ++i) {
            const double x = 0.1 * i;
            points.push_back({x, {truth(x) + 0.003 * normal.next(), 0.003, 50.0}});
        }
        const DegreeChoice choice = choose_degree(points, 3, 5, {{0.0, 1.0}, {1.0, 1.0}});
        const auto covers = [&](const auto& fits) {
            const auto minimum = find_extremum(fits, Extremum::minimum, 0.0, 1.0);
            return minimum && std::fabs(minimum->position.value - position) <= 1.96 * minimum->position.standard_error;
        };
        coverage.averaged += covers(choice);
        coverage.cubic_alone += covers(choice.candidates.front());
    }
    return coverage;
}

TEST(FitExtrema, AveragedOverTheDegreesHoldTheUncertaintyOfTheChoice) {
    test::ExpectedCount expected;
    for (int i = 0; i < 500; ++i) expected.add(0.95);
    for (const double c : {0.0, 0.05, 0.1, 0.2, 0.4, 0.8}) {
        EXPECT_GT(expected.z_of(coverage_with_quartic_term(c).averaged), -test::z_limit) << c;
    }
    // A degree that is too low does not know it.
    EXPECT_LT(expected.z_of(coverage_with_quartic_term(0.4).cubic_alone), -10.0);
}

TEST(FitExtrema, ThatAreNotThereAreNotFound) {
    // A straight rise, and the same with errors so large that some resamples bend.
    std::vector<FitPoint> points;
    for (int i = 0; i <= 10; ++i) points.push_back({0.1 * i, {0.1 * i + (i == 0 ? 0.02 : 0.0), 0.01, 10.0}});
    EXPECT_FALSE(find_extremum(PolynomialFit(points, 2), Extremum::minimum, 0.0, 1.0).has_value());
    EXPECT_FALSE(find_extremum(PolynomialFit(points, 0), Extremum::minimum, 0.0, 1.0).has_value());
    EXPECT_FALSE(resample_extremum(PolynomialFit(points, 1), Extremum::minimum, 0.0, 1.0).has_value());
}

TEST(FitExtrema, ThatTheConstraintsAloneDecideAreNoMeasurement) {
    // A parabola that is 1 at both ends turns in the middle whatever the data.
    EXPECT_FALSE(find_extremum(noisy_fit(0.01, 1, 2), Extremum::minimum, 0.0, 1.0).has_value());
    EXPECT_TRUE(find_extremum(noisy_fit(0.01, 1, 3), Extremum::minimum, 0.0, 1.0).has_value());
}

TEST(FitExtrema, ThatAreNearlyLostInTheErrorsSayHowOftenTheyAreAbsent) {
    std::size_t fits_with_minimum = 0;
    double absent = 0.0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        NormalSequence normal(seed, RandomStream::synthetic_series, 4);
        std::vector<FitPoint> points;
        for (int i = 0; i <= 10; ++i) {
            const double x = 0.1 * i;
            points.push_back({x, {0.05 * (x - 0.5) * (x - 0.5) + 0.02 * normal.next(), 0.02, 10.0}});
        }
        const auto minimum =
            resample_extremum(PolynomialFit(points, 2), Extremum::minimum, 0.0, 1.0, {.resamples = 100});
        if (!minimum) continue;
        ++fits_with_minimum;
        absent += minimum->fraction_without;
    }
    EXPECT_GT(fits_with_minimum, 0u);
    EXPECT_GT(absent, 0.0);
    const PolynomialFit fit = noisy_fit(0.01, 1);
    EXPECT_THROW(resample_extremum(fit, Extremum::minimum, 0.0, 1.0, {.resamples = 1}), InvalidArgument);
    EXPECT_THROW(resample_extremum(fit, Extremum::minimum, 0.0, 1.0, {.confidence = 0.0}), InvalidArgument);
}

}  // namespace
}  // namespace soret
