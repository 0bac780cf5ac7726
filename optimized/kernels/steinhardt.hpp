#pragma once

#include "soret/optimized/kernels/cell_view.hpp"

namespace soret::optimized {

/// Terms of a bond (x, y, z)/r, z2 = z z, (C_m, S_m) = real and imaginary part of (x + i y)^m, in this order:
///   l = 4: P_4, then f_m (C_m, S_m), m = 1 .. 4;   l = 6: P_6, then f_m (C_m, S_m), m = 1 .. 6
/// f_m is the m-th derivative of P_l but for a factor, chosen so that all terms are at most 1 in magnitude and Q_l^2 is
/// a sum of their squares with weights that are exact in binary (bond_weight).
inline constexpr int bond_terms = 22;
inline constexpr int terms_of_q4 = 9;
inline constexpr int bond_row = 24;  ///< doubles or integers of a particle: whole vectors of every instruction set
inline constexpr double bond_weight[bond_terms] = {
    1.0,         5.0 / 2.0,     5.0 / 2.0,     5.0 / 4.0,     5.0 / 4.0,     35.0 / 32.0,   35.0 / 32.0,   35.0 / 64.0,
    35.0 / 64.0,  // l = 4
    1.0,         21.0 / 16.0,   21.0 / 16.0,   105.0 / 128.0, 105.0 / 128.0, 105.0 / 128.0, 105.0 / 128.0, 63.0 / 64.0,
    63.0 / 64.0, 693.0 / 512.0, 693.0 / 512.0, 231.0 / 512.0, 231.0 / 512.0};  // l = 6

/// Terms, and means of them, are rounded to multiples of this and added as integers: the same sum in any order.
inline constexpr double bond_quantum = 0x1p-51;

/// Particles whose bonds are summed together, a lane each.
inline constexpr int bond_lanes = 8;

/// Particles have ranks: 0 .. n-1 in the order of their places in the cells.
struct SteinhardtTask {
    CellView view;
    const std::int32_t* first;  ///< by cell: rank of its first particle; one entry more
    const std::int64_t* id;     ///< by rank
    double reach;               ///< at most the width of a cell and half an edge
    int nearest;                ///< how many of the neighbours within reach count; 0: all
    int room;                   ///< for neighbours of a particle, in the arrays below
};

/// Scratch of one thread.
struct SteinhardtBuffers {
    double* near[3];     ///< coordinates of 27 full cells and a vector
    double* near_rank;   ///< as long
    double* distances2;  ///< as long
    double* candidates;  ///< as long
    double* bonds[3];    ///< [room][bond_lanes]
};

struct SteinhardtSums {
    std::int32_t* found;       ///< by rank: particles within reach, all of them; below 0: another one at its place
    std::int32_t* neighbours;  ///< [rank][room]: ranks. Not set where found is below nearest or above room.
    std::int64_t* terms;       ///< [rank][bond_row]: sums over the neighbours, in quanta
};

struct SteinhardtKernels {
    /// Neighbours and sums of the particles of some cells.
    void (*sum_bonds)(const SteinhardtTask&, int first_cell, int last_cell, const SteinhardtBuffers&,
                      const SteinhardtSums&);
    /// Sums of the rows of some particles of a table [..][bond_row], of numbers at most 1 in magnitude, in quanta.
    void (*sum_rows)(const double* table, const std::int32_t* rows, int count, std::int64_t* sums);

    static const SteinhardtKernels sse2, avx2, avx512;
};

}  // namespace soret::optimized
