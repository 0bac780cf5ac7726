// Chains with a growing particle, in both backends: stages, energies and volumes against quadrature, and the weights. A
// right chain fails an assertion on a mean or a p-value with the probability 1e-5 (false_alarm_rate).

#include <gtest/gtest.h>

#include <cmath>
#include <span>
#include <vector>

#include "growing_particles.hpp"
#include "monte_carlo_moves.hpp"
#include "sanitized.hpp"

namespace soret {
namespace {

using test::deviation;
using test::false_alarm_rate;
using test::mean_of;
using test::OptimizedMoves;
using test::p_value_of_counts;
using test::ReferenceMoves;
using test::sampled;
using test::warm;

template <class Backend>
class GrowingParticles : public ::testing::Test {};
using Backends = ::testing::Types<ReferenceMoves, OptimizedMoves>;
TYPED_TEST_SUITE(GrowingParticles, Backends);

// ---------------------------------------------------------------------------------------------- weights

TEST(StageWeights, AreAdjustedBySlowerAndSlowerStepsOnceEveryStageWasChosenTwice) {
    GrowingParticle particle{.weights = {0.0, 1.0}, .visits = {0, 0}, .adjusts = true};
    const std::vector<double> p{0.75, 0.25};  // 2 p - 1 = +- 1/2
    count_stage(particle, 0, p);
    EXPECT_EQ(particle.weights, (std::vector{-0.25, 1.25}));  // g = 1/2
    count_stage(particle, 0, p);
    count_stage(particle, 1, p);
    EXPECT_EQ(particle.weights, (std::vector{-0.75, 1.75}));
    EXPECT_EQ(particle.settled, 0U);
    count_stage(particle, 1, p);  // g = 1/3
    EXPECT_EQ(particle.settled, 1U);
    EXPECT_DOUBLE_EQ(particle.weights[0], -0.75 - 1.0 / 6.0);
    count_stage(particle, 1, p);  // g = 1/4
    EXPECT_DOUBLE_EQ(particle.weights[0], -0.75 - 1.0 / 6.0 - 1.0 / 8.0);
    EXPECT_EQ(particle.visits, (std::vector<std::uint64_t>{2, 3}));
    particle.adjusts = false;
    const std::vector<double> frozen = particle.weights;
    count_stage(particle, 0, p);
    EXPECT_EQ(particle.weights, frozen);
    EXPECT_EQ(particle.visits, (std::vector<std::uint64_t>{3, 3}));
}

const std::vector<double> six_stages{0.0, 0.1, 0.25, 0.45, 0.7, 1.0};

TYPED_TEST(GrowingParticles, FindWeightsThatMakeTheirStagesEquallyLikelyAndKeepThemFrozen) {
    const State start = test::grid_state(1, {5.25, 5.25, 5.25}, 1);
    constexpr double temperature = 0.5;
    MonteCarloParameters parameters{.ensemble = MonteCarloEnsemble::growing,
                                    .temperature = temperature,
                                    .chemical_potential = {},
                                    .largest_displacement = 1.0,
                                    .largest_log_volume_step = 1e-300,
                                    .seed = 12};
    parameters.growing = GrowingParameters{.species = 1, .stages = six_stages, .turns_per_sweep = 10, .adjusts = true};
    typename TypeParam::MonteCarlo chain(test::ideal_hosts(), start, parameters);
    for (int sweep = 0; sweep < 5000; ++sweep) chain.sweep();
    const std::vector<double> weights = chain.chain().growing->weights;
    const double volume = start.box.volume();
    for (std::size_t k = 1; k < 6; ++k) {
        const double exact = -std::log1p(test::soft_core_virial(six_stages[k], temperature) / volume);
        // 50000 adjustments, some 500 of them independent: an error of 0.04 sqrt(K)
        EXPECT_NEAR(weights[k] - weights[0], exact, 0.5) << k;
    }
    EXPECT_NEAR(std::accumulate(weights.begin(), weights.end(), 0.0), 0.0, 1e-9);
    chain.freeze_weights();
    for (int sweep = 0; sweep < 10; ++sweep) chain.sweep();
    EXPECT_EQ(chain.chain().growing->weights, weights);
    EXPECT_EQ(chain.chain().growing->turn, 50100U);
}

// ---------------------------------------------------------------------------------------------- quadrature

constexpr double pair_temperature = 0.7;

/// Means of the stages' probabilities, then of indicators of the stages, of one host and a growing particle in a fixed
/// box.
template <class MonteCarlo>
BlockTable stages_of_a_pair(const std::vector<double>& weights, double temperature, const Vector3& edges) {
    MonteCarloParameters parameters{.ensemble = MonteCarloEnsemble::growing,
                                    .temperature = temperature,
                                    .chemical_potential = {},
                                    .largest_displacement = 1.5,
                                    .largest_log_volume_step = 1e-300,  // exp(d_V u/3) = 1: the box stays
                                    .seed = 21};
    parameters.growing =
        GrowingParameters{.species = 1, .stages = six_stages, .weights = weights, .turns_per_sweep = 4};
    MonteCarlo chain(test::ideal_hosts(), test::grid_state(1, edges, 1), parameters);
    return sampled(chain, 100, 100000, [&] {
        std::vector<double> sample = chain.stage_probabilities();
        if (sample.empty()) sample.assign(6, 0.0);
        for (std::size_t k = 0; k < 6; ++k) sample.push_back(chain.chain().growing->stage == k ? 1.0 : 0.0);
        return sample;
    });
}

std::vector<double> exact_stages_of_a_pair(const std::vector<double>& weights, double temperature, double volume) {
    std::vector<double> p;
    for (std::size_t k = 0; k < 6; ++k) {
        p.push_back(std::exp(weights[k]) * (volume + test::soft_core_virial(six_stages[k], temperature)));
    }
    const double sum = std::accumulate(p.begin(), p.end(), 0.0);
    for (double& value : p) value /= sum;
    return p;
}

TYPED_TEST(GrowingParticles, WithOneHostVisitTheirStagesAsQuadratureSays) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const Vector3 edges{5.0625, 5.125, 5.25};
    const std::vector<double> weights{0.0, 0.25, -0.25, 0.5, 0.0, -0.25};
    const BlockTable table = stages_of_a_pair<typename TypeParam::MonteCarlo>(weights, pair_temperature, edges);
    const std::vector<double> exact = exact_stages_of_a_pair(weights, pair_temperature, Box(edges).volume());
    const std::vector<double> warmer = exact_stages_of_a_pair(weights, 1.05 * pair_temperature, Box(edges).volume());
    double of_warmer = 0.0;
    for (std::size_t k = 0; k < 6; ++k) {
        const Estimate p = mean_of(table, k), visits = mean_of(table, 6 + k);
        EXPECT_LT(deviation(p, exact[k]), 1.0)
            << k << ": " << p.value << " +- " << p.standard_error << ", " << exact[k];
        EXPECT_LT(deviation(visits, exact[k]), 1.0) << k << ": " << visits.value << ", " << exact[k];
        EXPECT_LT(p.standard_error, 0.01 * exact[k]);
        of_warmer = std::max(of_warmer, deviation(p, warmer[k]));
    }
    EXPECT_GT(of_warmer, 1.0);  // the test can tell a temperature that is 5 % off
}

TYPED_TEST(GrowingParticles, ThatStayAtAStageHaveTheEnergyOfQuadrature) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const Vector3 edges{5.0625, 5.125, 5.25};
    for (const std::size_t stage : {2U, 4U}) {
        MonteCarloParameters parameters{.ensemble = MonteCarloEnsemble::growing_fixed,
                                        .temperature = pair_temperature,
                                        .chemical_potential = {},
                                        .largest_displacement = 1.0,
                                        .largest_log_volume_step = 1e-300,
                                        .seed = 22};
        parameters.growing =
            GrowingParameters{.species = 1, .stages = six_stages, .first_stage = stage, .turns_per_sweep = 4};
        typename TypeParam::MonteCarlo chain(test::ideal_hosts(), test::grid_state(1, edges, 1), parameters);
        const Estimate u =
            mean_of(sampled(chain, 100, 100000, [&] { return std::vector{from_quanta(chain.energy())}; }), 0);
        const double z = Box(edges).volume() + test::soft_core_virial(six_stages[stage], pair_temperature);
        const double exact =
            test::over_soft_core(six_stages[stage], [](double e) { return e * std::exp(-e / pair_temperature); }) / z;
        EXPECT_LT(deviation(u, exact), 1.0) << stage << ": " << u.value << " +- " << u.standard_error << ", " << exact;
        EXPECT_LT(u.standard_error, 0.03 * std::fabs(exact));
        EXPECT_EQ(chain.chain().growing->stage, stage);
        EXPECT_EQ(chain.stage_probabilities(), std::vector<double>{});
    }
}

