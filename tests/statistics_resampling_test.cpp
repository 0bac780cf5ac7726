#include <gtest/gtest.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

#include "autoregressive_series.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/common/statistics/bootstrap.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/common/statistics/running_moments.hpp"

namespace soret {
namespace {

using test::AutoregressiveSeries;
using Means = std::span<const double>;

double first(Means means) {
    return means[0];
}

// <x x> - <x>^2 of a table of one quantity.
double variance_of_one(Means means) {
    return means[1] - means[0] * means[0];
}

BlockTable table_of_pairs(const std::vector<std::pair<double, double>>& rows) {
    BlockTable table(2, 1);
    std::vector<double> means;
    for (const auto& [x, y] : rows) means.insert(means.end(), {x, y, x * x, x * y, y * y});
    table.append_series(means);
    return table;
}

TEST(Jackknife, OfAMeanIsTheStandardErrorOfTheMean) {
    // 1, 2, 3, 6: mean 3, sum of squares 14, error sqrt(14/12).
    const BlockTable table = BlockTable::from_series(std::vector<double>{1, 2, 3, 6});
    const Estimate estimate = jackknife(table, first);
    EXPECT_EQ(estimate.value, 3.0);
    EXPECT_DOUBLE_EQ(estimate.standard_error, std::sqrt(14.0 / 12.0));
    EXPECT_EQ(estimate.effective_samples, 4.0);
}

TEST(Jackknife, RemovesTheBiasOfAVarianceExactly) {
    // Sum of squares 14 over four values: biased 14/4, unbiased 14/3.
    const BlockTable table = BlockTable::from_series(std::vector<double>{1, 2, 3, 6});
    EXPECT_DOUBLE_EQ(jackknife(table, variance_of_one).value, 3.5);
    EXPECT_DOUBLE_EQ(jackknife(table, variance_of_one, Bias::remove).value, 14.0 / 3.0);
}

TEST(Jackknife, OfARatioByHand) {
    // (x, y) = (1, 2), (2, 2), (3, 5): without one each 5/7, 4/7, 3/4; with all 6/9.
    const BlockTable table = table_of_pairs({{1, 2}, {2, 2}, {3, 5}});
    const auto ratio = [](Means means) { return means[0] / means[1]; };
    const double values[] = {5.0 / 7.0, 4.0 / 7.0, 3.0 / 4.0};
    const double mean = (values[0] + values[1] + values[2]) / 3.0;
    double squares = 0.0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    EXPECT_DOUBLE_EQ(jackknife(table, ratio).value, 6.0 / 9.0);
    EXPECT_DOUBLE_EQ(jackknife(table, ratio).standard_error, std::sqrt(2.0 / 3.0 * squares));
    EXPECT_DOUBLE_EQ(jackknife(table, ratio, Bias::remove).value, 3.0 * 6.0 / 9.0 - 2.0 * mean);
}

TEST(Jackknife, OfBlocksWithoutProductsIsThatOfATable) {
    const BlockTable table = table_of_pairs({{1, 2}, {2, 2}, {3, 5}});
    const FunctionsOfMeans ratio = [](Means means) { return Eigen::VectorXd::Constant(1, means[0] / means[1]).eval(); };
    for (const Bias bias : {Bias::keep, Bias::remove}) {
        const JackknifeResult of_table = jackknife(table, ratio, bias);
        const JackknifeResult of_blocks = jackknife(BlockMeans{{1, 2}, {2, 2}, {3, 5}}, ratio, bias);
        EXPECT_EQ(of_blocks.values, of_table.values);
        EXPECT_EQ(of_blocks.covariance, of_table.covariance);
        EXPECT_EQ(of_blocks.pseudo_values, of_table.pseudo_values);
        EXPECT_EQ(of_blocks.block_count, 3U);
    }
    EXPECT_THROW(jackknife(BlockMeans{{1, 2}}, ratio), InvalidArgument);
    EXPECT_THROW(jackknife(BlockMeans{}, ratio), InvalidArgument);
    EXPECT_THROW(jackknife(BlockMeans{{1, 2}, {1}}, ratio), InvalidArgument);
}

TEST(Jackknife, OfSeveralFunctionsHasTheirCovariances) {
    const BlockTable table = table_of_pairs({{1, 2}, {2, 0}, {3, 1}, {6, 1}});
    const JackknifeResult result = jackknife(table, FunctionsOfMeans([](Means means) {
                                                 return Eigen::Vector3d(means[0], means[1], means[0] - 2.0 * means[1]);
                                             }));
    RunningMoments moments(2);
    for (std::size_t i = 0; i < 4; ++i) moments.add(table.block(i).first(2));
    // For linear functions the covariance of the means, var/n.
    const double xx = moments.variance(0) / 4.0;
    const double xy = moments.covariance(0, 1) / 4.0;
    const double yy = moments.variance(1) / 4.0;
    Eigen::Matrix3d expected;
    expected << xx, xy, xx - 2 * xy, xy, yy, xy - 2 * yy, xx - 2 * xy, xy - 2 * yy, xx - 4 * xy + 4 * yy;
    EXPECT_LT((result.covariance - expected).cwiseAbs().maxCoeff(), 1e-14);
    EXPECT_EQ(result.estimate(2).value, 1.0);
}

TEST(Jackknife, OfAVarianceOfNormalNumbersHasTheExactSize) {
    // Var(s^2) = 2/(n - 1); the jackknife's expectation is exact to O(1/n), 1 + 2/n here by expansion.
    const std::size_t n = 200;
    double sum = 0.0;
    RunningMoments scatter(1);
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        const BlockTable table = BlockTable::from_series(AutoregressiveSeries(0.0).values(n, seed));
        const double error = jackknife(table, variance_of_one, Bias::remove).standard_error;
        sum += error * error;
        const double square = error * error;
        scatter.add({&square, 1});
    }
    const double exact = 2.0 / (static_cast<double>(n) - 1.0);
    const double tolerance =
        test::z_limit * std::sqrt(scatter.variance(0) / 400.0) + 4.0 / static_cast<double>(n) * exact;
    EXPECT_NEAR(sum / 400.0, exact, tolerance);
}

// The use it is made for: a fluctuation ratio like a thermodynamic factor from several correlated chains.
TEST(Jackknife, OfAFluctuationCoversTheTruthAsOftenAsStated) {
    const AutoregressiveSeries process(0.9);
    const FunctionsOfMeans inverse_variance = [](Means means) {
        return Eigen::VectorXd::Constant(1, 1.0 / variance_of_one(means)).eval();
    };
    test::ExpectedCount expected;
    std::size_t within = 0;
    std::size_t within_naively = 0;
    for (std::uint64_t trial = 0; trial < 200; ++trial) {
        BlockTable table(1, 1);
        for (std::uint64_t replica = 0; replica < 4; ++replica) {
            BlockAccumulator accumulator(1, 128);
            for (const double x : process.values(4096, 100 * trial + replica)) accumulator.add({&x, 1});
            table.merge(accumulator.blocks());
        }
        const JackknifeResult result = jackknife_with_chosen_blocks(table, inverse_variance, Bias::remove);
        EXPECT_TRUE(result.converged);
        EXPECT_EQ(result.block_count * result.block_length, 4u * 4096u);
        const Estimate estimate = result.estimate(0);
        within += std::fabs(estimate.value - 1.0) <= 2.0 * estimate.standard_error;
        const double naive = std::sqrt(2.0 / (4.0 * 4096.0));
        within_naively += std::fabs(estimate.value - 1.0) <= 2.0 * naive;
        const boost::math::students_t t(static_cast<double>(result.block_count - 1));
        expected.add(1.0 - 2.0 * boost::math::cdf(t, -2.0));
    }
    EXPECT_LT(std::fabs(expected.z_of(within)), test::z_limit) << within;
    EXPECT_LT(expected.z_of(within_naively), -10.0);
}

TEST(Jackknife, LevelsOfAMeanAreThoseOfTheBlockAverage) {
    const BlockTable table = BlockTable::from_series(AutoregressiveSeries(0.8).values(256, 4));
    const auto expected = blocking_levels(table, 0);
    const auto levels = jackknife_levels(table, first);
    ASSERT_EQ(levels.size(), expected.size());
    for (std::size_t k = 0; k < levels.size(); ++k) {
        EXPECT_NEAR(levels[k].standard_error, expected[k].standard_error, 1e-12 * expected[k].standard_error);
        EXPECT_EQ(levels[k].block_length, expected[k].block_length);
    }
}

TEST(Jackknife, WithChosenBlocksTakesThoseOfTheSlowestFunction) {
    // Of two quantities the first is correlated, the second is not.
    const std::vector<double> slow = AutoregressiveSeries(0.9).values(4096, 1);
    const std::vector<double> fast = AutoregressiveSeries(0.0).values(4096, 2);
    std::vector<std::pair<double, double>> rows;
    for (std::size_t i = 0; i < slow.size(); ++i) rows.emplace_back(slow[i], fast[i]);
    const BlockTable table = table_of_pairs(rows);
    const BlockAverage of_slow = block_average(table, 0);
    const BlockAverage of_fast = block_average(table, 1);
    ASSERT_GT(of_slow.block_length, of_fast.block_length);
    const JackknifeResult result = jackknife_with_chosen_blocks(
        table, FunctionsOfMeans([](Means means) { return Eigen::Vector2d(means[0], means[1]); }));
    EXPECT_EQ(result.block_length, of_slow.block_length);
    EXPECT_EQ(result.estimate(0).value, of_slow.mean.value);
    EXPECT_NEAR(result.estimate(0).standard_error, of_slow.mean.standard_error, 1e-12);
}

TEST(Jackknife, PseudoValuesHaveItsValuesAndCovariance) {
    const BlockTable table = BlockTable::from_series(AutoregressiveSeries(0.5).values(40, 9));
    const auto functions = [](Means means) { return Eigen::Vector2d(means[0], 1.0 / variance_of_one(means)); };
    const JackknifeResult result = jackknife(table, functions, Bias::remove);
    ASSERT_EQ(result.pseudo_values.rows(), 40);
    EXPECT_NEAR((result.pseudo_values.colwise().mean().transpose() - result.values).norm(), 0.0, 1e-12);
    const Eigen::MatrixXd deviations = result.pseudo_values.rowwise() - result.pseudo_values.colwise().mean();
    const Eigen::MatrixXd covariance = deviations.transpose() * deviations / (40.0 * 39.0);
    EXPECT_NEAR((covariance - result.covariance).norm(), 0.0, 1e-12);
    EXPECT_NEAR(result.pseudo_values(3, 0), table.block(3)[0], 1e-12);  // of a mean: the block itself
}

TEST(SeriesAgreement, ByHand) {
    // Means 2 and 5, their variance 4.5; within 1, 0, 1 and 4, 1, 1 about them, in all 8 over 4 degrees of freedom.
    const std::vector<double> values{1, 2, 3, 7, 4, 4};
    const SeriesAgreement agreement = series_agreement(values, 2);
    EXPECT_EQ(agreement.degrees_of_freedom, 1);
    EXPECT_DOUBLE_EQ(agreement.chi_squared, 3.0 * 4.5 / 2.0 * (4.0 - 2.0) / 4.0);
    EXPECT_DOUBLE_EQ(series_agreement(values, 2, 2.0).chi_squared, 0.5 * agreement.chi_squared);
    EXPECT_EQ(series_agreement(values, 1).degrees_of_freedom, 0);
    EXPECT_THROW(series_agreement(values, 4), InvalidArgument);
    EXPECT_THROW(series_agreement(values, 6), InvalidArgument);
}

TEST(SeriesAgreement, HasTheStatedDistributionAndSeesASeriesThatStaysApart) {
    int below = 0;
    RunningMoments scatter(1);
    for (std::uint64_t trial = 0; trial < 500; ++trial) {
        std::vector<double> values = AutoregressiveSeries(0.0).values(24, trial);
        const SeriesAgreement agreement = series_agreement(values, 4);
        below += agreement.p_value < 0.1;
        scatter.add({&agreement.chi_squared, 1});
        for (std::size_t i = 0; i < 6; ++i) values[i] += 4.0;  // ten errors of a series' mean
        EXPECT_LT(series_agreement(values, 4).p_value, 0.01);
    }
    EXPECT_NEAR(below, 50, test::z_limit * std::sqrt(500 * 0.1 * 0.9));
    EXPECT_NEAR(scatter.mean(0), 3.0, test::z_limit * std::sqrt(scatter.variance(0) / 500.0));
}

TEST(Jackknife, RefusesWhatItCannotUse) {
    EXPECT_THROW(jackknife(BlockTable::from_series(std::vector<double>{1}), first), InvalidArgument);
    const BlockTable table = BlockTable::from_series(std::vector<double>{1, 1, 1, 1});
    const auto infinite = [](Means means) { return 1.0 / variance_of_one(means); };
    EXPECT_THROW(jackknife(table, infinite), InvalidState);
    EXPECT_THROW(bootstrap(table, infinite), InvalidState);
}

TEST(Bootstrap, OfAMeanHasTheKnownStandardError) {
    // The variance of a resampled mean is sum (x - <x>)^2 / n^2 = 14/16, known to 1/sqrt(2 R) by R resamples.
    const BlockTable table = BlockTable::from_series(std::vector<double>{1, 2, 3, 6});
    const BootstrapResult result = bootstrap(table, first, {.seed = 7, .resamples = 20000});
    EXPECT_EQ(result.estimate.value, 3.0);
    EXPECT_NEAR(result.estimate.standard_error / std::sqrt(14.0 / 16.0), 1.0, test::z_limit / std::sqrt(40000.0));
}

TEST(Bootstrap, IntervalsOfAMeanStandAtTheirPercentiles) {
    const BlockTable table = BlockTable::from_series(AutoregressiveSeries(0.0).values(200, 9));
    const BootstrapResult result = bootstrap(table, first, {.seed = 7, .resamples = 20000, .confidence = 0.9});
    const double s = result.estimate.standard_error;
    // A quantile of 5 % is known to sqrt(0.05 0.95/20000)/0.103 = 0.015 s; the skewness of 200 values shifts it by
    // some (1.645^2 - 1)/6 sqrt(6/200)/sqrt(200) = 0.003 s at most.
    const double tolerance = (test::z_limit * 0.015 + 0.02) * s;
    EXPECT_NEAR(result.lower, result.estimate.value - 1.645 * s, tolerance);
    EXPECT_NEAR(result.upper, result.estimate.value + 1.645 * s, tolerance);
}

TEST(Bootstrap, IsAPureFunctionOfItsSeed) {
    const BlockTable table = BlockTable::from_series(AutoregressiveSeries(0.0).values(50, 1));
    EXPECT_EQ(bootstrap(table, first, {.seed = 3}).lower, bootstrap(table, first, {.seed = 3}).lower);
    EXPECT_NE(bootstrap(table, first, {.seed = 3}).lower, bootstrap(table, first, {.seed = 4}).lower);
}

TEST(Bootstrap, IntervalsCoverTheTruthAsOftenAsStated) {
    test::ExpectedCount expected;
    std::size_t within = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const BlockTable table = BlockTable::from_series(AutoregressiveSeries(0.0).values(100, seed));
        const BootstrapResult result = bootstrap(table, first, {.seed = seed, .resamples = 400, .confidence = 0.9});
        within += result.lower <= 0.0 && 0.0 <= result.upper;
        // Percentiles of the mean of n normal numbers stand at 1.645 sqrt((n - 1)/n) measured errors of n - 1 degrees.
        expected.add(1.0 - 2.0 * boost::math::cdf(boost::math::students_t(99), -1.645 * std::sqrt(0.99)));
    }
    EXPECT_LT(std::fabs(expected.z_of(within)), test::z_limit) << within;
}

TEST(Bootstrap, RefusesWhatItCannotUse) {
    const BlockTable table = BlockTable::from_series(std::vector<double>{1, 2});
    EXPECT_THROW(bootstrap(BlockTable::from_series(std::vector<double>{1}), first), InvalidArgument);
    EXPECT_THROW(bootstrap(table, first, {.resamples = 1}), InvalidArgument);
    EXPECT_THROW(bootstrap(table, first, {.confidence = 1.0}), InvalidArgument);
}

TEST(Quantiles, AreLinearBetweenTheValues) {
    const double sorted[] = {1.0, 2.0, 4.0};
    EXPECT_EQ(quantile_of_sorted(sorted, 0.0), 1.0);
    EXPECT_EQ(quantile_of_sorted(sorted, 0.75), 3.0);
    EXPECT_EQ(quantile_of_sorted(sorted, 1.0), 4.0);
    EXPECT_THROW(quantile_of_sorted(sorted, 1.1), InvalidArgument);
    EXPECT_THROW(quantile_of_sorted({}, 0.5), InvalidArgument);
}

}  // namespace
}  // namespace soret
