// Values at x = 0 of curves that are straight somewhere: lines by hand, the choice of a window, coverage of the errors.

#include "soret/common/statistics/windowed_fits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/normal_sequence.hpp"

namespace soret {
namespace {

using Means = std::span<const double>;

/// Curves over x = 1/R, R = R_max k/points, as running integrals are: two of them, row by row in a block.
class SyntheticCurves {
public:
    static constexpr std::size_t points = 48;

    SyntheticCurves(double bend, double noise, std::uint64_t seed)
        : bend_(bend), noise_(noise), normal_(seed, RandomStream::synthetic_series, 0) {}

    static std::vector<double> x() {
        std::vector<double> x;
        for (std::size_t k = 0; k < points; ++k) x.push_back(10.0 / static_cast<double>(k + 1));
        return x;
    }
    static constexpr double intercept(std::size_t curve) { return curve == 0 ? -1.0 : 0.5; }

    /// A + B x + bend x^4, and noise that grows along the curve as that of an integral of r^2 (g - 1), shared in part.
    std::vector<double> block() {
        std::vector<double> values(2 * points);
        double first = 0.0, second = 0.0;
        for (std::size_t k = 0; k < points; ++k) {
            const double R = static_cast<double>(k + 1), x = 10.0 / R;
            first += R / points * normal_.next();
            second += R / points * normal_.next();
            values[k] = intercept(0) + 0.3 * x + bend_ * std::pow(x, 4) + noise_ * first;
            values[points + k] = intercept(1) - 0.2 * x - bend_ * std::pow(x, 4) + noise_ * (second - 0.5 * first);
        }
        return values;
    }

