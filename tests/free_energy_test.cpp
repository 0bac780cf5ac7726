// Exponential averages, BAR and MBAR: against closed forms, coverage of the stated errors, and that what cannot be
// known has a reason instead of a number.

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <boost/math/distributions/students_t.hpp>

#include "configurations.hpp"
#include "harmonic_windows.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/free_energy_bar.hpp"
#include "soret/common/statistics/free_energy_exponential.hpp"
#include "soret/common/statistics/free_energy_mbar.hpp"

namespace soret {
namespace {

using test::growing_stiffness;
using test::HarmonicWindows;
using test::message_of;
using test::VolumeWindows;

using Windows = std::vector<FreeEnergyWindow>;

/// |z| of an estimate with an error of 32 blocks: 6 is beyond Student's t of 31 with a probability of 1e-6.
constexpr double z_limit_of_blocks = 6.0;

double z_of(const Estimate& estimate, double truth) {
    return (estimate.value - truth) / estimate.standard_error;
}

TEST(FreeEnergy, OfAConstantIsTheConstant) {
    // u_1 = u_0 + 3, u_2 = u_0 - 2: positive where the potential was raised.
    const Eigen::VectorXd u = Eigen::VectorXd::LinSpaced(40, 0.0, 5.0);
    Windows windows(3);
    for (FreeEnergyWindow& window : windows) {
        window.reduced_energy.resize(40, 3);
        window.reduced_energy << u, (u.array() + 3.0).matrix(), (u.array() - 2.0).matrix();
    }
    FreeEnergyOptions options;
    options.block_length_in_times = 0.0;  // the series is a ramp
    const MbarResult mbar = multistate_bennett(windows, options);
    ASSERT_EQ(mbar.reason, "");
    EXPECT_NEAR(mbar.free_energy[1], 3.0, 1e-12);
    EXPECT_NEAR(mbar.free_energy[2], -2.0, 1e-12);
    EXPECT_NEAR(mbar.neighbours.steps[0].difference, 3.0, 1e-12);
    EXPECT_NEAR(mbar.neighbours.steps[1].difference, -5.0, 1e-12);
    EXPECT_NEAR(mbar.neighbours.total->value, -2.0, 1e-12);
    const ExponentialAverages averages = exponential_averages(windows, VolumeWeight::none, options);
    ASSERT_TRUE(averages.total) << averages.reason;
    EXPECT_NEAR(averages.total->value, -2.0, 1e-12);
}

TEST(FreeEnergy, OfTwoSamplesByHand) {
    // w_F = {0, ln 2}, w_R = {0, ln 2}: BAR is 0 by symmetry, and -ln <e^-w> = -ln(3/4) from either side.
    Windows windows(2);
    windows[0].reduced_energy.resize(2, 2);
    windows[0].reduced_energy << 0.0, 0.0, 0.0, std::log(2.0);
    windows[1].reduced_energy.resize(2, 2);
    windows[1].reduced_energy << 0.0, 0.0, std::log(2.0), 0.0;
    FreeEnergyOptions options;
    options.blocks = 2;
    const BarChain bar = bennett_acceptance_ratio(windows, options);
    EXPECT_NEAR(bar.steps[0].difference, 0.0, 1e-14);
    // f = 1/2, 1/3 on both sides: <f^2>/<f>^2 = (1/4 + 1/9)/2/(5/12)^2 = 26/25, error^2 = 2 (26/25 - 1)/2.
    EXPECT_NEAR(bar.steps[0].formula_error, std::sqrt(1.0 / 25.0), 1e-14);
    // sum of f (1 - f) = 2 (1/4 + 2/9), times (1/2 + 1/2)/2
    EXPECT_NEAR(bar.steps[0].overlap, 17.0 / 36.0, 1e-14);
    EXPECT_NEAR(exponential_averages(windows, VolumeWeight::none, options).steps[0], -std::log(0.75), 1e-14);
    // Volumes 1 and 3: -ln[(1 + 3/2)/4]
    windows[0].volume = Eigen::Vector2d(1.0, 3.0);
    EXPECT_NEAR(exponential_averages(windows, VolumeWeight::published, options).steps[0], -std::log(0.625), 1e-14);
}

TEST(FreeEnergy, OfHarmonicOscillatorsIsWithinItsErrors) {
    const HarmonicWindows truth = growing_stiffness(0.5);
    const Windows windows = truth.samples(4000, 1);
    const MbarResult mbar = multistate_bennett(windows);
    ASSERT_EQ(mbar.reason, "");
    double sum = 0.0;
    for (std::size_t k = 1; k < truth.count(); ++k) {
        const double known = truth.free_energy(k) - truth.free_energy(k - 1);
        const BarDifference& step = mbar.neighbours.steps[k - 1];
        EXPECT_LT(std::fabs(step.difference - known), z_limit_of_blocks * step.error);
        EXPECT_LT(std::fabs(z_of(mbar.difference(0, k), truth.free_energy(k))), z_limit_of_blocks);
        EXPECT_LT(std::fabs(z_of(mbar.difference(k - 1, k), known)), z_limit_of_blocks);
        sum += step.difference;
    }
    EXPECT_NEAR(mbar.neighbours.total->value, sum, 1e-13);
    EXPECT_LT(std::fabs(z_of(*mbar.neighbours.total, truth.free_energy(3))), z_limit_of_blocks);
    const ExponentialAverages averages = exponential_averages(windows, VolumeWeight::none);
    ASSERT_TRUE(averages.total) << averages.reason;
    EXPECT_LT(std::fabs(z_of(*averages.total, truth.free_energy(3))), z_limit_of_blocks);
}

// 200 synthetic campaigns of correlated samples. In units of the stated error the deviations scatter as Student's t,
// of 31 degrees of freedom of the blocks, and fewer with the noise of 64 resamples: 1/(1/31 + 1/64) = 21. What blocks
// of 20 samples miss of correlations of phi^t, phi = 0.5, is in AutoregressiveSeries: less, where a function of the
// coordinate forgets faster. False alarms of each limit: 1e-3.
constexpr std::size_t campaigns = 200;
constexpr double z_of_one_in_thousand = 3.29;

struct Coverage {
    std::size_t within = 0;
    double squares = 0.0;
    void add(double z) {
        within += std::fabs(z) < 1.0;
        squares += z * z;
    }
};

/// E[t^2] = v/(v - 2), Var[t^2] = 3 v^2/((v - 2)(v - 4)) - E^2
double largest_sum_of_squares(double missed) {
    const double n = static_cast<double>(campaigns);
    const double mean = 21.0 / 19.0, variance = 3.0 * 21.0 * 21.0 / (19.0 * 17.0) - mean * mean;
    return missed * (n * mean + z_of_one_in_thousand * std::sqrt(n * variance));
}

void expect_coverage(const Coverage& coverage, double missed) {
    const boost::math::students_t few(21.0), many(1e6);
    const auto inside = [](const auto& t, double z) { return 2.0 * boost::math::cdf(t, z) - 1.0; };
    const double n = static_cast<double>(campaigns);
    const double lowest = inside(few, 1.0 / std::sqrt(missed)), highest = inside(many, 1.0);
    EXPECT_GT(coverage.within, n * lowest - z_of_one_in_thousand * std::sqrt(n * lowest * (1.0 - lowest)));
    EXPECT_LT(coverage.within, n * highest + z_of_one_in_thousand * std::sqrt(n * highest * (1.0 - highest)));
    EXPECT_LT(coverage.squares, largest_sum_of_squares(missed));
    EXPECT_GT(coverage.squares, n - z_of_one_in_thousand * std::sqrt(2.0 * n));
}

TEST(FreeEnergyErrors, CoverTheTruthAsOftenAsTheySay) {
    constexpr double phi = 0.5;
    constexpr std::size_t samples = 640, block = 20;
    const HarmonicWindows truth = growing_stiffness(phi);
    const test::AutoregressiveSeries series(phi);
    const double missed = series.variance_of_mean(samples) / series.expected_squared_error(samples, block);
    Coverage exponential, bar, mbar, formula;
    std::size_t refused = 0;
    for (std::size_t campaign = 0; campaign < campaigns; ++campaign) {
        const Windows windows = truth.samples(samples, 100 + campaign);
        FreeEnergyOptions options;
        options.seed = campaign;
        options.resamples = 64;
        options.block_length_in_times = 5.0;  // 8 times would be 2.5: measured by chance where it is 1.5 +- 0.33
        const MbarResult result = multistate_bennett(windows, options);
        const ExponentialAverages averages = exponential_averages(windows, VolumeWeight::none, options);
        ASSERT_TRUE(averages.total) << averages.reason;
        if (!result.reason.empty()) {
            ASSERT_NE(result.reason.find("more seen from one"), std::string::npos) << result.reason;
            ++refused;
            continue;
        }
        mbar.add(z_of(result.difference(0, 3), truth.free_energy(3)));
        bar.add(z_of(*result.neighbours.total, truth.free_energy(3)));
        exponential.add(z_of(*averages.total, truth.free_energy(3)));
        formula.add((result.free_energy[3] - truth.free_energy(3)) / std::sqrt(result.formula_covariance(3, 3)));
    }
    // Hysteresis by chance: 0.0027 of 200, and twice that where blocks miss 7 % of a variance: 1. More than 7 have a
    // probability of 1e-5.
    EXPECT_LE(refused, 7U);
    expect_coverage(mbar, missed);
    expect_coverage(bar, missed);
    expect_coverage(exponential, missed);
    // The test of the test: errors as if the samples were independent are too small, and that is seen.
    EXPECT_GT(formula.squares, largest_sum_of_squares(missed));
}

TEST(FreeEnergyErrors, OfIndependentSamplesAreThoseOfTheFormula) {
    // Relative noise of a standard error of 64 blocks and 400 resamples: sqrt(1/128 + 1/800) = 0.095; 4.42 of it.
    FreeEnergyOptions options;
    options.blocks = 64;
    options.resamples = 400;
    const MbarResult mbar = multistate_bennett(growing_stiffness().samples(2000, 7), options);
    ASSERT_EQ(mbar.reason, "");
    for (Eigen::Index k = 1; k < 4; ++k) {
        EXPECT_NEAR(std::sqrt(mbar.covariance(k, k) / mbar.formula_covariance(k, k)), 1.0, 4.42 * 0.095);
        const BarDifference& step = mbar.neighbours.steps[static_cast<std::size_t>(k - 1)];
        EXPECT_NEAR(step.error / step.formula_error, 1.0, 4.42 * 0.095);
    }
}

TEST(FreeEnergy, WithAndWithoutTheVolumeWeight) {
    const VolumeWindows truth{0.5, {30, 31, 32, 33, 34}};
    const Windows windows = truth.samples(4000, 3);
    const ExponentialAverages exact = exponential_averages(windows, VolumeWeight::none);
    const ExponentialAverages published = exponential_averages(windows, VolumeWeight::published);
    ASSERT_TRUE(exact.total) << exact.reason;
    ASSERT_TRUE(published.total) << published.reason;
    const double known = truth.free_energy(4);
    const double known_published = known - std::log(truth.mean(4) / truth.mean(0));
    EXPECT_LT(std::fabs(z_of(*exact.total, known)), z_limit_of_blocks);
    EXPECT_LT(std::fabs(z_of(*published.total, known_published)), z_limit_of_blocks);
    // A weight that is left out, or taken twice, is seen: the two forms are many errors apart.
    EXPECT_GT(std::fabs(known - known_published), 2.0 * z_limit_of_blocks * published.total->standard_error);
    Windows without = windows;
    for (FreeEnergyWindow& window : without) window.volume.resize(0);
    EXPECT_EQ(message_of<InvalidArgument>([&] { exponential_averages(without, VolumeWeight::published); }),
              "free energy: window 0 has no volumes to weight with");
    EXPECT_EQ(exponential_averages(without, VolumeWeight::none).total, exact.total);
}

TEST(FreeEnergy, OfWindowsThatDoNotOverlapHasAReasonAndNoNumber) {
    const HarmonicWindows apart{{1.0, 1.0, 1.0}, {0.0, 1.0, 100.0}};
    const Windows windows = apart.samples(640, 5);
    const MbarResult mbar = multistate_bennett(windows);
    EXPECT_EQ(mbar.reason, "windows 1 and 2 overlap by 0: must be at least 0.03");
    EXPECT_EQ(mbar.free_energy.size(), 0);
    EXPECT_EQ(mbar.covariance.size(), 0);
    EXPECT_FALSE(mbar.neighbours.total);
    EXPECT_THROW(mbar.difference(0, 1), InvalidArgument);
    EXPECT_NEAR(mbar.eigenvalue_gap, 0.0, 1e-9);
    EXPECT_GT(mbar.overlap(0, 1), 0.1);
    EXPECT_LT(mbar.overlap(1, 2), 1e-9);
    const ExponentialAverages averages = exponential_averages(windows, VolumeWeight::none);
    EXPECT_FALSE(averages.total);
    EXPECT_EQ(averages.reason.substr(0, 33), "the average of window 1 rests on ");
}

TEST(FreeEnergy, OfAnOverlapJustBelowAndJustAboveTheLimit) {
    const HarmonicWindows truth{{1.0, 1.0}, {0.0, 3.0}};
    const Windows windows = truth.samples(6400, 6);
    const double overlap = bennett_acceptance_ratio(windows).smallest_overlap;
    FreeEnergyOptions options;
    options.smallest_overlap = overlap * 1.001;
    EXPECT_FALSE(bennett_acceptance_ratio(windows, options).total);
    options.smallest_overlap = overlap * 0.999;
    EXPECT_TRUE(bennett_acceptance_ratio(windows, options).total);
}

TEST(FreeEnergy, OfInfiniteEnergiesCountsThemAsNothing) {
    // A wall at x = 0 in window 1: half of the samples of window 0 are beyond it, so f_1 - f_0 = ln 2.
    const HarmonicWindows free{{1.0, 1.0}, {0.0, 0.0}};
    const std::vector<double> all = free.places(0, 6400, 8), more = free.places(1, 12800, 8);
    std::vector<double> allowed;
    for (const double x : more) {
        if (x > 0.0) allowed.push_back(x);
    }
    Windows windows{free.window_of(all), free.window_of(allowed)};
    for (std::size_t n = 0; n < all.size(); ++n) {
        if (all[n] <= 0.0) {
            windows[0].reduced_energy(static_cast<Eigen::Index>(n), 1) = std::numeric_limits<double>::infinity();
        }
    }
    const MbarResult mbar = multistate_bennett(windows);
    ASSERT_EQ(mbar.reason, "");
    EXPECT_LT(std::fabs(z_of(mbar.difference(0, 1), std::log(2.0))), z_limit_of_blocks);
    const ExponentialAverages averages = exponential_averages(windows, VolumeWeight::none);
    EXPECT_LT(std::fabs(z_of(*averages.total, std::log(2.0))), z_limit_of_blocks);
}

TEST(FreeEnergyMistakes, ASampleThatIsNotOfItsWindowIsHysteresis) {
    // The works of the second window have the wrong sign; a window that was sampled elsewhere.
    Windows sign = growing_stiffness().samples(3200, 11);
    sign[1].reduced_energy.col(0).swap(sign[1].reduced_energy.col(1));
    HarmonicWindows moved = growing_stiffness();
    moved.centre[2] += 0.5;
    Windows elsewhere = growing_stiffness().samples(3200, 12);
    elsewhere[2] = growing_stiffness().window_of(moved.places(2, 3200, 13));
    for (const Windows& windows : {sign, elsewhere}) {
        const MbarResult mbar = multistate_bennett(windows);
        EXPECT_NE(mbar.reason.find("more seen from one than from the other"), std::string::npos) << mbar.reason;
        EXPECT_FALSE(mbar.neighbours.total);
        EXPECT_EQ(mbar.free_energy.size(), 0);
    }
}

TEST(FreeEnergyMistakes, BlocksShorterThanTheCorrelationsAreRefused) {
    const Windows windows = growing_stiffness(0.99).samples(640, 14);
    const MbarResult mbar = multistate_bennett(windows);
    EXPECT_EQ(mbar.reason.substr(0, 39), "blocks of window 0 are 20.0 samples lon") << mbar.reason;
    EXPECT_FALSE(exponential_averages(windows, VolumeWeight::none).total);
}

TEST(FreeEnergy, OfEqualWindowsIsNothingWithTheLargestOverlap) {
    const HarmonicWindows truth{{1.0, 1.0, 1.0}, {0.0, 0.0, 0.0}};
    const MbarResult mbar = multistate_bennett(truth.samples(320, 15));
    ASSERT_EQ(mbar.reason, "");
    EXPECT_NEAR(mbar.free_energy.cwiseAbs().maxCoeff(), 0.0, 1e-13);
    EXPECT_NEAR((mbar.overlap.array() - 1.0 / 3.0).abs().maxCoeff(), 0.0, 1e-13);
    EXPECT_NEAR(mbar.eigenvalue_gap, 1.0, 1e-12);
    EXPECT_NEAR(mbar.neighbours.smallest_overlap, 0.5, 1e-13);
}

TEST(FreeEnergy, OfTwoWindowsIsTheSameByBarAndByMbar) {
    const bool held = rc::check("one equation", [] {
        const auto seed = *rc::gen::inRange<std::uint64_t>(1, 1U << 20);
        test::Uniform uniform(seed);
        const HarmonicWindows truth{{1.0, uniform(0.5, 3.0)}, {0.0, uniform(0.0, 1.0)}};
        Windows windows = truth.samples(200, seed);
        windows[1] = truth.samples(100, seed + 1)[1];
        FreeEnergyOptions options;
        options.resamples = 20;
        options.block_length_in_times = 0.0;
        options.false_alarm_rate = 1e-9;
        const MbarResult mbar = multistate_bennett(windows, options);
        if (!mbar.reason.empty()) RC_DISCARD(mbar.reason);
        RC_ASSERT(std::fabs(mbar.free_energy[1] - mbar.neighbours.steps[0].difference) < 1e-12);
        // (O_12 + O_21)/2
        const double overlap = 0.5 * (mbar.overlap(0, 1) + mbar.overlap(1, 0));
        RC_ASSERT(std::fabs(overlap - mbar.neighbours.smallest_overlap) < 1e-12);
        RC_ASSERT(std::fabs(mbar.eigenvalue_gap - 2.0 * overlap) < 1e-12);
    });
    ASSERT_TRUE(held);
}

TEST(FreeEnergy, FollowsConstantsAndTheOrderOfWindows) {
    const bool held = rc::check("u_k + c_k has f_k + c_k; permuted windows have permuted free energies", [] {
        const auto seed = *rc::gen::inRange<std::uint64_t>(1, 1U << 20);
        test::Uniform uniform(seed);
        const Windows windows = growing_stiffness().samples(128, seed);
        FreeEnergyOptions options;
        options.resamples = 20;
        options.block_length_in_times = 0.0;
        options.false_alarm_rate = 1e-9;
        const MbarResult before = multistate_bennett(windows, options);
        if (!before.reason.empty()) RC_DISCARD(before.reason);
        Eigen::RowVectorXd constant(4);
        for (double& c : constant) c = uniform(-300.0, 300.0);
        Windows shifted = windows, reversed;
        for (FreeEnergyWindow& window : shifted) window.reduced_energy.rowwise() += constant;
        for (std::size_t k = 4; k-- > 0;) reversed.push_back({windows[k].reduced_energy.rowwise().reverse()});
        const MbarResult after = multistate_bennett(shifted, options), back = multistate_bennett(reversed, options);
        if (!after.reason.empty() || !back.reason.empty()) RC_DISCARD(after.reason + back.reason);
        for (Eigen::Index k = 0; k < 4; ++k) {
            const double expected = before.free_energy[k] + constant[k] - constant[0];
            RC_ASSERT(std::fabs(after.free_energy[k] - expected) < 1e-10);
            RC_ASSERT(std::fabs(back.free_energy[3 - k] - back.free_energy[3] - before.free_energy[k]) < 1e-11);
        }
        RC_ASSERT((after.overlap - before.overlap).cwiseAbs().maxCoeff() < 1e-10);
    });
    ASSERT_TRUE(held);
}

TEST(FreeEnergyErrors, ResampleWholeBlocksAndEachWindowByItself) {
    FreeEnergyOptions options;
    options.blocks = 5;
    const Eigen::VectorXd counts = resampled_counts(23, 2, 9, options);
    Eigen::VectorXd block_counts(5);
    for (Eigen::Index b = 0; b < 5; ++b) {
        const Eigen::Index first = b * 23 / 5, next = (b + 1) * 23 / 5;
        block_counts[b] = counts[first];
        EXPECT_TRUE((counts.segment(first, next - first).array() == counts[first]).all());
    }
    EXPECT_EQ(block_counts.sum(), 5.0);
    EXPECT_EQ(resampled_counts(23, 2, 9, options), counts);
    EXPECT_NE(resampled_counts(23, 1, 9, options), counts);
    EXPECT_NE(resampled_counts(23, 2, 10, options), counts);
    options.seed = 2;
    EXPECT_NE(resampled_counts(23, 2, 9, options), counts);
}

TEST(FreeEnergy, RefusesWhatIsNoSetOfWindows) {
    const Windows good = growing_stiffness().samples(64, 20);
    const auto refusal = [&](auto change) {
        Windows windows = good;
        FreeEnergyOptions options;
        change(windows, options);
        return message_of<InvalidArgument>([&] { multistate_bennett(windows, options); });
    };
    const double infinity = std::numeric_limits<double>::infinity();
    EXPECT_EQ(refusal([](Windows& w, auto&) { w.resize(1); }), "free energy: 1 windows: must be at least 2");
    EXPECT_EQ(refusal([](Windows& w, auto&) { w.pop_back(); }),
              "free energy: window 0 has energies in 4 potentials: must be 3");
    EXPECT_EQ(refusal([](Windows&, auto& o) { o.blocks = 65; }),
              "free energy: window 0 has 64 samples: must be at least 65, one a block");
    EXPECT_EQ(refusal([](Windows&, auto& o) { o.blocks = 1; }), "free energy: 1 blocks: must be 2 to 65535");
    EXPECT_EQ(refusal([](Windows&, auto& o) { o.resamples = 1; }), "free energy: 1 resamples: must be at least 2");
    EXPECT_EQ(refusal([](Windows&, auto& o) { o.smallest_overlap = 0.5; }),
              "free energy: smallest overlap 0.5: must be in [0, 0.5)");
    EXPECT_EQ(refusal([](Windows&, auto& o) { o.false_alarm_rate = 0.0; }),
              "free energy: false alarm rate 0: must be in (0, 1)");
    EXPECT_EQ(refusal([&](Windows& w, auto&) { w[1].reduced_energy(3, 1) = infinity; }),
              "free energy: window 1, sample 3: u of window 1 = inf: must be finite");
    EXPECT_EQ(refusal([&](Windows& w, auto&) { w[1].reduced_energy(3, 0) = -infinity; }),
              "free energy: window 1, sample 3: u of window 0 = -inf: must be finite or +infinity");
    EXPECT_EQ(refusal([](Windows& w, auto&) { w[2].volume = Eigen::VectorXd::Zero(64); }),
              "free energy: window 2 has 64 volumes for 64 samples: must be none, or one > 0 a sample");
}

}  // namespace
}  // namespace soret
