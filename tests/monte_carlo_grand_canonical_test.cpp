// The grand-canonical ensemble against distributions that are known: numbers of an ideal gas, of at most three
// particles that interact, and the published ones of the Lennard-Jones fluid. Chains are the reference backend's but
// for the long one; monte_carlo_test.cpp shows that the other makes the same, bit for bit. A right chain fails an
// assertion with the probability 1e-5 (false_alarm_rate).

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <fstream>
#include <sstream>

#include <Eigen/Cholesky>

#include "csv_table.hpp"
#include "few_particles.hpp"
#include "monte_carlo_chains.hpp"
#include "sanitized.hpp"
#include "soret/optimized/monte_carlo.hpp"
#include "soret/reference/monte_carlo.hpp"

namespace soret {
namespace {

using test::deviation;
using test::false_alarm_rate;
using test::p_value_of_counts;

// ---------------------------------------------------------------------------------------------- the ideal gas

constexpr double ideal_temperature = 0.8;

/// mu with exp(mu/T) V = mean.
double ideal_mu(double mean, double volume) {
    return ideal_temperature * std::log(mean / volume);
}

/// p-values of N_1, of N_2 and of N_1 - N_2, even if independent, against claimed means. A number is forgotten in about
/// 4 <N> of the turns on its species, and by changes of identity; a sample comes every 30 sweeps of 12 turns.
struct IdealNumbers {
    std::array<double, 2> p_value{};
    double p_value_of_joint = 0.0;

    IdealNumbers(const std::array<double, 2>& true_means, const std::array<double, 2>& claimed, std::uint64_t seed,
                 MonteCarloEnsemble ensemble = MonteCarloEnsemble::grand_canonical) {
        const State start = test::grid_state(12, {5.0, 6.0, 7.0}, 2);
        const double volume = start.box.volume();
        reference::MonteCarlo chain(
            test::ideal_mixture(2), start,
            {.ensemble = ensemble,
             .temperature = ideal_temperature,
             .chemical_potential = {ideal_mu(true_means[0], volume), ideal_mu(true_means[1], volume)},
             .largest_displacement = 0.5,
             .seed = seed});
        constexpr std::size_t most = 40;
        std::array<std::vector<double>, 2> counts;
        counts.fill(std::vector<double>(most + 1, 0.0));
        constexpr std::size_t most_joint = 6;  // classes (N_1, N_2), the last of each holding all above
        std::vector<double> joint((most_joint + 1) * (most_joint + 1), 0.0);
        for (int k = 0; k < 10000; ++k) {
            for (int s = 0; s < 30; ++s) chain.sweep();
            std::array<std::size_t, 2> n{};
            for (std::size_t s = 0; s < 2; ++s) {
                n[s] = static_cast<std::size_t>(chain.species_counts()[s]);
                counts[s][std::min(n[s], most)] += 1.0;
            }
            joint[std::min(n[0], most_joint) * (most_joint + 1) + std::min(n[1], most_joint)] += 1.0;
        }
        std::array<std::vector<double>, 2> probability;
        for (std::size_t s = 0; s < 2; ++s) {
            probability[s] = poisson(claimed[s], most);
            p_value[s] = p_value_of_counts(counts[s], probability[s]);
        }
        const std::vector<double> first = poisson(claimed[0], most_joint);
        const std::vector<double> second = poisson(claimed[1], most_joint);
        std::vector<double> product;
        for (const double a : first) {
            for (const double b : second) product.push_back(a * b);
        }
        p_value_of_joint = p_value_of_counts(joint, product);
    }