// Twenty ideal particles at constant pressure around a growing one: Z_k = integral V (V + B_k)^20 exp(-P V/T) dV.
class HostsAtPressure {
public:
    static constexpr double n = 20.0, temperature = 0.9, pressure = 0.05;
    // Columns of the samples: p_k, then p_0 V, p_0/V, p_5 V, V.
    const std::vector<double> stages = six_stages;

    template <class MonteCarlo>
    BlockTable sample(const std::vector<double>& weights, std::uint64_t seed) const {
        MonteCarloParameters parameters{.ensemble = MonteCarloEnsemble::growing,
                                        .temperature = temperature,
                                        .pressure = pressure,
                                        .chemical_potential = {},
                                        .largest_displacement = 2.0,
                                        .largest_log_volume_step = 0.6,
                                        .seed = seed};
        parameters.growing =
            GrowingParameters{.species = 1, .stages = stages, .weights = weights, .turns_per_sweep = 4};
        test::WalledChain<MonteCarlo> chain(test::ideal_hosts(), test::grid_state(20, {7.5, 7.5, 7.5}, 1), parameters);
        return sampled(chain, 200, 60000, [&] {
            std::vector<double> sample = chain->stage_probabilities();
            if (sample.empty()) sample.assign(6, 0.5);  // the sweep ended at the wall, before the stages
            const double v = chain->volume(), first = sample[0], last = sample[5];
            sample.insert(sample.end(), {first * v, first / v, last * v, v});
            return sample;
        });
    }

