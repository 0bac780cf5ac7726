#pragma once

#include "soret/optimized/kernels/cluster_lanes.hpp"

namespace soret::optimized {

template <class Arch>
class ClusterPruneKernel {
public:
    static void run(const double* positions, const double* image_shift, double radius2, const ClusterRun* candidates,
                    std::int32_t candidate_count, ClusterPruneTarget& target) {
        ClusterPruneKernel kernel(positions, radius2);
        for (std::int32_t k = 0; k < candidate_count; ++k) {
            const ClusterRun& candidate = candidates[k];
            const bool new_run =
                k == 0 || candidate.i != candidates[k - 1].i || candidate.image != candidates[k - 1].image;
            if (new_run) {
                kernel.place(candidate, image_shift + 3 * candidate.image);
                target.runs[target.run_count] = {candidate.i, candidate.image, target.entry_count, target.entry_count};
            }
            kernel.add(candidate, target);
            const bool last = k + 1 == candidate_count || candidate.i != candidates[k + 1].i ||
                              candidate.image != candidates[k + 1].image;
            if (last) close_run(target);
        }
    }

private:
    using Real = Doubles<Arch>;
    using Lanes = ClusterLanes<Arch>;

    ClusterPruneKernel(const double* positions, double radius2) : positions_(positions), radius2_(radius2) {}

    void place(const ClusterRun& candidate, const double* shift) {
        const double* values = positions_ + static_cast<std::ptrdiff_t>(candidate.i) * cluster_doubles;
        for (int row = 0; row < Lanes::rows; ++row) {
            for (int axis = 0; axis < 3; ++axis) {
                position_[row][axis] = Lanes::of_i(values + axis * cluster_size, row) + Real(shift[axis]);
            }
        }
    }

    void add(const ClusterRun& candidate, ClusterPruneTarget& target) const {
        std::int32_t kept = target.entry_count;
        for (std::int32_t j = candidate.first; j < candidate.end; ++j) {
            const double* values = positions_ + static_cast<std::ptrdiff_t>(j) * cluster_doubles;
            Real nearest(far_distance2);
            for (int part = 0; part < Lanes::parts; ++part) {
                const double* p = values + part * Lanes::j_width;
                const Real x = Lanes::of_j(p);
                const Real y = Lanes::of_j(p + cluster_size);
                const Real z = Lanes::of_j(p + 2 * cluster_size);
                for (int row = 0; row < Lanes::rows; ++row) {
                    const Real dx = position_[row][0] - x;
                    const Real dy = position_[row][1] - y;
                    const Real dz = position_[row][2] - z;
                    nearest = xsimd::min(nearest, (dx * dx + dy * dy) + dz * dz);
                }
            }
            const int near = bits_of<Arch>(nearest < radius2_) != 0 ? 1 : 0;
            target.entries[kept] = j;
            target.pair_counts[j] += near;
            kept += near;
        }
        target.pair_counts[candidate.i] += kept - target.entry_count;
        target.entry_count = kept;
    }

    // Splits what is longer than the sums of a run allow; leaves out what is empty.
    static void close_run(ClusterPruneTarget& target) {
        ClusterRun run = target.runs[target.run_count];
        for (; run.first < target.entry_count; run.first = run.end) {
            const std::int32_t rest = target.entry_count - run.first;
            run.end = run.first + (rest < longest_run ? rest : longest_run);
            target.runs[target.run_count++] = run;
        }
    }

    const double* positions_;
    Real radius2_;
    Real position_[Lanes::rows][3];
};

}  // namespace soret::optimized
