#pragma once

#include "soret/optimized/kernels/cluster_lanes.hpp"

// The places of cluster pairs in vectors of floats:
//   sixteen lanes  the first two particles of i times four of j, the last two times the same or another j
//   eight lanes    a row is two particles of i times four of j; 2 rows
//   four lanes     a row is one particle of i times four of j;  4 rows

namespace soret::optimized {

template <class Arch>
using Floats = xsimd::batch<float, Arch>;
template <class Arch>
using Integers32 = xsimd::batch<std::int32_t, Arch>;
template <class Arch>
using FloatMask = xsimd::batch_bool<float, Arch>;

template <class Arch>
struct FloatLanes {
    static constexpr int width = static_cast<int>(Floats<Arch>::size);
    /// A vector takes two clusters j, each with half of i; else the row of the other half is left out.
    static constexpr bool takes_two = width == 4 * cluster_size;
    static constexpr int i_per_row = width / cluster_size;
    static constexpr int rows = cluster_size / i_per_row;

    /// The four values of j, repeated for each particle of a row.
    [[gnu::always_inline]] static inline Integers32<Arch> of_j(const std::int32_t* values) {
        const __m128i four = four_of(values);
#ifdef __AVX512F__
        if constexpr (width == 16) return Integers32<Arch>(_mm512_broadcast_i32x4(four));
#endif
#ifdef __AVX2__
        if constexpr (width == 8) return Integers32<Arch>(_mm256_broadcastsi128_si256(four));
#endif
        if constexpr (width == 4) return Integers32<Arch>(four);
    }

    /// The values of the particles of a row, each repeated for the particles of j.
    [[gnu::always_inline]] static inline Integers32<Arch> of_i(const std::int32_t* values, int row) {
#ifdef __AVX512F__
        if constexpr (width == 16) {
            const __m512i repeat = _mm512_set_epi32(3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0);
            return Integers32<Arch>(_mm512_permutexvar_epi32(repeat, _mm512_castsi128_si512(four_of(values))));
        }
#endif
#ifdef __AVX2__
        if constexpr (width == 8) {
            const __m256i first = _mm256_set1_epi32(values[2 * row]);
            return Integers32<Arch>(_mm256_inserti128_si256(first, _mm_set1_epi32(values[2 * row + 1]), 1));
        }
#endif
        if constexpr (width == 4) return Integers32<Arch>(values[row]);
    }

    /// Subtracts the sums over the particles of i from those of j in memory, 64 bits each.
    /// forces   x, y, z of four particles
    [[gnu::always_inline]] static inline void subtract_from_j(std::int64_t* forces, const Integers32<Arch>* sums) {
#ifdef __AVX512F__
        if constexpr (width == 16) {
            const __m512i xy = _mm512_add_epi32(_mm512_shuffle_i32x4(sums[0].data, sums[1].data, 0x44),
                                                _mm512_shuffle_i32x4(sums[0].data, sums[1].data, 0xee));
            const __m512i z = _mm512_castsi256_si512(halves_added(sums[2]));
            subtract_three(forces,
                           _mm512_add_epi32(_mm512_shuffle_i32x4(xy, z, 0x88), _mm512_shuffle_i32x4(xy, z, 0xdd)));
        }
#endif
        if constexpr (width < 16) {
            for (int axis = 0; axis < 3; ++axis) subtract_one(forces + axis * cluster_size, sums[axis]);
        }
    }

    /// The same for one value of each particle.
    [[gnu::always_inline]] static inline void subtract_one(std::int64_t* target, const Integers32<Arch>& sum) {
        if constexpr (width == 4) subtract_four(target, sum.data);
#ifdef __AVX2__
        if constexpr (width == 8) subtract_four(target, halves_added(sum.data));
#endif
#ifdef __AVX512F__
        if constexpr (width == 16) subtract_four(target, halves_added(halves_added(sum)));
#endif
    }

#ifdef __AVX512F__
    /// Two clusters j: a for the first two particles of i, b for the last two.
    [[gnu::always_inline]] static inline Integers32<Arch> of_two_j(const std::int32_t* a, const std::int32_t* b) {
        const __m256i of_a = _mm256_broadcastsi128_si256(four_of(a));
        const __m256i of_b = _mm256_broadcastsi128_si256(four_of(b));
        return Integers32<Arch>(_mm512_inserti64x4(_mm512_castsi256_si512(of_a), of_b, 1));
    }

