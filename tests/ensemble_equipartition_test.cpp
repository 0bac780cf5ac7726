// Kinetic energy under thermostat and barostat: shared between axes and between species of unequal masses, and
// distributed as the temperature and the number of degrees of freedom say; with synthetic fields that of velocities
// relative to the mean of each species.

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

/// What is sampled.
struct Thermostatted {
    IntegratorEnsemble ensemble;
    FieldThermostat thermostat = FieldThermostat::nose_hoover;  // of hnemd
    double heat = 0.0;                                          // field of hnemd, along y
    int samples = 6000;

    bool has_field() const { return ensemble == IntegratorEnsemble::hnemd; }
    bool is_gaussian() const { return has_field() && thermostat == FieldThermostat::gaussian; }
    double freedoms() const { return 3.0 * particles - (has_field() ? 9.0 : 3.0); }
    /// Of the kinetic energy. A fixed one has a degree of freedom less.
    double kinetic_temperature() const { return temperature * (is_gaussian() ? 1.0 - 1.0 / freedoms() : 1.0); }
    std::string name() const {
        std::string all(name_of(ensemble));
        if (has_field()) all += is_gaussian() ? "_gaussian" : "_chain";
        return all + (heat != 0.0 ? "_driven" : "");
    }
    friend bool operator<(const Thermostatted& a, const Thermostatted& b) { return a.name() < b.name(); }
};

struct KineticSamples {
    std::vector<double> twice_the_energy;  // X
    BlockTable means;                      // of m v_a^2: 0..2 species, 3..5 axes; 6 X
    std::array<double, 3> count;           // of the species
};

/// Mean velocity of each species.
std::array<std::array<double, 3>, 3> mean_velocities(const State& state, const std::array<double, 3>& count) {
    std::array<std::array<double, 3>, 3> means{};
    for (std::size_t i = 0; i < state.size(); ++i) {
        const auto s = static_cast<std::size_t>(state.species[i]);
        for (std::size_t axis = 0; axis < 3; ++axis) means[s][axis] += state.velocity[axis][i] / count[s];
    }
    return means;
}

KineticSamples kinetic_samples(const Thermostatted& of) {
    const Mixture mixture = unequal_masses();
    State state = cubic_liquid(3, particles, 0.75, 5, 3.1);
    for (std::size_t i = 0; i < particles; ++i) state.species[i] = static_cast<std::int32_t>(i % 3);
    draw_maxwell_velocities(state, mixture, temperature, 1);
    IntegratorParameters parameters{.timestep = 0.003,
                                    .ensemble = of.ensemble,
                                    .temperature = temperature,
                                    .pressure = 2.0,
                                    .thermostat_time = 0.2,
                                    .barostat_time = 0.5};
    if (of.has_field()) parameters.field = {.heat = of.heat, .axis = 1, .thermostat = of.thermostat};
    OptimizedBackend::Integrator integrator(mixture, start_of_trajectory(mixture, state, parameters), parameters, {});
    integrator.run(5000, forces_only);
    BlockAccumulator blocks(7, 128);
    KineticSamples samples{{}, {1, 1}, {}};
    for (const std::int32_t s : state.species) samples.count[static_cast<std::size_t>(s)] += 1.0;
    for (int sample = 0; sample < of.samples; ++sample) {
        integrator.run(80, forces_only);
        const State now = integrator.trajectory().state;
        std::array<std::array<double, 3>, 3> drift{};
        if (of.has_field()) drift = mean_velocities(now, samples.count);
        std::array<double, 7> sums{};
        for (std::size_t i = 0; i < particles; ++i) {
            const auto s = static_cast<std::size_t>(now.species[i]);
            for (std::size_t axis = 0; axis < 3; ++axis) {
                const double velocity = now.velocity[axis][i] - drift[s][axis];
                const double term = mixture.mass(s) * velocity * velocity;
                for (const std::size_t sum : {s, 3 + axis, std::size_t{6}}) sums[sum] += term;
            }
        }
        blocks.add(sums);
        samples.twice_the_energy.push_back(sums[6]);
    }
    EXPECT_EQ(std::fabs(integrator.extended().field.work) > 1.0, of.heat != 0.0);
    samples.means = blocks.blocks();
    return samples;
}

