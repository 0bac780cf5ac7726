#pragma once

#include "soret/optimized/kernels/near_chunks.hpp"
#include "soret/optimized/kernels/simd.hpp"
#include "soret/optimized/kernels/trial_energy.hpp"

// After simd.hpp, which has the square root of a vector.
#include "soret/optimized/kernels/pair_potential.hpp"

namespace soret::optimized {

/// Positions whose neighbours are packed in one scan: one, or a particle's old and new one.
struct ScanTargets {
    double offset[3];  ///< of the second from the first; exact, as all differences on the position grid
    DistanceBuffers buffers[2];
};

/// Packs the squared distances below cutoff2 of the listed chunks, for each target by species. known_species is the
/// number of species, or 0 if it is only known at run time: then the ends of what is packed live in memory.
template <class Arch, int targets, int known_species>
inline void scan_listed(const CellView& view, const Neighbourhood& around, const NearChunk* list, int listed,
                        double cutoff2, const ScanTargets& scan) {
    using Real = Doubles<Arch>;
    constexpr int width = static_cast<int>(Real::size);
    const int species_count = known_species > 0 ? known_species : view.species_count;
    double* known_ends[targets][known_species > 0 ? known_species : 1];
    const auto end = [&](int t, int s) -> double*& {
        if constexpr (known_species > 0) return known_ends[t][s];
        return scan.buffers[t].ends[s];
    };
    for (int t = 0; t < targets; ++t) {
        for (int s = 0; s < species_count; ++s) end(t, s) = scan.buffers[t].distances2[s];
    }
    const Real limit(cutoff2);
    const Real offset[3] = {Real(scan.offset[0]), Real(scan.offset[1]), Real(scan.offset[2])};
    for (int k = 0; k < listed; ++k) {
        const NearChunk near = list[k];
        const double* place = view.chunks + static_cast<std::ptrdiff_t>(near.chunk()) * chunk_doubles;
        const std::uint8_t* species_bits =
            view.species_bits + static_cast<std::ptrdiff_t>(near.chunk()) * species_count;
        for (int lane = 0; lane < chunk_size; lane += width) {
            Real d[3];
            for (int a = 0; a < 3; ++a) {
                d[a] = Real(near.coordinate(around, a)) - Real::load_aligned(place + a * chunk_size + lane);
            }
            for (int t = 0; t < targets; ++t) {
                for (int a = 0; t > 0 && a < 3; ++a) d[a] = d[a] + offset[a];
                const Real r2 = (d[0] * d[0] + d[1] * d[1]) + d[2] * d[2];
                const unsigned within = bits_of<Arch>(r2 < limit) & ~(near.hidden() >> lane);
                for (int s = 0; s < species_count; ++s) {
                    const unsigned chosen = within & (static_cast<unsigned>(species_bits[s]) >> lane);
                    store_packed<Arch>(end(t, s), r2, chosen);
                    end(t, s) += bit_count(chosen);
                }
            }
        }
    }
    for (int t = 0; t < targets; ++t) {
        for (int s = 0; s < species_count; ++s) {
            scan.buffers[t].counts[s] = static_cast<int>(end(t, s) - scan.buffers[t].distances2[s]);
        }
    }
}

template <class Arch, int targets>
inline void scan_listed(const CellView& view, const Neighbourhood& around, const NearChunk* list, int listed,
                        double cutoff2, const ScanTargets& scan) {
    switch (view.species_count) {
        case 1: return scan_listed<Arch, targets, 1>(view, around, list, listed, cutoff2, scan);
        case 2: return scan_listed<Arch, targets, 2>(view, around, list, listed, cutoff2, scan);
        default: return scan_listed<Arch, targets, 0>(view, around, list, listed, cutoff2, scan);
    }
}

/// Squared distances below cutoff2 from r to all particles but the one at place own_lane of chunk own_chunk (-1: none).
template <class Arch>
void near_distances(const CellView& view, const double* r, int own_chunk, int own_lane, double cutoff2,
                    NearChunk* scratch, const DistanceBuffers& buffers) {
    const Neighbourhood around = neighbourhood_of(view, r);
    const int listed = list_near_chunks(view, around, cutoff2, Side::both, own_chunk, own_lane, scratch);
    scan_listed<Arch, 1>(view, around, scratch, listed, cutoff2, ScanTargets{{}, {buffers, {}}});
}

/// The same for two positions in the same cell: the chunks near either are listed and read once.
template <class Arch>
void near_distances_of_two(const CellView& view, const double* r, const double* moved, int own_chunk, int own_lane,
                           double cutoff2, NearChunk* scratch, const DistanceBuffers& buffers,
                           const DistanceBuffers& moved_buffers) {
    const double d[3] = {moved[0] - r[0], moved[1] - r[1], moved[2] - r[2]};
    const double step2 = (d[0] * d[0] + d[1] * d[1]) + d[2] * d[2];
    const double reach = square_root(cutoff2) + square_root(step2);
    const Neighbourhood around = neighbourhood_of(view, r);
    const int listed = list_near_chunks(view, around, reach * reach, Side::both, own_chunk, own_lane, scratch);
    const ScanTargets scan{{d[0], d[1], d[2]}, {buffers, moved_buffers}};
    scan_listed<Arch, 2>(view, around, scratch, listed, cutoff2, scan);
}

/// Adds Q(u) over packed distances; row: the pairs of the species at their centre with each species.
/// returns false if a term may be too large for the fast rounding: then sum is unchanged
template <class Arch>
bool add_pair_energies(const DistanceBuffers& near, const PairConstants* row, int species_count, std::int64_t* sum) {
    using Real = Doubles<Arch>;
    constexpr int width = static_cast<int>(Real::size);
    Integers<Arch> quanta(std::int64_t{0});
    unsigned unsafe = 0;
    for (int s = 0; s < species_count; ++s) {
        double* distances2 = near.distances2[s];
        const int count = near.counts[s];
        const PairConstants& pair = row[s];
        Real(far_distance2).store_unaligned(distances2 + count);  // there is room for one vector more
        Real nearest(far_distance2);
        for (int k = 0; k < count; k += width) {
            const Real r2 = Real::load_unaligned(distances2 + k);
            const Real u = pair_energy(pair, r2, Real(1.0) / r2);
            quanta += to_quanta<Arch>(xsimd::select(r2 < Real(pair.cutoff2), u, Real(0.0)));
            nearest = xsimd::min(nearest, r2);
        }
        unsafe |= bits_of<Arch>(nearest < Real(pair.safe2));
    }
    if (unsafe != 0) return false;
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
            const Neighbourhood around = neighbourhood_of(view, r);
            const int listed = list_near_chunks(view, around, cutoff2, Side::forward, own_chunk, own_lane, scratch);
            scan_listed<Arch, 1>(view, around, scratch, listed, cutoff2, ScanTargets{{}, {buffers, {}}});
            int own_species = 0;
            while (((view.species_bits[own_chunk * species_count + own_species] >> own_lane) & 1) == 0) ++own_species;
            std::int64_t sum = 0;
            int neighbours = 0;
            for (int s = 0; s < species_count; ++s) neighbours += buffers.counts[s];
            if (neighbours > largest_unchecked_count) return false;
            const PairConstants* row = table + own_species * species_count;
            if (!add_pair_energies<Arch>(buffers, row, species_count, &sum)) return false;
            *total += sum;
        }
    }
    return true;
}

template <class Arch>
constexpr TrialEnergyKernels trial_energy_kernels{near_distances<Arch>, near_distances_of_two<Arch>,
                                                  add_pair_energies<Arch>, total_energy<Arch>};

}  // namespace soret::optimized
