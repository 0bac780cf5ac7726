#pragma once

#include "soret/optimized/kernels/phase_diagram.hpp"
#include "soret/optimized/kernels/simd.hpp"

namespace soret::optimized {

template <class Arch>
class PhaseDiagramKernel {
public:
    static void compositions(const ExpTables& tables, const PhaseDiagramColumns& columns, int count) {
        for (int k = 0; k < count; k += width) {
            const Melting one = melting(tables, columns, 0, k);
            const Melting two = melting(tables, columns, 2, k);
            const Batch x_l = xsimd::abs(two.M) / (xsimd::abs(one.M) + xsimd::abs(two.M));
            x_l.store_aligned(columns.output[0] + k);
            (one.E * x_l).store_aligned(columns.output[1] + k);
        }
    }

    static void gradients(const ExpTables& tables, const PhaseDiagramColumns& columns, int count) {
        for (int k = 0; k < count; k += width) {
            const Melting one = melting(tables, columns, 0, k);
            const Melting two = melting(tables, columns, 2, k);
            const Batch S = xsimd::abs(one.M) + xsimd::abs(two.M);
            const Batch S2 = S * S;
            const Batch l_1 = (one.E * two.M) / S2;
            const Batch l_2 = (Batch(0.0) - two.E * one.M) / S2;
            const Batch s_1 = two.E * l_1;
            const Batch s_2 = one.E * l_2;
            (l_1 * one.da_dT_m).store_aligned(columns.output[0] + k);
            (l_1 * one.da_ddH).store_aligned(columns.output[1] + k);
            (l_2 * two.da_dT_m).store_aligned(columns.output[2] + k);
            (l_2 * two.da_ddH).store_aligned(columns.output[3] + k);
            (s_1 * one.da_dT_m).store_aligned(columns.output[4] + k);
            (s_1 * one.da_ddH).store_aligned(columns.output[5] + k);
            (s_2 * two.da_dT_m).store_aligned(columns.output[6] + k);
            (s_2 * two.da_ddH).store_aligned(columns.output[7] + k);
        }
    }

private:
    using Batch = Doubles<Arch>;
    static constexpr int width = static_cast<int>(Batch::size);

    struct Melting {
        Batch da_dT_m, da_ddH, E, M;
    };

    static Melting melting(const ExpTables& tables, const PhaseDiagramColumns& columns, int first, int k) {
        const Batch T_m = Batch::load_aligned(columns.input[first] + k);
        const Batch dH = Batch::load_aligned(columns.input[first + 1] + k);
        const Batch T = Batch::load_aligned(columns.input[phase_diagram_inputs - 1] + k);
        const Batch t = (T_m - T) / (T * T_m);
        Melting melting;
        melting.da_dT_m = dH / (T_m * T_m);
        melting.da_ddH = t;
        exp_and_expm1(tables, dH * t, melting.E, melting.M);
        return melting;
    }

    /// The operations of portable_exp_and_expm1(). The last six bits of the sum are j, the others above them e: as
    /// bits, with those of the shift taken off.
    static void exp_and_expm1(const ExpTables& tables, const Batch& x, Batch& exp, Batch& expm1) {
        const Batch to_integer(0x1.8p52);
        const Batch shifted = x * Batch(tables.steps_per_unit) + to_integer;
        const Batch steps = shifted - to_integer;
        const Integers<Arch> n =
            xsimd::bitwise_cast<Integers<Arch>>(shifted) - xsimd::bitwise_cast<Integers<Arch>>(to_integer);
        const Integers<Arch> j = n & Integers<Arch>(std::int64_t{63});
        const Batch values = Batch::gather(tables.value, j), tails = Batch::gather(tables.tail, j);
        const Batch r = (x - steps * Batch(tables.step_high)) - steps * Batch(tables.step_low);
        const Batch r2 = r * r;
        const Batch high_terms = (Batch(1.0 / 24.0) + r * Batch(1.0 / 120.0)) + r2 * Batch(1.0 / 720.0);
        const Batch low_terms = Batch(0.5) + r * Batch(1.0 / 6.0);
        const Batch rest = r + (r2 * (low_terms + r2 * high_terms) + tails);
        const Integers<Arch> exponent = (n - j) << 46;  // (n - j)/64 above the 52 bits of the fraction
        const Batch scale = xsimd::bitwise_cast<Batch>(xsimd::bitwise_cast<Integers<Arch>>(values) + exponent);
        const Batch scaled_rest = scale * rest;
        exp = scale + scaled_rest;
        expm1 = (scale - Batch(1.0)) + scaled_rest;
    }
};

template <class Arch>
constexpr PhaseDiagramKernels phase_diagram_kernels{PhaseDiagramKernel<Arch>::compositions,
                                                    PhaseDiagramKernel<Arch>::gradients};

}  // namespace soret::optimized
