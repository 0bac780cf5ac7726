#pragma once

#include "soret/optimized/kernels/density_modes.hpp"
#include "soret/optimized/kernels/simd.hpp"

namespace soret::optimized {

template <class Arch>
class DensityModesKernel {
public:
    static void add_block(const DensityModesTask& task, std::int64_t* sums) {
        for (int axis = 0; axis < 3; ++axis) make_phases(task, axis);
        for (int k = 0; k < task.count; ++k) add_wave_vector(task, task.wave_vectors + 3 * k, sums + 2 * k);
    }

private:
    using Batch = Doubles<Arch>;
    static constexpr int width = static_cast<int>(Batch::size);
    static constexpr int block = density_modes_block;

    struct Phase {
        Batch cosine, sine;
    };

    static Batch load(const double* p) { return Batch::load_aligned(p); }

    static Batch series(const double* coefficients, int terms, const Batch& x2) {
        Batch sum(coefficients[terms - 1]);
        for (int n = terms - 1; n-- > 0;) sum = Batch(coefficients[n]) + x2 * sum;
        return sum;
    }

    /// portable_cosine_and_sine_of_turns(), every quadrant in the same way.
    static Phase of_turns(const SeriesOfACircle& circle, const Batch& t) {
        const Batch to_integer(0x1.8p52);
        const Batch shifted = Batch(4.0) * t + to_integer;
        const Batch x = Batch(circle.two_pi) * (t - Batch(0.25) * (shifted - to_integer));
        const Batch x2 = x * x;
        const Batch sine = x + (x * x2) * series(circle.sine, circle.sine_terms, x2);
        const Batch cosine = Batch(1.0) + x2 * series(circle.cosine, circle.cosine_terms, x2);
        // The lowest bits of the shifted number are those of the number of quarters.
        const Integers<Arch> quarters = xsimd::bitwise_cast<Integers<Arch>>(shifted);
        const Integers<Arch> odd = quarters << 63, half = (quarters >> 1) << 63;
        const Integers<Arch> next_half = ((quarters + Integers<Arch>(std::int64_t{1})) >> 1) << 63;
        const Batch sign_of_sine = xsimd::bitwise_cast<Batch>(half);
        const Batch sign_of_cosine = xsimd::bitwise_cast<Batch>(next_half);
        const Mask<Arch> swapped = xsimd::bitwise_cast<Batch>(odd | Integers<Arch>(one_bits)) < Batch(0.0);
        return {xsimd::select(swapped, sine, cosine) ^ sign_of_cosine,
                xsimd::select(swapped, cosine, sine) ^ sign_of_sine};
    }
    static constexpr std::int64_t one_bits = std::int64_t{0x3ff} << 52;

    /// The weight stands in those of z, which every product has once.
    static void make_phases(const DensityModesTask& task, int axis) {
        for (int n = 0; n <= task.largest[axis]; ++n) {
            double* const cosines = task.phases[axis] + 2 * n * block;
            double* const sines = cosines + block;
            for (int i = 0; i < block; i += width) {
                Phase e = of_turns(task.circle, Batch(static_cast<double>(n)) * load(task.fraction[axis] + i));
                if (axis == 2) {
                    const Batch weight = load(task.weight + i);
                    e = {e.cosine * weight, e.sine * weight};
                }
                e.cosine.store_aligned(cosines + i);
                e.sine.store_aligned(sines + i);
            }
        }
    }

    static Phase product(const Phase& e, const Phase& f) {
        return {e.cosine * f.cosine - e.sine * f.sine, e.cosine * f.sine + e.sine * f.cosine};
    }

    static void add_wave_vector(const DensityModesTask& task, const int* n, std::int64_t* sums) {
        const double* cosines[3];
        const double* sines[3];
        Batch sign[3];
        for (int axis = 0; axis < 3; ++axis) {
            const int size = n[axis] < 0 ? -n[axis] : n[axis];
            cosines[axis] = task.phases[axis] + 2 * size * block;
            sines[axis] = cosines[axis] + block;
            sign[axis] = Batch(n[axis] < 0 ? -0.0 : 0.0);
        }
        Integers<Arch> cosine(std::int64_t{0}), sine(std::int64_t{0});
        for (int i = 0; i < block; i += width) {
            const auto phase = [&](int axis) -> Phase {
                return {load(cosines[axis] + i), load(sines[axis] + i) ^ sign[axis]};
            };
            const Phase e = product(product(phase(0), phase(1)), phase(2));
            cosine += to_quanta<Arch>(e.cosine);
            sine += to_quanta<Arch>(e.sine);
        }
        sums[0] += sum_of_lanes<Arch>(cosine);
        sums[1] += sum_of_lanes<Arch>(sine);
    }
};

template <class Arch>
constexpr DensityModesKernels density_modes_kernels{DensityModesKernel<Arch>::add_block};

}  // namespace soret::optimized
