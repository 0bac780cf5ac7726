#pragma once

#include "soret/optimized/kernels/simd.hpp"
#include "soret/optimized/kernels/steinhardt.hpp"

// The particles of a cell look for their neighbours together: what is within reach of the box around them is packed
// next to each other, in the image next to the cell, and each particle scans it by whole vectors. The nearest are those
// below a squared distance that is found by halving an interval: no sorting, and hardly a branch. Their bonds go into a
// lane each; harmonics are computed for eight particles at once, bond by bond.

namespace soret::optimized {

/// The three cells around one along an axis, and the shift of coordinates there to the image next to it.
struct CellImages {
    int cell[3];
    double shift[3];
};

static inline CellImages images_along(const CellView& view, int axis, int own) {
    const int last = view.cells[axis] - 1;
    const double edge = view.edge[axis];
    return {{own > 0 ? own - 1 : last, own, own < last ? own + 1 : 0},
            {own > 0 ? 0.0 : -edge, 0.0, own < last ? 0.0 : edge}};
}

/// The integer multiple of bond_quantum nearest to a number of at most 1 in magnitude, ties to even.
template <class Arch>
inline Integers<Arch> to_bond_quanta(const Doubles<Arch>& terms) {
    const Doubles<Arch> shift(3.0);  // one unit in the last place of [2, 4) is 2^-51
    return xsimd::bitwise_cast<Integers<Arch>>(terms + shift) - xsimd::bitwise_cast<Integers<Arch>>(shift);
}

template <class Arch>
class SteinhardtKernel {
public:
    SteinhardtKernel(const SteinhardtTask& task, const SteinhardtBuffers& buffers, const SteinhardtSums& sums)
        : task_(task), view_(task.view), buffers_(buffers), sums_(sums), guess_(0.5 * task.reach * task.reach) {}

    void run(int first_cell, int last_cell) {
        group_ = task_.first[first_cell];
        for (int cell = first_cell; cell < last_cell; ++cell) {
            const int count = view_.occupancy[cell];
            if (count == 0) continue;
            pack(cell);
            for (int k = 0; k < count; ++k) {
                const double* x = coordinates(cell, k);
                add_particle(task_.first[cell] + k, x[0], x[chunk_size], x[2 * chunk_size]);
            }
        }
        finish_group();
    }

private:
    static constexpr int width = static_cast<int>(Doubles<Arch>::size);
    static constexpr double far = 1e30;
    /// For the rounding of the borders of cells.
    static constexpr double margin = 1e-6;
    /// Then the two particles at the border are so nearly as far as each other that exact comparisons take less time.
    static constexpr int most_halvings = 40;

    const double* coordinates(int cell, int k) const {
        const std::ptrdiff_t chunk = static_cast<std::ptrdiff_t>(cell) * view_.chunks_per_cell + k / chunk_size;
        return view_.chunks + chunk * chunk_doubles + k % chunk_size;
    }

    void find_box(int cell) {
        for (int axis = 0; axis < 3; ++axis) {
            low_[axis] = far;
            high_[axis] = -far;
            for (int k = 0; k < view_.occupancy[cell]; ++k) {
                const double x = coordinates(cell, k)[axis * chunk_size];
                low_[axis] = x < low_[axis] ? x : low_[axis];
                high_[axis] = x > high_[axis] ? x : high_[axis];
            }
        }
    }

    void pack(int cell) {
        find_box(cell);
        packed_ = 0;
        const CellImages along_x = images_along(view_, 0, cell % view_.cells[0]);
        const CellImages along_y = images_along(view_, 1, cell / view_.cells[0] % view_.cells[1]);
        const CellImages along_z = images_along(view_, 2, cell / (view_.cells[0] * view_.cells[1]));
        for (int oz = 0; oz < 3; ++oz) {
            for (int oy = 0; oy < 3; ++oy) {
                const int row = (along_z.cell[oz] * view_.cells[1] + along_y.cell[oy]) * view_.cells[0];
                for (int ox = 0; ox < 3; ++ox) {
                    pack_cell(row + along_x.cell[ox], along_x.shift[ox], along_y.shift[oy], along_z.shift[oz]);
                }
            }
        }
        for (double* near : buffers_.near) Doubles<Arch>(far).store_unaligned(near + packed_);
    }

