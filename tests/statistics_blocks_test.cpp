#include <gtest/gtest.h>
// RapidCheck needs gtest first.
#include <rapidcheck.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "autoregressive_series.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/autocorrelation.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/common/statistics/block_average.hpp"

namespace soret {
namespace {

using test::AutoregressiveSeries;

std::vector<double> as_vector(std::span<const double> block) {
    return {block.begin(), block.end()};
}

TEST(BlockTables, OfSixValuesByHand) {
    const std::vector<double> series = {1, 3, 2, 2, 5, 7};
    const BlockTable table = BlockTable::from_series(series);
    EXPECT_EQ(table.mean()[0], 20.0 / 6.0);
    EXPECT_EQ(table.mean()[table.product_column(0, 0)], 92.0 / 6.0);
    EXPECT_NEAR(table.sample_variance(0), (92.0 - 400.0 / 6.0) / 5.0, 1e-14);
    const BlockTable pairs = table.coarsened(2);
    EXPECT_EQ(pairs.block_length(), 2u);
    EXPECT_EQ(as_vector(pairs.block(0)), (std::vector<double>{2.0, 5.0}));
    EXPECT_EQ(as_vector(pairs.block(2)), (std::vector<double>{6.0, 37.0}));
    EXPECT_EQ(table.coarsened(4).block_count(), 1u);  // the remainder does not fill a block
}

TEST(BlockTables, NeverJoinBlocksOfDifferentSeries) {
    BlockTable table = BlockTable::from_series(std::vector<double>{1, 3, 10});
    table.merge(BlockTable::from_series(std::vector<double>{4, 6, 8, 8}));
    EXPECT_EQ(table.series_count(), 2u);
    const BlockTable pairs = table.coarsened(2);
    ASSERT_EQ(pairs.block_count(), 3u);
    EXPECT_EQ(pairs.block(0)[0], 2.0);
    EXPECT_EQ(pairs.block(1)[0], 5.0);
    EXPECT_EQ(pairs.block(2)[0], 8.0);
}

TEST(BlockTables, MergeAssociatively) {
    ASSERT_TRUE(rc::check("(a + b) + c = a + (b + c), to the bit", [] {
        const auto table = [] {
            const auto length = *rc::gen::element<std::uint64_t>(1, 2, 4);
            BlockTable result(1, length);
            const auto numbers = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-1000, 1000));
            std::vector<double> rows;
            for (const int number : numbers) {
                rows.push_back(number);
                rows.push_back(number * number);
            }
            result.append_series(rows);
            return result;
        };
        const BlockTable a = table();
        const BlockTable b = table();
        const BlockTable c = table();
        BlockTable left = a;
        left.merge(b);
        left.merge(c);
        BlockTable bc = b;
        bc.merge(c);
        BlockTable right = a;
        right.merge(bc);
        RC_ASSERT(left == right);  // means of integers over powers of two are exact
    }));
}

TEST(BlockTables, ReadBackFromJsonWithTheSameBits) {
    BlockTable table = BlockTable::from_series(AutoregressiveSeries(0.5).values(37, 1));
    table.merge(BlockTable::from_series(AutoregressiveSeries(0.5).values(5, 2)));
    EXPECT_EQ(BlockTable::from_json(nlohmann::json::parse(table.to_json().dump())), table);
    nlohmann::json json = table.to_json();
    json["blocks_of_series"] = {37, 6};
    EXPECT_THROW(BlockTable::from_json(json), InvalidInput);
    json["blocks_of_series"] = {37, 4};
    EXPECT_THROW(BlockTable::from_json(json), InvalidInput);
    json = table.to_json();
    json["block_length"] = 0;
    EXPECT_THROW(BlockTable::from_json(json), InvalidInput);
}

