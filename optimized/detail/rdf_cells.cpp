#include "soret/optimized/detail/rdf_cells.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace soret::optimized {

namespace {

/// Beyond r_max, for the rounding of the borders of columns and slabs: some 2^-43 each.
constexpr double reach_margin = 1e-6;
/// Fewer: more packing for each particle; more: a larger box around them, with more in reach of it than of one of them.
constexpr double particles_in_block = 12.0;
constexpr int slabs_per_block = 4;
constexpr std::size_t vector_room = 8;

int parts_of(double edge, double part, double most) {
    return static_cast<int>(std::clamp(std::floor(edge / part), 1.0, std::max(1.0, most)));
}

}  // namespace

void RdfCells::choose_grid(const Box& box, std::size_t n, double r_max) {
    const double particles = static_cast<double>(std::max<std::size_t>(n, 1));
    const double edges[3] = {box.edges().x, box.edges().y, box.edges().z};
    const double volume = particles_in_block * box.volume() / particles;
    double block = r_max / 8.0;
    while (block < r_max && block * block * block < volume) block *= 1.0625;
    std::copy(edges, edges + 3, grid_.edge);
    grid_.reach = r_max + reach_margin;
    const double most = std::sqrt(particles);  // so that cells are not many more than particles
    for (int axis = 0; axis < 2; ++axis) {
        grid_.columns[axis] = parts_of(edges[axis], block, most);
        grid_.width[axis] = edges[axis] / grid_.columns[axis];
        grid_.columns_per_length[axis] = grid_.columns[axis] / edges[axis];
    }
    const double columns = static_cast<double>(grid_.columns[0]) * grid_.columns[1];
    grid_.slabs = slabs_per_block * parts_of(edges[2], block, particles / columns);
    grid_.slabs_per_length = grid_.slabs / edges[2];
    grid_.slabs_per_block = slabs_per_block;
}

std::int32_t RdfCells::cell_of(const Vector3& r) const {
    const int cx = std::min(static_cast<int>(r.x * grid_.columns_per_length[0]), grid_.columns[0] - 1);
    const int cy = std::min(static_cast<int>(r.y * grid_.columns_per_length[1]), grid_.columns[1] - 1);
    const int slab = std::min(static_cast<int>(r.z * grid_.slabs_per_length), grid_.slabs - 1);
    return (cy * grid_.columns[0] + cx) * grid_.slabs + slab;
}

void RdfCells::sort(const State& state, double r_max) {
    choose_grid(state.box, state.size(), r_max);
    const std::size_t cells = static_cast<std::size_t>(grid_.columns[0]) * static_cast<std::size_t>(grid_.columns[1]) *
                              static_cast<std::size_t>(grid_.slabs);
    for (Species& species : species_) species.first.assign(cells + 2, 0);
    cell_.resize(state.size());
    // Counts two entries further on: the sums of them are the places of the next cell, and filling the cells makes them
    // those of the cell itself.
    for (std::size_t i = 0; i < state.size(); ++i) {
        cell_[i] = cell_of(state.position_of(i));
        ++species_[static_cast<std::size_t>(state.species[i])].first[static_cast<std::size_t>(cell_[i]) + 2];
    }
    for (Species& species : species_) {
        for (std::size_t k = 2; k < species.first.size(); ++k) species.first[k] += species.first[k - 1];
        for (auto& axis : species.position) axis.resize(static_cast<std::size_t>(species.first.back()) + vector_room);
    }
    for (std::size_t i = 0; i < state.size(); ++i) {
        Species& species = species_[static_cast<std::size_t>(state.species[i])];
        const auto place = static_cast<std::size_t>(species.first[static_cast<std::size_t>(cell_[i]) + 1]++);
        for (std::size_t axis = 0; axis < 3; ++axis) species.position[axis][place] = state.position[axis][i];
    }
}

std::vector<RdfSpecies> RdfCells::species() const {
    std::vector<RdfSpecies> views;
    for (const Species& s : species_) {
        views.push_back({s.position[0].data(), s.position[1].data(), s.position[2].data(), s.first.data()});
    }
    return views;
}

}  // namespace soret::optimized
