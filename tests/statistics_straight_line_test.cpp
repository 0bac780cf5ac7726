#include <array>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/straight_line.hpp"
#include "soret/common/statistics/verdict.hpp"

namespace soret {
namespace {

constexpr double intercept = 0.7, slope = -2.5;
constexpr int samples = 5;  // behind the error of each point

double truth(double x) {
    return intercept + slope * x;
}

/// Points of the line with means of few samples; `scatter` times as far from it as their errors say.
std::vector<LinePoint> noisy_points(std::mt19937_64& random, double scatter) {
    std::normal_distribution<double> normal;
    std::vector<LinePoint> points;
    for (const double x : {0.4, 0.41, 0.42, 0.43, 0.45, 0.46, 0.47}) {
        double sum = 0.0, squares = 0.0;
        for (int k = 0; k < samples; ++k) {
            const double noise = 0.01 * normal(random);
            sum += noise;
            squares += noise * noise;
        }
        const double mean = sum / samples;
        const double error = std::sqrt((squares / samples - mean * mean) / (samples - 1));
        points.push_back({x, {truth(x) + scatter * mean, error, samples}});
    }
    return points;
}

/// How often the interval of 95 % at the point and of the slope leaves out the truth.
std::array<double, 2> missed(double scatter) {
    constexpr int sets = 4000;
    std::mt19937_64 random(20260911);
    std::array<int, 2> misses{};
    for (int set = 0; set < sets; ++set) {
        const StraightLine line(noisy_points(random, scatter));
        const auto is_missed = [](const Estimate& estimate, double value) {
            return std::fabs(estimate.value - value) >
                   z_limit_of(0.05, estimate.effective_samples - 1.0) * estimate.standard_error;
        };
        misses[0] += is_missed(line.at(0.44), truth(0.44)) ? 1 : 0;
        misses[1] += is_missed(line.slope(), slope) ? 1 : 0;
    }
    return {misses[0] / static_cast<double>(sets), misses[1] / static_cast<double>(sets)};
}

// 4 standard deviations of a share of 0.05 in 4000: false alarms 1 in 30 000.
constexpr double fluctuation = 4.0 * 0.00345;

TEST(StraightLine, ErrorsCoverTheTruthThoughEachIsFromFewSamples) {
    for (const double share : missed(1.0)) {
        EXPECT_LT(share, 0.05 + fluctuation);
        EXPECT_GT(share, 0.01);  // widening where chi^2 happens to be large makes them somewhat too careful
    }
}

TEST(StraightLine, PointsThatScatterMoreThanTheirErrorsSayWidenThem) {
    for (const double share : missed(4.0)) EXPECT_LT(share, 0.05 + fluctuation);
}

TEST(StraightLine, ExactPointsGiveTheLineAndStatedErrors) {
    std::vector<LinePoint> points;
    for (const double x : {-1.0, 0.0, 1.0}) points.push_back({x, {truth(x), x == 0.0 ? 0.1 : 0.2, 11.0}});
    const StraightLine line(points);
    EXPECT_NEAR(line.at(3.0).value, truth(3.0), 1e-12);
    EXPECT_NEAR(line.slope().value, slope, 1e-12);
    const double common = std::sqrt((0.04 + 0.01 + 0.04) / 3.0);
    EXPECT_NEAR(line.slope().standard_error, common / std::sqrt(2.0), 1e-12);
    EXPECT_NEAR(line.at(3.0).standard_error, common * std::sqrt(1.0 / 3.0 + 9.0 / 2.0), 1e-12);
    EXPECT_DOUBLE_EQ(line.slope().effective_samples, 31.0);
    EXPECT_NEAR(line.p_value(), 1.0, 1e-9);
}

TEST(StraightLine, RefusesWhatIsNoLine) {
    const std::vector<LinePoint> two{{0.0, {1.0, 0.1, 5.0}}, {1.0, {1.0, 0.1, 5.0}}};
    EXPECT_THROW(StraightLine{two}, InvalidArgument);
    const std::vector<LinePoint> one_place(3, {0.5, {1.0, 0.1, 5.0}});
    EXPECT_THROW(StraightLine{one_place}, InvalidArgument);
}

}  // namespace
}  // namespace soret
