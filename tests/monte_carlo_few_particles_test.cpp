// Monte Carlo of two and three particles in a periodic box against quadrature: energy, volume and composition. The
// chains are the reference backend's; monte_carlo_test.cpp shows that every other backend makes the same chain bit for
// bit. A right chain fails an assertion with the probability 1e-5 (false_alarm_rate).

#include <gtest/gtest.h>

#include <cmath>

#include "few_particles.hpp"
#include "monte_carlo_chains.hpp"
#include "sanitized.hpp"
#include "soret/reference/monte_carlo.hpp"

namespace soret {
namespace {

using reference::MonteCarlo;
using test::deviation;
using test::FewParticleMeans;
using test::FewParticles;
using test::sampled;
using test::WalledChain;

double energy_of(const MonteCarlo& chain) {
    return from_quanta(chain.energy());
}

// particles

constexpr double few_temperature = 0.35;

/// Two unlike species with a short cutoff, and if asked for a third one that never appears but keeps the box at
/// 3 r_c of the others.
Mixture few_particle_mixture(bool keeps_box_wide, Truncation truncation = Truncation::shifted) {
    MixtureParameters two{{1.0, 2.0},
                          test::symmetric(1.0, 0.85, 0.7),
                          test::symmetric(1.0, 0.96, 0.9),
                          test::symmetric(1.5, 1.5, 1.5),
                          truncation};
    if (!keeps_box_wide) return Mixture(two);
    MixtureParameters three{
        {1.0, 2.0, 1.0}, SpeciesMatrix(3, 1.0), SpeciesMatrix(3, 1.0), SpeciesMatrix(3, 2.25), truncation};
    for (std::size_t a = 0; a < 2; ++a) {
        for (std::size_t b = 0; b < 2; ++b) {
            three.epsilon(a, b) = two.epsilon(a, b);
            three.sigma(a, b) = two.sigma(a, b);
            three.cutoff(a, b) = two.cutoff(a, b);
        }
    }
    return Mixture(three);
}

/// <U> of a chain at constant volume with this many particles, species in turn.
Estimate energy_at_constant_volume(const Mixture& mixture, std::size_t n, const Vector3& edges, double temperature) {
    MonteCarlo chain(
        mixture, test::grid_state(n, edges, 2),
        {.temperature = temperature, .chemical_potential = {}, .largest_displacement = 0.5 * edges.x, .seed = 41});
    return test::mean_of(sampled(chain, 100, 1200000, [&] { return std::vector{energy_of(chain)}; }), 0);
}

std::vector<std::size_t> species_in_turn(std::size_t n) {
    return n == 2 ? std::vector<std::size_t>{0, 1} : std::vector<std::size_t>{0, 1, 0};
}

TEST(FewParticles, HaveTheEnergyOfQuadratureAtConstantVolume) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const Vector3 edges{4.5, 4.9, 5.4};
    for (const Truncation truncation : {Truncation::shifted, Truncation::plain, Truncation::force_shifted}) {
        const Mixture mixture = few_particle_mixture(false, truncation);
        for (const std::size_t n : {2U, 3U}) {
            const FewParticles integrals(mixture, few_temperature);
            const double exact = mean_energy(integrals.of(species_in_turn(n)), Box(edges).volume());
            const Estimate energy = energy_at_constant_volume(mixture, n, edges, few_temperature);
            EXPECT_LT(deviation(energy, exact), 1.0)
                << name_of(truncation) << ", " << n << " particles: " << energy.value << " +- " << energy.standard_error
                << ", " << exact;
            EXPECT_LT(energy.standard_error, 0.01 * std::fabs(exact));
        }
    }
}

TEST(FewParticlesPower, ATemperatureTwoPercentOffIsSeenInTheEnergy) {
    const Vector3 edges{4.5, 4.9, 5.4};
    const Mixture mixture = few_particle_mixture(false);
    for (const std::size_t n : {2U, 3U}) {
        const FewParticles integrals(mixture, few_temperature);
        const double exact = mean_energy(integrals.of(species_in_turn(n)), Box(edges).volume());
        EXPECT_GT(deviation(energy_at_constant_volume(mixture, n, edges, 1.02 * few_temperature), exact), 1.0) << n;
    }
}

TEST(FewParticles, AreIntegratedFinelyEnough) {
    const Mixture mixture = few_particle_mixture(false);
    const auto coarse = FewParticles(mixture, few_temperature, 1000).of({0, 1, 0});
    const auto fine = FewParticles(mixture, few_temperature, 2000).of({0, 1, 0});
    for (std::size_t m = 0; m < 4; ++m) {
        EXPECT_NEAR(coarse.z[m], fine.z[m], 1e-5 * std::fabs(fine.z[m])) << m;
        EXPECT_NEAR(coarse.w[m], fine.w[m], 1e-5 * std::fabs(fine.w[m])) << m;
    }
}

struct FewParticleSystem {
    std::size_t n;
    bool semi_grand;
    double pressure;
    double delta_mu;
};

/// Energy, volume and N_1 = 0 .. N as fractions of time.
std::vector<Estimate> measured_at_pressure(const FewParticleSystem& system, const MonteCarloParameters& parameters) {
    const Mixture mixture = few_particle_mixture(system.n == 3);
    State start = test::grid_state(system.n, {6.5, 6.5, 6.5}, system.semi_grand ? 2 : 1);
    WalledChain<MonteCarlo> chain(mixture, start, parameters);
    const BlockTable table = sampled(chain, 500, 500000, [&] {
        std::vector<double> sample{energy_of(*chain), chain->volume()};
        for (std::size_t k = 0; k <= system.n; ++k) {
            sample.push_back(chain->species_counts()[0] == static_cast<std::int64_t>(k) ? 1.0 : 0.0);
        }
        return sample;
    });
    std::vector<Estimate> estimates;
    for (std::size_t q = 0; q < system.n + 3; ++q) estimates.push_back(test::mean_of(table, q));
    return estimates;
}

MonteCarloParameters parameters_of(const FewParticleSystem& system) {
    MonteCarloParameters parameters{.ensemble = MonteCarloEnsemble::npt,
                                    .temperature = few_temperature,
                                    .pressure = system.pressure,
                                    .chemical_potential = {},
                                    .largest_displacement = 1.5,
                                    .largest_log_volume_step = 1.0,
                                    .seed = 42};
    if (system.semi_grand) {
        parameters.ensemble = MonteCarloEnsemble::semi_grand;
        parameters.chemical_potential = {system.delta_mu, 0.0};
        if (system.n == 3) parameters.chemical_potential.push_back(-1000.0);
    }
    return parameters;
}

FewParticleMeans exact_at_pressure(const FewParticleSystem& system) {
    const FewParticles integrals(few_particle_mixture(system.n == 3), few_temperature);
    const std::vector<double> mu =
        system.semi_grand ? std::vector<double>{system.delta_mu, 0.0} : std::vector<double>{};
    const double least_edge = system.n == 3 ? 4.5 : 3.0;
    return means_at_pressure(integrals, system.n, few_temperature, system.pressure, std::pow(least_edge, 3), mu);
}

constexpr FewParticleSystem two_at_pressure{2, false, 0.014, 0.0};
constexpr FewParticleSystem three_at_pressure{3, false, 0.008, 0.0};
constexpr FewParticleSystem two_semi_grand{2, true, 0.014, -0.05};
constexpr FewParticleSystem three_semi_grand{3, true, 0.008, -0.08};

class FewParticlesAtPressure : public ::testing::TestWithParam<FewParticleSystem> {};

TEST_P(FewParticlesAtPressure, HaveTheVolumeEnergyAndCompositionOfQuadrature) {
    const FewParticleSystem system = GetParam();
    const FewParticleMeans exact = exact_at_pressure(system);
    const std::vector<Estimate> measured = measured_at_pressure(system, parameters_of(system));
    EXPECT_LT(deviation(measured[0], exact.energy), 1.0)
        << measured[0].value << " +- " << measured[0].standard_error << ", " << exact.energy;
    EXPECT_LT(deviation(measured[1], exact.volume), 1.0)
        << measured[1].value << " +- " << measured[1].standard_error << ", " << exact.volume;
    EXPECT_LT(measured[0].standard_error, 0.02 * std::fabs(exact.energy));
    EXPECT_LT(measured[1].standard_error, 0.005 * exact.volume);
    for (std::size_t k = 0; system.semi_grand && k <= system.n; ++k) {
        EXPECT_LT(deviation(measured[2 + k], exact.probability[k]), 1.0)
            << "N_1 = " << k << ": " << measured[2 + k].value << " +- " << measured[2 + k].standard_error << ", "
            << exact.probability[k];
    }
}

INSTANTIATE_TEST_SUITE_P(MonteCarlo, FewParticlesAtPressure,
                         ::testing::Values(two_at_pressure, three_at_pressure, two_semi_grand, three_semi_grand));

TEST(FewParticlesPower, ATemperatureTwoPercentOffIsSeenAtConstantPressure) {
    MonteCarloParameters wrong = parameters_of(three_at_pressure);
    wrong.temperature *= 1.02;
    EXPECT_GT(deviation(measured_at_pressure(three_at_pressure, wrong)[1], exact_at_pressure(three_at_pressure).volume),
              1.0);
}

TEST(FewParticlesPower, APressureThreePercentOffIsSeenInTheVolume) {
    MonteCarloParameters wrong = parameters_of(two_at_pressure);
    wrong.pressure *= 1.03;
    EXPECT_GT(deviation(measured_at_pressure(two_at_pressure, wrong)[1], exact_at_pressure(two_at_pressure).volume),
              1.0);
}

TEST(FewParticlesPower, ADeltaMuOffByFivePercentOfTheTemperatureIsSeenInTheComposition) {
    MonteCarloParameters wrong = parameters_of(two_semi_grand);
    wrong.chemical_potential[0] += 0.05 * few_temperature;
    EXPECT_GT(
        deviation(measured_at_pressure(two_semi_grand, wrong)[2], exact_at_pressure(two_semi_grand).probability[0]),
        1.0);
}
}  // namespace
}  // namespace soret
