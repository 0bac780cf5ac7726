#pragma once

#include "soret/optimized/kernels/rdf.hpp"
#include "soret/optimized/kernels/simd.hpp"

// The particles of a block, some slabs of a column, look for their neighbours together. Those of one species that are
// within reach of the box around the block are packed next to each other, in the image that is next to the block; then
// each particle of the block scans them by whole vectors, without a branch, and packs the squared distances below
// r_max^2; then roots and bins are taken by whole vectors. Around a block only half of the columns are looked at, and
// of its own column what is above it.

namespace soret::optimized {

/// The columns around a box along one axis: element o for offset o - side.
struct RdfNeighbourhood {
    int side;
    int column[2 * rdf_most_columns + 1];
    double shift[2 * rdf_most_columns + 1];  ///< of the coordinates in that column to the image next to the box; exact
    double gap2[2 * rdf_most_columns + 1];
};

static inline RdfNeighbourhood columns_around(const RdfGrid& grid, int axis, int own, double low, double high) {
    const int count = grid.columns[axis];
    const double width = grid.width[axis];
    RdfNeighbourhood near;
    near.side = static_cast<int>(grid.reach / width) + 1;
    int column = own - near.side;
    double shift = 0.0;
    while (column < 0) {
        column += count;
        shift -= grid.edge[axis];
    }
    for (int o = 0; o <= 2 * near.side; ++o) {
        const double column_low = (own + o - near.side) * width;
        const double above = column_low - high;
        const double below = low - (column_low + width);
        const double gap = above > below ? above : below;
        near.column[o] = column;
        near.shift[o] = shift;
        near.gap2[o] = gap > 0.0 ? gap * gap : 0.0;
        if (++column == count) {
            column = 0;
            shift += grid.edge[axis];
        }
    }
    return near;
}

/// Slabs go on beyond both ends of the box.
static inline int rdf_slab_of(const RdfGrid& grid, double z) {
    const double slab = z * grid.slabs_per_length;
    const int truncated = static_cast<int>(slab);
    return truncated - (slab < truncated ? 1 : 0);
}

template <class Arch>
class RdfCountKernel {
public:
    RdfCountKernel(const RdfTask& task, const RdfBuffers& buffers) : task_(task), grid_(task.grid), buffers_(buffers) {}

    /// The particles of one block.
    void count(int column, int first_slab) {
        const int last_slab = first_slab + grid_.slabs_per_block;
        cell_begin_ = column * grid_.slabs + first_slab;
        cell_end_ = column * grid_.slabs + (last_slab < grid_.slabs ? last_slab : grid_.slabs);
        if (!find_box()) return;
        const RdfNeighbourhood near_x = columns_around(grid_, 0, column % grid_.columns[0], low_[0], high_[0]);
        const RdfNeighbourhood near_y = columns_around(grid_, 1, column / grid_.columns[0], low_[1], high_[1]);
        for (species_j_ = 0; species_j_ < task_.species_count; ++species_j_) {
            packed_before_ = 0;
            pack_slabs(column, first_slab, rdf_slab_of(grid_, high_[2] + grid_.reach), 0.0, 0.0);
            for (int oy = near_y.side; oy <= 2 * near_y.side; ++oy) {
                for (int ox = oy == near_y.side ? near_x.side + 1 : 0; ox <= 2 * near_x.side; ++ox) {
                    const double height2 = (grid_.reach * grid_.reach - near_x.gap2[ox]) - near_y.gap2[oy];
                    if (!(height2 > 0.0)) continue;
                    const double height = _mm_cvtsd_f64(_mm_sqrt_sd(_mm_setzero_pd(), _mm_set_sd(height2)));
                    pack_slabs(near_y.column[oy] * grid_.columns[0] + near_x.column[ox],
                               rdf_slab_of(grid_, low_[2] - height), rdf_slab_of(grid_, high_[2] + height),
                               near_x.shift[ox], near_y.shift[oy]);
                }
            }
            scan_block();
        }
    }

private:
    static constexpr int width = static_cast<int>(Doubles<Arch>::size);
    static constexpr double far = 1e30;

