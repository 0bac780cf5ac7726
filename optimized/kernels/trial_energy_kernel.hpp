#pragma once

#include "soret/optimized/kernels/near_chunks.hpp"
#include "soret/optimized/kernels/pair_energies_lanes.hpp"
#include "soret/optimized/kernels/simd.hpp"
#include "soret/optimized/kernels/total_energy_kernel.hpp"
#include "soret/optimized/kernels/trial_energy.hpp"

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
    const int listed = list_near_chunks(view, around, cutoff2, own_chunk, own_lane, scratch);
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
    const int listed = list_near_chunks(view, around, reach * reach, own_chunk, own_lane, scratch);
    const ScanTargets scan{{d[0], d[1], d[2]}, {buffers, moved_buffers}};
    scan_listed<Arch, 2>(view, around, scratch, listed, cutoff2, scan);
}

template <class Arch>
constexpr TrialEnergyKernels trial_energy_kernels{near_distances<Arch>, near_distances_of_two<Arch>,
                                                  add_pair_energies<Arch>, total_energy<Arch>};

}  // namespace soret::optimized
