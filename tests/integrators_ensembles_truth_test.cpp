// Thermostat and barostat against what their equations of motion must do: a conserved quantity of second order without
// drift, means of the ensembles, and the density of Monte Carlo. Distributions: ensemble_equipartition_test.cpp,
// ensemble_distributions_test.cpp.

#include <array>
#include <cmath>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "monte_carlo_chains.hpp"
#include "sanitized.hpp"
#include "settled_liquid.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/common/statistics/running_moments.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret::test {
namespace {

constexpr PairForcesRequest energies_and_virial{.energies = true, .virial = true, .currents = false};
constexpr std::array thermostatted{IntegratorEnsemble::nvt, IntegratorEnsemble::npt, IntegratorEnsemble::npzt};

using Integrator = OptimizedBackend::Integrator;

Mixture smooth_mixture() {
    return Mixture(lorentz_berthelot({1.0, 1.0}, {0.6, 1.0}, {1.0, 1.0}, 2.5, 1.0, Truncation::force_shifted));
}

IntegratorParameters paper_parameters(IntegratorEnsemble ensemble, double timestep) {
    return {.timestep = timestep,
            .ensemble = ensemble,
            .temperature = 0.62,
            .pressure = 0.46,
            .thermostat_time = 0.5,
            .barostat_time = 1.0};
}

double conserved(const Integrator& integrator, const IntegratorParameters& parameters, std::size_t n) {
    return conserved_quantity(parameters, n, integrator.box(), integrator.extended(), integrator.totals());
}

/// A liquid in which chains and barostat move already.
Trajectory moving_liquid(const Mixture& mixture, std::size_t n, const IntegratorParameters& parameters) {
    static std::map<std::size_t, State> settled;
    if (settled.count(n) == 0) settled[n] = settled_liquid(mixture, n, 1);
    Integrator integrator(mixture, start_of_trajectory(mixture, settled[n], parameters), parameters, {});
    integrator.run(static_cast<std::uint64_t>(std::lround(10.0 / parameters.timestep)), forces_only);
    return integrator.trajectory();
}

double noise_of_conserved(const Mixture& mixture, const Trajectory& start, IntegratorParameters parameters,
                          double timestep) {
    parameters.timestep = timestep;
    Integrator integrator(mixture, start, parameters, {});
    RunningMoments moments(1);
    for (int sample = 0; sample < 100; ++sample) {
        integrator.run(static_cast<std::uint64_t>(std::lround(0.01 / timestep)), energies_and_virial);
        const double now[1] = {conserved(integrator, parameters, start.state.size())};
        moments.add(now);
    }
    return std::sqrt(moments.variance(0));
}

TEST(EnsembleOrder, OfTheErrorOfTheConservedQuantityIsTwo) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const Mixture mixture = smooth_mixture();
    for (const IntegratorEnsemble ensemble : thermostatted) {
        const IntegratorParameters parameters = paper_parameters(ensemble, 0.002);
        const Trajectory start = moving_liquid(mixture, 400, parameters);
        std::array<double, 3> noise{};
        for (std::size_t k = 0; k < 3; ++k) {
            noise[k] = noise_of_conserved(mixture, start, parameters, 0.0005 * static_cast<double>(1 << k));
        }
        // Corrections to the slope are of relative order (omega dt)^2, with omega = 30 the fastest vibration and
        // collision: 0.004 at the largest step.
        for (std::size_t k = 0; k < 2; ++k) {
            EXPECT_NEAR(std::log2(noise[k + 1] / noise[k]), 2.0, 0.02) << name_of(ensemble) << k;
        }
    }
}

/// The error of the conserved quantity is noise and a slow random walk, both of order dt^2: the walk's steps from block
/// to block say how far it may be from where it began.
TEST(EnsembleDrift, OfTheConservedQuantityIsNone) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const Mixture mixture = smooth_mixture();
    for (const IntegratorEnsemble ensemble : thermostatted) {
        const IntegratorParameters parameters = paper_parameters(ensemble, 0.002);
        const Trajectory start = moving_liquid(mixture, 200, parameters);
        const std::size_t n = start.state.size();
        Integrator integrator(mixture, start, parameters, {});
        constexpr int blocks = 21;
        RunningMoments energy(1);
        RunningMoments steps(1);
        double before = 0.0;
        for (int block = 0; block < blocks; ++block) {
            double mean = 0.0;
            for (int k = 0; k < 20; ++k) {
                integrator.run(50, energies_and_virial);
                mean += conserved(integrator, parameters, n) / 20.0;
                const double now[1] = {integrator.totals().potential_energy + integrator.totals().kinetic_energy()};
                energy.add(now);
            }
            const double step[1] = {mean - before};
            if (block > 0) steps.add(step);
            before = mean;
        }
        const double error = std::sqrt(steps.variance(0) / (blocks - 1));
        EXPECT_LT(std::fabs(steps.mean(0)), z_limit_of(false_alarm_rate, blocks - 2) * error) << name_of(ensemble);
        // What would be seen, in 2 tau: 2e-5 of a particle's energy; U + K itself goes up and down by 10^4 times that.
        EXPECT_LT(error, 2e-5 * 3.0 * static_cast<double>(n)) << name_of(ensemble);
        EXPECT_GT(std::sqrt(energy.variance(0)), 5.0) << name_of(ensemble);
    }
}

