#include "soret/optimized/detail/cluster_system.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "soret/common/portable_math.hpp"
#include "soret/optimized/detail/prefetch.hpp"

namespace soret::optimized {

namespace {

/// Unused lanes are far from everything and from each other, in every image.
constexpr double unused_spacing = 2048.0;

std::array<double, 3> edges_of(const Box& box) {
    return {box.edges().x, box.edges().y, box.edges().z};
}

std::size_t vector_index(std::size_t place, std::size_t axis) {
    return place / cluster_size * cluster_vectors + axis * cluster_size + place % cluster_size;
}

std::size_t double_index(std::size_t place, std::size_t row) {
    return place / cluster_size * cluster_doubles + row * cluster_size + place % cluster_size;
}

}  // namespace

void ClusterSystem::Places::resize(std::size_t clusters, bool velocities) {
    position.resize(clusters * cluster_doubles);
    velocity.resize(velocities ? clusters * cluster_vectors : 0);
    image.resize(clusters * cluster_vectors);
    particle.resize(clusters * cluster_size);
}

void ClusterSystem::load(const State& state) {
    set_box(state.box);
    has_velocities_ = state.has_velocities();
    id_ = state.id;
    const std::size_t n = state.size();
    const std::size_t clusters = (n + cluster_size - 1) / cluster_size;
    now_.resize(clusters, has_velocities_);
    for (std::size_t place = 0; place < clusters * cluster_size; ++place) {
        now_.particle[place] = place < n ? static_cast<std::int32_t>(place) : unused_particle;
        if (place >= n) continue;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            now_.position[double_index(place, axis)] = state.position[axis][place];
            now_.image[vector_index(place, axis)] = state.image[axis][place];
            if (has_velocities_) now_.velocity[vector_index(place, axis)] = state.velocity[axis][place];
        }
        now_.position[double_index(place, 3)] = static_cast<double>(state.species[place]);
    }
}

void ClusterSystem::set_box(const Box& box) {
    box_ = box;
    const std::array<double, 3> edge = edges_of(box_);
    for (int image = 0; image < 27; ++image) {
        const int offset[3] = {image % 3 - 1, image / 3 % 3 - 1, image / 9 - 1};
        for (int axis = 0; axis < 3; ++axis) {
            image_shift_[static_cast<std::size_t>(3 * image + axis)] =
                offset[axis] * edge[static_cast<std::size_t>(axis)];
        }
    }
}

/// Columns of such a cross section that four successive particles fill about a cube.
void ClusterSystem::choose_columns() {
    const std::array<double, 3> edge = edges_of(box_);
    const double cluster_volume = cluster_size * box_.volume() / static_cast<double>(std::max<std::size_t>(size(), 1));
    const double side = portable_exp(portable_log(cluster_volume) / 3.0);
    for (std::size_t axis = 0; axis < 2; ++axis) columns_[axis] = std::max(1, static_cast<int>(edge[axis] / side));
    column_.resize(static_cast<std::size_t>(columns_[0]) * static_cast<std::size_t>(columns_[1]));
}

std::int32_t ClusterSystem::species(std::size_t place) const {
    return static_cast<std::int32_t>(now_.position[double_index(place, 3)]);
}

Vector3 ClusterSystem::position(std::size_t place) const {
    return {now_.position[double_index(place, 0)], now_.position[double_index(place, 1)],
            now_.position[double_index(place, 2)]};
}

Vector3 ClusterSystem::velocity(std::size_t place) const {
    if (!has_velocities_) return {};
    return {now_.velocity[vector_index(place, 0)], now_.velocity[vector_index(place, 1)],
            now_.velocity[vector_index(place, 2)]};
}

void ClusterSystem::sort(ThreadPool& pool) {
    choose_columns();
    Sorting sorting;
    const std::size_t places = now_.particle.size();
    const auto threads = static_cast<std::size_t>(pool.size());
    sorting.column_of.resize(places);
    pool.run([&](int thread) {
        const auto t = static_cast<std::size_t>(thread);
        wrap_and_assign_columns(sorting, places * t / threads, places * (t + 1) / threads);
    });
    collect_columns(sorting);
    sorting.column_of = {};
    std::vector<std::size_t> first_column;
    for (std::size_t t = 0; t <= threads; ++t) first_column.push_back(column_.size() * t / threads);
    pool.share(
        first_column, [&](std::size_t column, int) { fill_column(sorting, column); }, [](int) {});
    now_ = std::move(sorting.places);
}

void ClusterSystem::wrap_and_assign_columns(Sorting& sorting, std::size_t first_place, std::size_t end_place) {
    const std::array<double, 3> edge = edges_of(box_);
    const double inverse_side[2] = {columns_[0] / edge[0], columns_[1] / edge[1]};
    for (std::size_t place = first_place; place < end_place; ++place) {
        if (now_.particle[place] == unused_particle) continue;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            double& x = now_.position[double_index(place, axis)];
            std::int32_t& image = now_.image[vector_index(place, axis)];
            for (; x >= edge[axis]; x -= edge[axis]) ++image;
            for (; x < 0.0; x += edge[axis]) --image;
        }
        const int cx =
            std::min(static_cast<int>(now_.position[double_index(place, 0)] * inverse_side[0]), columns_[0] - 1);
        const int cy =
            std::min(static_cast<int>(now_.position[double_index(place, 1)] * inverse_side[1]), columns_[1] - 1);
        sorting.column_of[place] = cx * columns_[1] + cy;
    }
}

