#include "soret/optimized/detail/cell_rows.hpp"

#include <algorithm>
#include <numeric>

namespace soret::optimized {

CellRows::CellRows(std::size_t species_count)
    : listed_(species_count, std::vector<ListedPair>(listed_at_once)),
      own_(listed_),
      listed_ends_(species_count, nullptr),
      listed_counts_(species_count, 0),
      own_counts_(species_count, 0),
      images_(static_cast<std::size_t>(images_at_once) * chunk_doubles) {
    for (auto& listed : listed_) listed_pointers_.push_back(listed.data());
    for (auto& own : own_) own_pointers_.push_back(own.data());
}

RowScratch CellRows::scratch(const DistanceBuffers& distances) {
    return {listed_pointers_.data(),
            own_pointers_.data(),
            listed_ends_.data(),
            listed_counts_.data(),
            own_counts_.data(),
            images_.data(),
            distances};
}

void CellRows::build(const CellGrid& grid) {
    const CellView cells = grid.view();
    const int rows = cells.cells[1] * cells.cells[2];
    const std::size_t row_count = static_cast<std::size_t>(rows);
    view_.rows[0] = cells.cells[1];
    view_.rows[1] = cells.cells[2];
    view_.species_count = cells.species_count;
    std::copy(cells.edge, cells.edge + 3, view_.edge);
    view_.bins = std::max(1, static_cast<int>(grid.size()) / (2 * rows));
    view_.inverse_bin = view_.bins / view_.edge[0];

    const std::size_t most_chunks = grid.size() / chunk_size + row_count;
    chunks_.resize(most_chunks * row_chunk_doubles);
    bounds_.resize(most_chunks * bounds_of_chunk);
    species_bits_.resize(most_chunks * static_cast<std::size_t>(view_.species_count));
    species_.resize(most_chunks * chunk_size);
    first_chunk_.resize(row_count + 1);
    bin_begin_.resize(row_count * static_cast<std::size_t>(view_.bins + 1));
    bin_.resize(grid.size());
    next_.resize(static_cast<std::size_t>(view_.bins));
    view_.chunks = chunks_.data();
    view_.bounds = bounds_.data();
    view_.species_bits = species_bits_.data();
    view_.first_chunk = first_chunk_.data();
    view_.bin_begin = bin_begin_.data();

    first_chunk_[0] = 0;
    for (int row = 0; row < rows; ++row) {
        sort_row(cells, row);
        close_row(row);
    }
}

/// Cells are numbered along x first: those of a row follow each other.
void CellRows::sort_row(const CellView& cells, int row) {
    std::int32_t* begin = bin_begin_.data() + static_cast<std::ptrdiff_t>(row) * (view_.bins + 1);
    std::fill(begin, begin + view_.bins + 1, 0);
    const auto for_each_particle = [&](const auto& work) {
        std::size_t k = 0;
        for (int cell = row * cells.cells[0]; cell < (row + 1) * cells.cells[0]; ++cell) {
            int chunk = cell * cells.chunks_per_cell;
            for (int left = cells.occupancy[cell]; left > 0; left -= chunk_size, ++chunk) {
                const double* x = cells.chunks + static_cast<std::ptrdiff_t>(chunk) * chunk_doubles;
                const int lanes = std::min(left, chunk_size);
                for (int lane = 0; lane < lanes; ++lane) work(k++, x + lane, chunk, lane);
            }
        }
    };
    for_each_particle([&](std::size_t k, const double* x, int, int) {
        const int bin = bin_of(view_, *x);
        bin_[k] = bin;
        ++begin[bin + 1];
    });
    std::partial_sum(begin, begin + view_.bins + 1, begin);
    const std::int32_t first = first_chunk_[static_cast<std::size_t>(row)] * chunk_size;
    std::transform(begin, begin + view_.bins, next_.begin(), [first](std::int32_t k) { return first + k; });
    for_each_particle([&](std::size_t k, const double* from, int chunk, int lane) {
        const auto place = static_cast<std::size_t>(next_[static_cast<std::size_t>(bin_[k])]++);
        double* to = chunks_.data() + place / chunk_size * row_chunk_doubles + place % chunk_size;
        const std::uint8_t* bits = cells.species_bits + static_cast<std::ptrdiff_t>(chunk) * cells.species_count;
        std::int32_t species = 0;
        for (int s = 1; s < cells.species_count; ++s) species += s * (bits[s] >> lane & 1);
        for (int axis = 0; axis < 3; ++axis) to[axis * chunk_size] = from[axis * chunk_size];
        to[3 * chunk_size] = species == 1 ? second_species_tag : 0.0;
        species_[place] = species;
    });
    first_chunk_[static_cast<std::size_t>(row) + 1] = (first + begin[view_.bins] + chunk_size - 1) / chunk_size;
}

/// Fills up the last chunk, and finds the boxes around the chunks and the species in them.
void CellRows::close_row(int row) {
    const std::int32_t* begin = bin_begin_.data() + static_cast<std::ptrdiff_t>(row) * (view_.bins + 1);
    std::int32_t left = begin[view_.bins];
    for (int chunk = first_chunk_[static_cast<std::size_t>(row)];
         chunk < first_chunk_[static_cast<std::size_t>(row) + 1]; ++chunk, left -= chunk_size) {
        const int count = std::min(left, chunk_size);
        double* x = chunks_.data() + static_cast<std::ptrdiff_t>(chunk) * row_chunk_doubles;
        double* box = bounds_.data() + static_cast<std::ptrdiff_t>(chunk) * bounds_of_chunk;
        for (int axis = 0; axis < 3; ++axis, x += chunk_size) {
            double low = x[0];
            double high = x[0];
            for (int lane = 1; lane < count; ++lane) {
                low = std::min(low, x[lane]);
                high = std::max(high, x[lane]);
            }
            std::fill(x + count, x + chunk_size, nowhere);
            box[axis] = low;
            box[3 + axis] = high;
        }
        const std::int32_t* species = species_.data() + static_cast<std::ptrdiff_t>(chunk) * chunk_size;
        for (int s = 0; s < view_.species_count; ++s) {
            unsigned bits = 0;
            for (int lane = 0; lane < count; ++lane) bits |= (species[lane] == s ? 1U : 0U) << lane;
            species_bits_[static_cast<std::size_t>(chunk * view_.species_count + s)] = static_cast<std::uint8_t>(bits);
        }
    }
}

}  // namespace soret::optimized
