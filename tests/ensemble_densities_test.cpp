// Densities and pressures of molecular dynamics against equations of state, Monte Carlo and LAMMPS.

#include <cmath>
#include <fstream>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "configurations.hpp"
#include "monte_carlo_chains.hpp"
#include "sanitized.hpp"
#include "soret/common/equations_of_state/pets.hpp"
#include "soret/common/equations_of_state/thol.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret::test {
namespace {

/// Molten at T = 2, with the velocities of a temperature.
State liquid(const Mixture& mixture, std::size_t n, double x1, double density, double temperature) {
    State state = cubic_liquid(1, n, density, 3);
    const auto n1 = static_cast<std::size_t>(std::lround(x1 * static_cast<double>(n)));
    for (std::size_t i = 0; i < n; ++i) state.species[i] = (i + 1) * n1 / n > i * n1 / n ? 0 : 1;
    draw_maxwell_velocities(state, mixture, 2.0, 1);
    const IntegratorParameters hot{.timestep = 0.002, .ensemble = IntegratorEnsemble::nvt, .temperature = 2.0};
    OptimizedBackend::Integrator integrator(mixture, start_of_trajectory(mixture, state, hot), hot, {});
    integrator.run(3000, forces_only);
    state = integrator.trajectory().state;
    draw_maxwell_velocities(state, mixture, temperature, 2);
    return state;
}

enum Means : std::size_t { volume = 0, volume_squared = 1, pressure = 2, energy_per_particle = 3 };

BlockTable means_of(const Mixture& mixture, const State& start, const IntegratorParameters& parameters, int samples) {
    OptimizedBackend::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters), parameters, {});
    integrator.run(6000, forces_only);
    BlockAccumulator blocks(4, 64);
    for (int sample = 0; sample < samples; ++sample) {
        integrator.run(20, {.energies = true, .virial = true, .currents = false});
        const PairForcesTotals& sums = integrator.totals();
        const double v = integrator.box().volume();
        const double trace = (sums.virial[0] + sums.virial[1]) + sums.virial[2];
        blocks.add(std::array{v, v * v, (2.0 * sums.kinetic_energy() + trace) / (3.0 * v),
                              sums.potential_energy / static_cast<double>(start.size())});
    }
    return blocks.blocks();
}

/// The density of the chain that samples V^N exp(-P V/T): without total momentum the power is N - 1
/// [Martyna, Tobias and Klein, J. Chem. Phys. 101, 4177 (1994)].
Estimate density_of(const BlockTable& table, std::size_t n) {
    return jackknife(table, [n](std::span<const double> means) {
        return static_cast<double>(n) * means[volume] / means[volume_squared];
    });
}

IntegratorParameters at(double temperature, double of_pressure) {
    return {.timestep = 0.004,
            .ensemble = IntegratorEnsemble::npt,
            .temperature = temperature,
            .pressure = of_pressure,
            .thermostat_time = 0.5,
            .barostat_time = 1.0};
}

/// |a - b| over the largest deviation that is accepted, when b may be off by `tolerance` besides.
double disagreement(const Estimate& a, const Estimate& b, double tolerance = 0.0) {
    const double beyond = std::max(0.0, std::fabs(a.value - b.value) - tolerance);
    const double freedoms = std::min(a.effective_samples, b.effective_samples) - 1.0;
    return beyond / (z_limit_of(false_alarm_rate, freedoms) * std::hypot(a.standard_error, b.standard_error));
}

Estimate exact(double value) {
    return {value, 0.0, 1e9};
}

constexpr std::size_t particles = 200;
constexpr double state_temperature = 0.62;
constexpr double state_pressure = 0.46;

class StateLine : public ::testing::TestWithParam<double> {};
const auto name_of_composition = [](const auto& x1) { return fmt::format("X{}", std::lround(100.0 * x1.param)); };
INSTANTIATE_TEST_SUITE_P(At, StateLine, ::testing::Values(0.0, 0.5, 1.0), name_of_composition);
INSTANTIATE_TEST_SUITE_P(Long, StateLine, ::testing::Values(0.25, 0.75), name_of_composition);