    /// Packs what is within reach of the box. Empty places are far from everything.
    void pack_cell(int cell, double shift_x, double shift_y, double shift_z) {
        const double reach = task_.reach + margin;
        const Doubles<Arch> zero(0.0), reach2(reach * reach), to_x(shift_x), to_y(shift_y), to_z(shift_z);
        const Doubles<Arch> low_x(low_[0]), low_y(low_[1]), low_z(low_[2]);
        const Doubles<Arch> high_x(high_[0]), high_y(high_[1]), high_z(high_[2]);
        for (int k = 0; k < view_.occupancy[cell]; k += width) {
            const double* place = coordinates(cell, k);
            const Doubles<Arch> x = Doubles<Arch>::load_aligned(place) + to_x;  // exact, on the position grid
            const Doubles<Arch> y = Doubles<Arch>::load_aligned(place + chunk_size) + to_y;
            const Doubles<Arch> z = Doubles<Arch>::load_aligned(place + 2 * chunk_size) + to_z;
            const Doubles<Arch> dx = xsimd::max(xsimd::max(low_x - x, x - high_x), zero);
            const Doubles<Arch> dy = xsimd::max(xsimd::max(low_y - y, y - high_y), zero);
            const Doubles<Arch> dz = xsimd::max(xsimd::max(low_z - z, z - high_z), zero);
            const unsigned near = bits_of<Arch>((dx * dx + dy * dy) + dz * dz < reach2);
            store_packed<Arch>(buffers_.near[0] + packed_, x, near);
            store_packed<Arch>(buffers_.near[1] + packed_, y, near);
            store_packed<Arch>(buffers_.near[2] + packed_, z, near);
            store_packed<Arch>(buffers_.near_rank + packed_, counting_from(task_.first[cell] + k), near);
            packed_ += bit_count(near);
        }
    }

    /// n, n + 1, ...
    static Doubles<Arch> counting_from(int n) {
        alignas(64) static constexpr double lanes[8] = {0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0};
        return Doubles<Arch>(static_cast<double>(n)) + Doubles<Arch>::load_aligned(lanes);
    }

    void add_particle(int rank, double x, double y, double z) {
        int within = scan(x, y, z);
        sums_.found[rank] = within;
        if (within >= task_.nearest && task_.nearest > 0) {
            choose_nearest(within);
            within = task_.nearest;
        }
        const int lane = rank - group_;
        count_[lane] = 0;
        if (within >= task_.nearest && within <= task_.room) {
            count_[lane] = within;
            std::int32_t* const neighbours = sums_.neighbours + static_cast<std::ptrdiff_t>(rank) * task_.room;
            for (int k = 0; k < within; ++k) {
                const int j = static_cast<int>(buffers_.candidates[k]);
                buffers_.bonds[0][k * bond_lanes + lane] = x - buffers_.near[0][j];
                buffers_.bonds[1][k * bond_lanes + lane] = y - buffers_.near[1][j];
                buffers_.bonds[2][k * bond_lanes + lane] = z - buffers_.near[2][j];
                neighbours[k] = static_cast<std::int32_t>(buffers_.near_rank[j]);
            }
        }
        filled_ = lane + 1;
        if (filled_ == bond_lanes) {
            finish_group();
            group_ = rank + 1;
        }
    }

    /// Packs the squared distances within reach, and where in the pack they are.
    /// returns  how many there are; below 0: not only the particle itself is at its place
    int scan(double x, double y, double z) const {
        const Doubles<Arch> own_x(x), own_y(y), own_z(z), zero(0.0), limit(task_.reach * task_.reach);
        int found = 0;
        int at_place = 0;
        for (int j = 0; j < packed_; j += width) {
            const Doubles<Arch> dx = own_x - Doubles<Arch>::load_unaligned(buffers_.near[0] + j);
            const Doubles<Arch> dy = own_y - Doubles<Arch>::load_unaligned(buffers_.near[1] + j);
            const Doubles<Arch> dz = own_z - Doubles<Arch>::load_unaligned(buffers_.near[2] + j);
            const Doubles<Arch> r2 = (dx * dx + dy * dy) + dz * dz;
            const unsigned within = bits_of<Arch>(r2 < limit);
            const unsigned apart = bits_of<Arch>(r2 > zero);
            store_packed<Arch>(buffers_.distances2 + found, r2, within & apart);
            store_packed<Arch>(buffers_.candidates + found, counting_from(j), within & apart);
            found += bit_count(within & apart);
            at_place += bit_count(within & ~apart);
        }
        Doubles<Arch>(far).store_unaligned(buffers_.distances2 + found);
        return at_place == 1 ? found : -1;
    }

