// What an error of S_T costs, by how L_1q/L_11 is estimated: all estimators on one run of the paper's mixture at
// constant energy, x_1 = 0.5. Prints a table in Markdown. docs/settings.md has one and what follows from it.
//   soret_error_study [PARTICLES = 250] [SAMPLES = 524288] [SEED = 1]      at least 65536 samples

#include <array>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/cepstral.hpp"
#include "soret/common/statistics/spectral_fit.hpp"
#include "soret/common/statistics/spectrum.hpp"
#include "soret/optimized/transport.hpp"
#include "soret/validation/simulation/green_kubo/green_kubo.hpp"
#include "soret/validation/simulation/speed_trial.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret {
namespace {

constexpr double timestep = 0.005;
constexpr std::uint64_t steps_a_sample = 16;
constexpr std::size_t blocks = 64;  // 32 are left when the last is full
constexpr double correlation_time = 12.0;
constexpr double density = 0.7982;
constexpr double energy_per_particle = -2.9235;  // makes T = 0.621 at this density
constexpr PairForcesRequest all_fluxes{.energies = true, .virial = true, .currents = true};

/// Components of V J_1 and V J_q by sample.
struct Series {
    std::array<std::vector<double>, 3> mass, heat;
};

State settled_liquid(std::size_t particles, std::uint64_t seed) {
    const LiquidSettings liquid{.n = particles, .x1 = 0.5, .density = density, .temperature = 0.62, .seed = seed};
    IntegratorParameters parameters{.timestep = timestep};
    parameters.ensemble = IntegratorEnsemble::nvt;
    parameters.temperature = liquid.temperature;
    const State start = quick_liquid(liquid, paper_mixture(), Execution{});
    optimized::Integrator integrator(paper_mixture(), start_of_trajectory(paper_mixture(), start, parameters),
                                     parameters);
    integrator.run(20000, {.energies = true, .virial = false, .currents = false});
    State state = integrator.trajectory().state;
    const double n = static_cast<double>(particles);
    const double kinetic = n * energy_per_particle - integrator.totals().potential_energy;
    scale_velocities(state, paper_mixture(), kinetic_temperature(kinetic, particles));
    return state;
}

FluxSeries run(const State& start, std::uint64_t samples, Series& series) {
    const IntegratorParameters parameters{.timestep = timestep};
    const double volume = start.box.volume();
    optimized::Integrator integrator(paper_mixture(), start_of_trajectory(paper_mixture(), start, parameters),
                                     parameters);
    integrator.run(4000, forces_only);
    FluxSeries correlations({static_cast<double>(steps_a_sample) * timestep, correlation_time}, Backend::optimized,
                            blocks);
    for (std::uint64_t sample = 0; sample < samples; ++sample) {
        integrator.run(steps_a_sample, all_fluxes);
        const PairForcesTotals& totals = integrator.totals();
        const Fluxes fluxes = fluxes_of(totals, volume);
        correlations.add(fluxes, kinetic_temperature(totals.kinetic_energy(), start.size()));
        for (std::size_t axis = 0; axis < 3; ++axis) {
            series.mass[axis].push_back(fluxes.mass_current[axis]);
            series.heat[axis].push_back(fluxes.heat_current[axis]);
        }
    }
    return correlations;
}

/// Heat and mass current: averaged over blocks and axes.
Spectrum spectrum_of(const Series& series, std::uint64_t block_length, std::size_t blocks_of_series) {
    SpectrumAccumulator accumulator(static_cast<double>(steps_a_sample) * timestep, block_length, 2);
    for (std::size_t block = 0; block < blocks_of_series; ++block) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const auto part = [&](const std::vector<double>& values) {
                return std::span(values).subspan(block * block_length, block_length);
            };
            const std::vector<std::span<const double>> pair{part(series.heat[axis]), part(series.mass[axis])};
            accumulator.add(pair);
        }
    }
    return accumulator.spectrum();
}

