#include "soret/validation/routes/chain_liquid.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/block_table.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {
namespace {

constexpr double particles = 100.0;

/// A chain of eight samples whose N_1, V and U are made of three signs, each pair of which is uncorrelated: every
/// covariance is a whole number.
TaskResult chain_of_signs(double composition_amplitude, double volume_amplitude) {
    std::vector<double> rows;
    for (const double a : {-1.0, 1.0}) {
        for (const double b : {-1.0, 1.0}) {
            for (const double c : {-1.0, 1.0}) {
                double q[3];
                q[species_1_count] = 50.0 + composition_amplitude * a;
                q[box_volume] = 130.0 + volume_amplitude * b + 2.0 * a;
                q[potential_energy] = -400.0 + 3.0 * c + 4.0 * b + 6.0 * a;
                std::vector<double> row(q, q + 3);
                row.resize(BlockTable::columns_of(3));
                for (std::size_t i = 0; i < 3; ++i) {
                    for (std::size_t j = i; j < 3; ++j) row[BlockTable::product_column(3, i, j)] = q[i] * q[j];
                }
                rows.insert(rows.end(), row.begin(), row.end());
            }
        }
    }
    BlockTable table(3, 1);
    table.append_series(rows);
    TaskResult result;
    result.values = {{"samples", table.to_json()}};
    return result;
}

TEST(ChainLiquid, HasTheDerivativesOfTheCovariancesAtFixedComposition) {
    const TaskResult chain = chain_of_signs(5.0, 2.0);
    StateLine line;
    line.temperature = 0.62;
    line.pressure = 0.46;
    const ChainLiquid liquid = chain_liquid({&chain, &chain}, particles, line);
    // At fixed N_1: Var(V) = 4, Cov(U, V) = 8, Var(U) = 25, and 25 - 8^2/4 = 9 at fixed volume too. Sums of squares of
    // 400 lose five digits.
    EXPECT_NEAR(liquid.x1, 0.5, 1e-15);
    EXPECT_NEAR(liquid.volume, 1.3, 1e-15);
    EXPECT_NEAR(liquid.energy, -4.0, 1e-14);
    EXPECT_NEAR(liquid.volume_difference, 2.0 / 5.0, 1e-10);
    EXPECT_NEAR(liquid.energy_difference, 6.0 / 5.0, 1e-10);
    EXPECT_NEAR(liquid.bulk_modulus, 0.62 * 130.0 / 4.0, 1e-8);
    EXPECT_NEAR(liquid.thermal_pressure, (8.0 + 0.46 * 4.0) / (0.62 * 4.0), 1e-9);
    EXPECT_NEAR(liquid.heat_capacity, 1.5 + 9.0 / (0.62 * 0.62 * particles), 1e-9);
    const ChainLiquid moved = liquid.at(0.6);
    EXPECT_NEAR(moved.volume, 1.34, 1e-10);
    EXPECT_NEAR(moved.energy, -3.88, 1e-10);
}

TEST(ChainLiquid, RefusesChainsThatStandStill) {
    const TaskResult one_composition = chain_of_signs(0.0, 2.0);
    const TaskResult one_volume = chain_of_signs(5.0, 0.0);
    EXPECT_THROW(chain_liquid({&one_composition}, particles, StateLine{}), InvalidInput);
    EXPECT_THROW(chain_liquid({&one_volume}, particles, StateLine{}), InvalidInput);
    EXPECT_THROW(chain_liquid({}, particles, StateLine{}), InvalidInput);
}

/// A van der Waals fluid, p = T/(v - b) - a/v^2, e = 3/2 T - a/v: every derivative is known, and where the correction
/// must lead.
TEST(CorrectedState, LeadsAVanDerWaalsFluidToItsTemperatureAndPressure) {
    constexpr double a = 2.2, b = 0.9, volume = 1.2;
    const auto pressure_at = [&](double t, double v) { return t / (v - b) - a / (v * v); };
    StateLine line;
    line.temperature = 0.62;
    line.pressure = pressure_at(line.temperature, volume);
    ChainLiquid fluid;
    fluid.bulk_modulus =
        volume * (line.temperature / ((volume - b) * (volume - b)) - 2.0 * a / (volume * volume * volume));
    fluid.thermal_pressure = 1.0 / (volume - b);
    fluid.heat_capacity = 1.5;
    for (const double off : {-1e-3, -1e-4, 1e-4, 1e-3}) {
        const double temperature = line.temperature * (1.0 + off);
        const double there = volume * (1.0 - 2.0 * off);
        const CorrectedState corrected =
            corrected_state(fluid, line, there, temperature, pressure_at(temperature, there));
        // What is left is of the second order: (dv)^2/(v - b) and the like. The corrections are 2e-3 and 4e-3 at 1e-3.
        EXPECT_NEAR(corrected.volume, volume, 50.0 * off * off);
        const double change = 1.5 * (line.temperature - temperature) - a / volume + a / there;
        EXPECT_NEAR(corrected.energy_change, change, 50.0 * off * off);
    }
    // A pressure from nowhere moves the volume by 2 %, not more.
    EXPECT_DOUBLE_EQ(corrected_state(fluid, line, volume, line.temperature, 10.0).volume, 1.02 * volume);
    EXPECT_DOUBLE_EQ(corrected_state(fluid, line, volume, line.temperature, -10.0).volume, 0.98 * volume);
}

}  // namespace
}  // namespace soret
