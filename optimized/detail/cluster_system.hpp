#pragma once

#include <array>
#include <vector>

#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"
#include "soret/optimized/detail/aligned_vector.hpp"
#include "soret/optimized/kernels/cluster_view.hpp"

namespace soret::optimized {

/// Particles sorted into clusters of four neighbours, and the list of cluster pairs within a radius.
class ClusterSystem {
public:
    /// The particle in an unused lane.
    static constexpr std::int32_t unused_particle = -1;

    /// Takes the particles of a state; the order of its rows is kept as the number of a particle.
    void load(const State& state);

    /// Sorts the particles and lists all cluster pairs within the radius.
    /// radius   at most the shortest edge                                                  [sigma]
    void sort_and_list(double radius, ClusterPrune prune);

    std::size_t cluster_count() const { return cluster_count_; }
    std::size_t size() const { return species_.size(); }
    /// Particle in a lane of a cluster, or unused_particle.
    std::int32_t particle(std::size_t cluster, std::size_t lane) const {
        return particle_[cluster * cluster_size + lane];
    }
    ClusterList list() const;
    const std::array<double, 81>& image_shift() const { return image_shift_; }
    /// Most pair places of any particle: bounds the number of terms of its sums.
    int largest_place_count() const { return largest_place_count_; }

    const double* positions() const { return position_.data(); }
    const double* velocities() const { return velocity_.data(); }
    std::int32_t species(std::int32_t particle) const { return species_[static_cast<std::size_t>(particle)]; }
    std::int64_t id(std::size_t particle) const { return id_[particle]; }
    /// cluster * cluster_size + lane of a particle.
    std::size_t place_of(std::size_t particle) const { return static_cast<std::size_t>(place_of_[particle]); }

private:
    /// Smallest box around a cluster.
    struct Bounds {
        double low[3];
        double high[3];
    };
    struct Column {
        std::int32_t first;  // cluster
        std::int32_t end;
        std::int32_t first_sorted;  // place in sorted_
        std::int32_t end_sorted;
    };

    void sort_into_columns();
    void fill_clusters();
    void list_cluster_pairs(double radius);
    void list_column(std::int32_t i, const Bounds& bounds, const Column& column, int image_xy, double radius);
    void close_runs(std::int32_t i);
    void count_places();

    Box box_;
    bool has_velocities_ = false;
    std::vector<std::int32_t> species_;  // of a particle
    std::vector<std::int64_t> id_;       // of a particle
    std::array<std::vector<double>, 3> particle_position_;
    std::array<std::vector<double>, 3> particle_velocity_;

    int columns_[2] = {1, 1};
    std::size_t cluster_count_ = 0;
    std::vector<Column> column_;
    std::vector<std::int32_t> column_of_;
    std::vector<std::int32_t> sorted_;    // particles by column, then by z
    std::vector<std::int32_t> particle_;  // [cluster][lane]
    std::vector<std::int32_t> place_of_;  // of a particle: cluster * cluster_size + lane
    AlignedVector<double> position_;
    AlignedVector<double> velocity_;
    std::vector<Bounds> bounds_;

    std::array<double, 81> image_shift_{};
    std::array<std::vector<std::int32_t>, 27> open_;  // entries of the present cluster by image
    std::vector<ClusterRun> runs_;
    std::vector<std::int32_t> entries_;
    int largest_place_count_ = 0;
};

}  // namespace soret::optimized
