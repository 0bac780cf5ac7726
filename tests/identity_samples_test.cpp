// Differences of chemical potentials from changes of identity: against exact values, quadrature and the semi-grand
// chain. A right run fails an assertion made with deviation() with the probability 1e-5 (false_alarm_rate).

#include "soret/validation/simulation/identity_samples.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "few_particles.hpp"
#include "monte_carlo_chains.hpp"
#include "sanitized.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/observers/identity_observer.hpp"
#include "soret/validation/simulation/preparation.hpp"

namespace soret {
namespace {

using test::deviation;
using test::FewParticles;
using test::WalledChain;

constexpr double temperature = 0.6;

/// Two unlike species with a short cutoff.
Mixture unlike_mixture() {
    return Mixture({{1.0, 2.0},
                    test::symmetric(1.0, 0.85, 0.7),
                    test::symmetric(1.0, 0.96, 0.9),
                    test::symmetric(1.5, 1.5, 1.5),
                    Truncation::shifted});
}

template <class Chain>
IdentityTable observed(const Mixture& mixture, Chain& chain, int sweeps, const IdentitySettings& settings) {
    IdentityObserver observer(settings, mixture, chain->chain().state, Backend::optimized, Execution{});
    for (int s = 0; s < sweeps; ++s) {
        chain.sweep();
        observer.observe({1, chain->chain().state});
    }
    return observer.tables().at(0);
}

State few(const std::vector<std::int32_t>& species, const Vector3& edges) {
    State state = test::grid_state(species.size(), edges, 1);
    state.species = species;
    return state;
}

IdentityTable few_at_constant_volume(const Mixture& mixture, const std::vector<std::int32_t>& species,
                                     const Vector3& edges, int sweeps) {
    WalledChain<optimized::MonteCarlo> chain(
        mixture, few(species, edges),
        {.temperature = temperature, .chemical_potential = {}, .largest_displacement = 0.5 * edges.x, .seed = 51});
    return observed(mixture, chain, sweeps, {.every = 1, .temperature = temperature});
}

void expect_values(const ChemicalPotentialDifference& found, double into_a, double into_b, double largest_error) {
    ASSERT_TRUE(found.mean.estimate && found.bar.estimate) << found.mean.reason << found.bar.reason;
    EXPECT_LT(deviation(*found.into_a.estimate, into_a), 1.0) << found.into_a.estimate->value << " " << into_a;
    EXPECT_LT(deviation(*found.into_b.estimate, into_b), 1.0) << found.into_b.estimate->value << " " << into_b;
    EXPECT_LT(deviation(*found.mean.estimate, 0.5 * (into_a + into_b)), 1.0) << found.mean.estimate->value;
    EXPECT_LT(deviation(*found.hysteresis.estimate, into_a - into_b), 1.0) << found.hysteresis.estimate->value;
    EXPECT_LT(found.into_a.estimate->standard_error, largest_error);
    EXPECT_LT(found.into_b.estimate->standard_error, largest_error);
}

// exact values

TEST(IdentitySamples, OfSpeciesThatAreAlikeHaveTheIdealPartToTheLastBit) {
    const Mixture mixture(lorentz_berthelot({1.0, 2.0}, {1.0, 1.0}, {1.0, 1.0}, 2.5));
    std::vector<std::int32_t> species(70, 0);
    for (std::size_t k = 0; k < 30; ++k) species[k] = 1;
    WalledChain<optimized::MonteCarlo> chain(mixture, few(species, {5.0, 5.0, 5.0}),
                                             {.temperature = 1.3, .chemical_potential = {}, .seed = 3});
    const auto found = chemical_potential_difference(observed(mixture, chain, 20, {.every = 1, .temperature = 1.3}));
    EXPECT_EQ(found.into_a.estimate->value, 1.3 * std::log(41.0 / 30.0));
    EXPECT_EQ(found.into_b.estimate->value, 1.3 * std::log(40.0 / 31.0));
    EXPECT_NEAR(found.mean.estimate->value, 0.65 * std::log(41.0 * 40.0 / (30.0 * 31.0)), 1e-15);
    EXPECT_EQ(found.bar.estimate->value, found.mean.estimate->value);
    for (const DifferenceValue& value : {found.into_a, found.into_b, found.mean, found.bar, found.hysteresis}) {
        EXPECT_EQ(value.reason, "constant");
    }
    EXPECT_EQ(found.bar_lean, 0.0);
    EXPECT_EQ(found.overlap, 0.5);
    EXPECT_EQ(found.inconclusive, "");
}

TEST(IdentitySamples, OfFewParticlesAtConstantVolumeAreThoseOfQuadrature) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const Mixture mixture = unlike_mixture();
    const FewParticles integrals(mixture, temperature);
    const Vector3 edges{4.5, 4.5, 4.6};
    const auto q = [&](const std::vector<std::size_t>& species) {
        const double v = Box(edges).volume();
        const std::array<double, 4> z = integrals.of(species).z;
        return z[0] + v * (z[1] + v * (z[2] + v * z[3]));
    };
    expect_values(chemical_potential_difference(few_at_constant_volume(mixture, {0, 1}, edges, 150000)),
                  temperature * (std::log(2.0) - std::log(q({0, 0}) / q({0, 1}))),
                  temperature * (std::log(0.5) + std::log(q({1, 1}) / q({0, 1}))), 0.002);
    expect_values(chemical_potential_difference(few_at_constant_volume(mixture, {0, 1, 0}, edges, 150000)),
                  temperature * (std::log(3.0) - std::log(q({0, 0, 0}) / q({0, 0, 1}))),
                  temperature * std::log(q({0, 1, 1}) / q({0, 0, 1})), 0.002);
}

TEST(IdentitySamples, OfTwoParticlesAtConstantPressureAreThoseOfQuadrature) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const Mixture mixture = unlike_mixture();
    const FewParticles integrals(mixture, temperature);
    constexpr double pressure = 0.03;
    WalledChain<optimized::MonteCarlo> chain(mixture, few({0, 1}, {6.0, 6.0, 6.0}),
                                             {.ensemble = MonteCarloEnsemble::npt,
                                              .temperature = temperature,
                                              .pressure = pressure,
                                              .chemical_potential = {},
                                              .largest_displacement = 1.5,
                                              .largest_log_volume_step = 1.0,
                                              .seed = 52});
    const auto q = [&](std::size_t s, std::size_t t) {
        return test::over_volumes(integrals.of({s, t}).z, 0, pressure / temperature, 27.0);
    };
    expect_values(
        chemical_potential_difference(observed(mixture, chain, 200000, {.every = 1, .temperature = temperature})),
        temperature * (std::log(2.0) - std::log(q(0, 0) / q(0, 1))),
        temperature * (std::log(0.5) + std::log(q(1, 1) / q(0, 1))), 0.002);
}

