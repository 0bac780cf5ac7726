// What the route of fluctuations makes of its runs: self-diffusion, and what limits of integrals leave out.

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/independent_values.hpp"
#include "soret/validation/routes/green_kubo/self_diffusion.hpp"
#include "soret/validation/routes/green_kubo/truncation.hpp"

namespace soret {
namespace {

/// Runs of displacements 6 D t + c at times that are no whole numbers and do not start at the limit.
TaskResult run_with(double diffusion_1, double diffusion_2) {
    TaskResult run;
    run.values["displacements"] = nlohmann::json::array();
    for (double time = 0.7; time < 100.0; time *= 1.6) {
        const double caged = time < first_displacement_time ? 3.0 * time : 0.0;  // what is left out
        run.values["displacements"].push_back(
            {{"time", time}, {"by_species", {0.2 + caged + 6.0 * diffusion_1 * time, 6.0 * diffusion_2 * time - 0.1}}});
    }
    return run;
}

TEST(SelfDiffusion, IsTheSlopeOfTheDisplacementsOverSixWithTheScatterOfTheRunsAsItsError) {
    const TaskResult a = run_with(0.04, 0.06);
    const TaskResult b = run_with(0.05, 0.06);
    const TaskResult c = run_with(0.06, 0.06);
    SelfDiffusion diffusion;
    diffusion.add(a);
    EXPECT_FALSE(diffusion.of(0));
    diffusion.add(b);
    diffusion.add(c);
    const Estimate first = diffusion.of(0).value();
    EXPECT_NEAR(first.value, 0.05, 1e-14);
    EXPECT_NEAR(first.standard_error, 0.01 / std::sqrt(3.0), 1e-14);
    EXPECT_EQ(first.effective_samples, 3.0);
    EXPECT_NEAR(diffusion.of(1).value().value, 0.06, 1e-14);
}

TEST(IndependentValues, HaveTheErrorOfTheirScatter) {
    const Estimate mean = mean_of_independent(std::vector{1.0, 2.0, 4.0, 5.0});
    EXPECT_DOUBLE_EQ(mean.value, 3.0);
    EXPECT_DOUBLE_EQ(mean.standard_error, std::sqrt(10.0 / 12.0));
    EXPECT_EQ(mean.effective_samples, 4.0);
    EXPECT_THROW(mean_of_independent(std::vector{1.0}), InvalidArgument);
}

/// Runs whose correlations are amplitude exp(-t/relaxation), each function with its own amplitude, without noise but
/// for the second block, whose correlations are larger by a share.
GreenKubo relaxing(double relaxation, const std::vector<double>& amplitudes, double share = 0.0) {
    const FluxSampling sampling{.interval = 0.02, .correlation_time = 5.0};
    FluxRecord record{sampling, 100, 1.0, {}};
    const auto lags = correlator_lags(flux_correlator_settings(sampling));
    for (const double factor : {1.0, 1.0 + share}) {
        FluxBlock block{1024, 0.62 * 1024, 0.46 * 1024, std::vector<double>(lags.size(), 1024.0), {}};
        for (std::size_t f = 0; f < flux_function_count; ++f) {
            std::vector<double> sums;
            for (const std::uint64_t lag : lags) {
                const double time = static_cast<double>(lag) * sampling.interval;
                sums.push_back(1024.0 * factor * amplitudes.at(f) * std::exp(-time / relaxation));
            }
            block.sums.push_back(sums);
        }
        record.blocks.push_back(block);
    }
    return GreenKubo(std::vector{record});
}

const std::vector<double> amplitudes{2.0, 3.0, 5.0, 7.0, 1.0, 1.0, 1.0, 0.0, 0.0};

Eigen::VectorXd first_four(std::span<const double> means, double) {
    return Eigen::Vector4d(means[0], means[1], means[2], means[3]);
}

TEST(LimitTruncation, ComparesTheLimitWithTwiceItOrWhereThatIsUnknownWithHalfOfIt) {
    EXPECT_EQ(truncation_limits(2.0, 12.0), (std::pair{2.0, 4.0}));
    EXPECT_EQ(truncation_limits(6.0, 12.0), (std::pair{6.0, 12.0}));
    EXPECT_EQ(truncation_limits(10.0, 12.0), (std::pair{5.0, 10.0}));
    EXPECT_EQ(truncation_limits(10.0, 3.0), (std::pair{1.5, 3.0}));
    const GreenKubo fluxes = relaxing(1.5, amplitudes);
    const JackknifeResult change = change_between_limits(fluxes, 2.0, first_four);
    const auto time = [&](double limit) { return fluxes.times()[fluxes.lag_at(limit)]; };
    for (Eigen::Index k = 0; k < 4; ++k) {
        const double expected = 1.5 * (std::exp(-time(2.0) / 1.5) - std::exp(-time(4.0) / 1.5));
        // Means over up to 0.32 tau at the late lags, and the trapezoidal rule: (0.32/1.5)^2/6 of it at most.
        EXPECT_NEAR(change.values[k] / amplitudes[static_cast<std::size_t>(k)], expected, 0.01 * expected) << k;
    }
}

/// Two compositions, one of them with three times the time.
TEST(LimitTruncation, AveragesTheRelativeChangesOfAllCompositionsByTheirTimes) {
    const JackknifeResult one = change_between_limits(relaxing(1.5, amplitudes, 0.2), 2.0, first_four);
    const JackknifeResult other = change_between_limits(relaxing(0.8, amplitudes), 2.0, first_four);
    const Eigen::Vector4d scale(2.0, std::sqrt(14.0), std::sqrt(14.0), 7.0);
    LimitTruncation truncation;
    EXPECT_TRUE(truncation.empty());
    truncation.add(one, scale, 100.0);
    truncation.add(other, scale, 300.0);
    for (Eigen::Index k = 0; k < 4; ++k) {
        const double expected = 0.25 * one.values[k] / scale[k] + 0.75 * other.values[k] / scale[k];
        EXPECT_NEAR(truncation.relative()[k], expected, 1e-12) << k;
        EXPECT_NEAR(truncation.estimate(k).value, expected, 1e-12) << k;
        // Only one has noise.
        const double error = 0.25 * std::sqrt(one.covariance(k, k)) / scale[k];
        EXPECT_GT(error, 0.0);
        EXPECT_NEAR(truncation.estimate(k).standard_error, error, 1e-9 * error) << k;
    }
    const Estimate estimate = with_systematic({1.0, 0.3, 12.0}, -0.4);
    EXPECT_DOUBLE_EQ(estimate.standard_error, 0.5);
    EXPECT_EQ(estimate.effective_samples, 12.0);
}

}  // namespace
}  // namespace soret
