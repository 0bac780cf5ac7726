#include "soret/optimized/steinhardt.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "soret/optimized/detail/dispatch.hpp"

namespace soret::optimized {

namespace {

constexpr std::size_t vector_room = 8;
constexpr std::size_t row_size = bond_row;
/// At a uniform density there are this many times as many particles within the first reach as neighbours asked for.
constexpr double first_excess = 2.2;
constexpr double growth = 2.0;
constexpr double shorter = 0.984375;
constexpr int first_room = 16;

double sphere(double radius) {
    return 4.0 / 3.0 * std::numbers::pi * (radius * radius * radius);
}

/// The row of a table that is the mean of count rows.
void store_mean(const std::int64_t* sums, std::int32_t count, double* row) {
    const double scale = bond_quantum / static_cast<double>(count);
    for (int t = 0; t < bond_terms; ++t) row[t] = static_cast<double>(sums[t]) * scale;
    for (int t = bond_terms; t < bond_row; ++t) row[t] = 0.0;
}

double order_parameter(const double* row, int first, int last) {
    double sum = 0.0;
    for (int t = first; t < last; ++t) sum += bond_weight[t] * (row[t] * row[t]);
    return std::sqrt(sum);
}

}  // namespace

Steinhardt::Steinhardt(const SteinhardtOptions& options, const Execution& execution)
    : options_(options),
      instruction_set_(execution.instruction_set),
      pool_(std::make_unique<ThreadPool>(execution.threads)),
      threads_(static_cast<std::size_t>(execution.threads)) {
    check_neighbour_rule(options.neighbours);
    if (const auto* nearest = std::get_if<NearestNeighbours>(&options.neighbours)) nearest_ = nearest->count;
    room_ = nearest_ > 0 ? nearest_ : first_room;
    candidates_ = first_excess * nearest_;
}

void Steinhardt::sort(const State& state, double reach) {
    const double* position[3] = {state.position[0].data(), state.position[1].data(), state.position[2].data()};
    const std::vector<std::int32_t> alike(state.size(), 0);
    grid_.build(state.box, reach, 1, state.size(), position, alike.data());
    const CellView view = grid_.view();
    const auto cells = static_cast<std::size_t>(view.cells[0] * view.cells[1] * view.cells[2]);
    first_.assign(cells + 1, 0);
    for (std::size_t c = 0; c < cells; ++c) first_[c + 1] = first_[c] + view.occupancy[c];
    row_.resize(state.size());
    id_.resize(state.size());
    for (std::size_t i = 0; i < state.size(); ++i) {
        const Place place = grid_.place(i);
        const int cell = place.chunk / view.chunks_per_cell;
        const int in_cell = place.chunk % view.chunks_per_cell * chunk_size + place.lane;
        const auto rank = static_cast<std::size_t>(first_[static_cast<std::size_t>(cell)] + in_cell);
        row_[rank] = static_cast<std::int32_t>(i);
        id_[rank] = state.id[i];
    }
}

void Steinhardt::sum_bonds(double reach) {
    const SteinhardtTask task{.view = grid_.view(),
                              .first = first_.data(),
                              .id = id_.data(),
                              .reach = reach,
                              .nearest = nearest_,
                              .room = room_};
    found_.assign(row_.size(), 0);
    neighbours_.resize(row_.size() * static_cast<std::size_t>(room_));
    terms_.resize(row_.size() * row_size);
    const std::size_t near = 27 * static_cast<std::size_t>(grid_.fullest_cell()) + vector_room;
    const std::size_t bonds = static_cast<std::size_t>(room_) * bond_lanes;
    for (Thread& thread : threads_) {
        for (auto& column : thread.near) column.resize(near);
        thread.distances2.resize(near);
        thread.candidates.resize(near);
        for (auto& axis : thread.bonds) axis.resize(bonds);
    }
    const auto& kernels = kernels_for<SteinhardtKernels>(instruction_set_);
    const SteinhardtSums sums{found_.data(), neighbours_.data(), terms_.data()};
    const auto cells = static_cast<int>(first_.size()) - 1;
    pool_->run([&](int t) {
        Thread& thread = threads_[static_cast<std::size_t>(t)];
        const SteinhardtBuffers buffers{{thread.near[0].data(), thread.near[1].data(), thread.near[2].data()},
                                        thread.near[3].data(),
                                        thread.distances2.data(),
                                        thread.candidates.data(),
                                        {thread.bonds[0].data(), thread.bonds[1].data(), thread.bonds[2].data()}};
        kernels.sum_bonds(task, cells * t / pool_->size(), cells * (t + 1) / pool_->size(), buffers, sums);
    });
}

void Steinhardt::find_neighbours(const State& state) {
    const double half = 0.5 * state.box.shortest_edge();
    if (nearest_ == 0) {
        const double cutoff = std::get<NeighboursWithin>(options_.neighbours).cutoff;
        sort(state, cutoff);
        sum_bonds(cutoff);
        const std::int32_t most = *std::max_element(found_.begin(), found_.end());
        if (most > room_ && most <= most_neighbours_within) {
            room_ = most;
            sum_bonds(cutoff);
        }
        return;
    }
    for (;; candidates_ *= growth) {
        const double volume = candidates_ * state.box.volume() / static_cast<double>(state.size());
        double reach = half;
        while (sphere(shorter * reach) > volume) reach *= shorter;
        sort(state, reach);
        sum_bonds(reach);
        const auto lacks_some = [&](std::int32_t found) { return found >= 0 && found < nearest_; };
        if (reach == half || std::none_of(found_.begin(), found_.end(), lacks_some)) return;
    }
}

void Steinhardt::throw_first_fault(const State& state) const {
    std::size_t first = state.size();
    std::int32_t found = 0;
    for (std::size_t rank = 0; rank < state.size(); ++rank) {
        const auto row = static_cast<std::size_t>(row_[rank]);
        const auto all = static_cast<std::size_t>(std::max(found_[rank], 0));
        if (row >= first || fault_of(options_.neighbours, found_[rank] < 0, all) == NeighbourFault::none) continue;
        first = row;
        found = found_[rank];
    }
    if (first == state.size()) return;
    const auto all = static_cast<std::size_t>(std::max(found, 0));
    const NeighbourFault fault = fault_of(options_.neighbours, found < 0, all);
    throw_neighbour_fault(options_.neighbours, fault, state.box, state.id[first], all);
}

void Steinhardt::fill(const AlignedVector<double>& table, BondOrder& order) const {
    order.q4.resize(row_.size());
    order.q6.resize(row_.size());
    for (std::size_t rank = 0; rank < row_.size(); ++rank) {
        const double* row = table.data() + rank * row_size;
        const auto i = static_cast<std::size_t>(row_[rank]);
        order.q4[i] = order_parameter(row, 0, terms_of_q4);
        order.q6[i] = order_parameter(row, terms_of_q4, bond_terms);
    }
}

void Steinhardt::average() {
    const auto& kernels = kernels_for<SteinhardtKernels>(instruction_set_);
    averaged_.resize(means_.size());
    pool_->run([&](int t) {
        AlignedVector<std::int64_t> sums(row_size);
        std::vector<std::int32_t> rows;
        const auto threads = static_cast<std::size_t>(pool_->size());
        const auto thread = static_cast<std::size_t>(t);
        for (std::size_t rank = row_.size() * thread / threads; rank < row_.size() * (thread + 1) / threads; ++rank) {
            const auto count = static_cast<std::ptrdiff_t>(nearest_ > 0 ? nearest_ : found_[rank]);
            const auto of_rank = neighbours_.begin() + static_cast<std::ptrdiff_t>(rank) * room_;
            rows.assign(of_rank, of_rank + count);
            rows.push_back(static_cast<std::int32_t>(rank));
            kernels.sum_rows(means_.data(), rows.data(), static_cast<int>(rows.size()), sums.data());
            store_mean(sums.data(), static_cast<std::int32_t>(rows.size()), averaged_.data() + rank * row_size);
        }
    });
}

void Steinhardt::compute(const State& state, SteinhardtResult& result) {
    check_rule_fits(options_.neighbours, state.box);
    result.neighbours.resize(state.size());
    row_.clear();
    if (state.size() > 0) find_neighbours(state);
    throw_first_fault(state);
    means_.resize(state.size() * row_size);
    for (std::size_t rank = 0; rank < state.size(); ++rank) {
        const std::int32_t count = nearest_ > 0 ? nearest_ : found_[rank];
        store_mean(terms_.data() + rank * row_size, count, means_.data() + rank * row_size);
        result.neighbours[static_cast<std::size_t>(row_[rank])] = count;
    }
    fill(means_, result.own);
    result.averaged = {};
    if (options_.averaged) {
        average();
        fill(averaged_, result.averaged);
    }
    fill_means(result);
}

}  // namespace soret::optimized