    /// The box around the particles of the block; false if there are none.
    bool find_box() {
        for (int axis = 0; axis < 3; ++axis) {
            low_[axis] = far;
            high_[axis] = -far;
        }
        for (int s = 0; s < task_.species_count; ++s) {
            const RdfSpecies& own = task_.species[s];
            for (std::int32_t i = own.first[cell_begin_]; i < own.first[cell_end_]; ++i) {
                const double r[3] = {own.x[i], own.y[i], own.z[i]};
                for (int axis = 0; axis < 3; ++axis) {
                    low_[axis] = r[axis] < low_[axis] ? r[axis] : low_[axis];
                    high_[axis] = r[axis] > high_[axis] ? r[axis] : high_[axis];
                }
            }
        }
        return low_[0] <= high_[0];
    }

    /// Packs what is in some slabs of a column and within reach of the box.
    void pack_slabs(int column, int first, int last, double shift_x, double shift_y) {
        double shift_z = 0.0;
        int begin = 0;  // of the image of the box that first is in
        while (first < begin) {
            begin -= grid_.slabs;
            shift_z -= grid_.edge[2];
        }
        while (first <= last) {
            const int end = begin + grid_.slabs - 1;
            const int until = last < end ? last : end;
            const std::int32_t* places = task_.species[species_j_].first + (column * grid_.slabs - begin);
            pack(places[first], places[until + 1], shift_x, shift_y, shift_z);
            first = until + 1;
            begin += grid_.slabs;
            shift_z += grid_.edge[2];
        }
    }

    void pack(std::int32_t from, std::int32_t to, double shift_x, double shift_y, double shift_z) {
        const RdfSpecies& others = task_.species[species_j_];
        const Doubles<Arch> zero(0.0), reach2(grid_.reach * grid_.reach);
        const Doubles<Arch> low_x(low_[0]), low_y(low_[1]), low_z(low_[2]);
        const Doubles<Arch> high_x(high_[0]), high_y(high_[1]), high_z(high_[2]);
        const Doubles<Arch> to_x(shift_x), to_y(shift_y), to_z(shift_z);
        int packed = packed_;
        for (std::int32_t j = from; j < to; j += width) {
            if (packed > rdf_near_size - width) {
                packed_ = packed;
                scan_block();
                packed = 0;
            }
            const Doubles<Arch> x = Doubles<Arch>::load_unaligned(others.x + j) + to_x;
            const Doubles<Arch> y = Doubles<Arch>::load_unaligned(others.y + j) + to_y;
            const Doubles<Arch> z = Doubles<Arch>::load_unaligned(others.z + j) + to_z;
            const Doubles<Arch> dx = xsimd::max(xsimd::max(low_x - x, x - high_x), zero);
            const Doubles<Arch> dy = xsimd::max(xsimd::max(low_y - y, y - high_y), zero);
            const Doubles<Arch> dz = xsimd::max(xsimd::max(low_z - z, z - high_z), zero);
            const int left = to - j;
            const unsigned present = left < width ? (1U << left) - 1U : (1U << width) - 1U;
            const unsigned near = bits_of<Arch>((dx * dx + dy * dy) + dz * dz < reach2) & present;
            store_packed<Arch>(buffers_.near[0] + packed, x, near);
            store_packed<Arch>(buffers_.near[1] + packed, y, near);
            store_packed<Arch>(buffers_.near[2] + packed, z, near);
            packed += bit_count(near);
        }
        packed_ = packed;
    }

