#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "soret/common/box.hpp"
#include "soret/optimized/detail/aligned_vector.hpp"
#include "soret/optimized/kernels/cell_view.hpp"

namespace soret::optimized {

/// Where a particle is stored.
struct Place {
    int chunk;
    int lane;
};

/// A coordinate in a box scaled by a factor, on the position grid; 0 where that is the edge.
inline double scaled_coordinate(double x, double factor, double edge) {
    const double y = on_position_grid(x * factor);
    return y >= edge ? 0.0 : y;
}

/// Particles sorted into cells at least a cutoff wide, so that the neighbours of a position are in 27 cells, contiguous
/// in memory within a cell. Particles have numbers 0..n-1, which stay as long as none is taken out; only their places
/// change. Which place a particle has never reaches a result: sums over places are of integers.
class CellGrid {
public:
    CellGrid() = default;

    /// Sorts n particles. position[axis][k] is wrapped.
    void build(const Box& box, double cutoff, std::size_t species_count, std::size_t n, const double* const* position,
               const std::int32_t* species);
    /// The particles of another grid in a box scaled by a factor. They keep their places if the cells stay as many:
    /// only rounding, which the margins of gaps cover, could take one to another cell.
    void build_scaled(const CellGrid& from, const Box& box, double factor);

    CellView view() const;
    Place place(std::size_t k) const { return {place_[k] / chunk_size, place_[k] % chunk_size}; }
    Vector3 position(std::size_t k) const;
    std::int32_t species(std::size_t k) const { return species_[k]; }
    std::size_t size() const { return place_.size(); }
    /// Number of particles in the cell that has most.
    int fullest_cell() const;
    const Box& box() const { return box_; }
    bool in_same_cell(const Vector3& a, const Vector3& b) const { return cell_of(a) == cell_of(b); }

    void move(std::size_t k, const Vector3& r);
    void set_species(std::size_t k, std::int32_t species);
    /// One more particle, with the number size(); r is wrapped. Particles that have become twice as many are sorted
    /// anew: the cells of a dilute system are too wide for a dense one.
    void append(const Vector3& r, std::int32_t species);
    /// Takes particle k out; the last one gets its number.
    void erase(std::size_t k);

private:
    int cell_of(const Vector3& r) const;
    void choose_cells(const Box& box, std::size_t n);
    bool scale_in_place(const CellGrid& from, double factor);
    void insert(std::size_t k, const Vector3& r, int cell);
    void remove(std::size_t k);
    void grow();
    void sort_anew();
    void set_species_bit(int place, std::int32_t species, bool value);

    Box box_;
    double cutoff_ = 0.0;
    int species_count_ = 1;
    std::size_t sorted_ = 0;  // particles when the cells were chosen
    int chunks_per_cell_ = 1;
    int cells_[3] = {1, 1, 1};
    double cell_edge_[3] = {1.0, 1.0, 1.0};
    AlignedVector<double> chunks_;
    std::vector<std::uint8_t> species_bits_;
    std::vector<std::int32_t> occupancy_;
    std::vector<std::int32_t> place_;     // of particle k: chunk * chunk_size + lane
    std::vector<std::int32_t> particle_;  // at a place; only the occupied ones mean anything
    std::vector<std::int32_t> species_;   // of particle k
};

}  // namespace soret::optimized
