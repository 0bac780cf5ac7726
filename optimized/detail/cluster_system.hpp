#pragma once

#include <array>
#include <vector>

#include "soret/common/state.hpp"
#include "soret/optimized/detail/aligned_vector.hpp"
#include "soret/optimized/detail/thread_pool.hpp"
#include "soret/optimized/kernels/cluster_view.hpp"

namespace soret::optimized {

/// Particles sorted into clusters of four neighbours: columns along z, in a column clusters in the order of z.
/// A place is cluster * cluster_size + lane. Coordinates are kept unwrapped since the last sorting, so that a cluster
/// stays together when some of its particles cross the edge of the box; on the position grid that changes no
/// displacement. Sorting wraps them again.
class ClusterSystem {
public:
    /// The particle in an unused lane.
    static constexpr std::int32_t unused_particle = -1;

    /// Smallest box around a cluster when it was sorted.
    struct Bounds {
        double low[3];
        double high[3];
    };
    /// Clusters [first, end).
    struct Column {
        std::int32_t first;
        std::int32_t end;
    };

    /// Takes the particles of a state, unsorted; the number of its row is kept as the number of a particle.
    void load(const State& state);
    /// Box of another size; the coordinates are left as they are.
    void set_box(const Box& box);
    /// Wraps the coordinates and sorts the particles. The old order helps: what was near in memory stays near.
    void sort(ThreadPool& pool);
    /// The particles in the rows that they came from.
    State state() const;

    std::size_t size() const { return id_.size(); }
    bool has_velocities() const { return has_velocities_; }
    const Box& box() const { return box_; }
    std::size_t cluster_count() const { return bounds_.size(); }
    /// Particle in a place, or unused_particle.
    std::int32_t particle(std::size_t place) const { return now_.particle[place]; }
    std::int32_t species(std::size_t place) const;
    /// Unwrapped since the last sorting.
    Vector3 position(std::size_t place) const;
    Vector3 velocity(std::size_t place) const;
    std::int64_t id(std::size_t particle) const { return id_[particle]; }
    /// Edges taken off by the last sorting.
    std::int32_t image(std::size_t place, std::size_t axis) const {
        return now_.image[place / cluster_size * cluster_vectors + axis * cluster_size + place % cluster_size];
    }

    double* positions() { return now_.position.data(); }
    double* velocities() { return now_.velocity.data(); }
    const double* positions() const { return now_.position.data(); }
    const double* velocities() const { return now_.velocity.data(); }
    /// Positions at the last keep_positions(), [cluster][cluster_vectors]; only for particles that have velocities.
    const double* listed_positions() const { return listed_position_.data(); }
    /// Begins to fetch the positions of clusters [first, end) that other threads have read, to write them.
    void fetch_positions(std::size_t first_cluster, std::size_t end_cluster) const;
    /// Keeps the positions of clusters [first, end).
    void keep_positions(std::int32_t first_cluster, std::int32_t end_cluster);

    const std::vector<Bounds>& bounds() const { return bounds_; }
    /// Columns along x and y; column (cx, cy) is number cx columns[1] + cy.
    const std::array<int, 2>& column_counts() const { return columns_; }
    std::size_t column_number() const { return column_.size(); }
    const Column& column(std::int32_t number) const { return column_[static_cast<std::size_t>(number)]; }
    /// Lower and upper bounds along z once more, close to each other in memory.
    const double* bottoms() const { return bottom_.data(); }
    const double* tops() const { return top_.data(); }
    /// What to add to the coordinates of a particle to have it in an image, [image][3].
    const std::array<double, 81>& image_shift() const { return image_shift_; }

private:
    struct Places {
        AlignedVector<double> position;      // [cluster][cluster_doubles]
        AlignedVector<double> velocity;      // [cluster][cluster_vectors]
        std::vector<std::int32_t> image;     // [cluster][cluster_vectors]
        std::vector<std::int32_t> particle;  // [place]

        void resize(std::size_t clusters, bool velocities);
    };
    struct Key {
        double z;
        std::int32_t place;
    };

    /// What only sorting needs: large systems should not keep it.
    struct Sorting {
        std::vector<std::int32_t> column_of;  // of a place
        std::vector<std::int32_t> first_key;  // of a column
        std::vector<Key> keys;                // by column; then, where it is filled, by z
        Places places;                        // in the new order
    };

    void choose_columns();
    void wrap_and_assign_columns(Sorting& sorting, std::size_t first_place, std::size_t end_place);
    void collect_columns(Sorting& sorting);
    void fill_column(Sorting& sorting, std::size_t column);
    void leave_empty(Places& places, std::size_t place) const;

    Box box_;
    bool has_velocities_ = false;
    std::vector<std::int64_t> id_;  // of a particle
    Places now_;
    AlignedVector<double> listed_position_;
    std::vector<Bounds> bounds_;
    std::vector<double> bottom_;
    std::vector<double> top_;

    std::array<int, 2> columns_{1, 1};
    std::vector<Column> column_;
    std::array<double, 81> image_shift_{};
};

}  // namespace soret::optimized