/// Species that see the other one alone.
Mixture ideal_host() {
    return Mixture({{1.0, 1.0},
                    test::symmetric(0.0, 0.85, 0.0),
                    test::symmetric(1.0, 0.96, 0.9),
                    test::symmetric(1.5, 1.5, 1.5),
                    Truncation::shifted});
}

constexpr std::int64_t hosts = 12;

/// The first particle of b among an ideal gas of n of a: Z(n - 1, 1)/Z(n, 0) = n (1 + B/V)^(n - 1), B the integral of
/// exp(-u_ab/T) - 1.
TEST(IdentitySamples, OfTheFirstParticleInAnIdealHostAreExact) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const Vector3 edges{4.5, 4.5, 4.5};
    const std::vector<std::int32_t> species(hosts, 0);
    const double b = FewParticles(ideal_host(), temperature).of({0, 1}).z[1];
    const double exact = temperature * (std::log(double{hosts}) + (hosts - 1.0) * std::log1p(b / Box(edges).volume()));
    const auto found = chemical_potential_difference(few_at_constant_volume(ideal_host(), species, edges, 20000));
    EXPECT_LT(deviation(*found.into_b.estimate, exact), 1.0) << found.into_b.estimate->value << " " << exact;
    EXPECT_LT(found.into_b.estimate->standard_error, 0.003);
    EXPECT_EQ(found.into_a.reason, "there are no particles of species 2");
}

/// A particle of b keeps the others out of its core. As one of a it would let them in, but no sample has one there: the
/// average over it is too small, in every run alike, and the way back tells.
TEST(IdentitySamplesPower, AWayThatIsNeverSampledIsSeenByTheOther) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    std::vector<std::int32_t> species(hosts + 1, 0);
    species[4] = 1;
    const Vector3 edges{4.5, 4.5, 4.5};
    const double b = FewParticles(ideal_host(), temperature).of({0, 1}).z[1];
    const double exact = temperature * (std::log(hosts + 1.0) + hosts * std::log1p(b / Box(edges).volume()));
    const auto found = chemical_potential_difference(few_at_constant_volume(ideal_host(), species, edges, 100000));
    EXPECT_GT(deviation(*found.into_a.estimate, exact), 1.0);
    EXPECT_GT(*found.z, *found.z_limit) << found.hysteresis.estimate->value << " " << found.hysteresis_of_ideal_mixture;
    EXPECT_FALSE(found.mean.estimate || found.bar.estimate);
}

