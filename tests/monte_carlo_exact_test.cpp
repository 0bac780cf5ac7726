// Monte Carlo of systems whose averages are known exactly. The chains are the reference backend's: few particles, and
// monte_carlo_test.cpp shows that every other backend makes the same chain bit for bit. A right chain fails an
// assertion on a mean or a p-value with the probability 1e-5 (false_alarm_rate); each kind of statistic is also shown
// to reject a chain that is wrong by little.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <cmath>

#include "monte_carlo_chains.hpp"
#include "sanitized.hpp"
#include "soret/reference/monte_carlo.hpp"

namespace soret {
namespace {

using reference::MonteCarlo;
using test::deviation;
using test::false_alarm_rate;
using test::p_value_of_counts;
using test::sampled;

// ---------------------------------------------------------------------------------------------- the ideal gas

/// Histogram of N_1 after every `stride` sweeps.
std::vector<double> composition_histogram(const Mixture& mixture, const State& start,
                                          const MonteCarloParameters& parameters, int samples, int stride) {
    MonteCarlo chain(mixture, start, parameters);
    std::vector<double> counts(start.size() + 1, 0.0);
    for (int k = 0; k < samples; ++k) {
        for (int s = 0; s < stride; ++s) chain.sweep();
        counts[static_cast<std::size_t>(chain.species_counts()[0])] += 1.0;
    }
    return counts;
}

std::vector<double> binomial_probabilities(std::size_t n, double p) {
    const boost::math::binomial_distribution<double> binomial(static_cast<double>(n), p);
    std::vector<double> probability(n + 1);
    for (std::size_t k = 0; k <= n; ++k) probability[k] = pdf(binomial, static_cast<double>(k));
    return probability;
}

MonteCarloParameters ideal_semi_grand(double delta_mu, std::uint64_t seed) {
    return {.ensemble = MonteCarloEnsemble::semi_grand,
            .temperature = 0.8,
            .pressure = 0.2,
            .chemical_potential = {delta_mu + 0.3, 0.3},
            .largest_displacement = 0.5,
            .largest_log_volume_step = 0.5,
            .seed = seed};
}

/// p-value of the composition of 12 ideal particles, N_1 binomial with p = 1/(1 + exp(-Delta mu/T)). A particle is
/// chosen once a sweep on average and its species forgotten at the rate min(1, e^x) + min(1, e^-x), x = Delta mu/T:
/// after 6 sweeps less than 1e-3 of a correlation is left.
double p_value_of_ideal_composition(double true_delta_mu, double claimed_delta_mu, std::uint64_t seed) {
    const State start = test::grid_state_of_density(12, 0.2, 2);
    const std::vector<double> counts =
        composition_histogram(test::ideal_mixture(2), start, ideal_semi_grand(true_delta_mu, seed), 10000, 6);
    return p_value_of_counts(counts, binomial_probabilities(12, 1.0 / (1.0 + std::exp(-claimed_delta_mu / 0.8))));
}

TEST(IdealGas, HasABinomialComposition) {
    EXPECT_GT(p_value_of_ideal_composition(0.6, 0.6, 11), false_alarm_rate);
    EXPECT_GT(p_value_of_ideal_composition(-1.4, -1.4, 12), false_alarm_rate);
}

TEST(IdealGasPower, ADeltaMuOffByFivePercentOfTheTemperatureIsSeen) {
    EXPECT_LT(p_value_of_ideal_composition(0.64, 0.6, 11), false_alarm_rate);
}

// At Delta mu = 0 every change of identity is accepted, so N_1 changes by one a turn and its parity is that of the
// start and of the number of turns: an odd or even binomial distribution.
TEST(IdealGas, AtEqualChemicalPotentialsHasABinomialCompositionOfOneParity) {
    const State start = test::grid_state_of_density(12, 0.2, 2);
    const std::vector<double> counts =
        composition_histogram(test::ideal_mixture(2), start, ideal_semi_grand(0.0, 13), 10000, 6);
    std::vector<double> even = binomial_probabilities(12, 0.5);
    for (std::size_t k = 0; k <= 12; ++k) even[k] = k % 2 == 0 ? 2.0 * even[k] : 0.0;
    for (std::size_t k = 1; k <= 12; k += 2) EXPECT_EQ(counts[k], 0.0);
    EXPECT_GT(p_value_of_counts(counts, even), false_alarm_rate);
}

/// Gamma = x_1 x_2 N / Var(N_1), as the route semi_grand takes it from the means of N_1 and N_1^2.
double thermodynamic_factor(std::span<const double> means, double n) {
    const double x1 = means[0] / n;
    return x1 * (1.0 - x1) * n / (means[1] - means[0] * means[0]);
}

TEST(IdealGas, HasAThermodynamicFactorOfOne) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    for (const double delta_mu : {0.0, 0.9}) {
        MonteCarlo chain(test::ideal_mixture(2), test::grid_state_of_density(50, 0.2, 2),
                         ideal_semi_grand(delta_mu, 14));
        const BlockTable table =
            sampled(chain, 20, 10000, [&] { return std::vector{static_cast<double>(chain.species_counts()[0])}; });
        const Estimate gamma =
            jackknife(table, [](std::span<const double> means) { return thermodynamic_factor(means, 50.0); });
        EXPECT_LT(deviation(gamma, 1.0), 1.0) << delta_mu << ": " << gamma.value << " +- " << gamma.standard_error;
        EXPECT_LT(gamma.standard_error, 0.03);
        EXPECT_GT(deviation(gamma, 1.2), 1.0);  // the test can tell
    }
}

/// Probability of a largest distance at least as great between the distribution of n numbers and the one they are drawn
/// from. [Stephens, J. R. Stat. Soc. B 32, 115 (1970)]
double kolmogorov_smirnov_p_value(double distance, int n) {
    const double root = std::sqrt(static_cast<double>(n));
    const double x = (root + 0.12 + 0.11 / root) * distance;
    if (x < 0.3) return 1.0;  // to within 1e-5
    double p = 0.0;
    for (int k = 1; k <= 20; ++k) p += (k % 2 == 1 ? 2.0 : -2.0) * std::exp(-2.0 * k * k * x * x);
    return p;
}

/// p-value (Kolmogorov and Smirnov) of the volumes of n ideal particles at P = 0.01, T = 0.8 against the density
/// V^claimed exp(-P V/T). ln V moves by up to 1 a sweep and scatters by less than 0.6: after 40 sweeps nothing is left
/// of the volume before.
double p_value_of_ideal_volume(std::size_t n, double claimed_exponent, std::uint64_t seed) {
    MonteCarlo chain(test::ideal_mixture(1), test::grid_state_of_density(n, 0.01, 1),
                     {.ensemble = MonteCarloEnsemble::npt,
                      .temperature = 0.8,
                      .pressure = 0.01,
                      .chemical_potential = {},
                      .largest_displacement = 0.5,
                      .largest_log_volume_step = 1.0,
                      .seed = seed});
    const boost::math::gamma_distribution<double> claimed(claimed_exponent + 1.0, 0.8 / 0.01);
    constexpr int samples = 10000;
    std::vector<double> probability(samples);
    for (double& p : probability) {
        for (int s = 0; s < 40; ++s) chain.sweep();
        p = cdf(claimed, chain.volume());
    }
    std::sort(probability.begin(), probability.end());
    double largest = 0.0;
    for (int k = 0; k < samples; ++k) {
        const double p = probability[static_cast<std::size_t>(k)];
        largest = std::max({largest, p - static_cast<double>(k) / samples, static_cast<double>(k + 1) / samples - p});
    }
    return kolmogorov_smirnov_p_value(largest, samples);
}

TEST(IdealGas, HasAGammaDistributedVolume) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    EXPECT_GT(p_value_of_ideal_volume(1, 1.0, 21), false_alarm_rate);
    EXPECT_GT(p_value_of_ideal_volume(3, 3.0, 22), false_alarm_rate);
    EXPECT_GT(p_value_of_ideal_volume(12, 12.0, 23), false_alarm_rate);
}

