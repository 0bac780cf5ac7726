#pragma once

#include "soret/optimized/kernels/cluster_view.hpp"
#include "soret/optimized/kernels/simd.hpp"

// The places of a cluster pair in vectors of floats: a row is one, two or four particles of i times four of j.

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
    static constexpr int i_per_row = width / cluster_size;
    static constexpr int rows = cluster_size / i_per_row;

    /// The four values of j, repeated for each particle of a row.
    static Integers32<Arch> of_j(const std::int32_t* values) {
        const __m128i four = _mm_load_si128(reinterpret_cast<const __m128i*>(values));
#ifdef __AVX512F__
        if constexpr (width == 16) return Integers32<Arch>(_mm512_broadcast_i32x4(four));
#endif
#ifdef __AVX2__
        if constexpr (width == 8) return Integers32<Arch>(_mm256_broadcastsi128_si256(four));
#endif
        if constexpr (width == 4) return Integers32<Arch>(four);
    }

    /// The values of the particles of a row, each repeated for the particles of j.
    static Integers32<Arch> of_i(const std::int32_t* values, int row) {
#ifdef __AVX512F__
        if constexpr (width == 16) {
            const __m512i repeat = _mm512_set_epi32(3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0);
            const __m128i four = _mm_load_si128(reinterpret_cast<const __m128i*>(values));
            return Integers32<Arch>(_mm512_permutexvar_epi32(repeat, _mm512_castsi128_si512(four)));
        }
#endif
#ifdef __AVX2__
        if constexpr (width == 8) {
            const __m128i low = _mm_set1_epi32(values[2 * row]);
            return Integers32<Arch>(
                _mm256_inserti128_si256(_mm256_castsi128_si256(low), _mm_set1_epi32(values[2 * row + 1]), 1));
        }
#endif
        if constexpr (width == 4) return Integers32<Arch>(values[row]);
    }

    /// Subtracts the sum over the particles of i from the four of j in memory.
    static void subtract_from_j(std::int64_t* target, const Integers32<Arch>& sum) {
        __m128i four;
        if constexpr (width == 4) four = sum.data;
#ifdef __AVX2__
        if constexpr (width > 4) {
            __m256i eight;
            if constexpr (width == 8) eight = sum.data;
#ifdef __AVX512F__
            if constexpr (width == 16) {
                eight = _mm256_add_epi32(_mm512_castsi512_si256(sum.data), _mm512_extracti64x4_epi64(sum.data, 1));
            }
#endif
            four = _mm_add_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1));
        }
        __m256i* wide = reinterpret_cast<__m256i*>(target);
        _mm256_store_si256(wide, _mm256_sub_epi64(_mm256_load_si256(wide), _mm256_cvtepi32_epi64(four)));
#else
        const __m128i sign = _mm_srai_epi32(four, 31);
        __m128i* wide = reinterpret_cast<__m128i*>(target);
        _mm_store_si128(wide, _mm_sub_epi64(_mm_load_si128(wide), _mm_unpacklo_epi32(four, sign)));
        _mm_store_si128(wide + 1, _mm_sub_epi64(_mm_load_si128(wide + 1), _mm_unpackhi_epi32(four, sign)));
#endif
    }

    /// Adds the lower and the upper half of the lanes to sums of 64 bits.
    static void add_wide(const Integers32<Arch>& values, Integers<Arch>& lower, Integers<Arch>& upper) {
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
    static FloatMask<Arch> before(int row) {
        return Floats<Arch>::load_aligned(order.i[row]) < Floats<Arch>::load_aligned(order.j);
    }

private:
    struct Order {
        alignas(64) float i[rows][width];
        alignas(64) float j[width];
    };

    static constexpr Order order_of_lanes() {
        Order order{};
        for (int l = 0; l < width; ++l) {
            for (int row = 0; row < rows; ++row)
                order.i[row][l] = static_cast<float>(row * i_per_row + l / cluster_size);
            order.j[l] = static_cast<float>(l % cluster_size);
        }
        return order;
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
    if constexpr (!std::is_same_v<Arch, Avx512>) return xsimd::select(mask, values, Floats<Arch>(0.0F));
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
