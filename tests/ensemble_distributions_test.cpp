// Distributions of energy and volume under thermostat and barostat, each against that of another temperature or
// pressure, and the period in which the volume goes up and down.

#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "distribution_ratio.hpp"
#include "monte_carlo_chains.hpp"
#include "sanitized.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret::test {
namespace {

using Integrator = OptimizedBackend::Integrator;

constexpr std::size_t particles = 64;

/// A cutoff so short that a box of few particles holds it.
Mixture short_ranged() {
    return pure_mixture(1.5, Truncation::force_shifted);
}

Integrator settled(const IntegratorParameters& parameters, std::uint64_t seed) {
    const Mixture mixture = short_ranged();
    State state = cubic_liquid(1, particles, 0.75, seed, 3.0);
    draw_maxwell_velocities(state, mixture, parameters.temperature, seed);
    Integrator integrator(mixture, start_of_trajectory(mixture, state, parameters), parameters, {});
    integrator.run(5000, forces_only);
    return integrator;
}

/// How far an estimate is from an exact value, in units of the largest deviation that is accepted.
double normal_deviation(const Estimate& measured, double exact) {
    return std::fabs(measured.value - exact) / measured.standard_error / z_limit_of(false_alarm_rate);
}

std::vector<double> energies(double temperature, std::uint64_t seed) {
    Integrator integrator = settled(
        {.timestep = 0.004, .ensemble = IntegratorEnsemble::nvt, .temperature = temperature, .thermostat_time = 0.3},
        seed);
    std::vector<double> series;
    for (int sample = 0; sample < 5000; ++sample) {
        integrator.run(100, {.energies = true, .virial = false, .currents = false});
        series.push_back(integrator.totals().potential_energy);
    }
    return series;
}

// p(U) ~ Omega(U) exp(-U/T): the unknown Omega drops out of the ratio of two temperatures.
TEST(EnsembleRatio, OfEnergiesAtTwoTemperaturesIsTheRatioOfBoltzmannFactors) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const std::vector<double> cold = energies(0.9, 1);
    const std::vector<double> hot = energies(1.05, 2);
    const DistributionRatio ratio = ratio_of_distributions(cold, hot);
    const double expected = 1.0 / 0.9 - 1.0 / 1.05;
    EXPECT_LT(normal_deviation(ratio.slope, expected), 1.0)
        << ratio.slope.value << " +- " << ratio.slope.standard_error;
    EXPECT_LT(normal_deviation(ratio.curvature, 0.0), 1.0)
        << ratio.curvature.value << " +- " << ratio.curvature.standard_error;
    // What it can see: a temperature that is wrong by 2 %, and energies that vary too little.
    const DistributionRatio wrong = ratio_of_distributions(energies(0.9 * 0.98, 3), hot);
    EXPECT_GT(normal_deviation(wrong.slope, expected), 1.0) << wrong.slope.value;
    std::vector<double> squeezed = hot;
    double mean = 0.0;
    for (const double u : hot) mean += u / static_cast<double>(hot.size());
    for (double& u : squeezed) u = mean + 0.9 * (u - mean);  // the distribution of a thermostat that damps
    const DistributionRatio damped = ratio_of_distributions(cold, squeezed);
    EXPECT_GT(std::max(normal_deviation(damped.curvature, 0.0), normal_deviation(damped.slope, expected)), 1.0);
}

constexpr double temperature = 0.9;
constexpr double low = 2.0;
constexpr double high = 2.9;

IntegratorParameters breathing(IntegratorEnsemble ensemble, double pressure, double barostat_time = 0.5) {
    return {.timestep = 0.004,
            .ensemble = ensemble,
            .temperature = temperature,
            .pressure = pressure,
            .thermostat_time = 0.3,
            .barostat_time = barostat_time};
}

/// The volume, every other step.
std::vector<double> volumes(const IntegratorParameters& parameters, std::uint64_t seed) {
    Integrator integrator = settled(parameters, seed);
    std::vector<double> series;
    for (int sample = 0; sample < 150000; ++sample) {
        integrator.run(2, forces_only);
        series.push_back(integrator.box().volume());
    }
    return series;
}

std::vector<double> every(std::size_t stride, const std::vector<double>& series) {
    std::vector<double> part;
    for (std::size_t k = 0; k < series.size(); k += stride) part.push_back(series[k]);
    return part;
}

/// Block means of V, V^2 and the number of crossings of the mean.
BlockTable volume_blocks(const std::vector<double>& series) {
    double mean = 0.0;
    for (const double v : series) mean += v / static_cast<double>(series.size());
    BlockAccumulator blocks(3, 128);
    for (std::size_t k = 1; k < series.size(); ++k) {
        const bool crossed = (series[k] > mean) != (series[k - 1] > mean);
        blocks.add(std::array{series[k], series[k] * series[k], crossed ? 1.0 : 0.0});
    }
    return blocks.blocks();
}

/// Of the mean: p(<V>) <|V'|> crossings a time, with V' = d V omega, <omega^2> = T/W and a normal p: twice in
/// 2 pi/Omega, where Omega^2 = (d V)^2 T/(W var V) = d^2 V B/W, the oscillation of a piston of mass W on a spring of
/// bulk modulus B.
///                                                            [S. O. Rice, Bell Syst. Tech. J. 23, 282 (1944)]
Estimate period_of(const BlockTable& blocks) {
    return jackknife(blocks, [](std::span<const double> means) { return 2.0 * 0.008 / means[2]; });
}

