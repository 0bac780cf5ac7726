#pragma once

#include "soret/optimized/kernels/cell_view.hpp"

// Internal linkage: each translation unit keeps its own copy, compiled for its own instruction set.

namespace soret::optimized {

/// The cell of a wrapped coordinate along one axis.
static inline int cell_along(const CellView& view, int axis, double x) {
    const int cell = static_cast<int>(x / view.cell_edge[axis]);
    return cell < view.cells[axis] ? cell : view.cells[axis] - 1;
}

/// The neighbourhood of a position along one axis: for offset o - 1 the cell, the coordinate in the image that is
/// nearest to that cell's particles, and the square of the gap to the cell.
struct AxisNeighbourhood {
    int cell[3];
    double coordinate[3];
    double gap2[3];
};

static inline AxisNeighbourhood neighbourhood_along(const CellView& view, int axis, double x) {
    const int own = cell_along(view, axis, x);
    const int last = view.cells[axis] - 1;
    const double edge = view.edge[axis];
    const double low = own * view.cell_edge[axis];
    const double below = x - low;
    const double above = (low + view.cell_edge[axis]) - x;
    AxisNeighbourhood near;
    near.cell[0] = own > 0 ? own - 1 : last;
    near.coordinate[0] = own > 0 ? x : x + edge;  // exact: coordinates and edges are on the position grid
    near.gap2[0] = below > 0.0 ? below * below : 0.0;
    near.cell[1] = own;
    near.coordinate[1] = x;
    near.gap2[1] = 0.0;
    near.cell[2] = own < last ? own + 1 : 0;
    near.coordinate[2] = own < last ? x : x - edge;
    near.gap2[2] = above > 0.0 ? above * above : 0.0;
    return near;
}

/// Covers the rounding of gaps and of cell membership: a cell is left out only if it is surely beyond the cutoff.
static constexpr double gap_margin = 1.0 + 1e-7;

/// The same along all axes.
struct Neighbourhood {
    AxisNeighbourhood axis[3];
};

static inline Neighbourhood neighbourhood_of(const CellView& view, const double* r) {
    return {
        {neighbourhood_along(view, 0, r[0]), neighbourhood_along(view, 1, r[1]), neighbourhood_along(view, 2, r[2])}};
}

/// One chunk to scan, as one word: many are written for one that is kept, and what is put together in memory from
/// smaller pieces would be waited for. From the lowest bit on: the chunk, 32 bits; by axis, which coordinate of the
/// neighbourhood is near it, 8 bits each; and 8 of which bit l says to leave out lane l.
struct NearChunk {
    std::uint64_t word;

    std::int32_t chunk() const { return static_cast<std::int32_t>(word); }
    double coordinate(const Neighbourhood& around, int axis) const {
        return around.axis[axis].coordinate[(word >> (32 + 8 * axis)) & 3U];
    }
    unsigned hidden() const { return static_cast<unsigned>(word >> 56); }
};
static_assert(chunk_size == 8);

/// So many entries are written for a cell in any case: a loop whose length is known, and that of nearly every cell.
static constexpr int chunks_at_once = 4;

/// A list long enough for every position: 27 cells.
static inline std::int32_t near_chunk_capacity(const CellView& view) {
    return 27 * view.chunks_per_cell + view.chunks_per_cell + chunks_at_once;
}

/// Lists the chunks of the 27 cells of a neighbourhood that may hold a particle within the cutoff, for the particle at
/// own_lane of own_chunk (-1: none). Written without unpredictable branches: which cells a position needs is close to
/// random, and a mispredicted branch costs as much as scanning a chunk.
static inline std::int32_t list_near_chunks(const CellView& view, const Neighbourhood& around, double cutoff2,
                                            std::int32_t own_chunk, std::int32_t own_lane, NearChunk* list) {
    const auto& [nx, ny, nz] = around.axis;
    const double limit = cutoff2 * gap_margin;
    const int per_cell = view.chunks_per_cell;
    const int own_cell = own_chunk < 0 ? -1 : own_chunk / per_cell;  // a trial position may be in another cell
    std::int32_t count = 0;
    for (int oz = 0; oz < 3; ++oz) {
        for (int oy = 0; oy < 3; ++oy) {
            const double gap_yz = ny.gap2[oy] + nz.gap2[oz];
            const int row = (nz.cell[oz] * view.cells[1] + ny.cell[oy]) * view.cells[0];
            for (int ox = 0; ox < 3; ++ox) {
                const int cell = row + nx.cell[ox];
                const std::int32_t near = gap_yz + nx.gap2[ox] <= limit ? -1 : 0;
                const std::uint64_t images = static_cast<std::uint64_t>(ox | oy << 8 | oz << 16) << 32;
                const std::uint64_t first = images + static_cast<std::uint64_t>(cell * per_cell);
                for (unsigned c = 0; c < chunks_at_once; ++c) list[count + static_cast<int>(c)] = {first + c};
                for (int c = chunks_at_once; c < per_cell; ++c) list[count + c] = {first + static_cast<unsigned>(c)};
                if (cell == own_cell) {
                    const std::uint64_t hidden = 1U << own_lane;
                    const int own = own_chunk - cell * per_cell;
                    list[count + own] = {(first + static_cast<std::uint64_t>(own)) | hidden << 56};
                }
                count += near & ((view.occupancy[cell] + chunk_size - 1) / chunk_size);
            }
        }
    }
    return count;
}

}  // namespace soret::optimized