    /// f_k - f_0 by k, in units of T.
    static double free_energy(std::span<const double> means, const std::vector<double>& weights, std::size_t k) {
        return weights[k] - weights[0] - std::log(means[k] / means[0]);
    }

    double b(std::size_t k) const { return test::soft_core_virial(stages[k], temperature); }
    test::HostsAtPressure exact() const { return {n, pressure / temperature, 125.0}; }
};

TYPED_TEST(GrowingParticles, AmongIdealHostsHaveTheFreeEnergiesAndVolumesOfQuadrature) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const HostsAtPressure hosts;
    const std::vector<double> weights{0.0, 0.0, 0.0, -0.25, -0.5, -0.5};
    const BlockTable table = hosts.sample<typename TypeParam::MonteCarlo>(weights, 31);
    const test::HostsAtPressure exact = hosts.exact();
    const double z0 = exact.integral(0.0, 0.0);
    for (std::size_t k = 1; k < 6; ++k) {
        const Estimate f = jackknife(
            table, [&](std::span<const double> means) { return HostsAtPressure::free_energy(means, weights, k); });
        const double expected = -std::log(exact.integral(hosts.b(k), 0.0) / z0);
        EXPECT_LT(deviation(f, expected), 1.0)
            << k << ": " << f.value << " +- " << f.standard_error << ", " << expected;
        EXPECT_LT(f.standard_error, 0.01);
    }
    const auto expect_volume = [&](std::size_t numerator, std::size_t denominator, std::size_t k) {
        const Estimate v =
            jackknife(table, [&](std::span<const double> means) { return means[numerator] / means[denominator]; });
        const double b = hosts.b(k);
        const double expected = exact.integral(b, 1.0) / exact.integral(b, 0.0);
        EXPECT_LT(deviation(v, expected), 1.0)
            << k << ": " << v.value << " +- " << v.standard_error << ", " << expected;
        // A volume move without the growing particle's own volume would have V^(N+1) for V^(N+2).
        EXPECT_GT(deviation(v, exact.integral(b, 1.0, -1.0) / exact.integral(b, 0.0, -1.0)), 1.0);
    };
    expect_volume(6, 0, 0);  // <p_0 V>/<p_0>
    expect_volume(8, 5, 5);  // <p_5 V>/<p_5>
}