    /// Counts the pairs of the particles of the block and the packed ones, and empties the pack.
    void scan_block() {
        for (double* near : buffers_.near) Doubles<Arch>(far).store_unaligned(near + packed_);
        const RdfSpecies& others = task_.species[species_j_];
        const int in_block = others.first[cell_end_] - others.first[cell_begin_];
        for (int species_i = 0; species_i < task_.species_count; ++species_i) {
            const RdfSpecies& own = task_.species[species_i];
            const std::int32_t begin = own.first[cell_begin_];
            int waiting = 0;
            for (std::int32_t i = begin; i < own.first[cell_end_]; ++i) {
                // The particles of the block itself were packed first, in their order: of two of them the one that is
                // behind, by species and then by place, is left to the other.
                const int behind = species_i < species_j_ ? 0 : species_i == species_j_ ? i - begin + 1 : in_block;
                const int start = behind > packed_before_ ? behind - packed_before_ : 0;
                waiting = scan(own.x[i], own.y[i], own.z[i], start, waiting);
                if (waiting > rdf_near_size) waiting = count_waiting(species_i, waiting);
            }
            count_waiting(species_i, waiting);
        }
        packed_before_ += packed_;
        packed_ = 0;
    }

    /// Packs the squared distances of one particle behind those that wait already.
    /// returns how many wait then
    int scan(double x, double y, double z, int start, int waiting) const {
        const double* const near_x = buffers_.near[0];
        const double* const near_y = buffers_.near[1];
        const double* const near_z = buffers_.near[2];
        double* const distances2 = buffers_.distances2;
        const int end = packed_;
        const Doubles<Arch> own_x(x), own_y(y), own_z(z), limit(task_.r_max2);
        for (int j = start; j < end; j += width) {
            const Doubles<Arch> dx = own_x - Doubles<Arch>::load_unaligned(near_x + j);
            const Doubles<Arch> dy = own_y - Doubles<Arch>::load_unaligned(near_y + j);
            const Doubles<Arch> dz = own_z - Doubles<Arch>::load_unaligned(near_z + j);
            const Doubles<Arch> r2 = (dx * dx + dy * dy) + dz * dz;
            const unsigned within = bits_of<Arch>(r2 < limit);
            store_packed<Arch>(distances2 + waiting, r2, within);
            waiting += bit_count(within);
        }
        return waiting;
    }

    /// returns 0: none waits any more
    int count_waiting(int species_i, int waiting) const {
        const double* const distances2 = buffers_.distances2;
        std::int32_t* const bins = buffers_.bins;
        Doubles<Arch>(0.0).store_unaligned(buffers_.distances2 + waiting);
        const Doubles<Arch> scale(task_.bins_per_length), last(task_.last_bin);
        for (int k = 0; k < waiting; k += width) {
            const Doubles<Arch> r = square_root(Doubles<Arch>::load_unaligned(distances2 + k));
            store_truncated<Arch>(bins + k, xsimd::min(r * scale, last));
        }
        const int a = species_i < species_j_ ? species_i : species_j_;
        const int b = species_i < species_j_ ? species_j_ : species_i;
        const int pair = a * (2 * task_.species_count - a - 1) / 2 + b;
        const auto bin_count = static_cast<std::ptrdiff_t>(task_.last_bin) + 1;
        std::uint64_t* const even = buffers_.counts + pair * rdf_histograms * bin_count;
        std::uint64_t* const odd = even + bin_count;
        int k = 0;
        for (; k + 1 < waiting; k += 2) {
            ++even[bins[k]];
            ++odd[bins[k + 1]];
        }
        if (k < waiting) ++even[bins[k]];
        return 0;
    }

    const RdfTask& task_;
    const RdfGrid grid_;
    const RdfBuffers buffers_;
    std::int32_t cell_begin_ = 0;
    std::int32_t cell_end_ = 0;
    double low_[3];
    double high_[3];
    int species_j_ = 0;
    int packed_ = 0;
    int packed_before_ = 0;  ///< of the same species and block, scanned already
};

template <class Arch>
void count_pairs(const RdfTask& task, int first_column, int column_step, const RdfBuffers& buffers) {
    RdfCountKernel<Arch> kernel(task, buffers);
    for (int column = first_column; column < task.grid.columns[0] * task.grid.columns[1]; column += column_step) {
        for (int slab = 0; slab < task.grid.slabs; slab += task.grid.slabs_per_block) kernel.count(column, slab);
    }
}

template <class Arch>
constexpr RdfKernels rdf_kernels{count_pairs<Arch>};

}  // namespace soret::optimized
