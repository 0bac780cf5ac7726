#pragma once

#include "soret/optimized/kernels/near_chunks.hpp"
#include "soret/optimized/kernels/simd.hpp"
#include "soret/optimized/pair_potential.hpp"

namespace soret::optimized {

/// Packs the squared distances below cutoff2 of the listed chunks behind those that are in the buffers of their
/// species. known_species is the number of species, or 0 if it is only known at run time: then the counts live in
/// memory.
template <class Arch, int known_species>
inline void scan_listed(const CellView& view, const NearChunk* list, int listed, double cutoff2,
                        const DistanceBuffers& buffers) {
    constexpr int width = static_cast<int>(Doubles<Arch>::size);
    const int species_count = known_species > 0 ? known_species : view.species_count;
    int fixed_counts[known_species > 0 ? known_species : 1] = {};
    int* counts = known_species > 0 ? fixed_counts : buffers.counts;
    for (int s = 0; s < species_count; ++s) counts[s] = 0;
    const Doubles<Arch> limit(cutoff2);
    for (int k = 0; k < listed; ++k) {
        const NearChunk& near = list[k];
        const double* place = view.chunks + static_cast<std::ptrdiff_t>(near.chunk) * chunk_doubles;
        const std::uint8_t* species_bits = view.species_bits + static_cast<std::ptrdiff_t>(near.chunk) * species_count;
        for (int lane = 0; lane < chunk_size; lane += width) {
            const Doubles<Arch> dx = Doubles<Arch>(near.x) - Doubles<Arch>::load_aligned(place + lane);
            const Doubles<Arch> dy = Doubles<Arch>(near.y) - Doubles<Arch>::load_aligned(place + chunk_size + lane);
            const Doubles<Arch> dz = Doubles<Arch>(near.z) - Doubles<Arch>::load_aligned(place + 2 * chunk_size + lane);
            const Doubles<Arch> r2 = (dx * dx + dy * dy) + dz * dz;
            const unsigned within = bits_of<Arch>(r2 < limit) & ~(near.hidden >> lane);
            for (int s = 0; s < species_count; ++s) {
                const unsigned chosen = within & (static_cast<unsigned>(species_bits[s]) >> lane);
                store_packed<Arch>(buffers.distances2[s] + counts[s], r2, chosen);
                counts[s] += bit_count(chosen);
            }
        }
    }
    for (int s = 0; s < species_count; ++s) buffers.counts[s] = counts[s];
}

template <class Arch>
inline void scan_listed(const CellView& view, const NearChunk* list, int listed, double cutoff2,
                        const DistanceBuffers& buffers) {
    switch (view.species_count) {
        case 1: return scan_listed<Arch, 1>(view, list, listed, cutoff2, buffers);
        case 2: return scan_listed<Arch, 2>(view, list, listed, cutoff2, buffers);
        default: return scan_listed<Arch, 0>(view, list, listed, cutoff2, buffers);
    }
}

/// Squared distances below cutoff2 from r to all particles but the one at place own_lane of chunk own_chunk (-1: none).
template <class Arch>
void near_distances(const CellView& view, const double* r, int own_chunk, int own_lane, double cutoff2,
                    NearChunk* scratch, const DistanceBuffers& buffers) {
    const int listed = list_near_chunks(view, r, cutoff2, Side::both, own_chunk, own_lane, scratch);
    scan_listed<Arch>(view, scratch, listed, cutoff2, buffers);
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
bool total_energy(const CellView& view, const PairConstants* table, double cutoff2, NearChunk* scratch,
                  const DistanceBuffers& buffers, WideInteger* total) {
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
            const int listed = list_near_chunks(view, r, cutoff2, Side::forward, own_chunk, own_lane, scratch);
            scan_listed<Arch>(view, scratch, listed, cutoff2, buffers);
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