// Accepting with N ln V in place of (N + 1) ln V samples V^(N - 1) exp(-P V/T), what N - 1 particles do.
TEST(IdealGasPower, AnExponentOfTheVolumeTooSmallByOneIsSeen) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    EXPECT_LT(p_value_of_ideal_volume(3, 4.0, 22), false_alarm_rate);
    EXPECT_LT(p_value_of_ideal_volume(12, 13.0, 23), false_alarm_rate);
}

// ---------------------------------------------------------------------------------------------- single moves

// One ideal particle is displaced once a sweep, always with success: its unwrapped steps are the trial steps.
TEST(Displacements, AreUniformOverTheirRangeAndImagesCountEveryCrossing) {
    constexpr double d = 0.55;
    constexpr int sweeps = 50000;
    constexpr std::size_t bins = 50;
    const Vector3 edges{1.3, 1.2, 1.7};
    MonteCarlo chain(test::ideal_mixture(1), test::grid_state(1, edges, 1),
                     {.temperature = 1.0, .chemical_potential = {}, .largest_displacement = d, .seed = 31});
    const auto unwrapped = [&] {
        const State state = chain.chain().state;
        return std::array{state.position[0][0] + edges.x * state.image[0][0],
                          state.position[1][0] + edges.y * state.image[1][0],
                          state.position[2][0] + edges.z * state.image[2][0]};
    };
    std::array<std::vector<double>, 3> counts;
    counts.fill(std::vector<double>(bins, 0.0));
    auto before = unwrapped();
    for (int s = 0; s < sweeps; ++s) {
        chain.sweep();
        const auto after = unwrapped();
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double place = (after[axis] - before[axis] + d) / (2.0 * d) * static_cast<double>(bins);
            ASSERT_TRUE(place > -1e-9 && place < static_cast<double>(bins) + 1e-9) << "a crossing was not counted";
            const double bin = std::clamp(std::floor(place), 0.0, static_cast<double>(bins - 1));
            counts[axis][static_cast<std::size_t>(bin)] += 1.0;
        }
        before = after;
    }
    for (const auto& axis : counts) {
        EXPECT_GT(p_value_of_counts(axis, std::vector<double>(bins, 1.0 / bins)), false_alarm_rate);
    }
    EXPECT_EQ(chain.counts()[MonteCarloMove::displacement], (MoveCount{sweeps, sweeps}));
}