/// Means of a run: 0 V, 1 V^2, 2 the pressure that drives the barostat, 3 W omega^2/T, 4 K.
BlockTable barostat_means(const Mixture& mixture, const IntegratorParameters& parameters, const State& start,
                          int samples) {
    Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters), parameters, {});
    integrator.run(5000);
    const double w = extended_constants(parameters, start.size()).barostat / parameters.temperature;
    const bool only_z = parameters.ensemble == IntegratorEnsemble::npzt;
    BlockAccumulator blocks(5, 128);
    for (int sample = 0; sample < samples; ++sample) {
        integrator.run(10, {.energies = false, .virial = true, .currents = false});
        const double volume = integrator.box().volume();
        const PairForcesTotals& sums = integrator.totals();
        const auto of_axis = [&](std::size_t a) { return (sums.virial[a] + sums.kinetic[a]) / volume; };
        const double pressure = only_z ? of_axis(2) : (of_axis(0) + of_axis(1) + of_axis(2)) / 3.0;
        const double omega = integrator.extended().strain_rate;
        blocks.add(std::vector<double>{volume, volume * volume, pressure, w * omega * omega, sums.kinetic_energy()});
    }
    if (only_z) {
        EXPECT_EQ(integrator.box().edges().x, start.box.edges().x);
        EXPECT_EQ(integrator.box().edges().y, start.box.edges().y);
        EXPECT_NE(integrator.box().edges().z, start.box.edges().z);
    }
    return blocks.blocks();
}

/// Volume and kinetic energy of the barostat; the mean of the pressure is exactly P, because <d/dV ln(weight)> = 0.
TEST(EnsembleMeans, OfTheBarostatAreThoseOfTheEnsemble) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const State start = lattice(Box({6.0, 6.2, 6.8}), 2, 180, {.cells = {6, 6, 5}});
    for (const IntegratorEnsemble ensemble : {IntegratorEnsemble::npt, IntegratorEnsemble::npzt}) {
        SCOPED_TRACE(name_of(ensemble));
        const IntegratorParameters parameters{.timestep = 0.004,
                                              .ensemble = ensemble,
                                              .temperature = 0.9,
                                              .pressure = 0.8,
                                              .thermostat_time = 0.3,
                                              .barostat_time = 0.6};
        State state = start;
        draw_maxwell_velocities(state, paper_mixture(), 0.9, 4);
        const BlockTable table = barostat_means(paper_mixture(), parameters, state, 6000);
        const Estimate pressure = mean_of(table, 2);
        const Estimate barostat = mean_of(table, 3);
        const Estimate kinetic = mean_of(table, 4);
        EXPECT_LT(deviation(pressure, 0.8), 1.0) << pressure.value << " +- " << pressure.standard_error;
        EXPECT_LT(deviation(barostat, 1.0), 1.0) << barostat.value << " +- " << barostat.standard_error;
        EXPECT_LT(deviation(kinetic, 0.5 * (3.0 * 180 - 3.0) * 0.9), 1.0)
            << kinetic.value << " +- " << kinetic.standard_error;
    }
}

/// Molecular dynamics without total momentum samples V^(N-1) exp(-P V/T), Monte Carlo V^N: its mean is <V^2>/<V> here.
TEST(EnsembleMeans, OfTheVolumeIsThatOfMonteCarlo) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const Mixture mixture = paper_mixture();
    State start = cubic_liquid(2, 150, 0.7, 6);
    draw_maxwell_velocities(start, mixture, 0.9, 4);
    const IntegratorParameters parameters{.timestep = 0.004,
                                          .ensemble = IntegratorEnsemble::npt,
                                          .temperature = 0.9,
                                          .pressure = 0.8,
                                          .thermostat_time = 0.3,
                                          .barostat_time = 0.6};
    const Estimate dynamics = jackknife(barostat_means(mixture, parameters, start, 5000),
                                        [](std::span<const double> means) { return means[1] / means[0]; });
    MonteCarloParameters of_chain;
    of_chain.ensemble = MonteCarloEnsemble::npt;
    of_chain.temperature = 0.9;
    of_chain.pressure = 0.8;
    of_chain.largest_displacement = 0.15;
    of_chain.largest_log_volume_step = 0.03;
    OptimizedBackend::MonteCarlo chain(mixture, start, of_chain, {});
    const BlockTable table = sampled(chain, 500, 7000, [&] { return std::vector<double>{chain.volume()}; });
    const Estimate expected = mean_of(table, 0);
    const double error = std::hypot(dynamics.standard_error, expected.standard_error);
    EXPECT_LT(std::fabs(dynamics.value - expected.value),
              z_limit_of(false_alarm_rate, dynamics.effective_samples - 1.0) * error);
    EXPECT_LT(error, 0.005 * expected.value);  // what would be seen: 2 % of the density
}

}  // namespace
}  // namespace soret::test
