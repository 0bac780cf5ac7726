#pragma once

#include "soret/optimized/kernels/simd.hpp"
#include "soret/optimized/kernels/soft_core.hpp"

namespace soret::optimized {

template <class Arch>
inline Doubles<Arch> smaller(const Doubles<Arch>& x, const Doubles<Arch>& y) {
    return xsimd::min(x, y);
}

/// sum_of_lanes within registers: here there is one sum for a few vectors only.
template <class Arch>
inline std::int64_t sum_within(const Integers<Arch>& values) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<Arch, Avx512>) return _mm512_reduce_add_epi64(values.data);
#endif
#ifdef __AVX2__
    if constexpr (std::is_same_v<Arch, Avx2>) {
        const __m128i two =
            _mm_add_epi64(_mm256_castsi256_si128(values.data), _mm256_extracti128_si256(values.data, 1));
        return _mm_cvtsi128_si64(_mm_add_epi64(two, _mm_unpackhi_epi64(two, two)));
    }
#endif
    if constexpr (std::is_same_v<Arch, Sse2>) {
        return _mm_cvtsi128_si64(_mm_add_epi64(values.data, _mm_unpackhi_epi64(values.data, values.data)));
    }
}

}  // namespace soret::optimized

// After the functions of vectors that it uses.
#include "soret/optimized/kernels/soft_core_potential.hpp"

namespace soret::optimized {

/// Adds Q(u) of the next stages to their sums, in registers from the first distance to the last. What is beyond the
/// cutoff adds nothing exactly, by its power.
template <class Arch, int stages, bool force_shifted>
inline void add_stages(const double* distances2, const double* powers, int count, const SoftCoreStages& pair,
                       const SoftCoreConstants* next, std::int64_t* sums) {
    constexpr int width = static_cast<int>(Doubles<Arch>::size);
    Integers<Arch> quanta[stages];
    for (int t = 0; t < stages; ++t) quanta[t] = Integers<Arch>(std::int64_t{0});
    for (int k = 0; k < count; k += width) {
        const Doubles<Arch> s6 = Doubles<Arch>::load_unaligned(powers + k);
        Doubles<Arch> inside(0.0);  // r_c - r
        if constexpr (force_shifted) {
            const Doubles<Arch> r2 = Doubles<Arch>::load_unaligned(distances2 + k);
            inside = xsimd::select(r2 < Doubles<Arch>(pair.cutoff2), Doubles<Arch>(pair.cutoff) - square_root(r2),
                                   Doubles<Arch>(0.0));
        }
        for (int t = 0; t < stages; ++t) {
            Doubles<Arch> u = soft_core_energy(next[t], s6);
            if constexpr (force_shifted) u = u + Doubles<Arch>(next[t].slope) * inside;
            quanta[t] += to_quanta<Arch>(u);
        }
    }
    for (int t = 0; t < stages; ++t) sums[t] += sum_within<Arch>(quanta[t]);
}

template <class Arch, bool force_shifted>
inline void add_all_stages(const double* distances2, const double* powers, int count, const SoftCoreStages& pair,
                           double nearest2, std::int64_t* sums) {
    constexpr int tile = 4;
    const SoftCoreConstants* next = pair.stages;
    const SoftCoreConstants* end = next + pair.count;
    const auto safe = [&](int stages) {
        for (int t = 0; t < stages; ++t) {
            if (nearest2 < next[t].safe2) return false;
        }
        return true;
    };
    while (next != end) {
        if (end - next >= tile && safe(tile)) {
            add_stages<Arch, tile, force_shifted>(distances2, powers, count, pair, next, sums);
            next += tile;
            sums += tile;
            continue;
        }
        if (safe(1)) add_stages<Arch, 1, force_shifted>(distances2, powers, count, pair, next, sums);
        ++next;
        ++sums;
    }
}

/// Adds Q(u) over count packed distances to the sum of each stage: (s/r)^6 is computed once, and each stage costs one
/// division more. Room for one vector more must follow the distances.
/// powers    scratch, as many as distances with their room
/// returns   the smallest of the squared distances: where it is below the safe2 of a stage, a term may be too large for
///           the fast rounding, and the sum of the stage is unchanged
template <class Arch>
double add_soft_core_energies(double* distances2, int count, const SoftCoreStages& pair, double* powers,
                              std::int64_t* sums) {
    using Real = Doubles<Arch>;
    constexpr int width = static_cast<int>(Real::size);
    Real(far_distance2).store_unaligned(distances2 + count);
    Real nearest(far_distance2);
    for (int k = 0; k < count; k += width) {
        const Real r2 = Real::load_unaligned(distances2 + k);
        nearest = xsimd::min(nearest, r2);
        const Real s6 = soft_core_s6(pair, r2);
        xsimd::select(r2 < Real(pair.cutoff2), s6, Real(pair.s6_beyond)).store_unaligned(powers + k);
    }
    double nearest_of_lane[Real::size];
    nearest.store_unaligned(nearest_of_lane);
    double nearest2 = far_distance2;
    for (const double r2 : nearest_of_lane) nearest2 = smaller(r2, nearest2);
    if (pair.force_shifted) {
        add_all_stages<Arch, true>(distances2, powers, count, pair, nearest2, sums);
    } else {
        add_all_stages<Arch, false>(distances2, powers, count, pair, nearest2, sums);
    }
    return nearest2;
}

template <class Arch>
constexpr SoftCoreKernels soft_core_kernels{add_soft_core_energies<Arch>};

}  // namespace soret::optimized