// Molecular dynamics and PeTS, Thol's equation at the pure ends, and Monte Carlo between them.
TEST_P(StateLine, HasTheDensityOfEquationsOfStateAndOfMonteCarlo) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const double x1 = GetParam();
    const Mixture mixture = paper_mixture();
    const double pets = PetsEquation({0.6, 1.0}, {1.0, 1.0}).density(state_temperature, state_pressure, {x1, 1.0 - x1});
    const State start = liquid(mixture, particles, x1, pets, state_temperature);
    const Estimate dynamics =
        density_of(means_of(mixture, start, at(state_temperature, state_pressure), 4000), particles);
    RecordProperty("density",
                   fmt::format("{:.5f} +- {:.5f}, PeTS {:.5f}", dynamics.value, dynamics.standard_error, pets));
    EXPECT_LT(dynamics.standard_error, 0.0015);
    EXPECT_LT(disagreement(dynamics, exact(pets), 0.004), 1.0)
        << dynamics.value << " +- " << dynamics.standard_error << ", PeTS " << pets;
    // What it can see: a density wrong by 2 %.
    EXPECT_GT(disagreement(dynamics, exact(1.02 * pets), 0.004), 1.0);
    EXPECT_GT(disagreement(dynamics, exact(pets / 1.02), 0.004), 1.0);
    if (x1 == 0.0 || x1 == 1.0) {
        const double thol = TholEquation(x1 == 1.0 ? 0.6 : 1.0).density(state_temperature, state_pressure);
        EXPECT_LT(disagreement(dynamics, exact(thol), 0.002), 1.0)
            << dynamics.value << " +- " << dynamics.standard_error << ", Thol " << thol;
        EXPECT_GT(disagreement(dynamics, exact(1.015 * thol), 0.002), 1.0);
        return;
    }
    MonteCarloParameters parameters;
    parameters.ensemble = MonteCarloEnsemble::npt;
    parameters.temperature = state_temperature;
    parameters.pressure = state_pressure;
    parameters.largest_displacement = 0.12;
    parameters.largest_log_volume_step = 0.025;
    OptimizedBackend::MonteCarlo chain(mixture, start, parameters, {});
    const BlockTable table = sampled(
        chain, 1500, 9000, [&] { return std::vector<double>{chain.volume()}; }, 64);
    const Estimate monte_carlo =
        jackknife(table, [](std::span<const double> means) { return static_cast<double>(particles) / means[volume]; });
    EXPECT_LT(disagreement(dynamics, monte_carlo), 1.0)
        << dynamics.value << " +- " << dynamics.standard_error << ", Monte Carlo " << monte_carlo.value << " +- "
        << monte_carlo.standard_error;
    Estimate shifted = monte_carlo;
    shifted.value *= 1.015;  // what it can see
    EXPECT_GT(disagreement(dynamics, shifted), 1.0);
}

Estimate lammps_value(const nlohmann::json& number) {
    return {number.at("value"), number.at("sem"), number.at("blocks")};
}

nlohmann::json lammps_state(const char* name) {
    return nlohmann::json::parse(std::ifstream(std::string(SORET_TEST_DATA) + "/lammps/ensembles.json")).at(name);
}

// LAMMPS has the same power of V but for at most one, which would be 2e-4 here: less than the errors.
TEST(EnsembleLammps, HasTheSameDensityAtConstantPressure) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const nlohmann::json state = lammps_state("npt_density");
    const Mixture mixture = paper_mixture();
    const std::size_t n = state.at("n");
    const double temperature = state.at("temperature");
    const State start = liquid(mixture, n, state.at("x1"), 0.78, temperature);
    const Estimate measured = mean_of(means_of(mixture, start, at(temperature, state.at("pressure")), 4000), volume);
    const Estimate density{static_cast<double>(n) / measured.value,
                           static_cast<double>(n) / measured.value * measured.standard_error / measured.value,
                           measured.effective_samples};
    Estimate expected = lammps_value(state.at("density"));
    EXPECT_LT(disagreement(density, expected), 1.0)
        << density.value << " +- " << density.standard_error << ", LAMMPS " << expected.value;
    expected.value *= 1.01;  // what it can see
    EXPECT_GT(disagreement(density, expected), 1.0);
}

// The liquid near its triple point, T = 0.722, rho = 0.8442, of many a test since Verlet (1967).
TEST(EnsembleLammps, HasTheSamePressureAndEnergyAtConstantVolume) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const nlohmann::json state = lammps_state("nvt_pressure");
    const Mixture mixture = pure_mixture(2.5, Truncation::shifted);
    const double temperature = state.at("temperature");
    const State start = liquid(mixture, state.at("n"), 1.0, state.at("density"), temperature);
    IntegratorParameters parameters = at(temperature, 0.0);
    parameters.ensemble = IntegratorEnsemble::nvt;
    const BlockTable means = means_of(mixture, start, parameters, 5000);
    for (const auto& [name, quantity, power] :
         {std::tuple{"pressure", pressure, 0.15},
          std::tuple{"potential_energy_per_particle", energy_per_particle, 0.02}}) {
        const Estimate measured = mean_of(means, quantity);
        Estimate expected = lammps_value(state.at(name));
        EXPECT_LT(disagreement(measured, expected), 1.0)
            << name << ": " << measured.value << " +- " << measured.standard_error << ", LAMMPS " << expected.value;
        expected.value += power;  // what it can see
        EXPECT_GT(disagreement(measured, expected), 1.0) << name;
    }
}

}  // namespace
}  // namespace soret::test
