// The route of synthetic fields: what blocks say, the way to zero field, what joins S_T.

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <Eigen/LU>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/hnemd/field_responses.hpp"
#include "soret/validation/routes/hnemd/hnemd.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"

namespace soret {
namespace {

constexpr double T = 0.62;

/// A result with these blocks of J_1, J'_q, squares and lags.
TaskResult run_with(double heat, double mass, const std::vector<std::array<double, 4>>& blocks) {
    nlohmann::json rows = nlohmann::json::array();
    for (const auto& block : blocks) rows.push_back(block);
    return {"run",
            {{"x1", 0.5},
             {"volume", 300.0},
             {"interval", 2.0},
             {"field", {{"heat", heat}, {"mass", mass}}},
             {"temperature", std::vector<Estimate>(3, {T, 1e-3, 100.0})},
             {"blocks", rows}},
            "",
            {},
            0.0};
}

TEST(FieldPoints, HaveTheResponsesOfBothSignsAndTheNoiseOfTheCurrent) {
    // By hand: means of J F/|F| = 0.02, of J'_q = -1.0, of squares 0.003, of lags 0.0002.
    const TaskResult up = run_with(0.4, 0.0, {{0.01, -0.9, 0.002, 0.0001}, {0.03, -1.1, 0.004, 0.0003}});
    const TaskResult down = run_with(-0.4, 0.0, {{-0.02, 1.0, 0.003, 0.0002}, {-0.02, 1.0, 0.003, 0.0002}});
    const FieldPoint point = field_point({&up, &down}, T);
    EXPECT_EQ(point.field, 0.4);
    EXPECT_EQ(point.blocks, 4.0);
    EXPECT_NEAR(point.values[field_1q], T * 0.02 / 0.4, 1e-15);
    EXPECT_NEAR(point.values[field_qq], T * -1.0 / 0.4, 1e-14);
    EXPECT_NEAR(point.values[field_11], 0.5 * 300.0 * 2.0 * (0.003 + 2.0 * 0.0002 - 0.02 * 0.02), 1e-13);
    // Deviations of J: -0.01, 0.01, 0, 0: the variance of the mean is 2e-4/(4 3).
    EXPECT_NEAR(point.covariance(field_1q, field_1q), std::pow(T / 0.4, 2) * 2e-4 / 12.0, 1e-16);
    EXPECT_NEAR(point.covariance(field_1q, field_qq), std::pow(T / 0.4, 2) * -2e-3 / 12.0, 1e-15);
}

TEST(FieldPoints, NeedFourBlocks) {
    const TaskResult run = run_with(0.4, 0.0, {{0.01, -0.9, 0.002, 0.0001}});
    EXPECT_THROW(field_point({&run, &run}, T), InvalidInput);
    TaskResult without = run;
    without.values.erase("blocks");
    EXPECT_THROW(field_point({&without}, T), InvalidInput);
}

/// Nine compositions under each field, with normal errors.
struct Invented {
    Eigen::Vector3d curvature{-0.3, 0.5, 0.25};
    Eigen::Vector3d slope{0.0, 0.0, 0.0};
    std::vector<FieldPoint> points;
    std::vector<Eigen::Vector3d> truth;

