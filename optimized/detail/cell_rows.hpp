#pragma once

#include <vector>

#include "soret/optimized/detail/aligned_vector.hpp"
#include "soret/optimized/detail/cell_grid.hpp"
#include "soret/optimized/kernels/row_view.hpp"

namespace soret::optimized {

/// The particles of a cell grid once more, in rows along x: for the total energy, which needs every pair once. With
/// room for the pairs that it lists.
class CellRows {
public:
    explicit CellRows(std::size_t species_count);
    CellRows(CellRows&&) = default;  // a copy would point into the arrays of the original
    CellRows& operator=(CellRows&&) = default;

    void build(const CellGrid& grid);

    RowView view() const { return view_; }
    RowScratch scratch(const DistanceBuffers& distances);

private:
    void sort_row(const CellView& cells, int row);
    void close_row(int row);

    RowView view_{};
    AlignedVector<double> chunks_;
    std::vector<double> bounds_;
    std::vector<std::uint8_t> species_bits_;
    std::vector<std::int32_t> species_;  // [place]
    std::vector<std::int32_t> first_chunk_;
    std::vector<std::int32_t> bin_begin_;
    std::vector<std::int32_t> bin_;   // of the particles of a row, in the order of the grid
    std::vector<std::int32_t> next_;  // free place of a bin

    std::vector<std::vector<ListedPair>> listed_;
    std::vector<std::vector<ListedPair>> own_;
    std::vector<ListedPair*> listed_pointers_;
    std::vector<ListedPair*> own_pointers_;
    std::vector<ListedPair*> listed_ends_;
    std::vector<int> listed_counts_;
    std::vector<int> own_counts_;
    AlignedVector<double> images_;
};

}  // namespace soret::optimized