class EnsembleEquipartition : public ::testing::TestWithParam<Thermostatted> {
protected:
    static const KineticSamples& samples() {
        static std::map<Thermostatted, KineticSamples> made;
        if (made.count(GetParam()) == 0) made.emplace(GetParam(), kinetic_samples(GetParam()));
        return made.at(GetParam());
    }
};

INSTANTIATE_TEST_SUITE_P(
    In, EnsembleEquipartition,
    ::testing::Values(Thermostatted{IntegratorEnsemble::nvt}, Thermostatted{IntegratorEnsemble::npt},
                      Thermostatted{IntegratorEnsemble::npzt}, Thermostatted{IntegratorEnsemble::hnemd},
                      Thermostatted{IntegratorEnsemble::hnemd, FieldThermostat::nose_hoover, 0.05, 4000},
                      Thermostatted{IntegratorEnsemble::hnemd, FieldThermostat::gaussian, 0.0, 2000}),
    [](const auto& of) { return of.param.name(); });

// Velocities are normal numbers of variance T/m under the condition that sum m v = 0: that of one particle is
// T/m (1 - m/M), M the mass of all. Relative to the mean of its species it is T/m (1 - 1/N_s).
TEST_P(EnsembleEquipartition, SharesTheKineticEnergyBetweenSpeciesAndAxes) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const std::array<double, 3> mass{1.0, 2.5, 0.3};
    double all = 0.0;
    for (std::size_t s = 0; s < 3; ++s) all += samples().count[s] * mass[s];
    for (std::size_t s = 0; s < 3; ++s) {
        const Estimate measured = mean_of(samples().means, s);
        const double naive = 3.0 * samples().count[s] * GetParam().kinetic_temperature();
        const double lost = GetParam().has_field() ? 1.0 / samples().count[s] : mass[s] / all;
        EXPECT_LT(deviation(measured, naive * (1.0 - lost)), 1.0)
            << "species " << s + 1 << ": " << measured.value / naive << " +- " << measured.standard_error / naive;
        // What it can see: the heaviest and the next one without the correction, and a species too hot by 4 %.
        if (mass[s] >= 1.0) {
            EXPECT_GT(deviation(measured, naive), 1.0) << s;
        }
        EXPECT_GT(deviation(measured, 1.04 * naive * (1.0 - lost)), 1.0) << s;
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const Estimate measured = mean_of(samples().means, 3 + axis);
        const double T = GetParam().kinetic_temperature();
        EXPECT_LT(deviation(measured, GetParam().freedoms() / 3.0 * T), 1.0) << axis;
        EXPECT_GT(deviation(measured, (GetParam().freedoms() / 3.0 + 1.0) * T), 1.0) << axis;
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

/// Of 3 N - 3 degrees of freedom, under a field of 3 N - 3 S with S species; a Gaussian thermostat holds it, each
/// velocity rounded by 2^-43.
TEST_P(EnsembleEquipartition, DistributesTheKineticEnergyAsChiSquaredOfItsDegreesOfFreedom) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const std::vector<double>& series = samples().twice_the_energy;
    const double freedoms = GetParam().freedoms();
    if (GetParam().is_gaussian()) {
        for (const double x : series) EXPECT_NEAR(x, (freedoms - 1.0) * temperature, 1e-9);
        return;
    }
    ASSERT_LT(autocorrelation_time(series).tau, 0.6);  // the samples count as independent
    EXPECT_GT(p_value_of_distribution(series, temperature, freedoms), false_alarm_rate);
    // What it can see: temperatures that are wrong by 2 %, and other numbers of degrees of freedom.
    EXPECT_LT(p_value_of_distribution(series, 1.02 * temperature, freedoms), false_alarm_rate);
    EXPECT_LT(p_value_of_distribution(series, temperature / 1.02, freedoms), false_alarm_rate);
    EXPECT_LT(p_value_of_distribution(series, temperature, freedoms + 3.0), false_alarm_rate);
    EXPECT_LT(p_value_of_distribution(series, temperature, freedoms - 3.0), false_alarm_rate);
}

}  // namespace
}  // namespace soret::test
