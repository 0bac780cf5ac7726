// Onsager coefficients of simulated liquids: identical species, exchanged names, and the files of the observer.

#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "sanitized.hpp"
#include "soret/validation/simulation/green_kubo/green_kubo.hpp"
#include "soret/validation/simulation/molecular_dynamics_run.hpp"
#include "soret/validation/simulation/observers/flux_observer.hpp"
#include "soret/validation/simulation/observers/msd_observer.hpp"
#include "soret/validation/simulation/preparation.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret::test {
namespace {

/// A liquid of two species that differ in their label only.
struct LabelledRun {
    FluxRecord record;
    std::vector<double> self_diffusion;  // by species
    std::vector<ResultFile> files;       // of the fluxes
};

LabelledRun labelled_run(double time, std::uint64_t seed) {
    const Mixture mixture(lorentz_berthelot({1.0, 1.0}, {1.0, 1.0}, {1.0, 1.0}, 2.5, 1.0, Truncation::shifted));
    const LiquidSettings settings{.n = 108, .x1 = 0.5, .density = 0.7, .temperature = 1.2, .seed = seed};
    State state = prepare_liquid(settings, mixture, Backend::optimized, Execution{}).state;
    draw_maxwell_velocities(state, mixture, settings.temperature, seed);
    MolecularDynamicsRunSettings run_settings;
    run_settings.parameters.timestep = 0.004;
    run_settings.equilibration = 2000;
    run_settings.production = static_cast<std::uint64_t>(std::lround(time / 0.004));
    run_settings.observables.fluxes = {10, 3.0};
    run_settings.observables.msd.every = 250;
    const Trajectory start = start_of_trajectory(mixture, state, run_settings.parameters);
    MolecularDynamicsRun run(mixture, start, run_settings, Backend::optimized, Execution{});
    while (!run.finished()) run.advance();
    LabelledRun result{run.observers().fluxes()->record(), {}, run.observers().fluxes()->files()};
    const auto rows = run.observers().msd()->rows();
    for (std::size_t s = 0; s < 2; ++s) {
        double first = 0.0, last = 0.0, t0 = 0.0, t1 = 0.0;
        for (const auto& row : rows) {
            if (row.time >= 3.0 && t0 == 0.0) t0 = row.time, first = row.by_species[s];
            if (row.time <= 7.0) t1 = row.time, last = row.by_species[s];
        }
        result.self_diffusion.push_back((last - first) / (6.0 * (t1 - t0)));
    }
    return result;
}

TEST(FluxObserver, WritesTheSameNumbersInBothOfItsFiles) {
    const LabelledRun run = labelled_run(65.536, 9);
    ASSERT_EQ(run.files.size(), 2U);
    const auto transport = nlohmann::json::parse(run.files[1].text);
    const auto values_of = [](const std::string& line) {
        std::vector<std::string> values{""};
        for (const char c : line) {
            if (c == ',') {
                values.emplace_back();
            } else {
                values.back().push_back(c);
            }
        }
        return values;
    };
    std::istringstream lines(run.files[0].text);
    std::string line;
    std::getline(lines, line);
    const std::vector<std::string> names = values_of(line);
    std::map<std::string, double> row;
    while (std::getline(lines, line)) {
        const std::vector<std::string> values = values_of(line);
        ASSERT_EQ(values.size(), names.size());
        if (std::stod(values[0]) != transport.at("upper_limit")) continue;
        for (std::size_t k = 0; k < names.size(); ++k) row[names[k]] = std::stod(values[k]);
    }
    for (const char* name : {"L_11", "L_1q", "L_q1", "L_qq", "viscosity", "viscosity_traceless", "bulk_viscosity"}) {
        EXPECT_EQ(row.at(name), transport.at(name).at("value")) << name;
        EXPECT_EQ(row.at(name + std::string("_sem")), transport.at(name).at("sem")) << name;
    }
}

/// Identical species: nothing tells them apart, so L_1q/L_11 = h_1 - h_2 = 0 and S_T = 0; and L_11 =
/// rho x_1 x_2 D N/(N - 1) with D the self-diffusion coefficient of the same box, since the other particles only carry
/// the momentum back.
TEST(GreenKubo, OfIdenticalSpeciesHasNoSoretEffectAndDiffusesAsEachParticle) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    std::vector<FluxRecord> records;
    std::vector<double> diffusion;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const LabelledRun run = labelled_run(327.68, seed);
        records.push_back(run.record);
        for (const double d : run.self_diffusion) diffusion.push_back(d / 12.0);
    }
    double self = 0.0;
    double self_square = 0.0;
    for (const double d : diffusion) self += d;
    for (const double d : diffusion) self_square += (12.0 * d - self) * (12.0 * d - self) / (12.0 * 11.0);
    const GreenKubo fluxes(records);
    const std::size_t lag = fluxes.lag_at(3.0);
    const double density = 108.0 / fluxes.volume();
    const JackknifeResult result = jackknife(fluxes.integrals(lag), [&](std::span<const double> means) {
        const OnsagerCoefficients state = onsager_coefficients(means, fluxes.volume());
        Eigen::VectorXd values(2);
        values << (state.L1q + state.Lq1) / (2.0 * state.L11), state.L11 / (density * 0.25);
        return values;
    });
    // 4.5 standard errors: false alarm below 2e-5 a number.
    EXPECT_NEAR(result.estimate(0).value, 0.0, 4.5 * result.estimate(0).standard_error);
    const double expected = self * 108.0 / 107.0;
    const double error = std::hypot(result.estimate(1).standard_error, std::sqrt(self_square));
    EXPECT_NEAR(result.estimate(1).value, expected, 4.5 * error);
    EXPECT_LT(error, 0.08 * expected);  // that N/(N - 1) alone cannot be seen is clear; a factor of 1.4 is
}

/// J_2 = -J_1 when the centre of mass rests: names exchanged, L_1q changes its sign and L_11, L_qq stay, to the
/// rounding of sums.
TEST(GreenKubo, ChangesTheSignOfTheCouplingWithTheNamesOfTheSpecies) {
    const Mixture mixture = paper_mixture();
    const Mixture renamed(lorentz_berthelot({1.0, 1.0}, {1.0, 0.6}, {1.0, 1.0}, 2.5, 1.0, Truncation::shifted));
    State state = cubic_liquid(2, 128, 0.8, 4);
    remove_total_momentum(state, mixture);
    const Fluxes a = reference::FluxSums(mixture).compute(state);
    for (std::int32_t& s : state.species) s = 1 - s;
    const Fluxes b = reference::FluxSums(renamed).compute(state);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        EXPECT_EQ(a.heat_current[axis], b.heat_current[axis]);
        // momentum is zero but for N roundings of 2^-43 of the velocities
        EXPECT_NEAR(a.mass_current[axis], -b.mass_current[axis], 128.0 * 0x1p-42);
    }
}

}  // namespace
}  // namespace soret::test