    int count_below(double limit2, int found) const {
        int count = 0;
        for (int k = 0; k < found; k += width) {
            count += bit_count(
                bits_of<Arch>(Doubles<Arch>::load_unaligned(buffers_.distances2 + k) < Doubles<Arch>(limit2)));
        }
        return count;
    }

    /// Leaves the nearest ones at the front of the candidates.
    void choose_nearest(int found) {
        if (found == task_.nearest) return;
        double low = 0.0;
        double high = task_.reach * task_.reach;
        double limit2 = guess_;
        for (int k = 0; k < most_halvings; ++k) {
            const int below = count_below(limit2, found);
            if (below == task_.nearest) {
                guess_ = limit2;
                return keep_below(limit2, found);
            }
            (below < task_.nearest ? low : high) = limit2;
            limit2 = 0.5 * (low + high);
        }
        sort_nearest(found);
    }

    void keep_below(double limit2, int found) const {
        int kept = 0;
        for (int k = 0; k < found; k += width) {
            const Doubles<Arch> candidates = Doubles<Arch>::load_unaligned(buffers_.candidates + k);
            const unsigned below =
                bits_of<Arch>(Doubles<Arch>::load_unaligned(buffers_.distances2 + k) < Doubles<Arch>(limit2));
            store_packed<Arch>(buffers_.candidates + kept, candidates, below);
            kept += bit_count(below);
        }
    }

    /// By distance and then by id.
    void sort_nearest(int found) const {
        double* const r2 = buffers_.distances2;
        double* const candidates = buffers_.candidates;
        for (int k = 0; k < task_.nearest; ++k) {
            int next = k;
            for (int j = k + 1; j < found; ++j) {
                const bool as_far = r2[j] == r2[next];
                if (r2[j] < r2[next] || (as_far && id_of(candidates[j]) < id_of(candidates[next]))) next = j;
            }
            const double nearer = r2[next];
            const double candidate = candidates[next];
            r2[next] = r2[k];
            candidates[next] = candidates[k];
            r2[k] = nearer;
            candidates[k] = candidate;
        }
    }
    std::int64_t id_of(double candidate) const {
        return task_.id[static_cast<int>(buffers_.near_rank[static_cast<int>(candidate)])];
    }

    /// Sums of the bonds of the lanes that are filled. A lane with fewer bonds than another has bonds along z in their
    /// place: of those only the two terms P_l are not 0 but exactly 1, and are taken off again.
    void finish_group() {
        int most = 0;
        for (int lane = filled_; lane < bond_lanes; ++lane) count_[lane] = 0;
        for (const int count : count_) most = count > most ? count : most;
        for (int lane = 0; lane < bond_lanes; ++lane) {
            for (int k = count_[lane]; k < most; ++k) {
                buffers_.bonds[0][k * bond_lanes + lane] = 0.0;
                buffers_.bonds[1][k * bond_lanes + lane] = 0.0;
                buffers_.bonds[2][k * bond_lanes + lane] = 1.0;
            }
        }
        alignas(64) std::int64_t sums[bond_terms][bond_lanes];
        for (int lane = 0; lane < bond_lanes; lane += width) sum_lanes(lane, most, sums);
        constexpr auto one = static_cast<std::int64_t>(1.0 / bond_quantum);
        for (int lane = 0; lane < filled_; ++lane) {
            std::int64_t* const row = sums_.terms + static_cast<std::ptrdiff_t>(group_ + lane) * bond_row;
            for (int term = 0; term < bond_terms; ++term) row[term] = sums[term][lane];
            row[0] -= (most - count_[lane]) * one;
            row[terms_of_q4] -= (most - count_[lane]) * one;
        }
        filled_ = 0;
    }