    [[gnu::always_inline]] static inline void subtract_from_two_j(std::int64_t* forces_a, std::int64_t* forces_b,
                                                                  const Integers32<Arch>* sums) {
        const __m512i xy = _mm512_add_epi32(_mm512_shuffle_i32x4(sums[0].data, sums[1].data, 0x88),
                                            _mm512_shuffle_i32x4(sums[0].data, sums[1].data, 0xdd));
        const __m512i z = _mm512_add_epi32(_mm512_shuffle_i32x4(sums[2].data, sums[2].data, 0x88),
                                           _mm512_shuffle_i32x4(sums[2].data, sums[2].data, 0xdd));
        subtract_three(forces_a, _mm512_shuffle_i32x4(xy, z, 0x08));
        subtract_three(forces_b, _mm512_shuffle_i32x4(xy, z, 0x5d));
    }

    [[gnu::always_inline]] static inline void subtract_one_from_two_j(std::int64_t* target_a, std::int64_t* target_b,
                                                                      const Integers32<Arch>& sum) {
        subtract_four(target_a, halves_added(_mm512_castsi512_si256(sum.data)));
        subtract_four(target_b, halves_added(_mm512_extracti64x4_epi64(sum.data, 1)));
    }
#endif

    /// Adds the sums over j to the particles of i in memory.
    /// sums   of each row, its lower and its upper half, of 64 bits
    static void add_to_i(std::int64_t* target, const Integers<Arch> (*sums)[2]) {
        if constexpr (width == 8) {
            const Integers<Arch> four[4] = {sums[0][0], sums[0][1], sums[1][0], sums[1][1]};
            ClusterLanes<Arch>::add_to_i(target, four);
        } else if constexpr (width == 4) {
            const Integers<Arch> both[4] = {sums[0][0] + sums[0][1], sums[1][0] + sums[1][1], sums[2][0] + sums[2][1],
                                            sums[3][0] + sums[3][1]};
            ClusterLanes<Arch>::add_to_i(target, both);
        } else {
            ClusterLanes<Arch>::add_to_i(target, sums[0]);
        }
    }

    /// Adds the lower and the upper half of the lanes to sums of 64 bits.
    [[gnu::always_inline]] static inline void add_wide(const Integers32<Arch>& values, Integers<Arch>& lower,
                                                       Integers<Arch>& upper) {
#ifdef __AVX512F__
        if constexpr (width == 16) {
            lower += Integers<Arch>(_mm512_cvtepi32_epi64(_mm512_castsi512_si256(values.data)));
            upper += Integers<Arch>(_mm512_cvtepi32_epi64(_mm512_extracti64x4_epi64(values.data, 1)));
        }
#endif
#ifdef __AVX2__
        if constexpr (width == 8) {
            lower += Integers<Arch>(_mm256_cvtepi32_epi64(_mm256_castsi256_si128(values.data)));
            upper += Integers<Arch>(_mm256_cvtepi32_epi64(_mm256_extracti128_si256(values.data, 1)));
        }
#endif
        if constexpr (width == 4) {
            const __m128i sign = _mm_srai_epi32(values.data, 31);
            lower += Integers<Arch>(_mm_unpacklo_epi32(values.data, sign));
            upper += Integers<Arch>(_mm_unpackhi_epi32(values.data, sign));
        }
    }

    /// Lane l of row r is true where its particle of i is before that of j.
    [[gnu::always_inline]] static inline FloatMask<Arch> before(int row) {
        return Floats<Arch>::load_aligned(order.i[row]) < Floats<Arch>::load_aligned(order.j);
    }

private:
    [[gnu::always_inline]] static inline __m128i four_of(const std::int32_t* values) {
        return _mm_load_si128(reinterpret_cast<const __m128i*>(values));
    }

#ifdef __AVX2__
    [[gnu::always_inline]] static inline __m128i halves_added(const __m256i& eight) {
        return _mm_add_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1));
    }

    [[gnu::always_inline]] static inline void subtract_four(std::int64_t* target, const __m128i& four) {
        __m256i* at = reinterpret_cast<__m256i*>(target);
        _mm256_store_si256(at, _mm256_sub_epi64(_mm256_load_si256(at), _mm256_cvtepi32_epi64(four)));
    }
