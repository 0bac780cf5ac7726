#include "soret/optimized/detail/cell_grid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "soret/optimized/kernels/near_chunks.hpp"

namespace soret::optimized {

namespace {

/// A cell must be wider than the cutoff by more than the rounding of its edge.
constexpr double width_margin = 1.0 + 1e-9;

int cells_along(double edge, double cutoff, int most) {
    if (cutoff <= 0.0) return 1;
    const double fit = std::floor(edge / (cutoff * width_margin));
    return static_cast<int>(std::clamp(fit, 1.0, static_cast<double>(most)));
}

}  // namespace

void CellGrid::build(const Box& box, double cutoff, std::size_t species_count, std::size_t n,
                     const double* const* position, const std::int32_t* species) {
    cutoff_ = cutoff;
    species_count_ = static_cast<int>(species_count);
    choose_cells(box, n);
    const std::size_t cell_count =
        static_cast<std::size_t>(cells_[0]) * static_cast<std::size_t>(cells_[1]) * static_cast<std::size_t>(cells_[2]);

    std::vector<std::int32_t> cell(n);
    occupancy_.assign(cell_count, 0);
    for (std::size_t k = 0; k < n; ++k) {
        cell[k] = cell_of({position[0][k], position[1][k], position[2][k]});
        ++occupancy_[static_cast<std::size_t>(cell[k])];
    }
    chunks_per_cell_ = fullest_cell() / chunk_size + 1;  // at least one free place
    occupancy_.assign(cell_count, 0);

    const std::size_t chunk_count = cell_count * static_cast<std::size_t>(chunks_per_cell_);
    chunks_.assign(chunk_count * chunk_doubles, nowhere);
    species_bits_.assign(chunk_count * species_count, 0);
    particle_.resize(chunk_count * chunk_size);
    place_.resize(n);
    species_.assign(species, species + n);
    for (std::size_t k = 0; k < n; ++k) insert(k, {position[0][k], position[1][k], position[2][k]}, cell[k]);
}

void CellGrid::choose_cells(const Box& box, std::size_t n) {
    box_ = box;
    sorted_ = n;
    // A dilute system gets wider cells: not many more cells than particles.
    int most = 3;
    while (static_cast<std::size_t>(most) * static_cast<std::size_t>(most) * static_cast<std::size_t>(most) < n) ++most;
    const double edges[3] = {box.edges().x, box.edges().y, box.edges().z};
    for (int axis = 0; axis < 3; ++axis) {
        cells_[axis] = cells_along(edges[axis], cutoff_, most);
        cell_edge_[axis] = edges[axis] / cells_[axis];
    }
}

void CellGrid::build_scaled(const CellGrid& from, const Box& box, double factor) {
    cutoff_ = from.cutoff_;
    species_count_ = from.species_count_;
    choose_cells(box, from.size());
    if (std::equal(cells_, cells_ + 3, from.cells_) && scale_in_place(from, factor)) return;
    const Vector3 edge = box.edges();
    std::array<std::vector<double>, 3> x;
    for (auto& axis : x) axis.resize(from.size());
    for (std::size_t k = 0; k < from.size(); ++k) {
        const Vector3 r = from.position(k);
        x[0][k] = scaled_coordinate(r.x, factor, edge.x);
        x[1][k] = scaled_coordinate(r.y, factor, edge.y);
        x[2][k] = scaled_coordinate(r.z, factor, edge.z);
    }
    const double* const rows[3] = {x[0].data(), x[1].data(), x[2].data()};
    build(box, cutoff_, static_cast<std::size_t>(species_count_), from.size(), rows, from.species_.data());
}

/// returns false, and leaves the grid unfinished, if a particle comes to lie on the edge, and so in another cell, or if
/// the cells are too large for what is in them
bool CellGrid::scale_in_place(const CellGrid& from, double factor) {
    constexpr int slack = 1;  // chunks a cell that may be free: else they would come and go with every volume
    if (from.chunks_per_cell_ > from.fullest_cell() / chunk_size + 1 + slack) return false;
    chunks_per_cell_ = from.chunks_per_cell_;
    chunks_.resize(from.chunks_.size());
    const double edges[3] = {box_.edges().x, box_.edges().y, box_.edges().z};
    std::int64_t beyond = 0;
    for (std::size_t row = 0; row < chunks_.size(); row += chunk_size) {
        const double edge = edges[row / chunk_size % 3];
        for (std::size_t lane = row; lane < row + chunk_size; ++lane) {
            const double x = from.chunks_[lane];
            const double y = on_position_grid(x * factor);
            beyond += y >= edge ? 1 : 0;
            chunks_[lane] = x < nowhere ? y : nowhere;
        }
    }
    const std::size_t free_places = chunks_.size() / 3 - from.size();
    if (static_cast<std::size_t>(beyond) != 3 * free_places) return false;
    species_bits_ = from.species_bits_;
    occupancy_ = from.occupancy_;
    place_ = from.place_;
    particle_ = from.particle_;
    species_ = from.species_;
    return true;
}

int CellGrid::fullest_cell() const {
    return occupancy_.empty() ? 0 : *std::max_element(occupancy_.begin(), occupancy_.end());
}

CellView CellGrid::view() const {
    CellView view{};
    view.chunks = chunks_.data();
    view.species_bits = species_bits_.data();
    view.occupancy = occupancy_.data();
    view.chunks_per_cell = chunks_per_cell_;
    view.species_count = species_count_;
    for (int axis = 0; axis < 3; ++axis) {
        view.cells[axis] = cells_[axis];
        view.cell_edge[axis] = cell_edge_[axis];
    }
    view.edge[0] = box_.edges().x;
    view.edge[1] = box_.edges().y;
    view.edge[2] = box_.edges().z;
    return view;
}

int CellGrid::cell_of(const Vector3& r) const {
    const double x[3] = {r.x, r.y, r.z};
    int cell[3];
    for (int axis = 0; axis < 3; ++axis) {
        cell[axis] = std::min(static_cast<int>(x[axis] / cell_edge_[axis]), cells_[axis] - 1);
    }
    return (cell[2] * cells_[1] + cell[1]) * cells_[0] + cell[0];
}

Vector3 CellGrid::position(std::size_t k) const {
    const Place at = place(k);
    const double* x = chunks_.data() + static_cast<std::ptrdiff_t>(at.chunk) * chunk_doubles + at.lane;
    return {x[0], x[chunk_size], x[2 * chunk_size]};
}

void CellGrid::set_species_bit(int place, std::int32_t species, bool value) {
    std::uint8_t& bits =
        species_bits_[static_cast<std::size_t>(place / chunk_size * species_count_ + static_cast<int>(species))];
    const auto bit = static_cast<std::uint8_t>(1U << (place % chunk_size));
    bits = static_cast<std::uint8_t>(value ? bits | bit : bits & ~bit);
}

void CellGrid::insert(std::size_t k, const Vector3& r, int cell) {
    if (occupancy_[static_cast<std::size_t>(cell)] == chunks_per_cell_ * chunk_size) grow();
    const int place = cell * chunks_per_cell_ * chunk_size + occupancy_[static_cast<std::size_t>(cell)]++;
    double* x = chunks_.data() + static_cast<std::ptrdiff_t>(place / chunk_size) * chunk_doubles + place % chunk_size;
    x[0] = r.x;
    x[chunk_size] = r.y;
    x[2 * chunk_size] = r.z;
    place_[k] = place;
    particle_[static_cast<std::size_t>(place)] = static_cast<std::int32_t>(k);
    set_species_bit(place, species_[k], true);
}

void CellGrid::remove(std::size_t k) {
    const int hole = place_[k];
    const int cell = hole / (chunks_per_cell_ * chunk_size);
    const int last = cell * chunks_per_cell_ * chunk_size + --occupancy_[static_cast<std::size_t>(cell)];
    double* to = chunks_.data() + static_cast<std::ptrdiff_t>(hole / chunk_size) * chunk_doubles + hole % chunk_size;
    double* from = chunks_.data() + static_cast<std::ptrdiff_t>(last / chunk_size) * chunk_doubles + last % chunk_size;
    const auto moved = static_cast<std::size_t>(particle_[static_cast<std::size_t>(last)]);
    set_species_bit(hole, species_[k], false);
    set_species_bit(last, species_[moved], false);
    if (moved != k) {
        set_species_bit(hole, species_[moved], true);
        place_[moved] = hole;
        particle_[static_cast<std::size_t>(hole)] = static_cast<std::int32_t>(moved);
    }
    for (int axis = 0; axis < 3; ++axis) {
        to[axis * chunk_size] = from[axis * chunk_size];
        from[axis * chunk_size] = nowhere;
    }
}

void CellGrid::move(std::size_t k, const Vector3& r) {
    const int cell = cell_of(r);
    if (cell == place_[k] / (chunks_per_cell_ * chunk_size)) {
        double* x = chunks_.data() + static_cast<std::ptrdiff_t>(place_[k] / chunk_size) * chunk_doubles +
                    place_[k] % chunk_size;
        x[0] = r.x;
        x[chunk_size] = r.y;
        x[2 * chunk_size] = r.z;
        return;
    }
    remove(k);
    insert(k, r, cell);
}

void CellGrid::set_species(std::size_t k, std::int32_t species) {
    set_species_bit(place_[k], species_[k], false);
    species_[k] = species;
    set_species_bit(place_[k], species, true);
}

void CellGrid::append(const Vector3& r, std::int32_t species) {
    constexpr std::size_t fewest = 27;  // so many cells a few particles get as well
    const std::size_t k = size();
    if (k >= 2 * std::max(sorted_, fewest)) sort_anew();
    place_.push_back(0);
    species_.push_back(species);
    insert(k, r, cell_of(r));
}

void CellGrid::erase(std::size_t k) {
    remove(k);
    const std::size_t last = size() - 1;
    if (k != last) {
        place_[k] = place_[last];
        species_[k] = species_[last];
        particle_[static_cast<std::size_t>(place_[k])] = static_cast<std::int32_t>(k);
    }
    place_.pop_back();
    species_.pop_back();
}

void CellGrid::sort_anew() {
    const std::size_t n = size();
    std::array<std::vector<double>, 3> x;
    for (auto& axis : x) axis.resize(n);
    for (std::size_t k = 0; k < n; ++k) {
        const Vector3 r = position(k);
        x[0][k] = r.x;
        x[1][k] = r.y;
        x[2][k] = r.z;
    }
    const double* const rows[3] = {x[0].data(), x[1].data(), x[2].data()};
    const std::vector<std::int32_t> species = species_;
    build(box_, cutoff_, static_cast<std::size_t>(species_count_), n, rows, species.data());
}

void CellGrid::grow() {
    const int old_chunks = chunks_per_cell_;
    const int cell_places = old_chunks * chunk_size;
    const AlignedVector<double> old = std::move(chunks_);
    const std::vector<std::int32_t> old_particle = std::move(particle_);
    ++chunks_per_cell_;
    const std::size_t chunk_count = occupancy_.size() * static_cast<std::size_t>(chunks_per_cell_);
    chunks_.assign(chunk_count * chunk_doubles, nowhere);
    species_bits_.assign(chunk_count * static_cast<std::size_t>(species_count_), 0);
    particle_.assign(chunk_count * chunk_size, 0);
    for (std::size_t cell = 0; cell < occupancy_.size(); ++cell) {
        const int count = std::exchange(occupancy_[cell], 0);
        for (int slot = 0; slot < count; ++slot) {
            const int place = static_cast<int>(cell) * cell_places + slot;
            const double* x =
                old.data() + static_cast<std::ptrdiff_t>(place / chunk_size) * chunk_doubles + place % chunk_size;
            insert(static_cast<std::size_t>(old_particle[static_cast<std::size_t>(place)]),
                   {x[0], x[chunk_size], x[2 * chunk_size]}, static_cast<int>(cell));
        }
    }
}

}  // namespace soret::optimized