/// With the error that 1e5 tau would give: it falls as the root of the time.
void print_row(const std::string& estimator, const Estimate& estimate, double simulated_time) {
    fmt::print("| {} | {:.3f} | {:.3f} | {:.3f} |\n", estimator, estimate.value, estimate.standard_error,
               estimate.standard_error * std::sqrt(simulated_time / 1e5));
}

void print_ratios(const GreenKubo& fluxes, const Series& series, std::uint64_t block_length) {
    fmt::print("\n| L_1q/L_11 | value | error | in 1e5 tau |\n|---|---|---|---|\n");
    const double time = fluxes.simulated_time();
    for (const double limit : {0.4, 0.8, 1.2, 1.6, 2.0, 3.0, 4.0, 6.0, 10.0}) {
        const auto ratio = [](std::span<const double> means) {
            return 0.5 * (means[mass_heat] + means[heat_mass]) / means[mass_mass];
        };
        const std::size_t lag = fluxes.lag_at(limit);
        print_row(fmt::format("time integrals to {:.2f}", fluxes.times()[lag]), jackknife(fluxes.integrals(lag), ratio),
                  time);
    }
    const Spectrum spectrum = spectrum_of(series, block_length, fluxes.block_count());
    for (const double cutoff : {0.02, 0.05, 0.1, 0.2, 0.4}) {
        print_row(fmt::format("spectral ratio, f <= {}", cutoff), spectral_ratio(spectrum, 0, 1, cutoff), time);
    }
}

void print_conductivities(const GreenKubo& fluxes, const Series& series, std::uint64_t block_length) {
    fmt::print("\n| lambda | value | error | in 1e5 tau |\n|---|---|---|---|\n");
    const double time = fluxes.simulated_time();
    const double volume = fluxes.volume();
    const double temperature = fluxes.integrals(0).mean()[temperature_column];
    for (const double limit : {0.8, 1.6, 3.0, 6.0, 10.0}) {
        const std::size_t lag = fluxes.lag_at(limit);
        const auto conductivity = [&](std::span<const double> means) {
            const OnsagerCoefficients onsager = onsager_coefficients(means, volume);
            ThermalConductivity result;
            optimized::Transport::thermal_conductivities(std::span(&onsager, 1), std::span(&result, 1));
            return result.lambda;
        };
        print_row(fmt::format("time integrals to {:.2f}", fluxes.times()[lag]),
                  jackknife(fluxes.integrals(lag), conductivity), time);
    }
    const RealSpectrum left = schur_complement(spectrum_of(series, block_length, fluxes.block_count()), 0);
    const double scale = 1.0 / (volume * temperature * temperature);  // V J is what is sampled
    const auto scaled = [&](Estimate estimate) {
        estimate.value *= scale;
        estimate.standard_error *= scale;
        return estimate;
    };
    for (const double cutoff : {0.5, 1.0, 2.0}) {
        print_row(fmt::format("cepstral, f <= {}", cutoff), scaled(cepstral_estimate(left, cutoff).value), time);
    }
    print_row("spectral fit", scaled(spectral_fit(left).value), time);
}

int study(std::size_t particles, std::uint64_t samples, std::uint64_t seed) {
    Series series;
    const State start = settled_liquid(particles, seed);
    const FluxSeries correlations = run(start, samples, series);
    const std::vector<FluxRecord> records{flux_record(correlations, particles, start.box.volume())};
    const GreenKubo fluxes(records);
    const std::vector<double> means = fluxes.integrals(0).mean();
    fmt::print("N = {}, {:.0f} tau, T = {:.5f}, P = {:.4f}\n", particles, fluxes.simulated_time(),
               means[temperature_column], means[pressure_column]);
    print_ratios(fluxes, series, correlations.block_length());
    print_conductivities(fluxes, series, correlations.block_length());
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    const auto number = [&](int k, std::uint64_t otherwise) {
        return argc > k ? std::strtoull(argv[k], nullptr, 10) : otherwise;
    };
    try {
        return soret::study(number(1, 250), number(2, 1 << 19), number(3, 1));
    } catch (const soret::Error& error) {
        std::cerr << "soret_error_study: " << error.what() << '\n';
        return 2;
    }
}
