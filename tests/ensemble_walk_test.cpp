// The conserved quantity under thermostat and barostat with a force that jumps at the cutoff: it walks at random. With
// a force that does not: integrators_ensembles_truth_test.cpp. At constant energy: energy_conservation_test.cpp.

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "configurations.hpp"
#include "sanitized.hpp"
#include "settled_liquid.hpp"
#include "soret/common/statistics/verdict.hpp"

namespace soret::test {
namespace {

constexpr double false_alarms = 1e-5;
constexpr std::size_t particles = 160;
constexpr int windows = 128;  // of one tau

/// Means of the conserved quantity over the windows: its noise of second order in the time step is averaged out.
std::vector<double> conserved_series(IntegratorEnsemble ensemble, Truncation truncation, int length) {
    const Mixture mixture(lorentz_berthelot({1.0, 1.0}, {0.6, 1.0}, {1.0, 1.0}, 2.5, 1.0, truncation));
    const IntegratorParameters parameters{.timestep = 0.001,
                                          .ensemble = ensemble,
                                          .temperature = 0.62,
                                          .pressure = 0.46,
                                          .thermostat_time = 1.0,
                                          .barostat_time = 4.0};
    OptimizedBackend::Integrator integrator(
        mixture, start_of_trajectory(mixture, settled_liquid(mixture, particles, 7), parameters), parameters, {});
    integrator.run(5000, forces_only);
    std::vector<double> series;
    for (int window = 0; window < length; ++window) {
        double mean = 0.0;
        for (int k = 0; k < 20; ++k) {
            integrator.run(50, {.energies = true, .virial = true, .currents = false});
            mean += conserved_quantity(parameters, particles, integrator.box(), integrator.extended(),
                                       integrator.totals()) /
                    20.0;
        }
        series.push_back(mean);
    }
    return series;
}

/// Mean square difference of the means of windows that are so many tau apart.
double mean_square_change(const std::vector<double>& series, std::size_t length) {
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t k = 0; k + length < series.size(); k += length, ++count) {
        sum += std::pow(series[k + length] - series[k], 2);
    }
    return sum / static_cast<double>(count);
}

class EnsembleWalk : public ::testing::TestWithParam<IntegratorEnsemble> {};
INSTANTIATE_TEST_SUITE_P(In, EnsembleWalk,
                         ::testing::Values(IntegratorEnsemble::nvt, IntegratorEnsemble::npt, IntegratorEnsemble::npzt),
                         [](const auto& ensemble) { return std::string(name_of(ensemble.param)); });

// A walk of variance w t makes the means of windows n apart differ by (n - 1/3) w, square for square: 11.5 times as
// much for eight as for one. Noise about a fixed value: no more. ln of the mean of n squares of normal numbers scatters
// by sqrt(2/n).
TEST_P(EnsembleWalk, GrowsInProportionToTimeAndDoesNotDrift) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const std::vector<double> series = conserved_series(GetParam(), Truncation::shifted, windows);
    const double z = z_limit_of(false_alarms);
    const double one = mean_square_change(series, 1);
    const double growth = std::log(mean_square_change(series, 8) / one);
    const double error = std::sqrt(2.0 / (windows / 8.0) + 2.0 / windows);
    RecordProperty("walk", fmt::format("{:.2e} a tau, growth {:.2f}", mean_square_change(series, 8) / (23.0 / 3.0),
                                       std::exp(growth)));
    EXPECT_NEAR(growth, std::log(11.5), z * error);
    EXPECT_GT(growth, z * error);
    const double drift = (series.back() - series.front()) / static_cast<double>(series.size() - 1);
    EXPECT_LT(std::fabs(drift), z * std::sqrt(one / windows));
    // What it can see: a smooth force makes the same run waver by far less.
    EXPECT_LT(mean_square_change(conserved_series(GetParam(), Truncation::force_shifted, windows / 2), 8),
              0.2 * mean_square_change(series, 8));
}

}  // namespace
}  // namespace soret::test