struct TwoPressures {
    std::vector<double> at_low, at_high;
    BlockTable low_blocks, high_blocks;
};

TwoPressures two_pressures(IntegratorEnsemble ensemble) {
    TwoPressures runs{volumes(breathing(ensemble, low), 4), volumes(breathing(ensemble, high), 5), {1, 1}, {1, 1}};
    runs.low_blocks = volume_blocks(runs.at_low);
    runs.high_blocks = volume_blocks(runs.at_high);
    return runs;
}

Estimate variance_of(const BlockTable& blocks) {
    return jackknife(blocks, [](std::span<const double> means) { return means[1] - means[0] * means[0]; });
}

class EnsembleVolume : public ::testing::TestWithParam<IntegratorEnsemble> {
protected:
    static const TwoPressures& runs() {
        static std::map<IntegratorEnsemble, TwoPressures> made;
        if (made.count(GetParam()) == 0) made.emplace(GetParam(), two_pressures(GetParam()));
        return made.at(GetParam());
    }
    /// <V> at the low pressure less <V> at the high one.
    static Estimate fall() {
        const Estimate a = mean_of(runs().low_blocks, 0);
        const Estimate b = mean_of(runs().high_blocks, 0);
        return {a.value - b.value, std::hypot(a.standard_error, b.standard_error), a.effective_samples};
    }
};

INSTANTIATE_TEST_SUITE_P(Of, EnsembleVolume, ::testing::Values(IntegratorEnsemble::npt, IntegratorEnsemble::npzt),
                         [](const auto& ensemble) { return std::string(name_of(ensemble.param)); });

// p(V) ~ Z(V) exp(-P V/T): Z drops out of the ratio of two pressures.
TEST_P(EnsembleVolume, HasTheRatioOfDistributionsOfTwoPressures) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const DistributionRatio ratio = ratio_of_distributions(every(50, runs().at_low), every(50, runs().at_high));
    const double expected = (low - high) / temperature;
    EXPECT_LT(normal_deviation(ratio.slope, expected), 1.0)
        << ratio.slope.value << " +- " << ratio.slope.standard_error;
    EXPECT_LT(normal_deviation(ratio.curvature, 0.0), 1.0)
        << ratio.curvature.value << " +- " << ratio.curvature.standard_error;
    EXPECT_GT(normal_deviation(ratio.slope, 1.4 * expected), 1.0);
    EXPECT_GT(normal_deviation(ratio.slope, expected / 1.4), 1.0);
}

// d<V>/dP = -var V/T, averaged between the two pressures: the trapezoid is right but for the fourth cumulant of V.
TEST_P(EnsembleVolume, FluctuatesAsItsCompressibilitySays) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const Estimate a = variance_of(runs().low_blocks);
    const Estimate b = variance_of(runs().high_blocks);
    const double expected = (high - low) / temperature * 0.5 * (a.value + b.value);
    const Estimate measured = fall();
    const double error = std::hypot(measured.standard_error,
                                    (high - low) / temperature * 0.5 * std::hypot(a.standard_error, b.standard_error));
    const double limit = z_limit_of(false_alarm_rate) * error;
    EXPECT_LT(std::fabs(measured.value - expected), limit) << measured.value << ", " << expected << " +- " << error;
    EXPECT_GT(std::fabs(measured.value - 1.2 * expected), limit);
    EXPECT_GT(std::fabs(measured.value - expected / 1.2), limit);
}

/// Small oscillations of W d^2(ln L)/dt^2 = d V (P_int - P) [Martyna, Tobias and Klein 1994] with a modulus K of the
/// box: 2 pi sqrt(W/(V K))/d. N_f = 3 N - 3.
double expected_period(IntegratorEnsemble ensemble, double volume, double fall_of_volume, double barostat_time) {
    const double n = particles;
    const bool all = ensemble == IntegratorEnsemble::npt;
    const double mass = (all ? 3.0 * n : n + 1.0) * temperature * barostat_time * barostat_time;
    const double modulus = volume * (high - low) / fall_of_volume;
    return 2.0 * std::numbers::pi * std::sqrt(mass / (volume * modulus)) / (all ? 3.0 : 1.0);
}

TEST_P(EnsembleVolume, SwingsInThePeriodOfTheMassOfTheBarostat) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const Estimate volume = mean_of(runs().low_blocks, 0);
    const double mean_volume = volume.value - 0.5 * fall().value;
    const double expected = expected_period(GetParam(), mean_volume, fall().value, 0.5);
    const double error = 0.5 * expected * fall().standard_error / fall().value;
    const auto off = [&](const Estimate& a, const Estimate& b) {
        const double z = std::fabs(0.5 * (a.value + b.value) - expected) /
                         std::hypot(error, 0.5 * std::hypot(a.standard_error, b.standard_error));
        return z / z_limit_of(false_alarm_rate);
    };
    const Estimate at_low = period_of(runs().low_blocks);
    const Estimate at_high = period_of(runs().high_blocks);
    EXPECT_LT(off(at_low, at_high), 1.0) << at_low.value << ", " << at_high.value << ", expected " << expected << " +- "
                                         << error;
    // What it can see: a barostat that is heavier by a fifth.
    const double heavier = 0.5 * std::sqrt(1.2);
    EXPECT_GT(off(period_of(volume_blocks(volumes(breathing(GetParam(), low, heavier), 6))),
                  period_of(volume_blocks(volumes(breathing(GetParam(), high, heavier), 7)))),
              1.0);
}

}  // namespace
}  // namespace soret::test
