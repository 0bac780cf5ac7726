// L_11 of all compositions under fields, on the parabola that Vignes' relation leaves for ln L_11/(x_1 x_2).

#include <cmath>

#include <gtest/gtest.h>

#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/common/statistics/running_moments.hpp"
#include "soret/validation/routes/mass_coefficients.hpp"

namespace soret {
namespace {

constexpr double compositions[] = {0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9};
constexpr std::size_t count = 7;

/// L_11 with a cubic term of ln L_11/(x_1 x_2), and L_1q = 2.25 L_11.
Eigen::Vector4d truth_at(double x1, double cubic) {
    const double L_11 = x1 * (1.0 - x1) * std::exp(-3.6 + 1.3 * x1 - 0.3 * x1 * x1 + cubic * x1 * x1 * x1);
    return {L_11, 2.25 * L_11, 2.25 * L_11, 2.1};
}

/// Points with errors: 2 to 4 % of L_11, of which all share 1 % (and what goes with it), correlated with those of L_1q.
std::vector<OnsagerPoint> points_under_fields(NormalSequence& normal, double noise, double cubic = 0.0) {
    std::vector<OnsagerPoint> points;
    const Eigen::Vector2d common(normal.next(), normal.next());
    for (std::size_t k = 0; k < count; ++k) {
        OnsagerPoint point;
        point.route = "hnemd";
        point.particles = 250;
        point.x1 = compositions[k];
        point.number_density = 0.8;
        point.values = truth_at(point.x1, cubic);
        const double L_11 = point.values[0];
        Eigen::Matrix4d root = Eigen::Matrix4d::Zero();  // of the errors that are a point's own
        root.col(0) = (0.02 + 0.003 * static_cast<double>(k)) * L_11 * Eigen::Vector4d(1.0, 2.0, 2.0, 0.3);
        root.col(1) = 0.03 * L_11 * Eigen::Vector4d(0.0, 1.0, 1.0, 0.1);
        root(3, 3) = 0.01;
        point.shared_errors.resize(4, 2);
        point.shared_errors.col(0) = 0.01 * L_11 * Eigen::Vector4d(1.0 + 0.5 * point.x1, 2.0, 2.0, 0.0);
        point.shared_errors.col(1) = 0.01 * L_11 * Eigen::Vector4d(0.0, 3.0, 3.0, 1.0);
        const Eigen::Vector4d own(normal.next(), normal.next(), normal.next(), normal.next());
        point.values += noise * (root * own + point.shared_errors * common);
        point.covariance = root * root.transpose() + point.shared_errors * point.shared_errors.transpose();
        point.effective_samples = 64.0;
        points.push_back(point);
    }
    return points;
}

TEST(MassCoefficients, OnTheirParabolaHaveTheErrorsOfTheirScatter) {
    constexpr std::size_t trials = 3000;
    NormalSequence normal(31, RandomStream::synthetic_series, 7);
    RunningMoments deviations(2 * count);
    std::vector<OnsagerPoint> points;
    for (std::size_t trial = 0; trial < trials; ++trial) {
        points = points_under_fields(normal, 1.0);
        smooth_mass_coefficients(points, paper_mixture());
        std::vector<double> of_trial;
        for (const OnsagerPoint& point : points) {
            for (Eigen::Index c = 0; c < 2; ++c) {
                of_trial.push_back((point.values[c] - truth_at(point.x1, 0.0)[c]) / std::sqrt(point.covariance(c, c)));
            }
        }
        deviations.add(of_trial);
    }
    const auto correlation = [&](std::size_t i, std::size_t j) {
        const OnsagerPoint& a = points[i / 2];
        const OnsagerPoint& b = points[j / 2];
        const auto p = static_cast<Eigen::Index>(i % 2), q = static_cast<Eigen::Index>(j % 2);
        const double covariance =
            i / 2 == j / 2 ? a.covariance(p, q) : a.shared_errors.row(p).dot(b.shared_errors.row(q));
        return covariance / std::sqrt(a.covariance(p, p) * b.covariance(q, q));
    };
    for (std::size_t i = 0; i < 2 * count; ++i) {
        // Five standard errors: 1e-4 of all 119 together. One in a hundred fits is not taken, by its p-value; the
        // points are then those measured, of four times the variance.
        EXPECT_NEAR(deviations.variance(i), 1.0, 5.0 * std::sqrt(2.0 / trials) + 0.04) << i;
        EXPECT_NEAR(deviations.mean(i), 0.0, 5.0 / std::sqrt(trials) + 0.001) << i;
        for (std::size_t j = 0; j < i; ++j) {
            EXPECT_NEAR(deviations.covariance(j, i), correlation(i, j),
                        5.0 * std::sqrt((1.0 + std::pow(correlation(i, j), 2)) / trials) + 0.04)
                << i << " " << j;
        }
    }
}

/// L_11 (1 + a F^2) under a mass field, 1 % of error.
FieldPoint under_mass_field(double field, double L_11, double a) {
    FieldPoint point;
    point.x1 = 0.5;
    point.field = field;
    point.blocks = 32.0;
    point.values = Eigen::Vector3d(0.5 * L_11, L_11 * (1.0 + a * field * field), 3.0 * L_11);
    point.covariance = 1e-4 * L_11 * L_11 * Eigen::Matrix3d::Identity();
    return point;
}

TEST(MassCoefficients, OfMassFieldsAreTheirResponsesAtZeroField) {
    constexpr double L_11 = 0.009;
    const std::vector<FieldPoint> two{under_mass_field(0.5, L_11, 0.03), under_mass_field(1.0, L_11, 0.03)};
    const auto of_two = response_to_mass_fields(two, 0.5);
    ASSERT_TRUE(of_two);
    EXPECT_NEAR(of_two->value, L_11, 1e-12);
    // (4 y(0.5) - y(1))/3
    EXPECT_NEAR(of_two->standard_error, std::sqrt(17.0) / 3.0 * 0.01 * L_11, 1e-12);
    EXPECT_FALSE(response_to_mass_fields(two, 0.1));
    EXPECT_FALSE(response_to_mass_fields({two[0]}, 0.5));
    // The third is 20 % above their line, twenty of its errors.
    std::vector<FieldPoint> bent = two;
    bent.push_back(under_mass_field(2.0, 1.2 * L_11, 0.03));
    EXPECT_FALSE(response_to_mass_fields(bent, 0.5));
}

TEST(MassCoefficients, AreJoinedAsTwoMeasurementsOfOne) {
    NormalSequence normal(36, RandomStream::synthetic_series, 7);
    const OnsagerPoint before = points_under_fields(normal, 0.0)[3];
    const double variance = before.covariance(0, 0);
    OnsagerPoint point = before;
    take_mass_coefficient(point, {1.03 * before.values[0], 2.0 * std::sqrt(variance), 30.0});
    EXPECT_NEAR(point.values[0], 1.006 * before.values[0], 1e-12 * before.values[0]);  // weights 4 and 1
    EXPECT_NEAR(point.covariance(0, 0), 0.8 * variance, 1e-12 * variance);
    // What L_1q and L_11 have in common moves along.
    const double slope = before.covariance(1, 0) / variance;
    EXPECT_NEAR(point.values[1], before.values[1] + slope * 0.006 * before.values[0], 1e-12 * before.values[1]);
    EXPECT_NEAR(point.covariance(1, 1), before.covariance(1, 1) - 0.2 * slope * slope * variance,
                1e-12 * before.covariance(1, 1));
}

/// Of runs at constant energy with 0.125 % more density L_11 is 1 % less, which is an error of theirs.
TEST(MassCoefficients, OfAnotherDensityAreKnownLessWell) {
    NormalSequence normal(36, RandomStream::synthetic_series, 7);
    const OnsagerPoint under_field = points_under_fields(normal, 0.0)[3];
    OnsagerPoint at_equilibrium = under_field;
    at_equilibrium.route = "green_kubo";
    at_equilibrium.values[0] *= 1.03;
    const double error = std::sqrt(at_equilibrium.covariance(0, 0));
    for (const double more : {0.0, 0.01}) {
        at_equilibrium.number_density = under_field.number_density * (1.0 + more / 8.0);
        std::vector<OnsagerPoint> points{under_field, at_equilibrium};
        join_mass_coefficients(points);
        OnsagerPoint expected = under_field;
        const double L_11 = at_equilibrium.values[0];
        take_mass_coefficient(expected, {L_11, std::hypot(error, more * L_11), 64.0});
        EXPECT_NEAR(points[0].values[0], expected.values[0], 1e-12 * L_11) << more;
        EXPECT_NEAR(points[0].covariance(0, 0), expected.covariance(0, 0), 1e-12 * error * error) << more;
        EXPECT_EQ(points[1].values[0], L_11);
    }
}

TEST(MassCoefficients, AreKnownBetterTogether) {
    NormalSequence normal(32, RandomStream::synthetic_series, 7);
    const std::vector<OnsagerPoint> before = points_under_fields(normal, 0.0);
    std::vector<OnsagerPoint> points = before;
    const nlohmann::json said = smooth_mass_coefficients(points, paper_mixture());
    EXPECT_TRUE(said.at("taken").get<bool>());
    EXPECT_NEAR(said.at("chi_squared").get<double>(), 0.0, 1e-20);
    EXPECT_EQ(said.at("degrees_of_freedom").get<int>(), 4);
    for (std::size_t k = 0; k < count; ++k) {
        EXPECT_NEAR(points[k].values[0], before[k].values[0], 1e-12 * before[k].values[0]);
        EXPECT_LT(points[k].covariance(0, 0), before[k].covariance(0, 0));
        EXPECT_LT(points[k].covariance(1, 1), before[k].covariance(1, 1));
    }
    // In the middle three coefficients are known by seven points.
    EXPECT_LT(points[3].covariance(0, 0), 0.6 * before[3].covariance(0, 0));
}

/// n m_1^2 m_2^2 D exp-linear along the compositions, masses 1 and 12: L_11/(x_1 x_2) falls 144-fold beside it.
TEST(MassCoefficients, OfUnequalMassesLieOnTheParabolaOfTheirDiffusionCoefficient) {
    const Mixture mixture(lorentz_berthelot({1.0, 12.0}, {0.6, 1.0}, {1.0, 1.0}, 2.5));
    NormalSequence normal(35, RandomStream::synthetic_series, 7);
    std::vector<OnsagerPoint> points = points_under_fields(normal, 0.0);
    for (OnsagerPoint& point : points) {
        const double m = point.x1 + 12.0 * (1.0 - point.x1);
        point.values[0] *= 144.0 / (m * m);
        point.covariance *= std::pow(144.0 / (m * m), 2);
        point.shared_errors *= 144.0 / (m * m);
    }
    const std::vector<OnsagerPoint> before = points;
    const nlohmann::json said = smooth_mass_coefficients(points, mixture);
    EXPECT_TRUE(said.at("taken").get<bool>());
    EXPECT_NEAR(said.at("chi_squared").get<double>(), 0.0, 1e-18);
    for (std::size_t k = 0; k < count; ++k) {
        EXPECT_NEAR(points[k].values[0], before[k].values[0], 1e-12 * before[k].values[0]);
    }
    std::vector<OnsagerPoint> as_if_equal = before;
    EXPECT_FALSE(smooth_mass_coefficients(as_if_equal, paper_mixture()).at("taken").get<bool>());
}

TEST(MassCoefficients, ThatNoParabolaDescribesStayAsTheyAre) {
    NormalSequence normal(33, RandomStream::synthetic_series, 7);
    std::vector<OnsagerPoint> points = points_under_fields(normal, 0.0, 4.0);
    const std::vector<OnsagerPoint> before = points;
    const nlohmann::json said = smooth_mass_coefficients(points, paper_mixture());
    EXPECT_FALSE(said.at("taken").get<bool>());
    EXPECT_LT(said.at("p_value").get<double>(), 0.01);
    for (std::size_t k = 0; k < count; ++k) {
        EXPECT_EQ(points[k].values, before[k].values);
        EXPECT_EQ(points[k].covariance, before[k].covariance);
        EXPECT_EQ(points[k].shared_errors, before[k].shared_errors);
    }
}

TEST(MassCoefficients, OfFewCompositionsOrOtherRunsStayAsTheyAre) {
    NormalSequence normal(34, RandomStream::synthetic_series, 7);
    std::vector<OnsagerPoint> points = points_under_fields(normal, 1.0);
    points[0].route = "green_kubo";
    points[1].study = {Study::Of::size, 1000};
    points[2].values[0] = -1e-4;  // of noise: it has no logarithm
    const std::vector<OnsagerPoint> before = points;
    EXPECT_TRUE(smooth_mass_coefficients(points, paper_mixture()).is_null());
    points.push_back(points_under_fields(normal, 1.0).front());
    EXPECT_FALSE(smooth_mass_coefficients(points, paper_mixture()).is_null());
    for (const std::size_t k : {0u, 1u, 2u}) EXPECT_EQ(points[k].values, before[k].values);
}

}  // namespace
}  // namespace soret
