// Partial structure factors of whole runs, and their limits at small wave vectors.

#include <cmath>
#include <fstream>
#include <numbers>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "csv_table.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/observers/structure_factor_observer.hpp"
#include "soret/validation/simulation/preparation.hpp"

namespace soret::test {
namespace {

MonteCarloRunSettings observed() {
    MonteCarloRunSettings settings;
    settings.parameters.ensemble = MonteCarloEnsemble::nvt_swap;
    settings.parameters.temperature = 0.7;
    settings.production = 40;
    settings.observables.structure_factor = {2, 6};
    return settings;
}

MonteCarloChain liquid() {
    LiquidSettings settings;
    settings.n = 170;
    settings.temperature = 0.7;
    return prepare_liquid(settings, paper_mixture(), Backend::optimized, Execution{});
}

std::string file_of(const MonteCarloRun& run) {
    return run.observers().files().at(0).text;
}

TEST(StructureFactorObserver, WritesTheSameBitsInBothBackendsAndWhenSaved) {
    const MonteCarloChain start = liquid();
    const auto run = [&](Backend backend) { return MonteCarloRun(paper_mixture(), start, observed(), backend, {}); };
    MonteCarloRun through = run(Backend::reference);
    while (!through.finished()) through.sweep();
    MonteCarloRun interrupted = run(Backend::optimized);
    for (int sweep = 0; sweep < 13; ++sweep) interrupted.sweep();
    MonteCarloRun resumed(paper_mixture(), interrupted.to_json(), observed(), Backend::optimized, {});
    while (!resumed.finished()) resumed.sweep();
    EXPECT_EQ(file_of(through), file_of(resumed));
    EXPECT_NE(file_of(through).find("q,vectors,S_11,S_12,S_22,S_11_sem"), std::string::npos);
}

/// Of one configuration by the sum over all pairs: S_ab = (1/N) sum_ij cos q.(r_i - r_j), as a mean over the vectors of
/// a length.
TEST(StructureFactorObserver, IsTheSumOverAllPairs) {
    const State state = liquid().state;
    StructureFactorObserver observer({1, 5}, 2, Backend::optimized, {});
    for (std::uint64_t k = 0; k < 4; ++k) observer.observe({k, state, nullptr, nullptr, nullptr});
    const auto blocks = observer.blocks();
    ASSERT_TRUE(blocks.has_value());
    ASSERT_EQ(structure_factor_shells(5).size(), 5U);
    const double L = state.box.edges().x;
    const double n = static_cast<double>(state.size());
    for (const auto& [shell, vectors] : {std::pair{0, std::vector<WaveVector>{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
                                         {2, {{1, 1, 1}, {-1, 1, 1}, {1, -1, 1}, {1, 1, -1}}}}) {
        double sum[3] = {0.0, 0.0, 0.0};
        for (const WaveVector& v : vectors) {
            for (std::size_t i = 0; i < state.size(); ++i) {
                for (std::size_t j = 0; j < state.size(); ++j) {
                    double turns = 0.0;
                    for (std::size_t a = 0; a < 3; ++a) {
                        turns += v[a] * (state.position[a][i] - state.position[a][j]) / L;
                    }
                    if (state.species[i] > state.species[j]) continue;  // S_12 once
                    sum[species_pair(static_cast<std::size_t>(state.species[i]),
                                     static_cast<std::size_t>(state.species[j]), 2)] +=
                        std::cos(2.0 * std::numbers::pi * turns) / n / static_cast<double>(vectors.size());
                }
            }
        }
        for (std::size_t pair = 0; pair < 3; ++pair) {
            // N^2/N terms of rounding 2^-40 at most.
            EXPECT_NEAR(blocks->S[0][pair * 5 + static_cast<std::size_t>(shell)], sum[pair], n * 0x1p-40)
                << shell << " " << pair;
        }
    }
}

TEST(StructureFactorObserver, RefusesABoxThatIsNoCube) {
    EXPECT_THROW(check_structure_factor_box(Box({8.0, 8.0, 9.0})), InvalidState);
    EXPECT_NO_THROW(check_structure_factor_box(Box({8.0, 8.0, 8.0})));
}

/// Ornstein and Zernike: S_ab(q) = S_ab(0)/(1 + xi^2 q^2) with S_ab(0) of the G_ab given.
constexpr double x1 = 0.3, rho = 0.8, xi = 0.4;
constexpr std::array G{-0.9, -1.6, -1.1};

StructureFactorBlocks invented(std::uint64_t seed, double noise_of_vector = 0.03) {
    StructureFactorBlocks blocks{13.6, {300.0, 700.0}, 12, {}};
    blocks.edge = std::cbrt(1000.0 / rho);
    const auto shells = structure_factor_shells(12);
    NormalSequence normal(seed, RandomStream::synthetic_series, 7);
    const std::array x{x1, 1.0 - x1};
    for (int block = 0; block < 60; ++block) {
        std::vector<double> S;
        for (std::size_t a = 0; a < 2; ++a) {
            for (std::size_t b = a; b < 2; ++b) {
                const double at_0 = (a == b ? x[a] : 0.0) + x[a] * x[b] * rho * G[a + b];
                for (const StructureFactorShell& shell : shells) {
                    const double q = 2.0 * std::numbers::pi / blocks.edge * std::sqrt(1.0 * shell.square);
                    const double noise = noise_of_vector / std::sqrt(static_cast<double>(shell.vectors));
                    S.push_back(at_0 / (1.0 + xi * xi * q * q) + noise * normal.next());
                }
            }
        }
        blocks.S.push_back(S);
    }
    return blocks;
}

/// 200 campaigns: of a right error of one standard deviation 68 % hold the truth, with a standard deviation of 3.3 %;
/// what the choice of the degree adds makes errors too large rather than too small.
TEST(StructureFactorLimits, HaveErrorsThatHoldTheTruth) {
    const double f = x1 * (1.0 - x1) * rho * (G[0] + G[2] - 2.0 * G[1]);
    int gamma_held = 0, g_held = 0, refused = 0;
    double bias = 0.0, squares = 0.0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const StructureFactorLimits limits = structure_factor_limits(invented(seed));
        // By chance a thousandth of fits is refused.
        const bool all = limits.gamma.value && limits.G[0].value && limits.G[1].value && limits.G[2].value;
        if (!all) {
            ++refused;
            continue;
        }
        EXPECT_EQ(limits.shells, 7U);
        const double off = limits.gamma.value->value - 1.0 / (1.0 + f);
        bias += off / 200.0;
        squares += limits.gamma.value->standard_error * limits.gamma.value->standard_error / 200.0;
        gamma_held += std::fabs(off) < limits.gamma.value->standard_error;
        for (std::size_t pair = 0; pair < 3; ++pair) {
            g_held += std::fabs(limits.G[pair].value->value - G[pair]) < limits.G[pair].value->standard_error;
        }
    }
    EXPECT_LE(refused, 5);  // 0.8 expected
    EXPECT_GT(gamma_held, 200 * 0.58);
    EXPECT_LT(gamma_held, 200 * 0.82);
    EXPECT_GT(g_held, 600 * 0.60);
    EXPECT_LT(g_held, 600 * 0.82);
    EXPECT_LT(std::fabs(bias), 0.5 * std::sqrt(squares));
}

/// Noise in which chi^2 hardly sees the bend of S(q). Lines in q^2 among the candidates have a bias of 0.22(3) of the
/// error; without them it is 0.06. The mean of 1000 campaigns has an error of 0.032 of that of one: from 0.06 it is
/// 0.16 by chance in one of 1000 seeds.
TEST(StructureFactorLimits, HaveNoBiasOfAStraightLine) {
    const double f = x1 * (1.0 - x1) * rho * (G[0] + G[2] - 2.0 * G[1]);
    double bias = 0.0, squares = 0.0;
    int count = 0;
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
        const ZeroWaveVector gamma = structure_factor_limits(invented(seed, 0.1)).gamma;
        if (!gamma.value) continue;
        ++count;
        bias += gamma.value->value - 1.0 / (1.0 + f);
        squares += gamma.value->standard_error * gamma.value->standard_error;
    }
    EXPECT_GE(count, 990);
    EXPECT_LT(std::fabs(bias / count), 0.16 * std::sqrt(squares / count));
}

TEST(StructureFactorLimits, RefuseTooLittle) {
    StructureFactorBlocks blocks = invented(1);
    EXPECT_THROW(structure_factor_limits(blocks, 0.8), InvalidArgument);  // three lengths
    blocks.particles = {1000.0, 0.0};
    EXPECT_THROW(structure_factor_limits(blocks), InvalidArgument);
    blocks = invented(1);
    blocks.S.resize(7);
    EXPECT_THROW(structure_factor_limits(blocks), InvalidArgument);
}

/// Structure factors that jump from length to length are no polynomial: no value, not a poor one.
TEST(StructureFactorLimits, GiveNoValueWhereNoPolynomialFits) {
    StructureFactorBlocks blocks = invented(1);
    for (std::vector<double>& S : blocks.S) {
        for (std::size_t k = 0; k < S.size(); k += 2) S[k] += 0.3;
    }
    EXPECT_FALSE(structure_factor_limits(blocks).gamma.value.has_value());
}

}  // namespace
}  // namespace soret::test
