#pragma once

#include "soret/optimized/kernels/simd.hpp"
#include "soret/optimized/kernels/theory_models.hpp"

namespace soret::optimized {

template <class Arch>
class TheoryModelsKernel {
public:
    static bool models(const TheoryColumns& c, int count) {
        Flags good(true);
        for (int k = 0; k < count; k += width) good = good & vector_of_states(c, k);
        return bits_of<Arch>(good) == (1U << width) - 1U;
    }

private:
    using Batch = Doubles<Arch>;
    using Flags = Mask<Arch>;
    static constexpr int width = static_cast<int>(Batch::size);
    static constexpr double largest = 0x1.fffffffffffffp1023;

    static Batch load(const double* column, int k) { return Batch::load_aligned(column + k); }

    static Flags is_finite(const Batch& x) { return xsimd::abs(x) <= Batch(largest); }
    static Flags is_positive(const Batch& x) { return (x > Batch(0.0)) & (x <= Batch(largest)); }

    /// Inputs that are not asked for are finite where the results are.
    static Flags vector_of_states(const TheoryColumns& c, int k) {
        const Batch T = load(c.temperature, k);
        const Batch gamma = load(c.gamma, k);
        const Batch x1 = load(c.x1, k);
        const Batch x2 = Batch(1.0) - x1;
        const Batch TD = T * (T * gamma);

        const Batch h0 = Batch(2.5) * T;
        const Batch H1 = load(c.partial_enthalpy_1, k) - h0;
        const Batch H2 = load(c.partial_enthalpy_2, k) - h0;
        const Batch kinetic = load(c.ideal_gas_soret, k) / gamma;
        kinetic.store_aligned(c.kinetic + k);

        const Batch m1 = load(c.mass_1, k);
        const Batch m2 = load(c.mass_2, k);
        const Batch haase = (m1 * H2 - m2 * H1) / ((m1 * x1 + m2 * x2) * TD);
        haase.store_aligned(c.haase_thermodynamic + k);
        const Batch haase_sum = haase + kinetic;
        haase_sum.store_aligned(c.haase + k);

        const Batch v1 = load(c.partial_volume_1, k);
        const Batch v2 = load(c.partial_volume_2, k);
        const Batch mean_volume = v1 * x1 + v2 * x2;
        const Batch volume_TD = mean_volume * TD;
        const Batch kempers = (v1 * H2 - v2 * H1) / volume_TD;
        kempers.store_aligned(c.kempers_thermodynamic + k);
        const Batch kempers_sum = kempers + kinetic;
        kempers_sum.store_aligned(c.kempers + k);

        const Batch tau_1 = load(c.tau_1, k);
        const Batch tau_2 = load(c.tau_2, k);
        const Batch e1 = load(c.partial_energy_1, k) / tau_1;
        const Batch e2 = load(c.partial_energy_2, k) / tau_2;
        const Batch energy = (e2 - e1) / TD;
        const Batch volume = ((v1 - v2) * (x1 * e1 + x2 * e2)) / volume_TD;
        energy.store_aligned(c.shukla_firoozabadi_energy + k);
        volume.store_aligned(c.shukla_firoozabadi_volume + k);
        const Batch shukla_firoozabadi = energy + volume;
        shukla_firoozabadi.store_aligned(c.shukla_firoozabadi + k);

        const Batch dG1 = load(c.activation_energy_1, k);
        const Batch dG2 = load(c.activation_energy_2, k);
        const Batch T2 = T * T;
        const Batch prigogine = (dG2 - dG1) / T2;
        const Batch mass = ((m2 - m1) / (m2 + m1)) * ((dG1 + dG2) / T2);
        prigogine.store_aligned(c.prigogine + k);
        mass.store_aligned(c.artola_rousseau_mass + k);
        const Batch artola_rousseau = prigogine + mass;
        artola_rousseau.store_aligned(c.artola_rousseau + k);

        const Flags states = is_positive(T) & is_positive(gamma) & is_positive(m1) & is_positive(m2) &
                             is_positive(tau_1) & is_positive(tau_2) & is_positive(mean_volume) & (x1 > Batch(0.0)) &
                             (x1 < Batch(1.0));
        return states & is_finite(haase_sum) & is_finite(kempers_sum) & is_finite(shukla_firoozabadi) &
               is_finite(artola_rousseau);
    }
};

template <class Arch>
constexpr TheoryModelsKernels theory_models_kernels{TheoryModelsKernel<Arch>::models};

}  // namespace soret::optimized
