#pragma once

namespace soret::optimized {

/// States of a block: whole vectors of every instruction set.
inline constexpr int transport_block = 64;

/// Columns of transport_block numbers each, aligned for whole vectors.
struct TransportColumns {
    const double *L11, *L1q, *Lq1, *Lqq, *temperature, *number_density, *x1, *mass_1, *mass_2, *gamma;
    const double* enthalpy_difference;
    double *L1q_primed, *Lq1_primed, *Lqq_primed, *onsager_ratio, *thermal_conductivity;
    double *thermal_conductivity_primed_form, *delta_lambda, *delta_lambda_primed;
    double *mutual_diffusion_coefficient, *thermal_diffusion_coefficient, *soret_coefficient;
};

struct TransportKernels {
    /// The first count states, and what else is in their last vector.
    void (*coefficients)(const TransportColumns&, int count);

    static const TransportKernels sse2, avx2, avx512;
};

}  // namespace soret::optimized
