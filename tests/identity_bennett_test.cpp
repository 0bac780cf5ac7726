// Bennett's equation for changes of identity at one composition: a model in which it has a closed form, a liquid, the
// constant. A right run fails an assertion with the probability 1e-5 (false_alarm_rate).

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "monte_carlo_chains.hpp"
#include "sanitized.hpp"
#include "soret/optimized/monte_carlo.hpp"
#include "soret/validation/simulation/identity_samples.hpp"
#include "soret/validation/simulation/observers/identity_observer.hpp"

namespace soret {
namespace {

/// n particles of a have the energy J n^2/2 beside those of their own states k: 0 for b, -ln m_k for a (T = 1). A
/// particle of b is in each state equally often, one of a in proportion to m_k, and
///   w_{b->a} = -ln m_k + J (n + 1/2),  w_{a->b} = ln m_k - J (n - 1/2),  D(n) = -ln<m> + J n
struct MeanFieldWorks {
    std::vector<double> into_a, into_b;
};

MeanFieldWorks mean_field_works(double j, double n) {
    MeanFieldWorks works;
    for (const int m : {1, 2, 3, 5, 9}) {
        works.into_a.push_back(-std::log(m) + j * (n + 0.5));
        for (int copy = 0; copy < m; ++copy) works.into_b.push_back(std::log(m) - j * (n - 0.5));
    }
    return works;
}

IdentityTable mean_field_table(double j, double n, double c) {
    const MeanFieldWorks works = mean_field_works(j, n);
    BlockAccumulator blocks(identity_quantities);
    for (int k = 0; k < 8; ++k) blocks.add(identity_sample(works.into_a, works.into_b, c));
    return {.particles_a = 70, .particles_b = 30, .bennett_constant = c, .blocks = blocks.blocks()};
}

/// bar - ideal part = D(n + h) up to J^2: half of it from the second derivative of ln<f>, at most 1, half from the
/// change of g, at most J, over one particle.
TEST(BennettOfOneComposition, BelongsToTheCompositionThatTheLeanSays) {
    constexpr double n = 70.0;
    const double ideal = 0.5 * (std::log(71.0 / 30.0) + std::log(70.0 / 31.0));
    const double of_states = -std::log(20.0 / 5.0);
    for (const double j : {-0.01, 0.01, 0.001}) {
        double last_lean = 1.0;
        for (const double c : {-40.0, -3.0, -1.5, -0.7, 0.0, 2.0, 40.0}) {
            const double about = c + of_states + j * n;
            const auto found = chemical_potential_difference(mean_field_table(j, n, about));
            ASSERT_TRUE(found.bar.estimate || *found.overlap < smallest_identity_overlap);
            EXPECT_LT(*found.bar_lean, last_lean);
            last_lean = *found.bar_lean;
            if (!found.bar.estimate) continue;
            EXPECT_NEAR(found.bar.estimate->value, ideal + of_states + j * (n + *found.bar_lean), j * j) << c;
            EXPECT_NEAR(found.hysteresis.estimate->value - found.hysteresis_of_ideal_mixture, j, 1e-9);
        }
        EXPECT_NEAR(*chemical_potential_difference(mean_field_table(j, n, -40.0 + j * n)).bar_lean, 0.5, 1e-9);
        EXPECT_NEAR(*chemical_potential_difference(mean_field_table(j, n, 40.0 + j * n)).bar_lean, -0.5, 1e-9);
        const MeanFieldWorks works = mean_field_works(j, n);
        const double c = bennett_constant_of(works.into_a, works.into_b);
        EXPECT_NEAR(c, of_states + j * n, 1.0 / 128.0 + 0.5 * std::fabs(j));
        EXPECT_LT(std::fabs(*chemical_potential_difference(mean_field_table(j, n, c)).bar_lean), 0.1);
    }
}

/// In a liquid that nearly demixes, at a constant far to either side: bar changes by the difference of the leans times
/// what the hysteresis has beyond that of an ideal mixture. What one particle does to the shape of the distributions is
/// not seen.
TEST(BennettOfOneComposition, OfALiquidChangesWithTheLean) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    constexpr double t = 1.2;
    const Mixture mixture({{1.0, 1.0},
                           test::symmetric(1.0, 0.75, 1.0),
                           test::symmetric(1.0, 1.0, 1.0),
                           test::symmetric(2.0, 2.0, 2.0),
                           Truncation::shifted});
    State start = test::grid_state(64, {4.6, 4.6, 4.6}, 1);
    for (std::size_t k = 0; k < start.size(); k += 2) start.species[k] = 1;
    test::WalledChain<optimized::MonteCarlo> chain(mixture, start,
                                                   {.ensemble = MonteCarloEnsemble::nvt_swap,
                                                    .temperature = t,
                                                    .chemical_potential = {},
                                                    .largest_displacement = 0.15,
                                                    .seed = 7});
    for (int s = 0; s < 500; ++s) chain.sweep();
    constexpr double lean = 2.0;
    std::vector<IdentityObserver> observers;
    for (const double c : {-lean, lean}) {
        observers.emplace_back(IdentitySettings{.every = 1, .temperature = t, .bennett_constants = {c}}, mixture,
                               chain->chain().state, Backend::optimized, Execution{});
    }
    for (int s = 0; s < 20000; ++s) {
        chain.sweep();
        for (IdentityObserver& observer : observers) observer.observe({1, chain->chain().state});
    }
    std::vector<ChemicalPotentialDifference> found;
    for (const IdentityObserver& observer : observers) {
        found.push_back(chemical_potential_difference(observer.tables().at(0)));
        ASSERT_TRUE(found.back().bar.estimate && found.back().hysteresis.estimate);
    }
    const double leans = *found[1].bar_lean - *found[0].bar_lean;
    EXPECT_LT(leans, -0.6);
    const Estimate hysteresis = *found[0].hysteresis.estimate, low = *found[0].bar.estimate,
                   high = *found[1].bar.estimate;
    const double expected = leans * (hysteresis.value - found[0].hysteresis_of_ideal_mixture);
    const double error = std::hypot(leans * hysteresis.standard_error, low.standard_error, high.standard_error);
    const double largest = z_limit_of(test::false_alarm_rate) * error;
    EXPECT_NEAR(high.value - low.value, expected, largest);
    EXPECT_GT(expected, 3.0 * largest);
    EXPECT_NEAR(found[0].mean.estimate->value, 0.0,
                z_limit_of(test::false_alarm_rate) * found[0].mean.estimate->standard_error);
}

TEST(BennettConstant, IsThatOfTheOneWayThereIsAndZeroWithoutAny) {
    constexpr double never = std::numeric_limits<double>::infinity();
    const std::vector<double> none, works{1.0, never, 1.0}, overlaps{never, never};
    const double mean = 1.0 - std::log(2.0 / 3.0);
    EXPECT_NEAR(bennett_constant_of(works, none), mean, 1.0 / 128.0);
    EXPECT_NEAR(bennett_constant_of(none, works), -mean, 1.0 / 128.0);
    EXPECT_EQ(bennett_constant_of(works, overlaps), bennett_constant_of(works, none));
    EXPECT_EQ(bennett_constant_of(overlaps, overlaps), 0.0);
    EXPECT_EQ(bennett_constant_of(none, none), 0.0);
    const auto sample = identity_sample(overlaps, none, 0.25);
    EXPECT_EQ(sample, (std::array<double, identity_quantities>{}));
    EXPECT_EQ(identity_sample(std::vector{-1e6}, none, 0.0)[weight_into_a], largest_identity_weight);
}

}  // namespace
}  // namespace soret
