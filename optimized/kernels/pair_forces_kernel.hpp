#pragma once

#include "soret/optimized/kernels/near_chunks.hpp"
#include "soret/optimized/kernels/pair_forces.hpp"
#include "soret/optimized/kernels/simd.hpp"
#include "soret/optimized/pair_potential.hpp"

namespace soret::optimized {

/// Pair constants with one species of neighbour a lane.
template <class Arch>
struct LaneConstants {
    Doubles<Arch> cutoff2, sigma2, epsilon4, epsilon24, shift, slope, cutoff, safe2;

    explicit LaneConstants(const PairConstants& p)
        : cutoff2(p.cutoff2),
          sigma2(p.sigma2),
          epsilon4(p.epsilon4),
          epsilon24(p.epsilon24),
          shift(p.shift),
          slope(p.slope),
          cutoff(p.cutoff),
          safe2(p.safe2) {}

    void choose(const Mask<Arch>& mask, const PairConstants& p, bool force_shifted) {
        const auto take = [&mask](Doubles<Arch>& lanes, double value) {
            lanes = xsimd::select(mask, Doubles<Arch>(value), lanes);
        };
        take(cutoff2, p.cutoff2);
        take(sigma2, p.sigma2);
        take(epsilon4, p.epsilon4);
        take(epsilon24, p.epsilon24);
        take(shift, p.shift);
        take(safe2, p.safe2);
        if (!force_shifted) return;
        take(slope, p.slope);
        take(cutoff, p.cutoff);
    }
};

/// The sums of one particle, a lane for each place of a vector.
template <class Arch>
struct LaneSums {
    Integers<Arch> force[3] = {Integers<Arch>(std::int64_t{0}), Integers<Arch>(std::int64_t{0}),
                               Integers<Arch>(std::int64_t{0})};
    Integers<Arch> energy = force[0];
    Integers<Arch> virial[6] = {force[0], force[0], force[0], force[0], force[0], force[0]};
    Integers<Arch> heat_current[3] = {force[0], force[0], force[0]};
    int neighbours = 0;
};

/// One particle against one vector of places. returns false if a term may be too large.
template <class Arch>
inline bool add_lanes(const PairForcesInput& input, const NearChunk& near, const double* v, int own_species, int lane,
                      LaneSums<Arch>& sums) {
    const std::ptrdiff_t chunk = near.chunk;
    const unsigned hidden = near.hidden >> lane;
    const double* place = input.grid.chunks + chunk * chunk_doubles + lane;
    const Doubles<Arch> dx = Doubles<Arch>(near.x) - Doubles<Arch>::load_aligned(place);
    const Doubles<Arch> dy = Doubles<Arch>(near.y) - Doubles<Arch>::load_aligned(place + chunk_size);
    const Doubles<Arch> dz = Doubles<Arch>(near.z) - Doubles<Arch>::load_aligned(place + 2 * chunk_size);
    const Doubles<Arch> r2 = (dx * dx + dy * dy) + dz * dz;
    if ((bits_of<Arch>(r2 < Doubles<Arch>(input.cutoff2)) & ~hidden) == 0) return true;

    const int species_count = input.grid.species_count;
    const PairConstants* row = input.table + own_species * species_count;
    LaneConstants<Arch> pair(row[0]);
    if (species_count > 1) {
        const Doubles<Arch> species = Doubles<Arch>::load_aligned(input.species + chunk * chunk_size + lane);
        for (int s = 1; s < species_count; ++s) {
            pair.choose(species == Doubles<Arch>(static_cast<double>(s)), row[s], input.force_shifted);
        }
    }
    // The particle itself is the only one at distance 0; another there is below safe2 and not hidden.
    if ((bits_of<Arch>(r2 < pair.safe2) & ~hidden) != 0) return false;
    const Mask<Arch> within = (r2 < pair.cutoff2) & (r2 > Doubles<Arch>(0.0));
    sums.neighbours += bit_count(bits_of<Arch>(within));

    const Doubles<Arch> zero(0.0);
    const Doubles<Arch> w = Doubles<Arch>(1.0) / r2;
    const Doubles<Arch> s2 = pair.sigma2 * w;
    const Doubles<Arch> s6 = (s2 * s2) * s2;
    Doubles<Arch> f = (pair.epsilon24 * w) * (s6 * ((s6 + s6) - Doubles<Arch>(1.0)));
    if (input.force_shifted) f = f + pair.slope * (square_root(r2) * w);
    f = xsimd::select(within, f, zero);
    const Doubles<Arch> fx = f * dx;
    const Doubles<Arch> fy = f * dy;
    const Doubles<Arch> fz = f * dz;
    sums.force[0] += to_quanta<Arch>(fx);
    sums.force[1] += to_quanta<Arch>(fy);
    sums.force[2] += to_quanta<Arch>(fz);
    if (input.energies) {
        Doubles<Arch> u = pair.epsilon4 * (s6 * (s6 - Doubles<Arch>(1.0))) - pair.shift;
        if (input.force_shifted) u = u + pair.slope * (pair.cutoff - square_root(r2));
        sums.energy += to_quanta<Arch>(xsimd::select(within, u, zero));
    }
    if (input.virial) {
        sums.virial[0] += to_quanta<Arch>(dx * fx);
        sums.virial[1] += to_quanta<Arch>(dy * fy);
        sums.virial[2] += to_quanta<Arch>(dz * fz);
        sums.virial[3] += to_quanta<Arch>(dx * fy);
        sums.virial[4] += to_quanta<Arch>(dx * fz);
        sums.virial[5] += to_quanta<Arch>(dy * fz);
    }
    if (input.velocities != nullptr) {
        const double* other = input.velocities + chunk * chunk_doubles + lane;
        const Doubles<Arch> vx = Doubles<Arch>(v[0]) + Doubles<Arch>::load_aligned(other);
        const Doubles<Arch> vy = Doubles<Arch>(v[1]) + Doubles<Arch>::load_aligned(other + chunk_size);
        const Doubles<Arch> vz = Doubles<Arch>(v[2]) + Doubles<Arch>::load_aligned(other + 2 * chunk_size);
        const Doubles<Arch> power = Doubles<Arch>(0.5) * ((vx * fx + vy * fy) + vz * fz);
        sums.heat_current[0] += to_quanta<Arch>(power * dx);
        sums.heat_current[1] += to_quanta<Arch>(power * dy);
        sums.heat_current[2] += to_quanta<Arch>(power * dz);
    }
    return true;
}

template <class Arch>
bool pair_forces(const PairForcesInput& input, int first_cell, int end_cell, NearChunk* scratch, PairForcesSums& sums) {
    constexpr int width = static_cast<int>(Doubles<Arch>::size);
    const CellView& grid = input.grid;
    for (int own_cell = first_cell; own_cell < end_cell; ++own_cell) {
        for (int k = 0; k < grid.occupancy[own_cell]; ++k) {
            const std::ptrdiff_t own_chunk = own_cell * grid.chunks_per_cell + k / chunk_size;
            const int own_lane = k % chunk_size;
            const double* place = grid.chunks + own_chunk * chunk_doubles + own_lane;
            const double r[3] = {place[0], place[chunk_size], place[2 * chunk_size]};
            double v[3] = {0.0, 0.0, 0.0};
            if (input.velocities != nullptr) {
                const double* velocity = input.velocities + own_chunk * chunk_doubles + own_lane;
                for (int axis = 0; axis < 3; ++axis) v[axis] = velocity[axis * chunk_size];
            }
            const std::ptrdiff_t own_place = own_chunk * chunk_size + own_lane;
            const int own_species = static_cast<int>(input.species[own_place]);
            LaneSums<Arch> lanes;
            bool small = true;
            const int listed =
                list_near_chunks(grid, r, input.cutoff2, Side::both, static_cast<int>(own_chunk), own_lane, scratch);
            for (int c = 0; c < listed; ++c) {
                for (int lane = 0; lane < chunk_size; lane += width) {
                    small &= add_lanes<Arch>(input, scratch[c], v, own_species, lane, lanes);
                }
            }
            if (!small || lanes.neighbours > largest_unchecked_count) return false;
            for (int axis = 0; axis < 3; ++axis) sums.force[axis][own_place] = sum_of_lanes<Arch>(lanes.force[axis]);
            if (input.energies) sums.energy[own_place] = sum_of_lanes<Arch>(lanes.energy);
            if (input.virial) {
                for (int a = 0; a < 6; ++a) sums.virial[a] += sum_of_lanes<Arch>(lanes.virial[a]);
            }
            if (input.velocities != nullptr) {
                for (int a = 0; a < 3; ++a) sums.heat_current[a] += sum_of_lanes<Arch>(lanes.heat_current[a]);
            }
        }
    }
    return true;
}

}  // namespace soret::optimized