// What would be wrong is seen: N in place of N + 1, the other sign, and a species chosen first as the move `identity`
// does not.
TEST(IdentitySamplesPower, MistakesAreSeen) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const Mixture mixture = unlike_mixture();
    const Vector3 edges{4.5, 4.5, 4.6};
    const double v = Box(edges).volume();
    const FewParticles integrals(mixture, temperature);
    const auto q = [&](const std::vector<std::size_t>& species) {
        const std::array<double, 4> z = integrals.of(species).z;
        return z[0] + v * (z[1] + v * (z[2] + v * z[3]));
    };
    const double exact = temperature * (std::log(3.0) - std::log(q({0, 0, 0}) / q({0, 0, 1})));
    const auto found = chemical_potential_difference(few_at_constant_volume(mixture, {0, 1, 0}, edges, 20000));
    const double ideal = temperature * std::log(3.0);
    const auto wrong = [&](double value) { return Estimate{value, found.into_a.estimate->standard_error, 30.0}; };
    const double excess = found.into_a.estimate->value - ideal;
    EXPECT_LT(deviation(wrong(ideal + excess), exact), 1.0);
    EXPECT_GT(deviation(wrong(temperature * std::log(2.0) + excess), exact), 1.0);  // N_a for N_a + 1
    EXPECT_GT(deviation(wrong(ideal - excess), exact), 1.0);                        // the sign
    EXPECT_GT(deviation(wrong(excess), exact), 1.0);                                // no (N_a + 1)/N_b
}

// what is not known

/// Samples of normal ln of the weights of both ways with these means and spread.
IdentityTable noisy_table(double log_into_a, double log_into_b, double spread, std::uint64_t seed, int samples = 1024) {
    NormalSequence normal(seed, RandomStream::synthetic_series, 0);
    BlockAccumulator blocks(identity_quantities);
    for (int k = 0; k < samples; ++k) {
        const std::vector<double> into_a{-log_into_a + spread * normal.next()},
            into_b{-log_into_b + spread * normal.next()};
        blocks.add(identity_sample(into_a, into_b, 0.0));
    }
    return {.particles_a = 500, .particles_b = 500, .blocks = blocks.blocks()};
}

TEST(IdentitySamples, ThatDisagreeOrAreFewAreInconclusive) {
    const auto agree = chemical_potential_difference(noisy_table(0.0, 0.0, 0.1, 1));
    EXPECT_EQ(agree.inconclusive, "");
    EXPECT_LT(*agree.z, *agree.z_limit);
    EXPECT_GT(*agree.z_limit, largest_identity_z);
    // The error of each way is 0.1/32, so that of the hysteresis 0.0044: 0.06 less the known 0.008 are 12 of it.
    const auto disagree = chemical_potential_difference(noisy_table(0.03, 0.03, 0.1, 2));
    EXPECT_GT(*disagree.z, *disagree.z_limit);
    EXPECT_NE(disagree.inconclusive.find("both ways differ by"), std::string::npos) << disagree.inconclusive;
    EXPECT_FALSE(disagree.mean.estimate || disagree.bar.estimate);
    EXPECT_TRUE(disagree.into_a.estimate && disagree.into_b.estimate);
    // e^{-w} with a standard deviation of w of 6 rests on its largest samples.
    const auto scattered = chemical_potential_difference(noisy_table(-18.0, -18.0, 6.0, 3));
    EXPECT_NE(scattered.into_a.reason.find("blocks: must be at least half"), std::string::npos);
    EXPECT_FALSE(scattered.mean.estimate || scattered.hysteresis.estimate);
    const auto apart = chemical_potential_difference(noisy_table(-9.0, 9.0, 0.1, 4));
    EXPECT_NE(apart.bar.reason.find("both ways overlap by"), std::string::npos) << apart.bar.reason;
    const auto short_one = chemical_potential_difference(noisy_table(0.0, 0.0, 0.1, 5, 3));
    EXPECT_EQ(short_one.inconclusive, "fewer than 4 samples");
}

TEST(IdentitySamples, OfSpeciesThatAreNotThereGiveTheOtherWayAlone) {
    const Mixture mixture = paper_mixture();
    LiquidSettings liquid{.n = 150, .x1 = 0.0, .temperature = 0.7};
    WalledChain<optimized::MonteCarlo> chain(mixture,
                                             prepare_liquid(liquid, mixture, Backend::optimized, Execution{}).state,
                                             {.temperature = 0.7, .chemical_potential = {}});
    const auto found = chemical_potential_difference(observed(mixture, chain, 40, {.every = 1, .temperature = 0.7}));
    EXPECT_TRUE(found.into_a.estimate.has_value());
    EXPECT_EQ(found.into_b.reason, "there are no particles of species 1");
    EXPECT_EQ(found.mean.reason, found.into_b.reason);
    EXPECT_EQ(found.bar.reason, found.into_b.reason);
    EXPECT_EQ(found.inconclusive, "");
}

