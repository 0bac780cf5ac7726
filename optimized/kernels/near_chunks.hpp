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

/// Calls visit(cell, x, y, z) for each of the 27 cells around a position that may hold a particle within the cutoff,
/// with the position in the image that belongs to that cell. With forward_only, for half of the cells around the own
/// one, so that each pair of cells is visited from one side only; the own cell is always visited, first.
template <class Visit>
inline void for_each_near_cell(const CellView& view, const double* r, double cutoff2, bool forward_only,
                               Visit&& visit) {
    const AxisNeighbourhood nx = neighbourhood_along(view, 0, r[0]);
    const AxisNeighbourhood ny = neighbourhood_along(view, 1, r[1]);
    const AxisNeighbourhood nz = neighbourhood_along(view, 2, r[2]);
    const double limit = cutoff2 * gap_margin;
    const int first = forward_only ? 13 : 0;  // offsets in the order z, y, x: 13 is the own cell
    for (int oz = first / 9; oz < 3; ++oz) {
        for (int oy = 0; oy < 3; ++oy) {
            const double gap_yz = ny.gap2[oy] + nz.gap2[oz];
            if (gap_yz > limit) continue;
            const int row = (nz.cell[oz] * view.cells[1] + ny.cell[oy]) * view.cells[0];
            for (int ox = 0; ox < 3; ++ox) {
                if (oz * 9 + oy * 3 + ox < first || gap_yz + nx.gap2[ox] > limit) continue;
                visit(row + nx.cell[ox], nx.coordinate[ox], ny.coordinate[oy], nz.coordinate[oz]);
            }
        }
    }
}

}  // namespace soret::optimized