// mu/T = ln(N_s + 1) - ln(Delta_{N+1}/Delta_N), N_s = 0 here, with Delta_{N+1} = Z_5 and Delta_N the integral of V^N:
// from one chain as ln[(N_s + 1)/<V>_N] + f_5 - f_0 where <V>_N = 1/<1/V>_0.
TYPED_TEST(GrowingParticles, AmongIdealHostsHaveTheChemicalPotentialOfQuadrature) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const HostsAtPressure hosts;
    const std::vector<double> weights{0.0, 0.0, 0.0, -0.25, -0.5, -0.5};
    const BlockTable table = hosts.sample<typename TypeParam::MonteCarlo>(weights, 32);
    const test::HostsAtPressure exact = hosts.exact();
    const double expected = -std::log(exact.integral(hosts.b(5), 0.0) / exact.integral(0.0, 0.0, -1.0));
    const auto mu = [&](std::span<const double> means, double volume) {
        return -std::log(volume) + HostsAtPressure::free_energy(means, weights, 5);
    };
    const Estimate right =
        jackknife(table, [&](std::span<const double> means) { return mu(means, means[0] / means[7]); });
    EXPECT_LT(deviation(right, expected), 1.0) << right.value << " +- " << right.standard_error << ", " << expected;
    EXPECT_LT(right.standard_error, 0.01);
    // The mean volume at stage 0 is that of N + 1 particles: k_B T/N off.
    const Estimate wrong =
        jackknife(table, [&](std::span<const double> means) { return mu(means, means[6] / means[0]); });
    EXPECT_GT(deviation(wrong, expected), 1.0);
}

TYPED_TEST(GrowingParticles, HaveTheSameFreeEnergyWithOtherFrozenWeights) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const HostsAtPressure hosts;
    const std::vector<double> weights[] = {{0.0, 0.0, 0.0, -0.25, -0.5, -0.5}, {0.5, -0.5, 0.25, 0.5, -0.75, 0.5}};
    const auto free_energy = [&](const std::vector<double>& eta, std::uint64_t seed) {
        return jackknife(hosts.sample<typename TypeParam::MonteCarlo>(eta, seed),
                         [&](std::span<const double> means) { return HostsAtPressure::free_energy(means, eta, 5); });
    };
    const Estimate a = free_energy(weights[0], 33), b = free_energy(weights[1], 34);
    const double error = std::hypot(a.standard_error, b.standard_error);
    // Student's t with 126 degrees of freedom passes 4.6 with the probability 1e-5.
    EXPECT_LT(std::fabs(a.value - b.value), 4.6 * error) << a.value << ", " << b.value << " +- " << error;
}

// Without interaction nothing is gained or lost by growing: every bath is even, to the bit, and V is that of N + 1.
TYPED_TEST(GrowingParticles, ThatSeeNobodyAreAtEveryStageAlike) {
    MonteCarloParameters parameters = warm(MonteCarloEnsemble::growing);
    parameters.growing = GrowingParameters{.species = 1, .stages = {0.0, 0.25, 0.5, 1.0}, .turns_per_sweep = 2};
    typename TypeParam::MonteCarlo chain(test::ideal_mixture(2), test::grid_state_of_density(10, 0.05, 2), parameters);
    std::vector<double> counts(4, 0.0);
    for (int sweep = 0; sweep < 2000; ++sweep) {
        chain.sweep();
        ASSERT_EQ(chain.stage_probabilities(), std::vector<double>(4, 0.25));
    }
    const auto visits = chain.chain().growing->visits;
    for (std::size_t k = 0; k < 4; ++k) counts[k] = static_cast<double>(visits[k]);
    EXPECT_GT(p_value_of_counts(counts, std::vector<double>(4, 0.25)), false_alarm_rate);
    EXPECT_EQ(chain.counts()[MonteCarloMove::stage], (MoveCount{4000, 4000}));
    EXPECT_EQ(chain.counts()[MonteCarloMove::growing_displacement], (MoveCount{4000, 4000}));
    EXPECT_TRUE(chain.energy() == 0);
}

}  // namespace
}  // namespace soret
