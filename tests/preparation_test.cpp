#include "soret/validation/simulation/preparation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include <fmt/format.h>
#include <rapidcheck.h>

#include "fixed_random_seed.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/simulation/phase_check.hpp"
#include "soret/validation/simulation/start_defect.hpp"

namespace soret {
namespace {

LiquidSettings liquid_of(std::uint64_t n, double x1 = 0.5, double density = 0.8) {
    LiquidSettings liquid;
    liquid.n = n;
    liquid.x1 = x1;
    liquid.density = density;
    liquid.temperature = 0.62;
    return liquid;
}

double shortest_distance(const State& state) {
    double shortest2 = 1e300;
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (std::size_t j = i + 1; j < state.size(); ++j) {
            const Vector3 r = state.box.minimum_image(state.position_of(i), state.position_of(j));
            shortest2 = std::min(shortest2, dot(r, r));
        }
    }
    return std::sqrt(shortest2);
}

TEST(LatticeStart, HasAnyNumberOfParticlesTheDensityTheCompositionAndTheAspect) {
    const Mixture mixture = paper_mixture();
    ASSERT_TRUE(rc::check([&] {
        LiquidSettings liquid =
            liquid_of(*rc::gen::inRange<std::uint64_t>(100, 400), *rc::gen::inRange(0, 101) / 100.0);
        liquid.aspect = {1.0, 1.0 + *rc::gen::inRange(0, 10) / 10.0, 1.0 + *rc::gen::inRange(0, 10) / 10.0};
        liquid.seed = *rc::gen::arbitrary<std::uint64_t>();
        const State state = lattice_start(liquid, mixture);
        RC_ASSERT(state.size() == liquid.n);
        const auto counts = state.species_counts(2);
        RC_ASSERT(std::fabs(static_cast<double>(counts[0]) - static_cast<double>(liquid.n) * liquid.x1) <= 0.5);
        // The edges are rounded to 2^-42: relative 2^-42 each.
        RC_ASSERT(std::fabs(static_cast<double>(liquid.n) / state.box.volume() - 0.8) < 1e-11);
        const Vector3& edge = state.box.edges();
        RC_ASSERT(std::fabs(edge.y / edge.x - liquid.aspect[1]) < 1e-11);
        RC_ASSERT(std::fabs(edge.z / edge.x - liquid.aspect[2]) < 1e-11);
        // A grid of 100 or more cells that fits an edge badly by half a cell in each direction keeps this share of the
        // perfect spacing.
        RC_ASSERT(shortest_distance(state) > 0.75 * std::cbrt(1.0 / 0.8));
    }));
}

TEST(LatticeStart, OfManySpeciesHasTheNearestNumbersOfEach) {
    const std::vector<double> ones(5, 1.0);
    const Mixture five(lorentz_berthelot(ones, ones, ones, 2.5));
    ASSERT_TRUE(rc::check([&] {
        LiquidSettings liquid = liquid_of(*rc::gen::inRange<std::uint64_t>(1, 400));
        std::vector<double> parts(5);
        for (double& part : parts) part = *rc::gen::inRange(0, 10);
        const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
        RC_PRE(sum > 0.0);
        for (double& part : parts) part /= sum;
        liquid.mole_fractions = parts;
        const std::vector<std::uint64_t> numbers = species_numbers(liquid, five);
        const auto counts = lattice_start(liquid, five).species_counts(5);
        std::uint64_t all = 0;
        for (std::size_t s = 0; s < 5; ++s) {
            RC_ASSERT(counts[s] == static_cast<std::int64_t>(numbers[s]));
            // Two borders, each rounded to the nearest integer.
            RC_ASSERT(std::fabs(static_cast<double>(numbers[s]) - static_cast<double>(liquid.n) * parts[s]) <
                      1.0 + 1e-9);
            if (parts[s] == 0.0) RC_ASSERT(numbers[s] == 0);
            all += numbers[s];
        }
        RC_ASSERT(all == liquid.n);
    }));
}

TEST(LatticeStart, OfTwoMoleFractionsIsThatOfX1) {
    LiquidSettings one = liquid_of(343, 0.3);
    LiquidSettings all = one;
    all.x1 = 0.9;
    all.mole_fractions = {0.3, 0.7};
    EXPECT_EQ(lattice_start(one, paper_mixture()).species, lattice_start(all, paper_mixture()).species);
}

TEST(LatticeStart, RefusesMoleFractionsThatDoNotFit) {
    const Mixture three(lorentz_berthelot({1, 1, 1}, {1, 1, 1}, {1, 1, 1}, 2.5));
    LiquidSettings liquid = liquid_of(100);
    EXPECT_THROW(lattice_start(liquid, three), InvalidArgument);  // x1 alone
    for (const std::vector<double>& wrong :
         {std::vector{0.5, 0.5}, {0.5, 0.4, 0.2}, {0.5, 0.3, 0.1}, {1.2, -0.2, 0.0}, {std::nan(""), 0.5, 0.5}}) {
        liquid.mole_fractions = wrong;
        EXPECT_THROW(lattice_start(liquid, three), InvalidArgument);
    }
}

TEST(LatticeStart, DrawsOtherSpeciesForAnotherSeedAndTheSameForTheSame) {
    const Mixture mixture = paper_mixture();
    LiquidSettings liquid = liquid_of(343);
    const State first = lattice_start(liquid, mixture);
    EXPECT_EQ(lattice_start(liquid, mixture).species, first.species);
    liquid.seed = 2;
    EXPECT_NE(lattice_start(liquid, mixture).species, first.species);
}

TEST(LatticeStart, RefusesWhatCannotBe) {
    const Mixture mixture = paper_mixture();
    const Mixture pure(lorentz_berthelot({1.0}, {1.0}, {1.0}, 2.5));
    EXPECT_THROW(lattice_start(liquid_of(0), mixture), InvalidArgument);
    EXPECT_THROW(lattice_start(liquid_of(100, 1.1), mixture), InvalidArgument);
    EXPECT_THROW(lattice_start(liquid_of(100, 0.5, 0.0), mixture), InvalidArgument);
    EXPECT_THROW(lattice_start(liquid_of(100, 0.5, 1e-12), mixture), InvalidArgument);
    EXPECT_THROW(lattice_start(liquid_of(1000, 0.5, 4.1), mixture), InvalidArgument);
    EXPECT_THROW(lattice_start(liquid_of(100, 0.5), pure), InvalidArgument);
    EXPECT_EQ(lattice_start(liquid_of(100, 1.0), pure).species_counts(1)[0], 100);
}

TEST(LargestDensity, IsFourParticlesInTheCubeOfADiameterOfThoseThatAttract) {
    const Mixture sizes(lorentz_berthelot({1.0, 1.0}, {1.0, 1.0}, {1.0, 0.5}, 2.5));
    EXPECT_EQ(largest_density(sizes, std::array{1.0, 0.0}), 4.0);
    EXPECT_EQ(largest_density(sizes, std::array{0.0, 1.0}), 32.0);
    // (1 + 2 * 0.75^3 + 0.5^3)/4 = 0.4921875.
    EXPECT_DOUBLE_EQ(largest_density(sizes, std::array{0.5, 0.5}), 4.0 / 0.4921875);
    const Mixture ghosts(lorentz_berthelot({1.0}, {0.0}, {1.0}, 2.5));
    EXPECT_EQ(largest_density(ghosts, std::array{1.0}), std::numeric_limits<double>::infinity());
}

TEST(StartDefect, NamesWhatToChangeAndHowFar) {
    const Mixture mixture = paper_mixture();
    const auto defect = [&](const LiquidSettings& liquid) {
        const auto found = start_defect(liquid, mixture);
        return found ? fmt::format("{} = {}: {}", found->key, found->value, found->range) : "none";
    };
    EXPECT_EQ(defect(liquid_of(100)), "none");
    EXPECT_EQ(
        defect(liquid_of(99)),
        "n = 99: must be at least 100 at density = 0.8, so that no edge of the box is below 5.0, twice the cutoff");
    EXPECT_EQ(defect(liquid_of(500, 0.5, 4.0)), "none");
    EXPECT_EQ(defect(liquid_of(500, 0.5, 4.001)), "density = 4.001: must be in (0, 4]");
    LiquidSettings flat = liquid_of(100);
    flat.aspect = {2.0, 4.0, 2.0};
    EXPECT_EQ(defect(flat).find("n = 100: must be at least 200 at"), 0U);
    flat.n = 200;
    EXPECT_EQ(defect(flat), "none");
    flat.aspect = {1.0, 1.0, 0.0};
    EXPECT_EQ(defect(flat), "aspect = [1, 1, 0]: must be in [1e-06, 1000000]");
    // 1000/1024^3 = 9.313e-07, and a thousandth more in the message.
    EXPECT_EQ(defect(liquid_of(1000, 0.5, 9.32e-7)), "none");
    EXPECT_EQ(defect(liquid_of(1000, 0.5, 9.31e-7)),
              "density = 9.31e-07: must be at least 9.323e-07 for n = 1000, so that no edge of the box is above 1024");
}

// Without a word against a box there is one, and the other way round.
TEST(StartDefect, IsThereWhereNoBoxIs) {
    const Mixture mixture = paper_mixture();
    ASSERT_TRUE(rc::check([&] {
        LiquidSettings liquid = liquid_of(*rc::gen::inRange<std::uint64_t>(1, 4000));
        liquid.density = std::pow(10.0, *rc::gen::inRange(-900, 59) / 100.0);
        for (double& a : liquid.aspect) a = std::pow(10.0, *rc::gen::inRange(-50, 51) / 100.0);
        const auto defect = start_defect(liquid, mixture);
        if (!defect) {
            RC_ASSERT(lattice_start(liquid, mixture).box.shortest_edge() >= 5.0);
            return;
        }
        const auto longest = *std::max_element(liquid.aspect.begin(), liquid.aspect.end());
        const auto shortest = *std::min_element(liquid.aspect.begin(), liquid.aspect.end());
        const double scale = std::cbrt(static_cast<double>(liquid.n) / liquid.density /
                                       (liquid.aspect[0] * liquid.aspect[1] * liquid.aspect[2]));
        RC_ASSERT(scale * shortest < 5.0 * (1.0 + 1e-12) || scale * longest > 1024.0 * (1.0 - 1e-12));
    }));
}

TEST(Preparation, MakesAFluidOfItsLattice) {
    const Mixture mixture = paper_mixture();
    const LiquidSettings liquid = liquid_of(343);
    EXPECT_TRUE(departure_from_fluid(lattice_start(liquid, mixture), mixture));
    const MonteCarloChain chain = prepare_liquid(liquid, mixture, Backend::optimized, Execution{});
    EXPECT_EQ(departure_from_fluid(chain.state, mixture).value_or("fluid"), "fluid");
    EXPECT_EQ(chain.state.species_counts(2)[0], 172);  // 171.5, ties to even
    EXPECT_EQ(chain.sweep, 350U);
}

// A face-centred cubic crystal whose particles are displaced by normal numbers: at a Lindemann ratio of 0.13 near
// melting the root mean square displacement is 0.13 of the distance of neighbours, 0.075 along each axis.
State crystal(const std::array<int, 3>& cells, double edge_of_cell, const Vector3& shift) {
    State state;
    state.box = Box({cells[0] * edge_of_cell, cells[1] * edge_of_cell, cells[2] * edge_of_cell});
    NormalSequence normal(5, RandomStream::synthetic_series, 0);
    std::int64_t id = 0;
    for (int k = 0; k < 4 * cells[0] * cells[1] * cells[2]; ++k) {
        const int c = k / 4;
        const double x = c % cells[0] + (k % 4 == 1 || k % 4 == 2 ? 0.5 : 0.0);
        const double y = c / cells[0] % cells[1] + (k % 4 == 1 || k % 4 == 3 ? 0.5 : 0.0);
        const double z = c / cells[0] / cells[1] + (k % 4 == 2 || k % 4 == 3 ? 0.5 : 0.0);
        const double noise = 0.075 * edge_of_cell / std::numbers::sqrt2;
        ++id;
        state.add(
            id, static_cast<std::int32_t>(id % 2),
            {x * edge_of_cell + noise * normal.next() + shift.x, y * edge_of_cell + noise * normal.next() + shift.y,
             z * edge_of_cell + noise * normal.next() + shift.z});
    }
    return state;
}

TEST(PhaseCheck, SeesAWarmCrystal) {
    const Mixture mixture = paper_mixture();
    for (const std::array<int, 3>& cells :
         {std::array{4, 4, 4}, std::array{6, 6, 6}, std::array{3, 4, 5}, std::array{4, 4, 9}}) {
        const State state = crystal(cells, std::cbrt(4.0 / 0.95), {0.1, 0.2, 0.3});
        const LargestStructureFactor peak = largest_structure_factor(state);
        // Debye-Waller: exp(-k^2 u^2) with k = 2 pi sqrt(3)/a along a diagonal, u^2 of one axis; the largest of eight.
        const double k_u = 2.0 * std::numbers::pi * std::sqrt(3.0) * 0.075 / std::numbers::sqrt2;
        const double expected = std::exp(-k_u * k_u);
        EXPECT_NEAR(peak.value / static_cast<double>(state.size()), expected, 0.15) << state.size();
        EXPECT_GT(peak.value, peak.limit);
        const auto departure = departure_from_fluid(state, mixture);
        ASSERT_TRUE(departure);
        EXPECT_EQ(departure->rfind("froze", 0), 0U) << *departure;
    }
}

State random_places(std::size_t n, const Vector3& edges, double filled_share_of_z, bool sorted_species) {
    State state;
    state.box = Box(edges);
    for (std::size_t i = 0; i < n; ++i) {
        const RandomWords w = random_words(9, RandomStream::synthetic_series, i, 0);
        const double z = filled_share_of_z * edges.z * uniform_from(w[2], 0);
        const bool upper = sorted_species ? z > 0.5 * edges.z : w[3] % 2 == 0;
        state.add(static_cast<std::int64_t>(i) + 1, upper ? 1 : 0,
                  {edges.x * uniform_from(w[0], 0), edges.y * uniform_from(w[1], 0), z});
    }
    return state;
}

TEST(PhaseCheck, TellsGasSeparatedAndDemixedApart) {
    const Mixture mixture = paper_mixture();
    EXPECT_FALSE(departure_from_fluid(random_places(1000, {20.0, 20.0, 20.0}, 1.0, false), mixture));
    const auto separated = departure_from_fluid(random_places(1000, {10.0, 10.0, 25.0}, 0.4, false), mixture);
    ASSERT_TRUE(separated);
    EXPECT_EQ(separated->rfind("separated", 0), 0U) << *separated;
    const auto demixed = departure_from_fluid(random_places(1000, {10.0, 10.0, 12.0}, 1.0, true), mixture);
    ASSERT_TRUE(demixed);
    EXPECT_EQ(demixed->rfind("demixed", 0), 0U) << *demixed;
    EXPECT_FALSE(departure_from_fluid(random_places(100, {10.0, 10.0, 12.0}, 0.2, true), mixture));
}

TEST(PhaseCheck, SeesThatALiquidHasBoiled) {
    const Mixture mixture = paper_mixture();
    const State gas = random_places(1000, {20.0, 20.0, 20.0}, 1.0, false);  // homogeneous, at a density of 0.125
    EXPECT_FALSE(departure_from_liquid(gas, mixture, 0.249));
    const auto departure = departure_from_liquid(gas, mixture, 0.251);
    ASSERT_TRUE(departure);
    EXPECT_EQ(departure->rfind("boiled", 0), 0U) << *departure;
    const auto separated = departure_from_liquid(random_places(1000, {10.0, 10.0, 25.0}, 0.4, false), mixture, 0.5);
    EXPECT_EQ(separated.value_or("").rfind("separated", 0), 0U);
}

}  // namespace
}  // namespace soret
