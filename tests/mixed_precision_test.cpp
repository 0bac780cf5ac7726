// What mixed precision costs: the error of the forces. What it does to the energy of a long run:
// energy_conservation_test.cpp.

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "high_precision_pairs.hpp"
#include "settled_liquid.hpp"

namespace soret::test {
namespace {

double rms(const std::array<std::vector<double>, 3>& a, const std::array<std::vector<double>, 3>& b) {
    double sum = 0.0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (std::size_t i = 0; i < a[axis].size(); ++i) sum += std::pow(a[axis][i] - b[axis][i], 2);
    }
    return std::sqrt(sum / static_cast<double>(3 * a[0].size()));
}

/// |error| <= n q/2 + (2^-17 + 64 L 2^-30) of the sum of magnitudes, q the quantum of the terms: 2^-17 is 128 roundings
/// of 2^-24, of which a displacement has 3, r^2 9, and the terms of virial and heat current, with w^7, 106; positions
/// are rounded by L 2^-30 at most, and a term changes with 14 times the relative change of r at most, r > 0.8.
template <class Backend>
void expect_mixed_accuracy(const Mixture& mixture, const State& state) {
    const auto found =
        pair_forces_of<Backend>(mixture, state, {.scalar_virial = ScalarVirial::trace}, {}, Precision::mixed);
    const PreciseForces truth = precise_forces(mixture, state);
    const double relative = 0x1p-17 + 64.0 * state.box.edges().x * 0x1p-30;
    const auto expect = [&](double measured, const PreciseSum& sum, float quantum) {
        const double allowed =
            0.5 * static_cast<double>(quantum) * sum.roundings + relative * static_cast<double>(sum.magnitude);
        EXPECT_LE(sum.error_of(measured), allowed);
    };
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            expect(found.force[axis][i], truth.force[axis][i], mixed_quantum);
        }
        expect(found.particle_energy[i], truth.particle_energy[i], mixed_quantum);
    }
    expect(found.potential_energy, truth.potential_energy, mixed_quantum);
    expect(found.scalar_virial, truth.trace, mixed_quantum);
    for (std::size_t k = 0; k < 6; ++k) expect(found.virial[k], truth.virial[k], mixed_quantum);
    for (std::size_t a = 0; a < 3; ++a) expect(found.heat_current[a], truth.heat_current[a], mixed_heat_quantum);
}

TEST(MixedPrecision, HasTheAccuracyOfItsRoundings) {
    // No jump at the cutoff: a pair may be in or out.
    for (const std::uint64_t seed : {3U, 4U}) {
        const State liquid = cubic_liquid(3, 80, 0.7, seed);
        expect_mixed_accuracy<ReferenceBackend>(asymmetric_mixture(Truncation::force_shifted), liquid);
        expect_mixed_accuracy<OptimizedBackend>(asymmetric_mixture(Truncation::force_shifted), liquid);
    }
}

TEST(MixedPrecision, ForcesOfALiquidAreAsNearTheExactOnesAsStated) {
    for (const std::size_t n : {500U, 5000U}) {
        const State liquid = settled_liquid(paper_mixture(), n, 5);
        const auto exact = pair_forces_of<OptimizedBackend>(paper_mixture(), liquid);
        const auto mixed = pair_forces_of<OptimizedBackend>(paper_mixture(), liquid, {}, {}, Precision::mixed);
        const std::vector<double> zeros(n);
        const double error = rms(mixed.force, exact.force) / rms(exact.force, {zeros, zeros, zeros});
        EXPECT_LT(error, 1e-6) << n;  // stated in the contract
        EXPECT_GT(error, 1e-8) << n;  // it is another arithmetic
        for (const auto& axis : mixed.force) {
            double sum = 0.0;
            for (const double f : axis) sum += f;  // multiples of 2^-19: exact
            EXPECT_EQ(sum, 0.0);                   // Newton's third law to the bit here too
        }
    }
}

}  // namespace
}  // namespace soret::test
