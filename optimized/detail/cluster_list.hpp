#pragma once

#include <array>
#include <utility>
#include <vector>

#include "soret/optimized/detail/cluster_system.hpp"
#include "soret/optimized/detail/growing_array.hpp"
#include "soret/optimized/kernels/cluster_view.hpp"

namespace soret::optimized {

/// The cluster pairs with at least two particles within a radius, of which the first cluster is in a given range.
/// Every cluster pair (i, j, image of i) and its mirror (j, i, opposite image) are one: the one with the later image is
/// listed, in the home image the one with j >= i. Threads list ranges of their own.
class ClusterPairList {
public:
    /// Lists anew, and prunes nothing.
    /// system   just sorted
    /// radius   at most the shortest edge                                                  [sigma]
    void build(const ClusterSystem& system, double radius, std::int32_t first_cluster, std::int32_t end_cluster,
               ClusterPruneCandidates kernel);
    /// Chooses the pairs within a smaller radius now out of those built.
    void prune(const ClusterSystem& system, double radius, ClusterPruneList kernel);

    /// What was chosen last.
    ClusterList view() const { return (is_pruned_ ? pruned_ : built_).view(); }
    /// Cluster pairs built.
    std::int64_t entry_count() const { return built_.entry_count; }
    /// Adds to the count of each cluster the pairs built that it is in, as either member.
    void count_pairs(std::vector<std::int32_t>& counts) const;
    /// Sets the entry of each cluster that is in one of them.
    void mark_clusters(std::vector<char>& marks) const;

private:
    struct Pairs {
        GrowingArray<ClusterRun> runs;
        GrowingArray<std::int32_t> entries;
        std::int32_t run_count = 0;
        std::int32_t entry_count = 0;

        ClusterList view() const { return {runs.data(), entries.data(), run_count}; }
        void make_room(std::size_t more_runs, std::size_t more_entries);
    };

    void find_candidates(const ClusterSystem& system, std::int32_t i, double radius);
    void look_into_column(const ClusterSystem& system, std::int32_t i, int cx, int cy, double radius);
    void add_candidates(const ClusterSystem& system, std::int32_t column, std::int32_t image, std::int32_t first,
                        double low, double high);
    void prune_candidates(const ClusterSystem& system, double radius2, ClusterPruneCandidates kernel);

    std::array<std::vector<std::pair<std::int32_t, std::int32_t>>, 27> open_;  // ranges of j of the present i, by image
    std::vector<double> gap2_y_;  // squared distances along y of the present i from columns
    std::vector<std::int32_t> hint_;  // by column: near the first candidate of the last i
    std::vector<ClusterCandidates> candidates_;
    std::int32_t candidate_count_ = 0;  // cluster pairs in candidates_
    std::vector<std::int32_t> scratch_;
    Pairs built_;
    Pairs pruned_;
    bool is_pruned_ = false;
};

}  // namespace soret::optimized
