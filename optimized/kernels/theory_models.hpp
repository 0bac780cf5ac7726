#pragma once

namespace soret::optimized {

/// States of a block: whole vectors of every instruction set.
inline constexpr int theory_block = 64;

/// Columns of theory_block numbers each, aligned for whole vectors.
struct TheoryColumns {
    const double *temperature, *x1, *mass_1, *mass_2, *gamma, *partial_enthalpy_1, *partial_enthalpy_2;
    const double *partial_volume_1, *partial_volume_2, *partial_energy_1, *partial_energy_2, *tau_1, *tau_2;
    const double *activation_energy_1, *activation_energy_2, *ideal_gas_soret;
    double *kinetic, *haase_thermodynamic, *haase, *kempers_thermodynamic, *kempers, *shukla_firoozabadi_energy;
    double *shukla_firoozabadi_volume, *shukla_firoozabadi, *prigogine, *artola_rousseau_mass, *artola_rousseau;
};

struct TheoryModelsKernels {
    /// The first count states, and what else is in their last vector.
    /// returns   whether all inputs are in their ranges and all results finite
    bool (*models)(const TheoryColumns&, int count);

    static const TheoryModelsKernels sse2, avx2, avx512;
};

}  // namespace soret::optimized
