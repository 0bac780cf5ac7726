#include "soret/optimized/detail/cluster_sums.hpp"

#include <algorithm>

#include "soret/optimized/detail/prefetch.hpp"

namespace soret::optimized {

namespace {

constexpr std::size_t bytes_of_cluster = cluster_vectors * sizeof(std::int64_t);

}  // namespace

ClusterSums::ClusterSums(const ClusterKernels& kernels, int threads)
    : kernels_(&kernels), threads_(static_cast<std::size_t>(threads)) {}

void ClusterSums::lists_were_made(std::size_t lists, std::size_t clusters) {
    is_empty_ = false;
    is_handed_over_ = false;
    if (threads_.size() == 1) return;
    for (OfThread& own : threads_) {
        own.reached.assign(clusters, 0);
        own.has_reached.assign(lists, 0);
    }
}

void ClusterSums::empty(std::size_t clusters) {
    if (is_empty_ && clusters == shares_.clusters) return;
    shares_ = {clusters, threads_.size()};
    for (OfThread& own : threads_) {
        own.sums.assign(clusters * 3 * sum_width(), 0);
        if (threads_.size() > 1) own.handed.resize(clusters * cluster_vectors);
    }
    is_empty_ = true;
    is_handed_over_ = false;
}

void ClusterSums::reach(std::size_t thread, std::size_t number, const ClusterPairList& list) {
    OfThread& own = threads_[thread];
    if (threads_.size() == 1 || own.has_reached[number] != 0) return;
    list.mark_clusters(own.reached);
    own.has_reached[number] = 1;
}

void ClusterSums::reach_all(std::size_t thread) {
    std::fill(threads_[thread].reached.begin(), threads_[thread].reached.end(), 1);
}

void ClusterSums::fetch_for_hand_over(std::size_t thread, std::size_t part, std::size_t parts) const {
    for (const auto& [first, end] : clusters_of_others(thread)) {
        for (std::size_t c = first + (end - first) * part / parts; c < first + (end - first) * (part + 1) / parts;
             ++c) {
            if (threads_[thread].reached[c] == 0) continue;
            fetch_to_write(threads_[thread].handed.data() + c * cluster_vectors, bytes_of_cluster);
        }
    }
}

void ClusterSums::hand_over(std::size_t thread) {
    if (threads_.size() == 1) return;
    OfThread& own = threads_[thread];
    for (const auto& [first, end] : clusters_of_others(thread)) {
        kernels_->hand_over(own.sums.data(), own.handed.data(), own.reached.data(), static_cast<std::int32_t>(first),
                            static_cast<std::int32_t>(end));
    }
}

void ClusterSums::were_handed_over() {
    is_empty_ = false;
    is_handed_over_ = threads_.size() > 1;
}

void ClusterSums::take_over(std::size_t thread, std::size_t first, std::size_t end) {
    if (!is_handed_over_) return;
    const auto for_each_other = [&](auto work) {
        for (std::size_t other = 0; other < threads_.size(); ++other) {
            if (other != thread) work(threads_[other].handed.data(), threads_[other].reached.data());
        }
    };
    for_each_other([&](const std::int64_t* handed, const char*) {
        fetch_to_read(handed + first * cluster_vectors, (end - first) * bytes_of_cluster);
    });
    for_each_other([&](std::int64_t* handed, const char* reached_by_other) {
        kernels_->take_over(threads_[thread].sums.data(), handed, reached_by_other, static_cast<std::int32_t>(first),
                            static_cast<std::int32_t>(end));
    });
}

void ClusterSums::were_taken_over(bool empty) {
    is_empty_ = empty;
    is_handed_over_ = false;
}

void ClusterSums::add(std::size_t place, std::size_t axis, std::int64_t quanta) {
    threads_[shares_.owner(place / cluster_size)].sums[index(place, axis)] += quanta;
}

}  // namespace soret::optimized
