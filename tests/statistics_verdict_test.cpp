#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "autoregressive_series.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/verdict.hpp"

namespace soret {
namespace {

constexpr std::size_t trials = 20000;

double probability_above(double z) {
    return 0.5 * std::erfc(z / std::sqrt(2.0));
}

// How often each verdict is given, over trials with their own random numbers.
struct Counts {
    std::size_t pass = 0;
    std::size_t fail = 0;
};
Counts count(const std::function<Judgement(NormalSequence&)>& trial) {
    Counts counts;
    for (std::size_t i = 0; i < trials; ++i) {
        NormalSequence normal(11, RandomStream::synthetic_series, i);
        const Verdict verdict = trial(normal).verdict;
        counts.pass += verdict == Verdict::pass;
        counts.fail += verdict == Verdict::fail;
    }
    return counts;
}

double z_of(std::size_t found, double probability) {
    test::ExpectedCount expected;
    const double n = static_cast<double>(trials);
    expected.mean = n * probability;
    expected.variance = n * probability * (1.0 - probability);
    return expected.z_of(found);
}

Verdict band(double value, double error, double half_width, double published_error = 0.0) {
    return judge_band(Estimate{value, error, 100.0}, {0.5, half_width, published_error}).verdict;
}

TEST(Verdicts, HaveNamesAndAreCombinedToTheWorst) {
    for (const Verdict verdict : {Verdict::pass, Verdict::fail, Verdict::inconclusive}) {
        EXPECT_EQ(verdict_from(name_of(verdict)), verdict);
    }
    EXPECT_THROW(verdict_from("perhaps"), InvalidInput);
    const Verdict all[] = {Verdict::pass, Verdict::inconclusive, Verdict::fail};
    EXPECT_EQ(combined(all), Verdict::fail);
    EXPECT_EQ(combined(std::span(all).first(2)), Verdict::inconclusive);
    EXPECT_EQ(combined(std::span(all).first(1)), Verdict::pass);
    EXPECT_EQ(combined({}), Verdict::pass);
}

TEST(ZLimits, AreThoseOfTheTables) {
    EXPECT_NEAR(z_limit_of(0.05), 1.959964, 1e-6);
    EXPECT_NEAR(z_limit_of(0.0026998), 3.0, 1e-5);
    EXPECT_NEAR(z_limit_of(0.05, 10.0), 2.228139, 1e-6);
    EXPECT_THROW(z_limit_of(0.0), InvalidArgument);
    EXPECT_THROW(z_limit_of(0.05, 0.0), InvalidArgument);
}

TEST(BandVerdicts, OfPlainCases) {
    EXPECT_EQ(band(0.52, 0.03, 0.1), Verdict::pass);          // inside, error 0.3 of the half-width
    EXPECT_EQ(band(0.52, 0.04, 0.1), Verdict::inconclusive);  // inside, error too large to tell
    EXPECT_EQ(band(0.52, 0.3, 0.1), Verdict::inconclusive);   // the same measurement with errors ten times larger
    EXPECT_EQ(band(0.65, 0.02, 0.1), Verdict::inconclusive);  // outside by 2.5 errors
    EXPECT_EQ(band(0.67, 0.02, 0.1), Verdict::fail);          // outside by 3.5 errors
    EXPECT_EQ(band(0.33, 0.02, 0.1), Verdict::fail);
    EXPECT_EQ(band(0.67, 0.02, 0.1, 0.02), Verdict::inconclusive);  // the published number has an error, too
    EXPECT_EQ(band(0.55, 0.0, 0.1), Verdict::pass);                 // exactly known
    EXPECT_EQ(band(0.65, 0.0, 0.1), Verdict::fail);
    EXPECT_EQ(band(0.5, 0.1, 0.0), Verdict::inconclusive);  // no band: agreement is never proven
    EXPECT_EQ(band(0.9, 0.1, 0.0), Verdict::fail);
}

TEST(BandVerdicts, CarryTheNumberTheyWereReadFrom) {
    const Judgement judgement = judge_band(Estimate{0.68, 0.02, 100.0}, {0.5, 0.1, 0.0});
    EXPECT_NEAR(*judgement.z, 4.0, 1e-12);
    EXPECT_NEAR(judgement.z_limit, 3.0, 1e-4);
    EXPECT_FALSE(judge_band(Estimate{0.65, 0.0, 1.0}, {0.5, 0.1, 0.0}).z.has_value());
    const Judgement missing = judge_band(std::nullopt, {0.5, 0.1, 0.0});
    EXPECT_EQ(missing.verdict, Verdict::inconclusive);
    EXPECT_FALSE(missing.z.has_value());
    EXPECT_FALSE(missing.reason.empty());
}

TEST(BandVerdicts, FailForATruthInTheBandAsRarelyAsStated) {
    const VerdictRules rules{.false_alarm_rate = 0.02};
    const auto truth_at_edge = [&](double error) {
        return count([&](NormalSequence& normal) {
            return judge_band(Estimate{0.6 + error * normal.next(), error, 100.0}, {0.5, 0.1, 0.0}, rules);
        });
    };
    EXPECT_LT(std::fabs(z_of(truth_at_edge(0.02).fail, 0.01)), test::z_limit);  // one edge counts
    EXPECT_LT(z_of(truth_at_edge(0.3).fail, 0.02), test::z_limit);              // both do, never more than stated
    const Counts no_band = count([&](NormalSequence& normal) {
        return judge_band(Estimate{0.5 + 0.01 * normal.next(), 0.01, 100.0}, {0.5, 0.0, 0.0}, rules);
    });
    EXPECT_LT(std::fabs(z_of(no_band.fail, 0.02)), test::z_limit);
    // The test of the test: errors stated at 0.7 of their size are seen.
    const Counts wrong = count([&](NormalSequence& normal) {
        return judge_band(Estimate{0.5 + 0.01 * normal.next(), 0.007, 100.0}, {0.5, 0.0, 0.0}, rules);
    });
    EXPECT_GT(z_of(wrong.fail, 0.02), 10.0);
}

TEST(BandVerdicts, AllowForAnErrorThatIsItselfMeasuredFromFewBlocks) {
    const auto failures = [](double degrees_of_freedom) {
        return count([&](NormalSequence& normal) {
                   const double value = normal.next();
                   double squares = 0.0;
                   for (int i = 0; i < 7; ++i) squares += std::pow(normal.next(), 2);
                   const VerdictRules rules{.false_alarm_rate = 0.02, .degrees_of_freedom = degrees_of_freedom};
                   return judge_band(Estimate{value, std::sqrt(squares / 7.0), 8.0}, {0.0, 0.0, 0.0}, rules);
               })
            .fail;
    };
    EXPECT_LT(std::fabs(z_of(failures(7.0), 0.02)), test::z_limit);
    EXPECT_GT(z_of(failures(std::numeric_limits<double>::infinity()), 0.02), 10.0);
}

TEST(BandVerdicts, SeeAWrongTruthAsOftenAsStated) {
    // Truth outside by h = 0.08 with s = 0.02: fails with Phi(h/s - z) = Phi(1).
    const Counts outside = count([](NormalSequence& normal) {
        return judge_band(Estimate{0.68 + 0.02 * normal.next(), 0.02, 100.0}, {0.5, 0.1, 0.0});
    });
    EXPECT_LT(std::fabs(z_of(outside.fail, 1.0 - probability_above(4.0 - z_limit_of(0.0027)))), test::z_limit);
    // Truth at twice the half-width with the largest error that still tells: passes with Phi(-3) at most.
    const double error = 0.1 / 3.0;
    const Counts twice = count([&](NormalSequence& normal) {
        return judge_band(Estimate{0.7 + error * normal.next(), error, 100.0}, {0.5, 0.1, 0.0});
    });
    EXPECT_LT(std::fabs(z_of(twice.pass, probability_above(3.0))), test::z_limit);
    EXPECT_GT(twice.fail, trials / 3);  // Phi(3 - z) is one half
    // A right claim passes most of the time: truth at the centre, P(|d| <= 3 s).
    const Counts right = count([&](NormalSequence& normal) {
        return judge_band(Estimate{0.5 + error * normal.next(), error, 100.0}, {0.5, 0.1, 0.0});
    });
    EXPECT_LT(std::fabs(z_of(right.pass, 1.0 - 2.0 * probability_above(3.0))), test::z_limit);
}

std::vector<Estimate> noisy_series(NormalSequence& normal, const std::vector<double>& truth, double error) {
    std::vector<Estimate> series;
    for (const double value : truth) series.push_back({value + error * normal.next(), error, 50.0});
    return series;
}

TEST(SideVerdicts, OfPlainCases) {
    const std::vector<Estimate> series = {{-1.0, 0.1, 10.0}, {-2.0, 0.1, 10.0}};
    EXPECT_EQ(judge_side(series, Side::below, 0.0).verdict, Verdict::pass);
    EXPECT_EQ(judge_side(series, Side::above, 0.0).verdict, Verdict::fail);
    EXPECT_EQ(judge_side(series, Side::below, -0.9).verdict, Verdict::inconclusive);
    EXPECT_EQ(judge_side(series, Side::below, -1.2).verdict, Verdict::inconclusive);
    EXPECT_EQ(judge_side(series, Side::below, -1.5).verdict, Verdict::fail);
    EXPECT_NEAR(*judge_side(series, Side::below, -0.9).z, -1.0, 1e-12);
    EXPECT_EQ(judge_side({}, Side::below, 0.0).verdict, Verdict::inconclusive);
}

TEST(SideVerdicts, HaveTheStatedFalseAlarmRateAndPower) {
    const VerdictRules rules{.false_alarm_rate = 0.02};
    const auto counts_at = [&](double truth) {
        return count([&, truth](NormalSequence& normal) {
            return judge_side(noisy_series(normal, std::vector<double>(5, truth), 1.0), Side::below, 0.0, rules);
        });
    };
    const double one = 0.02 / 5.0;
    const Counts at_bound = counts_at(0.0);
    EXPECT_LT(std::fabs(z_of(at_bound.fail, 1.0 - std::pow(1.0 - one, 5))), test::z_limit);
    EXPECT_LT(z_of(at_bound.pass, one), test::z_limit);
    const double z = z_limit_of(2.0 * one);
    const double each = probability_above(z - 3.0);
    EXPECT_LT(std::fabs(z_of(counts_at(3.0).fail, 1.0 - std::pow(1.0 - each, 5))), test::z_limit);
}

TEST(MonotonicVerdicts, OfPlainCases) {
    const std::vector<Estimate> rising = {{1.0, 0.1, 9.0}, {1.5, 0.1, 9.0}, {1.4, 0.1, 9.0}, {2.0, 0.1, 9.0}};
    EXPECT_EQ(judge_monotonic(rising, Direction::rising).verdict, Verdict::pass);
    EXPECT_EQ(judge_monotonic(rising, Direction::falling).verdict, Verdict::fail);
    std::vector<Estimate> noisy = rising;
    for (Estimate& estimate : noisy) estimate.standard_error = 1.0;
    EXPECT_EQ(judge_monotonic(noisy, Direction::rising).verdict, Verdict::inconclusive);
    EXPECT_EQ(judge_monotonic(noisy, Direction::falling).verdict, Verdict::inconclusive);
    std::vector<Estimate> dip = rising;
    dip[2].value = 0.4;
    EXPECT_EQ(judge_monotonic(dip, Direction::rising).verdict, Verdict::fail);
    EXPECT_EQ(judge_monotonic(std::span(rising).first(1), Direction::rising).verdict, Verdict::inconclusive);
}

TEST(MonotonicVerdicts, HaveTheStatedFalseAlarmRateAndPower) {
    const VerdictRules rules{.false_alarm_rate = 0.02};
    const auto counts_of = [&](const std::vector<double>& truth) {
        return count([&](NormalSequence& normal) {
            return judge_monotonic(noisy_series(normal, truth, 0.1), Direction::rising, rules);
        });
    };
    // A constant series is the worst of the monotonic ones.
    const Counts flat = counts_of(std::vector<double>(9, 1.0));
    EXPECT_LT(z_of(flat.fail, 0.02), test::z_limit);
    EXPECT_GT(flat.fail, trials / 500);  // Bonferroni's bound is not idle
    EXPECT_LT(z_of(flat.pass, probability_above(3.0)), test::z_limit);
    const Counts rising = counts_of({1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8});
    EXPECT_GT(rising.pass, trials * 9 / 10);
    // A step back of 7 errors of a pair: Phi(7 - z) with z = 3.5 for 36 pairs.
    const Counts back = counts_of({1.0, 1.1, 1.2, 2.3, 2.3 - 0.7 * std::sqrt(2.0), 2.4, 2.5, 2.6, 2.7});
    EXPECT_GT(z_of(back.fail, 1.0 - probability_above(7.0 - z_limit_of(0.04 / 36.0))), -test::z_limit);
    EXPECT_LT(z_of(back.pass, probability_above(7.0 - z_limit_of(0.04 / 36.0))), test::z_limit);
}

// An error of three times the own ones that all members share: with the covariance the rates are those of the own
// errors alone, without it the verdicts hear nothing but what is shared.
TEST(CorrelatedVerdicts, HaveTheStatedFalseAlarmRateAndPower) {
    const VerdictRules rules{.false_alarm_rate = 0.02};
    constexpr double shared = 0.3;
    const auto series_of = [&](NormalSequence& normal, const std::vector<double>& truth) {
        std::vector<Estimate> series = noisy_series(normal, truth, 0.1);
        const double common = shared * normal.next();
        for (Estimate& estimate : series) {
            estimate.value += common;
            estimate.standard_error = std::hypot(0.1, shared);
        }
        return series;
    };
    const std::vector<double> covariance(36, shared * shared);
    const auto constant = [&](const std::vector<double>& truth, bool known) {
        return count([&](NormalSequence& normal) {
            return judge_constant(series_of(normal, truth), 1.0, rules,
                                  known ? std::span<const double>(covariance) : std::span<const double>());
        });
    };
    const std::vector<double> same(6, 1.0);
    const std::vector<double> differing{1.0, 1.0, 1.0, 1.0, 1.0, 1.6};
    EXPECT_LT(std::fabs(z_of(constant(same, true).fail, 0.02)), test::z_limit);
    EXPECT_LT(constant(same, false).fail, trials / 1000);
    EXPECT_GT(constant(differing, true).fail, trials * 9 / 10);
    EXPECT_LT(constant(differing, false).fail, trials / 10);
    const auto monotonic = [&](const std::vector<double>& truth, bool known) {
        return count([&](NormalSequence& normal) {
            return judge_monotonic(series_of(normal, truth), Direction::rising, rules,
                                   known ? std::span<const double>(covariance) : std::span<const double>());
        });
    };
    EXPECT_LT(z_of(monotonic(same, true).fail, 0.02), test::z_limit);
    EXPECT_GT(monotonic(same, true).fail, trials / 500);
    const std::vector<double> back{1.0, 1.2, 1.4, 0.7, 1.8, 2.0};
    EXPECT_GT(monotonic(back, true).fail, trials * 9 / 10);
    EXPECT_LT(monotonic(back, false).fail, trials / 10);
}

TEST(ConstancyVerdicts, HaveTheStatedFalseAlarmRateAndPower) {
    const VerdictRules rules{.false_alarm_rate = 0.02};
    const auto counts_of = [&](const std::vector<double>& truth, double half_width) {
        return count([&](NormalSequence& normal) {
            return judge_constant(noisy_series(normal, truth, 0.1), half_width, rules);
        });
    };
    const Counts constant = counts_of(std::vector<double>(6, 1.0), 0.31);
    EXPECT_LT(std::fabs(z_of(constant.fail, 0.02)), test::z_limit);
    EXPECT_EQ(constant.pass + constant.fail, trials);
    EXPECT_EQ(counts_of(std::vector<double>(6, 1.0), 0.2).pass, 0u);  // errors too large to tell
    EXPECT_GT(counts_of({1.0, 1.0, 1.0, 1.0, 1.0, 1.6}, 0.31).fail, trials * 9 / 10);
    const Estimate one[] = {{1.0, 0.1, 5.0}};
    EXPECT_EQ(judge_constant(one, 1.0).verdict, Verdict::inconclusive);
}

TEST(Verdicts, RefuseWhatTheyCannotUse) {
    const Estimate good{0.5, 0.1, 10.0};
    EXPECT_THROW(judge_band(Estimate{std::nan(""), 0.1, 1.0}, {0.5, 0.1, 0.0}), InvalidArgument);
    EXPECT_THROW(judge_band(Estimate{0.5, -0.1, 1.0}, {0.5, 0.1, 0.0}), InvalidArgument);
    EXPECT_THROW(judge_band(good, {0.5, -0.1, 0.0}), InvalidArgument);
    EXPECT_THROW(judge_band(good, {0.5, 0.1, 0.0}, {.false_alarm_rate = 0.0}), InvalidArgument);
    EXPECT_THROW(judge_band(good, {0.5, 0.1, 0.0}, {.telling_fraction = 0.0}), InvalidArgument);
    EXPECT_THROW(judge_side({&good, 1}, Side::below, std::nan("")), InvalidArgument);
    EXPECT_THROW(judge_constant({&good, 1}, -1.0), InvalidArgument);
}

}  // namespace
}  // namespace soret
