#include <gtest/gtest.h>
// RapidCheck needs gtest first.
#include <rapidcheck.h>

#include <Eigen/Dense>
#include <cmath>
#include <vector>

#include "autoregressive_series.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/polynomial_fit.hpp"

namespace soret {
namespace {

// Points of a function with normal errors; the error of point i is error (1 + i/n), so that weights matter.
template <class Function>
std::vector<FitPoint> noisy_points(const Function& function, int n, double error, std::uint64_t seed) {
    NormalSequence normal(seed, RandomStream::synthetic_series, 2);
    std::vector<FitPoint> points;
    for (int i = 1; i <= n; ++i) {
        const double x = static_cast<double>(i) / (n + 1);
        const double s = error * (1.0 + static_cast<double>(i) / n);
        points.push_back({x, {function(x) + s * normal.next(), s, 100.0}});
    }
    return points;
}

double like_gamma(double x) {
    return 1.0 - x * (1.0 - x) * (1.3 + 0.2 * x);
}

TEST(Polynomials, ChangeTheirSignWhereTheyShould) {
    // (x + 1)(x - 1/2)^2 (x - 2): the double zero at 1/2 is no change of sign.
    const Polynomial polynomial{(Eigen::VectorXd(5) << -0.5, 1.75, -0.75, -2.0, 1.0).finished(), 0.0, 1.0};
    const std::vector<double> zeros = sign_changes(polynomial, -3.0, 3.0);
    ASSERT_EQ(zeros.size(), 2u);
    EXPECT_NEAR(zeros[0], -1.0, 1e-14);
    EXPECT_NEAR(zeros[1], 2.0, 1e-14);
    EXPECT_TRUE(sign_changes(polynomial, -0.5, 1.5).empty());
    // A zero at the lower end is none inside: x (x - 1).
    const Polynomial parabola{Eigen::Vector3d(0.0, -1.0, 1.0), 0.0, 1.0};
    ASSERT_EQ(sign_changes(parabola, 0.0, 2.0).size(), 1u);
    EXPECT_NEAR(sign_changes(parabola, 0.0, 2.0)[0], 1.0, 1e-14);
}

TEST(Polynomials, OfManyZerosLoseNone) {
    ASSERT_TRUE(rc::check("product of distinct factors", [] {
        const auto steps = *rc::gen::container<std::vector<int>>(5, rc::gen::inRange(1, 20));
        Polynomial polynomial{Eigen::VectorXd::Ones(1), 0.3, 2.0};
        std::vector<double> zeros;
        int k = -50;
        for (const int step : steps) {
            k += step;
            zeros.push_back(0.3 + 2.0 * k / 50.0);
            Eigen::VectorXd product = Eigen::VectorXd::Zero(polynomial.coefficients.size() + 1);
            product.tail(polynomial.coefficients.size()) += polynomial.coefficients;
            product.head(polynomial.coefficients.size()) -= k / 50.0 * polynomial.coefficients;
            polynomial.coefficients = product;
        }
        const std::vector<double> found = sign_changes(polynomial, -4.0, 6.0);
        RC_ASSERT(found.size() == zeros.size());
        // Zeros at least 1/50 apart in t: |p'| >= 50^-4 there, against a rounding error of 2^5 2^-53.
        for (std::size_t i = 0; i < zeros.size(); ++i) RC_ASSERT(std::fabs(found[i] - zeros[i]) < 1e-7);
    }));
}

TEST(PolynomialFits, OfAStraightLineByHand) {
    // Equal errors 2 at x = 0, 1, 2, y = 1, 2, 6: slope 5/2, value 3 at the mean of x; residuals 1/2, -1, 1/2.
    const PolynomialFit fit({{0, {1, 2, 10}}, {1, {2, 2, 10}}, {2, {6, 2, 10}}}, 1);
    EXPECT_NEAR(fit(0.0), 0.5, 1e-14);
    EXPECT_NEAR(fit.slope_at(0.7).value, 2.5, 1e-14);
    EXPECT_NEAR(fit.slope_at(0.7).standard_error, 2.0 / std::sqrt(2.0), 1e-14);
    EXPECT_NEAR(fit.at(1.0).standard_error, 2.0 / std::sqrt(3.0), 1e-14);
    EXPECT_NEAR(fit.at(2.0).standard_error, 2.0 * std::sqrt(1.0 / 3.0 + 1.0 / 2.0), 1e-14);
    EXPECT_NEAR(fit.chi_squared(), 1.5 / 4.0, 1e-14);
    EXPECT_EQ(fit.degrees_of_freedom(), 1);
    EXPECT_NEAR(fit.p_value(), std::erfc(std::sqrt(1.5 / 4.0 / 2.0)), 1e-14);
    EXPECT_EQ(PolynomialFit({{0, {1, 2, 10}}, {1, {2, 2, 10}}}, 1).p_value(), 1.0);
    // The mean of three equal points has three times their samples.
    EXPECT_NEAR(fit.at(1.0).effective_samples, 30.0, 1e-12);
    EXPECT_EQ(PolynomialFit({{0, {1, 2, 0}}, {1, {2, 2, 10}}}, 0).at(0.0).effective_samples, 0.0);
}

TEST(PolynomialFits, WeighPointsWithTheirErrors) {
    const PolynomialFit fit({{0, {1, 1, 1}}, {1, {2, 2, 1}}}, 0);
    EXPECT_NEAR(fit(0.5), 1.2, 1e-15);
    EXPECT_NEAR(fit.at(0.5).standard_error, std::sqrt(0.8), 1e-15);
}

TEST(PolynomialFits, ReproduceExactPolynomialsWithAndWithoutConstraints) {
    ASSERT_TRUE(rc::check("degree 0 to 8, 0 to 2 constraints", [] {
        const int degree = *rc::gen::inRange(0, 9);
        const int constraint_count = *rc::gen::inRange(0, std::min(degree, 2) + 1);
        const auto digits =
            *rc::gen::container<std::vector<int>>(static_cast<std::size_t>(degree) + 1, rc::gen::inRange(-9, 10));
        const auto exact = [&](double x) {
            double value = 0.0;
            for (const int digit : digits) value = value * x + digit;
            return value;
        };
        std::vector<FitPoint> points;
        double largest = 1.0;
        for (int i = 0; i <= 12; ++i) {
            const double x = 0.05 + 0.9 * i / 12.0;
            points.push_back({x, {exact(x), 0.01 * (1 + i % 3), 1.0}});
            largest = std::max(largest, std::fabs(exact(x)));
        }
        std::vector<FitConstraint> constraints;
        for (int k = 0; k < constraint_count; ++k) constraints.push_back({static_cast<double>(k), exact(k)});
        const PolynomialFit fit(points, degree, constraints);
        for (const double x : {0.0, 0.31, 0.5, 1.0})
            RC_ASSERT(std::fabs(fit(x) - exact(x)) <= 0x1p-40 * largest * (1 << 4));
        for (const FitPoint& point : points) RC_ASSERT(std::fabs(fit(point.x) - point.y.value) <= 0x1p-40 * largest);
        RC_ASSERT(fit.degrees_of_freedom() == 13 - (degree + 1 - constraint_count));
    }));
}

TEST(PolynomialFits, HoldConstraintsExactlyWhateverTheData) {
    const PolynomialFit fit(noisy_points(like_gamma, 9, 0.3, 5), 4, {{0.0, 1.0}, {1.0, 1.0}});
    for (const double x : {0.0, 1.0}) {
        EXPECT_NEAR(fit(x), 1.0, 1e-13);
        EXPECT_LT(fit.at(x).standard_error, 1e-13);
    }
    EXPECT_GT(fit.at(0.5).standard_error, 0.01);
}

TEST(PolynomialFits, WithAConstraintAreTheLimitOfAPointWithATinyError) {
    const auto points = noisy_points(like_gamma, 9, 0.02, 6);
    auto with_point = points;
    with_point.push_back({1.0, {1.0, 1e-7, 100.0}});
    const PolynomialFit constrained(points, 3, {{1.0, 1.0}});
    const PolynomialFit limit(with_point, 3);
    for (const double x : {0.0, 0.2, 0.5, 0.9}) {
        EXPECT_NEAR(constrained(x), limit(x), 1e-7);
        EXPECT_NEAR(constrained.at(x).standard_error, limit.at(x).standard_error, 1e-7);
    }
    EXPECT_NEAR(constrained.chi_squared(), limit.chi_squared(), 1e-6);
    EXPECT_EQ(constrained.degrees_of_freedom(), limit.degrees_of_freedom());
}

TEST(PolynomialFits, HaveUniformPValuesAndCoverTheTruth) {
    test::ExpectedCount expected_p;
    test::ExpectedCount expected_cover;
    std::size_t low = 0;
    std::size_t low_of_wrong_degree = 0;
    std::size_t low_of_wrong_constraint = 0;
    std::size_t covered = 0;
    std::size_t slope_covered = 0;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        const auto points = noisy_points(like_gamma, 9, 0.01, seed);
        const PolynomialFit fit(points, 3, {{0.0, 1.0}, {1.0, 1.0}});
        low += fit.p_value() < 0.1;
        low_of_wrong_degree += PolynomialFit(points, 1).p_value() < 0.1;
        low_of_wrong_constraint += PolynomialFit(points, 3, {{0.0, 1.1}, {1.0, 1.0}}).p_value() < 0.1;
        covered += std::fabs(fit(0.4) - like_gamma(0.4)) <= fit.at(0.4).standard_error;
        const double slope = -1.3 + 2.0 * 1.1 * 0.4 + 3.0 * 0.2 * 0.16;  // of 1 - 1.3 x + 1.1 x^2 + 0.2 x^3
        slope_covered += std::fabs(fit.slope_at(0.4).value - slope) <= fit.slope_at(0.4).standard_error;
        expected_p.add(0.1);
        expected_cover.add(0.6827);
    }
    EXPECT_LT(std::fabs(expected_p.z_of(low)), test::z_limit) << low;
    EXPECT_LT(std::fabs(expected_cover.z_of(covered)), test::z_limit) << covered;
    EXPECT_LT(std::fabs(expected_cover.z_of(slope_covered)), test::z_limit) << slope_covered;
    EXPECT_EQ(low_of_wrong_degree, 2000u);
    EXPECT_GT(expected_p.z_of(low_of_wrong_constraint), 10.0);
}

/// Errors that all points share move the constant and nothing else; with independent parts they are those of least
/// squares with the inverse covariance.
TEST(PolynomialFits, OfPointsThatShareErrorsUseTheirCovariance) {
    std::vector<FitPoint> points = noisy_points(like_gamma, 9, 0.01, 3);
    const auto n = static_cast<Eigen::Index>(points.size());
    const PolynomialFit independent(points, 2);
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Constant(n, n, 0.04 * 0.04);
    for (Eigen::Index i = 0; i < n; ++i) {
        Estimate& y = points[static_cast<std::size_t>(i)].y;
        covariance(i, i) += y.standard_error * y.standard_error;
        y.standard_error = std::sqrt(covariance(i, i));
    }
    const PolynomialFit shared(points, 2, {}, covariance);
    // Condition of the covariance below 1e4, of the design below 1e3.
    for (const double x : {0.15, 0.5, 0.85}) {
        EXPECT_NEAR(shared.slope_at(x).value, independent.slope_at(x).value, 1e-9);
        EXPECT_NEAR(shared.slope_at(x).standard_error, independent.slope_at(x).standard_error, 1e-9);
        EXPECT_NEAR(shared.at(x).standard_error, std::hypot(independent.at(x).standard_error, 0.04), 1e-9);
    }
    EXPECT_NEAR(shared.chi_squared(), independent.chi_squared(), 1e-8);
    // By hand: (X^T V^-1 X)^-1 X^T V^-1 y, a covariance that is no constant.
    for (Eigen::Index i = 0; i < n; ++i) {
        for (Eigen::Index j = 0; j < n; ++j) {
            if (i != j) covariance(i, j) *= std::exp(-0.2 * std::fabs(static_cast<double>(i - j)));
        }
    }
    const PolynomialFit fit(points, 1, {}, covariance);
    Eigen::MatrixXd design(n, 2);
    Eigen::VectorXd y(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        design.row(i) = fit.gradient_at(points[static_cast<std::size_t>(i)].x).transpose();
        y[i] = points[static_cast<std::size_t>(i)].y.value;
    }
    const Eigen::MatrixXd inverse = covariance.inverse();
    const Eigen::MatrixXd expected = (design.transpose() * inverse * design).inverse();
    const Eigen::VectorXd coefficients = expected * design.transpose() * inverse * y;
    EXPECT_LT((fit.polynomial().coefficients - coefficients).norm(), 1e-10);
    EXPECT_LT((fit.covariance() - expected).norm(), 1e-10);
    const Eigen::VectorXd residual = y - design * coefficients;
    EXPECT_NEAR(fit.chi_squared(), residual.dot(inverse * residual), 1e-8);
    // scattered() has that covariance: C C^T by unit vectors.
    Eigen::MatrixXd root(n, n);
    for (Eigen::Index k = 0; k < n; ++k) root.col(k) = fit.scattered(Eigen::VectorXd::Unit(n, k)) - y;
    EXPECT_LT((root * root.transpose() - covariance).norm(), 1e-12);
    EXPECT_THROW(PolynomialFit(points, 1, {}, covariance.topLeftCorner(3, 3)), InvalidArgument);
    EXPECT_THROW(PolynomialFit(points, 1, {}, -covariance), InvalidArgument);
}

TEST(PolynomialFits, RefuseWhatTheyCannotUse) {
    const std::vector<FitPoint> points = {{0, {1, 1, 1}}, {1, {2, 1, 1}}, {1, {3, 1, 1}}};
    EXPECT_THROW(PolynomialFit(points, -1), InvalidArgument);
    EXPECT_THROW(PolynomialFit(points, 13), InvalidArgument);
    EXPECT_THROW(PolynomialFit(points, 3), InvalidArgument);
    EXPECT_THROW(PolynomialFit(points, 2), InvalidArgument);  // two different x only
    EXPECT_THROW(PolynomialFit({{0, {1, 0, 1}}}, 0), InvalidArgument);
    EXPECT_THROW(PolynomialFit({{0, {std::nan(""), 1, 1}}}, 0), InvalidArgument);
    EXPECT_THROW(PolynomialFit(points, 1, {{0, 1}, {1, 1}}), InvalidArgument);
    EXPECT_THROW(PolynomialFit(points, 2, {{0, 1}, {0, 2}}), InvalidArgument);
    EXPECT_THROW(PolynomialFit(points, 0).refitted(Eigen::VectorXd::Zero(2)), InvalidArgument);
    EXPECT_THROW(choose_degree(points, 2, 3), InvalidArgument);
}

TEST(DegreeChoices, WeighTheFitsByTheirLikelihoods) {
    const auto points = noisy_points(like_gamma, 9, 0.01, 3);
    const DegreeChoice choice = choose_degree(points, 2, 5, {{0.0, 1.0}, {1.0, 1.0}});
    ASSERT_EQ(choice.weights.size(), 4u);
    double sum = 0.0;
    for (std::size_t k = 0; k < 4; ++k) {
        sum += choice.weights[k];
        EXPECT_LE(choice.weights[k], choice.weights[choice.chosen]);
        // One more coefficient costs a factor e, and gains exp of half of what it takes off chi^2.
        const double gain = choice.candidates[choice.chosen].chi_squared() - choice.candidates[k].chi_squared();
        const double cost = static_cast<double>(k) - static_cast<double>(choice.chosen);
        EXPECT_NEAR(std::log(choice.weights[k] / choice.weights[choice.chosen]), 0.5 * gain - cost, 1e-12) << k;
    }
    EXPECT_NEAR(sum, 1.0, 1e-15);
    // A fit that the points exclude has no say.
    EXPECT_EQ(choose_degree(noisy_points(like_gamma, 9, 1e-4, 3), 2, 5, {{0.0, 1.0}, {1.0, 1.0}}).weights[0], 0.0);
}

TEST(DegreeChoices, FindTheDegreeOfTheData) {
    std::size_t right = 0;
    std::size_t too_low = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const auto cubic = [](double x) { return 1.0 + x - 4.0 * x * x + 6.0 * x * x * x; };
        const DegreeChoice choice = choose_degree(noisy_points(cubic, 15, 0.02, seed), 1, 6);
        EXPECT_EQ(choice.candidates.size(), 6u);
        right += choice.fit().degree() == 3;
        too_low += choice.fit().degree() < 3;
    }
    // The cubic term stands out by many errors; needless degrees are taken when they lower chi^2 by more than 2 each,
    // which happens in 21 to 28 % of all cases.
    EXPECT_EQ(too_low, 0u);
    EXPECT_GT(right, 120u);
    const auto wave = [](double x) { return std::sin(20.0 * x); };
    EXPECT_FALSE(choose_degree(noisy_points(wave, 15, 0.01, 1), 1, 3).acceptable);
}

}  // namespace
}  // namespace soret
