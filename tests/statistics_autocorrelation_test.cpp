#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "autoregressive_series.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/autocorrelation.hpp"
#include "soret/common/statistics/running_moments.hpp"

namespace soret {
namespace {

using test::AutoregressiveSeries;

TEST(AutocorrelationFunctions, OfFourValuesByHand) {
    // Deviations from the mean 2: -1, 1, -1, 1; C(0) = 1, C(1) = -3/3, C(2) = 2/2, C(3) = -1/1.
    const std::vector<double> rho = autocorrelation_function(std::vector<double>{1, 3, 1, 3}, 3);
    ASSERT_EQ(rho.size(), 4u);
    for (std::size_t t = 0; t < 4; ++t) EXPECT_NEAR(rho[t], t % 2 == 0 ? 1.0 : -1.0, 1e-14);
}

TEST(AutocorrelationFunctions, EqualTheDirectSum) {
    for (const std::size_t n : {2u, 3u, 17u, 64u, 1000u}) {
        const std::vector<double> series = AutoregressiveSeries(0.7).values(n, n);
        const std::size_t largest = n - 1;
        const std::vector<double> rho = autocorrelation_function(series, largest);
        double mean = 0.0;
        for (const double x : series) mean += x / static_cast<double>(n);
        double squares = 0.0;
        for (const double x : series) squares += (x - mean) * (x - mean);
        for (std::size_t t = 0; t <= largest; ++t) {
            double sum = 0.0;
            for (std::size_t i = 0; i + t < n; ++i) sum += (series[i] - mean) * (series[i + t] - mean);
            const double count = static_cast<double>(n);
            const double scale = count / static_cast<double>(n - t);
            const double tolerance = 4.0 * std::log2(4.0 * count) * 0x1p-53 * scale;
            EXPECT_NEAR(rho[t], sum / squares * scale, tolerance) << n << " " << t;
        }
    }
}

TEST(AutocorrelationFunctions, RefuseWhatTheyCannotUse) {
    EXPECT_THROW(autocorrelation_function(std::vector<double>{1}, 0), InvalidArgument);
    EXPECT_THROW(autocorrelation_function(std::vector<double>{1, 2}, 2), InvalidArgument);
    EXPECT_THROW(autocorrelation_function(std::vector<double>{1, std::nan("")}, 1), InvalidArgument);
    EXPECT_THROW(autocorrelation_function(std::vector<double>{2, 2, 2}, 1), InvalidArgument);
    EXPECT_THROW(autocorrelation_time(std::vector<double>{1, 2, 3}), InvalidArgument);
    EXPECT_THROW(autocorrelation_time(std::vector<double>(10, 1.0), 0.0), InvalidArgument);
}

TEST(AutocorrelationTimes, OfAutoregressiveSeriesAreRightWithinTheirStatedErrors) {
    for (const double phi : {0.0, 0.5, 0.9}) {
        const AutoregressiveSeries process(phi);
        RunningMoments moments(2);
        const double series_count = 200.0;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const AutocorrelationTime time = autocorrelation_time(process.values(8192, seed));
            EXPECT_TRUE(time.converged);
            EXPECT_DOUBLE_EQ(time.effective_samples, 8192.0 / (2.0 * time.tau));
            const double sample[] = {time.tau, time.standard_error};
            moments.add(sample);
        }
        const double scatter = std::sqrt(moments.variance(0));
        // The window leaves out exp(-6) of tau for slow series.
        const double tolerance = test::z_limit * scatter / std::sqrt(series_count) + std::exp(-6.0) * moments.mean(0);
        EXPECT_NEAR(moments.mean(0), process.autocorrelation_time(), tolerance) << phi;
        // The scatter of 200 values is known to 1/sqrt(400); the stated errors vary little beside it.
        EXPECT_NEAR(moments.mean(1) / scatter, 1.0, test::z_limit / std::sqrt(2.0 * series_count)) << phi;
    }
}

TEST(AutocorrelationTimes, OfTooShortASeriesAreNotConverged) {
    EXPECT_FALSE(autocorrelation_time(AutoregressiveSeries(0.99).values(1000, 1)).converged);
    EXPECT_EQ(autocorrelation_time(std::vector<double>(10, 1.0)).tau, 0.5);
}

TEST(AutocorrelationTimes, OfATableOfSingleSamplesAreThoseOfTheSeries) {
    const std::vector<double> series = AutoregressiveSeries(0.8).values(500, 3);
    const AutocorrelationTime expected = autocorrelation_time(series);
    const AutocorrelationTime time = autocorrelation_time(BlockTable::from_series(series), 0);
    // The variances differ by n/(n - 1).
    EXPECT_NEAR(time.tau, expected.tau * 499.0 / 500.0, 1e-9);
    EXPECT_EQ(time.window, expected.window);
    EXPECT_THROW(autocorrelation_time(BlockTable::from_series(series), 1), InvalidArgument);
}

TEST(AutocorrelationTimes, OfBlocksOfSeveralSeriesAreThoseOfSamples) {
    const AutoregressiveSeries process(0.95);  // 19.5 samples
    RunningMoments times(1);
    for (std::uint64_t trial = 0; trial < 200; ++trial) {
        BlockTable table(1, 1);
        for (std::uint64_t replica = 0; replica < 4; ++replica) {
            table.merge(BlockTable::from_series(process.values(2048, 4 * trial + replica)).coarsened(16));
        }
        const AutocorrelationTime time = autocorrelation_time(table, 0);
        EXPECT_TRUE(time.converged);
        EXPECT_EQ(time.window % 16, 0u);
        times.add({&time.tau, 1});
    }
    const double error = std::sqrt(times.variance(0) / 200.0);
    EXPECT_LT(error, 0.5);
    EXPECT_NEAR(times.mean(0), process.autocorrelation_time(), test::z_limit * error);
}

TEST(CorrelatedMeans, CoverTheTrueMeanAsOftenAsStated) {
    const AutoregressiveSeries process(0.9);
    test::ExpectedCount expected;
    std::size_t within = 0;
    for (std::uint64_t seed = 1000; seed < 1400; ++seed) {
        const Estimate mean = correlated_mean(process.values(8192, seed));
        within += std::fabs(mean.value) <= 2.0 * mean.standard_error;
        expected.add(0.9545);
    }
    // tau scatters by 15 %, which lowers the coverage by 0.9545 - E[erf(2/sqrt(2) (1 + 0.075 g))] = 0.003, below the
    // noise.
    EXPECT_LT(std::fabs(expected.z_of(within)), test::z_limit) << within;
    const Estimate constant = correlated_mean(std::vector<double>(10, 4.0));
    EXPECT_EQ(constant.standard_error, 0.0);
    EXPECT_EQ(constant.value, 4.0);
}

}  // namespace
}  // namespace soret
