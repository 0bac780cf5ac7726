#pragma once

#include <immintrin.h>

#include <xsimd/xsimd.hpp>

// What xsimd 8.1 has no function for: masks as bits, and packing of the chosen lanes.

namespace soret::optimized {

using Sse2 = xsimd::sse2;
using Avx2 = xsimd::avx2;
using Avx512 = xsimd::avx512bw;

template <class Arch>
using Doubles = xsimd::batch<double, Arch>;
template <class Arch>
using Integers = xsimd::batch<std::int64_t, Arch>;
template <class Arch>
using Mask = xsimd::batch_bool<double, Arch>;

template <class Arch>
inline Doubles<Arch> square_root(const Doubles<Arch>& x) {
    return xsimd::sqrt(x);
}

/// Bit l is lane l.
template <class Arch>
inline unsigned bits_of(const Mask<Arch>& mask) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<Arch, Avx512>) return static_cast<unsigned>(mask.data);
#endif
#ifdef __AVX2__
    if constexpr (std::is_same_v<Arch, Avx2>) return static_cast<unsigned>(_mm256_movemask_pd(mask.data));
#endif
    if constexpr (std::is_same_v<Arch, Sse2>) return static_cast<unsigned>(_mm_movemask_pd(mask.data));
}

/// Number of bits set among the lowest eight; SSE2 has no instruction for it.
static inline int bit_count(unsigned bits) {
#ifdef __POPCNT__
    return __builtin_popcount(bits);
#else
    return static_cast<int>(((bits * 0x08040201U >> 3) & 0x11111111U) * 0x11111111U >> 28);
#endif
}

/// Stores the lanes chosen by bits next to each other from target on. May write a whole vector there.
template <class Arch>
inline void store_packed(double* target, const Doubles<Arch>& values, unsigned bits) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<Arch, Avx512>) {
        _mm512_storeu_pd(target, _mm512_maskz_compress_pd(static_cast<__mmask8>(bits), values.data));
    }
#endif
#ifdef __AVX2__
    if constexpr (std::is_same_v<Arch, Avx2>) {
        // Row b: the lanes of the set bits of b as pairs of 32-bit lanes, the rest arbitrary.
        alignas(32) static constexpr int pack[16][8] = {
            {0, 1, 2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7}, {2, 3, 0, 1, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
            {4, 5, 0, 1, 2, 3, 6, 7}, {0, 1, 4, 5, 2, 3, 6, 7}, {2, 3, 4, 5, 0, 1, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
            {6, 7, 0, 1, 2, 3, 4, 5}, {0, 1, 6, 7, 2, 3, 4, 5}, {2, 3, 6, 7, 0, 1, 4, 5}, {0, 1, 2, 3, 6, 7, 4, 5},
            {4, 5, 6, 7, 0, 1, 2, 3}, {0, 1, 4, 5, 6, 7, 2, 3}, {2, 3, 4, 5, 6, 7, 0, 1}, {0, 1, 2, 3, 4, 5, 6, 7}};
        const __m256i lanes = _mm256_load_si256(reinterpret_cast<const __m256i*>(pack[bits]));
        const __m256i packed = _mm256_permutevar8x32_epi32(_mm256_castpd_si256(values.data), lanes);
        _mm256_storeu_pd(target, _mm256_castsi256_pd(packed));
    }
#endif
    if constexpr (std::is_same_v<Arch, Sse2>) {
        const __m128d first = bits == 2 ? _mm_unpackhi_pd(values.data, values.data) : values.data;
        _mm_storeu_pd(target, first);
    }
}

/// Stores the integer parts of lanes that are below 2^31 in magnitude.
template <class Arch>
inline void store_truncated(std::int32_t* target, const Doubles<Arch>& values) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<Arch, Avx512>) {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(target), _mm512_cvttpd_epi32(values.data));
    }
#endif
#ifdef __AVX2__
    if constexpr (std::is_same_v<Arch, Avx2>) {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(target), _mm256_cvttpd_epi32(values.data));
    }
#endif
    if constexpr (std::is_same_v<Arch, Sse2>) {
        _mm_storel_epi64(reinterpret_cast<__m128i*>(target), _mm_cvttpd_epi32(values.data));
    }
}

/// Each lane rounded to an integer number of 2^-40, ties to even, for magnitudes below 2^11 (small_term_limit).
template <class Arch>
inline Integers<Arch> to_quanta(const Doubles<Arch>& terms) {
    const Doubles<Arch> shift(0x1.8p12);
    return xsimd::bitwise_cast<Integers<Arch>>(terms + shift) - xsimd::bitwise_cast<Integers<Arch>>(shift);
}

template <class Arch>
inline std::int64_t sum_of_lanes(const Integers<Arch>& values) {
    std::int64_t lanes[Integers<Arch>::size];
    values.store_unaligned(lanes);
    std::int64_t sum = 0;
    for (std::size_t l = 0; l < Integers<Arch>::size; ++l) sum += lanes[l];
    return sum;
}

}  // namespace soret::optimized