    /// The last class holds all above.
    static std::vector<double> poisson(double mean, std::size_t most) {
        const boost::math::poisson_distribution<double> numbers(mean);
        std::vector<double> probability(most + 1);
        for (std::size_t k = 0; k < most; ++k) probability[k] = pdf(numbers, static_cast<double>(k));
        probability[most] = cdf(complement(numbers, static_cast<double>(most - 1)));
        return probability;
    }
};

TEST(GrandCanonicalIdealGas, HasIndependentPoissonNumbers) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    for (const auto ensemble : {MonteCarloEnsemble::grand_canonical, MonteCarloEnsemble::grand_canonical_biased}) {
        const IdealNumbers numbers({5.0, 2.5}, {5.0, 2.5}, 61, ensemble);
        EXPECT_GT(numbers.p_value[0], false_alarm_rate);
        EXPECT_GT(numbers.p_value[1], false_alarm_rate);
        EXPECT_GT(numbers.p_value_of_joint, false_alarm_rate);
    }
}

// N in place of N + 1 in the acceptance of insertions alone shifts numbers by far more than this.
TEST(GrandCanonicalIdealGasPower, AMeanOffByFourPercentIsSeen) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const IdealNumbers numbers({5.2, 2.6}, {5.0, 2.5}, 61);
    EXPECT_LT(std::min({numbers.p_value[0], numbers.p_value[1], numbers.p_value_of_joint}), false_alarm_rate);
}

// ---------------------------------------------------------------------------------------------- few particles

constexpr double few_temperature = 0.8;
const Vector3 few_edges{4.5, 4.9, 5.4};  // at least 3 r_c: see FewParticles

Mixture few_mixture(Truncation truncation) {
    return Mixture({{1.0, 2.0},
                    test::symmetric(1.0, 0.85, 0.7),
                    test::symmetric(1.0, 0.96, 0.9),
                    test::symmetric(1.5, 1.5, 1.5),
                    truncation});
}

/// Relative probabilities of (N_1, N_2), N_1 + N_2 <= 3, from z_1^N_1 z_2^N_2/(N_1! N_2!) times the configuration
/// integral and, for plain, exp(-U_tail/T); they add up to 1.
struct FewNumbers {
    std::vector<std::array<std::size_t, 2>> numbers;
    std::vector<double> probability;

    FewNumbers(const Mixture& mixture, const std::array<double, 2>& mu) {
        const test::FewParticles integrals(mixture, few_temperature);
        const double volume = Box(few_edges).volume();
        double sum = 0.0;
        for (std::size_t n1 = 0; n1 <= 3; ++n1) {
            for (std::size_t n2 = 0; n1 + n2 <= 3; ++n2) {
                std::vector<std::size_t> species(n1, 0);
                species.insert(species.end(), n2, 1);
                double integral = std::pow(volume, static_cast<double>(species.size()));
                if (species.size() >= 2) {
                    const auto polynomial = integrals.of(species).z;
                    integral = 0.0;
                    for (std::size_t m = 0; m < polynomial.size(); ++m) {
                        integral += polynomial[m] * std::pow(volume, static_cast<double>(m));
                    }
                }
                const double a = static_cast<double>(n1);
                const double b = static_cast<double>(n2);
                const double tail = tail_correction(mixture, {a, b}, volume).energy;
                const double weight = std::exp((a * mu[0] + b * mu[1] - tail) / few_temperature) * integral /
                                      (std::tgamma(a + 1.0) * std::tgamma(b + 1.0));
                numbers.push_back({n1, n2});
                probability.push_back(weight);
                sum += weight;
            }
        }
        for (double& p : probability) p /= sum;
    }
};

