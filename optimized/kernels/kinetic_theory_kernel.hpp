#pragma once

#include "soret/optimized/kernels/kinetic_theory.hpp"
#include "soret/optimized/kernels/simd.hpp"

namespace soret::optimized {

template <class Arch>
class KineticTheoryKernel {
public:
    static void fitted(const double* c, const double* temperature, const double* logarithm, double* omega, int count) {
        for (int k = 0; k < count; k += width) {
            const Batch i = Batch(1.0) / load(temperature, k);
            const Batch L = load(logarithm, k);
            Batch powers = i * Batch(c[6]);
            Batch logarithms = L * Batch(c[12]);
            for (int n = 5; n > 0; --n) {
                powers = i * (Batch(c[n]) + powers);
                logarithms = L * (Batch(c[6 + n]) + logarithms);
            }
            ((Batch(c[0]) + powers) + logarithms).store_aligned(omega + k);
        }
    }

    static void thermal_diffusion_factors(const ThermalDiffusionColumns& c, int count) {
        for (int k = 0; k < count; k += width) vector_of_states(c, k);
    }

    static void path_terms(const PathPart& path, const double* e, double* terms) {
        const Batch v0(path.v0);
        const Batch x0_less_1(path.x0 - 1.0);
        for (int k = 0; k < path_nodes; k += width) {
            const Batch growing = load(e, k);
            const Batch falling = Batch(1.0) / growing;
            const Batch s = sine(Batch(path.theta) + Batch(path.half_d) * (growing - falling));
            const Batch v = v0 * (s * s);
            const Batch v2 = v * v;
            const Batch R = Batch(path.B) + Batch(4.0) * ((v0 + v) * v0 + v2) * (x0_less_1 + v2 * v);
            ((growing + falling) / square_root<Arch>(xsimd::max(R, Batch(1e-300)))).store_aligned(terms + k);
        }
    }

private:
    using Batch = Doubles<Arch>;
    static constexpr int width = static_cast<int>(Batch::size);

    static Batch load(const double* column, int k) { return Batch::load_aligned(column + k); }

    /// In [0, pi/2], by its series up to the 19th power: 1e-15.
    static Batch sine(const Batch& theta) {
        constexpr double inverse_factorials[]{1.0,
                                              -1.0 / 6.0,
                                              1.0 / 120.0,
                                              -1.0 / 5040.0,
                                              1.0 / 362880.0,
                                              -1.0 / 39916800.0,
                                              1.0 / 6227020800.0,
                                              -1.0 / 1307674368000.0,
                                              1.0 / 355687428096000.0,
                                              -1.0 / 121645100408832000.0};
        const Batch theta2 = theta * theta;
        Batch sum(inverse_factorials[9]);
        for (int n = 8; n >= 0; --n) sum = Batch(inverse_factorials[n]) + theta2 * sum;
        return theta * sum;
    }

    static void vector_of_states(const ThermalDiffusionColumns& c, int k) {
        const Batch x1 = load(c.x1, k);
        const Batch x2 = Batch(1.0) - x1;
        const Batch m1 = load(c.mass_1, k);
        const Batch m2 = load(c.mass_2, k);
        const Batch m = m1 + m2;
        const Batch M1 = m1 / m;
        const Batch M2 = m2 / m;
        const Batch omega11 = load(c.omega_12_11, k);
        const Batch omega12 = load(c.omega_12_12, k);
        const Batch A = load(c.omega_12_22, k) / omega11;
        const Batch B = (Batch(5.0) * omega12 - Batch(4.0) * load(c.omega_12_13, k)) / omega11;
        const Batch C = omega12 / omega11;
        const Batch sigma = load(c.sigma_12, k);
        const Batch s1 = load(c.sigma_11, k) / sigma;
        const Batch s2 = load(c.sigma_22, k) / sigma;
        const Batch R1 = (s1 * s1) * (load(c.omega_11_22, k) / omega11);
        const Batch R2 = (s2 * s2) * (load(c.omega_22_22, k) / omega11);
        const Batch g1 = square_root<Arch>(Batch(2.0) * M1);
        const Batch g2 = square_root<Arch>(Batch(2.0) * M2);

        const Batch M1M2 = M1 * M2;
        const Batch M1M2A = M1M2 * A;
        const Batch like_A = Batch(4.0) * M1M2A;
        const Batch less_A = Batch(1.6) * M1M2A;
        const Batch b = Batch(2.5) - Batch(1.2) * B;
        const Batch square_1 = M1 * M1;
        const Batch square_2 = M2 * M2;
        const Batch difference = M1 - M2;
        const Batch S1 = ((M1 / M2) * g2) * R1 - like_A - (Batch(7.5) * M2) * (M2 - M1);
        const Batch S2 = ((M2 / M1) * g1) * R2 - like_A - (Batch(7.5) * M1) * difference;
        const Batch Q1 = ((Batch(2.0) / M2) * g2) * R1 * ((b * square_1 + Batch(3.0) * square_2) + less_A);
        const Batch Q2 = ((Batch(2.0) / M1) * g1) * R2 * ((b * square_2 + Batch(3.0) * square_1) + less_A);
        const Batch like = (Batch(15.0) * (difference * difference)) * b + like_A * (Batch(11.0) - Batch(2.4) * B);
        const Batch Q12 = like + (Batch(1.6) / square_root<Arch>(M1M2)) * (R1 * R2);
        const Batch below = ((x1 * x1) * Q1 + (x2 * x2) * Q2) + (x1 * x2) * Q12;
        ((Batch(6.0) * C - Batch(5.0)) * (x1 * S1 - x2 * S2) / below).store_aligned(c.factor + k);
    }
};

template <class Arch>
constexpr KineticTheoryKernels kinetic_theory_kernels{KineticTheoryKernel<Arch>::fitted,
                                                      KineticTheoryKernel<Arch>::thermal_diffusion_factors,
                                                      KineticTheoryKernel<Arch>::path_terms};

}  // namespace soret::optimized
