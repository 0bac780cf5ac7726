// Fluids of a hundred particles: the virial pressure is the imposed one, and the errors that are quoted are those that
// independent replicas have. The chains are the optimised backend's; monte_carlo_test.cpp shows that the reference
// makes the same ones. A right chain fails an assertion with the probability 1e-5 (false_alarm_rate).

#include <gtest/gtest.h>

#include <array>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>

#include "monte_carlo_chains.hpp"
#include "sanitized.hpp"
#include "soret/optimized/monte_carlo.hpp"
#include "soret/optimized/pair_forces.hpp"

namespace soret {
namespace {

using optimized::MonteCarlo;
using test::deviation;
using test::false_alarm_rate;

// ---------------------------------------------------------------------------------------------- the virial pressure

struct FluidState {
    MixtureParameters mixture;
    MonteCarloParameters parameters;
    double density;  ///< of the start
};

FluidState hot_fluid() {
    return {paper_mixture().parameters(),
            {.ensemble = MonteCarloEnsemble::npt,
             .temperature = 2.0,
             .pressure = 1.6,
             .chemical_potential = {},
             .largest_displacement = 0.35,
             .largest_log_volume_step = 0.12,
             .seed = 61},
            0.5};
}

/// At a density of 0.86, with a cutoff that leaves room for 108 particles, and unlike in size. The volume is its
/// slowest quantity; it is forgotten in some 30 sweeps.
FluidState dense_mixture() {
    return {lorentz_berthelot({1.0, 2.0}, {0.9, 1.0}, {1.0, 0.92}, 2.0, 0.98),
            {.ensemble = MonteCarloEnsemble::semi_grand,
             .temperature = 1.0,
             .pressure = 1.5,
             .chemical_potential = {0.3, 0.0},
             .largest_displacement = 0.2,
             .largest_log_volume_step = 0.1,
             .seed = 62},
            0.8};
}

/// The pressure of a chain from its virial. The density sampled is V^N exp(-P V/T) Z(V), Z the integral of exp(-U/T)
/// over coordinates in units of the box, which gives T d(ln Z)/dV = <W>/3V with W = sum r.f. The total derivative
/// integrates to 0 over all V, hence
///   < N T/V + W/3V > = P,
/// exactly, for any N, with N and not N + 1 or N - 1: the exponent of V is N. (Times V before the derivative is taken
/// it would read < (N + 1) T + W/3 > = P <V>.) The potential has no jump at r_c, so no impulse is missing in W.
/// Both are returned: the pressure, and the pressure from the second form. Blocks are of 320 sweeps or more.
std::array<Estimate, 2> virial_pressure(const FluidState& fluid, double claimed_temperature, std::uint64_t sweeps) {
    const Mixture mixture(fluid.mixture);
    MonteCarlo chain(mixture, test::grid_state_of_density(108, fluid.density, 2), fluid.parameters);
    optimized::PairForces pair_forces(mixture);
    PairForcesResult forces;
    const auto observe = [&] {
        for (int s = 1; s < 5; ++s) chain.sweep();  // and one more between two samples
        pair_forces.compute(chain.chain().state, {.energies = false, .virial = true, .currents = false}, forces);
        const double w = (forces.virial[0] + forces.virial[1]) + forces.virial[2];
        const double v = chain.volume();
        return std::vector{108.0 * claimed_temperature / v + w / (3.0 * v), v, w};
    };
    const BlockTable table = test::sampled(chain, 300, sweeps / 5, observe, 64);
    return {test::mean_of(table, 0), jackknife(table, [&](std::span<const double> means) {
                return (109.0 * claimed_temperature + means[2] / 3.0) / means[1];
            })};
}

TEST(VirialPressure, IsTheImposedOneInAHotFluid) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const FluidState fluid = hot_fluid();
    for (const Estimate& pressure : virial_pressure(fluid, 2.0, 15000)) {
        EXPECT_LT(deviation(pressure, 1.6), 1.0) << pressure.value << " +- " << pressure.standard_error;
        EXPECT_LT(pressure.standard_error, 0.016);
    }
}

TEST(VirialPressure, IsTheImposedOneInADenseSemiGrandMixture) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const FluidState fluid = dense_mixture();
    for (const Estimate& pressure : virial_pressure(fluid, 1.0, 15000)) {
        EXPECT_LT(deviation(pressure, 1.5), 1.0) << pressure.value << " +- " << pressure.standard_error;
        EXPECT_LT(pressure.standard_error, 0.03);
    }
}

// A chain at 1.1 T whose pressure is taken at T: the test sees an error of the pressure of 5 to 10 %.
TEST(VirialPressurePower, ATemperatureTenPercentOffIsSeen) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    FluidState fluid = hot_fluid();
    fluid.parameters.temperature *= 1.1;
    for (const Estimate& pressure : virial_pressure(fluid, 2.0, 15000)) EXPECT_GT(deviation(pressure, 1.6), 1.0);
}

TEST(VirialPressurePower, APressureSixPercentOffIsSeen) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    FluidState fluid = hot_fluid();
    fluid.parameters.pressure *= 1.06;
    for (const Estimate& pressure : virial_pressure(fluid, 2.0, 15000)) EXPECT_GT(deviation(pressure, 1.6), 1.0);
}

// ---------------------------------------------------------------------------------------------- errors of replicas