void ClusterSystem::collect_columns(Sorting& sorting) {
    sorting.first_key.assign(column_.size() + 1, 0);
    for (std::size_t place = 0; place < now_.particle.size(); ++place) {
        if (now_.particle[place] == unused_particle) continue;
        ++sorting.first_key[static_cast<std::size_t>(sorting.column_of[place]) + 1];
    }
    for (std::size_t c = 0; c < column_.size(); ++c) sorting.first_key[c + 1] += sorting.first_key[c];
    sorting.keys.resize(id_.size());
    std::vector<std::int32_t> next(sorting.first_key.begin(), sorting.first_key.end() - 1);
    for (std::size_t place = 0; place < now_.particle.size(); ++place) {
        if (now_.particle[place] == unused_particle) continue;
        const auto key = static_cast<std::size_t>(next[static_cast<std::size_t>(sorting.column_of[place])]++);
        sorting.keys[key] = {now_.position[double_index(place, 2)], static_cast<std::int32_t>(place)};
    }
    std::int32_t clusters = 0;
    for (std::size_t c = 0; c < column_.size(); ++c) {
        column_[c].first = clusters;
        clusters += (sorting.first_key[c + 1] - sorting.first_key[c] + cluster_size - 1) / cluster_size;
        column_[c].end = clusters;
    }
    bounds_.resize(static_cast<std::size_t>(clusters));
    bottom_.resize(bounds_.size());
    top_.resize(bounds_.size());
    sorting.places.resize(cluster_count(), has_velocities_);
    listed_position_.resize(has_velocities_ ? cluster_count() * cluster_vectors : 0);
}

void ClusterSystem::fill_column(Sorting& sorting, std::size_t column) {
    Places& places = sorting.places;
    auto key = static_cast<std::size_t>(sorting.first_key[column]);
    const auto end_key = static_cast<std::size_t>(sorting.first_key[column + 1]);
    std::sort(sorting.keys.begin() + sorting.first_key[column], sorting.keys.begin() + sorting.first_key[column + 1],
              [](const Key& a, const Key& b) { return a.z < b.z; });
    const auto first = static_cast<std::size_t>(column_[column].first);
    const auto end = static_cast<std::size_t>(column_[column].end);
    for (std::size_t place = first * cluster_size; place < end * cluster_size; ++place) {
        Bounds& bounds = bounds_[place / cluster_size];
        if (place % cluster_size == 0) bounds = {{INFINITY, INFINITY, INFINITY}, {-INFINITY, -INFINITY, -INFINITY}};
        if (key == end_key) {
            leave_empty(places, place);
            continue;
        }
        const auto from = static_cast<std::size_t>(sorting.keys[key++].place);
        places.particle[place] = now_.particle[from];
        places.position[double_index(place, 3)] = now_.position[double_index(from, 3)];
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double x = now_.position[double_index(from, axis)];
            places.position[double_index(place, axis)] = x;
            places.image[vector_index(place, axis)] = now_.image[vector_index(from, axis)];
            bounds.low[axis] = std::min(bounds.low[axis], x);
            bounds.high[axis] = std::max(bounds.high[axis], x);
            if (!has_velocities_) continue;
            places.velocity[vector_index(place, axis)] = now_.velocity[vector_index(from, axis)];
        }
    }
    for (std::size_t cluster = first; cluster < end; ++cluster) {
        bottom_[cluster] = bounds_[cluster].low[2];
        top_[cluster] = bounds_[cluster].high[2];
    }
}

void ClusterSystem::leave_empty(Places& places, std::size_t place) const {
    const auto cluster = static_cast<double>(place / cluster_size);
    const auto lane = static_cast<double>(place % cluster_size);
    const double nothing[4] = {nowhere + unused_spacing * lane, unused_spacing * cluster, 0.0, 0.0};
    places.particle[place] = unused_particle;
    for (std::size_t row = 0; row < 4; ++row) places.position[double_index(place, row)] = nothing[row];
    if (!has_velocities_) return;
    for (std::size_t axis = 0; axis < 3; ++axis) places.velocity[vector_index(place, axis)] = 0.0;
}

void ClusterSystem::fetch_positions(std::size_t first_cluster, std::size_t end_cluster) const {
    fetch_to_write(now_.position.data() + first_cluster * cluster_doubles,
                   (end_cluster - first_cluster) * cluster_doubles * sizeof(double));
}

void ClusterSystem::keep_positions(std::int32_t first_cluster, std::int32_t end_cluster) {
    if (!has_velocities_) return;
    for (std::int32_t cluster = first_cluster; cluster < end_cluster; ++cluster) {
        const double* from = now_.position.data() + static_cast<std::ptrdiff_t>(cluster) * cluster_doubles;
        std::copy(from, from + cluster_vectors,
                  listed_position_.data() + static_cast<std::ptrdiff_t>(cluster) * cluster_vectors);
    }
}

State ClusterSystem::state() const {
    const std::array<double, 3> edge = edges_of(box_);
    State state;
    state.box = box_;
    state.id = id_;
    state.species.resize(size());
    for (std::size_t axis = 0; axis < 3; ++axis) {
        state.position[axis].resize(size());
        state.image[axis].resize(size());
        if (has_velocities_) state.velocity[axis].resize(size());
    }
    for (std::size_t place = 0; place < now_.particle.size(); ++place) {
        if (now_.particle[place] == unused_particle) continue;
        const auto i = static_cast<std::size_t>(now_.particle[place]);
        state.species[i] = species(place);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            double x = now_.position[double_index(place, axis)];
            std::int32_t image = now_.image[vector_index(place, axis)];
            for (; x >= edge[axis]; x -= edge[axis]) ++image;
            for (; x < 0.0; x += edge[axis]) --image;
            state.position[axis][i] = x;
            state.image[axis][i] = image;
            if (has_velocities_) state.velocity[axis][i] = now_.velocity[vector_index(place, axis)];
        }
    }
    return state;
}

}  // namespace soret::optimized
