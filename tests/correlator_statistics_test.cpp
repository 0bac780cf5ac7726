// Correlations of random processes whose correlation functions are known, their time integrals, and the order of time.

#include <gtest/gtest.h>

#include <cmath>

#include "autoregressive_series.hpp"
#include "signals.hpp"

namespace soret::test {
namespace {

constexpr CorrelatorSettings with_lags(std::size_t lags_per_level, std::size_t levels) {
    CorrelatorSettings settings;
    settings.lags_per_level = lags_per_level;
    settings.levels = levels;
    return settings;
}

/// Expected means at the lags of all levels: C at the lag, with the triangle around it above level 0.
template <class C>
std::vector<double> expected_means(const CorrelatorSettings& settings, C&& correlation) {
    std::vector<double> means;
    const std::vector<std::uint64_t> lags = correlator_lags(settings);
    for (std::size_t j = 0; j < lags.size(); ++j) {
        const std::size_t p = settings.lags_per_level;
        const auto unit = std::int64_t{1} << (j < p ? 0 : (j - p) / (p / 2) + 1);
        double mean = 0.0;
        for (std::int64_t d = 1 - unit; d < unit; ++d) {
            mean += static_cast<double>(unit - std::abs(d)) * correlation(static_cast<std::int64_t>(lags[j]) + d);
        }
        means.push_back(mean / static_cast<double>(unit * unit));
    }
    return means;
}

/// Mean and standard error over replicas.
class ReplicaMeans {
public:
    void add(const std::vector<double>& values) {
        sum_.resize(values.size());
        square_.resize(values.size());
        for (std::size_t k = 0; k < values.size(); ++k) {
            sum_[k] += values[k];
            square_[k] += values[k] * values[k];
        }
        n_ += 1.0;
    }
    double z_of(std::size_t k, double expected) const {
        const double mean = sum_[k] / n_;
        return (mean - expected) / std::sqrt((square_[k] / n_ - mean * mean) / (n_ - 1.0));
    }

private:
    double n_ = 0.0;
    std::vector<double> sum_, square_;
};

/// Student's t with 63 degrees of freedom is beyond it in one of 1e6 cases (two-sided): 56 lags, their integrals and
/// two processes make a false alarm in 4e3 seeds at most.
constexpr double t_limit = 5.4;
constexpr std::uint64_t replicas = 64;
constexpr std::size_t samples = 16384;

template <class Backend>
class CorrelatorStatistics : public ::testing::Test {};
TYPED_TEST_SUITE(CorrelatorStatistics, BothBackends, BackendNames);

TYPED_TEST(CorrelatorStatistics, OfAutoregressiveSeriesAndTheirIntegralsAreThoseKnown) {
    CorrelatorSettings settings = with_lags(16, 6);
    settings.functions = {{{0, 0}}};
    for (const double phi : {0.0, 0.9}) {
        const AutoregressiveSeries process(phi);
        ReplicaMeans correlation, integral;
        for (std::uint64_t replica = 0; replica < replicas; ++replica) {
            typename TypeParam::Correlator correlator(settings);
            for (const double x : process.values(samples, 100 + replica)) correlator.add(std::vector<double>{x});
            const std::vector<double> means = correlation_means(correlator.correlations(), 0);
            correlation.add(means);
            integral.add(correlation_integrals(settings, means));
        }
        const std::vector<double> expected =
            expected_means(settings, [&](std::int64_t d) { return std::pow(phi, static_cast<double>(std::abs(d))); });
        const std::vector<double> expected_integrals = correlation_integrals(settings, expected);
        ASSERT_EQ(expected.size(), 56U);
        for (std::size_t k = 0; k < expected.size(); ++k) {
            EXPECT_LT(std::fabs(correlation.z_of(k, expected[k])), t_limit) << phi << " " << k;
            if (k > 0) {
                EXPECT_LT(std::fabs(integral.z_of(k, expected_integrals[k])), t_limit) << phi << " " << k;
            }
        }
        // The whole of it, known without any triangle: what is left beyond lag 448 is below 1e-19.
        EXPECT_NEAR(expected_integrals.back(), process.autocorrelation_time(), 1e-12);
        EXPECT_LT(std::fabs(integral.z_of(55, process.autocorrelation_time())), t_limit) << phi;
        // Power: the relative error is sqrt(4 448/(samples replicas)) = 0.04, and a half of the integral 12 times as
        // much.
        if (phi > 0.0) {
            EXPECT_GT(std::fabs(integral.z_of(55, 1.5 * process.autocorrelation_time())), t_limit);
        }
    }
}

// The triangles add up to a window that is one up to a unit before the end: no error but that of rounding.
TEST(CorrelationIntegrals, AreThoseOfAllLagsUnderAWindowWithASoftEnd) {
    for (const CorrelatorSettings& settings : {with_lags(2, 7), with_lags(4, 1), with_lags(8, 6), with_lags(32, 5)}) {
        // Nothing smooth: every lag has a number of its own.
        const auto correlation = [](std::int64_t d) {
            return uniform_from(random_words(1, RandomStream::synthetic_series, static_cast<std::uint64_t>(d), 0)[0],
                                0U);
        };
        const std::vector<double> integrals = correlation_integrals(settings, expected_means(settings, correlation));
        const std::vector<std::uint64_t> lags = correlator_lags(settings);
        EXPECT_EQ(integrals[0], 0.0);
        for (std::size_t j = 1; j < lags.size(); ++j) {
            const std::size_t p = settings.lags_per_level;
            const auto m = std::int64_t{1} << (j < p ? 0 : (j - p) / (p / 2) + 1);
            const auto t = static_cast<std::int64_t>(lags[j]);
            double expected = 0.5 * correlation(0), sharp = expected, largest = 0.0;
            for (std::int64_t d = 1; d < t + m; ++d) {
                const double window = static_cast<double>(t + m - d) / static_cast<double>(2 * m);
                expected += std::min(1.0, window) * correlation(d);
                if (d <= t) sharp += (d == t ? 0.5 : 1.0) * correlation(d);
            }
            for (std::int64_t u = 1; u < m; ++u) {
                largest = std::max(largest, std::fabs(correlation(t + u) - correlation(t - u)));
            }
            // Two sums of at most 2 t positive terms, in another order.
            const double rounding = 4.0 * static_cast<double>(t + m) * 0x1p-52 * expected;
            EXPECT_NEAR(integrals[j], expected, rounding) << p << " " << j;
            EXPECT_LE(std::fabs(integrals[j] - sharp), 0.25 * static_cast<double>(m - 1) * largest + rounding);
        }
    }
}

// To leading order C'(t) (m^2 - 1)/6 and nothing more for a straight line.
TEST(CorrelationIntegrals, OfAStraightLineAreOffByWhatIsStated) {
    const CorrelatorSettings settings = with_lags(8, 5);
    const auto line = [](std::int64_t d) { return 1000.0 - static_cast<double>(d); };
    const std::vector<double> integrals = correlation_integrals(settings, expected_means(settings, line));
    const std::vector<std::uint64_t> lags = correlator_lags(settings);
    for (std::size_t j = 0; j < lags.size(); ++j) {
        const auto t = static_cast<double>(lags[j]);
        const double m = j < 8 ? 1.0 : std::ldexp(1.0, static_cast<int>((j - 8) / 4) + 1);
        EXPECT_NEAR(integrals[j], 1000.0 * t - 0.5 * t * t - (m * m - 1.0) / 6.0, 1e-9) << j;
    }
}

/// Whether the means are those of a copy that is late by `delay`: at the lags whose triangle holds the delay its weight
/// there, else 0. Products of independent standard normal numbers and of their block means have the variance 1/m^2;
/// limit 6 with the covariance of overlapping means counted twice.
bool is_late_by(std::int64_t delay, const CorrelatorSettings& settings, const Correlations& found,
                std::size_t function) {
    const std::vector<double> expected =
        expected_means(settings, [&](std::int64_t d) { return d == delay ? 1.0 : 0.0; });
    const std::vector<double> means = correlation_means(found, function);
    bool agrees = true;
    for (std::size_t k = 0; k < means.size(); ++k) {
        const std::size_t p = settings.lags_per_level;
        const double unit = std::ldexp(1.0, k < p ? 0 : static_cast<int>((k - p) / (p / 2) + 1));
        const double standard_error = std::sqrt(2.0 / found.counts[k]) / unit;
        agrees = agrees && std::fabs(means[k] - expected[k]) < 6.0 * standard_error;
    }
    return agrees;
}

// Delays at level 0, and at levels 2 (on a lag) and 3 (between two lags).
TYPED_TEST(CorrelatorStatistics, OfALateCopyHaveTheirPeakAtPositiveLagsOnly) {
    CorrelatorSettings settings = with_lags(16, 5);
    settings.signals = 2;
    settings.functions = {{{1, 0}}, {{0, 1}}};
    const std::size_t n = 40000;
    const std::vector<double> early = AutoregressiveSeries(0.0).values(n + 200, 4);
    for (const std::int64_t delay : {1, 7, 40, 100}) {
        typename TypeParam::Correlator correlator(settings);
        for (std::size_t t = 200; t < n + 200; ++t) {
            correlator.add(std::vector<double>{early[t], early[t - static_cast<std::size_t>(delay)]});
        }
        const Correlations found = correlator.correlations();
        EXPECT_TRUE(is_late_by(delay, settings, found, 0)) << delay;
        EXPECT_TRUE(is_late_by(-delay, settings, found, 1)) << delay;  // nowhere
        EXPECT_FALSE(is_late_by(delay, settings, found, 1)) << delay;  // the test of the test
        EXPECT_FALSE(is_late_by(-delay, settings, found, 0)) << delay;
    }
}

}  // namespace
}  // namespace soret::test