    /// slope_scale   standard deviation of the slopes of L_11 and L'_1q
    Invented(const std::vector<double>& fields, unsigned seed, double noise, double slope_scale = 0.0) {
        std::mt19937_64 random(seed);
        std::normal_distribution<double> normal;
        if (slope_scale > 0.0) slope = {slope_scale * normal(random), slope_scale * normal(random), 0.0};
        for (int k = 1; k <= 9; ++k) {
            const double x1 = k / 10.0;
            truth.emplace_back(0.036 * x1 * (1.0 - x1), -0.024 * x1 * (1.0 - x1), 2.0 + 0.3 * x1);
        }
        for (const double field : fields) {
            for (std::size_t k = 0; k < truth.size(); ++k) {
                FieldPoint point;
                point.x1 = static_cast<double>(k + 1) / 10.0;
                point.field = field;
                point.blocks = 64.0;
                Eigen::Vector3d error = noise * truth[k].cwiseAbs();
                error[1] /= field;  // as that of a response
                point.covariance = error.cwiseAbs2().asDiagonal();
                for (Eigen::Index c = 0; c < 3; ++c) {
                    const double a = curvature[c] + slope[c] * (point.x1 - 0.5);
                    point.values[c] = truth[k][c] * (1.0 + a * field * field) + error[c] * normal(random);
                }
                points.push_back(point);
            }
        }
    }
};

TEST(WayToZeroField, KnowsNothingOfOtherMixturesButAnErrorOfTheSizeThatWasSeen) {
    const KnownCurvature paper = curvature_known_of(StateLine{}, 250, 6.8);
    EXPECT_EQ(paper.value, curvature_known_of(250).value);
    EXPECT_FALSE(paper.beside_fields);
    StateLine other;
    other.mixture = Mixture(lorentz_berthelot({1.0, 2.0}, {0.6, 1.0}, {1.0, 1.0}, 2.5));
    const KnownCurvature known = curvature_known_of(other, 250, 6.8);
    EXPECT_EQ(known.value, Eigen::Vector3d::Zero().eval());
    EXPECT_TRUE(known.beside_fields);
    for (Eigen::Index c = 0; c < field_coefficients; ++c) {
        EXPECT_GT(known.standard_error[c], std::fabs(paper.value[c]));
        EXPECT_NEAR(curvature_known_of(other, 2000, 13.6).standard_error[c], 4.0 * known.standard_error[c], 1e-12);
    }
}

TEST(WayToZeroField, IsExactForExactData) {
    const Invented invented({0.2, 0.4}, 1, 1e-9);
    const ZeroField fit = zero_field(invented.points, std::nullopt);
    ASSERT_EQ(fit.compositions.size(), 9U);
    for (std::size_t k = 0; k < 9; ++k) {
        for (Eigen::Index c = 0; c < 3; ++c) {
            EXPECT_NEAR(fit.coefficients(k)[c] / invented.truth[k][c], 1.0, 1e-7) << k << ' ' << c;
        }
    }
    EXPECT_NEAR(fit.curvature(field_1q).value, 0.5, 1e-6);
    EXPECT_EQ(fit.degrees_of_freedom, 16);  // 54 data, 27 coefficients, 2 + 9 curvatures
}

/// chi^2 of all coefficients against the truth with their full covariance, over 100 invented campaigns: its mean is the
/// number of parameters, its standard error sqrt(2 38/100): 5 of them in 1.7e6 campaigns. Normal errors, linear model.
TEST(WayToZeroField, HasTheErrorsThatItStates) {
    double sum = 0.0;
    double left = 0.0;
    for (unsigned seed = 1; seed <= 100; ++seed) {
        const Invented invented({0.2, 0.4}, seed, 0.005);
        const ZeroField fit = zero_field(invented.points, std::nullopt);
        Eigen::VectorXd difference = fit.values;
        for (std::size_t k = 0; k < 9; ++k) {
            difference.segment<3>(3 * static_cast<Eigen::Index>(k)) -= invented.truth[k];
        }
        difference.segment<2>(27) -= invented.curvature.head<2>();
        difference.tail<9>().array() -= invented.curvature[2];
        sum += difference.dot(fit.covariance.inverse() * difference);
        left += fit.chi_squared;
    }
    EXPECT_NEAR(sum / 100.0, 38.0, 5.0 * std::sqrt(2.0 * 38.0 / 100.0));
    EXPECT_NEAR(left / 100.0, 16.0, 5.0 * std::sqrt(2.0 * 16.0 / 100.0));
}

/// What different compositions share is the error of a: the covariance of two of them is that of the shared parts.
TEST(WayToZeroField, KnowsWhatTheErrorsOfCompositionsHaveInCommon) {
    const Invented invented({0.2, 0.4}, 7, 0.005);
    const ZeroField fit = zero_field(invented.points, std::nullopt);
    const Eigen::Matrix3d shared = fit.shared_errors(1) * fit.shared_errors(5).transpose();
    for (Eigen::Index c = 0; c < ZeroField::common_curvatures; ++c) {
        EXPECT_NEAR(shared(c, c) / fit.covariance(3 + c, 15 + c), 1.0, 1e-6) << c;
        EXPECT_GT(fit.covariance(3 + c, 15 + c) * (fit.coefficients(1)[c] * fit.coefficients(5)[c]), 0.0);
    }
}

/// No curvature is known, but that slopes are 0 to so much.
KnownCurvature slopes_within(double error) {
    return {Eigen::Vector3d::Zero(), Eigen::Vector3d::Constant(1.0), false, error};
}

TEST(WayToZeroField, FollowsASlopeOfTheCurvatureAlongTheComposition) {
    const Invented invented({0.2, 0.4}, 2, 1e-9, 0.3);
    ASSERT_GT(std::fabs(invented.slope[0]), 0.05);
    ASSERT_GT(std::fabs(invented.slope[1]), 0.05);
    const ZeroField fit = zero_field(invented.points, slopes_within(0.3));
    const ZeroField without = zero_field(invented.points, std::nullopt);
    for (const FieldCoefficient c : {field_11, field_1q}) {
        const Estimate slope = fit.slope(c).value_or(Estimate{});
        EXPECT_NEAR(slope.value, invented.slope[c], 1e-6);
        EXPECT_NEAR(fit.curvature(c).value, invented.curvature[c], 1e-6);
        EXPECT_FALSE(without.slope(c).has_value());
        for (std::size_t k = 0; k < 9; ++k) {
            EXPECT_NEAR(fit.coefficients(k)[c] / invented.truth[k][c], 1.0, 1e-7) << k << ' ' << c;
        }
        EXPECT_GT(std::fabs(without.coefficients(0)[c] / invented.truth[0][c] - 1.0), 1e-3) << c;
    }
    std::vector<FieldPoint> four;
    for (const FieldPoint& point : invented.points) {
        if (point.x1 < 0.45) four.push_back(point);
    }
    EXPECT_FALSE(zero_field(four, slopes_within(0.3)).has_slopes);
}

/// As HasTheErrorsThatItStates, with slopes from the distribution that is known of them: 40 parameters.
TEST(WayToZeroField, HasTheErrorsThatItStatesWithSlopesToo) {
    double sum = 0.0;
    for (unsigned seed = 1; seed <= 100; ++seed) {
        const Invented invented({0.2, 0.4}, seed, 0.005, 0.2);
        const ZeroField fit = zero_field(invented.points, slopes_within(0.2));
        Eigen::VectorXd difference = fit.values;
        for (std::size_t k = 0; k < 9; ++k) {
            difference.segment<3>(3 * static_cast<Eigen::Index>(k)) -= invented.truth[k];
        }
        difference.segment<2>(27) -= invented.curvature.head<2>();
        difference.segment<9>(29).array() -= invented.curvature[2];
        difference.tail<2>() -= invented.slope.head<2>();
        sum += difference.dot(fit.covariance.inverse() * difference);
        EXPECT_EQ(fit.degrees_of_freedom, 16);
    }
    EXPECT_NEAR(sum / 100.0, 40.0, 5.0 * std::sqrt(2.0 * 40.0 / 100.0));
}

TEST(WayToZeroField, SharesTheErrorsOfSlopesBetweenCompositions) {
    const Invented invented({0.2, 0.4}, 7, 0.005, 0.2);
    const ZeroField fit = zero_field(invented.points, slopes_within(0.2));
    ASSERT_EQ(fit.shared_errors(0).cols(), 4);
    for (const auto& [one, other] : {std::pair{1, 5}, std::pair{0, 8}}) {
        const Eigen::Matrix3d shared = fit.shared_errors(static_cast<std::size_t>(one)) *
                                       fit.shared_errors(static_cast<std::size_t>(other)).transpose();
        for (Eigen::Index c = 0; c < 2; ++c) {
            for (Eigen::Index d = 0; d < 2; ++d) {
                const double scale = std::sqrt(fit.covariance_of(static_cast<std::size_t>(one))(c, c) *
                                               fit.covariance_of(static_cast<std::size_t>(other))(d, d));
                EXPECT_NEAR(shared(c, d), fit.covariance(3 * one + c, 3 * other + d), 1e-9 * scale);
            }
        }
    }
    // The ends of the line move against each other: less in common than with one a for all.
    const auto in_common = [](const ZeroField& of) {
        return (of.shared_errors(0) * of.shared_errors(8).transpose())(field_1q, field_1q) /
               std::sqrt(of.covariance_of(0)(field_1q, field_1q) * of.covariance_of(8)(field_1q, field_1q));
    };
    EXPECT_LT(in_common(fit), in_common(zero_field(invented.points, std::nullopt)));
}

TEST(WayToZeroField, FromOneFieldNeedsAKnownCurvature) {
    const Invented invented({0.4}, 3, 1e-9);
    EXPECT_THROW(zero_field(invented.points, std::nullopt), InvalidArgument);
    const KnownCurvature known{invented.curvature, {0.1, 0.1, 0.1}};
    const ZeroField fit = zero_field(invented.points, known);
    EXPECT_NEAR(fit.coefficients(4)[field_1q] / invented.truth[4][field_1q], 1.0, 1e-6);
    // Its error is that of F^2 a over 1 + a F^2, to first order in a tenth of it.
    const double relative = std::sqrt(fit.covariance_of(4)(field_1q, field_1q)) / std::fabs(invented.truth[4][1]);
    const double expected = 0.16 * 0.1 / (1.0 + 0.5 * 0.16);
    EXPECT_NEAR(relative / expected, 1.0, expected);
    EXPECT_FALSE(fit.p_value().has_value());
}

/// Slopes that were found before are for one field; several fields tell theirs from 0.
TEST(WayToZeroField, FromOneFieldTakesTheSlopesThatWereFound) {
    const Invented one({0.4}, 3, 1e-9, 0.3);
    KnownCurvature known{one.curvature, Eigen::Vector3d::Constant(0.1), false, 0.2};
    known.found_slope = one.slope.head<2>();
    known.found_slope_error = {0.05, 0.1};
    const ZeroField fit = zero_field(one.points, known);
    for (const FieldCoefficient c : {field_11, field_1q}) {
        EXPECT_NEAR(fit.coefficients(0)[c] / one.truth[0][c], 1.0, 1e-6) << c;
        EXPECT_NEAR(fit.coefficients(8)[c] / one.truth[8][c], 1.0, 1e-6) << c;
        EXPECT_NEAR(fit.slope(c).value_or(Estimate{}).standard_error / known.found_slope_error[c], 1.0, 0.01) << c;
    }
    const Invented two({0.2, 0.4}, 3, 0.005, 0.3);
    const KnownCurvature before = slopes_within(0.2);
    known.slope_error = before.slope_error;
    for (const FieldCoefficient c : {field_11, field_1q}) {
        EXPECT_EQ(zero_field(two.points, known).slope(c).value_or(Estimate{}).value,
                  zero_field(two.points, before).slope(c).value_or(Estimate{}).value);
    }
}

/// The mean of what the fields tell and of what is known, weighted by their variances; as good a fit as before.
TEST(WayToZeroField, TakesAKnownCurvatureAsOneMoreMeasurement) {
    const Invented invented({0.2, 0.4}, 5, 0.002);
    const ZeroField alone = zero_field(invented.points, std::nullopt);
    const Estimate by_fields = alone.curvature(field_1q);
    KnownCurvature known{invented.curvature, {10.0, by_fields.standard_error, 10.0}, true};
    known.value[field_1q] = by_fields.value + 2.0 * by_fields.standard_error;
    const ZeroField joined = zero_field(invented.points, known);
    const Estimate both = joined.curvature(field_1q);
    // To second order in the errors, some hundredths here.
    EXPECT_NEAR(both.value, by_fields.value + by_fields.standard_error, 0.05 * by_fields.standard_error);
    EXPECT_NEAR(both.standard_error, by_fields.standard_error / std::sqrt(2.0), 0.05 * by_fields.standard_error);
    EXPECT_EQ(joined.degrees_of_freedom, alone.degrees_of_freedom + 11);
    EXPECT_NEAR(joined.chi_squared - alone.chi_squared, 2.0, 0.1);  // two equal errors, two of them apart
    known.beside_fields = false;
    EXPECT_EQ(zero_field(invented.points, known).curvature(field_1q).value, by_fields.value);
}

TEST(WayToZeroField, OfALargerBoxIsKnownLessWell) {
    const KnownCurvature small = curvature_known_of(250);
    const KnownCurvature large = curvature_known_of(2000);  // twice the edge: a to 4 a
    EXPECT_FALSE(small.beside_fields);
    EXPECT_TRUE(large.beside_fields);
    for (Eigen::Index c = 0; c < field_coefficients; ++c) {
        EXPECT_NEAR(large.value[c] / small.value[c], 2.5, 1e-12) << c;
        EXPECT_GT(large.standard_error[c], 3.0 / std::sqrt(12.0) * std::fabs(small.value[c])) << c;
    }
}

/// L_11 is half the slope of the mean-square displacement of J_1 between one interval and two.
TEST(HnemdRoute, SaysBetweenWhichLagsItsSlopesAre) {
    Manifest manifest;
    manifest.main_studies[hnemd_route] = {{"particles", 250}};
    TaskResults results;
    for (const double heat : {0.4, -0.4}) {
        TaskResult run =
            run_with(heat, 0.0, {{0.02 * heat, -heat, 3e-5, 1e-6}, {0.03 * heat, -2.0 * heat, 4e-5, 2e-6}});
        run.task = heat > 0.0 ? "hnemd-up" : "hnemd-down";
        run.values["interval"] = 1.5;
        run.values["density"] = 0.8;
        run.values["enthalpy_difference"] = 2.95;
        run.values["unaccounted"] = 1e-4;
        run.values["departure"] = nullptr;
        const nlohmann::json settings{{"particles", 250}, {"x1", 0.5}, {"heat", heat}, {"mass", 0.0}};
        manifest.tasks.push_back({run.task, hnemd_route, settings, 0, {}});
        results[run.task] = run;
    }
    const Reduction reduction = HnemdRoute().reduce(manifest, results, Backend::reference);
    ASSERT_EQ(reduction.onsager.size(), 1U);
    EXPECT_EQ(reduction.onsager.front().slope_lags.from, 1.5);
    EXPECT_EQ(reduction.onsager.front().slope_lags.to, 3.0);
}

TEST(HnemdPlan, SpendsTheTimeThatTheErrorAsksFor) {
    // With four times the time, or twice the field, half the error.
    const double once = time_for_error(0.2, 0.5, 312.5, T, 0.02);
    EXPECT_NEAR(time_for_error(0.2, 0.5, 312.5, T, 0.01) / once, 4.0, 1e-12);
    EXPECT_NEAR(time_for_error(0.4, 0.5, 312.5, T, 0.02) / once, 0.25, 1e-12);
    EXPECT_NEAR(time_for_error(0.2, 0.5, 625.0, T, 0.02) / once, 0.5, 1e-12);
    for (const Tier tier : {Tier::quick, Tier::standard, Tier::full}) {
        PlanOptions options;
        options.tier = tier;
        Manifest manifest;
        manifest.tier = tier;
        SemiGrandRoute().plan(options, manifest);
        const std::size_t chains = manifest.tasks.size();
        HnemdRoute().plan(options, manifest);
        EXPECT_GT(manifest.tasks.size(), chains);
        for (std::size_t k = chains; k < manifest.tasks.size(); ++k) {
            EXPECT_EQ(manifest.tasks[k].id.substr(0, 6), "hnemd-");
            EXPECT_FALSE(manifest.tasks[k].needs.empty());
        }
        EXPECT_NO_THROW(manifest_from_json(to_json(manifest)));
    }
}

TEST(HnemdPlan, ASetOfRunsIsRepeatedWhereItIsAsked) {
    Manifest chains;
    SemiGrandRoute().plan({}, chains);
    FieldStudy study;
    study.heat = 0.4;
    study.compositions = {0.3, 0.5};
    study.times = {3e4, 2e4};
    HnemdPlan plan;
    const auto runs_at = [&](const char* x1) {
        plan.studies = {study};
        Manifest manifest = chains;
        add_tasks(plan, manifest);
        int runs = 0;
        while (const Task* task = manifest.find(fmt::format("hnemd-n250-f0.400-x{}-r{}", x1, runs + 1))) {
            EXPECT_EQ(task->settings.at("time"), 1e4);
            ++runs;
        }
        return runs;
    };
    EXPECT_EQ(runs_at("0.300"), 3);
    EXPECT_EQ(runs_at("0.500"), 2);
    study.sets = {1, 4};
    EXPECT_EQ(runs_at("0.300"), 3);
    EXPECT_EQ(runs_at("0.500"), 8);
    study.sets = {1};
    EXPECT_THROW(runs_at("0.300"), InvalidArgument);
}

}  // namespace
}  // namespace soret
