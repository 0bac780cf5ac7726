#pragma once

#include <type_traits>

#include "soret/optimized/kernels/cluster_lanes.hpp"

namespace soret::optimized {

/// The nearest double to an integer of 64 bits, with one rounding. Without an instruction for it both halves and their
/// difference are exact:
///   q = (2^84 + 2^63 + 2^32 high) - (2^84 + 2^63 + 2^52) + (2^52 + low)
template <class Arch>
inline Doubles<Arch> to_doubles(const Integers<Arch>& q) {
#ifdef __AVX512VL__
    static_assert(std::is_same_v<Arch, Avx2>);  // the lanes of a cluster
    return Doubles<Arch>(_mm256_cvtepi64_pd(q.data));
#else
    using Integer = Integers<Arch>;
    const Integer low = (q & Integer(std::int64_t{0xffffffff})) | Integer(std::int64_t{0x4330000000000000});
    const auto unsigned_q = xsimd::bitwise_cast<xsimd::batch<std::uint64_t, Arch> >(q);
    const Integer high = xsimd::bitwise_cast<Integer>(unsigned_q >> 32) ^ Integer(std::int64_t{0x4530000080000000});
    const Doubles<Arch> magic(0x1p84 + 0x1p63 + 0x1p52);
    return (xsimd::bitwise_cast<Doubles<Arch> >(high) - magic) + xsimd::bitwise_cast<Doubles<Arch> >(low);
#endif
}

/// Kicks and drifts of whole clusters: forces are read, velocities and positions updated and the forces emptied
/// in one pass over memory.
template <class Arch>
class ClusterMotionKernel {
public:
    static void run(const ClusterMotion& motion, std::int32_t first_cluster, std::int32_t end_cluster, int kicks,
                    bool drift, ClusterMotionExtremes& extremes) {
        const ClusterMotionKernel kernel(motion, kicks);
        Real displacement2(extremes.displacement2);
        Real speed(extremes.speed);
        for (std::int32_t cluster = first_cluster; cluster < end_cluster; ++cluster) {
            if (drift) {
                kernel.move<true>(cluster, displacement2, speed);
            } else {
                kernel.move<false>(cluster, displacement2, speed);
            }
        }
        extremes = {largest(displacement2), largest(speed)};
    }

    static void hand_over(std::int64_t* sums, std::int64_t* handed, const char* reached, std::int32_t first_cluster,
                          std::int32_t end_cluster) {
        for_each_part(reached, first_cluster, end_cluster, [&](std::ptrdiff_t at) {
            const Integer sum = sum_of(sums, at);
            sum.store_aligned(handed + at);
            store<true>(sums, at, sum);
        });
    }
    static void take_over(std::int64_t* sums, std::int64_t* handed, const char* reached, std::int32_t first_cluster,
                          std::int32_t end_cluster) {
        for_each_part(reached, first_cluster, end_cluster, [&](std::ptrdiff_t at) {
            std::int64_t* const sum = sums + at * copies;
            (Integer::load_aligned(sum) + Integer::load_aligned(handed + at)).store_aligned(sum);
        });
    }

protected:
    // A cluster has four lanes; eight would mix axes.
    using Lane = std::conditional_t<std::is_same_v<Arch, Avx512>, Avx2, Arch>;
    using Real = Doubles<Lane>;
    using Integer = Integers<Lane>;
    static constexpr int width = static_cast<int>(Real::size);

    ClusterMotionKernel(const ClusterMotion& motion, int kicks)
        : kicks_(static_cast<double>(kicks)),
          motion_(motion),
          timestep_(motion.timestep),
          grid_(0x1.8p10),
          half_kick_(motion.half_kick, motion.species_count) {}

    /// The species of the particles of a part of a cluster.
    struct Species {
        explicit Species(const double* of_lanes)
            : lanes(of_lanes), not_first(where<Lane>(Real::load_aligned(of_lanes) != Real(0.0), all_bits())) {}

        const double* lanes;
        Real not_first;  ///< all bits where it is not the first
    };

    /// A number for each species. Of two the one of a lane is chosen by bits.
    class SpeciesTable {
    public:
        SpeciesTable(const double* table, int species_count)
            : table_(table),
              is_long_(species_count > 2),
              first_(table[0]),
              difference_(first_ ^ Real(table[is_long_ ? 0 : species_count - 1])) {}

