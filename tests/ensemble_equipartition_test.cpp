// Kinetic energy under thermostat and barostat: shared between axes and between species of unequal masses, and
// distributed as the temperature and the number of degrees of freedom say.

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/distributions/chi_squared.hpp>

#include "configurations.hpp"
#include "monte_carlo_chains.hpp"
#include "sanitized.hpp"
#include "soret/common/statistics/autocorrelation.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret::test {
namespace {

constexpr double temperature = 0.9;
constexpr std::size_t particles = 32;

/// Masses 1, 2.5 and 0.3, as in asymmetric_mixture(), with a cutoff that a box of few particles holds.
Mixture unequal_masses() {
    return Mixture(
        lorentz_berthelot({1.0, 2.5, 0.3}, {1.0, 0.8, 0.6}, {1.0, 0.95, 0.9}, 1.5, 1.0, Truncation::force_shifted));
}

struct KineticSamples {
    std::vector<double> twice_the_energy;  // X
    BlockTable means;                      // of m v_a^2: 0..2 species, 3..5 axes; 6 X
    std::array<double, 3> count;           // of the species
};

KineticSamples kinetic_samples(IntegratorEnsemble ensemble) {
    const Mixture mixture = unequal_masses();
    State state = cubic_liquid(3, particles, 0.75, 5, 3.1);
    for (std::size_t i = 0; i < particles; ++i) state.species[i] = static_cast<std::int32_t>(i % 3);
    draw_maxwell_velocities(state, mixture, temperature, 1);
    const IntegratorParameters parameters{.timestep = 0.003,
                                          .ensemble = ensemble,
                                          .temperature = temperature,
                                          .pressure = 2.0,
                                          .thermostat_time = 0.2,
                                          .barostat_time = 0.5};
    OptimizedBackend::Integrator integrator(mixture, start_of_trajectory(mixture, state, parameters), parameters, {});
    integrator.run(5000, forces_only);
    BlockAccumulator blocks(7, 128);
    KineticSamples samples{{}, {1, 1}, {}};
    for (int sample = 0; sample < 6000; ++sample) {
        integrator.run(80, forces_only);
        const State now = integrator.trajectory().state;
        std::array<double, 7> sums{};
        for (std::size_t i = 0; i < particles; ++i) {
            const auto s = static_cast<std::size_t>(now.species[i]);
            for (std::size_t axis = 0; axis < 3; ++axis) {
                const double term = mixture.mass(s) * now.velocity[axis][i] * now.velocity[axis][i];
                for (const std::size_t sum : {s, 3 + axis, std::size_t{6}}) sums[sum] += term;
            }
        }
        blocks.add(sums);
        samples.twice_the_energy.push_back(sums[6]);
    }
    for (const std::int32_t s : state.species) samples.count[static_cast<std::size_t>(s)] += 1.0;
    samples.means = blocks.blocks();
    return samples;
}

class EnsembleEquipartition : public ::testing::TestWithParam<IntegratorEnsemble> {
protected:
    static const KineticSamples& samples() {
        static std::map<IntegratorEnsemble, KineticSamples> made;
        if (made.count(GetParam()) == 0) made.emplace(GetParam(), kinetic_samples(GetParam()));
        return made.at(GetParam());
    }
};

INSTANTIATE_TEST_SUITE_P(In, EnsembleEquipartition,
                         ::testing::Values(IntegratorEnsemble::nvt, IntegratorEnsemble::npt, IntegratorEnsemble::npzt),
                         [](const auto& ensemble) { return std::string(name_of(ensemble.param)); });

// Velocities are normal numbers of variance T/m under the condition that sum m v = 0: that of one particle is
// T/m (1 - m/M), M the mass of all.
TEST_P(EnsembleEquipartition, SharesTheKineticEnergyBetweenSpeciesAndAxes) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const std::array<double, 3> mass{1.0, 2.5, 0.3};
    double all = 0.0;
    for (std::size_t s = 0; s < 3; ++s) all += samples().count[s] * mass[s];
    for (std::size_t s = 0; s < 3; ++s) {
        const Estimate measured = mean_of(samples().means, s);
        const double naive = 3.0 * samples().count[s] * temperature;
        EXPECT_LT(deviation(measured, naive * (1.0 - mass[s] / all)), 1.0)
            << "species " << s + 1 << ": " << measured.value / naive << " +- " << measured.standard_error / naive;
        // What it can see: the heaviest and the next one without the correction, and a species too hot by 4 %.
        if (mass[s] >= 1.0) {
            EXPECT_GT(deviation(measured, naive), 1.0) << s;
        }
        EXPECT_GT(deviation(measured, 1.04 * naive * (1.0 - mass[s] / all)), 1.0) << s;
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const Estimate measured = mean_of(samples().means, 3 + axis);
        EXPECT_LT(deviation(measured, (particles - 1.0) * temperature), 1.0) << axis;
        EXPECT_GT(deviation(measured, static_cast<double>(particles) * temperature), 1.0) << axis;
    }
}

/// Pearson's statistic of X/T over the distribution chi-squared, in ten classes of equal probability: a p-value.
double p_value_of_distribution(const std::vector<double>& series, double bath, double freedoms) {
    constexpr int classes = 10;
    const boost::math::chi_squared distribution(freedoms);
    std::array<double, classes> count{};
    for (const double x : series) {
        const double part = boost::math::cdf(distribution, x / bath);
        count[std::min(static_cast<std::size_t>(part * classes), std::size_t{classes - 1})] += 1.0;
    }
    const double expected = static_cast<double>(series.size()) / classes;
    double statistic = 0.0;
    for (const double c : count) statistic += (c - expected) * (c - expected) / expected;
    return chi_squared_p_value(statistic, classes - 1);
}

TEST_P(EnsembleEquipartition, DistributesTheKineticEnergyAsChiSquaredOf3NMinus3) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const std::vector<double>& series = samples().twice_the_energy;
    ASSERT_LT(autocorrelation_time(series).tau, 0.6);  // the samples count as independent
    const double freedoms = 3.0 * particles - 3.0;
    EXPECT_GT(p_value_of_distribution(series, temperature, freedoms), false_alarm_rate);
    // What it can see: temperatures that are wrong by 2 %, and other numbers of degrees of freedom.
    EXPECT_LT(p_value_of_distribution(series, 1.02 * temperature, freedoms), false_alarm_rate);
    EXPECT_LT(p_value_of_distribution(series, temperature / 1.02, freedoms), false_alarm_rate);
    EXPECT_LT(p_value_of_distribution(series, temperature, freedoms + 3.0), false_alarm_rate);
    EXPECT_LT(p_value_of_distribution(series, temperature, freedoms - 3.0), false_alarm_rate);
}

}  // namespace
}  // namespace soret::test