/// The largest deviation of the share of each pair of numbers in the samples with at most three particles.
template <class Chain = reference::MonteCarlo>
double largest_deviation(const Mixture& mixture, const std::array<double, 2>& true_mu, const FewNumbers& exact,
                         MonteCarloEnsemble ensemble = MonteCarloEnsemble::grand_canonical,
                         std::uint64_t sweeps = 400000) {
    Chain chain(mixture, test::grid_state(3, few_edges, 2),
                {.ensemble = ensemble,
                 .temperature = few_temperature,
                 .chemical_potential = {true_mu[0], true_mu[1]},
                 .largest_displacement = 2.0,
                 .seed = 71});
    const BlockTable table = test::sampled(chain, 500, sweeps, [&] {
        std::vector<double> sample;
        for (const auto& n : exact.numbers) {
            const bool here = chain.species_counts()[0] == static_cast<std::int64_t>(n[0]) &&
                              chain.species_counts()[1] == static_cast<std::int64_t>(n[1]);
            sample.push_back(here ? 1.0 : 0.0);
        }
        return sample;
    });
    const std::size_t states = exact.numbers.size();
    double largest = 0.0;
    for (std::size_t k = 0; k < states; ++k) {
        const Estimate share = jackknife(table, [&](std::span<const double> means) {
            return means[k] / std::accumulate(means.begin(), means.begin() + static_cast<std::ptrdiff_t>(states), 0.0);
        });
        EXPECT_LT(share.standard_error, 0.03 * share.value + 1e-4);
        largest = std::max(largest, deviation(share, exact.probability[k]));
    }
    return largest;
}

constexpr std::array<double, 2> few_mu{-3.9, -4.0};

TEST(GrandCanonicalFewParticles, HaveTheNumbersOfQuadratureWithTheTailOfAPlainCutoff) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    for (const Truncation truncation : {Truncation::shifted, Truncation::plain}) {
        const Mixture mixture = few_mixture(truncation);
        const FewNumbers exact(mixture, few_mu);
        EXPECT_LT(largest_deviation(mixture, few_mu, exact), 1.0) << name_of(truncation);
    }
    // Nearly all of 64 places are free here, and looked at.
    const Mixture mixture = few_mixture(Truncation::plain);
    EXPECT_LT(largest_deviation<optimized::MonteCarlo>(mixture, few_mu, FewNumbers(mixture, few_mu),
                                                       MonteCarloEnsemble::grand_canonical_biased, 100000),
              1.0);
}

TEST(GrandCanonicalFewParticlesPower, AChemicalPotentialOffByFivePercentOfTheTemperatureIsSeen) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const Mixture mixture = few_mixture(Truncation::shifted);
    EXPECT_GT(largest_deviation(mixture, {few_mu[0] + 0.05 * few_temperature, few_mu[1]}, FewNumbers(mixture, few_mu)),
              1.0);
}

// ---------------------------------------------------------------------------------------------- published

/// Published ln Pi(N): NIST Standard Reference Simulation Website, V = 512, cutoff 3 with long-range correction.
struct PublishedNumbers {
    const char* file;
    double temperature;
    double beta_mu;
    std::size_t fewest;  ///< of the branch in question

    /// Probabilities of N, given that it is on the branch.
    std::vector<double> probabilities() const {
        std::ifstream stream(std::string(SORET_TEST_DATA) + "/nist/" + file);
        std::stringstream text;
        text << stream.rdbuf();
        const test::CsvTable table = test::csv_table(text.str());
        std::vector<double> probability;
        for (const double ln : table.at("lnPI")) {
            probability.push_back(probability.size() < fewest ? 0.0 : std::exp(ln));
        }
        const double sum = std::accumulate(probability.begin(), probability.end(), 0.0);
        for (double& p : probability) p /= sum;
        return probability;
    }
};
constexpr PublishedNumbers hot_fluid{"stat150.csv", 1.5, -1.568214, 0};
constexpr PublishedNumbers cold_liquid{"stat070.csv", 0.7, -5.943376, 360};

struct PublishedRun {
    MonteCarloEnsemble ensemble;
    std::size_t particles;  ///< of the start
    std::uint64_t sweeps;
};

