#pragma once

#include "soret/optimized/kernels/cluster_lanes.hpp"

namespace soret::optimized {

/// Which halves of a cluster i, its first and its last two particles, have a particle of j within the radius.
template <class Arch>
class ClusterPruneKernel {
public:
    static void run_candidates(const double* positions, const double* image_shift, double radius2,
                               const ClusterCandidates* candidates, std::int32_t candidate_count,
                               ClusterPruneTarget& target) {
        ClusterPruneKernel kernel(positions, radius2);
        std::int32_t k = 0;
        while (k < candidate_count) {
            const std::int32_t first = k;
            const std::int32_t i = candidates[first].i;
            const std::int32_t image = candidates[first].image;
            std::int32_t length = 0;
            for (; k < candidate_count && candidates[k].i == i && candidates[k].image == image; ++k) {
                length += candidates[k].end - candidates[k].first;
            }
            kernel.place(i, image_shift + 3 * image);
            kernel.add(i, image, length, target, [&](auto visit) {
                for (std::int32_t c = first; c < k; ++c) {
                    for (std::int32_t j = candidates[c].first; j < candidates[c].end; ++j) visit(j);
                }
            });
        }
    }

    static void run_list(const double* positions, const double* image_shift, double radius2, const ClusterList& list,
                         ClusterPruneTarget& target) {
        ClusterPruneKernel kernel(positions, radius2);
        for (std::int32_t r = 0; r < list.run_count; ++r) {
            const ClusterRun& run = list.runs[r];
            kernel.place(run.i, image_shift + 3 * run.image);
            kernel.add(run.i, run.image, run.end - run.first, target, [&](auto visit) {
                for (std::int32_t entry = run.first; entry < run.end; ++entry) visit(list.entries[entry]);
            });
        }
    }

private:
    using Real = Doubles<Arch>;
    using Lanes = ClusterLanes<Arch>;

    ClusterPruneKernel(const double* positions, double radius2) : positions_(positions), radius2_(radius2) {}

    void place(std::int32_t i, const double* shift) {
        const double* values = positions_ + static_cast<std::ptrdiff_t>(i) * cluster_doubles;
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

    /// for_each_j   calls its argument with each of `length` clusters j
    template <class ForEach>
    void add(std::int32_t i, std::int32_t image, std::int32_t length, ClusterPruneTarget& target,
             ForEach for_each_j) const {
        std::int32_t* const whole = target.entries + target.entry_count;
        std::int32_t* const lower = target.scratch + length;
        std::int32_t* const upper = lower + length;
        // By the halves that are near, none, first, last, both: a branch would be mispredicted again and again.
        std::int32_t* found[4] = {target.scratch, lower, upper, whole};
        for_each_j([&](std::int32_t j) { *found[near_halves(j)]++ = j; });
        std::int32_t* end = found[3];
        for (const std::int32_t* j = lower; j < found[1]; ++j) *end++ = *j;
        for (const std::int32_t* j = upper; j < found[2]; ++j) *end++ = *j;
        const std::int32_t first = target.entry_count;
        const auto end_whole = first + static_cast<std::int32_t>(found[3] - whole);
        target.entry_count = first + static_cast<std::int32_t>(end - whole);
        add_runs(
            {i, image, first, end_whole, end_whole + static_cast<std::int32_t>(found[1] - lower), target.entry_count},
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