/// One ideal particle of three species: its species is a Markov chain with the transition probability
/// 1/2 min(1, exp((mu_t - mu_s)/T)). The p-value of all transitions counted, from each species by itself.
std::array<double, 3> p_values_of_transitions(const std::array<double, 3>& true_mu, const std::array<double, 3>& mu) {
    constexpr double temperature = 0.7;
    MonteCarlo chain(test::ideal_mixture(3), test::grid_state(1, {5.0, 5.0, 5.0}, 3),
                     {.ensemble = MonteCarloEnsemble::semi_grand,
                      .temperature = temperature,
                      .pressure = 0.02,
                      .chemical_potential = {true_mu[0], true_mu[1], true_mu[2]},
                      .seed = 32});
    std::array<std::vector<double>, 3> counts;
    counts.fill(std::vector<double>(3, 0.0));
    const auto species = [&] {
        const auto& n = chain.species_counts();
        return static_cast<std::size_t>(n[0] == 1 ? 0 : n[1] == 1 ? 1 : 2);
    };
    std::size_t before = species();
    for (int s = 0; s < 300000; ++s) {
        chain.sweep();
        const std::size_t after = species();
        counts[before][after] += 1.0;
        before = after;
    }
    std::array<double, 3> p_values{};
    for (std::size_t s = 0; s < 3; ++s) {
        std::vector<double> probability(3, 0.0);
        for (std::size_t t = 0; t < 3; ++t) {
            if (t != s) probability[t] = 0.5 * std::min(1.0, std::exp((mu[t] - mu[s]) / temperature));
        }
        probability[s] = 1.0 - (probability[0] + probability[1] + probability[2]);
        if (probability[s] < 1e-12) {  // from the least wanted species every change is accepted: no third class
            EXPECT_EQ(counts[s][s], 0.0);
            counts[s].erase(counts[s].begin() + static_cast<std::ptrdiff_t>(s));
            probability.erase(probability.begin() + static_cast<std::ptrdiff_t>(s));
        }
        p_values[s] = p_value_of_counts(counts[s], probability);
    }
    return p_values;
}

TEST(IdentityChanges, HaveTheTransitionProbabilitiesOfMetropolisBetweenThreeSpecies) {
    for (const double p : p_values_of_transitions({0.5, 0.0, -0.4}, {0.5, 0.0, -0.4})) EXPECT_GT(p, false_alarm_rate);
}

TEST(IdentityChangesPower, AChemicalPotentialOffByTwoPercentOfTheTemperatureIsSeen) {
    const auto p_values = p_values_of_transitions({0.514, 0.0, -0.4}, {0.5, 0.0, -0.4});
    EXPECT_LT(std::min({p_values[0], p_values[1], p_values[2]}), false_alarm_rate);
}

// ---------------------------------------------------------------------------------------------- identical species

// Species that interact, but all alike: N_1 is binomial in the liquid as in the ideal gas.
TEST(IdenticalSpecies, HaveABinomialCompositionInTheFluid) {
    const Mixture mixture({{1.0, 1.0}, SpeciesMatrix(2, 1.0), SpeciesMatrix(2, 1.0), SpeciesMatrix(2, 1.5)});
    MonteCarloParameters parameters = ideal_semi_grand(0.5, 51);
    parameters.pressure = 1.0;
    parameters.largest_displacement = 0.2;
    parameters.largest_log_volume_step = 0.05;
    const std::vector<double> counts =
        composition_histogram(mixture, test::grid_state_of_density(30, 0.6, 2), parameters, 3000, 6);
    EXPECT_GT(p_value_of_counts(counts, binomial_probabilities(30, 1.0 / (1.0 + std::exp(-0.5 / 0.8)))),
              false_alarm_rate);
}

}  // namespace
}  // namespace soret