TEST(BlockTables, RefuseWhatDoesNotFit) {
    BlockTable table(1, 2);
    EXPECT_THROW(table.append_series(std::vector<double>{1.0}), InvalidArgument);
    EXPECT_THROW(table.append_series(std::vector<double>{1.0, std::nan("")}), InvalidArgument);
    EXPECT_THROW(table.merge(BlockTable(2, 2)), InvalidArgument);
    EXPECT_THROW(table.merge(BlockTable(1, 3)), InvalidArgument);
    EXPECT_THROW(table.mean(), InvalidArgument);
}

TEST(BlockAccumulators, HoldTheSameBlocksAsTheWholeSeries) {
    ASSERT_TRUE(rc::check("integers, k = 2", [] {
        const auto most = 2 * *rc::gen::inRange<std::size_t>(1, 6);
        const auto first = *rc::gen::inRange<std::uint64_t>(1, 4);
        const auto numbers = *rc::gen::container<std::vector<std::pair<int, int>>>(
            rc::gen::pair(rc::gen::inRange(-99, 99), rc::gen::inRange(-99, 99)));
        BlockAccumulator accumulator(2, most, first);
        for (const auto& [x, y] : numbers) {
            const double sample[] = {static_cast<double>(x), static_cast<double>(y)};
            accumulator.add(sample);
        }
        RC_ASSERT(accumulator.sample_count() == numbers.size());
        RC_ASSERT(accumulator.complete_blocks() < most);
        const std::uint64_t length = accumulator.block_length();
        RC_ASSERT(accumulator.complete_blocks() == numbers.size() / length);
        RC_ASSERT(length == first || accumulator.complete_blocks() >= most / 2);
        const BlockTable table = accumulator.blocks();
        for (std::size_t i = 0; i < table.block_count(); ++i) {
            std::vector<double> sums(5, 0.0);
            for (std::size_t j = i * length; j < (i + 1) * length; ++j) {
                const double x = numbers[j].first;
                const double y = numbers[j].second;
                const double terms[] = {x, y, x * x, x * y, y * y};
                for (std::size_t c = 0; c < 5; ++c) sums[c] += terms[c];
            }
            for (double& sum : sums) sum /= static_cast<double>(length);
            RC_ASSERT(as_vector(table.block(i)) == sums);
        }
        RC_ASSERT(table.product_column(0, 1) == 3u);
    }));
}

TEST(BlockAccumulators, InterruptedAndReadBackEndWithTheSameBits) {
    const std::vector<double> series = AutoregressiveSeries(0.9).values(1000, 3);
    for (const std::size_t stop : {0u, 1u, 7u, 15u, 16u, 17u, 500u, 999u}) {
        BlockAccumulator through(1, 16);
        BlockAccumulator resumed(1, 16);
        for (std::size_t i = 0; i < series.size(); ++i) {
            if (i == stop) resumed = BlockAccumulator::from_json(nlohmann::json::parse(resumed.to_json().dump()));
            through.add({&series[i], 1});
            resumed.add({&series[i], 1});
        }
        EXPECT_EQ(through, resumed) << stop;
    }
}

TEST(BlockAccumulators, RefuseWhatTheyCannotUse) {
    EXPECT_THROW(BlockAccumulator(0), InvalidArgument);
    EXPECT_THROW(BlockAccumulator(1, 3), InvalidArgument);
    EXPECT_THROW(BlockAccumulator(1, 4, 0), InvalidArgument);
    BlockAccumulator accumulator(1, 4);
    EXPECT_THROW(accumulator.add(std::vector<double>{1.0, 2.0}), InvalidArgument);
    EXPECT_THROW(accumulator.add(std::vector<double>{std::nan("")}), InvalidArgument);
    EXPECT_THROW(accumulator.add(std::vector<double>{1e200}), InvalidArgument);
    nlohmann::json json = accumulator.to_json();
    json["sums"] = {1.0};
    EXPECT_THROW(BlockAccumulator::from_json(json), InvalidInput);
    json = accumulator.to_json();
    json["open_samples"] = 1;
    EXPECT_THROW(BlockAccumulator::from_json(json), InvalidInput);
    json = accumulator.to_json();
    json.erase("open");
    EXPECT_THROW(BlockAccumulator::from_json(json), InvalidInput);
    json = accumulator.to_json();
    json["quantities"] = -1;
    EXPECT_THROW(BlockAccumulator::from_json(json), InvalidInput);
}

