// Counts of pair distances and the radial distribution functions made of them.

#include "soret/common/contracts/rdf.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <numbers>
#include <numeric>

#include "configurations.hpp"
#include "gas_and_crystal.hpp"
#include "soret/common/errors.hpp"

namespace soret::test {
namespace {

using Counts = std::vector<std::uint64_t>;

template <class Backend>
Counts counts_of(const State& state, std::size_t species_count, const RadialBins& bins,
                 const Execution& execution = {}) {
    Counts counts(species_pair_count(species_count) * bins.bins, 0);
    typename Backend::RadialDistribution rdf(species_count, bins, execution);
    rdf.count(state, counts);
    return counts;
}

std::uint64_t sum_of(const Counts& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

template <class Backend>
class Rdf : public ::testing::Test {};
TYPED_TEST_SUITE(Rdf, BothBackends, BackendNames);

TYPED_TEST(Rdf, CountsAPairOnceInItsBinAndItsSpecies) {
    for (const std::size_t far_particles : {0U, 1U, 7U, 8U, 9U, 26U}) {
        State state;
        state.box = Box({20.0, 24.0, 40.0});
        state.add(5, 1, {0.25, 23.5, 39.75});
        state.add(3, 0, {19.75, 0.5, 0.5});  // r = (0.5, -1, -0.75) across three borders: r^2 = 1.8125
        for (std::size_t k = 0; k < far_particles; ++k) {
            state.add(static_cast<std::int64_t>(10 + k), 2, {10.0, 12.0, 4.0 + 2.5 * static_cast<double>(k % 13)});
        }
        const RadialBins bins{2.0, 100};
        Counts expected(600, 0);
        expected[100 + 67] = 1;  // pair 12; sqrt(1.8125) 50 = 67.3
        // Far particles at the same place, 13 apart, are pairs 33 at distance 0.
        if (far_particles > 13) expected[500] = far_particles - 13;
        EXPECT_EQ(counts_of<TypeParam>(state, 3, bins), expected) << far_particles;
    }
}

TYPED_TEST(Rdf, PutsAPairAtABorderIntoTheUpperBinAndOneAtTheEndNowhere) {
    // Bins of a quarter: borders and distances are exact.
    const RadialBins bins{4.0, 16};
    for (const double distance : {0.25, 1.0, 2.75, 3.75, 4.0, 4.25}) {
        State state;
        state.box = Box({8.0, 16.0, 9.0});
        state.add(1, 0, {1.0, 2.0, 8.5});
        state.add(2, 0, {1.0, 2.0 + distance, 8.5});
        Counts expected(16, 0);
        if (distance < 4.0) expected[static_cast<std::size_t>(4.0 * distance)] = 1;
        EXPECT_EQ(counts_of<TypeParam>(state, 1, bins), expected) << distance;
        state.position[1][1] -= position_quantum;
        std::fill(expected.begin(), expected.end(), 0);
        if (distance <= 4.0) expected[static_cast<std::size_t>(4.0 * distance) - 1] = 1;
        EXPECT_EQ(counts_of<TypeParam>(state, 1, bins), expected) << distance;
    }
    // Half the edge: the two images are as far, and neither is within.
    State state;
    state.box = Box({8.0, 8.0, 8.0});
    state.add(1, 0, {0.0, 0.0, 0.0});
    state.add(2, 0, {4.0, 0.0, 0.0});
    state.add(3, 0, {0.0, 0.0, 4.0});
    EXPECT_EQ(sum_of(counts_of<TypeParam>(state, 1, bins)), 0U);
}

TYPED_TEST(Rdf, AddsToTheCountsThatAreThere) {
    const State state = gas(Box({9.0, 10.0, 11.0}), 2, 40, 3);
    const RadialBins bins{4.5, 90};
    Counts counts = counts_of<TypeParam>(state, 2, bins);
    const Counts once = counts;
    typename TypeParam::RadialDistribution rdf(2, bins, {});
    rdf.count(state, counts);
    for (std::size_t k = 0; k < counts.size(); ++k) EXPECT_EQ(counts[k], 2 * once[k]) << k;
}

TYPED_TEST(Rdf, HasTheNeighbourShellsOfCrystals) {
    struct Shell {
        double r2;
        std::uint64_t neighbours;
    };
    const std::vector<Vector3> simple_cubic{{0.5, 0.5, 0.5}};
    const std::vector<Vector3> fcc{{0.5, 0.5, 0.5}, {1.5, 1.5, 0.5}, {1.5, 0.5, 1.5}, {0.5, 1.5, 1.5}};
    const std::vector<Shell> of_simple_cubic{{4.0, 6}, {8.0, 12}, {12.0, 8}, {16.0, 6}, {20.0, 24}, {24.0, 24}};
    const std::vector<Shell> of_fcc{{2.0, 12}, {4.0, 6}, {6.0, 24}, {8.0, 12}, {10.0, 24}, {12.0, 8}, {14.0, 48}};
    const RadialBins bins{5.0, 500};
    for (const auto& [places, shells] : {std::pair{simple_cubic, of_simple_cubic}, std::pair{fcc, of_fcc}}) {
        const State state = crystal({5, 6, 7}, places);
        Counts expected(bins.bins, 0);
        for (const Shell& shell : shells) {
            expected[static_cast<std::size_t>(std::sqrt(shell.r2) * 100.0)] = shell.neighbours * state.size() / 2;
        }
        Counts counts = counts_of<TypeParam>(state, 1, bins);
        counts.resize(static_cast<std::size_t>(std::sqrt(shells.back().r2) * 100.0) + 1);
        expected.resize(counts.size());
        EXPECT_EQ(counts, expected);
    }
}

// Var of the pairs of an ideal gas in a shell is the mean (to 1/N): Poisson. 100 shells in each of 3 pairs, limit 5:
// a false alarm in 6000 seeds.
TYPED_TEST(Rdf, OfAnIdealGasIsOne) {
    constexpr int samples = 40;
    constexpr double edge = 10.0;
    const RadialBins bins{5.0, 100};
    Counts counts(300, 0);
    std::vector<double> pairs(3, 0.0);
    typename TypeParam::RadialDistribution rdf(2, bins, {});
    for (int k = 0; k < samples; ++k) {
        const State state = gas(Box({edge, edge, edge}), 2, 300, static_cast<std::uint64_t>(100 + k));
        rdf.count(state, counts);
        const auto n = state.species_counts(2);
        pairs[0] += static_cast<double>(n[0] * (n[0] - 1) / 2);
        pairs[1] += static_cast<double>(n[0] * n[1]);
        pairs[2] += static_cast<double>(n[1] * (n[1] - 1) / 2);
    }
    double chi_squared = 0.0;
    for (std::size_t p = 0; p < 3; ++p) {
        for (std::size_t k = 0; k < bins.bins; ++k) {
            const double inner = bins.width() * static_cast<double>(k);
            const double outer = inner + bins.width();
            const double shell = 4.0 / 3.0 * std::numbers::pi * (std::pow(outer, 3) - std::pow(inner, 3));
            const double expected = pairs[p] * shell / std::pow(edge, 3);
            const double z = (static_cast<double>(counts[p * bins.bins + k]) - expected) / std::sqrt(expected);
            if (expected > 20.0) {
                EXPECT_LT(std::fabs(z), 5.0) << p << " " << k;
            }
            chi_squared += z * z;
        }
    }
    EXPECT_NEAR(chi_squared, 300.0, 5.0 * std::sqrt(2.0 * 300.0));
}

TYPED_TEST(Rdf, RefusesWhatItCannotCount) {
    using Distribution = typename TypeParam::RadialDistribution;
    for (const RadialBins& bins : {RadialBins{0.0, 10}, RadialBins{-1.0, 10}, RadialBins{NAN, 10}, RadialBins{1.0, 0},
                                   RadialBins{1.0, largest_radial_bin_count + 1}}) {
        EXPECT_THROW(Distribution(1, bins, {}), InvalidArgument);
    }
    EXPECT_THROW(Distribution(0, {}, {}), InvalidArgument);
    State state = gas(Box({9.0, 8.0, 11.0}), 2, 10, 1);
    Counts counts(30, 0);
    EXPECT_THROW(Distribution(2, RadialBins{4.0 + 1e-9, 10}, {}).count(state, counts), InvalidState);
    EXPECT_NO_THROW(Distribution(2, RadialBins{4.0, 10}, {}).count(state, counts));
    EXPECT_THROW(Distribution(2, RadialBins{4.0, 11}, {}).count(state, counts), InvalidState);
    state.species[3] = 2;
    EXPECT_THROW(Distribution(2, RadialBins{4.0, 10}, {}).count(state, counts), InvalidState);
}

TEST(RdfBits, AreTheSameOnEveryInstructionSetThreadCountAndOrder) {
    const bool same = rc::check("counts are those of the reference", [] {
        const auto number = [](double low, double high) {
            return low + (high - low) * 1e-6 * *rc::gen::inRange(0, 1'000'000);
        };
        const auto species_count = static_cast<std::size_t>(*rc::gen::inRange(1, 4));
        const auto n = static_cast<std::size_t>(*rc::gen::element(1, 2, 7, 63, 200, 501));
        const Box box({number(1.0, 20.0), number(1.0, 20.0), number(1.0, 20.0)});
        const auto bin_count = static_cast<std::size_t>(*rc::gen::element(1, 3, 800, 5000));
        const RadialBins bins{0.5 * box.shortest_edge() * *rc::gen::element(1.0, 0.999, 0.5, 0.05), bin_count};
        const State state = gas(box, species_count, n, static_cast<std::uint64_t>(*rc::gen::inRange(0, 1 << 30)));
        const Counts expected = counts_of<ReferenceBackend>(state, species_count, bins);
        for (const InstructionSet set : supported_instruction_sets()) {
            for (const int threads : {1, 3}) {
                const Execution execution{set, threads};
                RC_ASSERT(counts_of<OptimizedBackend>(state, species_count, bins, execution) == expected);
                const State permuted = state.permuted(shuffled_order(n, 5));
                RC_ASSERT(counts_of<OptimizedBackend>(permuted, species_count, bins, execution) == expected);
            }
        }
    });
    EXPECT_TRUE(same);
}

// On lattices many coordinates are at borders of columns, of slabs and of the box, and many distances at r_max.
TEST(RdfBits, AreTheSameOnLattices) {
    for (const int cells : {2, 3, 5}) {
        const State state = crystal({cells, cells + 1, cells + 2}, {{0.0, 0.0, 0.0}, {1.0, 1.0, 0.0}, {1.0, 0.0, 1.0}});
        for (const double r_max : {1.0, 1.5, 2.0}) {
            const RadialBins bins{r_max, 64};
            const Counts expected = counts_of<ReferenceBackend>(state, 1, bins);
            for (const InstructionSet set : supported_instruction_sets()) {
                EXPECT_EQ(counts_of<OptimizedBackend>(state, 1, bins, {set, 2}), expected);
            }
        }
    }
}

// More within reach of a block than fit into a pack at once.
TEST(RdfBits, AreTheSameInADenseGas) {
    const State state = gas(Box({9.0, 10.0, 11.0}), 1, 9000, 9);
    const RadialBins bins{4.5, 33};
    const Counts expected = counts_of<ReferenceBackend>(state, 1, bins);
    for (const InstructionSet set : supported_instruction_sets()) {
        EXPECT_EQ(counts_of<OptimizedBackend>(state, 1, bins, {set, 2}), expected);
    }
}

}  // namespace
}  // namespace soret::test
