#pragma once

#include "soret/optimized/kernels/cluster_lanes.hpp"

namespace soret::optimized {

/// Which halves of a cluster i, its first and its last two particles, have a particle of j within the radius.
template <class Arch>
class ClusterPruneKernel {
public:
    static void run(const double* positions, const double* image_shift, double radius2,
                    const ClusterCandidates* candidates, std::int32_t candidate_count, ClusterPruneTarget& target) {
        ClusterPruneKernel kernel(positions, radius2);
        std::int32_t k = 0;
        while (k < candidate_count) {
            const std::int32_t first = k;
            std::int32_t length = 0;
            for (; k < candidate_count && candidates[k].i == candidates[first].i &&
                   candidates[k].image == candidates[first].image;
                 ++k) {
                length += candidates[k].end - candidates[k].first;
            }
            kernel.place(candidates[first], image_shift + 3 * candidates[first].image);
            kernel.add(candidates + first, k - first, length, target);
        }
    }

private:
    using Real = Doubles<Arch>;
    using Lanes = ClusterLanes<Arch>;

    ClusterPruneKernel(const double* positions, double radius2) : positions_(positions), radius2_(radius2) {}

    void place(const ClusterCandidates& candidates, const double* shift) {
        const double* values = positions_ + static_cast<std::ptrdiff_t>(candidates.i) * cluster_doubles;
        for (int row = 0; row < Lanes::rows; ++row) {
            for (int axis = 0; axis < 3; ++axis) {
                position_[row][axis] = Lanes::of_i(values + axis * cluster_size, row) + Real(shift[axis]);
            }
        }
    }

    /// Bit 0: a particle of j is near one of the first two of i; bit 1: near one of the last two.
    unsigned near_halves(std::int32_t j) const {
        const double* values = positions_ + static_cast<std::ptrdiff_t>(j) * cluster_doubles;
        Real nearest[2] = {Real(far_distance2), Real(far_distance2)};
        for (int part = 0; part < Lanes::parts; ++part) {
            const double* p = values + part * Lanes::j_width;
            const Real x = Lanes::of_j(p);
            const Real y = Lanes::of_j(p + cluster_size);
            const Real z = Lanes::of_j(p + 2 * cluster_size);
            for (int row = 0; row < Lanes::rows; ++row) {
                const Real dx = position_[row][0] - x;
                const Real dy = position_[row][1] - y;
                const Real dz = position_[row][2] - z;
                Real& half = nearest[2 * row / Lanes::rows];
                half = xsimd::min(half, (dx * dx + dy * dy) + dz * dz);
            }
        }
        return (bits_of<Arch>(nearest[0] < radius2_) != 0 ? 1U : 0U) |
               (bits_of<Arch>(nearest[1] < radius2_) != 0 ? 2U : 0U);
    }

    void add(const ClusterCandidates* candidates, std::int32_t count, std::int32_t length,
             ClusterPruneTarget& target) const {
        std::int32_t* whole = target.entries + target.entry_count;
        std::int32_t* lower = target.scratch;
        std::int32_t* upper = target.scratch + length;
        std::int32_t wholes = 0;
        std::int32_t lowers = 0;
        std::int32_t uppers = 0;
        for (std::int32_t k = 0; k < count; ++k) {
            for (std::int32_t j = candidates[k].first; j < candidates[k].end; ++j) {
                const unsigned halves = near_halves(j);
                whole[wholes] = j;  // stays if the count goes up
                lower[lowers] = j;
                upper[uppers] = j;
                wholes += halves == 3U ? 1 : 0;
                lowers += halves == 1U ? 1 : 0;
                uppers += halves == 2U ? 1 : 0;
                target.pair_counts[j] += halves != 0U ? 1 : 0;
            }
        }
        for (std::int32_t k = 0; k < lowers; ++k) whole[wholes + k] = lower[k];
        for (std::int32_t k = 0; k < uppers; ++k) whole[wholes + lowers + k] = upper[k];
        const std::int32_t first = target.entry_count;
        target.entry_count += wholes + lowers + uppers;
        target.pair_counts[candidates->i] += target.entry_count - first;
        add_runs({candidates->i, candidates->image, first, first + wholes, first + wholes + lowers, target.entry_count},
                 target);
    }

    /// Splits what is longer than the sums of a run allow; leaves out what is empty.
    static void add_runs(const ClusterRun& all, ClusterPruneTarget& target) {
        for (std::int32_t first = all.first; first < all.end; first += longest_run) {
            const std::int32_t end = smaller(first + longest_run, all.end);
            const std::int32_t end_whole = larger(first, smaller(all.end_whole, end));
            const std::int32_t end_lower = larger(end_whole, smaller(all.end_lower, end));
            target.runs[target.run_count++] = {all.i, all.image, first, end_whole, end_lower, end};
        }
    }

    static std::int32_t smaller(std::int32_t a, std::int32_t b) { return a < b ? a : b; }
    static std::int32_t larger(std::int32_t a, std::int32_t b) { return a < b ? b : a; }

    const double* positions_;
    Real radius2_;
    Real position_[Lanes::rows][3];
};

}  // namespace soret::optimized
