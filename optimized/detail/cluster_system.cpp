#include "soret/optimized/detail/cluster_system.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "soret/common/portable_math.hpp"

namespace soret::optimized {

namespace {

/// Covers the rounding of distances between bounds: a cluster pair is left out only if it is surely beyond the radius.
constexpr double radius_margin = 1.0 + 1e-9;

/// Unused lanes are far from everything and from each other, in every image.
constexpr double unused_spacing = 2048.0;

std::array<double, 3> edges_of(const Box& box) {
    return {box.edges().x, box.edges().y, box.edges().z};
}

}  // namespace

void ClusterSystem::load(const State& state) {
    box_ = state.box;
    has_velocities_ = state.has_velocities();
    species_ = state.species;
    id_ = state.id;
    particle_position_ = state.position;
    particle_velocity_ = state.velocity;
}

void ClusterSystem::sort_and_list(double radius, ClusterPrune prune) {
    sort_into_columns();
    fill_clusters();
    const std::array<double, 3> edge = edges_of(box_);
    for (int image = 0; image < 27; ++image) {
        const int offset[3] = {image % 3 - 1, image / 3 % 3 - 1, image / 9 - 1};
        for (int axis = 0; axis < 3; ++axis) {
            image_shift_[static_cast<std::size_t>(3 * image + axis)] =
                offset[axis] * edge[static_cast<std::size_t>(axis)];
        }
    }
    list_cluster_pairs(radius * radius_margin);
    const std::int32_t kept = prune(position_.data(), image_shift_.data(), radius * radius * radius_margin,
                                    runs_.data(), static_cast<std::int32_t>(runs_.size()), entries_.data());
    entries_.resize(static_cast<std::size_t>(kept));
    std::erase_if(runs_, [](const ClusterRun& run) { return run.first == run.end; });
    count_places();
}

/// Columns along z of such a cross section that four successive particles fill about a cube.
void ClusterSystem::sort_into_columns() {
    const std::size_t n = species_.size();
    const std::array<double, 3> edge = edges_of(box_);
    const double cluster_volume = cluster_size * box_.volume() / static_cast<double>(std::max<std::size_t>(n, 1));
    const double side = portable_exp(portable_log(cluster_volume) / 3.0);
    double inverse_side[2];
    for (std::size_t axis = 0; axis < 2; ++axis) {
        columns_[axis] = std::max(1, static_cast<int>(edge[axis] / side));
        inverse_side[axis] = columns_[axis] / edge[axis];
    }
    const auto column_count = static_cast<std::size_t>(columns_[0]) * static_cast<std::size_t>(columns_[1]);
    column_of_.resize(n);
    std::vector<std::int32_t> first(column_count + 1, 0);
    for (std::size_t i = 0; i < n; ++i) {
        const int cx = std::min(static_cast<int>(particle_position_[0][i] * inverse_side[0]), columns_[0] - 1);
        const int cy = std::min(static_cast<int>(particle_position_[1][i] * inverse_side[1]), columns_[1] - 1);
        column_of_[i] = cx * columns_[1] + cy;
        ++first[static_cast<std::size_t>(column_of_[i]) + 1];
    }
    std::partial_sum(first.begin(), first.end(), first.begin());
    sorted_.resize(n);
    std::vector<std::int32_t> next(first.begin(), first.end() - 1);
    for (std::size_t i = 0; i < n; ++i) {
        sorted_[static_cast<std::size_t>(next[static_cast<std::size_t>(column_of_[i])]++)] =
            static_cast<std::int32_t>(i);
    }
    column_.resize(column_count);
    cluster_count_ = 0;
    for (std::size_t c = 0; c < column_count; ++c) {
        const auto begin = sorted_.begin() + first[c];
        const auto end = sorted_.begin() + first[c + 1];
        std::sort(begin, end, [&z = particle_position_[2]](std::int32_t a, std::int32_t b) {
            return z[static_cast<std::size_t>(a)] < z[static_cast<std::size_t>(b)];
        });
        const auto clusters = static_cast<std::size_t>((end - begin + cluster_size - 1) / cluster_size);
        column_[c] = {static_cast<std::int32_t>(cluster_count_), static_cast<std::int32_t>(cluster_count_ + clusters),
                      first[c], first[c + 1]};
        cluster_count_ += clusters;
    }
}

void ClusterSystem::fill_clusters() {
    position_.resize(cluster_count_ * cluster_doubles);
    velocity_.assign(has_velocities_ ? cluster_count_ * cluster_vectors : 0, 0.0);
    particle_.assign(cluster_count_ * cluster_size, unused_particle);
    place_of_.resize(species_.size());
    bounds_.resize(cluster_count_);
    for (const Column& column : column_) {
        auto next = static_cast<std::size_t>(column.first_sorted);
        const auto end_sorted = static_cast<std::size_t>(column.end_sorted);
        for (auto cluster = static_cast<std::size_t>(column.first); cluster < static_cast<std::size_t>(column.end);
             ++cluster) {
            Bounds bounds{{INFINITY, INFINITY, INFINITY}, {-INFINITY, -INFINITY, -INFINITY}};
            double* position = position_.data() + cluster * cluster_doubles;
            for (std::size_t lane = 0; lane < cluster_size; ++lane) {
                if (next == end_sorted) {
                    position[lane] = nowhere + unused_spacing * static_cast<double>(lane);
                    position[cluster_size + lane] = unused_spacing * static_cast<double>(cluster);
                    position[2 * cluster_size + lane] = 0.0;
                    position[3 * cluster_size + lane] = 0.0;
                    continue;
                }
                const auto i = static_cast<std::size_t>(sorted_[next++]);
                particle_[cluster * cluster_size + lane] = static_cast<std::int32_t>(i);
                place_of_[i] = static_cast<std::int32_t>(cluster * cluster_size + lane);
                for (std::size_t axis = 0; axis < 3; ++axis) {
                    const double x = particle_position_[axis][i];
                    position[axis * cluster_size + lane] = x;
                    bounds.low[axis] = std::min(bounds.low[axis], x);
                    bounds.high[axis] = std::max(bounds.high[axis], x);
                    if (has_velocities_) {
                        velocity_[cluster * cluster_vectors + axis * cluster_size + lane] = particle_velocity_[axis][i];
                    }
                }
                position[3 * cluster_size + lane] = static_cast<double>(species_[i]);
            }
            bounds_[cluster] = bounds;
        }
    }
}

/// Every cluster pair (i, j, image of i) and its mirror (j, i, opposite image) are one: the one with the later image is
/// listed, in the home image the one with j >= i.
void ClusterSystem::list_cluster_pairs(double radius) {
    runs_.clear();
    entries_.clear();
    const std::array<double, 3> edge = edges_of(box_);
    const double side[2] = {edge[0] / columns_[0], edge[1] / columns_[1]};
    for (std::size_t i = 0; i < cluster_count_; ++i) {
        const Bounds& bounds = bounds_[i];
        int low[2];
        int high[2];
        for (int axis = 0; axis < 2; ++axis) {
            low[axis] = static_cast<int>(std::floor((bounds.low[axis] - radius) / side[axis]));
            high[axis] = static_cast<int>(std::floor((bounds.high[axis] + radius) / side[axis]));
        }
        for (int cx = low[0]; cx <= high[0]; ++cx) {
            // Column cx lies image_x edges away: i is shifted the other way.
            const int image_x = cx < 0 ? 1 : cx >= columns_[0] ? -1 : 0;
            const int column_x = cx + image_x * columns_[0];
            if (column_x < 0 || column_x >= columns_[0]) continue;
            for (int cy = low[1]; cy <= high[1]; ++cy) {
                const int image_y = cy < 0 ? 1 : cy >= columns_[1] ? -1 : 0;
                const int column_y = cy + image_y * columns_[1];
                if (column_y < 0 || column_y >= columns_[1]) continue;
                list_column(static_cast<std::int32_t>(i), bounds,
                            column_[static_cast<std::size_t>(column_x * columns_[1] + column_y)],
                            (image_y + 1) * 3 + image_x + 1, radius);
            }
        }
        close_runs(static_cast<std::int32_t>(i));
    }
}

void ClusterSystem::list_column(std::int32_t i, const Bounds& bounds, const Column& column, int image_xy,
                                double radius) {
    for (int image_z = 0; image_z < 3; ++image_z) {
        const int image = image_z * 9 + image_xy;
        if (image < home_image) continue;
        double low[3];
        double high[3];
        for (int axis = 0; axis < 3; ++axis) {
            const double shift = image_shift_[static_cast<std::size_t>(3 * image + axis)];
            low[axis] = bounds.low[axis] + shift;
            high[axis] = bounds.high[axis] + shift;
        }
        const std::int32_t first = image == home_image ? std::max(i, column.first) : column.first;
        // The clusters of a column are in order of z.
        const auto begin = bounds_.begin() + first;
        const auto end = bounds_.begin() + column.end;
        if (first >= column.end) continue;
        const auto start =
            std::partition_point(begin, end, [&](const Bounds& b) { return b.high[2] < low[2] - radius; });
        for (auto j = start; j != end && j->low[2] <= high[2] + radius; ++j) {
            double distance2 = 0.0;
            for (int axis = 0; axis < 3; ++axis) {
                const double gap = std::max({0.0, j->low[axis] - high[axis], low[axis] - j->high[axis]});
                distance2 += gap * gap;
            }
            if (distance2 <= radius * radius) {
                open_[static_cast<std::size_t>(image)].push_back(static_cast<std::int32_t>(j - bounds_.begin()));
            }
        }
    }
}

void ClusterSystem::close_runs(std::int32_t i) {
    for (std::int32_t image = home_image; image < 27; ++image) {
        std::vector<std::int32_t>& open = open_[static_cast<std::size_t>(image)];
        for (std::size_t first = 0; first < open.size(); first += longest_run) {
            const std::size_t end = std::min(open.size(), first + longest_run);
            const auto begin = static_cast<std::int32_t>(entries_.size());
            entries_.insert(entries_.end(), open.begin() + static_cast<std::ptrdiff_t>(first),
                            open.begin() + static_cast<std::ptrdiff_t>(end));
            runs_.push_back({i, image, begin, static_cast<std::int32_t>(entries_.size())});
        }
        open.clear();
    }
}

void ClusterSystem::count_places() {
    std::vector<std::int32_t> pairs(cluster_count_, 0);
    for (const ClusterRun& run : runs_) {
        pairs[static_cast<std::size_t>(run.i)] += run.end - run.first;
        for (std::int32_t entry = run.first; entry < run.end; ++entry) {
            ++pairs[static_cast<std::size_t>(entries_[static_cast<std::size_t>(entry)])];
        }
    }
    const auto largest = std::max_element(pairs.begin(), pairs.end());
    largest_place_count_ = largest == pairs.end() ? 0 : *largest * cluster_size;
}

ClusterList ClusterSystem::list() const {
    return {runs_.data(), entries_.data(), static_cast<std::int32_t>(runs_.size())};
}

}  // namespace soret::optimized
