#include "soret/optimized/kinetic_theory.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "soret/common/kim_monroe.hpp"
#include "soret/common/portable_math.hpp"
#include "soret/optimized/detail/dilute_transport.hpp"
#include "soret/optimized/detail/dispatch.hpp"
#include "soret/optimized/detail/energy_grid.hpp"
#include "soret/optimized/kernels/kinetic_theory.hpp"

namespace soret::optimized {

namespace {

constexpr std::size_t block_size = kinetic_theory_block;

static_assert(sizeof(KimMonroeFit) == 13 * sizeof(double));

const double* coefficients_of(std::size_t n) {
    return &kim_monroe_fits[n].A;
}

/// Reduced temperatures of a block and their logarithms; lanes without a state have 1.
struct TemperatureColumn {
    alignas(64) double value[block_size];
    alignas(64) double logarithm[block_size];

    TemperatureColumn() {
        std::fill_n(value, block_size, 1.0);
        std::fill_n(logarithm, block_size, 0.0);
    }
    void set(std::size_t k, double temperature) {
        value[k] = temperature;
        logarithm[k] = portable_log(temperature);
    }
};

// In the order of ThermalDiffusionColumns.
constexpr std::size_t parameters = 6;
constexpr double DiluteMixture::*parameter[parameters] = {&DiluteMixture::x1,       &DiluteMixture::mass_1,
                                                          &DiluteMixture::mass_2,   &DiluteMixture::sigma_11,
                                                          &DiluteMixture::sigma_12, &DiluteMixture::sigma_22};

struct ThermalDiffusionBlock {
    alignas(64) double in[parameters][block_size];
    alignas(64) double omega[6][block_size];
    alignas(64) double factor[block_size];