TEST(BlockingLevels, OfEightValuesByHand) {
    // Deviations from the mean 4: -3 -1 1 3 | 3 1 -1 -3, squares 40, error sqrt(40/56); pairs -2 2 2 -2: sqrt(16/12).
    const std::vector<double> series = {1, 3, 5, 7, 7, 5, 3, 1};
    const auto levels = blocking_levels(BlockTable::from_series(series), 0);
    ASSERT_EQ(levels.size(), 2u);
    EXPECT_DOUBLE_EQ(levels[0].standard_error, std::sqrt(40.0 / 56.0));
    EXPECT_DOUBLE_EQ(levels[1].standard_error, std::sqrt(16.0 / 12.0));
    EXPECT_DOUBLE_EQ(levels[1].error_of_error, levels[1].standard_error / std::sqrt(6.0));
    EXPECT_THROW(blocking_levels(BlockTable::from_series(std::vector<double>{1, 2, 3}), 0), InvalidArgument);
}

TEST(BlockingLevels, HaveTheExpectedSquareForEveryBlockLength) {
    const AutoregressiveSeries process(0.8);
    const std::size_t n = 2048;
    const std::size_t series_count = 300;
    std::vector<double> sums(10, 0.0);
    for (std::uint64_t seed = 0; seed < series_count; ++seed) {
        const auto levels = blocking_levels(BlockTable::from_series(process.values(n, seed)), 0);
        ASSERT_EQ(levels.size(), sums.size());
        for (std::size_t k = 0; k < sums.size(); ++k) {
            sums[k] += levels[k].standard_error * levels[k].standard_error;
        }
    }
    for (std::size_t k = 0; k < sums.size(); ++k) {
        const std::size_t b = std::size_t{1} << k;
        const double expected = process.expected_squared_error(n, b);
        // Relative variance of a sum of squares of n/b correlated blocks: at most that of n/max(b, 2 tau) independent
        // ones.
        const double independent = static_cast<double>(n) / std::max(static_cast<double>(b), 9.0) - 1.0;
        const double error = std::sqrt(2.0 / (independent * static_cast<double>(series_count)));
        EXPECT_LT(std::fabs(sums[k] / static_cast<double>(series_count) / expected - 1.0), test::z_limit * error) << b;
    }
}

TEST(BlockAverages, CoverTheTrueMeanAsOftenAsStated) {
    for (const double phi : {0.0, 0.5, 0.9}) {
        const AutoregressiveSeries process(phi);
        const std::size_t n = 8192;
        test::ExpectedCount expected_of_one;
        test::ExpectedCount expected_of_two;
        std::size_t within_one = 0;
        std::size_t within_two = 0;
        std::size_t within_two_naively = 0;
        for (std::uint64_t seed = 0; seed < 400; ++seed) {
            const BlockTable table = BlockTable::from_series(process.values(n, seed));
            const BlockAverage average = block_average(table);
            ASSERT_TRUE(average.converged);
            const double bias =
                std::sqrt(process.expected_squared_error(n, average.block_length) / process.variance_of_mean(n));
            // The docstring's bound on the bias, with n_c = n V(mean) (the sample variance being 1).
            const double inefficiency = static_cast<double>(n) * process.variance_of_mean(n);
            EXPECT_GT(bias, 1.0 - inefficiency / (4.0 * static_cast<double>(average.block_length)) - 1e-3);
            const boost::math::students_t t(static_cast<double>(average.block_count - 1));
            const auto coverage = [&](double k) { return 1.0 - 2.0 * boost::math::cdf(t, -k * bias); };
            expected_of_one.add(coverage(1.0));
            expected_of_two.add(coverage(2.0));
            within_one += std::fabs(average.mean.value) <= average.mean.standard_error;
            within_two += std::fabs(average.mean.value) <= 2.0 * average.mean.standard_error;
            within_two_naively += std::fabs(average.mean.value) <= 2.0 * blocking_levels(table, 0)[0].standard_error;
        }
        EXPECT_LT(std::fabs(expected_of_one.z_of(within_one)), test::z_limit) << phi << " " << within_one;
        EXPECT_LT(std::fabs(expected_of_two.z_of(within_two)), test::z_limit) << phi << " " << within_two;
        if (phi == 0.9) {  // the test of the test: errors that ignore the correlations are seen
            EXPECT_LT(expected_of_two.z_of(within_two_naively), -10.0);
        }
    }
}

