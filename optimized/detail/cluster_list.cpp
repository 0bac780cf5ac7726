#include "soret/optimized/detail/cluster_list.hpp"

#include <algorithm>
#include <cmath>

namespace soret::optimized {

namespace {

/// Covers the rounding of distances between bounds: a cluster pair is left out only if it is surely beyond the radius.
constexpr double radius_margin = 1.0 + 0x1p-16;

/// Candidates are pruned a batch of clusters at a time, while they are in the nearest cache.
constexpr std::int32_t batch = 64;

/// Distance of two intervals.
double gap(double low_a, double high_a, double low_b, double high_b) {
    return std::max({0.0, low_b - high_a, low_a - high_b});
}

}  // namespace

void ClusterPairList::Pairs::make_room(std::size_t more_runs, std::size_t more_entries) {
    runs.make_room(static_cast<std::size_t>(run_count) + more_runs);
    entries.make_room(static_cast<std::size_t>(entry_count) + more_entries);
}

void ClusterPairList::build(const ClusterSystem& system, double radius, std::int32_t first_cluster,
                            std::int32_t end_cluster, ClusterPruneCandidates kernel) {
    radius *= radius_margin;
    built_.run_count = 0;
    built_.entry_count = 0;
    is_pruned_ = false;
    hint_.resize(system.column_number());
    for (std::int32_t i = first_cluster; i < end_cluster; ++i) {
        find_candidates(system, i, radius);
        if ((i - first_cluster) % batch == batch - 1) prune_candidates(system, radius * radius, kernel);
    }
    prune_candidates(system, radius * radius, kernel);
}

void ClusterPairList::find_candidates(const ClusterSystem& system, std::int32_t i, double radius) {
    const ClusterSystem::Bounds& bounds = system.bounds()[static_cast<std::size_t>(i)];
    const std::array<int, 2>& columns = system.column_counts();
    const double side[2] = {system.box().edges().x / columns[0], system.box().edges().y / columns[1]};
    int low[2];
    int high[2];
    for (std::size_t axis = 0; axis < 2; ++axis) {
        low[axis] = static_cast<int>(std::floor((bounds.low[axis] - radius) / side[axis]));
        high[axis] = static_cast<int>(std::floor((bounds.high[axis] + radius) / side[axis]));
    }
    gap2_y_.clear();
    for (int cy = low[1]; cy <= high[1]; ++cy) {
        const double gap_y = gap(bounds.low[1], bounds.high[1], cy * side[1], (cy + 1) * side[1]);
        gap2_y_.push_back(gap_y * gap_y);
    }
    for (int cx = low[0]; cx <= high[0]; ++cx) {
        const double gap_x = gap(bounds.low[0], bounds.high[0], cx * side[0], (cx + 1) * side[0]);
        const double reach2_x = radius * radius - gap_x * gap_x;
        for (int cy = low[1]; cy <= high[1]; ++cy) {
            if (gap2_y_[static_cast<std::size_t>(cy - low[1])] <= reach2_x) look_into_column(system, i, cx, cy, radius);
        }
    }
    for (std::int32_t image = home_image; image < 27; ++image) {
        for (const auto& [first, end] : open_[static_cast<std::size_t>(image)]) {
            candidates_.push_back({i, image, first, end});
            candidate_count_ += end - first;
        }
        open_[static_cast<std::size_t>(image)].clear();
    }
}

/// cx, cy   may be outside the box by less than the number of columns: i is then shifted the other way
void ClusterPairList::look_into_column(const ClusterSystem& system, std::int32_t i, int cx, int cy, double radius) {
    const std::array<int, 2>& columns = system.column_counts();
    const int image_x = cx < 0 ? 1 : cx >= columns[0] ? -1 : 0;
    const int image_y = cy < 0 ? 1 : cy >= columns[1] ? -1 : 0;
    const int column_x = cx + image_x * columns[0];
    const int column_y = cy + image_y * columns[1];
    if (column_x < 0 || column_x >= columns[0] || column_y < 0 || column_y >= columns[1]) return;
    const std::int32_t column = column_x * columns[1] + column_y;
    const ClusterSystem::Bounds& bounds = system.bounds()[static_cast<std::size_t>(i)];
    const double low = bounds.low[2] - radius;
    const double high = bounds.high[2] + radius;
    const double edge = system.box().edges().z;
    const std::int32_t image = home_image + 3 * image_y + image_x;
    if (image >= home_image) add_candidates(system, column, image, image == home_image ? i : 0, low, high);
    // Images below the box come before the home image: those pairs are listed from their other cluster.
    if (low < 0.0) add_candidates(system, column, image + 9, 0, low + edge, high + edge);
}

/// Clusters of a column, from number `first` on, that reach into [low, high] along z.
void ClusterPairList::add_candidates(const ClusterSystem& system, std::int32_t column, std::int32_t image,
                                     std::int32_t first, double low, double high) {
    const ClusterSystem::Column& clusters = system.column(column);
    first = std::max(first, clusters.first);
    if (first >= clusters.end) return;
    // The clusters of a column are in order of z, and so are their ends. Successive i begin near each other.
    const double* bottom = system.bottoms();
    const double* top = system.tops();
    std::int32_t& hint = hint_[static_cast<std::size_t>(column)];
    std::int32_t begin = std::clamp(hint, first, clusters.end);
    while (begin > first && top[begin - 1] >= low) --begin;
    while (begin < clusters.end && top[begin] < low) ++begin;
    hint = begin;
    std::int32_t end = begin;
    while (end < clusters.end && bottom[end] <= high) ++end;
    if (begin < end) open_[static_cast<std::size_t>(image)].push_back({begin, end});
}

void ClusterPairList::prune_candidates(const ClusterSystem& system, double radius2, ClusterPruneCandidates kernel) {
    // Room for every candidate, and for a run from each of them.
    const auto count = static_cast<std::size_t>(candidate_count_);
    built_.make_room(candidates_.size() + count / longest_run + 1, count);
    if (scratch_.size() < 3 * count) scratch_.resize(3 * count);
    ClusterPruneTarget target{built_.runs.data(), built_.run_count, built_.entries.data(), built_.entry_count,
                              scratch_.data()};
    kernel(system.positions(), system.image_shift().data(), radius2, candidates_.data(),
           static_cast<std::int32_t>(candidates_.size()), target);
    built_.run_count = target.run_count;
    built_.entry_count = target.entry_count;
    candidates_.clear();
    candidate_count_ = 0;
}

void ClusterPairList::prune(const ClusterSystem& system, double radius, ClusterPruneList kernel) {
    radius *= radius_margin;
    pruned_.run_count = 0;
    pruned_.entry_count = 0;
    pruned_.make_room(static_cast<std::size_t>(built_.run_count), static_cast<std::size_t>(built_.entry_count));
    scratch_.resize(std::max(scratch_.size(), 3 * static_cast<std::size_t>(longest_run)));
    ClusterPruneTarget target{pruned_.runs.data(), 0, pruned_.entries.data(), 0, scratch_.data()};
    kernel(system.positions(), system.image_shift().data(), radius * radius, built_.view(), target);
    pruned_.run_count = target.run_count;
    pruned_.entry_count = target.entry_count;
    is_pruned_ = true;
}

void ClusterPairList::count_pairs(std::vector<std::int32_t>& counts) const {
    for (std::int32_t r = 0; r < built_.run_count; ++r) {
        const ClusterRun& run = built_.runs[static_cast<std::size_t>(r)];
        counts[static_cast<std::size_t>(run.i)] += run.end - run.first;
        for (std::int32_t entry = run.first; entry < run.end; ++entry) {
            ++counts[static_cast<std::size_t>(built_.entries[static_cast<std::size_t>(entry)])];
        }
    }
}

void ClusterPairList::mark_clusters(std::vector<char>& marks) const {
    for (std::int32_t r = 0; r < built_.run_count; ++r)
        marks[static_cast<std::size_t>(built_.runs[static_cast<std::size_t>(r)].i)] = 1;
    for (std::int32_t entry = 0; entry < built_.entry_count; ++entry) {
        marks[static_cast<std::size_t>(built_.entries[static_cast<std::size_t>(entry)])] = 1;
    }
}

}  // namespace soret::optimized
