// The sigmoid of melting: closed forms where replicas are few, symmetries, and how often the intervals hold the truth.

#include <gtest/gtest.h>
// RapidCheck needs gtest first.
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "configurations.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/melting_sigmoid.hpp"
#include "soret/common/statistics/verdict.hpp"

namespace soret::test {
namespace {

using Replicas = std::vector<MeltingReplicas>;

constexpr double end_error = 1e-9;  // as stated

double cutoff_of(double confidence) {
    return 0.5 * std::pow(z_limit_of(1.0 - confidence), 2);
}

bool holds(const LikelihoodInterval& interval, double value) {
    return interval.lower.value_or(-std::numeric_limits<double>::infinity()) <= value &&
           value <= interval.upper.value_or(std::numeric_limits<double>::infinity());
}

double log_likelihood(const Replicas& replicas, double melting_temperature, double width) {
    double sum = 0.0;
    for (const MeltingReplicas& at : replicas) {
        const double freezes = freezing_probability(at.temperature, melting_temperature, width);
        sum +=
            static_cast<double>(at.frozen) * std::log(freezes) + static_cast<double>(at.melted) * std::log1p(-freezes);
    }
    return sum;
}

Replicas drawn(Uniform& uniform, const std::vector<double>& temperatures, std::size_t count, double T_m, double d) {
    Replicas replicas;
    for (const double T : temperatures) {
        MeltingReplicas at{T, 0, 0};
        for (std::size_t k = 0; k < count; ++k) {
            ++(uniform(0.0, 1.0) < freezing_probability(T, T_m, d) ? at.frozen : at.melted);
        }
        replicas.push_back(at);
    }
    return replicas;
}

TEST(MeltingSigmoids, HaveTheirMidpointAndTheirWidth) {
    EXPECT_EQ(freezing_probability(0.66, 0.66, 0.01), 0.5);
    const double d = 0.004, tenth = 0.5 * width_from_10_to_90(d);
    EXPECT_NEAR(freezing_probability(0.66 - tenth, 0.66, d), 0.9, 1e-12);
    EXPECT_NEAR(freezing_probability(0.66 + tenth, 0.66, d), 0.1, 1e-12);
    EXPECT_NEAR(width_from_10_to_90(1.0), 2.197224577, 1e-9);
}

// With as many replicas that freeze as P_f says, the largest likelihood is at the truth: P_f = 0.8, 0.5, 0.2 here.
TEST(MeltingSigmoids, GoThroughFractionsThatLieOnOne) {
    const double d = 2.0 * 0.01 / std::log(4.0);
    const MeltingSigmoid fit = fit_melting_sigmoid(Replicas{{0.66, 5, 5}, {0.65, 8, 2}, {0.67, 2, 8}});
    ASSERT_TRUE(fit.melting_temperature && fit.width) << fit.reason;
    EXPECT_NEAR(fit.melting_temperature->value, 0.66, 1e-10);
    EXPECT_NEAR(fit.width->value, d, 1e-10);
    EXPECT_EQ(fit.melting_temperature->effective_samples, 30.0);
    EXPECT_TRUE(fit.reason.empty());
    // Information: sum of n P_f (1 - P_f) (d eta)^2; by symmetry T_m and d are not correlated.
    const double of_midpoint = (10.0 * 0.25 + 2.0 * 10.0 * 0.16) * std::pow(2.0 / d, 2);
    EXPECT_NEAR(fit.melting_temperature->standard_error, 1.0 / std::sqrt(of_midpoint), 1e-8);
    const double of_width = 2.0 * 10.0 * 0.16 * std::pow(2.0 * 0.01 / (d * d), 2);
    EXPECT_NEAR(fit.width->standard_error, 1.0 / std::sqrt(of_width), 1e-8);
}

TEST(MeltingSigmoids, HaveTheLargestLikelihoodAndIntervalsThatEndWhereItHasFallen) {
    Uniform uniform(3);
    int with_estimates = 0;
    for (int k = 0; k < 60; ++k) {
        const Replicas replicas = drawn(uniform, {0.64, 0.65, 0.655, 0.66, 0.67, 0.68}, 6, uniform(0.65, 0.67), 0.01);
        const MeltingSigmoid fit = fit_melting_sigmoid(replicas);
        if (!fit.melting_temperature) continue;
        ++with_estimates;
        const double T_m = fit.melting_temperature->value, d = fit.width->value;
        const double largest = log_likelihood(replicas, T_m, d);
        EXPECT_NEAR(largest, fit.log_likelihood, 1e-10);
        for (const double step : {-1e-3, 1e-3}) {
            EXPECT_LT(log_likelihood(replicas, T_m + step * d, d), largest);
            EXPECT_LT(log_likelihood(replicas, T_m, d * (1.0 + step)), largest);
        }
        // The profile by a scan: largest over the other parameter, which is wide and fine enough for 1e-4 in ln L.
        const auto profile_at = [&](double temperature) {
            double best = -1e300;
            for (double u = -9.0; u < 4.0; u += 0.002) {
                best = std::max(best, log_likelihood(replicas, temperature, std::exp(u)));
            }
            return best;
        };
        for (const auto& end : {fit.melting_temperature_interval.lower, fit.melting_temperature_interval.upper}) {
            if (end) {
                EXPECT_NEAR(profile_at(*end), largest - cutoff_of(0.95), 1e-4);
            }
        }
        EXPECT_TRUE(holds(fit.melting_temperature_interval, T_m));
        EXPECT_TRUE(holds(fit.width_interval, d));
    }
    EXPECT_GE(with_estimates, 40);
}

// n froze at 1 and n melted at 2: ln L = -n [ln(1 + e^-(s (T_m - 1))) + ln(1 + e^-(s (2 - T_m)))], s = 2/d, rises to 0.
TEST(MeltingSigmoids, OfReplicasThatAreSeparatedHaveAnIntervalAndAnUpperBoundOfTheWidth) {
    const double c = cutoff_of(0.95);
    for (const std::size_t n : {1U, 2U, 3U, 10U}) {
        const MeltingSigmoid fit = fit_melting_sigmoid(Replicas{{1.0, n, 0}, {2.0, 0, n}});
        EXPECT_FALSE(fit.melting_temperature || fit.width);
        EXPECT_EQ(fit.reason, "no replica melted below one that froze: the width may be 0");
        EXPECT_EQ(fit.log_likelihood, 0.0);
        EXPECT_FALSE(fit.width_interval.lower);
        const auto& interval = fit.melting_temperature_interval;
        // With s = 0 ln L = -2 n ln 2: if that is likely enough nothing is known.
        if (2.0 * static_cast<double>(n) * std::log(2.0) <= c) {
            EXPECT_FALSE(fit.width_interval.upper || interval.lower || interval.upper) << n;
            continue;
        }
        // Best for a width is T_m = 3/2: 2 n ln(1 + e^-(1/d)) = c.
        const double d = -1.0 / std::log(std::expm1(c / (2.0 * static_cast<double>(n))));
        ASSERT_TRUE(fit.width_interval.upper) << n;
        EXPECT_NEAR(*fit.width_interval.upper, d, end_error * d);
        // T_m above 2 makes P_f(2) >= 1/2, which costs at least n ln 2.
        if (static_cast<double>(n) * std::log(2.0) > c) {
            EXPECT_NEAR(*interval.lower, 1.0, end_error);
            EXPECT_NEAR(*interval.upper, 2.0, end_error);
        } else {
            ASSERT_TRUE(!interval.lower || *interval.lower < 1.0 - 1e-3);
            ASSERT_TRUE(!interval.upper || *interval.upper > 2.0 + 1e-3);
        }
    }
}

TEST(MeltingSigmoids, OfOneKindOfReplicasHaveOneBoundAndNoWidth) {
    const MeltingSigmoid froze = fit_melting_sigmoid(Replicas{{0.64, 4, 0}, {0.65, 4, 0}});
    EXPECT_EQ(froze.reason, "all replicas froze");
    EXPECT_FALSE(froze.melting_temperature || froze.width || froze.width_interval.lower || froze.width_interval.upper);
    EXPECT_FALSE(froze.melting_temperature_interval.upper);
    // T_m below 0.65 costs 4 ln 2 > 1.92 there.
    EXPECT_NEAR(froze.melting_temperature_interval.lower.value(), 0.65, end_error);
    const MeltingSigmoid melted = fit_melting_sigmoid(Replicas{{0.64, 0, 4}, {0.65, 0, 4}});
    EXPECT_EQ(melted.reason, "all replicas melted");
    EXPECT_FALSE(melted.melting_temperature_interval.lower);
    EXPECT_NEAR(melted.melting_temperature_interval.upper.value(), 0.64, end_error);
    // Two replicas say nothing: 2 ln 2 < 1.92.
    const MeltingSigmoid two = fit_melting_sigmoid(Replicas{{0.64, 2, 0}});
    EXPECT_FALSE(two.melting_temperature_interval.lower || two.melting_temperature_interval.upper);
}

TEST(MeltingSigmoids, WithOneTemperatureOfBothKindsHaveNoMadeUpNumbers) {
    const MeltingSigmoid alone = fit_melting_sigmoid(Replicas{{0.65, 18, 2}});
    EXPECT_FALSE(alone.melting_temperature || alone.width || alone.width_interval.lower || alone.width_interval.upper);
    EXPECT_NEAR(alone.melting_temperature_interval.lower.value(), 0.65, end_error);
    EXPECT_FALSE(alone.melting_temperature_interval.upper);
    const Replicas between{{0.64, 9, 0}, {0.65, 5, 4}, {0.66, 0, 9}};
    const MeltingSigmoid fit = fit_melting_sigmoid(between);
    EXPECT_FALSE(fit.melting_temperature || fit.width || fit.width_interval.lower);
    EXPECT_NEAR(fit.log_likelihood, 5.0 * std::log(5.0 / 9.0) + 4.0 * std::log(4.0 / 9.0), 1e-12);
    EXPECT_GT(fit.width_interval.upper.value(), 0.001);
    EXPECT_LT(fit.width_interval.upper.value(), 0.02);
    EXPECT_GT(fit.melting_temperature_interval.lower.value(), 0.64);
    EXPECT_LT(fit.melting_temperature_interval.upper.value(), 0.66);
    EXPECT_TRUE(holds(fit.melting_temperature_interval, 0.65));
}

TEST(MeltingSigmoids, OfReplicasThatFreezeMoreWithTemperatureAreNone) {
    for (const Replicas& replicas :
         {Replicas{{0.64, 2, 8}, {0.66, 8, 2}}, Replicas{{0.64, 0, 8}, {0.66, 8, 0}},
          Replicas{{0.64, 5, 5}, {0.66, 5, 5}}, Replicas{{0.64, 0, 5}, {0.65, 3, 3}, {0.66, 5, 0}}}) {
        const MeltingSigmoid fit = fit_melting_sigmoid(replicas);
        EXPECT_FALSE(fit.melting_temperature || fit.width);
        EXPECT_EQ(fit.reason, "replicas do not freeze less at higher temperatures");
        EXPECT_FALSE(fit.width_interval.upper);  // P_f may not depend on T at all
    }
    // Most froze everywhere: T_m is beyond what was looked at.
    const MeltingSigmoid most = fit_melting_sigmoid(Replicas{{0.64, 18, 2}, {0.66, 19, 1}});
    EXPECT_GT(most.melting_temperature_interval.lower.value(), 0.66);
    EXPECT_FALSE(most.melting_temperature_interval.upper);
}

TEST(MeltingSigmoids, DoNotDependOnTheOrderTheSplittingTheUnitOrTheDirection) {
    const Replicas replicas{{0.64, 9, 1}, {0.65, 8, 4}, {0.66, 3, 7}, {0.67, 2, 9}};
    const MeltingSigmoid fit = fit_melting_sigmoid(replicas);
    const Replicas other{{0.67, 2, 9}, {0.65, 5, 1}, {0.64, 9, 1}, {0.66, 3, 7}, {0.65, 3, 3}, {0.9, 0, 0}};
    const MeltingSigmoid same = fit_melting_sigmoid(other);
    Replicas scaled, mirrored;
    for (const MeltingReplicas& at : replicas) {
        scaled.push_back({3.0 + 10.0 * at.temperature, at.frozen, at.melted});
        mirrored.push_back({1.0 - at.temperature, at.melted, at.frozen});
    }
    const MeltingSigmoid wide = fit_melting_sigmoid(scaled), mirror = fit_melting_sigmoid(mirrored);
    const auto expect = [&](const MeltingSigmoid& another, double offset, double factor) {
        const auto converted = [&](double T) { return offset + factor * T; };
        const double error = 10.0 * end_error;
        EXPECT_NEAR(another.melting_temperature->value, converted(fit.melting_temperature->value), error);
        EXPECT_NEAR(another.melting_temperature->standard_error,
                    std::fabs(factor) * fit.melting_temperature->standard_error, error);
        EXPECT_NEAR(another.width->value, std::fabs(factor) * fit.width->value, error);
        const auto& lower =
            factor > 0.0 ? fit.melting_temperature_interval.lower : fit.melting_temperature_interval.upper;
        EXPECT_NEAR(another.melting_temperature_interval.lower.value(), converted(lower.value()), error);
        EXPECT_NEAR(another.width_interval.upper.value(), std::fabs(factor) * fit.width_interval.upper.value(), error);
        EXPECT_NEAR(another.width_interval.lower.value(), std::fabs(factor) * fit.width_interval.lower.value(), error);
    };
    expect(same, 0.0, 1.0);
    expect(wide, 3.0, 10.0);
    expect(mirror, 1.0, -1.0);
}

// 2000 experiments with 700 replicas each. The number of intervals that hold the truth is binomial; 4.5 of its standard
// deviations and the order 1/700 of the approximation: a false alarm in 150 000 seeds a case.
TEST(MeltingSigmoids, HoldTheTruthAsOftenAsTheySay) {
    constexpr int experiments = 2000;
    const double T_m = 0.6598, d = 0.01;
    std::vector<double> temperatures;
    for (int k = -3; k <= 3; ++k) temperatures.push_back(T_m + 0.003 + 0.005 * k);
    for (const double confidence : {0.95, 0.6827}) {
        Uniform uniform(11);
        int of_temperature = 0, of_width = 0, within_an_error = 0;
        for (int k = 0; k < experiments; ++k) {
            const MeltingSigmoid fit = fit_melting_sigmoid(drawn(uniform, temperatures, 100, T_m, d), confidence);
            of_temperature += holds(fit.melting_temperature_interval, T_m) ? 1 : 0;
            of_width += holds(fit.width_interval, d) ? 1 : 0;
            const Estimate& estimate = fit.melting_temperature.value();
            within_an_error += std::fabs(estimate.value - T_m) <= estimate.standard_error ? 1 : 0;
        }
        const auto expect = [&](int count, double rate) {
            EXPECT_NEAR(static_cast<double>(count) / experiments, rate,
                        4.5 * std::sqrt(rate * (1.0 - rate) / experiments) + 1.0 / 700.0);
        };
        expect(of_temperature, confidence);
        expect(of_width, confidence);
        expect(within_an_error, 0.682689);
    }
}

struct Coverage {
    double of_temperature = 1.0, of_width = 1.0;
};

/// The least probability that the intervals hold the truth, over truths in and around three temperatures with n
/// replicas each. No chance: every outcome with its probability.
Coverage least_coverage(std::size_t n) {
    std::vector<std::pair<Replicas, MeltingSigmoid>> outcomes;
    for (std::size_t a = 0; a <= n; ++a) {
        for (std::size_t b = 0; b <= n; ++b) {
            for (std::size_t c = 0; c <= n; ++c) {
                const Replicas replicas{{-1.0, a, n - a}, {0.0, b, n - b}, {1.0, c, n - c}};
                outcomes.emplace_back(replicas, fit_melting_sigmoid(replicas));
            }
        }
    }
    Coverage least;
    for (double T_m = -1.5; T_m <= 1.5; T_m += 0.0625) {
        for (const double d : {0.25, 0.5, 1.0, 2.0}) {
            Coverage at{0.0, 0.0};
            for (const auto& [replicas, fit] : outcomes) {
                double probability = std::exp(log_likelihood(replicas, T_m, d));
                for (const MeltingReplicas& each : replicas) {
                    for (std::size_t k = 1; k <= each.frozen; ++k) {
                        probability *= static_cast<double>(each.melted + k) / static_cast<double>(k);
                    }
                }
                if (holds(fit.melting_temperature_interval, T_m)) at.of_temperature += probability;
                if (holds(fit.width_interval, d)) at.of_width += probability;
            }
            least.of_temperature = std::min(least.of_temperature, at.of_temperature);
            least.of_width = std::min(least.of_width, at.of_width);
        }
    }
    return least;
}

TEST(MeltingSigmoids, OfFewReplicasHoldTheTruthNearlyAsOften) {
    for (const auto& [replicas, stated] : {std::pair{std::size_t{4}, 0.85}, std::pair{std::size_t{10}, 0.89}}) {
        const Coverage least = least_coverage(replicas);
        EXPECT_GE(least.of_temperature, stated) << replicas;
        EXPECT_GE(least.of_width, stated) << replicas;
        RecordProperty("least_coverage_with_" + std::to_string(replicas), std::to_string(least.of_temperature));
        RecordProperty("of_the_width_with_" + std::to_string(replicas), std::to_string(least.of_width));
    }
}

TEST(MeltingSigmoids, RefuseWhatTheyCannotFit) {
    EXPECT_THROW(fit_melting_sigmoid({}), InvalidArgument);
    EXPECT_THROW(fit_melting_sigmoid(Replicas{{0.65, 0, 0}}), InvalidArgument);
    EXPECT_THROW(fit_melting_sigmoid(Replicas{{NAN, 1, 0}}), InvalidArgument);
    for (const double confidence : {0.0, 1.0, -0.5, double{NAN}}) {
        EXPECT_THROW(fit_melting_sigmoid(Replicas{{0.65, 1, 0}}, confidence), InvalidArgument);
    }
}

}  // namespace
}  // namespace soret::test
