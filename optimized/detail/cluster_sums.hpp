#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "soret/optimized/detail/aligned_vector.hpp"
#include "soret/optimized/detail/cluster_list.hpp"
#include "soret/optimized/kernels/cluster_view.hpp"

namespace soret::optimized {

/// Each thread owns a range of clusters, whose particles it moves.
struct ClusterShares {
    std::size_t clusters;
    std::size_t threads;

    std::size_t first(std::size_t thread) const { return clusters * thread / threads; }
    std::size_t owner(std::size_t cluster) const { return threads == 1 ? 0 : ((cluster + 1) * threads - 1) / clusters; }
};

/// Sums of three components of each particle, in quanta, to which threads add at the same time, each to an array of its
/// own. When a thread has added all, it hands over the clusters that it has reached and others own, and they take them
/// over when they need the sums. What goes from core to core takes longer than the arithmetic: it is packed, and
/// fetched before it is needed (bench/README.md, Two threads).
class ClusterSums {
public:
    ClusterSums(const ClusterKernels& kernels, int threads);

    std::size_t sum_width() const { return static_cast<std::size_t>(kernels_->sum_width); }

    /// Of so many clusters. What was added before means nothing.
    void lists_were_made(std::size_t lists, std::size_t clusters);
    /// Zero, for so many clusters; once more only if something was added since.
    void empty(std::size_t clusters);
    /// To add to, [cluster][3][sum_width]: afterwards all threads must hand over.
    std::int64_t* of(std::size_t thread) { return threads_[thread].sums.data(); }

    /// A thread adds to clusters of a list.
    void reach(std::size_t thread, std::size_t number, const ClusterPairList& list);
    /// A thread adds to any cluster.
    void reach_all(std::size_t thread);
    /// Begins to fetch a part of the memory that hand_over() will write to: part 0 .. parts - 1.
    void fetch_for_hand_over(std::size_t thread, std::size_t part, std::size_t parts) const;
    void hand_over(std::size_t thread);
    /// By every thread, and nobody has taken over yet.
    void were_handed_over();
    /// Clusters [first, end) of a thread; nothing if all was taken over.
    void take_over(std::size_t thread, std::size_t first, std::size_t end);
    /// By every thread.
    /// empty   whether all left nothing of the sums
    void were_taken_over(bool empty);

    /// Of a particle that its owner has taken over.
    std::int64_t sum(std::size_t place, std::size_t axis) const {
        const std::int64_t* of_lane = threads_[shares_.owner(place / cluster_size)].sums.data() + index(place, axis);
        std::int64_t sum = 0;
        for (std::size_t k = 0; k < sum_width(); k += cluster_size) sum += of_lane[k];
        return sum;
    }
    void add(std::size_t place, std::size_t axis, std::int64_t quanta);

private:
    struct alignas(64) OfThread {
        AlignedVector<std::int64_t> sums;
        AlignedVector<std::int64_t> handed;  // [cluster][3][cluster_size]
        std::vector<char> reached;           // by cluster: something may have been added since lists were made
        std::vector<char> has_reached;       // by list: its clusters are marked
    };

    /// Clusters before those of a thread and behind them.
    std::array<std::pair<std::size_t, std::size_t>, 2> clusters_of_others(std::size_t thread) const {
        return {{{0, shares_.first(thread)}, {shares_.first(thread + 1), shares_.clusters}}};
    }

    std::size_t index(std::size_t place, std::size_t axis) const {
        return (place / cluster_size * 3 + axis) * sum_width() + place % cluster_size;
    }

    const ClusterKernels* kernels_;
    std::vector<OfThread> threads_;
    ClusterShares shares_{0, 1};
    bool is_empty_ = false;
    bool is_handed_over_ = false;
};

}  // namespace soret::optimized
