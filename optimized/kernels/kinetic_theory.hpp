#pragma once

namespace soret::optimized {

/// States of a block: whole vectors of every instruction set.
inline constexpr int kinetic_theory_block = 64;

/// What alpha_T of the first order needs, by state. Columns of kinetic_theory_block numbers each, aligned for whole
/// vectors; omega_12_13 is Omega*(1,3) of unlike pairs.
struct ThermalDiffusionColumns {
    const double *x1, *mass_1, *mass_2, *sigma_11, *sigma_12, *sigma_22;
    const double *omega_12_11, *omega_12_12, *omega_12_13, *omega_12_22, *omega_11_22, *omega_22_22;
    double* factor;
};

/// A part of the path of a pair, from where it is slow (optimized/detail/energy_grid.cpp has the symbols): at
/// phi = d (e - 1/e)/2 from theta.
struct PathPart {
    double v0, x0, B, theta;
    double half_d;  ///< d/2, negative where phi goes down
};
/// Nodes along it: whole vectors of every instruction set.
inline constexpr int path_nodes = 24;

/// The first count states, and what else is in their last vector.
struct KineticTheoryKernels {
    /// A fit of Kim and Monroe at temperatures whose logarithms are given; 13 coefficients A, B1 ... B6, C1 ... C6.
    void (*fitted)(const double* coefficients, const double* temperature, const double* logarithm, double* omega,
                   int count);
    void (*thermal_diffusion_factors)(const ThermalDiffusionColumns&, int count);
    /// (e + 1/e)/sqrt(R) at each node; path_nodes numbers each, aligned for whole vectors.
    void (*path_terms)(const PathPart&, const double* e, double* terms);

    static const KineticTheoryKernels sse2, avx2, avx512;
};

}  // namespace soret::optimized