constexpr std::size_t replica_count = 40;

/// Independent chains of the dense mixture, 300 sweeps away from one equilibrated start, each a table of 80 blocks of
/// 32 sweeps: U/N, V, N_1 and their products.
std::vector<BlockTable> replicas() {
    const FluidState fluid = dense_mixture();
    const Mixture mixture(fluid.mixture);
    MonteCarlo first(mixture, test::grid_state_of_density(108, fluid.density, 2), fluid.parameters);
    for (int s = 0; s < 1500; ++s) first.sweep();
    const State start = first.chain().state;
    std::vector<BlockTable> tables;
    for (std::size_t r = 0; r < replica_count; ++r) {
        MonteCarloParameters parameters = fluid.parameters;
        parameters.seed = 50000 + r;
        MonteCarlo chain(mixture, start, parameters);
        tables.push_back(test::sampled(chain, 300, 2560, [&] {
            return std::vector{from_quanta(chain.energy()) / 108.0, chain.volume(),
                               static_cast<double>(chain.species_counts()[0])};
        }));
    }
    return tables;
}

struct Observable {
    const char* name;
    FunctionOfMeans function;
};

std::vector<Observable> observables(const BlockTable& table) {
    const std::size_t n1n1 = table.product_column(2, 2);
    const std::size_t un1 = table.product_column(0, 2);
    return {{"energy", [](std::span<const double> means) { return means[0]; }},
            {"volume", [](std::span<const double> means) { return means[1]; }},
            {"x_1", [](std::span<const double> means) { return means[2] / 108.0; }},
            {"Gamma",
             [n1n1](std::span<const double> means) {
                 const double x1 = means[2] / 108.0;
                 return 108.0 * x1 * (1.0 - x1) / (means[n1n1] - means[2] * means[2]);
             }},
            {"u_1 - u_2", [n1n1, un1](std::span<const double> means) {
                 return 108.0 * (means[un1] - means[0] * means[2]) / (means[n1n1] - means[2] * means[2]);
             }}};
}

/// What the scatter of replicas says of their quoted errors: F = Var(values) / mean(quoted^2). For true errors from n
/// blocks it has Fisher's distribution with R - 1 and R (n - 1) degrees of freedom (chi-squared over R - 1 if the
/// quoted errors were exact).
struct Scatter {
    double ratio;
    double p_value_of_less;  ///< small: the quoted errors are too large
    double p_value_of_more;  ///< small: the quoted errors are too small
};

Scatter scatter_of(const std::vector<Estimate>& estimates) {
    const double count = static_cast<double>(estimates.size());
    double mean = 0.0;
    double quoted = 0.0;
    for (const Estimate& e : estimates) {
        mean += e.value / count;
        quoted += e.standard_error * e.standard_error / count;
    }
    double variance = 0.0;
    for (const Estimate& e : estimates) variance += (e.value - mean) * (e.value - mean) / (count - 1.0);
    const double degrees = count * (estimates.front().effective_samples - 1.0);
    const boost::math::fisher_f_distribution<double> fisher(count - 1.0, degrees);
    const double ratio = variance / quoted;
    return {ratio, cdf(fisher, ratio), cdf(complement(fisher, ratio))};
}

/// The observable of every replica with its jackknife error from blocks `factor` times as long, multiplied by
/// `error_factor`.
std::vector<Estimate> estimates_of(const std::vector<BlockTable>& tables, const Observable& observable,
                                   std::uint64_t factor, double error_factor = 1.0) {
    std::vector<Estimate> estimates;
    for (const BlockTable& table : tables) {
        estimates.push_back(jackknife(table.coarsened(factor), observable.function));
        estimates.back().standard_error *= error_factor;
    }
    return estimates;
}

// One test, so that the chains are run once. Blocks of 256 sweeps, 8 times as long as the correlations, give errors
// that are low by about a twentieth. Errors 2.5 times too small or too large must be seen, and those that take every
// sweep as independent.
TEST(ReplicasOfAChain, ScatterAsTheirErrorsSayAndNotAsWrongErrorsSay) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const std::vector<BlockTable> tables = replicas();
    ASSERT_EQ(tables.front().block_count(), 80U);
    for (const Observable& observable : observables(tables.front())) {
        const Scatter right = scatter_of(estimates_of(tables, observable, 8));
        EXPECT_GT(right.p_value_of_less, false_alarm_rate) << observable.name << ", ratio " << right.ratio;
        EXPECT_GT(right.p_value_of_more, false_alarm_rate) << observable.name << ", ratio " << right.ratio;
        const Scatter small = scatter_of(estimates_of(tables, observable, 8, 1.0 / 2.5));
        EXPECT_LT(small.p_value_of_more, false_alarm_rate) << observable.name << ", ratio " << small.ratio;
        const Scatter large = scatter_of(estimates_of(tables, observable, 8, 2.5));
        EXPECT_LT(large.p_value_of_less, false_alarm_rate) << observable.name << ", ratio " << large.ratio;
    }
    std::vector<Estimate> of_sweeps;
    for (const BlockTable& table : tables) {
        const double n = table.sample_count();
        of_sweeps.push_back({table.mean()[1], std::sqrt(table.sample_variance(1) / n), n});
    }
    EXPECT_LT(scatter_of(of_sweeps).p_value_of_more, false_alarm_rate);
}

}  // namespace
}  // namespace soret
