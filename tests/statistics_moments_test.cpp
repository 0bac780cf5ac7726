#include <gtest/gtest.h>
// RapidCheck needs gtest first.
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/merged_in_order.hpp"
#include "soret/common/statistics/running_moments.hpp"

namespace soret {
namespace {

using Samples = std::vector<std::pair<double, double>>;

rc::Gen<Samples> samples(double offset) {
    const auto number =
        rc::gen::map(rc::gen::inRange(-1000000, 1000001), [offset](int k) { return offset + k * 1e-3; });
    return rc::gen::container<Samples>(rc::gen::pair(number, number));
}

RunningMoments moments_of(const Samples& list) {
    RunningMoments moments(2);
    for (const auto& [x, y] : list) {
        const double sample[] = {x, y};
        moments.add(sample);
    }
    return moments;
}

RunningMoments merged(RunningMoments a, const RunningMoments& b) {
    a.merge(b);
    return a;
}

// Every partial comoment is below the sum of the magnitudes of the terms x^2 of all samples about any point of the
// data.
void assert_close(const RunningMoments& a, const RunningMoments& b) {
    RC_ASSERT(a.count() == b.count());
    if (a.count() < 2) return;
    const double n = static_cast<double>(a.count());
    const double eps = std::numeric_limits<double>::epsilon();
    double spread = 0.0;
    double magnitude = 0.0;
    for (std::size_t i : {0u, 1u}) {
        spread = std::max(spread, std::sqrt(std::max(a.variance(i), b.variance(i))));
        magnitude = std::max(magnitude, std::fabs(a.mean(i)));
    }
    // Each of n steps rounds the mean by eps |mean| at most and so the differences in the terms.
    const double mean_error = 4.0 * n * eps * (magnitude + spread * std::sqrt(n));
    for (std::size_t i : {0u, 1u}) {
        RC_ASSERT(std::fabs(a.mean(i) - b.mean(i)) <= mean_error);
        for (std::size_t j : {0u, 1u}) {
            RC_ASSERT(std::fabs(a.covariance(i, j) - b.covariance(i, j)) <=
                      8.0 * (n * eps * spread * spread + mean_error * spread + mean_error * mean_error));
        }
    }
}

TEST(RunningMoments, OfFourSamplesByHand) {
    // x = 1, 2, 3, 6 and y = 2, 0, 1, 1: means 3 and 1; sum dx^2 = 14, dy^2 = 2, dx dy = -2 + 1 = -1.
    const RunningMoments moments = moments_of({{1, 2}, {2, 0}, {3, 1}, {6, 1}});
    EXPECT_EQ(moments.count(), 4u);
    EXPECT_DOUBLE_EQ(moments.mean(0), 3.0);
    EXPECT_DOUBLE_EQ(moments.mean(1), 1.0);
    EXPECT_DOUBLE_EQ(moments.variance(0), 14.0 / 3.0);
    EXPECT_DOUBLE_EQ(moments.variance(1), 2.0 / 3.0);
    EXPECT_DOUBLE_EQ(moments.covariance(0, 1), -1.0 / 3.0);
    EXPECT_EQ(moments.covariance_matrix()(1, 0), moments.covariance(0, 1));
}

TEST(RunningMoments, KeepASmallVarianceOnALargeMean) {
    // Sums of squares would lose all of it: 1e9 + {0, 1, 2} has variance 1.
    EXPECT_DOUBLE_EQ(moments_of({{1e9, 0}, {1e9 + 1, 0}, {1e9 + 2, 0}}).variance(0), 1.0);
}

TEST(RunningMoments, MergeAssociativelyAndAsOnePass) {
    for (const double offset : {0.0, 1e6}) {
        ASSERT_TRUE(rc::check("(a + b) + c = a + (b + c) = abc", [offset] {
            const Samples a = *samples(offset);
            const Samples b = *samples(offset);
            const Samples c = *samples(offset);
            Samples all = a;
            all.insert(all.end(), b.begin(), b.end());
            all.insert(all.end(), c.begin(), c.end());
            const RunningMoments left = merged(merged(moments_of(a), moments_of(b)), moments_of(c));
            const RunningMoments right = merged(moments_of(a), merged(moments_of(b), moments_of(c)));
            assert_close(left, right);
            assert_close(left, moments_of(all));
        }));
    }
}

TEST(RunningMoments, MergedInOrderHaveTheSameBitsForAnyOrderOfCompletion) {
    ASSERT_TRUE(rc::check("shuffled parts", [] {
        const auto lists = *rc::gen::nonEmpty(rc::gen::container<std::vector<Samples>>(samples(0.0)));
        std::vector<std::pair<std::uint64_t, RunningMoments>> parts;
        for (std::size_t i = 0; i < lists.size(); ++i) parts.emplace_back(i, moments_of(lists[i]));
        const RunningMoments expected = merged_in_order(parts);
        const auto shift = *rc::gen::inRange<std::size_t>(0, parts.size());
        std::rotate(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(shift), parts.end());
        std::reverse(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(parts.size() / 2));
        RC_ASSERT(merged_in_order(parts) == expected);
    }));
}

TEST(RunningMoments, MergedInOrderRefuseATaskThatIsCountedTwice) {
    const RunningMoments part = moments_of({{1, 2}});
    EXPECT_THROW(merged_in_order<RunningMoments>({{3, part}, {1, part}, {3, part}}), InvalidArgument);
    EXPECT_THROW(merged_in_order<RunningMoments>({}), InvalidArgument);
}

TEST(RunningMoments, ReadBackFromJsonWithTheSameBits) {
    ASSERT_TRUE(rc::check("moments -> text -> moments", [] {
        const RunningMoments moments = moments_of(*samples(0.1));
        const auto json = nlohmann::json::parse(moments.to_json().dump());
        RC_ASSERT(RunningMoments::from_json(json) == moments);
    }));
}

TEST(RunningMoments, RefuseWhatTheyCannotUse) {
    RunningMoments moments(2);
    const double short_sample[] = {1.0};
    const double bad_sample[] = {1.0, std::nan("")};
    EXPECT_THROW(moments.add(short_sample), InvalidArgument);
    EXPECT_THROW(moments.add(bad_sample), InvalidArgument);
    EXPECT_THROW(moments.merge(RunningMoments(3)), InvalidArgument);
    EXPECT_THROW(moments.variance(0), InvalidArgument);
    EXPECT_THROW(RunningMoments(0), InvalidArgument);
    EXPECT_THROW(RunningMoments::from_json({{"count", 1}, {"mean", {1.0}}, {"comoment", {1.0, 2.0}}}), InvalidInput);
    EXPECT_THROW(RunningMoments::from_json({{"count", 1}}), InvalidInput);
}

}  // namespace
}  // namespace soret