    BlockMeans blocks(std::size_t count) {
        BlockMeans blocks;
        for (std::size_t k = 0; k < count; ++k) blocks.push_back(block());
        return blocks;
    }

private:
    double bend_;
    double noise_;
    NormalSequence normal_;
};

Eigen::MatrixXd as_curves(Means means) {
    const auto points = static_cast<Eigen::Index>(means.size() / 2);
    return Eigen::Map<const Eigen::MatrixXd>(means.data(), points, 2);
}

AveragedIntercepts average_of(const WindowedFits& lines, const BlockMeans& blocks) {
    const FunctionsOfMeans functions = [&](Means means) { return lines.statistics(as_curves(means)); };
    return lines.average(jackknife(blocks, functions), 2);
}

WindowedFits lines_of_synthetic_curves() {
    return {SyntheticCurves::x(), windows_of_parts(4, SyntheticCurves::points, 11, 4), {1}};
}

TEST(WindowedFits, WindowsAreRunsOfParts) {
    using Windows = std::vector<PointWindow>;
    EXPECT_EQ(windows_of_parts(3, 9, 3, 2), (Windows{{3, 7}, {3, 9}, {5, 9}}));
    EXPECT_EQ(windows_of_parts(0, 7, 2, 1), (Windows{{0, 3}, {0, 7}, {3, 7}}));
    EXPECT_EQ(windows_of_parts(0, 45, 11, 4).size(), 36U);
    EXPECT_THROW(windows_of_parts(0, 7, 4, 1), InvalidArgument);
    EXPECT_THROW(windows_of_parts(5, 4, 1, 1), InvalidArgument);
    EXPECT_THROW(windows_of_parts(0, 8, 0, 1), InvalidArgument);
    EXPECT_THROW(windows_of_parts(0, 8, 2, 0), InvalidArgument);
    EXPECT_THROW(windows_of_parts(0, 8, 2, 3), InvalidArgument);
}

TEST(WindowedFits, OfAParabolaByHand) {
    // y = x^2 at 1, 2, 4, 5: line 6 x - 6.5 through all, 3 x - 2 and 9 x - 20 through the halves.
    const WindowedFits lines(std::vector<double>{9.0, 1.0, 2.0, 4.0, 5.0, 7.0}, {{1, 5}}, {1});
    Eigen::MatrixXd curves(6, 2);
    curves.col(0) << 99.0, 1.0, 4.0, 16.0, 25.0, -99.0;
    curves.col(1) << 99.0, 3.0, 5.0, 9.0, 11.0, -99.0;  // 1 + 2 x
    const Eigen::VectorXd statistics = lines.statistics(curves);
    ASSERT_EQ(statistics.size(), 4);
    EXPECT_NEAR(statistics[0], -6.5, 1e-13);
    EXPECT_NEAR(statistics[1], 1.0, 1e-13);
    EXPECT_NEAR(statistics[2], 18.0, 1e-12);
    EXPECT_NEAR(statistics[3], 0.0, 1e-12);
}

// Any curve 3 - 2 x + 5 x^3 has 3 at 0 in every window, and halves that say the same; a line does not.
TEST(WindowedFits, OfOtherPowersAreExact) {
    const std::vector<double> x = SyntheticCurves::x();
    Eigen::MatrixXd curves(static_cast<Eigen::Index>(x.size()), 1);
    for (std::size_t k = 0; k < x.size(); ++k) {
        curves(static_cast<Eigen::Index>(k), 0) = 3.0 - 2.0 * x[k] + 5.0 * x[k] * x[k] * x[k];
    }
    const std::vector<PointWindow> windows{{4, 20}, {20, 48}};
    const Eigen::VectorXd series = WindowedFits(x, windows, {1, 3}).statistics(curves);
    const Eigen::VectorXd lines = WindowedFits(x, windows, {1}).statistics(curves);
    for (const Eigen::Index w : {0, 1}) {
        // Sums of values up to 40 with weights of up to some 100 in a half.
        EXPECT_NEAR(series[w], 3.0, 1e-11);
        EXPECT_NEAR(series[2 + w], 0.0, 1e-11);
        EXPECT_GT(std::abs(lines[2 + w]), 0.01);
    }
}

// x^4 bends the curves at small R. The window must lie where that is below the noise, and the result be right, where a
// line through all is wrong by many errors.
TEST(WindowedFits, AvoidWhereTheCurvesBend) {
    SyntheticCurves curves(0.1, 0.01, 1);
    const BlockMeans blocks = curves.blocks(20);
    const AveragedIntercepts average = average_of(lines_of_synthetic_curves(), blocks);
    EXPECT_GT(average.windows[average.best].first, 8U);
    EXPECT_GT(average.p_value, 1e-3);
    const WindowedFits all(SyntheticCurves::x(), {{4, SyntheticCurves::points}}, {1});
    const AveragedIntercepts through_all = average_of(all, blocks);
    EXPECT_LT(through_all.p_value, 1e-6);
    for (const Eigen::Index c : {0, 1}) {
        const double truth = SyntheticCurves::intercept(static_cast<std::size_t>(c));
        const Estimate estimate = average.estimate(c);
        EXPECT_LT(std::abs(estimate.value - truth), 4.0 * estimate.standard_error);
        EXPECT_GT(std::abs(through_all.values[c] - truth), 10.0 * through_all.estimate(c).standard_error);
    }
}

// All windows are right: those that are precise count, so that the result is not much worse than the best of them.
TEST(WindowedFits, ArePreciseWhereTheCurvesAreStraight) {
    SyntheticCurves curves(0.0, 0.01, 2);
    const WindowedFits lines = lines_of_synthetic_curves();
    const JackknifeResult result =
        jackknife(curves.blocks(20), FunctionsOfMeans([&](Means means) { return lines.statistics(as_curves(means)); }));
    const AveragedIntercepts average = lines.average(result, 2);
    double sum = 0.0;
    for (const double weight : average.weights) sum += weight;
    EXPECT_NEAR(sum, 1.0, 1e-14);
    for (const Eigen::Index curve : {0, 1}) {
        double smallest = result.estimate(curve).standard_error, largest = smallest;
        for (std::size_t w = 1; w < average.windows.size(); ++w) {
            const double error = result.estimate(2 * static_cast<Eigen::Index>(w) + curve).standard_error;
            smallest = std::min(smallest, error);
            largest = std::max(largest, error);
        }
        EXPECT_LT(average.estimate(curve).standard_error, 2.0 * smallest);
        EXPECT_GT(largest, 4.0 * smallest);
    }
    // By hand: what the blocks say of the average, and how far the windows lie apart.
    for (const Eigen::Index i : {0, 1}) {
        for (const Eigen::Index j : {0, 1}) {
            double of_blocks = 0.0, of_choice = 0.0;
            for (std::size_t w = 0; w < average.windows.size(); ++w) {
                const Eigen::Index row = 2 * static_cast<Eigen::Index>(w);
                for (std::size_t v = 0; v < average.windows.size(); ++v) {
                    of_blocks += average.weights[w] * average.weights[v] *
                                 result.covariance(row + i, 2 * static_cast<Eigen::Index>(v) + j);
                }
                of_choice += average.weights[w] * (result.values[row + i] - average.values[i]) *
                             (result.values[row + j] - average.values[j]);
            }
            const double size = std::sqrt(average.covariance(i, i) * average.covariance(j, j));
            EXPECT_NEAR(average.covariance(i, j), of_blocks + of_choice, 1e-12 * size);
            EXPECT_GT(std::abs(of_choice), 1e-6 * size);
        }
    }
}

// Of 400 campaigns of 20 blocks: with 19 degrees of freedom two errors hold the truth in 94.0 % of them, one in 67.0 %,
// standard deviations 1.2 % and 2.4 %. Fewer by four of those would be a false alarm in 3e4 seeds; the choice of the
// window may only add to the error.
TEST(WindowedFits, ErrorsHoldTheTruth) {
    constexpr int campaigns = 400;
    const WindowedFits lines = lines_of_synthetic_curves();
    for (const double bend : {0.0, 0.001}) {
        int within_one = 0, within_two = 0, sums_within_two = 0;
        for (int campaign = 0; campaign < campaigns; ++campaign) {
            SyntheticCurves curves(bend, 0.01, static_cast<std::uint64_t>(100 + campaign));
            const AveragedIntercepts average = average_of(lines, curves.blocks(20));
            const Eigen::Vector2d off =
                average.values - Eigen::Vector2d(SyntheticCurves::intercept(0), SyntheticCurves::intercept(1));
            const double z = off[0] / average.estimate(0).standard_error;
            within_one += std::abs(z) < 1.0 ? 1 : 0;
            within_two += std::abs(z) < 2.0 ? 1 : 0;
            // With the correlations: the sum of the two.
            const double error_of_sum = std::sqrt(average.covariance.sum());
            sums_within_two += std::abs(off.sum()) < 2.0 * error_of_sum ? 1 : 0;
        }
        EXPECT_GT(within_one, campaigns * (0.670 - 4 * 0.024)) << bend;
        EXPECT_GT(within_two, campaigns * (0.940 - 4 * 0.012)) << bend;
        EXPECT_GT(sums_within_two, campaigns * (0.940 - 4 * 0.012)) << bend;
        EXPECT_LT(within_one, campaigns * 0.95) << bend;  // errors of twice the size would be no use
    }
}

TEST(WindowedFits, DoNotCareAboutTheOrderOfTheCurves) {
    SyntheticCurves curves(0.001, 0.01, 3);
    BlockMeans blocks = curves.blocks(12);
    const AveragedIntercepts before = average_of(lines_of_synthetic_curves(), blocks);
    for (std::vector<double>& block : blocks) {
        std::rotate(block.begin(), block.begin() + SyntheticCurves::points, block.end());
    }
    const AveragedIntercepts after = average_of(lines_of_synthetic_curves(), blocks);
    EXPECT_NEAR(before.values[0], after.values[1], 1e-12);
    EXPECT_NEAR(before.covariance(0, 0), after.covariance(1, 1), 1e-9 * before.covariance(0, 0));
    EXPECT_NEAR(before.covariance(0, 1), after.covariance(0, 1), 1e-9 * before.covariance(0, 0));
}

TEST(WindowedFits, RefuseWhatTheyCannotUse) {
    const std::vector<double> x = SyntheticCurves::x();
    EXPECT_THROW(WindowedFits(x, {}, {1}), InvalidArgument);
    EXPECT_THROW(WindowedFits(x, {{0, 3}}, {1}), InvalidArgument);
    EXPECT_THROW(WindowedFits(x, {{0, x.size() + 1}}, {1}), InvalidArgument);
    EXPECT_THROW(WindowedFits(std::vector<double>(8, 1.0), {{0, 8}}, {1}), InvalidArgument);
    EXPECT_THROW(WindowedFits(x, {{0, 8}}, {}), InvalidArgument);
    EXPECT_THROW(WindowedFits(x, {{0, 8}}, {0}), InvalidArgument);
    EXPECT_THROW(WindowedFits(x, {{0, 8}}, {1, 1}), InvalidArgument);
    EXPECT_THROW(WindowedFits(x, {{0, 5}}, {1, 3}), InvalidArgument);
    EXPECT_THROW(WindowedFits(std::vector<double>(8, NAN), {{0, 8}}, {1}), InvalidArgument);
    EXPECT_THROW(lines_of_synthetic_curves().statistics(Eigen::MatrixXd::Zero(3, 2)), InvalidArgument);
    SyntheticCurves curves(0.0, 0.01, 4);
    EXPECT_THROW(average_of(lines_of_synthetic_curves(), curves.blocks(2)), InvalidArgument);
    EXPECT_THROW(average_of(lines_of_synthetic_curves(), BlockMeans(5, curves.block())), InvalidState);
    EXPECT_THROW(average_of(lines_of_synthetic_curves(), {{1.0, 2.0}, {1.0}}), InvalidArgument);
}

}  // namespace
}  // namespace soret