/// The p-value of the shares of twelve classes of N, about equally likely, with all their correlations (Hotelling). The
/// errors of the published values are a fifth of those of the run at T = 1.5.
/// shift   of beta mu in the chain
double p_value_of_published(const PublishedNumbers& published, const PublishedRun& run, double shift = 0.0) {
    const std::vector<double> probability = published.probabilities();
    constexpr std::size_t classes = 12;
    std::vector<std::size_t> class_of(probability.size());
    std::vector<double> share(classes, 0.0);
    double below = 0.0;
    for (std::size_t n = 0; n < probability.size(); ++n) {
        class_of[n] = std::min(classes - 1, static_cast<std::size_t>(below * static_cast<double>(classes)));
        share[class_of[n]] += probability[n];
        below += probability[n];
    }
    const Mixture mixture(
        {{1.0}, SpeciesMatrix(1, 1.0), SpeciesMatrix(1, 1.0), SpeciesMatrix(1, 3.0), Truncation::plain});
    optimized::MonteCarlo chain(mixture, test::grid_state(run.particles, {8.0, 8.0, 8.0}, 1),
                                {.ensemble = run.ensemble,
                                 .temperature = published.temperature,
                                 .chemical_potential = {published.temperature * (published.beta_mu + shift)},
                                 .largest_displacement = 0.25,
                                 .seed = 81});
    const BlockTable table = test::sampled(chain, 2000, run.sweeps, [&] {
        std::vector<double> sample(classes - 1, 0.0);  // the last follows from the others
        const auto n = static_cast<std::size_t>(chain.species_counts()[0]);
        const std::size_t c = n < class_of.size() ? class_of[n] : classes - 1;
        if (c < sample.size()) sample[c] = 1.0;
        return sample;
    });
    constexpr auto p = static_cast<Eigen::Index>(classes - 1);
    const JackknifeResult result = jackknife(table, [&](std::span<const double> means) {
        return Eigen::VectorXd(Eigen::Map<const Eigen::VectorXd>(means.data(), p));
    });
    const Eigen::VectorXd difference = result.values - Eigen::Map<const Eigen::VectorXd>(share.data(), p);
    const double t2 = difference.dot(result.covariance.ldlt().solve(difference));
    const auto blocks = static_cast<double>(result.block_count);
    const double f = t2 * (blocks - p) / (p * (blocks - 1.0));
    return cdf(complement(boost::math::fisher_f(static_cast<double>(p), blocks - p), f));
}

constexpr PublishedRun plain_run{MonteCarloEnsemble::grand_canonical, 310, 64 * 1000};
constexpr PublishedRun biased_run{MonteCarloEnsemble::grand_canonical_biased, 310, 64 * 250};

TEST(GrandCanonicalLong, HasThePublishedNumbersOfTheLennardJonesFluid) {
    EXPECT_GT(p_value_of_published(hot_fluid, plain_run), false_alarm_rate);
    EXPECT_GT(p_value_of_published(hot_fluid, biased_run), false_alarm_rate);
}

TEST(GrandCanonicalPowerLong, AChemicalPotentialOffByThreeHundredthsOfTheTemperatureIsSeen) {
    EXPECT_LT(p_value_of_published(hot_fluid, plain_run, 0.03), false_alarm_rate);
    EXPECT_LT(p_value_of_published(hot_fluid, biased_run, 0.03), false_alarm_rate);
}

// A liquid near its triple point, which a choice of places alone lets particles into often enough. Its chain does not
// boil in any time of this kind: numbers are those of the branch. They are remembered for some hundred sweeps: what a
// fifth of the temperature does to their mean, 0.8 of its standard deviation, is seen.
TEST(GrandCanonicalLong, HasThePublishedNumbersOfACoolLiquid) {
    const PublishedRun run{MonteCarloEnsemble::grand_canonical_biased, 430, 64 * 400};
    EXPECT_GT(p_value_of_published(cold_liquid, run), false_alarm_rate);
    EXPECT_LT(p_value_of_published(cold_liquid, run, 0.2), false_alarm_rate);
}

}  // namespace
}  // namespace soret
