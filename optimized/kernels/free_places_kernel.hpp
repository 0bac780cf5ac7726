#pragma once

#include "soret/optimized/kernels/free_places.hpp"
#include "soret/optimized/kernels/near_chunks.hpp"
#include "soret/optimized/kernels/simd.hpp"

namespace soret::optimized {

static constexpr int along = 4;  // places_along: the places are the bits of a word
static constexpr int in_plane = along * along;

/// Places, bit q each, to which the particle is nearer than the root of within2. d: the middle of the lattice less its
/// position. Differences are exact and squares added x, y, z: the bits of a distance are those of the reference.
template <class Arch>
inline std::uint64_t places_taken(const double* d, double spacing, double within2) {
    constexpr int width = static_cast<int>(Doubles<Arch>::size);
    double square[3][along];
    for (int axis = 0; axis < 3; ++axis) {
        for (int k = 0; k < along; ++k) {
            const double away = d[axis] + (k - 0.5 * (along - 1)) * spacing;
            square[axis][k] = away * away;
        }
    }
    alignas(64) double plane[in_plane];
    for (int j = 0; j < along; ++j) {
        for (int i = 0; i < along; ++i) plane[along * j + i] = square[0][i] + square[1][j];
    }
    const Doubles<Arch> limit(within2);
    std::uint64_t taken = 0;
    for (int first = 0; first < in_plane; first += width) {
        const Doubles<Arch> xy = Doubles<Arch>::load_aligned(plane + first);
        for (int k = 0; k < along; ++k) {
            const std::uint64_t near = bits_of<Arch>(xy + Doubles<Arch>(square[2][k]) < limit);
            taken |= near << (in_plane * k + first);
        }
    }
    return taken;
}

/// The places, bit q each, that no particle takes but the one at place own_lane of chunk own_chunk (-1: none).
/// middle   of the lattice, wrapped
template <class Arch>
std::uint64_t free_places(const CellView& view, const double* middle, int own_chunk, int own_lane,
                          const PlaceLattice& lattice, NearChunk* scratch) {
    constexpr int width = static_cast<int>(Doubles<Arch>::size);
    const Neighbourhood around = neighbourhood_of(view, middle);
    const int listed = list_near_chunks(view, around, lattice.reach2, own_chunk, own_lane, scratch);
    const Doubles<Arch> reach(lattice.reach);
    std::uint64_t taken = 0;
    for (int k = 0; k < listed; ++k) {
        const NearChunk near = scratch[k];
        const double x = near.coordinate(around, 0);
        const double y = near.coordinate(around, 1);
        const double z = near.coordinate(around, 2);
        const double* place = view.chunks + static_cast<std::ptrdiff_t>(near.chunk()) * chunk_doubles;
        const std::uint8_t* species_bits =
            view.species_bits + static_cast<std::ptrdiff_t>(near.chunk()) * view.species_count;
        unsigned within = 0;
        for (int lane = 0; lane < chunk_size; lane += width) {
            const Doubles<Arch> dx = Doubles<Arch>(x) - Doubles<Arch>::load_aligned(place + lane);
            const Doubles<Arch> dy = Doubles<Arch>(y) - Doubles<Arch>::load_aligned(place + chunk_size + lane);
            const Doubles<Arch> dz = Doubles<Arch>(z) - Doubles<Arch>::load_aligned(place + 2 * chunk_size + lane);
            const Mask<Arch> inside = (xsimd::abs(dx) < reach) & (xsimd::abs(dy) < reach) & (xsimd::abs(dz) < reach);
            within |= bits_of<Arch>(inside) << lane;
        }
        within &= ~near.hidden();
        for (; within != 0; within &= within - 1) {
            const int lane = __builtin_ctz(within);
            int species = 0;
            while (((species_bits[species] >> lane) & 1) == 0) ++species;
            const double d[3] = {x - place[lane], y - place[chunk_size + lane], z - place[2 * chunk_size + lane]};
            taken |= places_taken<Arch>(d, lattice.spacing, lattice.within2[species]);
        }
        if (taken == ~std::uint64_t{0}) break;
    }
    return ~taken;
}

template <class Arch>
constexpr FreePlacesKernels free_places_kernels{free_places<Arch>};

}  // namespace soret::optimized
