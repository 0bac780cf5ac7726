// Chemical potentials from the means of a growing particle, by all stages and by the first and the last one alone.

#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/simulation/growing_estimates.hpp"

namespace soret {
namespace {

constexpr double temperature = 0.5;

/// Five stages whose probabilities follow the volume.
GrowingSamples samples_of_five_stages() {
    NormalSequence normal(3, RandomStream::synthetic_series, 61);
    GrowingSamples samples(5);
    for (int n = 0; n < 600; ++n) {
        const double noise = normal.next();
        std::vector<double> p;
        double sum = 0.0;
        for (int k = 0; k < 5; ++k) sum += p.emplace_back(std::exp(0.1 * k * noise + 0.1 * normal.next()));
        for (double& of_stage : p) of_stage /= sum;
        samples.add(p, static_cast<std::size_t>(n % 5), 100.0 + 3.0 * noise);
    }
    return samples;
}

TEST(GrowingEstimates, NeedTheFirstAndTheLastStageOnly) {
    const BlockTable blocks = samples_of_five_stages().blocks();
    const GrowingMeans all(blocks, {0.0, 0.3, 0.1, -0.2, -1.0}, temperature);
    const GrowingMeans ends(first_and_last_stage(blocks, 5), {0.0, -1.0}, temperature);
    EXPECT_EQ(ends.blocks().block_count(), blocks.block_count());
    EXPECT_EQ(ends.blocks().block_length(), blocks.block_length());
    const auto functions_of = [](const GrowingMeans& means) {
        return std::array{means.whole(7.0), means.ideal(7.0), means.excess(), means.published(), means.volume()};
    };
    const auto of_all = functions_of(all), of_ends = functions_of(ends);
    for (std::size_t k = 0; k < of_all.size(); ++k) {
        EXPECT_EQ(jackknife(all.blocks(), of_all[k], Bias::remove), jackknife(ends.blocks(), of_ends[k], Bias::remove))
            << k;
    }
    // The volume of the full particles alone is smaller than the mean, as stage 0 is likelier in small boxes here.
    const std::vector<double> means = blocks.mean();
    EXPECT_LT(all.volume()(means), means[5]);
    EXPECT_NEAR(all.volume()(means), 100.0, 5.0);
    EXPECT_NEAR(all.whole(7.0)(means), all.ideal(7.0)(means) + all.excess()(means), 1e-14);
}

TEST(GrowingEstimates, RefuseWeightsOfAnotherNumber) {
    const BlockTable blocks = samples_of_five_stages().blocks();
    EXPECT_THROW(GrowingMeans(blocks, {0.0, 1.0}, temperature), InvalidArgument);
    EXPECT_THROW(GrowingMeans(BlockTable(3, 1), {0.0}, temperature), InvalidArgument);
}

}  // namespace
}  // namespace soret