TEST(IdentityTable, OfSeveralRunsIsOneAndOfOtherConstantsIsRefused) {
    IdentityTable all = noisy_table(0.0, 0.0, 0.1, 11);
    for (const std::uint64_t seed : {12U, 13U, 14U}) {
        const nlohmann::json saved = nlohmann::json::parse(noisy_table(0.0, 0.0, 0.1, seed).to_json().dump());
        all.merge(IdentityTable::from_json(saved));
    }
    EXPECT_EQ(all.blocks.series_count(), 4U);
    const Estimate one = *chemical_potential_difference(noisy_table(0.0, 0.0, 0.1, 11)).bar.estimate;
    const Estimate four = *chemical_potential_difference(all).bar.estimate;
    EXPECT_NEAR(four.standard_error, 0.5 * one.standard_error, 0.15 * one.standard_error);
    IdentityTable other = noisy_table(0.0, 0.0, 0.1, 15);
    other.bennett_constant = 0.5;
    EXPECT_THROW(all.merge(other), InvalidArgument);
    other.bennett_constant = 0.0;
    other.particles_a = 499;
    EXPECT_THROW(all.merge(other), InvalidArgument);
}

// a liquid

/// mu_1 - mu_2 of the paper's liquid at x_1 = 1/2 by the semi-grand chains of the committed campaign: the parabola
/// through the three compositions next to it, whose cubic term adds less than 2e-4.
Estimate committed_delta_mu() {
    const nlohmann::json results =
        read_json_file(std::string(SORET_SOURCE_DIR) + "/validation/data/standard/results.json");
    const nlohmann::json& curve = results.at("curves").at("delta_mu");
    std::vector<std::pair<double, Estimate>> points;
    for (const nlohmann::json& point : curve) {
        const double x1 = point.at("x1").get<double>();
        if (std::fabs(x1 - 0.5) < 0.15) points.push_back({x1, point.get<Estimate>()});
    }
    EXPECT_EQ(points.size(), 3U);
    Estimate at_half;
    for (const auto& [x, estimate] : points) {
        double weight = 1.0;
        for (const auto& [other, unused] : points) weight *= other == x ? 1.0 : (0.5 - other) / (x - other);
        at_half.value += weight * estimate.value;
        at_half.standard_error = std::hypot(at_half.standard_error, weight * estimate.standard_error);
    }
    return at_half;
}

TEST(IdentitySamples, OfTheLiquidAgreeWithTheSemiGrandChain) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const Mixture mixture = paper_mixture();
    LiquidSettings liquid{.n = 500, .x1 = 0.5, .density = 0.7985, .temperature = 0.62, .seed = 6};
    // A prepared liquid is mixed too well: without swaps composition spreads by diffusion, over thousands of sweeps.
    MonteCarloRunSettings mixing;
    mixing.parameters = {
        .ensemble = MonteCarloEnsemble::nvt_swap, .temperature = 0.62, .chemical_potential = {}, .seed = 6};
    mixing.equilibration = 600;
    MonteCarloRun mixed(mixture, prepare_liquid(liquid, mixture, Backend::optimized, Execution{}), mixing,
                        Backend::optimized, Execution{});
    while (!mixed.finished()) mixed.sweep();
    MonteCarloRunSettings settings;
    settings.parameters = {.ensemble = MonteCarloEnsemble::npt,
                           .temperature = 0.62,
                           .pressure = 0.46,
                           .chemical_potential = {},
                           .seed = 6};
    settings.equilibration = 1000;
    settings.production = 6000;
    settings.observables.identity = {.every = 4, .temperature = 0.62, .bennett_constants = {3.15}};
    MonteCarloRun run(mixture, mixed.chain(), settings, Backend::optimized, Execution{});
    while (!run.finished()) run.sweep();
    const IdentityTable table = run.observers().identity()->tables().at(0);
    EXPECT_EQ(table.particles_a, 250);
    EXPECT_EQ(table.bennett_constant, 3.15);
    const ChemicalPotentialDifference found = chemical_potential_difference(table);
    const Estimate expected = committed_delta_mu();
    for (const DifferenceValue& value : {found.mean, found.bar}) {
        ASSERT_TRUE(value.estimate.has_value()) << value.reason;
        const double error = std::hypot(value.estimate->standard_error, expected.standard_error);
        EXPECT_LT(std::fabs(value.estimate->value - expected.value), 4.0 * error)
            << value.estimate->value << " +- " << value.estimate->standard_error << ", " << expected.value;
        EXPECT_LT(value.estimate->standard_error, 0.008);
    }
    EXPECT_GT(*found.overlap, 0.4);
    EXPECT_LT(std::fabs(*found.bar_lean), 0.05);
}

}  // namespace
}  // namespace soret
