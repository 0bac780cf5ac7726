#pragma once

#include <type_traits>

#include "soret/optimized/kernels/cluster_view.hpp"
#include "soret/optimized/kernels/simd.hpp"

namespace soret::optimized {

/// Coordinates as integer fractions of the box: in units of a power of two.
template <class Arch>
class ClusterFractionsKernel {
public:
    static void run(const double* positions, const ClusterUnits& units, std::int32_t first_cluster,
                    std::int32_t end_cluster, std::int32_t* fractions) {
        for (std::int32_t cluster = first_cluster; cluster < end_cluster; ++cluster) {
            const double* from = positions + static_cast<std::ptrdiff_t>(cluster) * cluster_doubles;
            std::int32_t* to = fractions + static_cast<std::ptrdiff_t>(cluster) * cluster_fractions;
            for (int axis = 0; axis < 3; ++axis) {
                convert(from + axis * cluster_size, units.edge[axis], units.per_length[axis], units.whole[axis],
                        to + axis * cluster_size);
            }
        }
    }

private:
    using Lane = std::conditional_t<std::is_same_v<Arch, Avx512>, Avx2, Arch>;
    using Real = Doubles<Lane>;
    using Integer = Integers<Lane>;
    static constexpr int width = static_cast<int>(Real::size);

    // The fraction of the wrapped coordinate is the one that is rounded; then the whole edges taken off are put back.
    static void convert(const double* x, double edge, double per_length, double whole, std::int32_t* to) {
        for (int part = 0; part < cluster_size; part += width) {
            const Real unwrapped = Real::load_aligned(x + part);
            const auto below = unwrapped < Real(0.0);
            const auto above = unwrapped >= Real(edge);
            const Real wrapped =
                xsimd::select(below, unwrapped + Real(edge), xsimd::select(above, unwrapped - Real(edge), unwrapped));
            const Real back = xsimd::select(below, Real(-whole), xsimd::select(above, Real(whole), Real(0.0)));
            // Rounds to an integer in the low bits of 2^52 + 2^51; adding whole edges to it is exact.
            const Real rounded = (wrapped * Real(per_length) + Real(0x1.8p52)) + back;
            std::int64_t bits[width];
            xsimd::bitwise_cast<Integer>(rounded).store_unaligned(bits);
            for (int l = 0; l < width; ++l) to[part + l] = static_cast<std::int32_t>(bits[l]);  // modulo 2^32
        }
    }
};

}  // namespace soret::optimized