        Real of(const Species& species) const {
            return is_long_ ? gathered(species.lanes) : first_ ^ (difference_ & species.not_first);
        }

    private:
        /// Not through memory: a wide load of what was stored lane by lane waits for the stores.
        [[gnu::noinline]] Real gathered(const double* species) const {
            const auto entry = [&](int lane) { return table_[static_cast<int>(species[lane])]; };
#ifdef __AVX2__
            if constexpr (width == 4) return Real(_mm256_setr_pd(entry(0), entry(1), entry(2), entry(3)));
#endif
            if constexpr (width == 2) return Real(_mm_setr_pd(entry(0), entry(1)));
        }

        const double* table_;
        bool is_long_;
        Real first_;
        Real difference_;  ///< bits in which those of the second species differ
    };

    static Real all_bits() {
        return xsimd::bitwise_cast<Real>(Integer(std::int64_t{-1}));
    }

    static double largest(const Real& values) {
        double lanes[width];
        values.store_unaligned(lanes);
        double most = lanes[0];
        for (int l = 1; l < width; ++l) most = most < lanes[l] ? lanes[l] : most;
        return most;
    }

    Real on_grid(const Real& x) const {
        return (x + grid_) - grid_;
    }

    /// The sum of a part of a component. It is left, or nothing is.
    /// at   in an array of cluster_vectors
    template <bool empty>
    static Integer take(std::int64_t* sums, std::ptrdiff_t at) {
        const Integer sum = sum_of(sums, at);
        store<empty>(sums, at, sum);
        return sum;
    }

    template <bool drift>
    Integer take_force(std::ptrdiff_t at) const {
        return take<drift>(motion_.forces, at);
    }

private:
    /// A component of the sums of a cluster has all four particles so many times.
    static constexpr int copies = ClusterLanes<Arch>::sum_width / cluster_size;
    static_assert(copies == 1 || width == cluster_size);

    static Integer sum_of(const std::int64_t* sums, std::ptrdiff_t at) {
        Integer sum = Integer::load_aligned(sums + at * copies);
        for (int k = 1; k < copies; ++k) sum = sum + Integer::load_aligned(sums + at * copies + k * cluster_size);
        return sum;
    }

    template <bool empty>
    static void store(std::int64_t* sums, std::ptrdiff_t at, const Integer& sum) {
        const Integer zero(std::int64_t{0});
        for (int k = 0; k < copies; ++k) {
            (k > 0 || empty ? zero : sum).store_aligned(sums + at * copies + k * cluster_size);
        }
    }

    template <class Work>
    static void for_each_part(const char* reached, std::int32_t first_cluster, std::int32_t end_cluster, Work work) {
        for (std::int32_t cluster = first_cluster; cluster < end_cluster; ++cluster) {
            if (reached[cluster] == 0) continue;
            const std::ptrdiff_t begin = static_cast<std::ptrdiff_t>(cluster) * cluster_vectors;
            for (int part = 0; part < cluster_vectors; part += width) work(begin + part);
        }
    }

    template <bool drift>
    void move(std::int32_t cluster, Real& displacement2, Real& speed) const {
        double* position = motion_.positions + static_cast<std::ptrdiff_t>(cluster) * cluster_doubles;
        for (int part = 0; part < cluster_size; part += width) {
            Real moved2(0.0);
            const Real h = half_kick_.of(Species(position + 3 * cluster_size + part));
            for (int axis = 0; axis < 3; ++axis) {
                const int offset = axis * cluster_size + part;
                const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(cluster) * cluster_vectors + offset;
                const Real force = to_doubles<Lane>(take_force<drift>(at));
                const Real kick = on_grid(h * force);
                const Real v = Real::load_aligned(motion_.velocities + at) + kicks_ * kick;  // exact
                v.store_aligned(motion_.velocities + at);
                if constexpr (drift) {
                    speed = xsimd::max(speed, xsimd::abs(v));
                    const Real r = Real::load_aligned(position + offset) + on_grid(timestep_ * v);  // exact
                    r.store_aligned(position + offset);
                    const Real d = r - Real::load_aligned(motion_.listed_positions + at);
                    moved2 = moved2 + d * d;
                }
            }
            displacement2 = xsimd::max(displacement2, moved2);
        }
    }

    Real kicks_;

protected:
    const ClusterMotion& motion_;
    Real timestep_;
    Real grid_;
    SpeciesTable half_kick_;
};

}  // namespace soret::optimized
