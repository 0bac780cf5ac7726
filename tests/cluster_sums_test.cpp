// Sums to which several threads add: what each has added reaches the owner of its cluster, and nothing is lost.

#include "soret/optimized/detail/cluster_sums.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "soret/common/execution.hpp"
#include "soret/optimized/detail/cluster_system.hpp"
#include "soret/optimized/detail/dispatch.hpp"

namespace soret::optimized {
namespace {

constexpr std::size_t clusters = 37;

/// What a thread adds in a place of its array: another number everywhere.
std::int64_t added(std::size_t thread, std::size_t index) {
    return static_cast<std::int64_t>((thread + 1) * 1000003 + index * 7919) - 100000;
}

void add_everywhere(ClusterSums& sums, std::size_t thread) {
    for (std::size_t k = 0; k < clusters * 3 * sums.sum_width(); ++k) sums.of(thread)[k] += added(thread, k);
}

std::int64_t expected(const ClusterSums& sums, std::size_t threads, std::size_t place, std::size_t axis) {
    std::int64_t sum = 0;
    for (std::size_t t = 0; t < threads; ++t) {
        const std::size_t first = (place / cluster_size * 3 + axis) * sums.sum_width() + place % cluster_size;
        for (std::size_t k = 0; k < sums.sum_width(); k += cluster_size) sum += added(t, first + k);
    }
    return sum;
}

TEST(ClusterShares, OwnersAreThoseWhoseRangeHoldsTheCluster) {
    for (const std::size_t threads : {1U, 2U, 3U, 8U, 50U}) {
        const ClusterShares shares{clusters, threads};
        EXPECT_EQ(shares.first(threads), clusters);
        for (std::size_t c = 0; c < clusters; ++c) {
            const std::size_t owner = shares.owner(c);
            ASSERT_LT(owner, threads);
            EXPECT_LE(shares.first(owner), c);
            EXPECT_LT(c, shares.first(owner + 1));
        }
    }
}

TEST(ClusterSums, AreThoseOfAllThreadsAtTheOwner) {
    for (const InstructionSet set : supported_instruction_sets()) {
        for (const std::size_t threads : {1U, 2U, 3U, 8U}) {
            ClusterSums sums(kernels_for<ClusterKernels>(set), static_cast<int>(threads));
            sums.lists_were_made(1, clusters);
            const ClusterShares shares{clusters, threads};
            for (int round = 0; round < 2; ++round) {  // a second time nothing of the first is left
                sums.empty(clusters);
                for (std::size_t t = 0; t < threads; ++t) {
                    add_everywhere(sums, t);
                    sums.reach_all(t);
                    sums.hand_over(t);
                }
                sums.were_handed_over();
                for (std::size_t t = 0; t < threads; ++t) sums.take_over(t, shares.first(t), shares.first(t + 1));
                sums.were_taken_over(false);
                for (std::size_t place = 0; place < clusters * cluster_size; ++place) {
                    for (std::size_t axis = 0; axis < 3; ++axis) {
                        ASSERT_EQ(sums.sum(place, axis), expected(sums, threads, place, axis))
                            << name_of(set) << ", " << threads << " threads, place " << place << ", round " << round;
                    }
                }
            }
            sums.add(5, 2, 11);
            EXPECT_EQ(sums.sum(5, 2), expected(sums, threads, 5, 2) + 11);
        }
    }
}

// A cubic lattice: every cluster of a list, as either member of a pair, counts as reached.
TEST(ClusterSums, AListReachesEveryClusterOfItsPairs) {
    constexpr int side = 8;
    State state;
    state.box = Box({side, side, side});
    for (int k = 0; k < side * side * side; ++k) {
        state.add(k + 1, 0, {k % side + 0.5, k / side % side + 0.25, k / side / side + 0.125});
    }
    ClusterSystem system;
    ThreadPool pool(2);
    system.load(state);
    system.sort(pool);
    const auto end = static_cast<std::int32_t>(system.cluster_count());
    ClusterPairList list;
    list.build(system, 2.5, end / 3, end / 2, kernels_for<ClusterKernels>(InstructionSet::sse2).prune_candidates);
    std::vector<char> marks(system.cluster_count(), 0);
    list.mark_clusters(marks);
    const ClusterList view = list.view();
    ASSERT_GT(view.run_count, end / 8);
    std::vector<char> wanted(system.cluster_count(), 0);
    for (std::int32_t r = 0; r < view.run_count; ++r) {
        const ClusterRun& run = view.runs[r];
        wanted[static_cast<std::size_t>(run.i)] = 1;
        for (std::int32_t e = run.first; e < run.end; ++e) wanted[static_cast<std::size_t>(view.entries[e])] = 1;
    }
    EXPECT_EQ(marks, wanted);
    EXPECT_LT(std::count(marks.begin(), marks.end(), 1), end) << "some are out of reach";
}

}  // namespace
}  // namespace soret::optimized
