#pragma once

#include "soret/optimized/kernels/simd.hpp"
#include "soret/optimized/kernels/transport.hpp"

namespace soret::optimized {

template <class Arch>
class TransportKernel {
public:
    static void coefficients(const TransportColumns& c, int count) {
        for (int k = 0; k < count; k += width) vector_of_states(c, k);
    }

private:
    using Batch = Doubles<Arch>;
    static constexpr int width = static_cast<int>(Batch::size);

    static Batch load(const double* column, int k) { return Batch::load_aligned(column + k); }

    static void vector_of_states(const TransportColumns& c, int k) {
        const Batch L11 = load(c.L11, k);
        const Batch L1q = load(c.L1q, k);
        const Batch Lq1 = load(c.Lq1, k);
        const Batch Lqq = load(c.Lqq, k);
        const Batch T = load(c.temperature, k);
        const Batch h = load(c.enthalpy_difference, k);
        const Batch T2 = T * T;
        const Batch carried = L11 * h;
        const Batch L1q_primed = L1q - carried;
        const Batch Lq1_primed = Lq1 - carried;
        const Batch Lqq_primed = (Lqq - (L1q + Lq1) * h) + carried * h;
        const Batch L = Batch(0.5) * (L1q_primed + Lq1_primed);
        L1q_primed.store_aligned(c.L1q_primed + k);
        Lq1_primed.store_aligned(c.Lq1_primed + k);
        Lqq_primed.store_aligned(c.Lqq_primed + k);
        (L / L11).store_aligned(c.onsager_ratio + k);

        const Batch zero(0.0);
        const Batch coupling = (L1q * Lq1) / L11;
        const Batch coupling_primed = (L1q_primed * Lq1_primed) / L11;
        ((zero - coupling) / T2).store_aligned(c.delta_lambda + k);
        ((Lqq - coupling) / T2).store_aligned(c.thermal_conductivity + k);
        ((zero - coupling_primed) / T2).store_aligned(c.delta_lambda_primed + k);
        ((Lqq_primed - coupling_primed) / T2).store_aligned(c.thermal_conductivity_primed_form + k);

        const Batch m1 = load(c.mass_1, k);
        const Batch x1 = load(c.x1, k);
        const Batch x2 = Batch(1.0) - x1;
        const Batch mass_of_1 = m1 * x1;
        const Batch mass_of_2 = load(c.mass_2, k) * x2;
        const Batch m = mass_of_1 + mass_of_2;
        const Batch rho = load(c.number_density, k) * m;
        const Batch w2 = mass_of_2 / m;
        const Batch w1w2 = (mass_of_1 / m) * w2;
        const Batch dmu = ((T * load(c.gamma, k)) * x2) / (m1 * w1w2);
        const Batch mutual_diffusion_coefficient = (L11 / ((rho * w2) * T)) * dmu;
        const Batch thermal_diffusion_coefficient = L / ((rho * w1w2) * T2);
        mutual_diffusion_coefficient.store_aligned(c.mutual_diffusion_coefficient + k);
        thermal_diffusion_coefficient.store_aligned(c.thermal_diffusion_coefficient + k);
        (thermal_diffusion_coefficient / mutual_diffusion_coefficient).store_aligned(c.soret_coefficient + k);
    }
};

template <class Arch>
constexpr TransportKernels transport_kernels{TransportKernel<Arch>::coefficients};

}  // namespace soret::optimized
