#pragma once

#include <array>
#include <utility>
#include <vector>

#include "soret/optimized/detail/cluster_system.hpp"
#include "soret/optimized/kernels/cluster_view.hpp"

namespace soret::optimized {

/// The cluster pairs with at least two particles within a radius, of which the first cluster is in a given range.
/// Every cluster pair (i, j, image of i) and its mirror (j, i, opposite image) are one: the one with the later image is
/// listed, in the home image the one with j >= i. Threads list ranges of their own.
class ClusterPairList {
public:
    /// system   just sorted
    /// radius   at most the shortest edge                                                  [sigma]
    void build(const ClusterSystem& system, double radius, std::int32_t first_cluster, std::int32_t end_cluster,
               ClusterPrune prune);

    ClusterList view() const { return {runs_.data(), entries_.data(), run_count_}; }
    /// How many pairs of the list each cluster is in, as either member.
    const std::vector<std::int32_t>& pair_counts() const { return pair_counts_; }

private:
    void find_candidates(const ClusterSystem& system, std::int32_t i, double radius);
    void look_into_column(const ClusterSystem& system, std::int32_t i, int cx, int cy, double radius);
    void add_candidates(const ClusterSystem& system, std::int32_t column, std::int32_t image, std::int32_t first,
                        double low, double high);
    void prune_candidates(const ClusterSystem& system, double radius2, ClusterPrune prune);

    std::array<std::vector<std::pair<std::int32_t, std::int32_t>>, 27> open_;  // ranges of j of the present i, by image
    std::vector<std::int32_t> hint_;  // by column: near the first candidate of the last i
    std::vector<ClusterCandidates> candidates_;
    std::int32_t candidate_count_ = 0;  // cluster pairs in candidates_
    std::vector<std::int32_t> scratch_;
    std::vector<ClusterRun> runs_;
    std::vector<std::int32_t> entries_;
    std::vector<std::int32_t> pair_counts_;
    std::int32_t run_count_ = 0;
    std::int32_t entry_count_ = 0;
};

}  // namespace soret::optimized
