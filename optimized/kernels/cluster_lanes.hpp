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

    /// Subtracts the sum over the rows from the part of j in memory.
    static void subtract_from_j(std::int64_t* target, const Integers<Arch>& sum) {
#ifdef __AVX512F__
        if constexpr (width == 8) {
            const __m256i both =
                _mm256_add_epi64(_mm512_castsi512_si256(sum.data), _mm512_extracti64x4_epi64(sum.data, 1));
            const __m256i old = _mm256_load_si256(reinterpret_cast<const __m256i*>(target));
            _mm256_store_si256(reinterpret_cast<__m256i*>(target), _mm256_sub_epi64(old, both));
        }
#endif
        if constexpr (width != 8) (Integers<Arch>::load_aligned(target) - sum).store_aligned(target);
    }

    /// Adds the sums over j to the particles of a row in memory.
    static void add_to_i(std::int64_t* target, int row, const Integers<Arch>& sum) {
        std::int64_t lanes[width];
        sum.store_unaligned(lanes);
        for (int l = 0; l < width; ++l) target[row * i_per_row + l / j_width] += lanes[l];
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
        Order order{};
        for (int l = 0; l < width; ++l) {
            for (int row = 0; row < rows; ++row) order.i[row][l] = row * i_per_row + l / j_width;
            for (int part = 0; part < parts; ++part) order.j[part][l] = part * j_width + l % j_width;
        }
        return order;
    }
    static constexpr Order order = order_of_lanes();
};

/// Nearest integer, ties to even, of values below 2^51 in magnitude.
template <class Arch>
inline Integers<Arch> to_integers(const Doubles<Arch>& values) {
#ifdef __AVX512DQ__
    if constexpr (std::is_same_v<Arch, Avx512>) return Integers<Arch>(_mm512_cvtpd_epi64(values.data));
#endif
    if constexpr (!std::is_same_v<Arch, Avx512>) {
        const Doubles<Arch> shift(0x1.8p52);
        return xsimd::bitwise_cast<Integers<Arch>>(values + shift) - xsimd::bitwise_cast<Integers<Arch>>(shift);
    }
}

/// values where the mask is set, else 0.
template <class Arch>
inline Doubles<Arch> where(const Mask<Arch>& mask, const Doubles<Arch>& values) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<Arch, Avx512>) return Doubles<Arch>(_mm512_maskz_mov_pd(mask.data, values.data));
#endif
    if constexpr (!std::is_same_v<Arch, Avx512>) return xsimd::select(mask, values, Doubles<Arch>(0.0));
}

}  // namespace soret::optimized