    void sum_lanes(int lane, int count, std::int64_t (*target)[bond_lanes]) const {
        Integers<Arch> sum[bond_terms];
        for (Integers<Arch>& each : sum) each = Integers<Arch>(std::int64_t{0});
        for (int k = 0; k < count; ++k) {
            Doubles<Arch> term[bond_terms];
            terms_of_bond(Doubles<Arch>::load_aligned(buffers_.bonds[0] + k * bond_lanes + lane),
                          Doubles<Arch>::load_aligned(buffers_.bonds[1] + k * bond_lanes + lane),
                          Doubles<Arch>::load_aligned(buffers_.bonds[2] + k * bond_lanes + lane), term);
            for (int t = 0; t < bond_terms; ++t) sum[t] = sum[t] + to_bond_quanta<Arch>(term[t]);
        }
        for (int t = 0; t < bond_terms; ++t) sum[t].store_aligned(target[t] + lane);
    }

    static void terms_of_bond(Doubles<Arch> x, Doubles<Arch> y, Doubles<Arch> z, Doubles<Arch>* term) {
        const auto number = [](double value) { return Doubles<Arch>(value); };
        const Doubles<Arch> inverse = number(1.0) / square_root((x * x + y * y) + z * z);
        x = x * inverse;
        y = y * inverse;
        z = z * inverse;
        const Doubles<Arch> z2 = z * z;
        term[0] = ((number(35.0) * z2 - number(30.0)) * z2 + number(3.0)) * number(0.125);
        term[terms_of_q4] =
            (((number(231.0) * z2 - number(315.0)) * z2 + number(105.0)) * z2 - number(5.0)) * number(0.0625);
        const Doubles<Arch> twice_z = z + z;
        const Doubles<Arch> f4[3] = {(number(3.5) * z2 - number(1.5)) * z, number(3.5) * z2 - number(0.5), twice_z};
        const Doubles<Arch> f6[5] = {((number(16.5) * z2 - number(15.0)) * z2 + number(2.5)) * z,
                                     (number(16.5) * z2 - number(9.0)) * z2 + number(0.5),
                                     (number(11.0) * z2 - number(3.0)) * z, number(5.5) * z2 - number(0.5), twice_z};
        Doubles<Arch> C = x, S = y;
        for (int m = 1; m <= 6; ++m) {
            if (m < 4) {
                term[2 * m - 1] = f4[m - 1] * C;
                term[2 * m] = f4[m - 1] * S;
            } else if (m == 4) {
                term[2 * m - 1] = C;
                term[2 * m] = S;
            }
            term[terms_of_q4 + 2 * m - 1] = m < 6 ? f6[m - 1] * C : C;
            term[terms_of_q4 + 2 * m] = m < 6 ? f6[m - 1] * S : S;
            const Doubles<Arch> next = x * C - y * S;
            S = x * S + y * C;
            C = next;
        }
    }

    const SteinhardtTask& task_;
    const CellView& view_;
    const SteinhardtBuffers& buffers_;
    const SteinhardtSums& sums_;
    double low_[3];
    double high_[3];
    int packed_ = 0;
    double guess_;   ///< of the squared distance up to which the nearest are
    int group_ = 0;  ///< rank of the particle in the first lane
    int filled_ = 0;
    int count_[bond_lanes] = {};
};

template <class Arch>
void sum_bonds(const SteinhardtTask& task, int first_cell, int last_cell, const SteinhardtBuffers& buffers,
               const SteinhardtSums& sums) {
    SteinhardtKernel<Arch>(task, buffers, sums).run(first_cell, last_cell);
}

template <class Arch>
void sum_rows(const double* table, const std::int32_t* rows, int count, std::int64_t* sums) {
    constexpr int width = static_cast<int>(Doubles<Arch>::size);
    for (int c = 0; c < bond_row; c += width) {
        Integers<Arch> sum(std::int64_t{0});
        for (int k = 0; k < count; ++k) {
            const double* row = table + static_cast<std::ptrdiff_t>(rows[k]) * bond_row;
            sum = sum + to_bond_quanta<Arch>(Doubles<Arch>::load_aligned(row + c));
        }
        sum.store_aligned(sums + c);
    }
}

template <class Arch>
constexpr SteinhardtKernels steinhardt_kernels{sum_bonds<Arch>, sum_rows<Arch>};

}  // namespace soret::optimized