TEST(BlockAverages, CountIndependentSamples) {
    const AutoregressiveSeries process(0.8);
    double sum = 0.0;
    const std::size_t n = 16384;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        sum += block_average(BlockTable::from_series(process.values(n, seed))).mean.effective_samples;
    }
    // 9 samples count as one; some 100 blocks: relative error sqrt(2/100/50) = 0.02, bias of 1/s^2 0.02, of B 0.03.
    EXPECT_NEAR(sum / 50.0, static_cast<double>(n) / 9.0, 0.14 * static_cast<double>(n) / 9.0);
}

// Blocks of a series as a run leaves them: at most 127, of many samples.
BlockTable accumulated(const std::vector<double>& series) {
    BlockAccumulator accumulator(1);
    for (const double x : series) accumulator.add({&x, 1});
    return accumulator.blocks();
}

struct Coverage {
    double autocorrelation_times;  // length of the series
    double within_two;             // share of means within two errors of the truth, at least
};

TEST(BlockAverages, OfAShortSlowSeriesCoverTheTrueMeanAsOftenAsStated) {
    constexpr std::size_t n = 4096;
    constexpr int trials = 1000;
    for (const Coverage& stated : {Coverage{5, 0.87}, Coverage{10, 0.91}, Coverage{20, 0.93}, Coverage{50, 0.94}}) {
        const AutoregressiveSeries process(std::exp(-stated.autocorrelation_times / static_cast<double>(n)));
        int within_two = 0;
        int converged = 0;
        for (std::uint64_t seed = 0; seed < trials; ++seed) {
            const BlockAverage average = block_average(accumulated(process.values(n, seed)));
            within_two += std::fabs(average.mean.value) <= 2.0 * average.mean.standard_error;
            converged += average.converged;
        }
        const double spread = std::sqrt(trials * stated.within_two * (1.0 - stated.within_two));
        EXPECT_NEAR(within_two, trials * stated.within_two, test::z_limit * spread) << stated.autocorrelation_times;
        // A series so short may seem to have converged by chance; 50 times are a quarter of what the criterion asks
        // for.
        EXPECT_LT(converged, stated.autocorrelation_times < 50 ? trials / 50 : trials / 10)
            << stated.autocorrelation_times;
    }
}

TEST(BlockAverages, WhatBlocksMissIsThatOfAnExponential) {
    // tau = 200 samples is so long that the sums of the discrete process are integrals to (1/200)^2.
    const double tau = 200.0;
    const AutoregressiveSeries process(std::exp(-1.0 / tau));
    for (const std::size_t b : {200u, 500u, 2000u}) {
        const std::size_t n = 8 * b;
        const double expected = process.variance_of_mean(n) / process.expected_squared_error(n, b);
        EXPECT_NEAR(missed_by_blocks(tau, static_cast<double>(b), 8), expected, 1e-4 * expected) << b;
    }
    EXPECT_NEAR(missed_by_blocks(1.0, 10.0, 4000), 1.0 / (1.0 - 0.1), 1e-3);  // many blocks: 1/(1 - tau/b)
    EXPECT_THROW(missed_by_blocks(1.0, 10.0, 4, 4), InvalidArgument);
}

