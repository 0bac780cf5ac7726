// Kirkwood-Buff integrals of runs in a closed box: what summary.json says of them.

#include <cmath>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/simulation/observers/kirkwood_buff_summary.hpp"
#include "soret/validation/simulation/observers/rdf_observer.hpp"

namespace soret::test {
namespace {

constexpr double edges[] = {8.0, 9.0, 10.0};
constexpr RadialBins bins{4.0, 48};

/// An ideal gas of 40 and 60 particles, anywhere in the box.
State gas(Uniform& uniform, std::int64_t first, std::int64_t second, double stretched = 1.0) {
    State state;
    state.box = Box({edges[0] * stretched, edges[1], edges[2]});
    for (std::int64_t id = 1; id <= first + second; ++id) {
        state.add(id, id <= first ? 0 : 1, {uniform(0.0, edges[0]), uniform(0.0, edges[1]), uniform(0.0, edges[2])});
    }
    return state;
}

nlohmann::json summary_of_gases(std::uint64_t seed, int samples, Backend backend, int saved_after = -1) {
    RdfObserver observer({1, bins}, 2, backend, {});
    Uniform uniform(seed);
    for (int sample = 0; sample < samples; ++sample) {
        if (sample == saved_after) {
            const auto saved = nlohmann::json::from_cbor(nlohmann::json::to_cbor(observer.to_json()));
            observer = RdfObserver({1, bins}, 2, backend, {});
            observer.from_json(saved);
        }
        observer.observe({1, gas(uniform, 40, 60), nullptr});
    }
    return observer.summary().at("kirkwood_buff");
}

Estimate estimate_at(const nlohmann::json& summary, const nlohmann::json::json_pointer& place) {
    return {summary.at(place / "value").get<double>(), summary.at(place / "sem").get<double>(), 0.0};
}

// A gas without forces: all G are 0, Gamma is 1. Of 40 gases of 16 to 31 blocks 92 % or more have each within two
// errors; fewer than 31 is a false alarm in 2000 seeds.
TEST(KirkwoodBuffOfRuns, OfAnIdealGasAreZero) {
    int held_11 = 0, held_12 = 0, held_gamma = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const nlohmann::json summary = summary_of_gases(7000 + seed, 60, Backend::optimized);
        const auto holds = [&](const char* place, double value) {
            const Estimate estimate = estimate_at(summary, nlohmann::json::json_pointer(place));
            return std::fabs(estimate.value - value) < 2.0 * estimate.standard_error ? 1 : 0;
        };
        held_11 += holds("/G/11", 0.0);
        held_12 += holds("/G/12", 0.0);
        held_gamma += holds("/gamma", 1.0);
    }
    EXPECT_GE(held_11, 31);
    EXPECT_GE(held_12, 31);
    EXPECT_GE(held_gamma, 31);
}

TEST(KirkwoodBuffOfRuns, AreTheSameInBothBackendsAndWhenSavedAtAnyPlace) {
    const nlohmann::json through = summary_of_gases(1, 40, Backend::reference);
    EXPECT_EQ(summary_of_gases(1, 40, Backend::optimized), through);
    for (const int saved_after : {1, 17, 32, 39}) {
        EXPECT_EQ(summary_of_gases(1, 40, Backend::optimized, saved_after), through) << saved_after;
    }
    EXPECT_EQ(through.at("correlations").size(), 3U);
    EXPECT_EQ(through.at("correlations").at(1).at(1), 1.0);
    const double correlation = through.at("correlations").at(0).at(2);
    EXPECT_LT(std::fabs(correlation), 1.0);
    EXPECT_EQ(through.at("correlations").at(2).at(0), correlation);
    EXPECT_GE(through.at("window").at("from").get<double>(), 1.0);
    EXPECT_LE(through.at("window").at("to").get<double>(), 4.0);
}

// Blocks are means of what each sample has counted.
TEST(KirkwoodBuffOfRuns, HaveTheCountsOfTheirBlocks) {
    RdfObserver observer({1, bins}, 2, Backend::optimized, {});
    optimized::RadialDistribution counter(2, bins, {});
    Uniform uniform(3);
    BlockMeans expected;
    for (int sample = 0; sample < 70; ++sample) {  // 35 blocks become 17 of 4 samples
        const State state = gas(uniform, 40, 60);
        observer.observe({1, state, nullptr});
        std::vector<std::uint64_t> counts(3 * bins.bins);
        counter.count(state, counts);
        if (sample % 4 == 0) expected.emplace_back(counts.size());
        for (std::size_t k = 0; k < counts.size(); ++k) expected.back()[k] += 0.25 * static_cast<double>(counts[k]);
    }
    const auto blocks = observer.kirkwood_buff_blocks();
    ASSERT_TRUE(blocks.has_value());
    EXPECT_EQ(blocks->particles, (std::vector<double>{40.0, 60.0}));
    EXPECT_EQ(blocks->volume, 720.0);
    ASSERT_EQ(blocks->pairs.size(), 17U);
    for (std::size_t b = 0; b < 17; ++b) {
        for (std::size_t k = 0; k < 3 * bins.bins; ++k) {
            // Divided by the shell and multiplied again, four times added: 8 roundings of a sum of at most four.
            EXPECT_NEAR(blocks->pairs[b][k], expected[b][k], 8.0 * 0x1p-53 * expected[b][k]) << b << " " << k;
        }
    }
}

TEST(KirkwoodBuffOfRuns, AreOfClosedBoxesOnly) {
    Uniform uniform(4);
    for (const bool other_volume : {true, false}) {
        RdfObserver observer({1, bins}, 2, Backend::optimized, {});
        for (int sample = 0; sample < 40; ++sample) {
            const bool other = sample == 20;
            observer.observe({1,
                              gas(uniform, other && !other_volume ? 41 : 40, other && !other_volume ? 59 : 60,
                                  other && other_volume ? 1.01 : 1.0),
                              nullptr});
        }
        EXPECT_FALSE(observer.summary().contains("kirkwood_buff"));
        EXPECT_FALSE(observer.kirkwood_buff_blocks().has_value());
    }
}

TEST(KirkwoodBuffOfRuns, SayWhyTheyCannotBeFound) {
    Uniform uniform(5);
    const auto reason_of = [&](const RadialBins& some, std::int64_t first, std::int64_t second, int samples) {
        RdfObserver observer({1, some}, 2, Backend::optimized, {});
        for (int sample = 0; sample < samples; ++sample) observer.observe({1, gas(uniform, first, second), nullptr});
        const nlohmann::json summary = observer.summary().at("kirkwood_buff");
        return summary.value("reason", std::string("none: ") + summary.dump());
    };
    const auto says = [](const std::string& reason, const char* word) {
        EXPECT_NE(reason.find(word), std::string::npos) << reason;
    };
    says(reason_of({4.0, 20}, 40, 60, 40), "20 bins");
    says(reason_of(bins, 40, 60, 3), "3 blocks");
    says(reason_of(bins, 1, 60, 40), "must be >= 2");
    says(reason_of(bins, 0, 60, 40), "particles");
}

}  // namespace
}  // namespace soret::test
