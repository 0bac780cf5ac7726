#include "soret/optimized/detail/trial_energies.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/optimized/detail/dispatch.hpp"
#include "soret/optimized/detail/pair_table.hpp"
#include "soret/optimized/kernels/pair_potential.hpp"

namespace soret::optimized {

NearDistances::NearDistances(std::size_t species_count)
    : storage_(species_count),
      pointers_(species_count, nullptr),
      counts_(species_count, 0),
      ends_(species_count, nullptr) {
    raw_ = {pointers_.data(), counts_.data(), ends_.data()};
}

const DistanceBuffers& NearDistances::buffers(std::size_t particles) {
    const std::size_t needed = particles + 2 * chunk_size;
    if (storage_.front().size() < needed) {
        for (std::size_t s = 0; s < storage_.size(); ++s) {
            storage_[s].resize(needed);
            pointers_[s] = storage_[s].data();
        }
    }
    return raw_;
}

TrialEnergies::TrialEnergies(const Mixture& mixture, InstructionSet instruction_set)
    : kernels_(&kernels_for<TrialEnergyKernels>(instruction_set)),
      table_(pair_table(mixture)),
      species_count_(mixture.species_count()),
      cutoff_(mixture.largest_cutoff()),
      cutoff2_(cutoff_ * cutoff_) {}

void TrialEnergies::scan(const CellGrid& grid, const Vector3& r, std::size_t k, NearDistances& near) const {
    const double position[3] = {r.x, r.y, r.z};
    const Place own = k < grid.size() ? grid.place(k) : Place{-1, 0};
    const CellView view = grid.view();
    kernels_->near_distances(view, position, own.chunk, own.lane, cutoff2_, near.chunk_list(view),
                             near.buffers(grid.size()));
}

void TrialEnergies::scan_both(const CellGrid& grid, const Vector3& r, const Vector3& moved, std::size_t k,
                              NearDistances& near, NearDistances& moved_near) const {
    if (!grid.in_same_cell(r, moved)) {
        scan(grid, r, k, near);
        scan(grid, moved, k, moved_near);
        return;
    }
    const double from[3] = {r.x, r.y, r.z};
    const double to[3] = {moved.x, moved.y, moved.z};
    const Place own = grid.place(k);
    const CellView view = grid.view();
    kernels_->near_distances_of_two(view, from, to, own.chunk, own.lane, cutoff2_, near.chunk_list(view),
                                    near.buffers(grid.size()), moved_near.buffers(grid.size()));
}

ParticleEnergy TrialEnergies::energy(NearDistances& near, std::int32_t s) const {
    Quanta sum = 0;
    int neighbours = 0;  // within the largest cutoff: no fewer than within the pairs' own
    for (std::size_t other = 0; other < species_count_; ++other) neighbours += near.count(other);
    const PairConstants* row = table_.data() + static_cast<std::size_t>(s) * species_count_;
    if (neighbours > largest_neighbour_count ||
        !kernels_->add_pair_energies(near.packed(), row, static_cast<int>(species_count_), &sum)) {
        return checked_energy(near, s);
    }
    return {sum, false};
}

ParticleEnergy TrialEnergies::checked_energy(NearDistances& near, std::int32_t s) const {
    OrderIndependentSum sum;
    int neighbours = 0;
    const PairConstants* row = table_.data() + static_cast<std::size_t>(s) * species_count_;
    for (std::size_t other = 0; other < species_count_; ++other) {
        for (int k = 0; k < near.count(other); ++k) {
            const double r2 = near.distances2(other)[k];
            if (!(r2 < row[other].cutoff2)) continue;
            sum.add(pair_energy(row[other], r2, 1.0 / r2));
            ++neighbours;
        }
    }
    if (neighbours > largest_neighbour_count) {
        throw InvalidState(fmt::format("a particle has {} neighbours within the cutoff: must be at most {}", neighbours,
                                       largest_neighbour_count));
    }
    if (!sum.in_range()) return {0, true};
    return {sum.quanta(), false};
}

TotalEnergy TrialEnergies::total(const CellGrid& grid, CellRows& rows, NearDistances& near) const {
    TotalEnergy total;
    // The kernel sees each pair from one side only, so it cannot count the neighbours of a particle.
    const bool few = grid.size() <= static_cast<std::size_t>(largest_neighbour_count) ||
                     27 * grid.fullest_cell() <= largest_neighbour_count;
    if (few) {
        rows.build(grid);
        const DistanceBuffers& distances = near.buffers(std::size_t{2} * listed_at_once * chunk_size);
        if (kernels_->total_energy(rows.view(), table_.data(), cutoff2_, rows.scratch(distances), &total.quanta)) {
            return total;
        }
    }

    total.quanta = 0;
    for (std::size_t k = 0; k < grid.size(); ++k) {
        scan(grid, grid.position(k), k, near);
        const ParticleEnergy own = energy(near, grid.species(k));
        total.quanta += own.quanta;
        total.overlap = total.overlap || own.overlap;
    }
    total.quanta = total.overlap ? 0 : total.quanta / 2;  // every pair was counted twice: exact
    return total;
}

}  // namespace soret::optimized