TEST(BlockAverages, OfALongAccumulatedSeriesHaveConverged) {
    // 1000 autocorrelation times in blocks of four: the criterion asks for some 200 times.
    const AutoregressiveSeries process(std::exp(-1.0 / 8.0));
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        EXPECT_TRUE(block_average(accumulated(process.values(8000, seed))).converged) << seed;
        EXPECT_TRUE(block_average(accumulated(AutoregressiveSeries(0.0).values(2000, seed))).converged) << seed;
    }
}

TEST(BlockAverages, OfAShortSlowSeriesSayThatTheErrorIsALowerBound) {
    EXPECT_FALSE(block_average(BlockTable::from_series(AutoregressiveSeries(0.99).values(512, 5))).converged);
    const BlockAverage constant = block_average(BlockTable::from_series(std::vector<double>(64, 3.0)));
    EXPECT_TRUE(constant.constant);
    EXPECT_FALSE(constant.converged);  // nobody knows how long the memory of what never moved is
    EXPECT_EQ(constant.mean, (Estimate{3.0, 0.0, 1.0}));
}

TEST(BlockAverages, OfAConstantThatRoundsInItsSumsAreConstant) {
    // 0.1 is not a multiple of a power of two: sums of 4096 of them differ by their order.
    BlockAccumulator accumulator(2, 16);
    for (int k = 0; k < 4096; ++k) accumulator.add(std::vector<double>{0.1, k == 4000 ? 0.2 : 0.1});
    const auto read_back = BlockAccumulator::from_json(nlohmann::json::parse(accumulator.to_json().dump()));
    for (const BlockTable& table : {accumulator.blocks(), read_back.blocks(), accumulator.blocks().coarsened(2)}) {
        EXPECT_EQ(table.constant_value(0), 0.1);
        EXPECT_EQ(table.constant_value(1), std::nullopt);
        const BlockAverage constant = block_average(table, 0);
        EXPECT_TRUE(constant.constant);
        EXPECT_EQ(constant.mean, (Estimate{0.1, 0.0, 1.0}));
        EXPECT_FALSE(block_average(table, 1).constant);
        EXPECT_GT(block_average(table, 1).mean.standard_error, 0.0);
    }
    BlockTable both = accumulator.blocks();
    both.merge(accumulator.blocks());
    EXPECT_EQ(both.constant_value(0), std::nullopt);  // of two series nobody has said it
}

TEST(BlockAverages, CountNoMoreSamplesThanThereAre) {
    // Alternating values: the mean of each block is nearly exact, and its error says nothing of independent samples.
    for (const std::size_t n : {200u, 5000u}) {
        std::vector<double> alternating;
        for (std::size_t k = 0; k < n; ++k) {
            alternating.push_back((k % 2 == 0 ? 1.0 : -1.0) * (1.0 + 1e-6 * std::sin(static_cast<double>(k * k))));
        }
        const BlockTable table = accumulated(alternating);
        const Estimate mean = block_average(table).mean;
        EXPECT_GT(table.sample_variance(0) / (mean.standard_error * mean.standard_error),
                  10.0 * static_cast<double>(n));
        EXPECT_EQ(mean.effective_samples, table.sample_count());
        EXPECT_LE(correlated_mean(alternating).effective_samples, static_cast<double>(n));
    }
}

/// What tasks record is not bounded by the number of samples, as results of earlier campaigns are not.
TEST(BlockAverage, KnowsTheEffectiveSamplesWithoutTheirBound) {
    // Values that alternate: blocks of two have hardly any scatter.
    std::vector<double> series;
    for (int k = 0; k < 64; ++k) series.push_back((k % 2 == 0 ? 1.0 : -1.0) + 1e-3 * (k % 7));
    const BlockAverage average = block_average(BlockTable::from_series(series));
    EXPECT_EQ(average.mean.effective_samples, 64.0);
    EXPECT_GT(average.unbounded_effective_samples, 64.0);
}

}  // namespace
}  // namespace soret
