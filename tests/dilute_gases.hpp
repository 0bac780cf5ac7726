#pragma once

// Gases and names that the tests of kinetic theory share.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "soret/common/contracts/kinetic_theory.hpp"
#include "soret/optimized/kinetic_theory.hpp"
#include "soret/reference/kinetic_theory.hpp"

namespace soret::test {

struct ReferenceKineticTheory : reference::KineticTheory {
    static constexpr std::string_view name = ReferenceBackend::name;
};
struct OptimizedKineticTheory : optimized::KineticTheory {
    static constexpr std::string_view name = OptimizedBackend::name;
};
using BothKineticTheories = ::testing::Types<ReferenceKineticTheory, OptimizedKineticTheory>;

template <class Backend>
CollisionIntegrals collision_integrals(double cutoff, double temperature) {
    CollisionIntegrals result;
    Backend::collision_integrals(cutoff, {&temperature, 1}, {&result, 1});
    return result;
}

template <class Backend>
CollisionIntegrals fitted_collision_integrals(double temperature) {
    CollisionIntegrals result;
    Backend::fitted_collision_integrals({&temperature, 1}, {&result, 1});
    return result;
}

template <class Backend>
double thermal_diffusion_factor(const DiluteGas& gas) {
    double result = 0.0;
    Backend::thermal_diffusion_factors({&gas, 1}, {&result, 1});
    return result;
}

template <class Backend>
double thermal_diffusion_factor(const DiluteLennardJones& state) {
    double result = 0.0;
    Backend::thermal_diffusion_factors({&state, 1}, {&result, 1});
    return result;
}

template <class Backend>
DiluteTransport transport(const DiluteGas& gas, int order) {
    DiluteTransport result;
    Backend::transport({&gas, 1}, order, {&result, 1});
    return result;
}

inline DiluteGas hard_spheres() {
    DiluteGas gas;
    gas.temperature = 1.0;
    gas.x1 = 0.5;
    gas.omega_11 = gas.omega_12 = gas.omega_22 = CollisionIntegrals::of_hard_spheres();
    return gas;
}

/// The paper's mixture, equal masses and diameters and eps = 0.6, sqrt(0.6), 1.
inline DiluteLennardJones paper_mixture(double temperature, double x1) {
    DiluteLennardJones state;
    state.temperature = temperature;
    state.x1 = x1;
    state.epsilon_11 = 0.6;
    state.epsilon_12 = std::sqrt(0.6);
    return state;
}

template <class Backend>
DiluteGas with_fits(const DiluteLennardJones& state) {
    DiluteGas gas;
    static_cast<DiluteMixture&>(gas) = state;
    gas.omega_11 = fitted_collision_integrals<Backend>(state.temperature / state.epsilon_11);
    gas.omega_12 = fitted_collision_integrals<Backend>(state.temperature / state.epsilon_12);
    gas.omega_22 = fitted_collision_integrals<Backend>(state.temperature / state.epsilon_22);
    return gas;
}

/// Every T* of a random state is within the range of the fits.
inline DiluteLennardJones random_mixture(Uniform& uniform, double largest_mass) {
    DiluteLennardJones s;
    s.temperature = uniform(0.7, 5.0);
    s.x1 = uniform(0.0, 1.0);
    s.mass_1 = uniform(1.0, largest_mass);
    s.mass_2 = uniform(1.0, largest_mass);
    for (double* sigma : {&s.sigma_11, &s.sigma_12, &s.sigma_22}) *sigma = uniform(0.7, 1.5);
    for (double* epsilon : {&s.epsilon_11, &s.epsilon_12, &s.epsilon_22}) *epsilon = uniform(0.3, 2.0);
    return s;
}

inline DiluteGas relabelled(const DiluteGas& gas) {
    DiluteGas other = gas;
    other.x1 = 1.0 - gas.x1;
    std::swap(other.mass_1, other.mass_2);
    std::swap(other.sigma_11, other.sigma_22);
    std::swap(other.omega_11, other.omega_22);
    return other;
}

}  // namespace soret::test
