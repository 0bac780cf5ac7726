#pragma once

#include "soret/optimized/kernels/near_chunks.hpp"
#include "soret/optimized/kernels/simd.hpp"
#include "soret/optimized/pair_potential.hpp"

namespace soret::optimized {

/// Packs the squared distances below cutoff2 of one vector of places into the buffers of their species.
template <class Arch>
inline void pack_distances(const Doubles<Arch>& r2, unsigned within, const std::uint8_t* species_bits, int lane,
                           int species_count, const DistanceBuffers& buffers) {
    if (species_count == 1) {
        store_packed<Arch>(buffers.distances2[0] + buffers.counts[0], r2, within);
        buffers.counts[0] += __builtin_popcount(within);
        return;
    }
    for (int s = 0; s < species_count; ++s) {
        const unsigned chosen = within & (static_cast<unsigned>(species_bits[s]) >> lane);
        store_packed<Arch>(buffers.distances2[s] + buffers.counts[s], r2, chosen);
        buffers.counts[s] += __builtin_popcount(chosen);
    }
}

/// Squared distances of one chunk to (x, y, z); places in `hidden` are left out.
template <class Arch>
inline void scan_chunk(const CellView& view, int chunk, double x, double y, double z, double cutoff2, unsigned hidden,
                       const DistanceBuffers& buffers) {
    constexpr int width = static_cast<int>(Doubles<Arch>::size);
    const double* place = view.chunks + static_cast<std::ptrdiff_t>(chunk) * chunk_doubles;
    const std::uint8_t* species_bits = view.species_bits + static_cast<std::ptrdiff_t>(chunk) * view.species_count;
    for (int lane = 0; lane < chunk_size; lane += width) {
        const Doubles<Arch> dx = Doubles<Arch>(x) - Doubles<Arch>::load_aligned(place + lane);
        const Doubles<Arch> dy = Doubles<Arch>(y) - Doubles<Arch>::load_aligned(place + chunk_size + lane);
        const Doubles<Arch> dz = Doubles<Arch>(z) - Doubles<Arch>::load_aligned(place + 2 * chunk_size + lane);
        const Doubles<Arch> r2 = (dx * dx + dy * dy) + dz * dz;
        const unsigned within = bits_of<Arch>(r2 < Doubles<Arch>(cutoff2)) & ~(hidden >> lane);
        if (within != 0) pack_distances<Arch>(r2, within, species_bits, lane, view.species_count, buffers);
    }
}

/// Squared distances below cutoff2 from r to all particles but the one at place own_lane of chunk own_chunk (-1: none).
template <class Arch>
void near_distances(const CellView& view, const double* r, int own_chunk, int own_lane, double cutoff2,
                    const DistanceBuffers& buffers) {
    for (int s = 0; s < view.species_count; ++s) buffers.counts[s] = 0;
    for_each_near_cell(view, r, cutoff2, false, [&](int cell, double x, double y, double z) {
        const int first = cell * view.chunks_per_cell;
        const int end = first + (view.occupancy[cell] + chunk_size - 1) / chunk_size;
        for (int chunk = first; chunk < end; ++chunk) {
            const unsigned hidden = chunk == own_chunk ? 1U << own_lane : 0U;
            scan_chunk<Arch>(view, chunk, x, y, z, cutoff2, hidden, buffers);
        }
    });
}

/// Adds Q(u) over count packed distances; room for one vector more must follow them.
/// returns false if a term may be too large for the fast rounding: then sum is unchanged
template <class Arch>
bool add_pair_energies(double* distances2, int count, const PairConstants& pair, std::int64_t* sum) {
    constexpr int width = static_cast<int>(Doubles<Arch>::size);
    Doubles<Arch>(far_distance2).store_unaligned(distances2 + count);
    Integers<Arch> quanta(std::int64_t{0});
    Doubles<Arch> nearest(far_distance2);
    for (int k = 0; k < count; k += width) {
        const Doubles<Arch> r2 = Doubles<Arch>::load_unaligned(distances2 + k);
        const Doubles<Arch> w = Doubles<Arch>(1.0) / r2;
        const Doubles<Arch> u = pair_energy(pair, r2, w);
        quanta += to_quanta<Arch>(xsimd::select(r2 < Doubles<Arch>(pair.cutoff2), u, Doubles<Arch>(0.0)));
        nearest = xsimd::min(nearest, r2);
    }
    if (bits_of<Arch>(nearest < Doubles<Arch>(pair.safe2)) != 0) return false;
    *sum += sum_of_lanes<Arch>(quanta);
    return true;
}

/// Sum of Q(u) over all pairs. table: [species][species]; one set of buffers as scratch.
/// returns false if a term may be too large for the fast rounding, or too many for one sum: then total means nothing
template <class Arch>
bool total_energy(const CellView& view, const PairConstants* table, double cutoff2, const DistanceBuffers& buffers,
                  WideInteger* total) {
    const int cell_count = view.cells[0] * view.cells[1] * view.cells[2];
    const int species_count = view.species_count;
    *total = 0;
    for (int own_cell = 0; own_cell < cell_count; ++own_cell) {
        const int own_first = own_cell * view.chunks_per_cell;
        for (int k = 0; k < view.occupancy[own_cell]; ++k) {
            const int own_chunk = own_first + k / chunk_size;
            const int own_lane = k % chunk_size;
            const double* place = view.chunks + static_cast<std::ptrdiff_t>(own_chunk) * chunk_doubles + own_lane;
            const double r[3] = {place[0], place[chunk_size], place[2 * chunk_size]};
            for (int s = 0; s < species_count; ++s) buffers.counts[s] = 0;
            bool own = true;
            for_each_near_cell(view, r, cutoff2, true, [&](int cell, double x, double y, double z) {
                const int end = cell * view.chunks_per_cell + (view.occupancy[cell] + chunk_size - 1) / chunk_size;
                int chunk = own ? own_chunk : cell * view.chunks_per_cell;
                unsigned hidden = own ? (2U << own_lane) - 1U : 0U;  // in the own cell only the places behind this one
                own = false;
                for (; chunk < end; ++chunk, hidden = 0U)
                    scan_chunk<Arch>(view, chunk, x, y, z, cutoff2, hidden, buffers);
            });
            int own_species = 0;
            while (((view.species_bits[own_chunk * species_count + own_species] >> own_lane) & 1) == 0) ++own_species;
            std::int64_t sum = 0;
            int neighbours = 0;
            for (int s = 0; s < species_count; ++s) {
                neighbours += buffers.counts[s];
                if (neighbours > largest_unchecked_count) return false;
                const PairConstants& pair = table[own_species * species_count + s];
                if (!add_pair_energies<Arch>(buffers.distances2[s], buffers.counts[s], pair, &sum)) return false;
            }
            *total += sum;
        }
    }
    return true;
}

}  // namespace soret::optimized
