#pragma once

#include "soret/optimized/kernels/cluster_view.hpp"
#include "soret/optimized/kernels/simd.hpp"

// How the 4 x 4 places of a cluster pair are laid out in the vectors of an instruction set:
//   eight lanes   a row is two particles of i times four of j; 2 rows, 1 part of j
//   four lanes    a row is one particle of i times four of j;  4 rows, 1 part of j
//   two lanes     a row is one particle of i times two of j;   4 rows, 2 parts of j

namespace soret::optimized {

template <class Arch>
struct ClusterLanes {
    static constexpr int width = static_cast<int>(Doubles<Arch>::size);
    static constexpr int j_width = width < cluster_size ? width : cluster_size;
    static constexpr int parts = cluster_size / j_width;
    static constexpr int i_per_row = width / j_width;
    static constexpr int rows = cluster_size / i_per_row;
    /// Integers of a component of the sums of a cluster. A vector of eight holds the four of j twice, once for each
    /// particle of a row: both are kept, four integers apart, so that no lane has to change its place.
    static constexpr int sum_width = width < cluster_size ? cluster_size : width;

    /// A part of the four values of j, repeated for each particle of a row.
    static Doubles<Arch> of_j(const double* values) {
#ifdef __AVX512F__
        if constexpr (width == 8) return Doubles<Arch>(_mm512_broadcast_f64x4(_mm256_load_pd(values)));
#endif
        if constexpr (width != 8) return Doubles<Arch>::load_aligned(values);
    }

    /// The values of the particles of a row, each repeated for the particles of j.
    static Doubles<Arch> of_i(const double* values, int row) {
#ifdef __AVX512F__
        if constexpr (width == 8) {
            return Doubles<Arch>(
                _mm512_insertf64x4(_mm512_set1_pd(values[2 * row]), _mm256_set1_pd(values[2 * row + 1]), 1));
        }
#endif
        if constexpr (width != 8) return Doubles<Arch>(values[row]);
    }

    /// Subtracts the sum over the rows from that of a part of j in memory.
    static void subtract_from_j(std::int64_t* target, const Integers<Arch>& sum) {
        (Integers<Arch>::load_aligned(target) - sum).store_aligned(target);
    }
    static void add_to_j(std::int64_t* target, const Integers<Arch>& sum) {
        (Integers<Arch>::load_aligned(target) + sum).store_aligned(target);
    }

    /// Adds the sums over j to the four particles of i in memory.
    /// sums   of each row
    static void add_to_i(std::int64_t* target, const Integers<Arch>* sums) {
#ifdef __AVX2__
        __m256i even;  // particles 0 and 1 by the first two of j, then by the last two
        __m256i odd;   // particles 2 and 3
#ifdef __AVX512F__
        if constexpr (width == 8) {
            const __m512i both = _mm512_add_epi64(_mm512_unpacklo_epi64(sums[0].data, sums[1].data),
                                                  _mm512_unpackhi_epi64(sums[0].data, sums[1].data));
            const __m256i lower = _mm512_castsi512_si256(both);
            const __m256i upper = _mm512_extracti64x4_epi64(both, 1);
            even = _mm256_unpacklo_epi64(lower, upper);
            odd = _mm256_unpackhi_epi64(lower, upper);
        }
#endif
        if constexpr (width == 4) {
            even = _mm256_add_epi64(_mm256_unpacklo_epi64(sums[0].data, sums[1].data),
                                    _mm256_unpackhi_epi64(sums[0].data, sums[1].data));
            odd = _mm256_add_epi64(_mm256_unpacklo_epi64(sums[2].data, sums[3].data),
                                   _mm256_unpackhi_epi64(sums[2].data, sums[3].data));
        }
        const __m256i four =
            _mm256_add_epi64(_mm256_permute2x128_si256(even, odd, 0x20), _mm256_permute2x128_si256(even, odd, 0x31));
        __m256i* at = reinterpret_cast<__m256i*>(target);
        _mm256_store_si256(at, _mm256_add_epi64(_mm256_load_si256(at), four));
#else
        for (int two = 0; two < 2; ++two) {
            const __m128i sum = _mm_add_epi64(_mm_unpacklo_epi64(sums[2 * two].data, sums[2 * two + 1].data),
                                              _mm_unpackhi_epi64(sums[2 * two].data, sums[2 * two + 1].data));
            __m128i* at = reinterpret_cast<__m128i*>(target + 2 * two);
            _mm_store_si128(at, _mm_add_epi64(_mm_load_si128(at), sum));
        }
#endif
    }

    /// Lane l of row r, part p is true where particle i of the row is before particle j.
    static Mask<Arch> before(int row, int part) {
        return Doubles<Arch>::load_aligned(order.i[row]) < Doubles<Arch>::load_aligned(order.j[part]);
    }

private:
    struct Order {
        alignas(64) double i[rows][width];
        alignas(64) double j[parts][width];
    };

    static constexpr Order order_of_lanes() {
        Order lanes{};
        for (int l = 0; l < width; ++l) {
            for (int row = 0; row < rows; ++row) lanes.i[row][l] = row * i_per_row + l / j_width;
            for (int part = 0; part < parts; ++part) lanes.j[part][l] = part * j_width + l % j_width;
        }
        return lanes;
    }
    static constexpr Order order = order_of_lanes();
};

/// What biased_integers() adds to every lane: 0, or the bits of 0x1.8p52, where an instruction set has no conversion.
template <class Arch>
inline constexpr std::uint64_t integer_bias = std::is_same_v<Arch, Avx512> ? 0 : 0x4338000000000000;

/// Nearest integer, ties to even, of values below 2^51 in magnitude, plus the bias.
template <class Arch>
inline Integers<Arch> biased_integers(const Doubles<Arch>& values) {
#ifdef __AVX512DQ__
    if constexpr (std::is_same_v<Arch, Avx512>) return Integers<Arch>(_mm512_cvtpd_epi64(values.data));
#endif
    if constexpr (!std::is_same_v<Arch, Avx512>) {
        return xsimd::bitwise_cast<Integers<Arch>>(values + Doubles<Arch>(0x1.8p52));
    }
}

/// Where a sum of so many biased integers starts: modulo 2^64 it ends as the sum of the integers.
template <class Arch>
inline Integers<Arch> start_of_sum(std::int64_t terms) {
    return Integers<Arch>(static_cast<std::int64_t>(-(integer_bias<Arch> * static_cast<std::uint64_t>(terms))));
}

/// values where the mask is set, else 0.
template <class Arch>
inline Doubles<Arch> where(const Mask<Arch>& mask, const Doubles<Arch>& values) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<Arch, Avx512>) return Doubles<Arch>(_mm512_maskz_mov_pd(mask.data, values.data));
#endif
    // Not select(): gcc takes two instructions for one "and".
    if constexpr (!std::is_same_v<Arch, Avx512>) return values & Doubles<Arch>(mask.data);
}

}  // namespace soret::optimized