    ThermalDiffusionBlock() {
        for (auto& column : in) std::fill_n(column, block_size, 0.5);  // a state that lanes without one can take
        for (auto& column : omega) std::fill_n(column, block_size, 1.0);
    }
    void set(std::size_t k, const DiluteMixture& mixture) {
        for (std::size_t c = 0; c < parameters; ++c) in[c][k] = mixture.*parameter[c];
    }
    ThermalDiffusionColumns columns() {
        return {in[0],    in[1],    in[2],    in[3],    in[4],    in[5], omega[0],
                omega[1], omega[2], omega[3], omega[4], omega[5], factor};
    }
};

/// f(from, count) for each block of a batch.
template <class F>
void for_each_block(std::size_t states, const F& f) {
    for (std::size_t from = 0; from < states; from += block_size) f(from, std::min(block_size, states - from));
}

}  // namespace

void KineticTheory::cross_sections(double cutoff, std::span<const double> energies, std::span<CrossSections> results) {
    check_reduced_cutoff(cutoff);
    check_reduced_energies(energies, results.size());
    const Collisions collisions(cutoff);
    for (std::size_t k = 0; k < energies.size(); ++k) results[k] = collisions.cross_sections(energies[k]);
}

void KineticTheory::collision_integrals(double cutoff, std::span<const double> temperatures,
                                        std::span<CollisionIntegrals> results) {
    check_reduced_cutoff(cutoff);
    check_reduced_temperatures(temperatures, results.size());
    if (temperatures.empty()) return;
    const EnergyGrid grid(cutoff, *std::max_element(temperatures.begin(), temperatures.end()));
    for (std::size_t k = 0; k < temperatures.size(); ++k) results[k] = grid.collision_integrals(temperatures[k]);
}

void KineticTheory::second_virial_coefficients(double cutoff, std::span<const double> temperatures,
                                               std::span<double> results) {
    check_reduced_cutoff(cutoff);
    check_reduced_temperatures(temperatures, results.size());
    for (std::size_t k = 0; k < temperatures.size(); ++k)
        results[k] = second_virial_coefficient(cutoff, temperatures[k]);
}

void KineticTheory::fitted_collision_integrals(std::span<const double> temperatures,
                                               std::span<CollisionIntegrals> results, const Execution& execution) {
    check_reduced_temperatures(temperatures, results.size());
    const auto& kernels = kernels_for<KineticTheoryKernels>(execution.instruction_set);
    TemperatureColumn column;
    alignas(64) double omega[block_size];
    for_each_block(temperatures.size(), [&](std::size_t from, std::size_t count) {
        for (std::size_t k = 0; k < count; ++k) column.set(k, temperatures[from + k]);
        for (std::size_t n = 0; n < collision_orders.size(); ++n) {
            kernels.fitted(coefficients_of(n), column.value, column.logarithm, omega, static_cast<int>(count));
            for (std::size_t k = 0; k < count; ++k) results[from + k].values[n] = omega[k];
        }
    });
}

void KineticTheory::thermal_diffusion_factors(std::span<const DiluteGas> gases, std::span<double> results) {
    check_dilute_gases(gases, results.size(), 1);
    const auto& kernels = kernels_for<KineticTheoryKernels>(best_instruction_set());
    ThermalDiffusionBlock block;
    for_each_block(gases.size(), [&](std::size_t from, std::size_t count) {
        for (std::size_t k = 0; k < count; ++k) {
            const DiluteGas& gas = gases[from + k];
            block.set(k, gas);
            block.omega[0][k] = gas.omega_12(1, 1);
            block.omega[1][k] = gas.omega_12(1, 2);
            block.omega[2][k] = gas.omega_12(1, 3);
            block.omega[3][k] = gas.omega_12(2, 2);
            block.omega[4][k] = gas.omega_11(2, 2);
            block.omega[5][k] = gas.omega_22(2, 2);
        }
        kernels.thermal_diffusion_factors(block.columns(), static_cast<int>(count));
        std::copy_n(block.factor, count, results.begin() + static_cast<std::ptrdiff_t>(from));
    });
    check_thermal_diffusion_factors(results);
}

void KineticTheory::thermal_diffusion_factors(std::span<const DiluteLennardJones> states, std::span<double> results,
                                              const Execution& execution) {
    check_dilute_lennard_jones(states, results.size());
    const auto& kernels = kernels_for<KineticTheoryKernels>(execution.instruction_set);
    ThermalDiffusionBlock block;
    TemperatureColumn T11, T12, T22;
    for_each_block(states.size(), [&](std::size_t from, std::size_t count) {
        for (std::size_t k = 0; k < count; ++k) {
            const DiluteLennardJones& s = states[from + k];
            block.set(k, s);
            T11.set(k, s.temperature / s.epsilon_11);
            T12.set(k, s.temperature / s.epsilon_12);
            T22.set(k, s.temperature / s.epsilon_22);
        }
        const auto fit = [&](int l, int s, const TemperatureColumn& T, double* omega) {
            kernels.fitted(coefficients_of(collision_index(l, s)), T.value, T.logarithm, omega,
                           static_cast<int>(count));
        };
        fit(1, 1, T12, block.omega[0]);
        fit(1, 2, T12, block.omega[1]);
        fit(1, 3, T12, block.omega[2]);
        fit(2, 2, T12, block.omega[3]);
        fit(2, 2, T11, block.omega[4]);
        fit(2, 2, T22, block.omega[5]);
        kernels.thermal_diffusion_factors(block.columns(), static_cast<int>(count));
        std::copy_n(block.factor, count, results.begin() + static_cast<std::ptrdiff_t>(from));
    });
    check_thermal_diffusion_factors(results);
}

void KineticTheory::transport(std::span<const DiluteGas> gases, int order, std::span<DiluteTransport> results) {
    check_dilute_gases(gases, results.size(), order);
    std::optional<MassBrackets> brackets;
    double M1 = 0.0;
    for (std::size_t k = 0; k < gases.size(); ++k) {
        const double next_M1 = gases[k].mass_1 / (gases[k].mass_1 + gases[k].mass_2);
        if (!brackets || next_M1 != M1) brackets = mass_brackets(next_M1);
        M1 = next_M1;
        results[k] = dilute_transport(gases[k], *brackets, order);
    }
}

}  // namespace soret::optimized
