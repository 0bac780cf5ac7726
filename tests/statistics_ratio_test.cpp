#include "soret/common/statistics/ratio_accumulator.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

#include "autoregressive_series.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/estimate.hpp"

namespace soret::test {
namespace {

RatioAccumulator accumulated(const std::vector<double>& a, const std::vector<double>& b, std::size_t most_blocks = 32) {
    RatioAccumulator sums({0}, 1, most_blocks);
    for (std::size_t k = 0; k < a.size(); ++k) sums.add(std::array{a[k]}, std::array{b[k]});
    return sums;
}

TEST(RatioAccumulator, HasTheRatioOfAllSamplesAndTheErrorOfItsBlocks) {
    // Nine samples in blocks of two (most_blocks = 8 joined once), the last one open.
    const std::vector<double> a{1, 3, 2, 2, 5, 3, 1, 1, 6};
    const std::vector<double> b(9, 2.0);
    const RatioAccumulator sums = accumulated(a, b, 8);
    EXPECT_EQ(sums.block_length(), 2U);
    EXPECT_EQ(sums.complete_blocks(), 4U);
    const Estimate ratio = sums.ratio(0);
    EXPECT_DOUBLE_EQ(ratio.value, 24.0 / 18.0);
    // Residuals of the blocks a - 4/3 b: -4/3, -4/3, 8/3, -10/3.
    const double squares = (16.0 + 16.0 + 64.0 + 100.0) / 9.0;
    const double variance = squares * 4.0 / 3.0 * 9.0 / 8.0;
    EXPECT_NEAR(ratio.standard_error, std::sqrt(variance) / 18.0, 1e-15);
    double single = 0.0;
    for (const double value : a) single += std::pow(value - 8.0 / 3.0, 2);
    EXPECT_NEAR(ratio.effective_samples, std::max(1.0, single * 9.0 / variance), 1e-12);
    const RatioAccumulator few = accumulated({1, 2, 3}, {1, 1, 1});
    EXPECT_EQ(few.ratio(0).value, 2.0);
    EXPECT_TRUE(std::isnan(few.ratio(0).standard_error));
}

// The two fluctuate together: only what is left of their ratio counts.
TEST(RatioAccumulator, OfProportionalSeriesHasNoError) {
    const std::vector<double> x = AutoregressiveSeries(0.5).values(1000, 1);
    std::vector<double> a, b;
    for (const double value : x) {
        b.push_back(10.0 + value);
        a.push_back(3.0 * b.back());
    }
    const Estimate ratio = accumulated(a, b).ratio(0);
    EXPECT_NEAR(ratio.value, 3.0, 1e-14);
    EXPECT_LT(ratio.standard_error, 1e-14);
}

// 31 or 62.5 samples a block against a time of 10: the error is low by some percent, and n_eff is n/(2 tau). Of 400
// trials deviations above two errors are 4.6 % for normal ones, 6 % with errors of 15 to 31 blocks: 5 standard
// deviations are 6 %.
TEST(RatioAccumulator, HasErrorsAsLargeAsTheScatter) {
    const AutoregressiveSeries process(std::exp(-1.0 / 2.0));
    constexpr std::size_t samples = 1000;
    int within = 0;
    double effective = 0.0;
    double low = 0.0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        std::vector<double> a;
        for (const double x : process.values(samples, seed)) a.push_back(5.0 + x);
        const RatioAccumulator sums = accumulated(a, std::vector<double>(samples, 1.0));
        const Estimate ratio = sums.ratio(0);
        within += std::fabs(ratio.value - 5.0) < 2.0 * ratio.standard_error;
        effective += ratio.effective_samples / 400.0;
        low += sums.error_is_low_by(0, 1) / 400.0;
    }
    EXPECT_NEAR(within, 0.94 * 400, 0.06 * 400);
    const double exact = static_cast<double>(samples) / (2.0 * process.autocorrelation_time());
    EXPECT_NEAR(effective, exact, 0.15 * exact);
    EXPECT_LT(low, 0.2);
}

TEST(RatioAccumulator, KnowsHowMuchItsErrorsAreTooLow) {
    // Many series at once: the mean bias is known well. Memory 40, blocks of 32: C(n, 2n) of an exponential.
    const AutoregressiveSeries process(std::exp(-1.0 / 40.0));
    constexpr std::size_t quantities = 300;
    RatioAccumulator sums(std::vector<std::size_t>(quantities, 0), 1);
    std::vector<std::vector<double>> series;
    for (std::size_t c = 0; c < quantities; ++c) series.push_back(process.values(800, c));
    std::vector<double> sample(quantities);
    for (std::size_t k = 0; k < 800; ++k) {
        for (std::size_t c = 0; c < quantities; ++c) sample[c] = series[c][k];
        sums.add(sample, std::array{1.0});
    }
    ASSERT_EQ(sums.block_length(), 32U);
    // Both as errors of the mean over 800 samples. A mean of ratios of scattered squares may be off the ratio of their
    // means by the relative variance of the lower one, 2/24; and over 300 series it scatters by 2 %.
    const double of_pairs = process.expected_squared_error(768, 64) * 768.0 / 800.0;
    const double ratio = of_pairs / process.expected_squared_error(800, 32);
    EXPECT_NEAR(sums.error_is_low_by(0, quantities), ratio - 1.0, ratio * (2.0 / 24.0 + 3.0 * 0.02));
    EXPECT_EQ(accumulated({1, 2, 3, 4, 5}, {1, 1, 1, 1, 1}).error_is_low_by(0, 1), 0.0);
}

TEST(RatioAccumulator, GoesOnWithTheSameBitsWhenSaved) {
    const std::vector<double> x = AutoregressiveSeries(0.5).values(500, 1);
    RatioAccumulator through({0, 1}, 2);
    for (const std::size_t cut : {0U, 1U, 33U, 200U}) {
        RatioAccumulator first({0, 1}, 2);
        const auto add = [&](RatioAccumulator& sums, std::size_t from, std::size_t to) {
            for (std::size_t k = from; k < to; ++k)
                sums.add(std::array{x[k], x[k] * x[k]}, std::array{2.0, 1.0 + x[k]});
        };
        add(first, 0, cut);
        RatioAccumulator second({0, 1}, 2);
        second.from_json(nlohmann::json::from_cbor(nlohmann::json::to_cbor(first.to_json())));
        add(second, cut, x.size());
        RatioAccumulator all({0, 1}, 2);
        add(all, 0, x.size());
        EXPECT_EQ(second.to_json(), all.to_json());
        EXPECT_EQ(second.ratio(1), all.ratio(1));
    }
    nlohmann::json saved = through.to_json();
    saved["open"] = std::vector<double>(3);
    EXPECT_THROW(through.from_json(saved), InvalidInput);
    EXPECT_THROW(through.from_json({{"open", 1}}), InvalidInput);
}

TEST(RatioAccumulator, RefusesWhatDoesNotFit) {
    EXPECT_THROW(RatioAccumulator({}, 1), InvalidArgument);
    EXPECT_THROW(RatioAccumulator({0, 1}, 1), InvalidArgument);
    EXPECT_THROW(RatioAccumulator({0}, 1, 3), InvalidArgument);
    RatioAccumulator sums({0}, 1);
    EXPECT_THROW(sums.add(std::array{1.0, 2.0}, std::array{1.0}), InvalidArgument);
    EXPECT_THROW(sums.add(std::array{1.0}, std::array{1.0, 1.0}), InvalidArgument);
}

}  // namespace
}  // namespace soret::test