#else
    [[gnu::always_inline]] static inline void subtract_four(std::int64_t* target, const __m128i& four) {
        const __m128i sign = _mm_srai_epi32(four, 31);
        __m128i* at = reinterpret_cast<__m128i*>(target);
        _mm_store_si128(at, _mm_sub_epi64(_mm_load_si128(at), _mm_unpacklo_epi32(four, sign)));
        _mm_store_si128(at + 1, _mm_sub_epi64(_mm_load_si128(at + 1), _mm_unpackhi_epi32(four, sign)));
    }
#endif
#ifdef __AVX512F__
    [[gnu::always_inline]] static inline __m256i halves_added(const Integers32<Arch>& sixteen) {
        return _mm256_add_epi32(_mm512_castsi512_si256(sixteen.data), _mm512_extracti64x4_epi64(sixteen.data, 1));
    }

    /// xyz   four of x, of y, of z, and four of anything
    [[gnu::always_inline]] static inline void subtract_three(std::int64_t* forces, const __m512i& xyz) {
        const __m512i xy = _mm512_cvtepi32_epi64(_mm512_castsi512_si256(xyz));
        _mm512_storeu_si512(forces, _mm512_sub_epi64(_mm512_loadu_si512(forces), xy));
        subtract_four(forces + 2 * cluster_size, _mm512_extracti32x4_epi32(xyz, 2));
    }
#endif

    struct Order {
        alignas(64) float i[rows][width];
        alignas(64) float j[width];
    };

    static constexpr Order order_of_lanes() {
        Order lanes{};
        for (int l = 0; l < width; ++l) {
            for (int row = 0; row < rows; ++row)
                lanes.i[row][l] = static_cast<float>(row * i_per_row + l / cluster_size);
            lanes.j[l] = static_cast<float>(l % cluster_size);
        }
        return lanes;
    }
    static constexpr Order order = order_of_lanes();
};

/// Nearest integer, ties to even, of values below 2^31 in magnitude.
template <class Arch>
inline Integers32<Arch> to_integers32(const Floats<Arch>& values) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<Arch, Avx512>) return Integers32<Arch>(_mm512_cvtps_epi32(values.data));
#endif
#ifdef __AVX2__
    if constexpr (std::is_same_v<Arch, Avx2>) return Integers32<Arch>(_mm256_cvtps_epi32(values.data));
#endif
    if constexpr (std::is_same_v<Arch, Sse2>) return Integers32<Arch>(_mm_cvtps_epi32(values.data));
}

template <class Arch>
inline Floats<Arch> to_floats(const Integers32<Arch>& values) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<Arch, Avx512>) return Floats<Arch>(_mm512_cvtepi32_ps(values.data));
#endif
#ifdef __AVX2__
    if constexpr (std::is_same_v<Arch, Avx2>) return Floats<Arch>(_mm256_cvtepi32_ps(values.data));
#endif
    if constexpr (std::is_same_v<Arch, Sse2>) return Floats<Arch>(_mm_cvtepi32_ps(values.data));
}

/// values where the mask is set, else 0.
template <class Arch>
inline Floats<Arch> where(const FloatMask<Arch>& mask, const Floats<Arch>& values) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<Arch, Avx512>) return Floats<Arch>(_mm512_maskz_mov_ps(mask.data, values.data));
#endif
    if constexpr (!std::is_same_v<Arch, Avx512>) return values & Floats<Arch>(mask.data);
}

template <class Arch>
inline bool all_of(const FloatMask<Arch>& mask) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<Arch, Avx512>) return static_cast<unsigned>(mask.data) == 0xffffU;
#endif
#ifdef __AVX2__
    if constexpr (std::is_same_v<Arch, Avx2>) return _mm256_movemask_ps(mask.data) == 0xff;
#endif
    if constexpr (std::is_same_v<Arch, Sse2>) return _mm_movemask_ps(mask.data) == 0xf;
}

}  // namespace soret::optimized
